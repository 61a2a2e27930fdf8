"""Which words of a text name something that a vocabulary holds.

Every name is searched at once with the algorithm of Aho and Corasick (Communications of the ACM 18, 1975), in a text
that is as long as the original but has small letters, no accents, and a space for every other sign. Names match whole
words only. A symbol that consists of letters (WAS, ALL, MET) is a word of English too: it must be written in capitals
or as the curated vocabulary writes it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.ground import Grounder, Grounding, Index, Unresolved
from kg.names import AMERICAN, GREEK, find_abbreviations, singular
from kg.vocabularies import Vocabulary


class Hit(NamedTuple):
    """Words of a text (from 0, end excluded) and what they mean."""

    start: int
    end: int
    words: str
    answer: Grounding | Unresolved


class _Plain(dict[int, int]):
    """A table for str.translate that makes every character one plain character: a letter, a digit or a space."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[:1]
        self[code] = ord(base.lower()[:1] or " ") if base.isalnum() else 32
        return self[code]


_PLAIN = _Plain()
_POSSESSIVE = re.compile(r"['’]s\b")
_CUT = re.compile(r"(?<=\s)\s+|['’]s\b")  # what a name may hold in a text and lacks in a vocabulary
_SPELT = re.compile(r"alpha|beta|gamma|delta|epsilon|kappa|lambda|sigma|omega|zeta|theta")
_LETTERS = {spelt: letter for letter, spelt in reversed(GREEK.items())}
_DIGIT = re.compile(r"\d")
_EDGE = re.compile(r"(?<=[a-z])(?=\d)")
_GAP = re.compile(r"(?<=[a-z]) (?=\d)")
_WORDY = re.compile(r"[a-z]{3}")


def fold(text: str) -> str:
    """The text in small letters without accents, a space for every sign: character by character, so places stay."""
    return text.translate(_PLAIN)


def surfaces(name: str) -> set[str]:
    """The ways in which a text may write a name, folded: with and without hyphens, Greek, British, in the plural."""
    plain = " ".join(fold(_POSSESSIVE.sub("", name)).split())
    found = {plain}
    if _SPELT.search(plain) or not plain.isascii():
        spelt = re.sub(r"[α-ω]", lambda match: f" {GREEK[match[0]]} ", plain)
        letters = _SPELT.sub(lambda match: f" {_LETTERS[match[0]]} ", plain)
        found |= {" ".join(form.split()) for form in (spelt, letters, plain)}
        found |= {re.sub(r" (?=[α-ω]\b)", "", form) for form in tuple(found)}
    for british, american in AMERICAN:
        if british in plain or american in plain:
            found |= {form.replace(british, american) for form in tuple(found)}
            found |= {
                re.sub(f"(?<![a-z]){american}|(?<!{british[0]}){american}", british, form) for form in tuple(found)
            }
    if _WORDY.search(name):
        found |= {form.removeprefix("non ").join(("non", "")) for form in tuple(found) if form.startswith("non ")}
        last = plain.rsplit(" ", 1)[-1]
        found |= {form.removesuffix(last) + singular(last) for form in tuple(found) if form.endswith(last)}
        found |= {form + "s" for form in tuple(found) if form[-1].isalpha() and form[-1] != "s"}
    else:
        found |= {form.replace(" ", "") for form in tuple(found)}
    if _DIGIT.search(plain):
        found |= {_EDGE.sub(" ", form) for form in tuple(found)} | {_GAP.sub("", form) for form in tuple(found)}
    return {form for form in found if len(form) > 1}


class Scanner:
    """Finds the names of some vocabularies in texts."""

    def __init__(self, vocabularies: Iterable[Vocabulary], grounder: Grounder) -> None:
        self._grounder = grounder
        self._written: dict[str, set[str]] = {}
        patterns: dict[str, None] = {}
        for name, curated in _iter_names(vocabularies):
            for form in surfaces(name):
                patterns.setdefault(f" {form.replace(' ', '  ')} ")
            if name.isalpha() and not _WORDY.search(name):
                self._written.setdefault(fold(name), set()).update({name} if curated else ())
        self._forms = list(patterns)
        self._machine = AhoCorasick(self._forms, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        self._ground = lru_cache(maxsize=65_536)(grounder.ground)

    def scan(self, text: str) -> list[Hit]:
        """What a text names, in order; abbreviations that the text defines itself mean what it says."""
        known = find_abbreviations(text)
        hits = [hit for hit in self._iter_hits(text) if hit.words not in known]
        for short, long in known.items():
            answer = self._grounder.ground(short, long=long)
            if isinstance(answer, Grounding):
                found = re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text)
                hits += [Hit(match.start(), match.end(), short, answer) for match in found]
        return _without_overlap(hits) if known else hits

    def _iter_hits(self, text: str) -> Iterator[Hit]:
        cuts = [match.span() for match in _CUT.finditer(text)]
        squeezed = _CUT.sub("", text) if cuts else text
        doubled = f" {fold(squeezed).replace(' ', '  ')} "  # so that neighbours do not share the space between them
        place, at, spaces = _Places(cuts), 1, 0
        for number, start, _ in self._machine.find_matches_as_indexes(doubled):
            spaces += doubled.count(" ", at, start + 1)
            at = start + 1
            first = start - spaces // 2
            last = first + len(self._forms[number]) - 2 - self._forms[number].count("  ")
            words = squeezed[first:last]
            written = self._written.get(words.lower())
            if written is not None and words not in written and not words.isupper():
                continue
            answer = self._ground(words)
            if isinstance(answer, Grounding) or answer.reason == "ambiguous":
                yield Hit(place.of(first), place.of(last - 1) + 1, words, answer)


class _Places:
    """Where a character of a text with some stretches cut out stands in the whole text."""

    def __init__(self, cuts: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._shifts: list[int] = []
        shift = 0
        for start, end in cuts:
            self._starts.append(start - shift)
            shift += end - start
            self._shifts.append(shift)

    def of(self, at: int) -> int:
        number = bisect_right(self._starts, at)
        return at + (self._shifts[number - 1] if number else 0)


def _iter_names(vocabularies: Iterable[Vocabulary]) -> Iterator[tuple[str, bool]]:
    """Yield (name, whether a person chose it); two signs are no name unless somebody did."""
    for vocabulary in vocabularies:
        for term in vocabulary.terms:
            yield from (
                (name.text, vocabulary.curated) for name in term.names if vocabulary.curated or len(name.text) > 2
            )
        yield from ((link.name, True) for link in vocabulary.links if link.name and not link.forbidden)


def ground_text(text: str, vocabularies: Iterable[Vocabulary], kind: str | None = None) -> list[Hit]:
    """What a text means: the whole of it where it is a name of class `kind` (any, where None), else the names in it."""
    loaded = list(vocabularies)
    grounder = Grounder(Index.of(loaded))
    name = " ".join(text.split())
    answer = grounder.ground(name, kind)
    if kind is not None or isinstance(answer, Grounding) or answer.reason == "ambiguous":
        return [Hit(0, len(text), name, answer)]
    return Scanner(loaded, grounder).scan(text)


def _without_overlap(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
