"""Dates of one act, to the precision that both have.

Registers name the act in their own words ("Approval Date", "authorised", "Market Date"): only dates of one act are
compared, and a month that holds a day does not disagree with it.
"""

from __future__ import annotations

import datetime
import re

_ACTS = (
    ("expiry", r"expir|valid until|renewal"),
    ("withdrawal", r"withdr[ae]w|cancel|revo[ck]|laps|discontinu"),
    ("opinion", r"opinion|recommend"),
    ("marketing", r"market(?!ing auth)|launch|commerciali"),
    ("accelerated approval", r"accelerated"),
    ("full approval", r"\bfull\b"),
    ("registration", r"regist"),
    ("issue", r"issue"),
    ("effect", r"effective"),
    ("approval", r"approv|authori[sz]|licen[cs]|first approval|grant"),
    ("posting", r"post"),
    ("publication", r"publi"),
)
"""What a date is of, by the words with which sources head it; the first that fits counts."""


def date_act(kind: str) -> str:
    """The act that a date is of, by its kind in the source's words; empty where the words tell none.

    >>> date_act("Approval Date"), date_act("first approval"), date_act("Market Date"), date_act("status date")
    ('approval', 'approval', 'marketing', '')
    """
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", kind).replace("_", " ").casefold()
    return next((act for act, words in _ACTS if re.search(words, text)), "")


def compare_dates(one: tuple[str, str], other: tuple[str, str]) -> str:
    """How far apart two dates certainly are, in words; empty where they may be one. Each is (earliest, latest) day.

    >>> compare_dates(("2014-12-01", "2014-12-31"), ("2014-12-03", "2014-12-03"))
    ''
    >>> compare_dates(("2014-12-01", "2014-12-31"), ("2015-07-17", "2015-07-17"))
    '198 days'
    """
    first, last = sorted((one, other))
    if first[1] >= last[0]:
        return ""
    days = (datetime.date.fromisoformat(last[0]) - datetime.date.fromisoformat(first[1])).days
    return f"{days} day{'s' * (days != 1)}" if days < 730 else f"{days // 365} years"
