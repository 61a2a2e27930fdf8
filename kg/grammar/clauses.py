"""Sentences of drug prose as words, and for each verb whether the drug is the one that acts.

A page speaks of its drug by name, as "it", as "this drug", by a part ("the antibody part"), or by the class that it has
just given the drug ("Taxanes …"). Brackets are set aside: a `Token` carries the places of those that follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.spans import Text


class Token(NamedTuple):
    """One word or mark outside brackets, its place in the text, and the insides of the brackets right after it."""

    start: int
    end: int
    word: str
    low: str
    asides: tuple[tuple[int, int], ...] = ()
    inside: tuple[str, ...] = ()


_TOKEN = re.compile(r"(?<!\w)[-–‑]\w+|\w+(?:[-–‑‐/+'’.*×]\w+|,(?<=\d,)\d+[-–]\w+)*\+?|[^\s\w]")
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=[\"'“(\[]?[A-Z0-9])|(?<=[a-z)][a-z)])\.(?=[A-Z][a-z])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|etc|approx|cf|al|ca|no|dr|st|mr|ms|inc|ltd|co|corp|spp|u\.s|u\.k|[A-Z])\.$", re.IGNORECASE
)

PREPOSITIONS = frozenset(
    "about above across after against along among around as at before behind below beneath beside between beyond by"
    " despite during except for from in inside into like near of off on onto out outside over per since through"
    " throughout to toward towards under until unto up upon versus via with within without".split()
)
RELATIVES = frozenset("that which who whom whose where".split())
COPULAS = frozenset("is are was were be been being".split())
MODALS = frozenset("can could may might must shall should will would do does did".split())
ADVERBS = frozenset(
    "again also both either even first further furthermore just never not now often probably sometimes still then thereby"
    " thus too n't neither".split()
)
NEGATIONS = frozenset("not never neither nor cannot hardly".split())
ARTICLES = frozenset("a an the this these that those its their his her each one some any another all no".split())
_BREAKS = frozenset("; : — while whereas because when if although though but until once unless so".split())
_CAUSES = frozenset(
    "help helps helping allow allows allowing cause causes causing need needs enable enables enabling require requires"
    " signal signals signaling let lets make makes lead leads train trains".split()
)

DRUG_NOUNS = frozenset(
    "agent analog analogue antagonist agonist antibody antibodies antibiotic antimetabolite antiandrogen biosimilar blocker"
    " chemical combination complex compound conjugate construct degrader derivative drug drugs engager fragment immunotoxin"
    " immunotherapy inhibitor inhibitors isotope medication medications medicine medicines metabolite modulator nanoparticle"
    " nucleotide nucleoside payload peptide prodrug radioisotope radioligand radiopharmaceutical substance therapy toxin"
    " treatment vaccine virus warhead".split()
)
PARTS = frozenset("action activity arm arms car chain component domain effect effects end fragment half mechanism moiety part parts portion region".split())
MOLECULES = frozenset(
    "antigen antigens cytokine enzyme enzymes factor factors gene genes integrin kinase kinases ligand ligands marker"
    " molecule molecules protein proteins receptor receptors".split()
)
_ENGINEERED = frozenset("fusion engineered modified changed recombinant man-made chimeric car synthetic artificial".split())

# -- verbs

_VERBS = (
    "bind block inhibit target interfere act interact attach attack stick latch lock antagonize engage recognize disrupt"
    " inactivate neutralize suppress occupy trap sequester cross-link crosslink alkylate stabilize damage break enter"
    " intercalate insert compete keep stop prevent turn shut cause reduce lower decrease work consist contain belong"
    " function serve link connect deliver incorporate degrade antagonise recognise neutralise stabilise methylate"
    " comprise include combine impair hinder counteract capture limit slow kill help bring change use classify regard"
    " consider describe direct aim create fuse generate induce make produce add transfer conjugate join compose form involve protect interrupt"
)
_IRREGULAR = {
    "bound": "bind",
    "broken": "break",
    "classified": "classify",
    "comprising": "comprise",
    "kept": "keep",
    "occupies": "occupy",
    "stuck": "stick",
}
_NOUNS = frozenset("specific selective active activity bond bonds complex complexes affinity specificity selectivity inhibition blockade antagonism".split())


def _verbs() -> dict[str, tuple[str, str]]:
    """Each form of the verbs that matter: its infinitive, and "s" or "base" where it is finite, "ing", "ed", "noun"."""
    forms: dict[str, tuple[str, str]] = {}
    for verb in _VERBS.split():
        stem = verb[:-1] if verb.endswith("e") else verb
        if verb in ("stop", "trap", "shut"):
            stem += verb[-1]
        forms[verb] = verb, "base"
        forms[verb + ("es" if verb.endswith(("ch", "x")) else "s")] = verb, "s"
        forms[stem + "ing"] = verb, "ing"
        forms[stem + "ed"] = verb, "ed"
    for word, verb in _IRREGULAR.items():
        forms[word] = verb, "s" if word.endswith("s") else "ed"
    forms.update({word: ("get", form) for word, form in (("get", "base"), ("gets", "s"), ("becomes", "s"))})
    forms.update({"has": ("have", "s"), "have": ("have", "base")})
    forms.update({word: ("be", "s" if word in ("is", "was") else "base") for word in ("is", "was", "are", "were", "be")})
    forms.update({word: (word, "noun") for word in _NOUNS})
    return forms


VERBS = _verbs()


def form_of(low: str) -> str:
    """The form of a verb that matters ("s", "base", "ing", "ed", "noun"); empty for any other word."""
    return VERBS[low][1] if low in VERBS else ""


class Sentence(NamedTuple):
    """One sentence: its text, its words outside brackets, and for each verb among them whether the drug acts."""

    text: Text
    tokens: Sequence[Token]
    acts: dict[int, bool]
    subject: bool

    def verb(self, at: int) -> str:
        """The infinitive of the verb at `at`."""
        return VERBS[self.tokens[at].low][0]


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
            k = closing[k] + 1
            continue
        word = string[lo:hi]
        tokens.append(Token(lo, hi, word, word.casefold().replace("’", "'")))
        k += 1
    return tokens


def _with_bracket(token: Token, string: str, lo: int, hi: int) -> Token:
    """A word with the bracket after it: set aside, or part of the word where nothing stands between them."""
    if lo > token.end or not token.low[-1].isalnum():
        inside = string[lo + 1 : hi - 1]
        return token._replace(asides=(*token.asides, (lo + 1, hi - 1)), inside=(*token.inside, inside))
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


# -- who acts


@dataclass(slots=True)
class Speaker:
    """What a page has said of its drug so far: its names, its classes, and whether "it" would mean the drug now."""

    names: set[str]
    parts: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    it: bool = True

    @classmethod
    def of(cls, names: Iterable[str]) -> Speaker:
        """One who knows the drug's names and has said nothing yet."""
        words = {part for name in names for word in re.findall(r"[\w-]+", name.casefold()) for part in _stems(word)}
        return cls({word for word in words if len(word) > 2 and word not in _COMMON})


