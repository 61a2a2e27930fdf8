"""Who a drug is used in: the populations that a clause names, and the lowest age."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import outside_brackets, words_of

_PEOPLE = r"(?:patients?|people|persons?|individuals?|men|women|males?|females?|populations?)"
_POPULATION = re.compile(
    rf"\b(?:(?P<adults>adults|adult\s+(?:{_PEOPLE}|(?=(?:and|or)\s+(?:p(?:a)?ediatric|adolescent|child))))"
    rf"|(?P<children>children|adolescents|teenagers|pa?ediatric\s+{_PEOPLE})"
    rf"|(?P<infants>infants|newborns|babies)|(?P<women>women|females|female\s+{_PEOPLE})"
    rf"|(?P<men>men|males|male\s+{_PEOPLE}))\b",
    re.IGNORECASE,
)

_NUMBER_WORDS = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBER_WORDS)})"
_UNIT = r"(?P<unit>days?|weeks?|months?|years?)"
_AGES = (
    r"(?<!up to )(?<!than )(?<!under )(?<!before )\bage[ds]?\s+(?:of\s+|at\s+least\s+|from\s+|between\s+"
    rf"|over\s+)?{_N}(?:\s*{_UNIT})?"
    rf"(?:\s*(?:to|through|and|-|–)\s*(?:less\s+than\s+|under\s+)?\d{{1,3}}\s*(?P<upper>days?|weeks?|months?|years?))?",
    rf"\b{_N}\s*{_UNIT}\s+(?:of\s+age\s+)?(?:and|or)\s+(?:older|over|up|above)\b",
    rf"\b(?:at\s+least|older\s+than|over)\s+{_N}\s*{_UNIT}\s+(?:old|of\s+age)\b",
    rf"\b(?P<n>\d{{1,3}})\s+(?:to|through|and)\s+\d{{1,3}}\s*{_UNIT}\s+(?:old|of\s+age)\b",
    rf"\b(?:patients|people|adults|children|adolescents|infants|women|men|girls|boys|those)\s+(?:who\s+are\s+)?"
    rf"(?:older\s+than\s+|over\s+|(?:over|above|from)\s+the\s+age\s+of\s+){_N}(?:\s*{_UNIT})?(?!\s*(?:%|percent))\b",
    rf"\b(?:patients|people|children|adolescents|infants|women|men|girls|boys)\s+(?:who\s+are\s+)?(?:from\s+|between\s+)?"
    rf"(?:the\s+ages\s+of\s+)?{_N}(?:\s*{_UNIT})?\s*(?:to|through|and|-|–)\s*(?:less\s+than\s+)?\d{{1,3}}\s*"
    r"(?P<upper>days?|weeks?|months?|years?)\b",
    rf"(?<!stage )(?<!grade )(?<!phase )\b{_N}\s+(?:and|or)\s+older\b",
)
_AGE = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _AGES)
_YOUNGER = re.compile(r"\s*(?:(?:of age|old)\s+)?(?:and|or)\s+(?:younger|under|less)", re.IGNORECASE)

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
"""How many days a unit of age counts for sorting."""


def read_populations(clause: Passage) -> Iterator[Mention]:
    """Yield each population that the clause names, by the name of its kind: adults, children, men, women, infants."""
    for match in _POPULATION.finditer(outside_brackets(words_of(clause))):
        start, end = clause.start + match.start(), clause.start + match.end()
        yield Mention(match.lastgroup or "", (clause._replace(start=start, end=end),))


def read_ages(clause: Passage) -> Iterator[Mention]:
    """Yield each lowest age that the clause states, as "1 month", "12 years"."""
    words = words_of(clause)
    taken: list[tuple[int, int]] = []
    for pattern in _AGE:
        for match in pattern.finditer(words):
            if _YOUNGER.match(words, match.end()) or any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            start, end = clause.start + match.start(), clause.start + match.end()
            yield Mention(_age(match), (clause._replace(start=start, end=end),))


def _age(match: re.Match[str]) -> str:
    groups = match.groupdict()
    number = _NUMBER_WORDS.get(match["n"].casefold()) or int(match["n"])
    unit = (groups.get("unit") or groups.get("upper") or "years").casefold().rstrip("s")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def days_of(age: str) -> int:
    """An age such as "12 years" in days, to compare ages.

    >>> days_of("1 month") < days_of("1 year")
    True
    """
    number, unit = age.split()
    return int(number) * DAYS[unit.rstrip("s")]


def in_children_only_by_sex(populations: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The populations without "female patients" and "male patients" where they are said within children."""
    if not any(mention.name == "children" for mention in populations):
        return populations
    return tuple(m for m in populations if not _by_sex(words_of(m.passages[0])))


def _by_sex(words: str) -> bool:
    return re.match(r"(?:fe)?male\s", words, re.IGNORECASE) is not None
