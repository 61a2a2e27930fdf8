"""Look at every node of a release once, and tell those that do not plainly conform to their shapes."""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.validate.certain import Group, compile_shape
from kg.validate.shapes import Shape
from kg.vocabulary import RDF

_TYPE = f"<{RDF.type}>"
_SHARE_BYTES = 48 * 2**20  # of graph.nq for one share: about 120 MiB as groups of triples

Triples = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Share:
    """What is screened at a time: the subjects whose checksum leaves `part` when divided by `parts`."""

    nquads: Path
    part: int
    parts: int
    shapes: tuple[Shape, ...]
    targets: dict[str, tuple[int, ...]]
    classes: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a release is screened: its shares, the shapes that take part, and which class is below which."""

    shares: tuple[Share, ...]
    screened: frozenset[str]
    below: dict[str, frozenset[str]]

    def subclasses(self, term: str) -> Iterable[str]:
        """A class and all its subclasses."""
        return sorted(self.below.get(term, frozenset({term})))


def plan_screen(nquads: Path, shapes: Sequence[Shape], hierarchy: Iterable[tuple[str, str]], workers: int) -> Plan:
    """The shares of a graph for shapes that target classes; other shapes are left to the caller."""
    chosen = tuple(shape for shape in shapes if all(kind == "targetClass" for kind, _ in shape.targets))
    wanted = {term for shape in shapes for inner in shape.within() for term in inner.values("class")}
    aimed = {term for shape in shapes for _, term in shape.targets}
    below = _close(wanted | aimed, hierarchy)
    classes = _read_classes(nquads, {term: below[term] for term in wanted})
    targets: dict[str, tuple[int, ...]] = {}
    for number, shape in enumerate(chosen):
        for term in {name for _, aim in shape.targets for name in below[aim]}:
            targets[term] = (*targets.get(term, ()), number)
    parts = max(workers, -(-nquads.stat().st_size // _SHARE_BYTES))
    shares = tuple(Share(nquads, part, parts, chosen, targets, classes) for part in range(parts))
    return Plan(shares, frozenset(shape.iri for shape in chosen), below)


def _close(terms: Iterable[str], hierarchy: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Each class with all that is below it, itself included."""
    direct: dict[str, set[str]] = {}
    for one, other in hierarchy:
        direct.setdefault(other, set()).add(one)
    closed: dict[str, frozenset[str]] = {}
    for term in terms:
        found, fresh = {term}, {term}
        while fresh := {low for high in fresh for low in direct.get(high, ())} - found:
            found |= fresh
        closed[term] = frozenset(found)
    return closed


def _read_classes(nquads: Path, wanted: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The instances of some classes, those of their subclasses included."""
    found: dict[str, set[str]] = {low: set() for lows in wanted.values() for low in lows}
    mark = f" {_TYPE} "
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if mark in line:
                subject, predicate, rest = line.split(" ", 2)
                if predicate == _TYPE and (instances := found.get(rest.split(" ", 1)[0])) is not None:
                    instances.add(subject)
    return {term: frozenset().union(*(found[low] for low in lows)) for term, lows in wanted.items()}


def screen_share(share: Share) -> tuple[Counter[str], list[tuple[str, str]]]:
    """How many focus nodes each shape has in a share, and the (focus node, shape) pairs that are not plainly right."""
    tests = [compile_shape(shape, share.classes) for shape in share.shapes]
    names = [shape.iri for shape in share.shapes]
    met: Counter[str] = Counter()
    doubtful: list[tuple[str, str]] = []
    for node, group in _iter_groups(share):
        for number in _aimed(group, share.targets):
            met[names[number]] += 1
            if not tests[number](node, group):
                doubtful.append((node, names[number]))
    return met, doubtful


def _aimed(group: Group, targets: dict[str, tuple[int, ...]]) -> Sequence[int]:
    types = group.get(_TYPE, ())
    if len(types) == 1:
        return targets.get(types[0], ())
    return sorted({number for term in types for number in targets.get(term, ())})


def _iter_groups(share: Share) -> Iterator[tuple[str, Group]]:
    """Yield each subject of a share with its triples in all graphs, every triple once."""
    groups, repeated = _read_groups(share)
    for subject, group in groups.items():
        if subject in repeated:
            yield subject, {predicate: list(dict.fromkeys(terms)) for predicate, terms in group.items()}
        else:
            yield subject, group


def _read_groups(share: Share) -> tuple[dict[str, Triples], set[str]]:
    """The triples of a share by subject and predicate, and the subjects that several graphs speak of."""
    groups: dict[str, Triples] = {}
    repeated: set[str] = set()
    last, graph, group = "", "", None
    with share.nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            cut = line.index(" ")
            subject = line[:cut]
            if subject != last:  # within a graph, the lines of a subject stand together
                mine = zlib.crc32(subject.encode()) % share.parts == share.part
                last, graph, group = subject, "", groups.setdefault(subject, {}) if mine else None
            if group is not None:
                end = line.index(" ", cut + 1)
                term, name, _ = line[end + 1 :].rsplit(" ", 2)
                if name != graph:
                    graph = name
                    if group:
                        repeated.add(subject)
                group.setdefault(sys.intern(line[cut + 1 : end]), []).append(term)
    return groups, repeated
