"""The pages "Drugs Approved for …": each drug or regimen that a list names, under its group's heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kg.mappers.nci.page import Page, Piece, drug_iri, has_drug_page, last_segment, visible_end
from kg.mappers.nci.standing import iter_standing, skip
from kg.model import Description, Evidence, Finding, Iri, Literal, Statement, Unresolved
from kg.nodes import describe_name, mint_iri
from kg.prefixes import slug
from kg.spans import Link, Text
from kg.vocabulary import KG, RDF, RDFS

RULES = {
    "nci.list": "a page's heading 'Drugs Approved for …'",
    "nci.list.condition": "what stands after 'Drugs Approved for' in a page's heading",
    "nci.list.entry": "a link to a drug's or regimen's page in a list, under the list's heading",
}

HEADING = re.compile(r"Drugs? (?:Combinations? )?(?:Approved|Used) (?:for|to|in)\b")
_CONDITION = re.compile(r"Drugs? Approved (?:for|to (?:Treat|Prevent)) (?!Conditions\b|Different\b)(?P<name>.+)")
_WORD = re.compile(r"\w")
_OPENERS = {")": "(", "]": "["}


class _Entry(NamedTuple):
    start: int
    end: int
    href: str
    place: tuple[int, int]


def leads_to_list(text: Text, link: Link) -> bool:
    """Whether a link's words name a list of drugs, not a drug."""
    return HEADING.match(text.string, link.start) is not None


def _is_adjoining(page: Page, text: Text, left: _Entry, right: Link) -> bool:
    """Whether nothing but punctuation, on one line, stands between two links to one page."""
    if "\n" in text.raw[left.place[1] : right.place[0]] or _WORD.search(text.string, left.end, right.start):
        return False
    return page.resolve(left.href) == page.resolve(right.href)


def _trim(words: str, start: int, end: int) -> tuple[int, int]:
    """The place without a bracket that stands alone at its end, but with one that closes just after it."""
    inside = words[start:end]
    following = words[end : end + 1]
    if following in _OPENERS and inside.count(_OPENERS[following]) > inside.count(following):
        return start, end + 1
    while inside and (
        inside[-1] in "([ "
        or (inside[-1] in _OPENERS and inside.count(inside[-1]) > inside.count(_OPENERS[inside[-1]]))
    ):
        inside = inside[:-1]
    return start, start + len(inside)


def find_entries(page: Page, text: Text) -> list[_Entry]:
    """The drugs that a line's links name; adjoining links to one page are one, links without a word are none."""
    entries: list[_Entry] = []
    for link in sorted(text.links, key=lambda link: link.start):
        end = visible_end(text, link)
        if not _WORD.search(text.string, link.start, end) or not has_drug_page(page, link) or leads_to_list(text, link):
            continue
        if entries and _is_adjoining(page, text, entries[-1], link):
            entries[-1] = entries[-1]._replace(end=end, place=(entries[-1].place[0], link.place[1]))
        else:
            entries.append(_Entry(link.start, end, link.href, link.place))
    return entries


def _is_entry(piece: Piece) -> bool:
    """Whether a piece begins with a link and, where it is no item, holds nothing else."""
    rest = piece.words
    for link in reversed(piece.text.links):
        rest = rest[: link.start] + rest[link.end :]
    starts = bool(piece.text.links) and min(link.start for link in piece.text.links) == 0
    return starts and (piece.block.kind == "item" or not _WORD.search(rest))


def is_list(page: Page) -> bool:
    """Whether a page is a list of drugs: its heading says so, and its entries do not all lead to other lists."""
    if HEADING.match(page.label) is None:
        return False
    pieces = [piece for section in page.sections for piece in section.pieces if _is_entry(piece)]
    return not pieces or any(not leads_to_list(piece.text, piece.text.links[0]) for piece in pieces)


def iter_list(page: Page) -> Iterator[Finding]:
    """Yield what a list page says."""
    subject = mint_iri("nci", "list", page.key)
    name = page.cite_name("nci.list")
    yield Statement(page.document.iri, KG.about, subject, (name,))
    yield Statement(subject, RDF.type, KG.DrugList, (name,))
    yield Statement(subject, RDFS.label, Literal(page.label), (name,))
    yield from _iter_condition(page, subject)
    seen: Counter[tuple[str, str]] = Counter()
    for section in page.sections:
        heading = page.cite_piece(section.heading, "nci.list.entry", "heading") if section.heading else None
        for piece in section.pieces:
            if _is_entry(piece):
                yield from _iter_piece(page, subject, piece, section.title, heading, seen)
            elif not piece.words:
                yield skip(piece, "layout")
            elif piece.block.kind == "item":
                yield _unresolve(page, piece.text, 0, len(piece.words), "a list item without a link")
            elif section.heading is None:
                yield skip(piece, "boilerplate")
            else:
                yield from iter_standing([piece])
        if section.heading is not None and not section.pieces:
            yield skip(section.heading, "layout")


def _iter_condition(page: Page, subject: Iri) -> Iterator[Finding]:
    match = _CONDITION.fullmatch(page.label)
    if match and page.name:
        evidence = page.document.cite_text(page.name.text, *match.span("name"), "nci.list.condition")
        condition = describe_name(KG.Condition, match["name"], evidence)
        yield condition
        yield Statement(subject, KG.condition, condition.subject, (evidence,))


def _unresolve(page: Page, text: Text, start: int, end: int, reason: str) -> Unresolved:
    evidence = page.document.cite_text(text, start, end, "nci.list.entry")
    return Unresolved(evidence.span, evidence.quote, "list entry", reason)


def _iter_piece(
    page: Page, subject: Iri, piece: Piece, group: str, heading: Evidence | None, seen: Counter[tuple[str, str]]
) -> Iterator[Finding]:
    end = 0
    for entry in find_entries(page, piece.text):
        start, end = _trim(piece.words, entry.start, entry.end)
        key = last_segment(page.resolve(entry.href))
        seen[slug(group), slug(key)] += 1
        node = mint_iri("nci", "entry", page.key, group, key, str(seen[slug(group), slug(key)]))
        name = Literal(piece.words[start:end])
        evidence = (page.document.cite(*entry.place, "nci.list.entry", "row"),) + ((heading,) if heading else ())
        properties = (
            (RDFS.label, name),
            (KG.group, Literal(group)),
            (KG.name, name),
            (KG.href, Literal(entry.href)),
            (KG.listsDrug, drug_iri(key)),
        )
        yield Description(node, KG.ListEntry, properties, evidence)
        yield Statement(subject, KG.entry, node, evidence)
    if end and _WORD.search(piece.words, end):
        yield _unresolve(page, piece.text, end, len(piece.words), "a note beside an entry")
    elif not end:
        yield skip(piece, "navigation")
