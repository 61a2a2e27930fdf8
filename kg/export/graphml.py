"""A release as GraphML: nodes with their label, classes and values, edges with the words that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from kg.export.facts import Fact, Reader, iter_facts, iter_nodes, join_values, name_of
from kg.export.lines import parse_literal, require_xml
from kg.export.selection import Selection
from kg.export.tables import EVIDENCE_COLUMNS, describe_passages
from kg.ntriples import mint_statement
from kg.prefixes import compress
from kg.vocabulary import RDFS

_NUMBERS = {"line", "column", "passages"}
Data = Iterable[tuple[str, object]]


def iter_graphml(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield a GraphML document: nodes first, then edges, each named by its statement (`kgs:…`).

    Several values of one property are one text, apart by `|`. A character that XML cannot hold is a UsageError.
    """
    reader = Reader(selection)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield from _iter_keys("node", ("iri", "label", "classes", *_find_properties(selection, spare)))
    yield from _iter_keys("edge", ("predicate", *(EVIDENCE_COLUMNS if selection.evidence else ())))
    yield '<graph id="drug-kg" edgedefault="directed">\n'
    for node, facts in iter_nodes(selection, spare):
        yield f"<node id={quoteattr(compress(node[1:-1]))}>{_data('n', _describe(node, facts, reader))}</node>\n"
    for fact in iter_facts(selection, spare):
        if fact.is_link:
            yield _edge(fact, reader, evidence=selection.evidence)
    yield "</graph>\n</graphml>\n"


def _iter_keys(place: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        kind = "int" if place == "edge" and name in _NUMBERS else "string"
        yield f'<key id="{place[0]}.{name}" for="{place}" attr.name="{name}" attr.type="{kind}"/>\n'


def _find_properties(selection: Selection, spare: Path) -> list[str]:
    """The names of the properties that have values, sorted."""
    predicates = {fact.predicate for fact in iter_facts(selection, spare) if not fact.object.startswith("<")}
    return sorted({name_of(iri[1:-1]) for iri in predicates} - {"iri", "label", "classes"})


def _describe(node: str, facts: Iterable[Fact], reader: Reader) -> Iterator[tuple[str, object]]:
    yield "iri", node[1:-1]
    yield "label", reader.label(node)
    yield "classes", join_values([compress(iri) for iri in reader.classes(node)])
    values: dict[str, list[str]] = {}
    for fact in facts:
        if not fact.object.startswith("<") and fact.predicate != f"<{RDFS.label}>":
            values.setdefault(name_of(fact.predicate[1:-1]), []).append(parse_literal(fact.object).value)
    yield from ((name, join_values(values[name])) for name in sorted(values))


def _edge(fact: Fact, reader: Reader, *, evidence: bool) -> str:
    ends = [quoteattr(compress(term[1:-1])) for term in (fact.subject, fact.object)]
    key = quoteattr(compress(mint_statement(fact.subject, fact.predicate, fact.object)))
    data: list[tuple[str, object]] = [("predicate", compress(fact.predicate[1:-1]))]
    if evidence:
        data += zip(EVIDENCE_COLUMNS, describe_passages(reader.passages(fact)), strict=True)
    return f"<edge id={key} source={ends[0]} target={ends[1]}>{_data('e', data)}</edge>\n"


def _data(place: str, values: Data) -> str:
    return "".join(
        f'<data key="{place}.{name}">{escape(require_xml(str(value)), {chr(13): "&#13;"})}</data>'
        for name, value in values
        if value != ""
    )
