"""What the grammar of indications read, as statements: the conditions, and who, with what, under which markers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.grammar.beside import find_beside
from kg.grammar.indications import read_indications
from kg.grammar.readings import IndicationReading, Mention, Passage, UseReading
from kg.mappers.nci.page import Page, Piece
from kg.model import Evidence, Finding, Iri, Literal, Statement, Unresolved
from kg.nodes import describe_criterion, describe_name, mint_iri
from kg.vocabulary import KG, RDF, RDFS, SKOS, XSD

RULES = {
    "nci.indication": "a condition that a page says the drug is approved or used for",
    "nci.indication.term": "a dictionary term linked inside the name of a condition",
    "nci.use": "one way in which a drug is used for a condition",
    "nci.use.accelerated": "a statement that a use is approved under the Accelerated Approval Program",
    "nci.use.age": "the lowest age that is stated for a use",
    "nci.use.brand": "a brand that a use is approved for",
    "nci.use.line": "the line of treatment of a use",
    "nci.use.marker": "a biological marker that the disease must or must not have",
    "nci.use.partner": "a drug or class of drugs that is used with the drug",
    "nci.use.population": "the people that a use is for",
}

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_AGE = re.compile(r"(\d+)[ -](day|week|month|year)s?")


def cite(page: Page, passages: Iterable[Passage], rule: str) -> tuple[Evidence, ...]:
    """Evidence for what a grammar read; equal passages once."""
    cited = (page.document.cite_text(at.text, at.start, at.end, rule, at.role) for at in passages)
    return tuple(dict.fromkeys(cited))


def cite_term(page: Page, term: Mention) -> tuple[Evidence, ...]:
    """Evidence for a dictionary term: its number in the link's address, and the link's words."""
    rule = "nci.indication.term"
    places = (
        link.address[0] + link.href.index(term.name)
        for at in term.passages
        for link in at.text.links
        if link.start <= at.start and at.end <= link.end and term.name in link.href
    )
    numbers = (page.document.cite(place, place + len(term.name), rule, "link") for place in places)
    return tuple(dict.fromkeys((*numbers, *cite(page, (at._replace(role="words") for at in term.passages), rule))))


class _Indications:
    """The indications of one page: equal conditions share a node, and their uses are numbered on."""

    def __init__(self, page: Page, subject: Iri, heading: Piece | None) -> None:
        self.page = page
        self.subject = subject
        self.heading = (page.cite_piece(heading, "nci.indication", "heading"),) if heading else ()
        self.uses: Counter[Iri] = Counter()

    def iter_indication(self, reading: IndicationReading) -> Iterator[Finding]:
        """Yield one condition, how the drug is used for it, and each of its uses."""
        name = reading.condition.name
        key = ("nci", "indication", self.page.key, name)
        node = mint_iri(*key) if reading.purpose == "treat" else mint_iri(*key, reading.purpose)
        words = cite(self.page, reading.condition.passages, "nci.indication")
        stated = cite(self.page, reading.stated, "nci.indication")
        support = tuple(dict.fromkeys((*words, *stated, *self.heading)))
        condition = describe_name(KG.Condition, name, *words)
        yield condition
        for other in find_beside(reading.condition, abbreviations=True):
            cited = cite(self.page, other.passages, "nci.indication")
            yield Statement(condition.subject, SKOS.altLabel, Literal(other.name), cited)
        yield Statement(self.subject, KG.hasIndication, node, support)
        if reading.status == "approved":
            yield Statement(self.subject, KG.indicatedFor, condition.subject, support)
        if not self.uses[node]:
            yield Statement(node, RDF.type, KG.Indication, support)
            yield Statement(node, RDFS.label, Literal(f"{self.page.label}: {name}"), words)
            yield Statement(node, KG.useStatus, Literal(reading.status), tuple(dict.fromkeys((*stated, *words))))
            yield Statement(node, KG.purpose, Literal(reading.purpose), tuple(dict.fromkeys((*stated, *words))))
        yield Statement(node, KG.condition, condition.subject, words)
        yield Statement(node, KG.conditionName, Literal(name), words)
        for term in reading.terms:
            yield Statement(node, KG.nciTermId, Literal(term.name), cite_term(self.page, term))
        for use in reading.uses:
            self.uses[node] += 1
            yield from self._iter_use(node, name, use, words)

    def _iter_use(self, node: Iri, condition: str, use: UseReading, words: tuple[Evidence, ...]) -> Iterator[Finding]:
        number = self.uses[node]
        iri = Iri(f"{node}:use:{number}")
        described = use.description
        support = cite(self.page, described.passages, "nci.use") if described else words
        yield Statement(node, KG.hasUse, iri, support)
        yield Statement(iri, RDF.type, KG.IndicationUse, support)
        yield Statement(iri, RDFS.label, Literal(f"{self.page.label}: {condition}, use {number}"), support)
        if described:
            yield Statement(iri, KG.description, Literal(described.name), support)
        for prefix, kind, rule, mentions in (
            (KG.population, KG.Population, "nci.use.population", use.populations),
            (KG.partner, KG.Therapy, "nci.use.partner", use.partners),
            (KG.brand, KG.Brand, "nci.use.brand", use.brands),
        ):
            yield from self._iter_named(iri, prefix, kind, rule, mentions)
        yield from self._iter_age(iri, use)
        yield from self._iter_criteria(iri, use)
        if use.accelerated:
            evidence = cite(self.page, use.accelerated, "nci.use.accelerated")
            yield Statement(iri, KG.acceleratedApproval, Literal("true", XSD.boolean), evidence)
        if use.line_of_treatment:
            evidence = cite(self.page, use.line_of_treatment.passages, "nci.use.line")
            yield Statement(iri, KG.lineOfTreatment, Literal(use.line_of_treatment.name), evidence)

    def _iter_named(
        self, use: Iri, predicate: Iri, kind: Iri, rule: str, mentions: Sequence[Mention]
    ) -> Iterator[Finding]:
        for mention in mentions:
            evidence = cite(self.page, mention.passages, rule)
            node = describe_name(kind, mention.name, *evidence)
            yield node
            yield Statement(use, predicate, node.subject, evidence)

    def _iter_age(self, use: Iri, reading: UseReading) -> Iterator[Statement]:
        if reading.minimum_age is None:
            return
        age = reading.minimum_age.name
        evidence = cite(self.page, reading.minimum_age.passages, "nci.use.age")
        yield Statement(use, KG.minimumAge, Literal(age), evidence)
        if match := _AGE.fullmatch(age):
            days = int(match[1]) * _DAYS[match[2]]
            yield Statement(use, KG.minimumAgeDays, Literal(str(days), XSD.integer), evidence)

    def _iter_criteria(self, use: Iri, reading: UseReading) -> Iterator[Finding]:
        for criterion in reading.criteria:
            evidence = cite(self.page, criterion.marker.passages, "nci.use.marker")
            marker = describe_name(KG.Biomarker, criterion.marker.name, *evidence)
            node = describe_criterion(marker, criterion.status, *evidence)
            yield marker
            yield node
            yield Statement(use, KG.criterion, node.subject, evidence)


def iter_indications(
    page: Page, subject: Iri, heading: Piece | None, pieces: Sequence[Piece], names: Sequence[str]
) -> Iterator[Finding]:
    """Yield the indications that some pieces of a page state."""
    indications = _Indications(page, subject, heading)
    for reading in read_indications([(piece.block, piece.text) for piece in pieces], names):
        yield from indications.iter_indication(reading)
    yield from _iter_orphans(page, pieces)


def _iter_orphans(page: Page, pieces: Sequence[Piece]) -> Iterator[Unresolved]:
    """Yield the footnotes that no mark leads to."""
    marks = Counter(mark for piece in pieces for _, mark, _ in piece.text.marks)
    for piece in pieces:
        if piece.text.marks and piece.text.marks[0][0] == 0 and marks[piece.text.marks[0][1]] == 1 and piece.words:
            words = page.cite_piece(piece, "nci.use", "footnote")
            yield Unresolved(words.span, words.quote, "footnote", "no mark leads to it")
