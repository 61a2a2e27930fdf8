"""Kinds of drug that a page says its drug is: "is a type of hormone therapy called an aromatase inhibitor"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.grammar.clauses import Sentence
from kg.grammar.speaker import Speaker
from kg.grammar.words import (
    ARTICLES,
    COPULAS,
    JOINS,
    MODALS,
    PREPOSITIONS,
    RELATIVES,
    VERBS,
    Token,
    is_adverb,
    singular,
    tokens_of,
)


class Kind(NamedTuple):
    """One kind that a drug is said to be, and its visible place."""

    name: str
    start: int
    end: int


_PLAIN = frozenset(
    "addition agent agonist analog analogue antagonist brand category chemical class combination component"
    " compound copy derivative drug element example family form group hormone ingredient inhibitor kind medication"
    " medicine member metabolite mixture modulator molecule one part product protein regimen result salt solution"
    " substance therapy treatment type version way".split()
)
"""Nouns that alone name no kind of drug."""

_VAGUE = frozenset(
    "active certain common first main new newer novel only other prescription same second similar specific".split()
)
"""Adjectives that make no kind of a plain noun."""

_RELATIONAL = frozenset("combination copy derivative example form ingredient member mixture part salt version".split())
_TYPES = frozenset("category class family form group kind member one type".split())
_DRUG_WORDS = frozenset("agent agents drug drugs medication medicine medicines".split())
_STOPS = frozenset(
    "administered also and approved attached based bound called composed conjugated consisting constructed"
    " containing derived designed directed expressed formed found fused given has have it itself joined known"
    " linked made manufactured marketed meaning named or prepared produced referred similar so termed they used"
    " when where while".split()
)
_NAMING = frozenset("called named termed".split())
_ROLES = frozenset("act classify consider describe function regard serve use work".split())
_WHOLE = re.compile(
    r"(?:therapy|body|inhibitor|antagonist|agonist|blocker|modulator|degrader|conjugate|vaccine|oid|biotic|bolite|analog"
    r"|analogue)$"
)
"""Endings of words that name a kind of drug without "drug" after them."""

_ADJECTIVE = re.compile(r"(?:ive|ible|able|al|ic|oral|ous|ed|ant|ar|acting|potent)$")
_PROCESS = re.compile(r"[ts]ion$")


def iter_kinds(sentence: Sentence, speaker: Speaker) -> Iterator[Kind]:
    """Yield the kinds of drug that a sentence says the drug is, in order; its own name is none."""
    for kind in _iter_said(sentence):
        head = tokens_of(sentence.text.string, kind.start, kind.end)[-1]
        if not speaker.is_name(head):
            yield kind


def _iter_said(sentence: Sentence) -> Iterator[Kind]:
    string, tokens = sentence.text.string, sentence.tokens
    yield from _combination(string, tokens)
    start = _apposed(sentence)
    if start is not None:
        yield from _Chain(string, tokens).read(start)
    done = 0
    for i in sentence.acts:
        at = _opens(sentence, i) if i >= done else None
        if at is not None:
            chain = _Chain(string, tokens)
            yield from chain.read(at)
            done = chain.at


def _combination(string: str, tokens: Sequence[Token]) -> Iterator[Kind]:
    """The kind in "This chemotherapy combination contains …", where the subject itself names it."""
    if not tokens or tokens[0].low not in ("this", "the"):
        return
    for k in range(2, min(6, len(tokens) - 1)):
        if tokens[k].low == "combination" and tokens[k + 1].low in ("contains", "consists", "includes", "combines"):
            yield _Chain(string, tokens).kind(1, k + 1)


def _apposed(sentence: Sentence) -> int | None:
    """Where the kind starts in "NAME, a kinase inhibitor, works by …"."""
    tokens = sentence.tokens
    for k in range(1, min(7, len(tokens) - 1) if sentence.subject else 0):
        low = tokens[k].low
        if low == "," and tokens[k + 1].low in ("a", "an"):
            return k + 1
        if not low[0].isalnum() or low in VERBS or low in PREPOSITIONS or is_adverb(low):
            return None
    return None


def _opens(sentence: Sentence, i: int) -> int | None:
    """Where the noun phrase starts that the verb at `i` says of the drug; None where there is none."""
    tokens, at, verb = sentence.tokens, i + 1, sentence.verb(i)
    if not sentence.acts[i]:
        return None
    while at < len(tokens) and is_adverb(tokens[at].low):
        if tokens[at].low in ("not", "never", "neither"):
            return None
        at += 1
    if at >= len(tokens):
        return None
    preposition = "to" if verb == "belong" else "as" if verb in _ROLES else ""
    if preposition and tokens[at].low == preposition:
        return at + 1
    return at if verb in ("be", "consider") and _is_opening(tokens, at) else None


def _is_opening(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun phrase that may name a kind starts at `at`: with an article, a therapy, or "are … inhibitors"."""
    low = tokens[at].low
    if low == "in":
        return any(token.low in _TYPES for token in tokens[at + 1 : at + 4])
    if tokens[at - 1].low == "are" and any(_WHOLE.search(singular(token.low)) for token in tokens[at : at + 5]):
        return True
    return low in ("a", "an", "the", "one", "another", "both") or low.endswith("therapy")


