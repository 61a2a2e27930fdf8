"""The ontology as a page for people: every term with what it means, from `ontology/kg.ttl`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.prefixes import PREFIXES, compress

_RDF, _RDFS, _OWL, _SKOS = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos"))
_SECTIONS = {"Classes": "Class", "Links between nodes": "ObjectProperty", "Values": "DatatypeProperty"}
_INTRODUCTION = """# Glossary

Generated from `kg.ttl` by `kg.glossary.render_glossary`; a test compares the two. `README.md` tells how the terms work
together. Alignments: ⊂ says that each of ours is one of theirs, ≈ that the two are close.
"""


def render_glossary(ontology: Path) -> str:
    """The glossary of an ontology in Turtle as a Markdown page, its terms sorted by name."""
    terms = _Terms(ox.parse(path=str(ontology), format=ox.RdfFormat.TURTLE))
    return "\n".join(
        [_INTRODUCTION, *(line for title, kind in _SECTIONS.items() for line in terms.section(title, kind))]
    )


class _Terms:
    """The ontology's triples, looked up by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._objects: dict[tuple[str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {}
        for triple in triples:
            self._objects.setdefault((str(triple.subject), triple.predicate.value), []).append(triple.object)

    def section(self, title: str, kind: str) -> Iterator[str]:
        """Yield the lines of one section; properties say from which class to which they lead."""
        kinds = self._objects.items()
        wanted = ox.NamedNode(_OWL + kind)
        names = sorted(s for (s, p), objects in kinds if p == _RDF + "type" and wanted in objects and s[0] == "<")
        yield f"## {title}\n"
        for name in names:
            yield from self._entry(name, is_class=kind == "Class")

    def _entry(self, name: str, *, is_class: bool) -> Iterator[str]:
        label = self._words(name, _RDFS + "label")
        ways = "" if is_class else f" · {self._classes(name, 'domain')} → {self._classes(name, 'range')}"
        yield f"**{compress(name[1:-1])}** ({label}){ways}:"
        said = [self._words(name, _SKOS + "definition"), self._words(name, _RDFS + "comment")]
        yield " ".join(filter(None, [*said, self._words(name, _SKOS + "scopeNote")]))
        aligned = [f"⊂ {term}" for term in self._names(name, _RDFS + "subClassOf", _RDFS + "subPropertyOf")]
        aligned += [f"≈ {term}" for term in self._names(name, _SKOS + "closeMatch")]
        yield f"*Example:* {self._words(name, _SKOS + 'example')}" + (f"\n({', '.join(aligned)})" if aligned else "")
        yield ""

    def _words(self, subject: str, predicate: str) -> str:
        objects = self._objects.get((subject, predicate), [])
        return " ".join(sorted(item.value for item in objects if isinstance(item, ox.Literal)))

    def _names(self, subject: str, *predicates: str) -> list[str]:
        objects = [item for predicate in predicates for item in self._objects.get((subject, predicate), [])]
        return sorted(compress(item.value) for item in objects if isinstance(item, ox.NamedNode))

    def _classes(self, subject: str, way: str) -> str:
        """The classes of a property's domain or range, a union's members in their order."""
        names = []
        for item in self._objects.get((subject, _RDFS + way), []):
            union = self._objects.get((str(item), _OWL + "unionOf"), [])
            names += [
                compress(t.value) for t in (self._items(union[0]) if union else [item]) if isinstance(t, ox.NamedNode)
            ]
        return " or ".join(name.removeprefix("kg:") for name in names) or "anything"

    def _items(self, head: object) -> Iterator[object]:
        while first := self._objects.get((str(head), _RDF + "first")):
            yield first[0]
            head = self._objects[str(head), _RDF + "rest"][0]
