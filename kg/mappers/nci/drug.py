"""The pages of drugs and of regimens: what each section says of the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from kg.grammar.beside import find_beside
from kg.grammar.mechanism import find_classes, find_targets
from kg.grammar.programmes import find_programmes
from kg.grammar.readings import Mention
from kg.mappers.nci.header import Header, find_label, iter_header, read_header
from kg.mappers.nci.identifiers import iter_identifiers, iter_related
from kg.mappers.nci.page import Page, Piece, Section, drug_iri
from kg.mappers.nci.standing import iter_standing, skip
from kg.mappers.nci.uses import cite, iter_indications
from kg.mappers.told import Teller, rules_of
from kg.model import Finding, Iri, Literal, Problem, Statement
from kg.nodes import describe_name
from kg.vocabulary import KG, RDF, RDFS, SKOS

RULES = {
    "nci.name": "a page's second top-level heading",
    "nci.class": "a kind of drug that a page says the drug is",
    "nci.target": "a molecule that a page says the drug binds, blocks or attaches to",
    "nci.rems": "the name of a Risk Evaluation and Mitigation Strategy that a drug is only available under",
    **rules_of("nci"),
}

_USES = re.compile(r"(?:Approved )?(?:Uses?|Indications?)(?: and Usage)?\b", re.IGNORECASE)
_MORE = re.compile(r"More (?:About|Information)\b", re.IGNORECASE)
_RELATED = re.compile(r"(?:Research Results|Related|News)\b", re.IGNORECASE)
_TRIALS = re.compile(r"(?:Clinical )?Trials?\b", re.IGNORECASE)
_USE_STATED = re.compile(r"\b(?:approved|used) (?:\w+ ){0,6}?(?:to|for|as|in|alone|with)\b")
_BRIEF = re.compile(r"This page contains brief information")

_BRACKET = re.compile(r"\s*\([^()]*\)$")
_SUFFIX = re.compile(r"-[a-z]{4}$")
_SALT = re.compile(
    r"(?:\s+(?:\w*(?:hydrate|chloride|bromide|sulfoxide)|\w{3,}ate|(?:di)?sodium|calcium|potassium|dimethyl))+$", re.I
)


def is_section_known(title: str) -> bool:
    """Whether a section of a drug's page is one that this mapper reads."""
    return any(pattern.match(title) for pattern in (_USES, _MORE, _RELATED, _TRIALS))


def find_names(page: Page, header: Header) -> list[str]:
    """The names that a page's sentences may call its drug by: its name, shorter forms of it, and its brands."""
    names = [page.label]
    for shorter in (_BRACKET, _SUFFIX, _SALT):
        names.append(shorter.sub("", names[-1]))
    if " and " in page.label:  # the first drug of a fixed combination is another drug
        names = names[:3]
    return list(dict.fromkeys([*filter(None, names), *(line.string for line in header.values["brand"])]))


def _split_header(page: Page) -> tuple[list[Piece], list[Section]]:
    """The pieces above the first section, and the sections; a heading that is a label belongs to the pieces above."""
    pieces: list[Piece] = []
    sections = list(page.sections)
    while sections and (sections[0].heading is None or find_label(sections[0].title)):
        section = sections.pop(0)
        pieces.extend([section.heading, *section.pieces] if section.heading else section.pieces)
    return [piece for piece in pieces if piece.words != "Placeholder slot"], sections


def iter_drug(page: Page, kind: Iri) -> Iterator[Finding]:
    """Yield what the page of a drug or regimen says; `kind` is KG.Drug or KG.Combination."""
    subject = drug_iri(page.key)
    name = page.cite_name("nci.name")
    yield Statement(page.document.iri, KG.about, subject, (name,))
    yield Statement(subject, RDF.type, kind, (name,))
    yield Statement(subject, RDFS.label, Literal(page.label), (name,))
    pieces, sections = _split_header(page)
    header = read_header(pieces)
    names = find_names(page, header)
    yield from iter_header(page, subject, header)
    yield from iter_standing(header.introduction)
    yield from iter_identifiers(page, subject, Section(None, tuple(pieces)))
    yield from _iter_mechanism(page, subject, header.introduction, names)
    yield from _iter_programmes(page, subject, header.introduction, names)
    if kind == KG.Drug:
        yield from _iter_told(page, subject, header.introduction, sections, names)
    if not any(_USES.match(section.title) for section in sections):
        stated = [
            piece for piece in header.introduction if piece.block.kind == "item" or _USE_STATED.search(piece.words)
        ]
        yield from iter_indications(page, subject, None, stated, names)
    for section in sections:
        yield from _iter_section(page, subject, section, names)


def _iter_section(page: Page, subject: Iri, section: Section, names: Sequence[str]) -> Iterator[Finding]:
    heading = section.heading
    yield from iter_standing(section.pieces)
    if _USES.match(section.title):
        yield from iter_indications(page, subject, heading, section.pieces, names)
        yield from _iter_programmes(page, subject, section.pieces, names)
    elif _RELATED.match(section.title):
        yield from iter_related(page, subject, section)
    else:
        yield from iter_identifiers(page, subject, section)
    if heading is None:
        return
    if is_section_known(section.title):
        yield skip(heading, "layout")
    else:
        yield Problem(
            heading.block.line,
            "warning",
            f"unknown section {section.title[:80]!r}; its text is counted as unrecognised",
        )


def _iter_mechanism(page: Page, subject: Iri, pieces: Sequence[Piece], names: Sequence[str]) -> Iterator[Finding]:
    texts = [piece.text for piece in pieces if not _BRIEF.match(piece.words)]
    if not texts:
        return
    for mention in find_classes(texts, names):
        yield from _iter_named(page, subject, mention, KG.drugClass, KG.DrugClass, "nci.class")
    for mention in find_targets(texts, names):
        yield from _iter_named(page, subject, mention, KG.targets, KG.Target, "nci.target")


def _iter_told(
    page: Page, subject: Iri, introduction: Sequence[Piece], sections: Sequence[Section], names: Sequence[str]
) -> Iterator[Finding]:
    teller = Teller("nci", subject, names, partial(cite, page))
    yield from teller.iter_actions([piece.text for piece in introduction if not _BRIEF.match(piece.words)])
    pieces = (*introduction, *(piece for section in sections for piece in section.pieces))
    yield from teller.iter_remarks([piece.text for piece in pieces])


def _iter_programmes(page: Page, subject: Iri, pieces: Sequence[Piece], names: Sequence[str]) -> Iterator[Finding]:
    for mention in find_programmes([piece.text for piece in pieces], names):
        yield from _iter_named(page, subject, mention, KG.rems, KG.RemsProgramme, "nci.rems")


def _iter_named(page: Page, subject: Iri, mention: Mention, predicate: Iri, kind: Iri, rule: str) -> Iterator[Finding]:
    evidence = cite(page, mention.passages, rule)
    node = describe_name(kind, mention.name, *evidence)
    yield node
    yield Statement(subject, predicate, node.subject, evidence)
    if kind == KG.Target:
        for other in find_beside(mention):
            yield Statement(node.subject, SKOS.altLabel, Literal(other.name), cite(page, other.passages, rule))
