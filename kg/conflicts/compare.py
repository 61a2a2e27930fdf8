"""What SPARQL cannot compare well, as named functions that a rule's header refers to: `# compare: strength`.

A comparator sees rows of the rule's query and says which of them are disagreements, of which kind, and with which words
for the rule's template. A row that it leaves out is none: the two agree, or they cannot be compared at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.conflicts.conditions import condition_words, is_cancer, is_named, names_of_heading, related_conditions
from kg.conflicts.coverage import is_covered
from kg.conflicts.dates import compare_dates, date_act
from kg.conflicts.forms import compare_forms, compare_routes
from kg.conflicts.names import compare_organisations, is_one_brand
from kg.conflicts.progress import authorisation_stands, compare_authorisations, compare_phases, compare_trials
from kg.conflicts.settings import find_settings, is_young, mentions, names_people
from kg.conflicts.strength import compare_strengths, find_strengths, more_than

Row = Mapping[str, str]
"""A row of a rule's query: column → value, empty where it is unbound."""


class Outcome(NamedTuple):
    """A disagreement: its kind ("" for the rule's first) and the words that comparing gave, by name."""

    kind: str
    values: Mapping[str, str]


Compare = Callable[[Sequence[Row]], Iterator[tuple[Row, Outcome]]]


@dataclass(frozen=True, slots=True)
class Comparator:
    """A way to compare; it `takes` columns and `gives` words for templates; `whole`: it wants the rows of a case."""

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


