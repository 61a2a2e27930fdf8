"""The disagreements of a release, read back from its store with the passages of each side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.conflicts.describe import CONFLICTS, describe_conflicts
from kg.conflicts.detect import find_conflicts
from kg.conflicts.rules import KINDS, SEVERITIES, load_rules
from kg.decided import decisions_of
from kg.errors import UsageError
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES, compress, expand
from kg.vocabulary import KG, RDF, RDFS, SKOS
from kg.why import Explained, Explainer, Passage, find_called, find_hubs, records_of

_GRAPH = ox.NamedNode(CONFLICTS)


class Side(NamedTuple):
    """What one document says in a disagreement; `source` is its source's short name and `title` what that stands for,
    `iri` the position's."""

    side: int
    iri: str
    source: str
    says: str
    property: str
    statement: str
    preferred: bool
    passages: tuple[Passage, ...]
    title: str = ""


class Shown(NamedTuple):
    """One disagreement as a person reads it; `drugs` are the labels of what it concerns."""

    iri: str
    label: str
    kind: str
    severity: str
    rule: str
    drugs: tuple[str, ...]
    positions: tuple[Side, ...]
    explanation: str
    policy: str
    preference: str
    settled: str = ""


def list_conflicts(
    store: ox.Store,
    *,
    kinds: Collection[str] = (),
    drug: str = "",
    source: str = "",
    severities: Collection[str] = (),
    rules: Collection[str] = (),
) -> list[Shown]:
    """The disagreements of a store, the gravest first, narrowed to kinds, a drug by any of its names, and a source.

    Raises UsageError for a kind, a severity, a source or a name that there is none of.
    """
    _require(kinds, KINDS, "kind")
    _require(severities, SEVERITIES, "severity")
    reader = _Reader(store)
    wanted = _find_drug(store, drug) if drug else None
    found = [reader.read(node) for node in reader.nodes() if wanted is None or reader.concerns(node) & wanted]
    shown = [
        item
        for item in found
        if (not kinds or item.kind in kinds)
        and (not severities or item.severity in severities)
        and (not rules or item.rule in rules)
    ]
    if source:
        called = reader.sources()
        if source.casefold() not in called:
            raise UsageError(
                f"no source {source!r}; there are {', '.join(sorted(set(called.values()), key=str.casefold))}"
            )
        shown = [item for item in shown if called[source.casefold()] in {side.source for side in item.positions}]
    return sorted(shown, key=_order)


def ask_again(store: ox.Store, folders: Iterable[Path]) -> ox.Store:
    """A store in memory with the same quads, and the disagreements that the rules and those of other folders find."""
    copy = ox.Store()
    copy.bulk_extend(quad for quad in store if quad.graph_name != _GRAPH)
    lines = describe_conflicts(find_conflicts(copy, load_rules(folders)))
    copy.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return copy


def conflicts_of(store: ox.Store, item: Explained) -> list[Shown]:
    """The disagreements in which a statement, as `kg why` tells it, is a position."""
    reader = _Reader(store)
    subject = ox.NamedNode(item.subject)
    nodes = {item.subject}
    for quad in store.quads_for_pattern(subject, ox.NamedNode(item.predicate), None, None):
        if _value(quad.object) == item.object:
            nodes.add(mint_statement(str(subject), f"<{item.predicate}>", str(quad.object)))
    found: set[str] = set()
    for node in sorted(nodes):
        for quad in store.quads_for_pattern(None, ox.NamedNode(KG.statement), ox.NamedNode(node), _GRAPH):
            position = _value(quad.subject)
            if reader.value(position, KG.propertyName) == compress(item.predicate):
                found.add(position.rpartition(":")[0])
    return sorted((reader.read(node) for node in sorted(found)), key=_order)


def _order(item: Shown) -> tuple[bool, int, str, int, str, str]:
    return (
        bool(item.settled),
        SEVERITIES.index(item.severity),
        " ".join(item.drugs),
        KINDS.index(item.kind),
        item.label,
        item.iri,
    )


def _require(given: Collection[str], known: Sequence[str], what: str) -> None:
    for item in given:
        if item not in known:
            raise UsageError(f"no {what} {item!r}; there are {', '.join(known)}")


