"""The part of a page above its first section: pronunciation, brands, approval, components, and the introduction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kg.mappers.nci.page import Page, Piece, drug_iri, has_drug_page, iter_lines, last_segment, visible_end
from kg.model import Description, Evidence, Finding, Iri, Literal, Statement, Unresolved
from kg.nodes import describe_name, mint_iri
from kg.spans import Text
from kg.vocabulary import KG, RDF, RDFS

RULES = {
    "nci.pronunciation": "a line in brackets under the name",
    "nci.brand": "a line under 'US Brand Name(s)'",
    "nci.approval": "the words under 'FDA Approved'",
    "nci.component": "a row of the table, or an item of the list, under 'Drugs in the … combination'",
}

_LABELS = {
    "brand": re.compile(r"(?:U\.?S\.? )?Brand Names?(?: ?\(s\))?:?", re.IGNORECASE),
    "approval": re.compile(r"FDA[- ]Approved\??:?", re.IGNORECASE),
    "component": re.compile(r"Drugs in (?:the )?.*\b(?:combination|regimen):?", re.IGNORECASE),
}
_PRONUNCIATION = re.compile(r"\(\s*([^()]*?)\s*\)")
_STATUS = {
    "discontinued": re.compile(r"\bno longer (?:available|marketed|sold)|\bdiscontinued", re.IGNORECASE),
    "approved": re.compile(r"Yes\b", re.IGNORECASE),
}
_NOT_A_VALUE = re.compile(r"FDA label information|This page |Each of the drugs|\S+(?: \S+){8}")
_UNLINKED = re.compile(r"[\s=+|]*(?P<name>[^|=+(]*[^|=+(\s])(?:\s*\([^|]*)?[\s|]*$")


@dataclass(slots=True)
class Header:
    """The header's pieces by what they are; a label is the piece above its values."""

    pronunciation: Piece | None = None
    labels: dict[str, Piece] = field(default_factory=dict)
    values: dict[str, list[Text]] = field(default_factory=lambda: {name: [] for name in _LABELS})
    rows: list[Piece] = field(default_factory=list)
    introduction: list[Piece] = field(default_factory=list)


def find_label(words: str) -> str | None:
    """Which label some words are, if any."""
    return next((name for name, pattern in _LABELS.items() if pattern.fullmatch(words)), None)


def read_header(pieces: list[Piece]) -> Header:
    """Sort the pieces of a header; what has no place is introduction."""
    header = Header()
    current: str | None = None
    for piece in pieces:
        first = next(iter_lines(piece), piece.text)
        if label := find_label(first.string):
            current = label
            header.labels.setdefault(label, piece._replace(text=first))
            header.values[label].extend(list(iter_lines(piece))[1:])
        elif current == "component" and piece.block.kind in ("row", "item"):
            header.rows.append(piece)
        elif current in ("brand", "approval") and not any(
            _NOT_A_VALUE.match(line.string) for line in iter_lines(piece)
        ):
            header.values[current].extend(iter_lines(piece))
        elif _PRONUNCIATION.fullmatch(piece.words) and header.pronunciation is None:
            header.pronunciation = piece
        else:
            current = None if current != "component" else current
            header.introduction.append(piece)
    return header


def iter_header(page: Page, subject: Iri, header: Header) -> Iterator[Finding]:
    """Yield what stands under the labels of a header."""
    document = page.document
    if (
        header.pronunciation is not None
        and (match := _PRONUNCIATION.fullmatch(header.pronunciation.words))
        and match[1]
    ):
        evidence = document.cite_text(header.pronunciation.text, *match.span(1), "nci.pronunciation")
        yield Statement(subject, KG.pronunciation, Literal(match[1]), (evidence,))
    for line in header.values["brand"]:
        words = document.cite_text(line, 0, len(line.string), "nci.brand")
        brand = describe_name(KG.Brand, line.string, words)
        yield brand
        yield Statement(subject, KG.brand, brand.subject, (words, *_cite_label(page, header, "brand")))
    yield from _iter_approval(page, subject, header)
    for row in header.rows:
        yield from _iter_components(page, subject, header, row)


def _cite_label(page: Page, header: Header, label: str) -> tuple[Evidence, ...]:
    piece = header.labels.get(label)
    return (page.cite_piece(piece, f"nci.{label}", "heading"),) if piece else ()


def _iter_approval(page: Page, subject: Iri, header: Header) -> Iterator[Finding]:
    for line in header.values["approval"][:1]:
        words = page.document.cite_text(line, 0, len(line.string), "nci.approval")
        status = next((name for name, pattern in _STATUS.items() if pattern.search(line.string)), None)
        if status is None:
            yield Unresolved(words.span, words.quote, "approval", "neither 'Yes' nor 'No longer available'")
            return
        evidence = (words, *_cite_label(page, header, "approval"))
        node = mint_iri("nci", "approval-status", page.key, "fda")
        properties = (
            (RDFS.label, Literal(f"{page.label}: {status} (FDA)")),
            (KG.authority, mint_iri("authority", "fda")),
            (KG.authorityName, Literal("FDA")),
            (KG.status, Literal(status)),
        )
        yield Description(node, KG.ApprovalStatus, properties, evidence)
        yield Statement(subject, KG.hasApprovalStatus, node, evidence)


def _find_components(page: Page, row: Piece) -> list[tuple[str, str, int, int]]:
    """The name, key and visible place of each drug in a row, without the letters before and the brackets after it."""
    found = []
    for link in row.text.links:
        end = visible_end(row.text, link)
        words = re.sub(r"\s*\([^()]*\)$", "", row.text.string[link.start : end])
        if words.strip() and has_drug_page(page, link):
            key = last_segment(urlsplit(page.resolve(link.href)).path)
            found.append((words, key, link.start, link.start + len(words)))
    if not found and (match := _UNLINKED.search(row.words, row.words.rfind("|", 0, len(row.words.rstrip(" |"))) + 1)):
        name = match["name"]
        if re.search(r"\w{3}", name):
            found.append((name, name, *match.span("name")))
    return found


def _cite_contents(page: Page, header: Header, name: str) -> Iterator[Evidence]:
    """The name where the introduction says what the combination contains."""
    for piece in header.introduction:
        match = re.search(rf"\b{re.escape(name)}\b", piece.words, re.IGNORECASE)
        if match and " contains " in piece.words:
            yield page.document.cite_text(piece.text, *match.span(), "nci.component")


def _iter_components(page: Page, subject: Iri, header: Header, row: Piece) -> Iterator[Statement]:
    for name, key, start, end in _find_components(page, row):
        words = page.document.cite_text(row.text, start, end, "nci.component")
        evidence = (words, *_cite_label(page, header, "component"), *_cite_contents(page, header, name))
        component = drug_iri(key)
        yield Statement(subject, KG.component, component, evidence)
        yield Statement(component, RDF.type, KG.Drug, evidence)
        yield Statement(component, RDFS.label, Literal(name), (words,))