class _Chain:
    """Reads "a type of X called a Y that is used as a Z" from left to right; `at` is where it has come to."""

    def __init__(self, string: str, tokens: Sequence[Token]) -> None:
        self.string, self.tokens, self.at = string, tokens, 0

    def low(self, at: int) -> str:
        """The word at `at`; a full stop where there is none."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else "."

    def read(self, at: int) -> Iterator[Kind]:
        """Yield the kinds that the noun phrase at `at` and those that go on from it name."""
        step: int | None = at
        while step is not None and step < len(self.tokens):
            start = self._past_types(step)
            end = self.at = self._phrase_end(start)
            if end > start and not self._is_plain(start, end):
                yield self.kind(start, end)
            if end > start:
                for aside in self.tokens[end - 1].asides:
                    yield from self._aside(*aside)
            step = self._next(end)

    # -- one phrase

    def kind(self, lo: int, hi: int) -> Kind:
        """The kind that `tokens[lo:hi]` names: singular, "drug" off where the rest says it, brackets off."""
        if hi - lo > 1 and self.low(hi - 1) in ("class", "family", "group"):
            hi -= 1
        if hi - lo > 1 and self.low(hi - 1) in _DRUG_WORDS and _WHOLE.search(self.low(hi - 2)):
            hi -= 1
        words, head = self._words(lo, hi), self.tokens[hi - 1].word
        return Kind(words[: len(words) - len(head)] + singular(head), self.tokens[lo].start, self.tokens[hi - 1].end)

    def _words(self, lo: int, hi: int) -> str:
        parts = [self.tokens[lo].word]
        for last, token in zip(self.tokens[lo:hi], self.tokens[lo + 1 : hi], strict=False):
            gap = self.string[last.end : token.start] if not last.asides else "" if token.word[0] in "-–‑" else " "
            parts += [gap, token.word]
        return "".join(parts)

    def _past_types(self, at: int) -> int:
        """Past articles and "type of", "one of a group of", "in a class of": what comes next is the kind."""
        while at < len(self.tokens):
            low = self.low(at)
            is_article = low in ARTICLES and low not in RELATIVES
            if is_article or low in ("both", "in") or (low == "of" and self.low(at - 1) == "one"):
                at += 1
                continue
            k = self._type_at(at)
            if k is None:
                return at
            at = k + 2
        return at

    def _type_at(self, at: int) -> int | None:
        """Where "type" stands in "newer type of …"; "a synthetic form of the …" tells no type."""
        for k in range(at, at + 3):
            low = self.low(k)
            if singular(low) in _TYPES and self.low(k + 1) == "of":
                is_substance = low == "form" and (k > at or self.low(k + 2) in ARTICLES)
                return None if is_substance or k + 2 >= len(self.tokens) else k
            if not low[0].isalnum() or low in ARTICLES or low in PREPOSITIONS or low in RELATIVES:
                return None
        return None

    def _phrase_end(self, at: int) -> int:
        k = at
        while k < min(len(self.tokens), at + 16):
            low = self.low(k)
            if k > at and (low in JOINS or low == ",") and self._goes_on(k):
                k += 1
                continue
            is_verb = k > at and low in VERBS and _WHOLE.search(singular(self.low(k - 1)))
            if is_verb or low in COPULAS or low in MODALS or self._is_stop(low, is_first=k == at):
                break
            k += 1
        return k

    def _is_stop(self, low: str, *, is_first: bool = False) -> bool:
        if not low[-1].isalnum() or low in _STOPS or low in PREPOSITIONS or low in RELATIVES:
            return True
        return low in ARTICLES and not is_first

    def _goes_on(self, k: int) -> bool:
        """Whether the noun is still to come after a comma or "and" ("potent and selective inhibitor")."""
        before, follows = self.low(k - 1), self.low(k + 1)
        if _WHOLE.search(singular(before)) or self._is_stop(follows):
            return False
        if self.low(k) == "," and _ADJECTIVE.search(before):
            return True
        for n in range(k + 1, k + 7):
            if _WHOLE.search(singular(self.low(n))):
                return True
            if self._is_stop(self.low(n)):
                return False
        return False

    def _is_plain(self, lo: int, hi: int) -> bool:
        """Whether a phrase names no kind: a bare "drug", "the first …", "a form of …", "the inhibition of …"."""
        head = singular(self.low(hi - 1))
        if head in _RELATIONAL and self.low(hi) in ("of", "in"):
            return True
        if _PROCESS.search(head) and head != "combination":
            return True
        is_bare = all(token.low in _VAGUE for token in self.tokens[lo : hi - 1])
        return (is_bare and (head in _PLAIN or head in _VAGUE)) or not head[0].isalpha()

    def _aside(self, lo: int, hi: int) -> Iterator[Kind]:
        """The kinds in brackets: "(a type of immunotherapy)"."""
        inner = tokens_of(self.string, lo, hi)
        if len(inner) > 1 and inner[0].low in ("a", "an", "one"):
            yield from _Chain(self.string, inner).read(0)

    # -- from one phrase to the next

    def _next(self, at: int) -> int | None:
        """Where another noun phrase about the same drug starts; None where none does."""
        if self.low(at) == "," and self.low(at + 1) != "also":
            at += 1 + (self.low(at + 1) == "namely")
            if self.low(at) in ("a", "an"):
                return at
        low, follows = self.low(at), self.low(at + 1)
        if low in _NAMING:
            return at + 1
        if (low, follows) in (("known", "as"), ("used", "as")):
            return at + 2
        if [low, follows, self.low(at + 2)] == ["referred", "to", "as"]:
            return at + 3
        if low == "and":
            return self._article(at + 1)
        if low in ("that", "which") and follows in COPULAS:
            k = at + 2 + (self.low(at + 2) == "also")
            return k + 2 if (self.low(k), self.low(k + 1)) == ("used", "as") else self._article(k)
        return None

    def _article(self, at: int) -> int | None:
        """Where "a" or "an" stands at `at`, also after "also"."""
        at += self.low(at) == "also"
        return at if self.low(at) in ("a", "an") else None
