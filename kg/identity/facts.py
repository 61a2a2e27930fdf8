"""What the documents' graphs say of names: the drugs and regimens they describe, with identifiers, brands, mentions.

Each value is kept with the evidence nodes that it rests on, so that a link can cite them. A register names one
ingredient in thousands of rows: of those the first one of each document is kept.

A graph is read once, line by line, as the bytes that it is stored in, and nothing is parsed but what speaks of names:
most lines of a large graph are passages and rows of registers.
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

_CLASSES = {str(item) for item in (KG.Brand, KG.Combination, KG.Drug, KG.Ingredient, KG.ListEntry, KG.Therapy)}
_LINKS = (KG.brand, KG.component, KG.listsDrug)
_PRODUCT = (KG.ingredient, KG.innName)
_KEPT = frozenset(
    f"<{predicate}>".encode()
    for predicate in (RDF.type, RDFS.label, KG.evidence, KG.name, *_LINKS, *_PRODUCT, *IDENTIFIERS)
)
_TYPE, _EVIDENCE = (f"<{predicate}>".encode() for predicate in (RDF.type, KG.evidence))
_KINDS = frozenset(f"<{kind}>".encode() for kind in _CLASSES)
_DOCUMENT, _NODE, _STATEMENT = (f"<{PREFIXES[prefix]}".encode() for prefix in ("kgd", "kgr", "kgs"))
_ABOUT = f" <{KG.about}> ".encode()
_ROWS = {f"<{KG.Ingredient}>".encode()}
_PRODUCTS = frozenset(f"<{kind}>".encode() for kind in (KG.Authorisation, KG.RegulatoryDecision))
_INGREDIENT, _COMMON_NAME = (f"<{predicate}>".encode() for predicate in _PRODUCT)

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
    """What the documents say of names, by the IRI of what is named; `listed` are entries that lead to no such node.

    `common` are the common names (INN) that registers give products of one ingredient, by the ingredient and the name.
    """

    records: dict[str, Record] = field(default_factory=dict)
    listed: list[Record] = field(default_factory=list)
    common: dict[tuple[str, str], set[Iri]] = field(default_factory=dict)

    def of(self, kind: Iri) -> list[Record]:
        """The named nodes of a class, in order."""
        return [node for _, node in sorted(self.records.items()) if kind in node.classes and node.labels]


def read_facts(graphs: Iterable[Iterable[bytes]]) -> Facts:
    """What the documents say of names; each of `graphs` gives the N-Quads of one document's graph as sorted lines."""
    facts = Facts()
    entries: dict[str, Record] = {}
    for lines in graphs:
        _Graph(lines).add_to(facts, entries)
    _add_listed(facts, entries)
    return facts


class _Graph:
    """The quads of one document's graph that speak of names, with the evidence of each.

    Sorted lines hold what is said of one node together, and nodes before the statements about them: so a node that is
    none of interest is dropped at once, and of the statements only those that are awaited are kept.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._kept: list[bytes] = []
        self._triples: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []
        self._about: set[str] = set()
        self._evidence: dict[str, set[Iri]] = {}
        self._common: dict[tuple[bytes, bytes], bytes] = {}
        awaited: set[bytes] | None = None
        node, said = b"", list[bytes]()
        for line in lines:
            if line.startswith(_STATEMENT):
                if awaited is None:
                    self._keep(said)
                    said, awaited = [], self._parse()
                if line[1 : line.index(b">")] in awaited and line.split(b" ", 2)[1] == _EVIDENCE:
                    self._kept.append(line)
            elif line.startswith(_NODE):
                subject, predicate, _ = line.split(b" ", 2)
                if predicate in _KEPT:
                    if subject != node:
                        self._keep(said)
                        node, said = subject, []
                    said.append(line)
            elif line.startswith(_DOCUMENT) and _ABOUT in line:
                self._kept.append(line)
        self._keep(said)
        self._parse()

    def _keep(self, said: list[bytes]) -> None:
        """Keep what is said of one node, where it is of a class that names are about; of an ingredient one passage."""
        terms = [line.split(b" ", 3) for line in said]
        kinds = {obj for _, predicate, obj, *_ in terms if predicate == _TYPE}
        if kinds & _KINDS:
            passages = [line for line, at in zip(said, terms, strict=True) if at[1] == _EVIDENCE]
            self._kept += (line for line, at in zip(said, terms, strict=True) if at[1] != _EVIDENCE)
            self._kept += passages[:1] if kinds == _ROWS else passages
        elif kinds & _PRODUCTS:
            found = [
                [(obj, line) for line, (_, at, obj, *_) in zip(said, terms, strict=True) if at == predicate]
                for predicate in (_INGREDIENT, _COMMON_NAME, _EVIDENCE)
            ]
            if [len(items) for items in found] == [1, 1, 1]:
                (ingredient, _), (_, name), (_, passage) = (items[0] for items in found)
                self._common.setdefault((ingredient, name.split(b" ", 2)[2]), name + passage)

    def _parse(self) -> set[bytes]:
        """Take in the lines that were kept; gives the statements whose evidence is awaited."""
        awaited: set[bytes] = set()
        for quad in ox.parse(b"".join(self._kept), format=ox.RdfFormat.N_QUADS):
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if quad.predicate.value == KG.evidence and isinstance(quad.object, ox.NamedNode):
                self._evidence.setdefault(subject, set()).add(Iri(quad.object.value))
            elif quad.predicate.value == KG.about and isinstance(quad.object, ox.NamedNode):
                self._about.add(quad.object.value)
            elif isinstance(quad.object, ox.NamedNode | ox.Literal):
                self._triples.append((subject, quad.predicate.value, quad.object))
                awaited.add(_statement(*self._triples[-1]).encode())
        self._kept.clear()
        return awaited

    def _add_common(self, facts: Facts) -> None:
        for (ingredient, _), lines in self._common.items():
            name, passage = (quad.object for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS))
            if isinstance(name, ox.Literal) and isinstance(passage, ox.NamedNode):
                at = ingredient[1:-1].decode(), name.value
                facts.common.setdefault(at, set()).add(Iri(passage.value))

    def add_to(self, facts: Facts, entries: dict[str, Record]) -> None:
        self._add_common(facts)
        kinds: dict[str, set[str]] = {}
        for subject, predicate, obj in self._triples:
            if predicate == RDF.type:
                kinds.setdefault(subject, set()).add(obj.value)
        for subject, predicate, obj in self._triples:
            found = kinds.get(subject, set())
            known = entries if KG.ListEntry in found else facts.records
            record = known.setdefault(subject, Record(Iri(subject)))
            self._add(record, subject, predicate, obj)

    def _add(self, record: Record, subject: str, predicate: str, obj: ox.NamedNode | ox.Literal) -> None:
        passages = self._evidence.get(_statement(subject, predicate, obj)) or self._evidence.get(subject, set())
        if predicate == RDF.type:
            record.classes.add(obj.value)
        elif predicate in (RDFS.label, KG.name):
            record.labels.setdefault(obj.value, set()).update(passages)
            record.own.update({obj.value} if subject in self._about else ())
        elif predicate in IDENTIFIERS:
            record.identifiers.setdefault((Iri(predicate), obj.value), set()).update(passages)
        else:
            record.links.setdefault((Iri(predicate), obj.value), set()).update(passages)


def _statement(subject: str, predicate: str, obj: ox.NamedNode | ox.Literal) -> str:
    return mint_statement(f"<{subject}>", f"<{predicate}>", str(obj))


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
