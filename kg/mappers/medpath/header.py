"""The header of a page: the drug's name, brands, type, formula and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mappers.medpath.page import Field, Line, Page, is_footer, skip
from kg.model import Evidence, Finding, Iri, Literal, Problem, Statement
from kg.nodes import describe_name
from kg.vocabulary import KG, RDF, RDFS

RULES = {
    "medpath.field": "a field of the header, under its label",
    "medpath.name": "the drug's name: the field Generic Name, else the page's title",
    "medpath.title": "the line between the site's name and the header's fields",
}

_VALUES: dict[str, Iri] = {
    "cas number": KG.casNumber,
    "chemical formula": KG.chemicalFormula,
    "drug type": KG.drugType,
    "unique ingredient identifier": KG.unii,
}
_SEVERAL = frozenset(("cas number", "unique ingredient identifier", "brand names", "brand name"))
_PART = re.compile(r"[^,\s](?:[^,]*[^,\s])?")


def _title(page: Page) -> Line | None:
    return next((line for line in page.top if not is_footer(line)), None)


def name_page(page: Page) -> bool:
    """Settle the name of the page's drug; False where the page has none."""
    field = page.field("generic name")
    line = field.value if field else _title(page)
    page.named(line.words if line else "")
    return line is not None


def find_names(page: Page) -> list[str]:
    """The names that the page calls its drug by: the generic name, the title, the brands."""
    title = _title(page)
    brands = [part.words for field in _brands(page) for part in _parts(page, field)]
    return list(dict.fromkeys([page.label, *([title.words] if title else []), *brands]))


def _brands(page: Page) -> list[Field]:
    return [field for field in page.fields if field.label.words.casefold().startswith("brand")]


def _parts(page: Page, field: Field) -> list[Line]:
    """The values of a field: apart by commas where it may have several."""
    value, text = field.value, page.document.text
    if field.label.words.casefold() not in _SEVERAL:
        return [value]
    found = _PART.finditer(text, value.start, value.end)
    return [Line(" ".join(match[0].split()), match.start(), match.end(), value.number) for match in found]


def iter_header(page: Page) -> Iterator[Finding]:
    """Yield what the header says of the drug, and which of its fields are not known."""
    yield from _iter_top(page)
    yield from _iter_name(page)
    for field in page.fields:
        label = field.label.words.casefold()
        if label.startswith("brand"):
            yield from _iter_brands(page, field)
        elif predicate := _VALUES.get(label):
            for part in _parts(page, field):
                yield page.state(predicate, Literal(part.words), *_cite(page, part, field))
    for field in page.unknown_fields:
        yield Problem(
            field.label.number,
            "warning",
            f"unknown field {field.label.words[:80]!r}; its value is counted as unrecognised",
        )
    yield from (skip(empty, "layout") for empty in page.empty_labels)


def _iter_top(page: Page) -> Iterator[Finding]:
    title = _title(page)
    for line in page.top:
        if is_footer(line):
            yield skip(line, "boilerplate")
        elif line is title:
            evidence = page.cite(line, "medpath.title")
            yield Statement(page.document.iri, KG.title, Literal(line.words), (evidence,))
        else:
            yield Problem(line.number, "info", f"unknown line {line.words[:80]!r} above the header was not read")


def _iter_name(page: Page) -> Iterator[Finding]:
    field, title = page.field("generic name"), _title(page)
    if field:
        evidence = _cite(page, field.value, field, "medpath.name")
    elif title:
        evidence = (page.cite(title, "medpath.name"),)
        yield Problem(title.number, "warning", "no field 'Generic Name'; the page's title is taken for the drug's name")
    else:
        return
    yield Statement(page.document.iri, KG.about, page.drug, evidence)
    yield Statement(page.document.iri, KG.pageKind, Literal("drug"), evidence)
    yield page.state(RDF.type, KG.Drug, *evidence)
    yield page.state(RDFS.label, Literal(page.label), *evidence)


def _iter_brands(page: Page, field: Field) -> Iterator[Finding]:
    for part in _parts(page, field):
        evidence = _cite(page, part, field)
        brand = describe_name(KG.Brand, part.words, evidence[0])
        yield brand
        yield page.state(KG.brand, brand.subject, *evidence)


def _cite(page: Page, value: Line, field: Field, rule: str = "medpath.field") -> tuple[Evidence, ...]:
    return page.cite(value, rule), page.cite(field.label, rule, "heading")
