"""Dates keep what was written, their precision, and the days they may mean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import DATE, CalendarDate, parse_date


@pytest.mark.parametrize(
    ("written", "order", "value", "precision"),
    [
        ("2015-11-23", "ymd", "2015-11-23", "day"),
        ("2025/08/21", "ymd", "2025-08-21", "day"),
        ("11/9/2015", "mdy", "2015-11-09", "day"),
        ("11/9/2015", "dmy", "2015-09-11", "day"),
        ("December 2014", "ymd", "2014-12", "month"),
        ("Jul 24, 2025", "ymd", "2025-07-24", "day"),
        ("4 September 2014", "ymd", "2014-09-04", "day"),
        ("Sept. 4, 2014", "ymd", "2014-09-04", "day"),
        ("2019", "ymd", "2019", "year"),
        ("2019-06", "ymd", "2019-06", "month"),
    ],
)
def test_a_written_date_is_read_to_its_precision(written: str, order: str, value: str, precision: str) -> None:
    date = parse_date(written, order)  # type: ignore[arg-type]
    assert date is not None
    assert (date.value, date.precision) == (value, precision)


@pytest.mark.parametrize("written", ["2023-02-30", "13/13/2020", "31 April 2020", "soon", "", "2020-13", "0/1/2020"])
def test_a_date_that_does_not_exist_is_none(written: str) -> None:
    assert parse_date(written, "mdy") is None


def test_a_month_means_its_first_to_its_last_day() -> None:
    assert parse_date("February 2024") == CalendarDate("2024-02", "month", "2024-02-01", "2024-02-29")


@given(st.dates())
def test_an_iso_day_is_its_own_value(day: object) -> None:
    date = parse_date(str(day))
    assert date is not None
    assert date.value == date.earliest == date.latest == str(day)


@given(st.text(max_size=30))
def test_no_text_raises(written: str) -> None:
    parse_date(written)


def test_the_pattern_finds_dates_in_prose() -> None:
    prose = "approved in May 2003, on September 4, 2014 and on 3 June 2019"
    assert re.findall(DATE, prose) == ["May 2003", "September 4, 2014", "3 June 2019"]
