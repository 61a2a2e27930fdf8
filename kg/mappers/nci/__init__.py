"""The US National Cancer Institute's drug pages, saved as Markdown with YAML front matter.

Four kinds of page: a drug, a regimen ("Drugs in the … combination"), a list ("Drugs Approved for …"), and others, which
say nothing that the graph holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mappers.nci import drug, front, header, identifiers, lists, uses
from kg.mappers.nci.drug import is_section_known, iter_drug
from kg.mappers.nci.front import iter_front_matter
from kg.mappers.nci.header import find_label
from kg.mappers.nci.lists import is_list, iter_list
from kg.mappers.nci.other import iter_other
from kg.mappers.nci.page import Page, PageKind, Piece, iter_lines, read_page
from kg.mappers.nci.standing import iter_titles
from kg.model import Document, Finding, Literal, Mapper, Problem, Statement
from kg.vocabulary import KG

RULES = {
    "nci.kind": "the words that tell a page's kind: a label, a list's heading, else the page's own heading",
    **drug.RULES,
    **front.RULES,
    **header.RULES,
    **identifiers.RULES,
    **lists.RULES,
    **uses.RULES,
}

_SOURCE = re.compile(
    r"^source:[ \t]*['\"]?NCI['\"]?[ \t]*\r?$"
    r"|^url:[ \t]*['\"]?https?://(?:[\w-]+\.)?cancer\.gov/\S*/drugs/"
    r"|^(?:title:|#)[ \t]+\S.*[ \t][-–—|][ \t]NCI['\"]?[ \t]*\r?$",
    re.MULTILINE,
)
_REGIMEN = re.compile(r"This (?:\w+ )?(?:combination|regimen) contains\b")
_ON_DRUG_PAGES = re.compile(
    r"This page contains brief information about|FDA label information for this drug|\([^()]+\)$"
)


def recognises(path: str, head: bytes) -> bool:
    """Whether a document is one of these pages: its front matter, or a title that ends in "- NCI", says so."""
    return _SOURCE.search(head.decode("utf-8", "replace").removeprefix("\ufeff")) is not None


def _find_kind(page: Page) -> tuple[PageKind, Piece | None]:
    """A page's kind, and the piece that tells it."""
    if page.name is None:
        return "other", None
    if is_list(page):
        return "list", page.name
    pieces = [piece for section in page.sections for piece in (section.heading, *section.pieces) if piece]
    labels = {find_label(next(iter_lines(piece), piece.text).string): piece for piece in reversed(pieces[:500])}
    if piece := labels.get("approval") or labels.get("brand"):
        return "drug", piece
    regimen = next((piece for piece in pieces if _REGIMEN.match(piece.words)), None)
    if piece := labels.get("component") or regimen:
        return "combination", piece
    known = [section.heading for section in page.sections if section.heading and is_section_known(section.title)]
    first = next((piece for piece in page.sections[0].pieces if _ON_DRUG_PAGES.match(piece.words)), None)
    if first or len(known) >= 2:
        return "drug", first or known[0]
    return "other", page.name


def findings(document: Document) -> Iterator[Finding]:
    """Yield everything that a page says, and what was passed over."""
    page = read_page(document)
    yield from page.problems
    yield from iter_front_matter(document, page.front)
    yield from iter_titles(page)
    kind, told = _find_kind(page)
    if told is not None:
        evidence = page.cite_piece(told, "nci.kind", "heading")
        yield Statement(document.iri, KG.pageKind, Literal(kind), (evidence,))
    elif not page.front.fields and not page.sections:
        yield Problem(1, "warning", "the page is empty")
    if kind == "list":
        yield from iter_list(page)
    elif kind == "other":
        yield from iter_other(page)
    else:
        yield from iter_drug(page, KG.Drug if kind == "drug" else KG.Combination)


NCI = Mapper("nci", recognises, findings, RULES)
