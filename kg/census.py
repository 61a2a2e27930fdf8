"""The numbers of a dataset by VoID, counted while its sorted lines pass by: nothing is held but the counts.

What is counted are the triples of all graphs together, each once, as a store answers that takes them for one graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.prefixes import BASE, PREFIXES
from kg.vocabulary import RDF, SKOS

_TYPE = f"<{RDF.type}>"
_ENTITIES, _OWN, _DOCUMENT = f"<{PREFIXES['kgr']}", f"<{BASE}", f"<{PREFIXES['kgd']}"
_MATCHES = frozenset(
    f"<{iri}>" for iri in (SKOS.broadMatch, SKOS.closeMatch, SKOS.exactMatch, SKOS.narrowMatch, SKOS.relatedMatch)
)

Signature = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]


class Census:
    """Counts N-Quads lines that are sorted by subject, predicate and object, whatever their graphs."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """`sources` names the source of each document by its hash."""
        self.triples = 0
        self.by_source: Counter[str] = Counter()
        self.links: Counter[tuple[str, str]] = Counter()
        self.entities = 0
        self._sources = {f"{_DOCUMENT}{sha256}>": source for sha256, source in sources.items()}
        self._signatures: Counter[Signature] = Counter()

    def empty(self) -> Census:
        """A census of the same sources that has counted nothing, for some of the subjects."""
        other = Census({})
        other._sources = self._sources
        return other

    def add(self, other: Census) -> None:
        """Count what another one counted among other subjects."""
        self.triples += other.triples
        self.entities += other.entities
        self.by_source += other.by_source
        self.links += other.links
        self._signatures += other._signatures

    def watch(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines as they come, and count them."""
        last, subject = ("", ""), ""
        types: list[str] = []
        predicates: dict[str, int] = {}
        told: set[str] = set()  # the sources that state the triple at hand
        for line in lines:
            yield line
            about, predicate, rest = line.split(" ", 2)
            obj, graph, _ = rest.rsplit(" ", 2)
            if about != subject:
                self._close(subject, types, predicates)
                subject, types, predicates, last = about, [], {}, ("", "")
            if (predicate, obj) != last:
                last = predicate, obj
                self.by_source.update(told)
                told.clear()
                predicates[predicate] = predicates.get(predicate, 0) + 1
                if predicate == _TYPE:
                    types.append(obj)
                elif predicate in _MATCHES and about.startswith(_OWN) and not obj.startswith(_OWN):
                    self.links[predicate[1:-1], _space(obj[1:-1])] += 1
            if (source := self._sources.get(graph)) is not None:
                told.add(source)
        self.by_source.update(told)
        self._close(subject, types, predicates)

    def _close(self, subject: str, types: list[str], predicates: dict[str, int]) -> None:
        if subject:
            self.triples += sum(predicates.values())
            self.entities += subject.startswith(_ENTITIES)
            self._signatures[tuple(types), tuple(predicates.items())] += 1

    @property
    def subjects(self) -> int:
        """How many distinct subjects there are."""
        return self._signatures.total()

    def classes(self) -> dict[str, int]:
        """By class, how many nodes are of it."""
        count: Counter[str] = Counter()
        for (types, _), nodes in self._signatures.items():
            count.update(dict.fromkeys((kind[1:-1] for kind in types), nodes))
        return dict(sorted(count.items()))

    def properties(self, kind: str | None = None) -> dict[str, tuple[int, int]]:
        """By property, how many triples and how many distinct subjects it has, among the nodes of a class if given."""
        triples: Counter[str] = Counter()
        subjects: Counter[str] = Counter()
        for (types, predicates), nodes in self._signatures.items():
            if kind is None or f"<{kind}>" in types:
                for predicate, times in predicates:
                    triples[predicate[1:-1]] += times * nodes
                    subjects[predicate[1:-1]] += nodes
        return {name: (triples[name], subjects[name]) for name in sorted(triples)}


def _space(iri: str) -> str:
    """The part of an IRI that those of its vocabulary share: up to the last /, # or, in the OBO space, _."""
    if iri.startswith(PREFIXES["obo"]):
        return iri[: iri.rfind("_") + 1] or iri
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
