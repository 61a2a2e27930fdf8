"""A release as CSV (RFC 4180): a row a statement with its evidence, and a table a class with a row a node.

Nodes stand as CURIEs. Several values of one property stand in one cell, apart by `|`; a `|` of a value itself is `\\|`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.export.facts import Fact, Reader, iter_facts, iter_nodes, join_values, name_of
from kg.export.lines import parse_literal
from kg.export.selection import Selection
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG, RDF, XSD
from kg.why import Passage

COLUMNS = (
    *("subject", "subject_label", "subject_class", "predicate"),
    *("object", "object_label", "object_class", "datatype"),
)
_SHOWN = ("path", "line", "column", "quote", "rule", "role", "cell")
EVIDENCE_COLUMNS = (*_SHOWN, "passages", "further_passages")
"""The first passage a statement rests on (of a register's row the cell, by its column), how many there are, and the
others as a JSON array of objects."""


def iter_statements(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield a CSV of all statements, one a row, with its passages; what no document says has none."""
    reader = Reader(selection)
    yield format_row((*COLUMNS, *EVIDENCE_COLUMNS) if selection.evidence else COLUMNS)
    for fact in iter_facts(selection, spare):
        evidence = describe_passages(reader.passages(fact)) if selection.evidence else ()
        yield format_row((*_describe(fact, reader), *evidence))


def format_row(cells: Iterable[object]) -> str:
    """A row of CSV with its line end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _describe(fact: Fact, reader: Reader) -> tuple[str, ...]:
    subject = compress(fact.subject[1:-1]), reader.label(fact.subject), _classes(reader, fact.subject)
    if fact.object.startswith("<"):
        obj = (compress(fact.object[1:-1]), reader.label(fact.object), _classes(reader, fact.object), "")
    else:
        literal = parse_literal(fact.object)
        datatype = f"{PREFIXES['rdf']}langString" if literal.language else literal.datatype or XSD.string
        obj = (literal.value, "", "", compress(datatype))
    return (*subject, compress(fact.predicate[1:-1]), *obj)


def _classes(reader: Reader, node: str) -> str:
    return join_values([name_of(iri) for iri in reader.classes(node)])


def describe_passages(passages: Sequence[Passage]) -> tuple[object, ...]:
    """The cells of EVIDENCE_COLUMNS; all but the count are empty where there is no passage."""
    if not passages:
        return "", "", "", "", "", "", "", 0, ""
    further = [{name: getattr(passage, name) for name in _SHOWN} for passage in passages[1:]]
    shown = (getattr(passages[0], name) for name in _SHOWN)
    return *shown, len(passages), json.dumps(further, ensure_ascii=False) if further else ""


def write_tables(selection: Selection, spare: Path, folder: Path) -> None:
    """Write `statements.csv` and one table a class into a folder; passages and statement nodes have no table."""
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(iter_statements(selection, spare))
    columns = _find_columns(selection, spare)
    reader = Reader(selection)
    with ExitStack() as stack:
        tables = {
            kind: stack.enter_context((folder / f"{name_of(kind)}.csv").open("w", encoding="utf-8", newline=""))
            for kind in columns
        }
        for kind, table in tables.items():
            table.write(format_row(["id", *_headings(columns[kind])]))
        for node, facts in iter_nodes(selection, spare):
            for kind in _kinds(facts):
                tables[kind].write(format_row(_row(node, facts, columns[kind], reader)))


def _kinds(facts: Iterable[Fact]) -> list[str]:
    """The classes of a node that have a table, as IRIs."""
    found = (fact.object[1:-1] for fact in facts if fact.predicate == f"<{RDF.type}>")
    return [kind for kind in found if kind.startswith(PREFIXES["kg"]) and kind not in (KG.Evidence, KG.RowEvidence)]


def _find_columns(selection: Selection, spare: Path) -> dict[str, dict[str, bool]]:
    """For each class the properties of its nodes, the label first, and whether they lead to nodes."""
    found: dict[str, dict[str, bool]] = {}
    for _, facts in iter_nodes(selection, spare):
        properties = {fact.predicate: fact.is_link for fact in facts if fact.predicate != f"<{RDF.type}>"}
        for kind in _kinds(facts):
            found.setdefault(kind, {}).update(properties)
    return {kind: dict(sorted(found[kind].items(), key=_rank)) for kind in sorted(found)}


def _rank(column: tuple[str, bool]) -> tuple[bool, str]:
    name = name_of(column[0][1:-1])
    return name != "label", name


def _headings(columns: Mapping[str, bool]) -> Iterator[str]:
    for predicate, leads in columns.items():
        name = name_of(predicate[1:-1])
        yield from (name, f"{name}_label") if leads else (name,)


def _row(node: str, facts: Sequence[Fact], columns: Mapping[str, bool], reader: Reader) -> Iterator[str]:
    values: dict[str, list[str]] = {}
    for fact in facts:
        values.setdefault(fact.predicate, []).append(fact.object)
    yield compress(node[1:-1])
    for predicate, leads in columns.items():
        objects = values.get(predicate, [])
        yield join_values([compress(o[1:-1]) if o.startswith("<") else parse_literal(o).value for o in objects])
        if leads:
            yield join_values([reader.label(o) if o.startswith("<") else parse_literal(o).value for o in objects])
