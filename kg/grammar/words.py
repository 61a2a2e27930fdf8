"""The words of English drug prose: sentences cut into tokens, small closed classes of words, forms of verbs.

>>> [token.low for token in tokens_of("It binds to CD3 (on T cells).", 0, 29)]
['it', 'binds', 'to', 'cd3', '.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """One word or mark outside brackets, its place in the text, and the brackets that follow it: places and insides."""

    start: int
    end: int
    word: str
    low: str
    asides: tuple[tuple[int, int], ...] = ()
    inside: tuple[str, ...] = ()


_TOKEN = re.compile(
    r"(?<!\w)[-–‑]\w+"  # "-2" in "VEGFR-1, -2"
    r"|(?<=\b[IiTt]t)['’]s\b|[IiTt]t(?=['’]s\b)"  # "it" and "'s" apart
    r"|\w+(?:(?<=s)['’](?=\s\w)|(?:[-–‑‐/+'’.*×]|::)\w+|,(?<=\d,)\d+[-–]\w+)*(?:\+(?:/\w+\+)*)?"
    r"|[^\s\w]"
)
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=[\"'“(\[]?[A-Z0-9])|(?<=[\w)][\w)])\.(?=[A-Z][a-z])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|etc|approx|cf|al|ca|no|dr|st|mr|ms|inc|ltd|co|corp|spp|u\.s|u\.k|[A-Z])\.$",
    re.IGNORECASE,
)
_MOST_ASIDES = 4
"""Brackets after one word that are kept; a word with more of them is no prose."""

PREPOSITIONS = frozenset(
    "about above across after against along among around as at before behind below beneath beside between beyond"
    " by despite during except for from in inside into like near of off on onto out outside over per since through"
    " throughout to toward towards under until unto up upon versus via with within without".split()
)
RELATIVES = frozenset("that where which who whom whose".split())
COPULAS = frozenset("are be been being is was were".split())
MODALS = frozenset("can could did do does may might must shall should will would".split())
ADVERBS = frozenset(
    "again also both either even first further furthermore just n't neither never not now often probably"
    " sometimes still then thereby thus too".split()
)
NEGATIONS = frozenset("cannot hardly neither never nor not".split())
ARTICLES = frozenset("a all an another any each her his its no one some that the their these this those".split())
JOINS = frozenset("and and/or or".split())

BREAKS = frozenset(": ; although because but if once so though unless until when whereas while —".split())
"""Words and marks after which a new clause starts."""

CAUSES = frozenset(
    "allow allowing allows cause causes causing enable enables enabling help helping helps lead leads let lets"
    " make makes need needs require requires signal signaling signals train trains".split()
)
"""Words after which "to" says what another does."""

ELLIPTIC = frozenset("although if once though unless until when while".split())
"""Words after which a participle may stand alone ("once phosphorylated, it …"): its subject is the clause's."""

OFTEN = frozenset("a each every in or per".split())
"""Words after which "once" tells how often."""

CLAUSAL = frozenset("believed ensures means shown shows so such thought".split())
"""Words after which "that" opens no relative clause."""

_VERBS = frozenset(
    "act activate add agonise agonize aim alkylate antagonise antagonize attach attack belong bind block break"
    " bridge bring capture cause change chelate classify combine compete compose comprise conjugate connect"
    " consider consist contain counteract couple create cross-link crosslink damage decrease degrade deliver"
    " describe direct displace disrupt downregulate engage enter form function fuse generate help hinder hybridise"
    " hybridize impair inactivate include incorporate induce inhibit insert interact intercalate interfere"
    " interrupt involve join keep kill latch limit link lock lower make methylate misincorporate modulate"
    " neutralise neutralize occupy poison potentiate prevent produce protect recognise recognize reduce regard"
    " sequester serve shut slow stabilise stabilize stick stimulate stop suppress target transfer trap turn use"
    " work".split()
)
_NOUNS = frozenset(
    "action activation active activity adduct adducts affinity agonism alkylation antagonism blockade bond bonds"
    " complex complexes incorporation inhibition methylation modulation potentiation selective"
    " selectivity specific specificity stimulation".split()
)
_IRREGULAR = {
    "are": ("be", "base"),
    "be": ("be", "base"),
    "becomes": ("get", "s"),
    "bound": ("bind", "ed"),
    "built": ("build", "ed"),
    "carries": ("carry", "s"),
    "carry": ("carry", "base"),
    "broken": ("break", "ed"),
    "classified": ("classify", "ed"),
    "get": ("get", "base"),
    "gets": ("get", "s"),
    "has": ("have", "s"),
    "have": ("have", "base"),
    "is": ("be", "s"),
    "kept": ("keep", "ed"),
    "made": ("make", "ed"),
    "occupies": ("occupy", "s"),
    "stuck": ("stick", "ed"),
    "was": ("be", "s"),
    "were": ("be", "base"),
}


