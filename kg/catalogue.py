"""The two graphs beside the documents' own: which documents there are, and the vocabulary they are told in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.assemble import Assembler
from kg.cards import Card, Coverage
from kg.dates import parse_date
from kg.model import Document, Iri, Literal, Mapper, Node
from kg.nodes import mint_iri
from kg.ntriples import iri_text
from kg.prefixes import PREFIXES
from kg.tables import Table, TableMapper
from kg.vocabulary import KG, RDF, RDFS, SKOS, XSD

Triple = tuple[Iri, Iri, Node]

DOCUMENTS = Iri(PREFIXES["kgg"] + "documents")
VOCABULARY = Iri(PREFIXES["kgg"] + "vocabulary")


def describe_documents(documents: Iterable[Document]) -> list[str]:
    """The N-Quads lines of `kgg:documents`: each document's paths, hash, size, encoding and source."""
    graph = Assembler(DOCUMENTS)
    for document in documents:
        properties: tuple[tuple[Iri, Node], ...] = (
            (RDF.type, KG.Document),
            (RDFS.label, Literal(document.path.rsplit("/", 1)[-1])),
            (KG.sha256, Literal(document.sha256)),
            (KG.byteSize, Literal(str(document.size), XSD.integer)),
            (KG.encoding, Literal(document.encoding)),
            (KG.source, mint_iri("source", document.source)),
            *((KG.path, Literal(path)) for path in document.paths),
        )
        if document.table:
            columns = Literal("\t".join(document.columns))
            properties += ((KG.columns, columns), (KG.delimiter, Literal(document.delimiter)))
        for predicate, node in properties:
            graph.add_triple(document.iri, predicate, node)
    return graph.lines()


def describe_vocabulary(
    mappers: Mapping[str, Mapper | TableMapper],
    cards: Mapping[str, Card],
    tables: Iterable[Path],
    more: Iterable[Triple] = (),
) -> list[str]:
    """The N-Quads lines of `kgg:vocabulary`: the sources with their rules, curated Turtle tables, and `more`."""
    graph = Assembler(VOCABULARY)
    triples = [triple for path in tables for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    registers = _registers(triples)
    for name, mapper in mappers.items():
        _describe_source(graph, cards[name], registers)
        for rule, meaning in mapper.rules.items():
            iri = Iri(PREFIXES["rule"] + rule)
            graph.add_triple(iri, RDF.type, KG.Rule)
            graph.add_triple(iri, RDFS.label, Literal(rule))
            graph.add_triple(iri, RDFS.comment, Literal(meaning))
            graph.add_triple(iri, KG.source, mint_iri("source", name))
        for table in mapper.tables.values() if isinstance(mapper, TableMapper) else ():
            _describe_columns(graph, table)
    for triple in more:
        graph.add_triple(*triple)
    tail = f" {iri_text(VOCABULARY)} .\n"
    return sorted({*graph.lines(), *(f"{t.subject} {t.predicate} {t.object}{tail}" for t in triples)})


def _describe_columns(graph: Assembler, table: Table) -> None:
    """Which column of a table gives which property: one evidence node a row is led back to its cell by this."""
    for predicate, columns in table.properties.items():
        for column in columns:
            local = predicate.rpartition("#")[2]
            iri = mint_iri("column", table.rule, column, local)
            graph.add_triple(iri, RDF.type, KG.ColumnRule)
            graph.add_triple(iri, RDFS.label, Literal(f"{table.rule}: {column} gives {local}"))
            graph.add_triple(iri, KG.rule, Iri(PREFIXES["rule"] + table.rule))
            graph.add_triple(iri, KG.column, Literal(column))
            graph.add_triple(iri, KG.property, predicate)


def _registers(triples: Iterable[ox.Triple]) -> dict[str, Iri]:
    """The registers by each of their names."""
    space = PREFIXES["kgr"] + "register:"
    named = ((str(t.subject.value), t.object) for t in triples if isinstance(t.subject, ox.NamedNode))
    return {
        obj.value: Iri(subject)
        for subject, obj in named
        if subject.startswith(space) and isinstance(obj, ox.Literal) and obj.datatype.value == XSD.string
    }


def _describe_source(graph: Assembler, card: Card, registers: Mapping[str, Iri]) -> None:
    iri = mint_iri("source", card.name)
    properties: tuple[tuple[Iri, Node], ...] = (
        (RDF.type, KG.Source),
        (RDFS.label, Literal(card.title)),
        (KG.name, Literal(card.name)),
        (KG.origin, Literal(card.origin)),
        (KG.licence, Literal(card.licence)),
        (KG.encoding, Literal(card.encoding)),
        *(((SKOS.altLabel, Literal(card.called)),) if card.called else ()),
    )
    for predicate, node in properties:
        graph.add_triple(iri, predicate, node)
    for cover in card.covers:
        node = mint_iri("coverage", card.name, cover.register or cover.topic)
        graph.add_triple(iri, KG.covers, node)
        for predicate, value in _coverage(card, cover, registers):
            graph.add_triple(node, predicate, value)


def _coverage(card: Card, cover: Coverage, registers: Mapping[str, Iri]) -> Iterator[tuple[Iri, Node]]:
    """Yield what is told of one thing that a source covers."""
    date = parse_date(cover.as_of)
    assert date is not None  # noqa: S101 - the card was read strictly
    yield RDF.type, KG.Coverage
    yield RDFS.label, Literal(f"{card.name}: {cover.register or cover.topic}")
    yield RDFS.comment, Literal(cover.what)
    yield KG.coversAsOf, Literal(cover.as_of)
    yield KG.earliestDate, Literal(date.earliest, XSD.date)
    if (register := registers.get(cover.register)) is not None:
        yield KG.register, register
    else:
        yield KG.topic, Literal(cover.topic or cover.register)
    if cover.only:
        yield KG.limitedTo, Literal(cover.only)
    for kind in cover.excludes:
        yield KG.excludes, Literal(kind)
