"""Pages in the layout of the NCI's, about drugs that do not exist, and what the mapper says of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kg.mappers.nci import NCI
from kg.model import Description, Document, Evidence, Finding, Iri, Literal, Problem, Skipped, Statement, Unresolved
from kg.prefixes import expand
from kg.vocabulary import RDFS

DRUGS = "https://www.cancer.gov/about-cancer/treatment/drugs"

FRONT = """\
---
audienceLevel: patient
cancerTypes:
- general
citation: NCI, 2024
language: en
lastReviewed: '2024-02-29'
license: public_domain
source: NCI
tags:
- treatment
- "care, home"
title: {title} - NCI
url: https://www.cancer.gov/about-cancer/treatment/drugs/{key}
version: v2
---

# {title} - NCI

# {title}

Placeholder slot

"""

PAGES = Path(__file__).parent / "nci"
DRUG, REGIMEN, LIST = ((PAGES / f"{name}.md").read_bytes().decode() for name in ("drug", "regimen", "list"))


def make_document(text: str) -> Document:
    """A document of some text, named by its hash as any other."""
    data = text.encode()
    return Document(("page.md",), hashlib.sha256(data).hexdigest(), len(data), "nci", "utf-8", text)


class Said:
    """What the mapper says of one page, to be asked in a test."""

    def __init__(self, text: str) -> None:
        self.document = make_document(text)
        self.findings: list[Finding] = list(NCI.findings(self.document))
        self.described = {found.subject: found for found in self.findings if isinstance(found, Description)}
        self.problems = [found for found in self.findings if isinstance(found, Problem)]
        self.skipped = [found for found in self.findings if isinstance(found, Skipped)]
        self.statements = [found for found in self.findings if isinstance(found, Statement)]
        self.unresolved = [found for found in self.findings if isinstance(found, Unresolved)]

    def get(self, predicate: Iri, subject: str | None = None) -> list[str]:
        """The objects of a property in order: a literal's value, a node's label where it has one, else its IRI."""
        about = [found for found in self.statements if found.predicate == predicate]
        return [self.show(found.object) for found in about if subject is None or found.subject == expand(subject)]

    def show(self, node: Iri | Literal) -> str:
        if isinstance(node, Literal):
            return node.value
        described = self.described.get(node)
        return self.show(dict(described.properties)[RDFS.label]) if described else node

    def values(self, kind: Iri, *properties: Iri) -> list[tuple[str, ...]]:
        """For each node of a class some of its properties."""
        nodes = [dict(found.properties) for found in self.described.values() if found.type == kind]
        return [tuple(self.show(node[name]) for name in properties) for node in nodes]

    def find(self, predicate: Iri) -> Statement:
        """The first statement with a property."""
        return next(found for found in self.statements if found.predicate == predicate)

    def iter_evidence(self) -> Iterable[Evidence]:
        for found in self.findings:
            if isinstance(found, Statement | Description):
                yield from found.evidence
