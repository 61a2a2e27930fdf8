"""The relations that are scored: each one's field of gold, named query, and place in the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kg.model import Iri
from kg.score.tally import Found, Row, Wanted
from kg.score.words import fold
from kg.vocabulary import KG

Kind = Literal["name", "value", "row"]
"""Names are matched by their words when matching is relaxed; values and rows must be equal; equal rows count each."""


class Relation(NamedTuple):
    """One kind of fact: what gold and the graph have of it.

    `field` is its field in a gold line, or in an indication for `of_indication`; `columns` of the named `query` are
    its words; `path` leads from the drug (from the indication) to the node or value that a row tells of, None being
    any property.
    """

    name: str
    field: str
    query: str
    columns: tuple[str, ...]
    path: tuple[Iri | None, ...]
    kind: Kind = "value"
    of_indication: bool = False


_AUTHORISATION = ("regulator", "product", "holder", "number", "form", "route", "strength", "status", "date")
_TRIAL = ("posted", "phase", "status", "sponsor", "title", "studyId")
_EVENT = ("regulator", "kind", "date")  # the condition of an event is not compared
_USE = KG.hasUse
_OF_DOCUMENT: tuple[Relation, ...] = (
    Relation("brand", "brands", "brands", ("brand",), (KG.brand,)),
    Relation("identifier", "identifiers", "identifiers", ("scheme", "identifier"), (None,)),
    Relation("target", "targets", "targets", ("target",), (KG.targets,), "name"),
    Relation("approval", "fda_status", "approvals", ("regulator", "status"), (KG.hasApprovalStatus,)),
    Relation("class", "classes", "classes", ("class",), (KG.drugClass,), "name"),
    Relation("component", "components", "components", ("component",), (KG.component,), "name"),
    Relation("rems", "rems", "rems", ("rems",), (KG.rems,)),
    Relation("approved-for", "approved_for", "approved-for", ("group", "name", "href"), (KG.entry,)),
    Relation("drug-type", "drug_type", "drug-types", ("type",), (KG.drugType,)),
    Relation("maker", "maker", "makers", ("maker",), (KG.maker,), "name"),
    Relation("condition", "conditions", "conditions", ("condition",), (KG.associatedCondition,), "name"),
    Relation("none-found", "none_found", "none-found", ("regulator",), (KG.hasNoneFound,)),
    Relation("indicated-for", "indicated_for", "indications", ("condition",), (KG.hasIndication,), "name"),
    Relation("approval-event", "approval_events", "approval-events", _EVENT, (KG.hasEvent,), "row"),
    Relation("authorisation", "authorisations", "authorisations", _AUTHORISATION, (None,), "row"),
    Relation("trial", "trials", "trials", _TRIAL, (KG.hasTrial,), "row"),
    Relation("indication", "indications", "indications", ("condition",), (KG.hasIndication,), "name"),
    Relation("told", "told", "told", ("kind", "words"), (None,)),
)
_OF_INDICATION: tuple[tuple[str, str, str, tuple[str, ...], tuple[Iri, ...], Kind], ...] = (
    ("population", "populations", "indication-populations", ("population",), (_USE, KG.population), "value"),
    ("biomarker", "biomarkers", "indication-biomarkers", ("biomarker", "status"), (_USE, KG.criterion), "value"),
    ("partner", "partners", "indication-partners", ("partner",), (_USE, KG.partner), "name"),
    ("condition-name", "condition", "indications", ("condition",), (KG.conditionName,), "name"),
    ("min-age", "min_age", "indications", ("minAge",), (_USE, KG.minimumAge), "value"),
    ("accelerated", "accelerated", "indications", ("accelerated",), (_USE, KG.acceleratedApproval), "value"),
    ("use", "use", "indications", ("use",), (KG.useStatus,), "value"),
)
RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (*_OF_DOCUMENT, *(Relation(*columns, of_indication=True) for columns in _OF_INDICATION))
}
"""By name, in the order in which they are shown."""

OF_PAIRS = ("condition-name", "min-age", "accelerated", "use")
"""What is compared only where an indication was found: the rest of a missed one is missed, of a wrong one wrong."""


def want(words: str, *alts: str, seek: Sequence[str] = ()) -> Wanted:
    """A fact of gold in its spellings."""
    return Wanted(words, frozenset(fold(each) for each in (words, *alts)), tuple(seek))


def _want_named(item: Mapping[str, Any]) -> Wanted:
    return want(item.get("name") or item["condition"], *item.get("alts", []))


def _want_told(kinds: Mapping[str, Sequence[str]]) -> list[Wanted]:
    return [want(f"{kind} {each}", seek=[each]) for kind, found in kinds.items() for each in found]


def _want_identifiers(schemes: Mapping[str, Sequence[str]]) -> list[Wanted]:
    return [want(f"{scheme} {each}", seek=[each]) for scheme, found in schemes.items() for each in found]


def _want_entry(item: Mapping[str, str]) -> Wanted:
    return Wanted(_show_entry(item), frozenset([_fold_entry(item)]), (item["name"], item["group"]))


def _want_marker(item: Mapping[str, str]) -> Wanted:
    return want(f"{item['name']} {item['status']}", seek=[item["name"], item["status"]])


def _want_row(item: Mapping[str, Any], columns: Sequence[str]) -> Wanted:
    row = {**item, "studyId": item.get("study_id")}
    return want(_show_cells(row, columns), seek=[row[name] for name in columns if row.get(name)])


_WANTED: dict[str, Callable[[Any], list[Wanted]]] = {
    "accelerated": lambda marked: [want("true", "1", seek=["Accelerated Approval"])] if marked else [],
    "approval": lambda status: [want(f"FDA {status}", seek=["FDA Approved"])] if status else [],
    "approved-for": lambda entries: list(map(_want_entry, entries)),
    "biomarker": lambda markers: list(map(_want_marker, markers)),
    "identifier": _want_identifiers,
    "indicated-for": lambda items: list(map(_want_named, items)),
    "told": _want_told,
    "target": lambda items: list(map(_want_named, items)),
}


def read_wanted(relation: Relation, facts: Mapping[str, Any]) -> list[Wanted]:
    """What gold says of a relation, in a document or in an indication."""
    value = facts[relation.field]
    if relation.kind == "row":
        return [_want_row(item, relation.columns) for item in value]
    if relation.name == "condition-name":
        return [_want_named(facts)]
    if relation.name in _WANTED:
        return _WANTED[relation.name](value)
    return [want(each) for each in (value if isinstance(value, list) else [value]) if each]


def read_found(relation: Relation, rows: Sequence[Row]) -> list[Found]:
    """What the rows of a relation's query say; an age or a mark that is not there says nothing."""
    if relation.name == "approved-for":
        return [Found(_show_entry(row), _fold_entry(row), row) for row in rows]
    if relation.name in ("min-age", "accelerated"):
        rows = [row for row in rows if row.get(relation.columns[0])]
    show = _show_cells if relation.kind == "row" else _show_words
    found = [(show(row, relation.columns), row) for row in rows]
    return [Found(words, fold(words), row) for words, row in found]


def _show_words(row: Row, columns: Sequence[str]) -> str:
    return " ".join(row.get(name, "") for name in columns)


def _show_cells(row: Mapping[str, str | None], columns: Sequence[str]) -> str:
    """A row's filled cells with their names, in order."""
    return " | ".join(f"{name} {row[name]}" for name in columns if row.get(name))


def _show_entry(row: Mapping[str, str]) -> str:
    return f"{row['group']} | {row['name']} ({row['href']})".removeprefix(" | ")


def _fold_entry(row: Mapping[str, str]) -> str:
    """A list's entry to compare: its words folded, the last part of its address as it is."""
    return f"{fold(row['group'] + ' | ' + row['name'])} {row['href'].rstrip('/').rsplit('/', 1)[-1]}"
