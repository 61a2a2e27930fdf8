"""Vocabularies in Turtle: SKOS concepts, and OWL classes with rdfs:label and the synonyms of oboInOwl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DocumentError
from kg.model import Iri
from kg.prefixes import PREFIXES
from kg.vocabularies.terms import Name, Term, Vocabulary, find_cycles, make_term, reference_iri
from kg.vocabulary import SKOS

# Turtle: SKOS concepts, OWL classes with rdfs:label and oboInOwl synonyms

_OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
_NAMING = {
    SKOS.prefLabel: "label",
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    SKOS.altLabel: "synonym",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel": "synonym",
    f"{_OBO_IN_OWL}hasExactSynonym": "synonym",
    f"{_OBO_IN_OWL}hasRelatedSynonym": "close",
    f"{_OBO_IN_OWL}hasNarrowSynonym": "narrower",
}
_REPLACED = ("http://purl.obolibrary.org/obo/IAO_0100001", "http://purl.org/dc/terms/isReplacedBy")
_DEPRECATED = f"{PREFIXES['owl']}deprecated"
_ABOVE = (f"{PREFIXES['skos']}broader", f"{PREFIXES['rdfs']}subClassOf")


def read_turtle(path: Path, text: str, into: Vocabulary) -> None:
    """Read each IRI with a label in English or in no language; where it has several, the shortest is its label."""
    reader = _Reader()
    try:
        for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                reader.add(triple.subject.value, triple.predicate.value, triple.object)
    except SyntaxError as error:
        raise DocumentError(str(path), f"no Turtle: {error.msg}", error.lineno or 0) from error
    for circle in find_cycles(reader.parents):
        into.notices.append((0, f"the hierarchy runs in a circle: {' → '.join((*circle, circle[0]))}; it is ignored"))
    into.terms.extend(reader.terms(path.name))


class _Reader:
    """What the triples say of each subject."""

    def __init__(self) -> None:
        self.names: dict[str, list[Name]] = {}
        self.replaced: dict[str, Iri] = {}
        self.obsolete: set[str] = set()
        self.parents: dict[str, list[str]] = {}

    def add(self, subject: str, predicate: str, node: object) -> None:
        if predicate in _NAMING and isinstance(node, ox.Literal) and (node.language or "en").startswith("en"):
            self.names.setdefault(subject, []).append(Name(node.value, _NAMING[predicate]))
        elif predicate in _REPLACED and isinstance(node, ox.NamedNode | ox.Literal):
            self.replaced[subject] = reference_iri(node.value)
        elif predicate == _DEPRECATED and isinstance(node, ox.Literal) and node.value in ("true", "1"):
            self.obsolete.add(subject)
        elif predicate in _ABOVE and isinstance(node, ox.NamedNode):
            self.parents.setdefault(subject, []).append(node.value)

    def terms(self, checked: str) -> Iterator[Term]:
        """Yield the subjects that have a label."""
        for subject, found in self.names.items():
            labels = [name.text for name in found if name.scope == "label"]
            if labels:
                label = min(labels, key=lambda text: (len(text), text))
                rest = [Name(name.text, "synonym") if name.scope == "label" else name for name in found]
                gone = subject in self.obsolete or subject in self.replaced
                replaced = self.replaced.get(subject)
                yield make_term(subject, label, rest, checked=checked, replaced_by=replaced, obsolete=gone)
