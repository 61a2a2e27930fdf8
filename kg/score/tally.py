"""Counting: which facts of gold were found, which were missed, and what was found that gold has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.score.words import contains, overlap

Row = Mapping[str, str]


class Wanted(NamedTuple):
    """A fact of gold: its words as written, and its acceptable spellings, folded.

    `seek` are the words by which a document writes it, where they are others.
    """

    words: str
    spellings: frozenset[str]
    seek: tuple[str, ...] = ()


class Found(NamedTuple):
    """A fact of the graph: its words as written, the same folded, and the row of the query's answer that has it."""

    words: str
    value: str
    row: Row


class Matching(NamedTuple):
    """How many facts are right, and those that are not."""

    right: int
    missed: list[Wanted]
    wrong: list[Found]


@dataclass(slots=True)
class Tally:
    """Right (true positives), wrong (false positives) and missed (false negatives), and what follows from them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Matching | Tally) -> None:
        """Count some more."""
        self.right += other.right
        self.wrong += other.wrong if isinstance(other, Tally) else len(other.wrong)
        self.missed += other.missed if isinstance(other, Tally) else len(other.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of gold that was found; 1 where gold has nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 1 where there is nothing to find and nothing was found."""
        count = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / count if count else 1.0


def match_names(wanted: Sequence[Wanted], found: Sequence[Found], *, relaxed: bool = False) -> Matching:
    """Match sets of names: each value counts once, whichever of a fact's spellings it has.

    A second fact of gold with a spelling that was taken already is right too, as the graph has one node for both.
    """
    every: dict[str, Found] = {}
    for item in found:
        every.setdefault(item.value, item)
    left, missed = set(every), []
    for fact in wanted:
        if fact.spellings & set(every):
            left -= fact.spellings
        else:
            missed.append(fact)
    if relaxed:
        pairs = pair_contained(missed, {value: {value} for value in left})
        left -= set(pairs.values())
        missed = [fact for at, fact in enumerate(missed) if at not in pairs]
    return Matching(len(wanted) - len(missed), missed, [every[value] for value in sorted(left)])


def pair_contained(wanted: Sequence[Wanted], names: Mapping[str, set[str]]) -> dict[int, str]:
    """Pair facts of gold, by position, with keys of `names` where one name holds all words of the other.

    Each is paired once, the closest pair first.
    """
    pairs = {
        (-overlap(spelling, name), at, key)
        for at, fact in enumerate(wanted)
        for spelling in fact.spellings
        for key, own in names.items()
        for name in own
        if contains(spelling, name)
    }
    matched: dict[int, str] = {}
    for _, at, key in sorted(pairs):
        if at not in matched and key not in matched.values():
            matched[at] = key
    return matched


def match_rows(wanted: Sequence[Wanted], found: Sequence[Found]) -> Matching:
    """Match rows that may repeat: each counts once."""
    left, missed, right = list(found), [], 0
    for fact in wanted:
        same = next((item for item in left if item.value in fact.spellings), None)
        if same is None:
            missed.append(fact)
        else:
            left.remove(same)
            right += 1
    return Matching(right, missed, left)
