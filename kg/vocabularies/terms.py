"""What a vocabulary holds: terms with their names, links from names to references, and the IRIs of references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.model import Iri
from kg.prefixes import PREFIXES, expand

DOMAINS: dict[str, str] = {
    **dict.fromkeys("complexportal ensembl hgnc ncbigene pr uniprot uniprotkb".split(), "molecule"),
    **dict.fromkeys("doid hp icd10 icd10cm icd11 icdo mim mondo omim ordo orphanet".split(), "condition"),
    **dict.fromkeys("atc medrt ndfrt".split(), "class"),
}
"""What the terms of a vocabulary are, by the prefix of their ids; a vocabulary that is not here may hold anything."""

_KIND_OF = {"complexportal": "complex", "hgnc": "gene", "ncbigene": "gene", "pr": "protein", "uniprot": "protein"}

KINDS: dict[str, str] = {
    **dict.fromkeys("complex family fusion gene molecule protein".split(), "molecule"),
    "biomarker": "biomarker",
    "class": "class",
    "condition": "condition",
    "population": "population",
}
"""The kinds of reference that a curated row may have, and what they are."""

BASES: dict[str, str] = {
    "cas": "http://identifiers.org/cas/",
    "clinicaltrials": "http://identifiers.org/clinicaltrials/",
    "hgnc": PREFIXES["hgnc"],
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "rxnorm": "http://purl.bioontology.org/ontology/RXNORM/",
    "unii": "http://identifiers.org/unii/",
    "uniprot": PREFIXES["uniprot"],
    "uniprotkb": PREFIXES["uniprot"],
    **{name: f"{PREFIXES['obo']}{name.upper()}_" for name in "chebi doid efo go hp mondo ncit pr so uberon".split()},
}
CURIE = re.compile(r"([A-Za-z][\w.-]*):([^\s/][^\s]*)")


def reference_iri(curie: str) -> Iri:
    """The IRI of a reference given as CURIE or IRI, as the field writes it; what is unknown goes to Bioregistry.

    >>> reference_iri("HGNC:1633"), reference_iri("DOID:9952")
    ('http://identifiers.org/hgnc/1633', 'http://purl.obolibrary.org/obo/DOID_9952')
    """
    if "://" in curie:
        return Iri(curie)
    prefix, _, local = curie.partition(":")
    base = BASES.get(prefix.casefold())
    if base is not None:
        return Iri(base + local)
    known = expand(curie)
    return Iri(known if known != curie else f"https://bioregistry.io/{prefix.casefold()}:{local}")


class Name(NamedTuple):
    """One name of a term.

    `scope` is label, synonym, former (replaced or withdrawn), close (of something nearly the same) or narrower (of
    something that is one of these).
    """

    text: str
    scope: str


class Term(NamedTuple):
    """One entry of a vocabulary; `names` begins with its label."""

    iri: Iri
    label: str
    names: tuple[Name, ...]
    domain: str = ""
    kind: str = ""
    parts: tuple[Iri, ...] = ()
    protein: str = ""
    checked: str = ""
    replaced_by: Iri | None = None
    obsolete: bool = False


class Link(NamedTuple):
    """A row of an SSSOM table: what is called `name` (or has the IRI `subject`) is, or is not, `object`."""

    name: str
    subject: str
    predicate: Iri
    object: Iri
    object_label: str
    justification: Iri
    forbidden: bool
    reason: str = ""


@dataclass(slots=True)
class Vocabulary:
    """The terms of one file and how it calls itself; `notices` are (line, what) of what is odd in it."""

    name: str
    terms: list[Term] = field(default_factory=list, repr=False)
    links: list[Link] = field(default_factory=list, repr=False)
    notices: list[tuple[int, str]] = field(default_factory=list)
    curated: bool = False


def make_term(curie: str, label: str, names: Iterable[Name], **more: object) -> Term:
    """A term of an outside vocabulary; each name once, the label first."""
    seen = {Name(label, "label").text: Name(label, "label")}
    for name in names:
        if name.text:
            seen.setdefault(name.text, name)
    prefix = curie.partition(":")[0].casefold() if "://" not in curie else _prefix_of(curie)
    domain = DOMAINS.get(prefix, "")
    more.setdefault("domain", domain)
    more.setdefault("kind", _KIND_OF.get(prefix, domain if domain in KINDS else ""))
    return Term(reference_iri(curie), label, tuple(seen.values()), **more)  # type: ignore[arg-type]


def _prefix_of(iri: str) -> str:
    """The prefix of an id inside an IRI: doid of …/obo/DOID_9952, hgnc of …/hgnc/1633."""
    parts = re.split(r"[/#]", iri)
    return (parts[-1].partition("_")[0] if "_" in parts[-1] else parts[-2]).casefold()


def find_cycles(parents: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield each circle of a hierarchy once, from where a walk met it."""
    state: dict[str, int] = {}
    for root in parents:
        path: list[str] = []
        stack = [(root, iter(parents.get(root, ())))] if root not in state else []
        if stack:
            state[root] = 1
            path.append(root)
        while stack:
            node, above = stack[-1]
            following = next(above, None)
            if following is None:
                state[node] = 2
                stack.pop()
                path.pop()
            elif state.get(following) == 1:
                yield tuple(path[path.index(following) :])
            elif following not in state:
                state[following] = 1
                path.append(following)
                stack.append((following, iter(parents.get(following, ()))))
