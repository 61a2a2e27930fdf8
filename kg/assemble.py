"""Findings to quads: the only writer of triples.

A document's part is the N-Quads of its named graph as sorted lines, so that a release is the concatenation of its
parts and equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Description, Document, Evidence, Finding, Iri, Literal, Node, Statement
from kg.nodes import NAME_KINDS
from kg.ntriples import iri_text, mint_evidence, mint_statement, node_text
from kg.prefixes import PREFIXES
from kg.vocabulary import KG, RDF, XSD


class Assembler:
    """Collects the lines of one named graph; `lines()` gives them sorted, each once."""

    def __init__(self, graph: Iri, sha256: str = "") -> None:
        self._graph = iri_text(graph)
        self._tail = f" {self._graph} .\n"
        self._sha256 = sha256
        self._lines: set[str] = set()
        self._evidence: dict[Evidence, str] = {}
        self._once: set[str] = set()

    def add(self, finding: Finding) -> None:
        """Add a statement or a description with its evidence; what is neither adds nothing."""
        if isinstance(finding, Statement):
            self._add_statement(finding)
        elif isinstance(finding, Description):
            self._add_description(finding)

    def add_triple(self, subject: Iri, predicate: Iri, obj: Node) -> None:
        """Add one triple without evidence: metadata of the build, never what a document says."""
        self._put(iri_text(subject), iri_text(predicate), node_text(obj))

    def lines(self) -> list[str]:
        """The graph's N-Quads, one line a quad with its line end, sorted."""
        return sorted(self._lines)

    def _put(self, subject: str, predicate: str, obj: str) -> None:
        self._lines.add(f"{subject} {predicate} {obj}{self._tail}")

    def _add_statement(self, statement: Statement) -> None:
        terms = iri_text(statement.subject), iri_text(statement.predicate), node_text(statement.object)
        if not statement.evidence:
            raise ValueError(f"a statement without evidence: {' '.join(terms)}")
        self._put(*terms)
        node = f"<{mint_statement(*terms)}>"
        self._put(node, _TYPE, _STATEMENT)
        for predicate, term in zip(_REIFY, terms, strict=True):
            self._put(node, predicate, term)
        for evidence in statement.evidence:
            self._put(node, _EVIDENCE, self._cite(evidence))

    def _add_description(self, description: Description) -> None:
        subject = iri_text(description.subject)
        if not description.evidence:
            raise ValueError(f"a description without evidence: {subject}")
        if description.evidence[0].row and description.type in _ONCE:
            if subject in self._once:  # of a register's rows the first one that names a thing is evidence enough
                return
            self._once.add(subject)
        self._put(subject, _TYPE, iri_text(description.type))
        for predicate, node in description.properties:
            self._put(subject, iri_text(predicate), node_text(node))
        for evidence in description.evidence:
            self._put(subject, _EVIDENCE, self._cite(evidence))

    def _cite(self, evidence: Evidence) -> str:
        if (known := self._evidence.get(evidence)) is not None:
            return known
        node = self._evidence[evidence] = iri_text(mint_evidence(self._sha256, evidence))
        span = evidence.span
        if evidence.row:
            self._cite_row(node, evidence)
            return node
        place = (span.start_line, span.end_line, evidence.column, span.start, span.end)
        for predicate, value in zip(_PLACE, place, strict=True):
            self._put(node, predicate, f'"{value}"^^<{XSD.integer}>')
        self._put(node, _TYPE, iri_text(KG.Evidence))
        self._put(node, _DOCUMENT, self._graph)
        self._put(node, _QUOTE, node_text(Literal(evidence.quote)))
        self._put(node, _RULE, iri_text(PREFIXES["rule"] + evidence.rule))
        self._put(node, _ROLE, node_text(Literal(evidence.role)))
        return node

    def _cite_row(self, node: str, evidence: Evidence) -> None:
        """A register's row in as few quads as its place, words and rule take; it begins in column 1."""
        span = evidence.span
        for predicate, value in zip(_ROW, (evidence.row, span.start_line, span.start, span.end), strict=True):
            self._put(node, predicate, f'"{value}"^^<{XSD.integer}>')
        self._put(node, _TYPE, _ROW_EVIDENCE)
        self._put(node, _DOCUMENT, self._graph)
        self._put(node, _QUOTE, node_text(Literal(evidence.quote)))
        self._put(node, _RULE, iri_text(PREFIXES["rule"] + evidence.rule))
        self._put(node, _ROLE, _IS_ROW)


_TYPE = iri_text(RDF.type)
_STATEMENT = iri_text(RDF.Statement)
_EVIDENCE = iri_text(KG.evidence)
_REIFY = tuple(map(iri_text, (RDF.subject, RDF.predicate, RDF.object)))
_DOCUMENT, _QUOTE, _RULE, _ROLE = map(iri_text, (KG.document, KG.quote, KG.rule, KG.role))
_ROW_EVIDENCE, _IS_ROW = iri_text(KG.RowEvidence), '"row"'
_ROW = tuple(map(iri_text, (KG.row, KG.startLine, KG.startCharacter, KG.endCharacter)))
_ONCE = frozenset({*NAME_KINDS, KG.DateValue})
_PLACE = tuple(map(iri_text, (KG.startLine, KG.endLine, KG.startColumn, KG.startCharacter, KG.endCharacter)))


def assemble(document: Document, findings: Iterable[Finding]) -> list[str]:
    """The N-Quads lines of a document's named graph, sorted, each with its line end."""
    assembler = Assembler(document.iri, document.sha256)
    for finding in findings:
        assembler.add(finding)
    return assembler.lines()
