"""Identifiers as other tools write them: the schemes that documents state, and the CURIEs of outside references."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.checkdigits import find_cas_fault, find_unii_fault
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG


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

_SPELT = {"hgnc": "HGNC", "uniprot": "UniProtKB"}  # prefixes that the Bioregistry and Biolink write otherwise than we
_OBO = re.compile(re.escape(PREFIXES["obo"]) + r"([A-Za-z][A-Za-z0-9]*)_([\w-]+)")
_PARTS = re.compile(r"(https?://\S*[/#=_])([\w.-]+)")


class Split(NamedTuple):
    """An IRI in its parts; `prefix` is "" where the namespace has none that others know."""

    prefix: str
    namespace: str
    local: str


def split_iri(iri: str) -> Split | None:
    """The CURIE of an IRI in the spelling of OBO, the Bioregistry and Biolink; None for what has no local part.

    >>> split_iri("http://purl.obolibrary.org/obo/MONDO_0007915")
    Split(prefix='MONDO', namespace='http://purl.obolibrary.org/obo/MONDO_', local='0007915')
    >>> split_iri("http://identifiers.org/hgnc/1633").prefix
    'HGNC'
    """
    if match := _OBO.fullmatch(iri):
        return Split(match[1], f"{PREFIXES['obo']}{match[1]}_", match[2])
    short = compress(iri)
    if short != iri:
        prefix, _, local = short.partition(":")
        return Split(_SPELT.get(prefix, prefix), PREFIXES[prefix], local)
    return Split("", match[1], match[2]) if (match := _PARTS.fullmatch(iri)) else None
