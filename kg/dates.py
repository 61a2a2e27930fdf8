"""Dates as documents write them: what was written, to which precision, and the days it may mean.

>>> parse_date("December 2014")
CalendarDate(value='2014-12', precision='month', earliest='2014-12-01', latest='2014-12-31')
>>> parse_date("11/9/2015", order="mdy").value
'2015-11-09'
>>> parse_date("2023-02-30") is None
True
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal, NamedTuple

from kg.vocabulary import XSD

Precision = Literal["day", "month", "year"]
Order = Literal["ymd", "mdy", "dmy"]

DATATYPES = {"day": XSD.date, "month": XSD.gYearMonth, "year": XSD.gYear}

_MONTHS = {name.casefold()[:3]: number for number, name in enumerate(calendar.month_name) if name}
MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A month's English name or abbreviation, as a regular expression without groups."""

DATE = (
    rf"(?:{MONTH}\.?\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{MONTH}\.?,?\s+\d{{4}}|{MONTH}\.?,?\s+\d{{4}}"
    r"|(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)"
)
"""A date in English prose, as a regular expression without groups."""


class CalendarDate(NamedTuple):
    """A date in ISO 8601 to the precision given, with the first and the last day that it may mean."""

    value: str
    precision: Precision
    earliest: str
    latest: str


def _calendar_date(year: int, month: int = 0, day: int = 0) -> CalendarDate | None:
    try:
        if not month:
            return CalendarDate(f"{year:04}", "year", f"{year:04}-01-01", f"{year:04}-12-31")
        last = calendar.monthrange(year, month)[1]
        if not day:
            stem = f"{year:04}-{month:02}"
            return CalendarDate(stem, "month", f"{stem}-01", f"{stem}-{last:02}")
        iso = datetime.date(year, month, day).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        return None
    return CalendarDate(iso, "day", iso, iso)


def parse_date(written: str, order: Order = "ymd") -> CalendarDate | None:
    """The date that `written` names, or None where it is none or does not exist.

    Reads ISO dates to any precision, English prose ("4 September 2014", "Sep 4, 2014", "May 2003", "2014"), and
    three numbers apart by / . or -, which `order` tells how to read unless the year stands first.
    """
    text = " ".join(written.split()).strip(" ,.")
    if match := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:T[\d:.]+Z?)?", text):
        year, month, day = (int(part) if part else 0 for part in match.groups())
        return _calendar_date(year, month, day) if month or match[2] is None else None
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        first, second, year = map(int, match.groups())
        month, day = (second, first) if order == "dmy" else (first, second)
        return _calendar_date(year, month, day) if month and day else None
    if match := re.fullmatch(rf"({MONTH})\.?(?:\s+(\d{{1,2}}))?,?\s+(\d{{4}})", text, re.IGNORECASE):
        return _calendar_date(int(match[3]), _MONTHS[match[1].casefold()[:3]], int(match[2] or 0))
    if match := re.fullmatch(rf"(\d{{1,2}})\s+({MONTH})\.?,?\s+(\d{{4}})", text, re.IGNORECASE):
        return _calendar_date(int(match[3]), _MONTHS[match[2].casefold()[:3]], int(match[1]))
    return None
