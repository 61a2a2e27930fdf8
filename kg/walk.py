"""Walking a graph along its relationships: neighbours and paths, each step with the words it rests on.

Every link of the ontology may be walked, in both directions, but what joins everything with everything is no step:
regulators, registers, countries, documents and their passages, dates, populations and general articles (else all
drugs meet at the FDA, or at "adults"), and the nodes that only tell of a link. A class that is asked for by name is
walked through all the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.prefixes import compress
from kg.vocabulary import KG, RDF

NO_STEPS = frozenset(
    {
        KG.Authority,
        KG.ColumnRule,
        KG.Conflict,
        KG.ConflictRule,
        KG.Country,
        KG.Coverage,
        KG.DateValue,
        KG.Decision,
        KG.Document,
        KG.Evidence,
        KG.Mapping,
        KG.CellType,
        KG.Population,
        KG.Position,
        KG.Register,
        KG.RelatedResource,
        KG.RowEvidence,
        KG.Rule,
        KG.Source,
        KG.UnresolvedName,
        RDF.Statement,
    }
)
"""The classes whose nodes are no steps of a path unless they are asked for."""

FIRST: tuple[str, ...] = (KG.targets, KG.indicatedFor, KG.hasIndication, KG.component)
"""The links that a researcher follows first: of equally short paths, those along them are told first."""

_TYPE = ox.NamedNode(RDF.type)


class Edge(NamedTuple):
    """One triple between two nodes, whichever way it is walked."""

    subject: str
    predicate: str
    object: str


class Step(NamedTuple):
    """One step of a walk: the edge, and the node it leads to."""

    edge: Edge
    to: str


Path = tuple[Step, ...]


def _order(step: Step) -> tuple[int, Step]:
    predicate = step.edge.predicate
    return FIRST.index(predicate) if predicate in FIRST else len(FIRST), step


class Walker:
    """Finds neighbours and paths in a store, looking up no more of it than a walk meets."""

    def __init__(self, store: ox.Store, through: Collection[str] = ()) -> None:
        self._store = store
        self._closed = NO_STEPS - set(through)
        self._types: dict[str, frozenset[str]] = {}
        self._steps: dict[str, tuple[Step, ...]] = {}

    def types(self, node: str) -> frozenset[str]:
        """The classes of a node."""
        if node not in self._types:
            quads = self._store.quads_for_pattern(ox.NamedNode(node), _TYPE, None, None)
            self._types[node] = frozenset(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
        return self._types[node]

    def is_step(self, node: str) -> bool:
        """Whether a walk may lead through a node: it has a class, and none that is closed."""
        types = self.types(node)
        return bool(types) and not types & self._closed

    def steps(self, node: str) -> tuple[Step, ...]:
        """Every step from a node: along targets first, then indications, then the rest by name."""
        if node not in self._steps:
            self._steps[node] = tuple(sorted(set(self._look(node)), key=_order))
        return self._steps[node]

    def _look(self, node: str) -> Iterator[Step]:
        here = ox.NamedNode(node)
        for quad in self._store.quads_for_pattern(here, None, None, None):
            to = quad.object
            if isinstance(to, ox.NamedNode) and quad.predicate != _TYPE and self.is_step(to.value):
                yield Step(Edge(node, quad.predicate.value, to.value), to.value)
        for quad in self._store.quads_for_pattern(None, None, here, None):
            to = quad.subject
            if isinstance(to, ox.NamedNode) and quad.predicate != _TYPE and self.is_step(to.value):
                yield Step(Edge(to.value, quad.predicate.value, node), to.value)

    def neighbors(self, starts: Sequence[str], depth: int) -> Iterator[tuple[int, str, Step]]:
        """Yield (distance from 1, from which node, step) breadth first; each node is reached once."""
        seen, rim = set(starts), list(starts)
        for distance in range(1, depth + 1):
            following = []
            for node in rim:
                for step in self.steps(node):
                    if step.to not in seen:
                        seen.add(step.to)
                        following.append(step.to)
                        yield distance, node, step
            rim = following

    def distances(self, goals: Collection[str], most: int, starts: Collection[str] = ()) -> dict[str, int]:
        """How many steps each node is away from the nearest goal, up to `most`; stops once every start is reached."""
        far = dict.fromkeys(sorted(goals), 0)
        queue = deque(far)
        missing = set(starts) - far.keys()
        while queue and (missing or not starts):
            node = queue.popleft()
            if far[node] == most:
                break
            for step in self.steps(node):
                if step.to not in far:
                    far[step.to] = far[node] + 1
                    queue.append(step.to)
                    missing.discard(step.to)
        return far

    def shortest_path(self, starts: Collection[str], goals: Collection[str], most: int) -> Path | None:
        """The first of the shortest paths from any start to any goal, None where none has `most` steps or fewer."""
        return next(self.iter_paths(starts, goals, most, only_shortest=True), None)

    def iter_paths(
        self, starts: Collection[str], goals: Collection[str], most: int, *, only_shortest: bool = False
    ) -> Iterator[Path]:
        """Yield the paths without a repeated node, shorter ones first; a start that is a goal too has none."""
        goals = set(goals) - set(starts)
        reach = self._meet(set(starts), goals, most)
        if reach is None:
            return
        for length in range(reach, reach + 1 if only_shortest else most + 1):
            far = self.distances(goals, length, starts if only_shortest else ())
            for start in sorted(starts):
                yield from self._extend(start, (), {*starts}, goals, length, far)

    def _meet(self, starts: set[str], goals: set[str], most: int) -> int | None:
        """The length of the shortest path, found from both ends: the smaller rim grows."""
        if not starts or not goals:
            return None
        sides = [dict.fromkeys(starts, 0), dict.fromkeys(goals, 0)]
        rims: list[list[str]] = [sorted(starts), sorted(goals)]
        for length in range(1, most + 1):
            side = 0 if len(rims[0]) <= len(rims[1]) else 1
            mine, other, following = sides[side], sides[1 - side], list[str]()
            for node in rims[side]:
                for step in self.steps(node):
                    if step.to in other:
                        return length
                    if step.to not in mine:
                        mine[step.to] = length
                        following.append(step.to)
            rims[side] = following
        return None

    def _extend(
        self, node: str, path: Path, seen: set[str], goals: set[str], left: int, far: dict[str, int]
    ) -> Iterator[Path]:
        for step in self.steps(node):
            if step.to in seen or far.get(step.to, left) > left - 1:
                continue
            if step.to in goals:
                if left == 1:
                    yield (*path, step)
            elif left > 1:
                yield from self._extend(step.to, (*path, step), seen | {step.to}, goals, left - 1, far)


def describe_path(path: Path) -> str:
    """A path on one line, for messages and tests: `a -targets-> b <-targets- c`."""
    if not path:
        return ""
    first = path[0].edge.subject if path[0].to == path[0].edge.object else path[0].edge.object
    parts = [compress(first)]
    for edge, to in path:
        name = compress(edge.predicate).partition(":")[2]
        parts.append(f"-{name}-> {compress(to)}" if to == edge.object else f"<-{name}- {compress(to)}")
    return " ".join(parts)
