"""Expand and compress CURIEs, and mint the IRIs of this project (W3C CURIE Syntax 1.0).

>>> expand("kg:targets")
'https://w3id.org/drug-kg/ontology#targets'
>>> compress("https://w3id.org/drug-kg/id/nci:drug:blinatumomab")
'kgr:nci:drug:blinatumomab'
>>> slug("Folate receptor–α, HER2+")
'folate-receptor-alpha-her2-plus'
"""

from __future__ import annotations

import functools
import re
import unicodedata

BASE = "https://w3id.org/drug-kg/"

PREFIXES: dict[str, str] = {
    "biolink": "https://w3id.org/biolink/vocab/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "hgnc": "http://identifiers.org/hgnc/",
    "kg": BASE + "ontology#",
    "kgd": BASE + "document/",
    "kge": BASE + "evidence/",
    "kgg": BASE + "graph/",
    "kgr": BASE + "id/",
    "kgs": BASE + "statement/",
    "oa": "http://www.w3.org/ns/oa#",
    "obo": "http://purl.obolibrary.org/obo/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pav": "http://purl.org/pav/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": BASE + "rule/",
    "schema": "https://schema.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "uniprot": "http://purl.uniprot.org/uniprot/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu"}
_GREEK_TABLE = str.maketrans({**_GREEK, **{letter.upper(): name for letter, name in _GREEK.items()}})


def expand(curie: str) -> str:
    """The IRI of a CURIE; a text with no known prefix comes back as it is."""
    prefix, colon, local = curie.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else curie


def compress(iri: str) -> str:
    """The CURIE of an IRI, longest namespace first; an IRI with no known namespace comes back as it is."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@functools.lru_cache(maxsize=100_000)
def slug(name: str) -> str:
    """The key of a name inside an IRI: case, accents and punctuation folded, Greek and + spelt out."""
    text = unicodedata.normalize("NFKD", name.translate(_GREEK_TABLE)).casefold().replace("+", " plus ")
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_GREEK_TABLE)
    return "-".join(re.findall(r"[^\W_]+", text)) or "unnamed"


def mint(*key: str) -> str:
    """A resource's IRI from its key, each part slugged: source, kind, then the record's own key.

    >>> mint("nci", "indication", "blinatumomab", "B-cell acute lymphoblastic leukemia")
    'https://w3id.org/drug-kg/id/nci:indication:blinatumomab:b-cell-acute-lymphoblastic-leukemia'
    """
    return PREFIXES["kgr"] + ":".join(map(slug, key))