def _verbs() -> dict[str, tuple[str, str]]:
    forms: dict[str, tuple[str, str]] = {}
    for verb in sorted(_VERBS):
        stem = verb[:-1] if verb.endswith("e") else verb
        if verb in ("stop", "trap", "shut"):
            stem += verb[-1]
        forms[verb] = verb, "base"
        forms[verb + ("es" if verb.endswith(("ch", "sh", "ss", "x")) else "s")] = verb, "s"
        forms[stem + "ing"] = verb, "ing"
        forms[stem + "ed"] = verb, "ed"
    del forms["direct"]  # an adjective ("a direct inhibitor")
    return forms | _IRREGULAR | {word: (word, "noun") for word in sorted(_NOUNS)}


VERBS = _verbs()
"""Each form of the verbs that matter: its infinitive, and "s" or "base" where it is finite, "ing", "ed"; also the nouns
and adjectives that take an object as a verb does ("inhibition of", "selective for"): "noun"."""


def form_of(low: str) -> str:
    """The form of a verb that matters ("s", "base", "ing", "ed", "noun"); empty for any other word."""
    return VERBS[low][1] if low in VERBS else ""


_NO_ADVERBS = frozenset("anomaly assembly family poly".split())


def is_adverb(low: str) -> bool:
    """Whether a word may stand between a subject and its verb."""
    return low in ADVERBS or (low.endswith("ly") and "-" not in low and low not in _NO_ADVERBS)


def singular(word: str) -> str:
    """An English noun without its plural ending.

    >>> singular("therapies"), singular("agents"), singular("virus")
    ('therapy', 'agent', 'virus')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tokens_of(string: str, start: int, end: int) -> list[Token]:
    """The words and marks of `string[start:end]`; what stands in brackets hangs on the word before them."""
    found = [(match.start(), match.end()) for match in _TOKEN.finditer(string, start, end)]
    closing = _closing(string, found)
    tokens: list[Token] = []
    k = 0
    while k < len(found):
        lo, hi = found[k]
        if k in closing:
            if tokens:
                tokens[-1] = _with_bracket(tokens[-1], string, lo, found[closing[k]][1])
            k = closing[k]
        else:
            word = string[lo:hi]
            low = "is" if word in ("'s", "’s") else word.casefold().replace("’", "'")
            tokens.append(Token(lo, hi, word, low))
        k += 1
    return tokens


def _with_bracket(token: Token, string: str, lo: int, hi: int) -> Token:
    """A word with the bracket after it: set aside, or part of the word where nothing stands between them."""
    if lo > token.end or not token.low[-1].isalnum():
        if len(token.asides) == _MOST_ASIDES:
            return token
        asides = (*token.asides, (lo + 1, hi - 1))
        return token._replace(asides=asides, inside=(*token.inside, string[lo + 1 : hi - 1]))
    word = string[token.start : hi]
    return token._replace(end=hi, word=word, low=word.casefold())


def _closing(string: str, found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For each bracket that closes, by its position in `found`, the position of its end."""
    open_at: list[int] = []
    closing: dict[int, int] = {}
    for k, (lo, _) in enumerate(found):
        if string[lo] in "([":
            open_at.append(k)
        elif string[lo] in ")]" and open_at:
            closing[open_at.pop()] = k
    return closing


def iter_sentences(string: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text starts and ends."""
    start = 0
    for match in _SENTENCE_END.finditer(string):
        stop = match.start() + 1
        if string[stop - 1] == "." and _ABBREVIATION.search(string[max(start, stop - 8) : stop]):
            continue
        yield start, match.end()
        start = match.end()
    if start < len(string):
        yield start, len(string)
