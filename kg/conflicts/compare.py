"""What SPARQL cannot compare well, as named functions that a rule's header refers to: `# compare: strength`.

A comparator sees rows of the rule's query and says which of them are disagreements, of which kind, and with which words
for the rule's template. A row that it leaves out is none: the two agree, or they cannot be compared at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.conflicts.coverage import is_covered
from kg.conflicts.dates import compare_dates, date_act
from kg.conflicts.forms import compare_forms, compare_routes
from kg.conflicts.names import compare_brands, compare_organisations
from kg.conflicts.progress import compare_authorisations, compare_phases, compare_trials
from kg.conflicts.settings import find_settings, mentions
from kg.conflicts.strength import compare_strengths, find_strengths

Row = Mapping[str, str]
"""A row of a rule's query: column → value, empty where it is unbound."""


class Outcome(NamedTuple):
    """A disagreement: its kind ("" for the rule's first) and the words that comparing gave, by name."""

    kind: str
    values: Mapping[str, str]


Compare = Callable[[Sequence[Row]], Iterator[tuple[Row, Outcome]]]


@dataclass(frozen=True, slots=True)
class Comparator:
    """A way to compare; it `takes` columns and `gives` words for templates; `whole` groups of rows, or one at a time."""

    compare: Compare
    takes: tuple[str, ...]
    gives: tuple[str, ...] = ()
    whole: bool = False


def _pairwise(kind: Callable[[str, str], str]) -> Compare:
    """A comparator of `value1` and `value2`: the kind of their disagreement, "" where they agree."""

    def compare(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
        for row in rows:
            if found := kind(row["value1"], row["value2"]):
                yield row, Outcome(found, {})

    return compare


def _strengths(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    for row in rows:
        one, other = find_strengths(row["value1"]), find_strengths(row["value2"])
        if len(one) != 1 or len(other) != 1:
            continue
        found = compare_strengths(one[0], other[0])
        values = {"strength1": str(one[0]), "strength2": str(other[0]), "volume": found.volume}
        if found.relation == "different":
            yield row, Outcome("contradiction", values)
        elif found.relation == "incomparable" and found.volume:
            yield row, Outcome("granularity", values)


def _dates(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    for row in rows:
        acts = date_act(row["kind1"]), date_act(row["kind2"])
        days = [(row[f"earliest{side}"], row[f"latest{side}"]) for side in (1, 2)]
        if acts[0] and acts[0] == acts[1] and (apart := compare_dates(*days)):
            yield row, Outcome("", {"act": acts[0], "apart": apart})


def _first_dates(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Compare a first date with the earliest of another's rows; only dates of one act, to the precision both have."""
    dated = [row for row in rows if date_act(row["kind1"]) == date_act(row["kind2"]) != ""]
    if not dated:
        return
    first = min(row["earliest2"] for row in dated)
    for row in dated:
        days = (row["earliest1"], row["latest1"]), (row["earliest2"], row["latest2"])
        if row["earliest2"] == first and (apart := compare_dates(*days)):
            earlier = row["earliest2"] < row["earliest1"]
            if earlier or not row.get("partial2"):
                yield row, Outcome("", {"act": date_act(row["kind1"]), "apart": apart})


def _sets(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Compare two sets by their members' keys: which of each side has no counterpart on the other.

    Each row pairs a member of one side with one of the other; `related` is "true" where the two are one thing.
    """
    members = [{row[f"key{side}"] for row in rows} for side in (1, 2)]
    met = [{row[f"key{side}"] for row in rows if row["related"] == "true"} for side in (1, 2)]
    only = [found - known for found, known in zip(members, met, strict=True)]
    if not only[0] and not only[1]:
        return
    kind = "contradiction" if not met[0] else "granularity"
    names = [sorted({row[f"name{side}"] for row in rows if row[f"key{side}"] in only[side - 1]}) for side in (1, 2)]
    values = {"only1": _listed(names[0]), "only2": _listed(names[1]), "both": _listed(_shared(rows))}
    for row in rows:
        if not only[0] or row["key1"] in only[0] or (only[1] and row["key2"] in only[1]):
            yield row, Outcome(kind, values)


def _shared(rows: Sequence[Row]) -> list[str]:
    return sorted({row["name1"] for row in rows if row["related"] == "true"})


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _covered(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    for row in rows:
        names = (row["drug"], *row["classes"].split("|"))
        if is_covered(row["latest1"], row["asOf"], row["excludes"].split("|"), names):
            yield row, Outcome("", {})


def _unmentioned(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep a row whose `term` no word of the other side (`words2`) names."""
    for row in rows:
        if not mentions(row["words2"], row["term"]):
            yield row, Outcome("", {})


def _settings(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep a row whose description names a setting of treatment that nothing on the other side names."""
    for row in rows:
        if only := sorted(find_settings(row["words1"]) - find_settings(row["words2"])):
            yield row, Outcome("", {"settings": _listed(only)})


def _kinds(relation: Callable[[str, str], str]) -> Comparator:
    return Comparator(_pairwise(relation), ("value1", "value2"))


COMPARATORS: dict[str, Comparator] = {
    "authorisation status": _kinds(compare_authorisations),
    "brand": _kinds(compare_brands),
    "coverage": Comparator(_covered, ("drug", "classes", "latest1", "asOf", "excludes")),
    "date": Comparator(
        _dates, ("kind1", "kind2", "earliest1", "latest1", "earliest2", "latest2"), gives=("act", "apart")
    ),
    "dosage form": _kinds(compare_forms),
    "first date": Comparator(
        _first_dates,
        ("kind1", "kind2", "earliest1", "latest1", "earliest2", "latest2"),
        gives=("act", "apart"),
        whole=True,
    ),
    "not mentioned": Comparator(_unmentioned, ("term", "words2")),
    "organisation": _kinds(compare_organisations),
    "phase": _kinds(compare_phases),
    "route": _kinds(compare_routes),
    "sets": Comparator(
        _sets, ("key1", "key2", "name1", "name2", "related"), gives=("only1", "only2", "both"), whole=True
    ),
    "settings": Comparator(_settings, ("words1", "words2"), gives=("settings",)),
    "strength": Comparator(_strengths, ("value1", "value2"), gives=("strength1", "strength2", "volume")),
    "trial status": _kinds(compare_trials),
}
"""The ways to compare, by the name that a rule's header calls them by."""