_COMMON = frozenset(
    "and acid acetate alfa alpha antibody beta bromide calcium cancer capsule cell cells chloride citrate cream disodium drug"
    " factor fumarate globulin hormone human hydrobromide hydrochloride hydroxide immune injection interferon interleukin"
    " intravenous kinase lactate liposome live malate maleate mesylate monohydrate oral phosphate potassium protein receptor"
    " recombinant sodium solution succinate sulfate tablet tartrate therapy topical tosylate treatment vaccine with".split()
)


def _stems(word: str) -> tuple[str, ...]:
    return word, word.split("-")[0], word.removesuffix("'s")


def singular(word: str) -> str:
    """An English noun without its plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_name(token: Token, speaker: Speaker) -> bool:
    """Whether a word names the page's drug."""
    return any(stem in speaker.names or stem in speaker.parts for stem in _stems(token.low))


def is_adverb(token: Token) -> bool:
    """Whether a word may stand between a subject and its verb."""
    low = token.low
    return low in ADVERBS or (low.endswith("ly") and "-" not in low and low not in ("family", "assembly", "anomaly"))


def names_drug(tokens: Sequence[Token], lo: int, hi: int, speaker: Speaker) -> bool:
    """Whether the noun phrase `tokens[lo:hi]`, up to its first preposition, is the drug or a part of it."""
    while lo < hi and is_adverb(tokens[lo]):
        lo += 1
    core = lo
    while core < hi and tokens[core].low not in PREPOSITIONS and core < lo + 12:
        core += 1
    while core > lo + 1 and core < hi and form_of(tokens[core - 1].low) == "ed":
        core -= 1
    if core == lo:
        return False
    first, words = tokens[lo].low, tokens[lo:core]
    if first == "it":
        return speaker.it
    if first in ("they", "one") or any(is_name(token, speaker) for token in words):
        return True
    lows = [token.low for token in words if token.low not in ARTICLES]
    if lows and " ".join([*lows[:-1], singular(lows[-1])]) in speaker.classes:
        return True
    return _is_part(first, [token.low for token in words])


