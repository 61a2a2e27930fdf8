"""Identifiers that documents state, as mappings: SSSOM/TSV 1.0 with its metadata (https://w3id.org/sssom/).

How a page came to an identifier is not told, hence `semapv:UnspecifiedMatching`; the comment says where it stands.
The only identifier that a node has in a scheme is an exact match, one of several a close match, and a page or a
label about the drug is `rdfs:seeAlso`. A value that has not its scheme's form, or whose check digit is wrong, is no
identifier and makes no mapping.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from kg.checkdigits import find_cas_fault, find_unii_fault
from kg.export.facts import Fact, Reader, iter_facts
from kg.export.lines import parse_literal
from kg.export.selection import Selection
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG
from kg.why import Passage

COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "mapping_provider", "comment"),
)


class Scheme(NamedTuple):
    """A scheme of identifiers: prefix, namespace, form of an identifier, and what a node has in common with it."""

    prefix: str
    namespace: str
    form: re.Pattern[str]
    matches: bool = True
    suffix: str = ""
    find_fault: Callable[[str], str | None] = lambda value: None

    def curie(self, value: str) -> str | None:
        """The CURIE of an identifier, None where the value is none."""
        fits = self.form.fullmatch(value) and not self.find_fault(value)
        return f"{self.prefix}:{value}{self.suffix}" if fits else None


# prefixes and namespaces as the Bioregistry has them (prefixmaps 0.2, read in November 2026), in Biolink's spelling
SCHEMES: dict[str, Scheme] = {
    KG.casNumber: Scheme(
        "CAS", "http://identifiers.org/cas/", re.compile(r"\d{2,7}-\d\d-\d"), find_fault=find_cas_fault
    ),
    KG.dailymedSetId: Scheme(
        "dailymed",
        "http://identifiers.org/dailymed/",
        re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
        matches=False,
    ),
    KG.medlinePlusId: Scheme(  # no registered prefix: the Bioregistry's `medlineplus` holds health topics
        "medlineplus.drug", "https://medlineplus.gov/druginfo/meds/", re.compile(r"a\d+"), matches=False, suffix=".html"
    ),
    KG.nciDictionaryId: Scheme(
        "nci.drug", "https://www.cancer.gov/publications/dictionaries/cancer-drug/def/", re.compile(r"[\w.-]+")
    ),
    KG.nciThesaurusCode: Scheme("NCIT", "http://purl.obolibrary.org/obo/NCIT_", re.compile(r"C\d+")),
    KG.studyId: Scheme("CLINICALTRIALS", "http://identifiers.org/clinicaltrials/", re.compile(r"NCT\d{8}")),
    KG.unii: Scheme("UNII", "http://identifiers.org/unii/", re.compile(r"[0-9A-Z]{10}"), find_fault=find_unii_fault),
}
_JUSTIFICATION = "semapv:UnspecifiedMatching"
_NAMESPACES = {
    **{scheme.prefix: scheme.namespace for scheme in SCHEMES.values()},
    **{prefix: PREFIXES[prefix] for prefix in ("kgr", "rdfs", "skos")},
    "semapv": "https://w3id.org/semapv/vocab/",
}
_HEAD = {
    "mapping_set_id": "https://w3id.org/drug-kg/mappings/identifiers",
    "mapping_set_title": "Identifiers that drug pages state",
    "license": "https://www.apache.org/licenses/LICENSE-2.0",
    "mapping_tool": "https://w3id.org/drug-kg/",
}


def iter_sssom(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield SSSOM/TSV: the metadata as comments, then a mapping a row, sorted by subject and scheme."""
    yield "#curie_map:\n"
    yield from (f"#  {prefix}: {iri}\n" for prefix, iri in sorted(_NAMESPACES.items()))
    yield from (f"#{key}: {value}\n" for key, value in sorted(_HEAD.items()))
    yield _format_row(COLUMNS)
    reader = Reader(selection)
    facts = (fact for fact in iter_facts(selection, spare) if fact.predicate[1:-1] in SCHEMES)
    for _, group in groupby(facts, key=lambda fact: fact[:2]):
        yield from (_format_row(row) for row in _iter_rows(list(group), reader))


def _format_row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerow(" ".join(cell.split()) for cell in cells)
    return out.getvalue()


def _iter_rows(facts: list[Fact], reader: Reader) -> Iterator[tuple[str, ...]]:
    """Yield the mappings from the identifiers that one node has in one scheme."""
    scheme = SCHEMES[facts[0].predicate[1:-1]]
    stated = [(fact, curie) for fact in facts if (curie := scheme.curie(parse_literal(fact.object).value))]
    match = "skos:exactMatch" if len(stated) == 1 else "skos:closeMatch"
    for fact, curie in stated:
        yield (
            *(compress(fact.subject[1:-1]), reader.label(fact.subject)),
            *(match if scheme.matches else "rdfs:seeAlso", curie, "", _JUSTIFICATION),
            next((url for graph in fact.graphs if (url := reader.document_of(graph, KG.url))), ""),
            "; ".join(map(describe_passage, reader.passages(fact))),
        )


def describe_passage(passage: Passage) -> str:
    """A passage in one line: its place, its words, its rule."""
    return f"{passage.path}:{passage.line}:{passage.column}: “{passage.quote}” [{passage.rule}]"
