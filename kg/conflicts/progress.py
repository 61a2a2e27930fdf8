"""How far a trial or an authorisation has come: phases and statuses in the words of different registers."""

from __future__ import annotations

import re

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ENDS = frozenset({"completed", "terminated", "withdrawn"})
_ENDED = r"withdrawn|cancel|revoked|laps|expired|suspended|discontinued|dormant|removed|not valid|inactive"
_NEVER = r"refus|reject|application withdrawn|withdrawn application|tentative|opinion|not (?:approved|authori[sz]ed)"
_HOLDS = (
    r"authori[sz]ed|approved|marketed|commerciali[sz]ed|registered|prescription|over-the-counter|otc|valid|active"
    r"|current"
)


def parse_phases(written: str) -> frozenset[int]:
    """The phases that words name; none for "not applicable" and other words.

    >>> sorted(parse_phases("Phase 1/Phase 2")), sorted(parse_phases("PHASE2, PHASE3"))
    ([1, 2], [2, 3])
    """
    text = written.casefold()
    numbers = re.findall(r"(?<![a-z\d])(?:early[ _]?)?(?:phase)?[ _]*(iv|i{1,3}|[0-4])(?![a-z\d])", text)
    return frozenset(_ROMAN.get(number) or int(number) for number in numbers)


def compare_phases(one: str, other: str) -> str:
    """A contradiction where no phase is shared, granularity where one names more, empty where they agree."""
    mine, theirs = parse_phases(one), parse_phases(other)
    if not mine or not theirs or mine == theirs:
        return ""
    return "granularity" if mine & theirs else "contradiction"


def compare_trials(one: str, other: str) -> str:
    """Staleness where one status comes before the other, a contradiction between two ends, else empty."""
    mine, theirs = (" ".join(re.findall(r"[a-z]+", status.casefold())) for status in (one, other))
    if mine == theirs or not mine or not theirs or "unknown" in f"{mine} {theirs}":
        return ""
    return "contradiction" if {mine, theirs} <= _ENDS else "staleness"


def authorisation_stands(status: str) -> str:
    """Whether a status says that an authorisation holds, has ended, or never was; empty where it tells nothing.

    >>> [authorisation_stands(word) for word in ("Authorised", "Discontinued", "Refused", "S4")]
    ['holds', 'ended', 'never', '']
    """
    text = " ".join(status.casefold().split())
    for answer, words in (("never", _NEVER), ("ended", _ENDED), ("holds", _HOLDS)):
        if re.search(rf"\b(?:{words})", text):
            return answer
    return ""


def compare_authorisations(one: str, other: str) -> str:
    """A contradiction where one status says that the authorisation holds and the other that it does not."""
    mine, theirs = authorisation_stands(one), authorisation_stands(other)
    return "contradiction" if mine and theirs and mine != theirs else ""
