"""A small graph written by hand, with evidence on every statement as `ontology/README.md` has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.identity import link_identities
from kg.nodes import NAME_KINDS
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES
from kg.vocabulary import KG, RDF, XSD

GRAPHS = Path(__file__).parent / "graphs"
AUTHORITIES = Path(__file__).parents[1] / "ontology" / "authorities.ttl"
# nodes that carry their evidence themselves; what is said of any other node is said by statements
DESCRIBED = {*NAME_KINDS, KG.ApprovalStatus, KG.BiomarkerCriterion, KG.DateValue, KG.ListEntry}

# what lists and footnotes say for several statements has no words of its own in each
LED_IN = {KG.acceleratedApproval, KG.criterion, KG.population, KG.conditionName}


def iter_quads() -> Iterator[ox.Quad]:
    """Yield the quads of `graphs/pages.trig`, their evidence, and the authorities.

    The evidence of the n-th quad of its document stands on line n and quotes the name of its predicate; beside it
    stands the document's heading.
    """
    documents: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(path=str(GRAPHS / "pages.trig"), format=ox.RdfFormat.TRIG):
        yield quad
        assert isinstance(quad.graph_name, ox.NamedNode)
        if quad.graph_name.value.startswith(PREFIXES["kgd"]):
            documents.setdefault(quad.graph_name.value, []).append(quad)
    for quads in documents.values():
        described = {quad.subject for quad in quads if _value(quad.object) in DESCRIBED}
        for line, quad in enumerate(quads, 1):
            yield from _iter_evidence(quad, line, quad.subject in described)
    vocabulary = ox.NamedNode(PREFIXES["kgg"] + "vocabulary")
    for triple in ox.parse(path=str(AUTHORITIES), format=ox.RdfFormat.TURTLE):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, vocabulary)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _iter_evidence(quad: ox.Quad, line: int, described: bool) -> Iterator[ox.Quad]:
    """Yield a passage for one quad: of its subject, once, where that is described, else of a statement node."""
    graph = quad.graph_name
    assert isinstance(graph, ox.NamedNode)
    if described and quad.predicate.value != RDF.type:
        return
    passage = ox.NamedNode(f"{PREFIXES['kge']}{graph.value[-1]}-{line}")
    bearer = quad.subject
    if not described:
        bearer = ox.NamedNode(mint_statement(*map(str, quad.triple)))
        for predicate, term in zip((RDF.subject, RDF.predicate, RDF.object), quad.triple, strict=True):
            yield ox.Quad(bearer, ox.NamedNode(predicate), term, graph)
        yield ox.Quad(bearer, ox.NamedNode(RDF.type), ox.NamedNode(RDF.Statement), graph)
    role = "lead-in" if quad.predicate.value in LED_IN else "words"
    yield from _iter_passage(bearer, passage, graph, line, quad.predicate.value.rpartition("#")[2], role)
    heading = ox.NamedNode(f"{PREFIXES['kge']}{graph.value[-1]}-heading")
    yield from _iter_passage(bearer, heading, graph, 1, "heading", "heading")


def _iter_passage(
    bearer: ox.NamedNode | ox.BlankNode | ox.Triple,
    passage: ox.NamedNode,
    graph: ox.NamedNode,
    line: int,
    quote: str,
    role: str,
) -> Iterator[ox.Quad]:
    properties: tuple[tuple[str, ox.NamedNode | ox.Literal], ...] = (
        (RDF.type, ox.NamedNode(KG.Evidence)),
        (KG.document, graph),
        (KG.startLine, _integer(line)),
        (KG.endLine, _integer(line)),
        (KG.startCharacter, _integer(line * 10)),
        (KG.endCharacter, _integer(line * 10 + 5)),
        (KG.quote, ox.Literal(quote)),
        (KG.rule, ox.NamedNode(PREFIXES["rule"] + "by-hand")),
        (KG.role, ox.Literal(role)),
    )
    yield ox.Quad(bearer, ox.NamedNode(KG.evidence), passage, graph)
    for name, value in properties:
        yield ox.Quad(passage, ox.NamedNode(name), value, graph)


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD.integer))


def make_store(quads: Iterator[ox.Quad] | list[ox.Quad] | None = None) -> ox.Store:
    """A store in memory that holds the small graph, or the quads given, in their order, and the links between names."""
    store = ox.Store()
    for quad in iter_quads() if quads is None else quads:
        store.add(quad)
    for quad in ox.parse("".join(link_identities(_iter_lines(store)).lines), format=ox.RdfFormat.N_QUADS):
        store.add(quad)
    return store


def _iter_lines(store: ox.Store) -> Iterator[list[bytes]]:
    """Yield the N-Quads of each document's graph as sorted lines."""
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(PREFIXES["kgd"]):
            yield sorted(
                f"{quad.subject} {quad.predicate} {quad.object} {graph} .\n".encode()
                for quad in store.quads_for_pattern(None, None, None, graph)
            )
