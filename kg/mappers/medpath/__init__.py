"""MedPath's drug pages, saved as text: one drug a page, with the tables of trials and of twelve registers.

The links were lost when the pages were saved, and their words with them: which cells a table still has is found out
from what the cells look like (`kg.grammar.rows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mappers.medpath import header, prose, tables
from kg.mappers.medpath.header import iter_header, name_page
from kg.mappers.medpath.page import LABELS, LONGEST, PROSE, Page, Section, skip
from kg.mappers.medpath.prose import iter_conditions, iter_indications, iter_overview, iter_report
from kg.mappers.medpath.tables import iter_register, iter_trials
from kg.model import Document, Finding, Mapper, Problem

RULES = {**header.RULES, **prose.RULES, **tables.RULES}

_PARTS = {*PROSE, *LABELS} - {"overview", "indication", "indications"}
_REGISTER = re.compile(r"\S.{0,60} drug (?:approvals|information)")


def recognises(path: str, head: bytes) -> bool:
    """Whether a document is one of these pages: it begins with the site's name, or has several of its headings."""
    lines = [line.strip().strip("\ufeff").casefold() for line in head.decode("utf-8", "replace").split("\n")]
    first = next(filter(None, lines), "")
    known = {line for line in lines if line in _PARTS or _REGISTER.fullmatch(line)}
    return len(known) >= (1 if first == "medpath" else 3)


def findings(document: Document) -> Iterator[Finding]:
    """Yield everything that a page says, and what was passed over."""
    page = Page(document)
    for number in page.too_long:
        yield Problem(number, "error", f"a line of more than {LONGEST} characters was not read")
    if not name_page(page):
        yield Problem(1, "error", "the page names no drug: neither a field 'Generic Name' nor a title")
        return
    yield from iter_header(page)
    names = header.find_names(page)
    for section in page.sections:
        yield from _iter_section(page, section, names)


def _iter_section(page: Page, section: Section, names: list[str]) -> Iterator[Finding]:
    if section.kind == "overview":
        yield from iter_overview(page, section, names)
    elif section.kind == "indication":
        yield from iter_indications(page, section, names)
    elif section.kind == "conditions":
        yield from iter_conditions(page, section)
    elif section.kind == "report":
        yield from iter_report(page, section)
    elif section.kind == "trials":
        yield from iter_trials(page, section)
    elif section.kind == "register":
        yield from iter_register(page, section)
    elif section.kind == "footer":
        yield from (skip(line, "boilerplate") for line in (section.heading, *section.lines))
    else:
        heading = section.heading
        yield Problem(
            heading.number, "warning", f"unknown section {heading.words[:80]!r}; its text is counted as unrecognised"
        )


MEDPATH = Mapper("medpath", recognises, findings, RULES, layout="lines")
