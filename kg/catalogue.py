"""The two graphs beside the documents' own: which documents there are, and the vocabulary they are told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.assemble import Assembler
from kg.cards import Card
from kg.model import Document, Iri, Literal, Mapper, Node
from kg.nodes import mint_iri
from kg.ntriples import iri_text
from kg.prefixes import PREFIXES
from kg.tables import Table, TableMapper
from kg.vocabulary import KG, RDF, RDFS, XSD

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
    import pyoxigraph as ox

    graph = Assembler(VOCABULARY)
    for name, mapper in mappers.items():
        _describe_source(graph, cards[name])
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
    triples = (triple for path in tables for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
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


def _describe_source(graph: Assembler, card: Card) -> None:
    iri = mint_iri("source", card.name)
    properties: tuple[tuple[Iri, Node], ...] = (
        (RDF.type, KG.Source),
        (RDFS.label, Literal(card.title)),
        (KG.name, Literal(card.name)),
        (KG.origin, Literal(card.origin)),
        (KG.licence, Literal(card.licence)),
        (KG.encoding, Literal(card.encoding)),
        *((KG.covers, Literal(f"{cover.what} (as of {cover.as_of})")) for cover in card.covers),
    )
    for predicate, node in properties:
        graph.add_triple(iri, predicate, node)
