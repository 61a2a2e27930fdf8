"""Kinds of drug that a page says its drug is: "is a type of hormone therapy called an aromatase inhibitor"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.grammar.clauses import (
    ARTICLES,
    COPULAS,
    MODALS,
    PREPOSITIONS,
    RELATIVES,
    VERBS,
    Sentence,
    Speaker,
    Token,
    is_adverb,
    is_name,
    singular,
    tokens_of,
)


class Kind(NamedTuple):
    """One kind that a drug is said to be, and its visible place."""

    name: str
    start: int
    end: int


_PLAIN = frozenset(
    "addition agent analog analogue antagonist agonist brand class combination component compound copy category chemical"
    " derivative drug element example family form group hormone ingredient inhibitor kind medication medicine member"
    " metabolite mixture modulator molecule one part product protein regimen result salt solution substance therapy"
    " treatment type version way".split()
)
"""Nouns that alone name no kind of drug."""

_RELATIONAL = frozenset("combination copy derivative example form ingredient member mixture part salt version".split())
_TYPES = frozenset("category class family form group kind member one type".split())
_STOPS = frozenset(
    "administered also and approved attached based bound called composed conjugated consisting constructed containing"
    " derived designed directed formed expressed found fused given has have it itself joined known linked made manufactured marketed meaning named"
    " or prepared produced referred similar so termed they used when where while".split()
)
_NAMING = frozenset("called named termed".split())
_ROLES = frozenset("work act function serve use classify regard describe consider".split())
_WHOLE = re.compile(
    r"(?:therapy|body|inhibitor|antagonist|agonist|blocker|modulator|degrader|conjugate|vaccine|oid|biotic|bolite|analog"
    r"|analogue|cycline|mustard|taxane)$"
)
_ADJECTIVE = re.compile(r"(?:ive|ible|able|al|ic|oral|ous|ed|ant|ar|acting|potent)$")


def iter_kinds(sentence: Sentence, speaker: Speaker) -> Iterator[Kind]:
    """Yield the kinds of drug that a sentence says the drug is, in order; its own name is none."""
    for kind in _iter_kinds(sentence):
        head = tokens_of(sentence.text.string, kind.start, kind.end)[-1]
        if not is_name(head, speaker):
            yield kind


def _iter_kinds(sentence: Sentence) -> Iterator[Kind]:
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
    """"This chemotherapy combination contains …": the subject itself names the kind."""
    if not tokens or tokens[0].low not in ("this", "the"):
        return
    for k in range(2, min(6, len(tokens) - 1)):
        if tokens[k].low == "combination" and tokens[k + 1].low in ("contains", "consists", "includes", "combines"):
            yield _Chain(string, tokens).kind(1, k + 1)


def _apposed(sentence: Sentence) -> int | None:
    """Where the kind starts in "NAME, a kinase inhibitor, works by …"."""
    tokens = sentence.tokens
    for k in range(1, min(7, len(tokens) - 1) if sentence.subject else 0):
        if tokens[k].low == "," and tokens[k + 1].low in ("a", "an"):
            return k + 1
        low = tokens[k].low
        if not low[0].isalnum() or low in VERBS or low in PREPOSITIONS or is_adverb(tokens[k]):
            return None
    return None


def _opens(sentence: Sentence, i: int) -> int | None:
    """Where the noun phrase starts that the verb at `i` says of the drug; None where there is none."""
    tokens, at = sentence.tokens, i + 1
    verb = sentence.verb(i)
    if not sentence.acts[i]:
        return None
    while at < len(tokens) and is_adverb(tokens[at]):
        if tokens[at].low in ("not", "never", "neither"):
            return None
        at += 1
    if at >= len(tokens):
        return None
    if verb == "be":
        return at if _is_opening(tokens, at) else None
    preposition = "to" if verb == "belong" else "as" if verb in _ROLES else ""
    if preposition and tokens[at].low == preposition:
        return at + 1
    return at if verb == "consider" and _is_opening(tokens, at) else None


def _is_opening(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun phrase that may name a kind starts at `at`: it has an article, or it is a therapy."""
    low = tokens[at].low
    if low == "in":
        return any(token.low in _TYPES for token in tokens[at + 1 : at + 4])
    return low in ("a", "an", "the", "one", "another", "both") or tokens[at].low.endswith("therapy")


