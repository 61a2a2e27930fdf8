"""Which records are of one substance: by shared identifier first, by normalised name second, never against either."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from kg.identity.facts import IDENTIFIERS, Record
from kg.model import Iri
from kg.prefixes import PREFIXES, slug
from kg.sssom import OwnMapping
from kg.substances import SubstanceName
from kg.vocabulary import SKOS


class Union:
    """Sets that grow together: what is joined has one first member, whatever the order of joining."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The first member of an item's set."""
        while (parent := self._parent.setdefault(item, item)) != item:
            item = parent
        return item

    def join(self, one: str, other: str) -> None:
        """Put two sets together."""
        first, last = sorted((self.find(one), self.find(other)))
        self._parent[last] = first

    def sets(self, items: Iterable[str]) -> list[list[str]]:
        """The items by their sets, in order."""
        found: dict[str, list[str]] = {}
        for item in sorted(items):
            found.setdefault(self.find(item), []).append(item)
        return [found[first] for first in sorted(found)]


class Verdict(NamedTuple):
    """Whether two records are of one substance, and what tells: a kind of identifier, or a row of the user's own."""

    same: bool
    kind: Iri | None
    own: OwnMapping | None = None


class Apart(NamedTuple):
    """Two records that share a name and are not one substance."""

    one: Record
    other: Record
    verdict: Verdict


@dataclass(slots=True)
class Placement:
    """The substance of each record, by the record's IRI; what was kept apart; what an identifier placed."""

    keys: dict[str, str]
    names: dict[str, SubstanceName]
    apart: list[Apart]
    by_identifier: dict[str, Record]


class Judge:
    """Says of two records whether they are of one substance; the user's own mappings win."""

    def __init__(self, own: Sequence[OwnMapping]) -> None:
        self._own = {frozenset((row.subject, row.object)): row for row in own if row.predicate == SKOS.exactMatch}

    def verdict(self, one: Record, other: Record) -> Verdict | None:
        """What the user says, else what the first kind of identifier says that both have, else None."""
        if row := self._own.get(frozenset((one.iri, other.iri))):
            return Verdict(not row.negated, None, row)
        for kind in IDENTIFIERS:
            mine, theirs = one.values(kind), other.values(kind)
            if mine and theirs:
                return Verdict(bool(mine & theirs), kind)
        return None


def place(records: Sequence[Record], judge: Judge) -> Placement:
    """The substance that each drug's record is of. The order of the records changes nothing."""
    names = {record.iri: record.name for record in records}
    forms = _Forms(records, names, judge)
    moved = dict(_iter_moved(records, names, judge, forms))
    by_name: dict[str, list[Record]] = {}
    for record in records:
        home = names[moved[record.iri].iri if record.iri in moved else record.iri]
        by_name.setdefault(home.key, []).append(record)
    placement = Placement({}, {}, [], moved)
    excused = {record.iri for record in records if forms.of(record)}
    for key, members in sorted(by_name.items()):
        _place_group(key, members, judge, placement, excused)
    for record in records:
        home = names[moved[record.iri].iri if record.iri in moved else record.iri]
        placement.names[placement.keys[record.iri]] = home
    return placement


def _iter_moved(
    records: Sequence[Record], names: Mapping[Iri, SubstanceName], judge: Judge, forms: _Forms
) -> Iterator[tuple[str, Record]]:
    """Yield the records called by a base whose identifier is that of one form of it, and a record of that form.

    A page on imatinib that gives the UNII of the mesylate is no contradiction to one that gives the base's.
    """
    by_name: dict[str, list[Record]] = {}
    for record in records:
        by_name.setdefault(names[record.iri].key, []).append(record)
    for record in records:
        if names[record.iri].parent() is None:
            alike = forms.of(record)
            beside = [judge.verdict(record, other) for other in by_name[names[record.iri].key] if other is not record]
            at_odds = any(found and not found.same for found in beside)
            agrees = any(found and found.same for found in beside)
            if at_odds and not agrees and len({names[other.iri].key for other in alike}) == 1:
                yield record.iri, alike[0]