def _find_drug(store: ox.Store, name: str) -> set[str]:
    """What a disagreement may concern where it is about what a name means: its substance, and its records."""
    nodes = find_hubs(store, name) | records_of(store, name) | find_called(store, name)
    asked = ox.NamedNode(KG.askedAs)
    hubs = {quad.object for node in nodes for quad in store.quads_for_pattern(node, asked, None, None)}
    for node in sorted(nodes, key=str):
        for quad in store.quads_for_pattern(node, ox.NamedNode(KG.recordOf), None, None):
            if isinstance(quad.object, ox.NamedNode):
                hubs |= {other.object for other in store.quads_for_pattern(quad.object, asked, None, None)}
    if not nodes:
        raise UsageError(f"nothing is called {name!r}; kg query documents lists the drugs' pages")
    return {_value(node) for node in (*nodes, *hubs)}


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class _Reader:
    """Reads what a store says of disagreements."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._explainer = Explainer(store)

    def nodes(self) -> Iterator[str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(KG.Conflict), _GRAPH)
        yield from sorted(_value(quad.subject) for quad in quads)

    def values(self, node: str, predicate: str, graph: ox.NamedNode | None = _GRAPH) -> list[str]:
        quads = self._store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(predicate), None, graph)
        return sorted(_value(quad.object) for quad in quads)

    def value(self, node: str, predicate: str) -> str:
        return next(iter(self.values(node, predicate)), "")

    def concerns(self, node: str) -> set[str]:
        return set(self.values(node, KG.concerns))

    def sources(self) -> dict[str, str]:
        """What the sources that the store knows are called, by that and by their names in a build, case folded."""
        quads = self._store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(KG.Source), None)
        called = {_value(quad.subject): self._called(_value(quad.subject)) for quad in quads}
        named = {iri.rpartition(":")[2].casefold(): name for iri, name in sorted(called.items())}
        return {**named, **{name.casefold(): name for name in called.values()}}

    def _called(self, source: str) -> str:
        names = [self.values(source, way, None) for way in (SKOS.altLabel, KG.name)]
        return next((found[0] for found in names if found), compress(source))

    def _label(self, node: str) -> str:
        return next(iter(self.values(node, RDFS.label, None)), compress(node))

    def read(self, node: str) -> Shown:
        """One disagreement with its sides, in their order."""
        preferred = set(self.values(node, KG.prefers))
        places = sorted(self.values(node, KG.position), key=lambda iri: int(iri.rpartition(":")[2]))
        rule = self.value(node, KG.conflictRule)
        return Shown(
            node,
            self.value(node, RDFS.label),
            self.value(node, KG.conflictKind),
            self.value(node, KG.severity),
            rule.removeprefix(f"{PREFIXES['kgr']}conflict-rule:"),
            tuple(self._label(iri) for iri in sorted(self.concerns(node))),
            tuple(self._side(iri, iri in preferred) for iri in places),
            self.value(node, KG.explanation),
            self.value(node, KG.policy),
            self.value(node, KG.preferenceReason),
            self._settled(node),
        )

    def _settled(self, node: str) -> str:
        """What was decided: which reading holds, why, by whom, where; "" where nothing was."""
        decided = [item for item in decisions_of(self._store, [node]) if item.mark == "settled"]
        if not decided:
            return ""
        held = self.values(node, KG.settledFor, None)
        said = sorted({f"{self._side(place, False).source}: {self.value(place, RDFS.label)}" for place in held})
        none = "no disagreement" if decided[0].verdict == "reject" else "it stands as it is"
        reasons = "; ".join(dict.fromkeys(f"{item.why} ({item.told()})" for item in decided))
        return f"{'; '.join(said) or none}, because {reasons}"

    def _side(self, iri: str, preferred: bool) -> Side:
        document = self.value(iri, KG.document)
        sources = self.values(document, KG.source, None) if document else []
        silent = self._covering(iri) if not document else []
        predicate = expand(self.value(iri, KG.propertyName))
        passages = self._explainer.cited(ox.NamedNode(iri), predicate)
        source = (sources or silent or [""])[0]
        return Side(
            int(self.value(iri, KG.side)),
            iri,
            self._called(source),
            self.value(iri, RDFS.label),
            predicate,
            self.value(iri, KG.statement),
            preferred,
            passages,
            self._label(source) if source else "",
        )

    def _covering(self, iri: str) -> list[str]:
        """The sources whose coverage a silent position names."""
        coverage = ox.NamedNode(self.value(iri, KG.statement))
        quads = self._store.quads_for_pattern(None, ox.NamedNode(KG.covers), coverage, None)
        return sorted(_value(quad.subject) for quad in quads)
