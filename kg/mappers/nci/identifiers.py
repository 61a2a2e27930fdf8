"""The identifiers that stand in the addresses of a page's links, and the page's related resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from kg.mappers.nci.page import Page, Section, visible_end
from kg.model import Description, Finding, Iri, Literal, Statement
from kg.spans import Link, Text
from kg.vocabulary import KG, RDFS

RULES = {
    "nci.dailymed": "the set id in the address of a link to a DailyMed label",
    "nci.dictionary": "the last part of the address of a link to the NCI Drug Dictionary",
    "nci.medlineplus": "the page number in the address of a link to MedlinePlus drug information",
    "nci.thesaurus": "each concept code in the address of a link to the trials of an intervention",
    "nci.related": "a link under a heading of related news and resources",
}


class _Scheme(NamedTuple):
    property: Iri
    rule: str
    address: re.Pattern[str]


_SCHEMES = (
    _Scheme(
        KG.dailymedSetId, "nci.dailymed", re.compile(r"//dailymed\.nlm\.nih\.gov/[^?]*\?(?:[^#]*&)?setid=([\w-]+)")
    ),
    _Scheme(KG.nciDictionaryId, "nci.dictionary", re.compile(r"/dictionaries/cancer-drug/def/([^/?#]+)")),
    _Scheme(KG.medlinePlusId, "nci.medlineplus", re.compile(r"//(?:www\.)?medlineplus\.gov/druginfo/meds/(a\d+)")),
    _Scheme(KG.nciThesaurusCode, "nci.thesaurus", re.compile(r"/clinical-trials/intervention/(?:[^?#]*\W)??(C\d+)")),
)
_CODE = re.compile(r"\bC\d+\b")


def _iter_places(scheme: _Scheme, href: str) -> Iterator[tuple[int, int]]:
    match = scheme.address.search(href)
    if match and scheme.property == KG.nciThesaurusCode:
        end = re.compile(r"[?#]|$").search(href, match.start(1))
        yield from (code.span() for code in _CODE.finditer(href, match.start(1), end.start() if end else len(href)))
    elif match:
        yield match.span(1)


def iter_identifiers(page: Page, subject: Iri, section: Section) -> Iterator[Statement]:
    """Yield each identifier that the addresses of a section's links hold, with the link's words beside it."""
    for piece in section.pieces:
        for link in piece.text.links:
            for scheme in _SCHEMES:
                for start, end in _iter_places(scheme, link.href):
                    yield _identify(page, subject, scheme, piece.text, link, start, end)


def _identify(page: Page, subject: Iri, scheme: _Scheme, text: Text, link: Link, start: int, end: int) -> Statement:
    base = link.address[0]
    evidence = [page.document.cite(base + start, base + end, scheme.rule, "link")]
    if link.start < visible_end(text, link):
        evidence.append(page.document.cite_text(text, link.start, visible_end(text, link), scheme.rule))
    return Statement(subject, scheme.property, Literal(link.href[start:end]), tuple(evidence))


def iter_related(page: Page, subject: Iri, section: Section) -> Iterator[Finding]:
    """Yield the resources that a section links to, each with its title."""
    for piece in section.pieces:
        for link in piece.text.links:
            address = page.resolve(link.href)
            end = visible_end(piece.text, link)
            if not address.startswith(("https://", "http://")) or link.start >= end:
                continue
            resource = Iri(quote(address, safe="%/:?#[]@!$&'()*+,;=~-._"))
            title = Literal(piece.text.string[link.start : end])
            words = page.document.cite_text(piece.text, link.start, end, "nci.related")
            evidence = (words, page.document.cite(*link.address, "nci.related", "link"))
            yield Description(resource, KG.RelatedResource, ((RDFS.label, title), (KG.title, title)), evidence)
            heading = (page.cite_piece(section.heading, "nci.related", "heading"),) if section.heading else ()
            yield Statement(subject, KG.relatedResource, resource, (*evidence, *heading))