class _Forms:
    """Finds the records of other forms of the same base that share an identifier with a record."""

    def __init__(self, records: Sequence[Record], names: Mapping[Iri, SubstanceName], judge: Judge) -> None:
        self._names, self._judge = names, judge
        self._holders: dict[tuple[Iri, str], list[Record]] = {}
        for record in records:
            for identifier in record.identifiers:
                self._holders.setdefault(identifier, []).append(record)

    def of(self, record: Record) -> list[Record]:
        mine = self._names[record.iri]
        near = {other.iri: other for at in record.identifiers for other in self._holders[at]}
        return [other for _, other in sorted(near.items()) if self._is_form(record, mine, other)]

    def _is_form(self, record: Record, mine: SubstanceName, other: Record) -> bool:
        theirs, verdict = self._names[other.iri], self._judge.verdict(record, other)
        return theirs.key != mine.key and theirs.root() == mine.root() and verdict is not None and verdict.same


def _place_group(key: str, members: list[Record], judge: Judge, placement: Placement, excused: Collection[str]) -> None:
    """Place the records of one name: in one substance, or where some contradict each other, each beside the others.

    Those that give the identifier of another form of the same base (`excused`) contradict none.
    """
    pairs = [(one, other, judge.verdict(one, other)) for one, other in combinations(members, 2)]
    apart = [
        Apart(one, other, found)
        for one, other, found in pairs
        if found and not found.same and (found.own or not {one.iri, other.iri} & set(excused))
    ]
    placement.apart += apart
    if not apart:
        placement.keys.update((record.iri, key) for record in members)
        return
    at_odds = {record.iri for item in apart for record in (item.one, item.other)}
    sets = _agreeing(members, judge, lambda verdict: verdict.same)
    for group in sets:
        inside = {record.iri for record in group}
        if any(item.one.iri in inside and item.other.iri in inside for item in apart):
            first = min(_rank(item.verdict) for item in apart)
            parts = _agreeing(group, judge, lambda verdict, first=first: verdict.same and _rank(verdict) <= first)  # type: ignore[misc]
        else:
            parts = [group]
        for part in parts:
            stands_apart = any(record.iri in at_odds for record in part)
            forbidden = any(item.verdict.own for item in apart)
            own_key = f"{key}:{_distinction(part, by_record=forbidden)}" if stands_apart else key
            placement.keys.update((record.iri, own_key) for record in part)


def _rank(verdict: Verdict) -> int:
    return -1 if verdict.kind is None else list(IDENTIFIERS).index(verdict.kind)


def _agreeing(members: Sequence[Record], judge: Judge, holds: Callable[[Verdict], bool]) -> list[list[Record]]:
    union = Union()
    by_iri = {str(record.iri): record for record in members}
    for one, other in combinations(members, 2):
        if (found := judge.verdict(one, other)) and holds(found):
            union.join(one.iri, other.iri)
    return [[by_iri[iri] for iri in group] for group in union.sets(by_iri)]


def _distinction(part: Sequence[Record], *, by_record: bool) -> str:
    """What tells a substance from another of the same name: its first identifier, else its first record."""
    for kind in () if by_record else IDENTIFIERS:
        if values := sorted(value for record in part for value in record.values(kind)):
            return f"{slug(kind.removeprefix(PREFIXES['kg']))}-{slug(values[0])}"
    return slug(min(record.iri for record in part).removeprefix(PREFIXES["kgr"]))


def by_identifier(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Yield the pairs of records that share an identifier, each pair once, in order."""
    holders: dict[tuple[Iri, str], list[Record]] = {}
    for record in records:
        for identifier in record.identifiers:
            holders.setdefault(identifier, []).append(record)
    pairs = {
        (one.iri, other.iri): (one, other)
        for held in holders.values()
        for one, other in combinations(sorted(held, key=lambda record: record.iri), 2)
    }
    yield from (pairs[pair] for pair in sorted(pairs))


__all__ = ["Apart", "Judge", "Placement", "Union", "Verdict", "by_identifier", "place"]