class _Chain:
    """Reads "a type of X called a Y that is used as a Z" from left to right; `at` is where it has come to."""

    def __init__(self, string: str, tokens: Sequence[Token]) -> None:
        self.string, self.tokens, self.at = string, tokens, 0

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

    def kind(self, lo: int, hi: int) -> Kind:
        """The kind that `tokens[lo:hi]` names: singular, "drug" off where the rest says it, brackets off."""
        if hi - lo > 1 and self.tokens[hi - 1].low in ("class", "family", "group"):
            hi -= 1
        drug = self.tokens[hi - 1].low in ("drug", "drugs", "medicine", "medicines", "medication", "agent", "agents")
        if hi - lo > 1 and drug and _WHOLE.search(self.tokens[hi - 2].low):
            hi -= 1
        words = self._words(lo, hi)
        head = self.tokens[hi - 1].word
        return Kind(words[: len(words) - len(head)] + singular(head), self.tokens[lo].start, self.tokens[hi - 1].end)

    def _words(self, lo: int, hi: int) -> str:
        parts = [self.tokens[lo].word]
        for last, token in zip(self.tokens[lo:hi], self.tokens[lo + 1 : hi], strict=False):
            gap = self.string[last.end : token.start] if not last.asides else "" if token.word[0] in "-–‑" else " "
            parts += [gap, token.word]
        return "".join(parts)

    def _past_types(self, at: int) -> int:
        """Past articles and "type of", "one of a group of", "in a class of": what comes next is the kind."""
        tokens = self.tokens
        while at < len(tokens):
            is_one = tokens[at].low == "of" and at > 0 and tokens[at - 1].low == "one"
            if tokens[at].low in ARTICLES or tokens[at].low in ("both", "in") or is_one:
                at += 1
                continue
            k = self._type_at(at)
            if k is None:
                return at
            at = k + 2
        return at

    def _type_at(self, at: int) -> int | None:
        """Where "type" stands in "newer type of …"; "a synthetic form of the …" tells no type."""
        tokens = self.tokens
        for k in range(at, min(len(tokens) - 2, at + 3)):
            low = tokens[k].low
            if singular(low) in _TYPES and tokens[k + 1].low == "of":
                is_substance = low == "form" and (k > at or tokens[k + 2].low in ARTICLES)
                return None if is_substance else k
            if not low[0].isalnum() or low in ARTICLES or low in PREPOSITIONS or low in RELATIVES:
                return None
        return None

    def _phrase_end(self, at: int) -> int:
        tokens, k = self.tokens, at
        while k < min(len(tokens), at + 16):
            low = tokens[k].low
            if k > at and low in (",", "and", "or") and self._goes_on(k):
                k += 1
                continue
            if not low[-1].isalnum() or low in PREPOSITIONS or low in RELATIVES or low in COPULAS or low in MODALS:
                break
            if low in _STOPS or (low in ARTICLES and k > at):
                break
            if k > at and low in VERBS and _WHOLE.search(singular(tokens[k - 1].low)):
                break
            k += 1
        return k

    def _goes_on(self, k: int) -> bool:
        """Whether the noun is still to come after a comma or "and" ("potent and selective inhibitor")."""
        before = self.tokens[k - 1].low
        if _WHOLE.search(singular(before)) or not self._is_modifier(k + 1):
            return False
        if self.tokens[k].low == "," and _ADJECTIVE.search(before):
            return True
        for token in self.tokens[k + 1 : k + 7]:
            if _WHOLE.search(singular(token.low)):
                return True
            if not token.low[-1].isalnum() or token.low in _STOPS or token.low in ARTICLES or token.low in PREPOSITIONS:
                return False
        return False

    def _is_modifier(self, at: int) -> bool:
        low = self.tokens[at].low if at < len(self.tokens) else "and"
        return low[0].isalnum() and low not in _STOPS and low not in ARTICLES and low not in RELATIVES and low not in PREPOSITIONS

    def _is_plain(self, lo: int, hi: int) -> bool:
        """Whether a phrase names no kind: a bare "drug", "the first …", "a form of …"."""
        tokens = self.tokens
        head = singular(tokens[hi - 1].low)
        if head in _RELATIONAL and hi < len(tokens) and tokens[hi].low in ("of", "in"):
            return True
        if re.search(r"[ts]ion$", head) and head != "combination":
            return True
        rest = [token.low for token in tokens[lo : hi - 1] if not _ADVERBIAL.fullmatch(token.low)]
        return ((head in _PLAIN or _ADVERBIAL.fullmatch(head) is not None) and not rest) or not tokens[hi - 1].low[0].isalpha()

    def _aside(self, lo: int, hi: int) -> Iterator[Kind]:
        """The kinds in brackets: "(a type of immunotherapy)"."""
        inner = tokens_of(self.string, lo, hi)
        if len(inner) > 1 and inner[0].low in ("a", "an", "one"):
            yield from _Chain(self.string, inner).read(0)

    def _next(self, at: int) -> int | None:
        """Where another noun phrase about the same drug starts; None where none does."""
        lows = [token.low for token in self.tokens[at : at + 6]]
        if lows[:1] == [","] and lows[1:2] != ["also"]:
            lows, at = lows[1:], at + 1
            if lows[:1] and lows[0] in ("a", "an"):
                return at
        if lows[:1] and lows[0] in _NAMING:
            return at + 1
        if lows[:2] in (["known", "as"], ["used", "as"]):
            return at + 2
        if lows[:3] == ["referred", "to", "as"]:
            return at + 3
        if lows[:1] == ["and"]:
            ahead = 2 if lows[1:2] == ["also"] else 1
            return at + ahead if lows[ahead : ahead + 1] and lows[ahead] in ("a", "an") else None
        if lows[:1] and lows[0] in ("that", "which") and lows[1:2] and lows[1] in COPULAS:
            ahead = 3 if lows[2:3] == ["also"] else 2
            if lows[ahead : ahead + 2] == ["used", "as"]:
                return at + ahead + 2
            return at + ahead if lows[ahead : ahead + 1] and lows[ahead] in ("a", "an") else None
        return None


_ADVERBIAL = re.compile(r"new|newer|first|second|only|main|active|prescription|man-made|novel|specific|certain|similar|same|other|common")
