"""Look at every node of a release once, and tell those that do not plainly conform to their shapes."""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, groupby
from pathlib import Path

from kg.ranges import Range, plan_ranges
from kg.validate.certain import Group, NodeTest, compile_shape
from kg.validate.shapes import Shape
from kg.vocabulary import RDF

_TYPE = f"<{RDF.type}>"
Triples = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Share:
    """What is screened at a time: the subjects of one range. What all shares need to know lies in the file `known`."""

    lines: Range
    known: Path


@dataclass(frozen=True, slots=True)
class _Known:
    """The shapes that take part, which of them aim at a class, and the instances of the classes that they name."""

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


def plan_screen(nquads: Path, shapes: Sequence[Shape], hierarchy: Iterable[tuple[str, str]], spare: Path) -> Plan:
    """The shares of a graph for shapes that target classes; other shapes are left to the caller.

    What every share needs is written to the folder `spare`, from where each process reads it once.
    """
    chosen = tuple(shape for shape in shapes if all(kind == "targetClass" for kind, _ in shape.targets))
    wanted = {term for shape in shapes for inner in shape.within() for term in inner.values("class")}
    aimed = {term for shape in shapes for _, term in shape.targets}
    below = _close(wanted | aimed, hierarchy)
    classes, breaks = _read_classes(nquads, {term: below[term] for term in wanted})
    targets: dict[str, tuple[int, ...]] = {}
    for number, shape in enumerate(chosen):
        for term in {name for _, aim in shape.targets for name in below[aim]}:
            targets[term] = (*targets.get(term, ()), number)
    known = spare / "screen.known"
    known.write_bytes(pickle.dumps(_Known(chosen, targets, classes)))
    shares = tuple(Share(piece, known) for piece in plan_ranges(nquads, breaks))
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


def _read_classes(nquads: Path, wanted: dict[str, frozenset[str]]) -> tuple[dict[str, frozenset[str]], list[int]]:
    """The instances of some classes, those of their subclasses included, and where the order of the lines breaks.

    A graph that was changed by hand need not be sorted any more; what is found must not hang on that.
    """
    found: dict[str, set[str]] = {low: set() for lows in wanted.values() for low in lows}
    mark, last, at = f" {_TYPE} ".encode(), b"", 0
    breaks = []
    with nquads.open("rb") as lines:
        for line in lines:
            if line < last:
                breaks.append(at)
            at += len(line)
            last = line
            if mark in line:
                subject, predicate, rest = line.decode().split(" ", 2)
                if predicate == _TYPE and (instances := found.get(rest.split(" ", 1)[0])) is not None:
                    instances.add(subject)
    return {term: frozenset().union(*(found[low] for low in lows)) for term, lows in wanted.items()}, breaks


@lru_cache(maxsize=1)
def _load(path: Path) -> tuple[_Known, list[NodeTest]]:
    known: _Known = pickle.loads(path.read_bytes())  # noqa: S301 - this run wrote it a moment ago
    return known, [compile_shape(shape, known.classes) for shape in known.shapes]


def screen_share(share: Share) -> tuple[Counter[str], list[tuple[str, str]]]:
    """How many focus nodes each shape has in a share, and the (focus node, shape) pairs that are not plainly right."""
    known, tests = _load(share.known)
    met: Counter[str] = Counter()
    doubtful: list[tuple[str, str]] = []
    for node, group in _iter_groups(share.lines.lines()):
        for number in _aimed(group, known.targets):
            name = known.shapes[number].iri
            met[name] += 1
            if not tests[number](node, group):
                doubtful.append((node, name))
    return met, doubtful


def _aimed(group: Group, targets: dict[str, tuple[int, ...]]) -> Sequence[int]:
    types = group.get(_TYPE, ())
    if len(types) == 1:
        return targets.get(types[0], ())
    return sorted({number for term in types for number in targets.get(term, ())})


def _iter_groups(lines: Iterable[str]) -> Iterator[tuple[str, Group]]:
    """Yield each subject of sorted lines with its triples in all graphs, every triple once."""
    said = dropwhile(lambda line: line < "<", lines)  # empty lines and comments come first
    for subject, own in groupby(said, key=lambda line: line[: line.index(" ")]):
        group: Triples = {}
        last = ""
        for line in own:
            triple = line[: line.rindex(" ", 0, -3)]
            if triple != last:
                last = triple
                _, predicate, term = triple.split(" ", 2)
                group.setdefault(sys.intern(predicate), []).append(term)
        yield subject, group
