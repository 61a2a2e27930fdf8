"""What the documents' graphs say of names: the drugs and regimens they describe, with identifiers, brands, mentions.

Each value is kept with the evidence nodes that it rests on, so that a link can cite them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.model import Iri
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES
from kg.substances import SubstanceName, parse_name, squash
from kg.vocabulary import KG, RDF, RDFS

IDENTIFIERS: dict[Iri, str] = {KG.unii: "UNII", KG.casNumber: "CAS number", KG.nciThesaurusCode: "NCIt code"}
"""The identifiers that drugs meet by, the one that tells most of a substance first."""

_CLASSES = {str(item) for item in (KG.Authorisation, KG.Brand, KG.Combination, KG.Drug, KG.Therapy)}
_KEPT = (
    KG.about,
    KG.activeIngredient,
    KG.brand,
    KG.component,
    KG.listsDrug,
    KG.name,
    RDF.type,
    RDFS.label,
    *IDENTIFIERS,
)
_MARKS = tuple(f" <{predicate}> " for predicate in (*_KEPT, KG.evidence))
_NODES = tuple(f"<{PREFIXES[prefix]}" for prefix in ("kgd", "kgr", "kgs"))

_PARTS = re.compile(r"[()]|$")

Passages = frozenset[Iri]
Values = dict[str, set[Iri]]


@dataclass(slots=True)
class Record:
    """A node that documents name: its classes, its names (`own` where a page about it says so), and what is linked.

    Each value leads to the evidence nodes that it rests on.
    """

    iri: Iri
    classes: set[str] = field(default_factory=set)
    labels: Values = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    identifiers: dict[tuple[Iri, str], set[Iri]] = field(default_factory=dict)
    links: dict[tuple[Iri, str], set[Iri]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name that a page about it gives, else the first of those that others give."""
        return min(self.own or self.labels)

    @property
    def name(self) -> SubstanceName:
        """The parts of its name."""
        return parse_name(self.label)

    @property
    def name_evidence(self) -> Passages:
        """Where its name stands."""
        return frozenset(self.labels[self.label])

    def values(self, kind: Iri) -> set[str]:
        """Its identifiers of one kind."""
        return {value for at, value in self.identifiers if at == kind}

    def objects(self, predicate: Iri) -> Iterator[tuple[Iri, Passages]]:
        """Yield what it is linked to by a property, in order, with the evidence of each link."""
        for (at, iri), passages in sorted(self.links.items()):
            if at == predicate:
                yield Iri(iri), frozenset(passages)


@dataclass(slots=True)
class Facts:
    """What the documents say of names, by the IRI of what is named; `listed` are entries that lead to no such node."""

    records: dict[str, Record] = field(default_factory=dict)
    listed: list[Record] = field(default_factory=list)

    def of(self, kind: Iri) -> list[Record]:
        """The named nodes of a class, in order."""
        return [node for _, node in sorted(self.records.items()) if kind in node.classes and node.labels]


def read_facts(graphs: Iterable[Iterable[str]]) -> Facts:
    """What the documents say of names; each of `graphs` gives the N-Quads lines of one document's graph."""
    facts = Facts()
    entries: dict[str, Record] = {}
    for lines in graphs:
        _Graph(lines).add_to(facts, entries)
    _add_listed(facts, entries)
    return facts


class _Graph:
    """The quads of one document's graph that speak of names, with the evidence of each."""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = "".join(line for line in lines if line.startswith(_NODES) and any(mark in line for mark in _MARKS))
        self._triples: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []
        self._evidence: dict[str, set[Iri]] = {}
        for quad in ox.parse(kept, format=ox.RdfFormat.N_QUADS):
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if quad.predicate.value == KG.evidence and isinstance(quad.object, ox.NamedNode):
                self._evidence.setdefault(subject, set()).add(Iri(quad.object.value))
            elif isinstance(quad.object, ox.NamedNode | ox.Literal):
                self._triples.append((subject, quad.predicate.value, quad.object))

    def add_to(self, facts: Facts, entries: dict[str, Record]) -> None:
        kinds: dict[str, set[str]] = {}
        for subject, predicate, obj in self._triples:
            if predicate == RDF.type:
                kinds.setdefault(subject, set()).add(obj.value)
        about = {obj.value for _, predicate, obj in self._triples if predicate == KG.about}
        for subject, predicate, obj in self._triples:
            found = kinds.get(subject, set())
            if found & _CLASSES:
                record = facts.records.setdefault(subject, Record(Iri(subject)))
                self._add(record, subject, predicate, obj, own=subject in about)
            elif KG.ListEntry in found:
                self._add(entries.setdefault(subject, Record(Iri(subject))), subject, predicate, obj)

    def _add(
        self, record: Record, subject: str, predicate: str, obj: ox.NamedNode | ox.Literal, own: bool = False
    ) -> None:
        passages = self._passages(subject, predicate, obj)
        if predicate == RDF.type:
            record.classes.add(obj.value)
        elif predicate in (RDFS.label, KG.name):
            record.labels.setdefault(obj.value, set()).update(passages)
            record.own.update({obj.value} if own else ())
        elif predicate in IDENTIFIERS:
            record.identifiers.setdefault((Iri(predicate), obj.value), set()).update(passages)
        else:
            record.links.setdefault((Iri(predicate), obj.value), set()).update(passages)

    def _passages(self, subject: str, predicate: str, obj: ox.NamedNode | ox.Literal) -> set[Iri]:
        statement = mint_statement(f"<{subject}>", f"<{predicate}>", str(obj))
        return self._evidence.get(statement) or self._evidence.get(subject, set())


def _add_listed(facts: Facts, entries: dict[str, Record]) -> None:
    """Keep the entries of lists that lead to no drug of the documents: of "Brand (Name)", the part its link ends in."""
    for _, entry in sorted(entries.items()):
        for drug, _ in entry.objects(KG.listsDrug):
            if drug in facts.records and facts.records[drug].labels:
                continue
            key = squash(drug.rpartition(":")[2])
            parts = {part.strip(): label for label in sorted(entry.labels) for part in _PARTS.split(label)}
            for name, label in sorted(parts.items()):
                if squash(name) == key:
                    listed = Record(entry.iri, {str(KG.ListEntry)})
                    listed.labels[name] = set(entry.labels[label])
                    facts.listed.append(listed)