def _is_part(first: str, lows: Sequence[str]) -> bool:
    """Whether a phrase like "the linked drug", "the antibody portion" or "the modified T cells" means the drug."""
    head = lows[-1]
    if first in ("a", "an", "some", "any", "other") or len(lows) < 2:
        return False
    if first == "its" and head not in MOLECULES and singular(head) not in ("cell", "target", "efficacy", "safety", "use"):
        return True
    if any(low in ("other", "another", "different") for low in lows[:2]):
        return head == "other" or head in PARTS
    if head in ("cells", "cell") or head in MOLECULES:
        return any(low in _ENGINEERED for low in lows)
    return head in DRUG_NOUNS or head in PARTS


def read_sentence(text: Text, start: int, end: int, speaker: Speaker) -> Sentence:
    """One sentence with its verbs' actors; `speaker` then knows whom "it" would mean after it."""
    tokens = tokens_of(text.string, start, end)
    reader = _Reader(tokens, speaker)
    reader.read()
    subject = bool(reader.main)
    _learn_parts(tokens, reader, speaker)
    speaker.it = subject or not (reader.defines and tokens[0].low not in ("this", "these", "that"))
    return Sentence(text, tokens, reader.acts, subject)


def _learn_parts(tokens: Sequence[Token], reader: _Reader, speaker: Speaker) -> None:
    """Note what the drug contains or is joined to ("linked to a toxin called …"), by its name."""
    for i in reader.acts:
        verb, form = VERBS[tokens[i].low]
        if verb not in _JOINING or not reader.main or (form != "ed") != (verb == "contain"):
            continue
        ahead = range(i + 1, min(len(tokens), i + 8))
        end = i + 1 if verb == "contain" else 1 + next((k for k in ahead if tokens[k].low in ("to", "with")), i)
        while end < min(len(tokens), i + 14) and not _ends_part(tokens[end].low):
            end += 1
        last = tokens[end - 1]
        named = [last.low, *(string.casefold() for string in last.inside)]
        speaker.parts.update(word for word in named if len(word) > 2 and word not in _UNNAMED and " " not in word)


def _ends_part(low: str) -> bool:
    return low in PREPOSITIONS or low in RELATIVES or not low[-1].isalnum() or low in ("and", "or", "used")


_JOINING = frozenset("attach conjugate connect contain fuse join link".split())
_UNNAMED = DRUG_NOUNS | PARTS | MOLECULES | _COMMON | ARTICLES
_MADE = frozenset(
    "into generate generates generating linked attached conjugated fused joined connected converted metabolized metabolised hydrolyzed transformed form"
    " forms forming release releases releasing carries carrying delivers delivering yields yield".split()
)


_MAKING = frozenset("cause induce form create produce generate make".split())
_MADE_NOUNS = frozenset("breaks cuts cross-links crosslinks links damage".split())