def _named_strengths(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """The strength that is named first against that which is told, but for what `_more_than_named` keeps."""
    more = {id(row) for row, _ in _more_than_named(rows)}
    yield from ((row, outcome) for row, outcome in _strengths(rows) if id(row) not in more)


def _more_than_named(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows whose second strength is more than the first by less than as much again."""
    for row, outcome in _strengths(rows):
        (named,), (told,) = find_strengths(row["value1"]), find_strengths(row["value2"])
        if more := more_than(named, told):
            yield row, Outcome("", {**outcome.values, "more": more})


def _strengths(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    for row in rows:
        one, other = find_strengths(row["value1"]), find_strengths(row["value2"])
        if len(one) != 1 or len(other) != 1:
            continue
        found = compare_strengths(one[0], other[0])
        values = {"strength1": str(one[0]), "strength2": str(other[0]), "volume": found.volume}
        values |= {"amount1": one[0].bare(), "amount2": other[0].bare()}
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


def _earlier_dates(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows whose second date is certainly before what the first calls the first of its act."""
    for row in rows:
        act = date_act(row["kind1"])
        if act and act == date_act(row["kind2"]) and row["latest2"] < row["earliest1"]:
            apart = compare_dates((row["earliest1"], row["latest1"]), (row["earliest2"], row["latest2"]))
            yield row, Outcome("", {"act": act, "apart": apart})


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
    told = [
        f"only the {way} names {_listed(found)}" for way, found in zip(("first", "second"), names, strict=True) if found
    ]
    values = {"only1": _listed(names[0]), "only2": _listed(names[1]), "both": _listed(_shared(rows))}
    values["difference"] = "; ".join(told)
    for row in rows:
        if not only[0] or row["key1"] in only[0] or (only[1] and row["key2"] in only[1]):
            yield row, Outcome(kind, values)


def _shared(rows: Sequence[Row]) -> list[str]:
    return sorted({row["name1"] for row in rows if row["related"] == "true"})


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _brands(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    yield from ((row, Outcome("", {})) for row in rows if not is_one_brand(row["value1"], row["value2"]))


def _covered(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    for row in rows:
        names = (row["drug"], *row["classes"].split("|"))
        if is_covered(row["latest1"], row["asOf"], row["excludes"].split("|"), names):
            yield row, Outcome("", {})


def _no_counterpart(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep all rows of a case where no condition of the second side may be the first's, or a kind of it, or wider.

    `refs1` and `refs2` hold the references of the names, divided by bars; a heading is taken for the conditions it
    names; `words2`, where there is such a column, is all that the second side tells; `limit2` the field it keeps to.
    """
    if any(row.get("limit2") == "cancer" and not is_cancer(row["name1"]) for row in rows):
        return
    if not any(_related(row) for row in rows):
        yield from ((row, Outcome("", {})) for row in rows)


def _refs(row: Row, side: int) -> list[str]:
    return [ref for ref in row[f"refs{side}"].split("|") if ref]


def _related(row: Row) -> bool:
    mine, theirs = names_of_heading(row["name1"]), names_of_heading(row["name2"])
    told = any(is_named(name, piece) for name in mine for piece in row.get("words2", "").split(" | "))
    pairs = [(one, other) for one in mine for other in theirs]
    return told or any(related_conditions(one, _refs(row, 1), other, _refs(row, 2)) for one, other in pairs)


def _only_used(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows whose heading names what the second side tells as a use that is not approved, and as no other."""
    if any(_names_it(row) for row in rows if row["status2"] == "approved"):
        return
    yield from ((row, Outcome("", {})) for row in rows if row["status2"] != "approved" and _names_it(row))


def _names_it(row: Row) -> bool:
    words = condition_words(row["name2"])
    return any(words == condition_words(name) for name in names_of_heading(row["name1"]))


def _listed_condition(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows where a list's condition, or a heading in it, is the very condition of the first side.

    A list for some people alone (children) says nothing of the drugs for others.
    """
    for row in (row for row in rows if not is_young(row["list"])):
        words = condition_words(row["name1"])
        same = set(_refs(row, 1)) & set(_refs(row, 2))
        if same or any(words and words == condition_words(name) for name in names_of_heading(row["heading2"])):
            yield row, Outcome("", {})


def _one_strength(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Compare the strengths of one brand between registers that list it in a single strength each."""
    listed: dict[str, set[str]] = {}
    for row in rows:
        found = find_strengths(row["value1"])
        listed.setdefault(row["register1"], set()).update(
            (item.bare() for item in found) if len(found) == 1 else {"", row["value1"]}
        )
    alone = {register for register, found in listed.items() if len(found) == 1}
    single = [row for row in rows if {row["register1"], row["register2"]} <= alone]
    for row, outcome in _strengths(single):
        if outcome.values["amount1"] < outcome.values["amount2"]:  # each pair stands in both orders
            yield row, outcome


def _listed_rows(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows of a register whose status, where it tells anything, says that the authorisation stands."""
    yield from ((row, Outcome("", {})) for row in rows if authorisation_stands(row["status"]) in ("holds", ""))


def _ended(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    yield from ((row, Outcome("", {})) for row in rows if authorisation_stands(row["value1"]) == "ended")


def _ages(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """An age against the word children, or against another age; rows of one case are uses of one condition."""
    told = {row["days2"] for row in rows if row["days2"]}
    if not told:
        yield from ((row, Outcome("granularity", {})) for row in rows if is_young(row["population2"]))
    elif told.isdisjoint(row["days1"] for row in rows):
        yield from ((row, Outcome("contradiction", {})) for row in rows if row["days2"])


def _people(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep a row whose people no word of the other side names, in these or in other words."""
    for row in rows:
        if not names_people(row["words2"], row["term"]):
            yield row, Outcome("", {})


def _same_condition(rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
    """Keep the rows whose conditions have a reference in common."""
    yield from ((row, Outcome("", {})) for row in rows if set(_refs(row, 1)) & set(_refs(row, 2)))


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
    "brand": Comparator(_brands, ("value1", "value2")),
    "coverage": Comparator(_covered, ("drug", "classes", "latest1", "asOf", "excludes")),
    "date": Comparator(
        _dates, ("kind1", "kind2", "earliest1", "latest1", "earliest2", "latest2"), gives=("act", "apart")
    ),
    "dosage form": _kinds(compare_forms),
    "earlier date": Comparator(
        _earlier_dates, ("kind1", "kind2", "earliest1", "latest1", "earliest2", "latest2"), gives=("act", "apart")
    ),
    "age": Comparator(_ages, ("days1", "population2", "days2"), whole=True),
    "ended": Comparator(_ended, ("value1",)),
    "people not mentioned": Comparator(_people, ("term", "words2")),
    "same condition": Comparator(_same_condition, ("refs1", "refs2")),
    "listed": Comparator(_listed_rows, ("status",)),
    "listed condition": Comparator(_listed_condition, ("list", "name1", "refs1", "refs2", "heading2")),
    "only used": Comparator(_only_used, ("name1", "name2", "status2"), whole=True),
    "no counterpart": Comparator(_no_counterpart, ("name1", "refs1", "name2", "refs2"), whole=True),
    "one strength": Comparator(
        _one_strength,
        ("register1", "value1", "register2", "value2"),
        gives=("strength1", "strength2", "volume", "amount1", "amount2"),
        whole=True,
    ),
    "more than named": Comparator(
        _more_than_named, ("value1", "value2"), gives=("strength1", "strength2", "volume", "more")
    ),
    "named strength": Comparator(_named_strengths, ("value1", "value2"), gives=("strength1", "strength2", "volume")),
    "not mentioned": Comparator(_unmentioned, ("term", "words2")),
    "organisation": _kinds(compare_organisations),
    "phase": _kinds(compare_phases),
    "route": _kinds(compare_routes),
    "sets": Comparator(
        _sets, ("key1", "key2", "name1", "name2", "related"), gives=("only1", "only2", "both", "difference"), whole=True
    ),
    "settings": Comparator(_settings, ("words1", "words2"), gives=("settings",)),
    "strength": Comparator(_strengths, ("value1", "value2"), gives=("strength1", "strength2", "volume")),
    "trial status": _kinds(compare_trials),
}
"""The ways to compare, by the name that a rule's header calls them by."""