class _Reader:
    """Walks a sentence once from left to right, keeping whose clause it is in."""

    def __init__(self, tokens: Sequence[Token], speaker: Speaker) -> None:
        self.tokens, self.speaker = tokens, speaker
        self.acts: dict[int, bool] = {}
        self.main: bool | None = None
        self.clause: bool | None = None
        self.phrase = 0
        self.copula = -1
        self.is_kind = False
        self.causes = False
        self.defines = False

    def read(self) -> None:
        """Fill `acts`: for the position of each verb, whether the drug is its subject."""
        self._open(0)
        for i, token in enumerate(self.tokens):
            low = token.low
            if low in _BREAKS:
                self._open(i + 1)
            elif low == ",":
                self._comma(i)
            elif low in ("and", "or", "and/or", "then"):
                self.phrase = i + 1
            elif low in RELATIVES and self._is_relative(i):
                self.clause = self._antecedent(i)
                self.phrase, self.causes = i + 1, False
            elif low in VERBS and not self._is_noun(i):
                self.acts[i] = self._actor(i, VERBS[low][1])
                if self._is_verb(i):
                    self.phrase = i + 1
            if low in _CAUSES:
                self.causes = True

    def _is_noun(self, at: int) -> bool:
        """Whether "a conjugate", "its targets" or "causes breaks" is a noun here: a plain verb wants a plural subject."""
        low, before = self.tokens[at].low, self.tokens[at - 1].low if at else ","
        if before in ("a", "an", "the", "its", "their") and form_of(low) in ("s", "base"):
            return True
        if form_of(low) == "base" and at - 1 >= self.phrase and before not in RELATIVES and not self._is_plural(at - 1):
            return True
        if low not in _MADE_NOUNS:
            return False
        return any(VERBS[self.tokens[k].low][0] in _MAKING for k in range(max(0, at - 4), at) if k in self.acts)

    def _is_plural(self, at: int) -> bool:
        """Whether the word at `at` may be the last of a plural subject, or of what comes between it and its verb."""
        token = self.tokens[at]
        if token.low in MODALS or token.low in PREPOSITIONS or token.low in ("they", "to") or is_adverb(token):
            return True
        joined = self.phrase > 0 and self.tokens[self.phrase - 1].low in ("and", "or")
        return joined or singular(token.low) != token.low

    def _open(self, at: int) -> None:
        """A new clause starts: its subject is the noun phrase there; the old one goes on where a verb stands."""
        self.phrase, self.copula, self.causes, self.is_kind = at, -1, False, False
        subject = self._lead(at)
        if subject is not None:
            self.main = subject
        self.clause = self.main

    def _comma(self, at: int) -> None:
        if not self.main and not self.acts:
            self.main = None
            self.main = self._lead(at + 1)
        self.clause, self.phrase, self.causes = self.main, at + 1, False

    def _lead(self, at: int) -> bool | None:
        """Whether the noun phrase that starts at `at` is the drug; None where none starts there."""
        tokens = self.tokens
        while at < len(tokens) and (is_adverb(tokens[at]) or tokens[at].low in ("that", "and", "or")):
            at += 1
        if at >= len(tokens) or tokens[at].low in PREPOSITIONS or tokens[at].low in MODALS:
            return None
        if tokens[at].low in VERBS or not tokens[at].low[0].isalnum():
            return None
        if tokens[at].low == "it" and self.main is False:
            return False
        hi = at + 1
        while hi < min(len(tokens), at + 10) and not self._ends_lead(hi):
            hi += 1
        return names_drug(tokens, at, hi, self.speaker)

    def _ends_lead(self, at: int) -> bool:
        low = self.tokens[at].low
        if self._is_verb(at) or low in MODALS or low in RELATIVES or low in PREPOSITIONS:
            return True
        return not low[0].isalnum()

    def _is_verb(self, at: int) -> bool:
        """Whether the word at `at` is a verb here, not the adjective of "the linked drug"."""
        form = form_of(self.tokens[at].low)
        follows = self.tokens[at + 1].low if at + 1 < len(self.tokens) else ""
        return form in ("s", "base", "ing") or (form == "ed" and (follows in PREPOSITIONS or not follows[:1].isalnum()))

    def _is_relative(self, at: int) -> bool:
        """Whether "that" opens a relative clause ("a drug that"), not a noun phrase or an object clause."""
        if at == 0 or self.tokens[at].low != "that":
            return at > 0
        return self.tokens[at - 1].low not in ("so", "such", "means", "thought", "shows", "shown", "believed", "ensures")

    def _antecedent(self, at: int) -> bool:
        """Whether the noun before `at` is the drug, a kind of drug that it is, or a part or product of it."""
        tokens, k = self.tokens, at - 1
        if k > 0 and tokens[k].low == ",":
            k -= 1
        head, lo = tokens[k].low, k
        ends = PREPOSITIONS | COPULAS | {",", "called", "and"}
        while lo > 0 and k - lo < 8 and tokens[lo].low not in ends and lo != self.copula:
            lo -= 1
        is_kind = self.is_kind
        if is_name(tokens[k], self.speaker) or self._is_made(lo, k):
            return True
        if is_kind and lo in (self.copula, self.copula + 1) and head not in ("cell", "cells"):
            return True
        if head == "them" and any(token.low in ("added", "inserted") for token in tokens[max(0, at - 8) : at]):
            return True
        if head in DRUG_NOUNS:
            apposed = tokens[lo].low == "," and lo > 0 and is_name(tokens[lo - 1], self.speaker)
            return is_kind or apposed or tokens[min(k, lo + 1)].low in ("the", "this")
        if head in MOLECULES or head in ("cell", "cells"):
            return any(token.low in _ENGINEERED for token in tokens[lo : k + 1])
        return is_kind and tokens[at - 1].low != ","

    def _is_made(self, lo: int, k: int) -> bool:
        """Whether `tokens[lo:k + 1]` is what the drug turns into, is joined to or delivers."""
        if not self.clause:
            return False
        if self.tokens[lo].low == "called":
            lo = max(0, lo - 6)
        return any(token.low in _MADE for token in self.tokens[max(0, lo - 2) : k])

    def _actor(self, at: int, form: str) -> bool:
        """Whether the drug is the subject of the verb at `at`, which is not denied."""
        tokens, k = self.tokens, at - 1
        negated = False
        while k >= 0 and (is_adverb(tokens[k]) or tokens[k].low in MODALS or (form != "s" and tokens[k].low in COPULAS)):
            negated = negated or tokens[k].low in NEGATIONS
            k -= 1
        if k >= 0 and tokens[k].low in ("rather", "than", "without", "unlike", "cannot"):
            return False
        if negated:
            self._subject(at, k, form)
            return False
        if form == "ing":
            return self._gerund(at, k)
        nearby = [token.low for token in tokens[max(0, k - 3) : k + 1]]
        if form == "noun":
            return bool(self.clause) and not any(low in NEGATIONS or low in ("no", "lacks", "little") for low in nearby)
        if form == "base" and k >= 0 and tokens[k].low == "to":
            return bool(self.clause) and not self.causes and not any(low in NEGATIONS for low in nearby)
        return self._subject(at, k, form)

    def _subject(self, at: int, k: int, form: str) -> bool:
        """Whether the drug is the subject of a finite verb: the noun phrase before it, else that of its clause."""
        tokens = self.tokens
        if k >= self.phrase and form != "ed":
            self.clause = self._is_drug(k)
            if self.main is None or self.phrase == 0:
                self.main = self.clause
            self.defines = self.defines or (self.phrase == 0 and tokens[at].low in COPULAS)
        if self._is_identity(at):
            self.copula, self.is_kind = at, bool(self.clause)
        return bool(self.clause)

    def _is_identity(self, at: int) -> bool:
        """Whether the verb at `at` says what its subject is or contains."""
        verb, k = VERBS[self.tokens[at].low][0], at + 1
        while k < len(self.tokens) and is_adverb(self.tokens[k]) and self.tokens[k].low != "both":
            k += 1
        if verb in ("act", "serve", "function", "work") and self.tokens[at + 1 : at + 2] and self.tokens[at + 1].low == "as":
            return True
        return verb in ("contain", "comprise") or (verb == "be" and k < len(self.tokens) and self.tokens[k].low in ARTICLES)

    def _is_drug(self, k: int) -> bool:
        """Whether the noun phrase from where the clause's began to `k` is the drug."""
        tokens = self.tokens
        if tokens[k].low in ("it", "they"):
            return self.speaker.it and not (tokens[k].low == "it" and self.main is False)
        if is_name(tokens[k], self.speaker) and (k == 0 or tokens[k - 1].low not in PREPOSITIONS):
            return True
        return names_drug(tokens, self.phrase, k + 1, self.speaker)

    def _gerund(self, at: int, k: int) -> bool:
        """Whether the drug does what an "-ing" says: after "by", a comma or "and", or beside the drug's noun."""
        if k < 0:
            return True
        low = self.tokens[k].low
        if low in ("of", "from", "without", "in", "to", "at"):
            return low == "of" and k > 0 and self.tokens[k - 1].low == "capable" and bool(self.clause)
        if self.tokens[at].low == "binding" and [t.low for t in self.tokens[at + 1 : at + 2]] == ["of"]:
            return at + 2 < len(self.tokens) and is_name(self.tokens[at + 2], self.speaker)
        if low in ARTICLES or low in ("than", "instead"):
            return False
        if low in PREPOSITIONS or low in _BREAKS or low in ("and", "or", ",", "then"):
            return self.main is None or bool(self.clause)
        return self._antecedent(at) and max(self.acts, default=-1) <= max(self.copula, self.phrase - 1)
