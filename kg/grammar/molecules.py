"""The molecule that one noun phrase names: "the protein PD-1", "the CD20 antigen", "Bruton's tyrosine kinase (BTK)".

What is a name is told by its shape and by the words around it, never by a list of molecules: a symbol, a noun whose
ending means an enzyme, a noun that a word like "receptor" makes specific, or whatever "called" introduces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.grammar.shapes import (
    BOUND,
    CHEMICAL,
    DRUG_ADJECTIVES,
    FIBRES,
    GENERAL,
    HYPHENED,
    NUCLEIC,
    NUMBER,
    NUMBERED,
    PASSING,
    PLAIN_ENZYME,
    PROCESS,
    QUALITY,
    STRANDS,
    TAIL,
    TRAILING,
    aliases_in,
    is_adjective,
    is_enzyme,
    is_head,
    is_no_molecule,
    is_proper,
    is_residue,
    is_symbol,
    shortens,
    spells,
)
from kg.grammar.words import (
    ADVERBS,
    ARTICLES,
    COPULAS,
    JOINS,
    MODALS,
    PREPOSITIONS,
    RELATIVES,
    Token,
    form_of,
    is_adverb,
    singular,
)

Place = tuple[int, int]


class Molecule(NamedTuple):
    """A molecule's name as written, the visible places it was read from (a shared head last), its other names."""

    name: str
    places: tuple[Place, ...]
    alts: tuple[str, ...] = ()


_STOPS = frozenset(
    "also and and/or as associated because being both but called causing displayed due e.g either expressed"
    " formed found had has have having he helping how i.e if implicated including involved it kept known"
    " leading like linked"
    " located made more most named namely necessary needed neither not or overexpressed present presented preventing"
    " primarily produced rather required responsible resulting seen shared she so such termed than there thereby"
    " therefore they thus to too used we what when where while why working".split()
)
_NAMELESS = GENERAL | ARTICLES | DRUG_ADJECTIVES | TAIL
_ADDED = TRAILING | PASSING
_HAVING = frozenset("bearing harboring harbouring".split())
_PARTICIPLES = frozenset("associated expressed linked overexpressed required".split())
_OPENING = frozenset("cell dna growth nuclear plasma rna tissue transcription tumor tumour".split())
"""General words that may be the first of a longer name ("tumor necrosis factor")."""

_QUALITIES = ("-bound", "-competitive", "-selective", "-penetrant", "-acting", "-available")
_TYPED = re.compile(r"\w\w-type$")
_SLASHED = re.compile(r"(.*?\D)(\d+|[α-ω])((?:/(?:\d+|[α-ω]))+)$")
_IMMUNOGLOBULIN = re.compile(r"Ig[ADEGM]")
_JOINED = re.compile(r"[/×]|\dx[A-Z]")
_JOINED_PART = re.compile(r"(?:(?!x[A-Z])[^/×])+")


class Phrases:
    """Reads molecules' names from noun phrases among the words of a sentence; `drug` are words that name the drug."""

    def __init__(self, string: str, tokens: Sequence[Token], drug: set[str]) -> None:
        self.string, self.tokens, self.drug = string, tokens, drug

    def low(self, at: int) -> str:
        """The word at `at`; a full stop where there is none."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else "."

    # -- where a phrase ends and its name begins

    def phrase_end(self, at: int) -> int:
        """Where the run of nouns and adjectives that starts at `at` ends."""
        k = at
        while k < min(len(self.tokens), at + 14) and not self._ends(k, at):
            k += 1
        return k

    def _ends(self, k: int, at: int) -> bool:
        low, follows = self.low(k), self.low(k + 1)
        if not low[-1].isalnum() and low[-1] not in "'+)":
            return True
        if (low in ("leads", "results") and follows in ("in", "to")) or low in _HAVING:
            return True
        is_noun_next = follows not in PREPOSITIONS and follows not in RELATIVES and follows[0].isalnum()
        if low in _PARTICIPLES and is_noun_next and follows not in JOINS:
            return False
        if low in PREPOSITIONS or low in RELATIVES or low in _STOPS or low in COPULAS or low in MODALS:
            return True
        return k > at and self._ends_noun(k)

    def _ends_noun(self, k: int) -> bool:
        """Whether the word at `k` cannot follow the nouns before it: an article, an adverb, a verb."""
        low, word, before = self.low(k), self.tokens[k].word, self.tokens[k - 1]
        if low in ARTICLES:
            return not NUMBER.match(word)
        if is_adverb(low):
            return low not in ADVERBS
        if form_of(low) == "s":
            if low == "forms":  # "its two forms", but "X forms a complex"
                return self.low(k + 1) in ("a", "an", "the", "with")
            return low not in ("changes", "targets")
        if low.endswith("ing") and is_head(before.low):
            return True
        is_participle = form_of(low) == "ing" and not is_head(self.low(k + 1))
        is_name = is_symbol(before.word) or bool(NUMBER.match(before.word))
        return is_name and (low.endswith("ed") or is_participle)

    def opens_clause(self, at: int) -> bool:
        """Whether a verb stands at `at`, known or not: ", trapping …", ", dampens ABC1 signalling"."""
        low, follows = self.low(at), self.low(at + 1)
        if form_of(low) in ("ing", "s"):
            return low not in ("including", "forms", "targets")
        is_plural = is_head(low) or is_enzyme(low) or is_symbol(self.tokens[min(at, len(self.tokens) - 1)].word)
        if not low.endswith("s") or low.endswith(("ss", "us")) or is_plural or not low.isalpha():
            return False
        return follows in ARTICLES or is_symbol(self.tokens[min(at + 1, len(self.tokens) - 1)].word)

    def inner(self, lo: int, hi: int) -> int:
        """Where the name starts once articles, owners, general adjectives and "the protein" are off."""
        tokens = self.tokens
        lo = self._first(lo, hi)
        firsts = [alias[0].casefold() for alias in tokens[hi - 1].inside if is_symbol(alias)] if hi > lo else []
        symbolic = any(is_symbol(token.word) for token in tokens[lo:hi])
        while symbolic and lo < hi - 1 and tokens[lo].word.islower() and QUALITY.search(tokens[lo].low):
            lo += 1
        while lo < hi - 1:
            step = self._general_words(lo, hi, symbolic=symbolic)
            if not step or (step == 1 and self.low(lo)[0] in firsts and self.low(lo) not in ARTICLES):
                break
            lo += step
        after = self._after_head(lo, hi)
        return lo if firsts and self._is_abbreviated(lo, hi) and not self._is_abbreviated(after, hi) else after

    def _first(self, lo: int, hi: int) -> int:
        """Where a name starts after an owner ("the cell's"), or that brackets in the phrase abbreviate ("… (GnRH)")."""
        tokens = self.tokens
        for k in range(hi - 2, lo - 1, -1):
            if tokens[k].low.endswith(("'s", "s'")) and tokens[k].word[0].islower():
                return k + 1
        for k in range(lo + 1, hi):
            for alias in filter(is_symbol, tokens[k].inside):
                lows = [token.low for token in tokens[lo : k + 1]]
                starts = [s for s in range(k - lo) if shortens(alias, lows[s:])]
                if starts:
                    return lo + ([s for s in starts if spells(lows[s:], alias)] or starts)[-1]
        return lo

    def _general_words(self, lo: int, hi: int, *, symbolic: bool) -> int:
        """How many words at `lo` say nothing of which molecule is meant: none, one, or the two of "type II"."""
        low = self.low(lo)
        numbered = low in ("type", "class", "pan-class") and NUMBER.match(self.tokens[lo + 1].word)
        if hi - lo > 2 and (numbered or _TYPED.search(self.low(lo + 1))):
            return 2
        is_owner = low.endswith(("'s", "s'")) and self.tokens[lo].word[0].islower()
        is_general = low in GENERAL and (symbolic or low not in _OPENING)
        is_quality = low in DRUG_ADJECTIVES or low.endswith(_QUALITIES) or (is_adverb(low) and low not in ADVERBS)
        return int(is_owner or is_general or is_quality or low in ARTICLES)

    def _after_head(self, lo: int, hi: int) -> int:
        """Past "protein" in "the protein PD-1": a name may follow the noun that says what it is."""
        for k in range(hi - 2, lo - 1, -1):
            if not (is_head(self.low(k)) or self.low(k) in ("family", "families")):
                continue
            word = self.tokens[k + 1].word
            named = is_symbol(word) or (self.is_general(lo, k + 1) and not is_head(word.casefold()))
            named = named or (self.low(k) in ("enzyme", "protein") and is_enzyme(self.low(hi - 1)))
            if (named and not all(map(NUMBER.match, word.split("/")))) or self._is_abbreviated(k + 1, hi):
                return k + 1
        return lo

    def is_general(self, lo: int, hi: int) -> bool:
        """Whether no word of a phrase tells which molecule is meant."""
        lows = [token.low for token in self.tokens[lo:hi]]
        if NUMBER.match(self.tokens[lo].word) or "class" in lows:  # "the class I, II and IV enzymes"
            lows = [token.low for token in self.tokens[lo:hi] if not NUMBER.match(token.word)] or lows
        return all(is_head(low) or low in _NAMELESS for low in lows)

    # -- the name

    def name(self, lo: int, hi: int, *, bound: bool = False, called: bool = False) -> Molecule | None:
        """The molecule that `tokens[lo:hi]` names, if any; `bound`: a verb binds it; `called`: a word introduces it."""
        tokens = self.tokens
        lo = self.inner(lo, hi)
        while lo < hi - 1 and FIBRES.fullmatch(self.low(hi - 1)) and QUALITY.search(self.low(lo)):
            lo += 1
        hi -= self.low(hi - 1) == "families" and hi - lo > 1 and is_symbol(tokens[hi - 2].word)
        while hi - 1 > lo and (self.low(hi - 1) in TAIL or self._is_chain(hi - 1)):
            hi -= 1 + (hi - 2 > lo and self.low(hi - 2) in ("epsilon", "zeta"))
        if lo >= hi or not self._is_named(lo, hi, bound=bound, called=called):
            return None
        last = hi
        while last - 1 > lo and self.low(last - 1) in TRAILING:
            last -= 1
        if last < hi and (all(is_symbol(token.word) for token in tokens[lo:last]) or self._stands_alone(last, hi)):
            return self.molecule(lo, last, (self.words(lo, hi),))
        if NUCLEIC.fullmatch(tokens[lo].word) and self.low(hi - 1) in STRANDS:
            return self.molecule(lo, lo + 1)
        word = tokens[hi - 1].word
        if hi - lo > 1 and is_symbol(word) and len(word) > 2 and tokens[hi - 2].word.islower():
            return self.molecule(hi - 1, hi, (self.words(lo, hi),))
        return self.molecule(lo, hi)

    def _is_chain(self, at: int) -> bool:
        """Whether a "chain" that a symbol tells of stands at `at` ("the CD3ε chain")."""
        letter = self.low(at - 1) in ("epsilon", "zeta") and is_symbol(self.tokens[at - 2].word)
        return self.low(at) in ("chain", "chains") and (letter or is_symbol(self.tokens[at - 1].word))

    def _is_named(self, lo: int, hi: int, *, bound: bool, called: bool) -> bool:
        """Whether a phrase, bare of general words, names a molecule."""
        tokens, head = self.tokens, self.tokens[hi - 1]
        is_receptor = hi - lo > 1 and singular(head.low) == "receptor"  # of a drug that is a hormone
        if any(token.low in self.drug and not is_receptor for token in tokens[lo:hi]) or head.low.endswith(_QUALITIES):
            return False
        if is_no_molecule(head.low) or all(is_residue(t.word) or t.low in _ADDED for t in tokens[lo:hi]):
            return False
        if is_residue(head.word) and not any(is_symbol(token.word) for token in tokens[lo : hi - 1]):
            return False  # "the gatekeeper mutant T315I"
        if HYPHENED.match(head.low):
            return True
        if NUCLEIC.fullmatch(head.word) or FIBRES.fullmatch(head.low):
            return hi - lo == 1 or (head.word.endswith("RNA") and self._is_own_rna(lo, hi))
        if NUCLEIC.fullmatch(tokens[lo].word) and all(token.low in STRANDS for token in tokens[lo + 1 : hi]):
            return True
        if self.is_general(lo, hi):
            return False
        if called:
            return not PROCESS.match(head.low) or is_symbol(head.word)
        if hi - lo > 1 and NUMBER.match(head.word):
            return self._is_numbered(lo, hi, bound=bound)
        if is_symbol(head.word):
            return all(not PROCESS.match(token.low) for token in tokens[lo : hi - 1])
        if head.low in ("family", "families"):
            return any(is_symbol(token.word) or is_proper(token.word) for token in tokens[lo:hi])
        if is_head(head.low) or head.low in TRAILING:
            is_marker = singular(head.low) == "marker" and not any(is_symbol(token.word) for token in tokens[lo:hi])
            return not is_marker and self._is_specific(lo, hi)
        if is_enzyme(head.low):
            return hi - lo > 1 or not PLAIN_ENZYME.fullmatch(head.low)
        return bound and self._is_plausible(lo, hi)

    def _is_own_rna(self, lo: int, hi: int) -> bool:
        """Whether a phrase that ends in "RNA" tells whose ("the ABC1 pre-messenger RNA", "16S ribosomal RNA")."""
        return any(is_symbol(token.word) or BOUND.match(token.low) for token in self.tokens[lo : hi - 1])

    def _is_numbered(self, lo: int, hi: int, *, bound: bool) -> bool:
        """Whether a phrase that ends in a number names a molecule ("topoisomerase II", "receptor type 2")."""
        before = self.tokens[hi - 3 if hi - lo > 2 and self.low(hi - 2) in ("type", "subtype", "isoform") else hi - 2]
        if hi - lo > 2 and before.low.isdigit():  # "factor 2 alpha"
            before = self.tokens[hi - 3]
        if bound and ((BOUND.match(before.low) and before.low not in PASSING) or self._is_abbreviated(lo, hi)):
            return True
        return is_head(before.low.rsplit("-", 1)[-1]) or is_enzyme(before.low) or is_symbol(before.word)

    def _is_plausible(self, lo: int, hi: int) -> bool:
        """Whether a phrase that something binds may name it: abbreviated, with a capital, or a noun like "cereblon"."""
        head = self.tokens[hi - 1]
        if self._is_abbreviated(lo, hi):
            return True
        if is_proper(head.word) or _IMMUNOGLOBULIN.fullmatch(head.word):
            return hi - lo == 1
        return hi - lo <= 2 and bool(BOUND.match(head.low)) and not PROCESS.match(head.low)

    def _is_specific(self, lo: int, hi: int) -> bool:
        """Whether a word before "receptor", "kinase" … tells which one."""
        words = [t for t in self.tokens[lo:hi] if not (is_head(t.low) or t.low in TRAILING or t.low in GENERAL)]
        if self.low(hi - 1) in ("kinase", "kinases", "enzyme", "enzymes"):
            words = [token for token in words if not CHEMICAL.search(token.low)]
        if words and (NUMBERED.search(self.low(hi - 1)) or any(token.low == "ribosomal" for token in words)):
            return True
        for token in words:
            if is_symbol(token.word) or is_proper(token.word) or not is_adjective(token.low):
                return True
        return any(is_symbol(alias) for token in words for alias in token.inside) or (
            bool(words) and "growth factor" in self.words(lo, hi)
        )

    def _is_abbreviated(self, lo: int, hi: int) -> bool:
        """Whether brackets hold the first letters of a phrase ("… family member 7 (XYZF7)")."""
        if lo >= hi or not self.tokens[hi - 1].inside:
            return False
        words = [w for token in self.tokens[lo:hi] for w in re.split(r"[-–/]", token.low) if w and w not in ARTICLES]
        return any(is_symbol(alias) and spells(words, alias) for alias in aliases_in(self.tokens[hi - 1].inside))

    def _stands_alone(self, last: int, hi: int) -> bool:
        """Whether a name is whole without the "enzyme" or "protein" after it ("isocitrate dehydrogenase 1 enzyme")."""
        if any(token.low in ("kinase", "kinases", "tyrosine", "fusion") for token in self.tokens[last:hi]):
            return False
        head = self.tokens[last - 1]
        return is_enzyme(head.low) or bool(NUMBER.match(head.word))

    def words(self, lo: int, hi: int) -> str:
        """The words of a phrase without abbreviations in brackets, its last noun in the singular."""
        words = [token.word for token in self.tokens[lo:hi]]
        at = len(words) - 1
        if at and NUMBER.match(words[at]):
            at -= 1
        if is_head(words[at].casefold()) and "family" not in words:
            words[at] = singular(words[at])
        for k, token in enumerate(self.tokens[lo : hi - 1]):
            if token.asides and not aliases_in(token.inside[:1]):
                words[k] = self.string[token.start : token.asides[-1][1] + 1]
        return " ".join(words).replace(" -", "-").replace(" –", "–")

    def molecule(self, lo: int, hi: int, alts: tuple[str, ...] = ()) -> Molecule:
        """The molecule that is called what `tokens[lo:hi]` say, with the other names in brackets."""
        first, last = self.tokens[lo], self.tokens[hi - 1]
        known = [*alts, *(alias for token in self.tokens[lo:hi] for alias in aliases_in(token.inside))]
        if hi - lo == 1 and first.low.startswith("pan-"):
            return Molecule(first.word[4:], ((first.start + 4, first.end),), tuple(known))
        name = self.words(lo, hi)
        return Molecule(name, ((first.start, last.end),), tuple(alias for alias in known if alias != name))


def split_slashes(molecule: Molecule) -> list[Molecule]:
    """Several molecules where one word names them with slashes ("CDK4/6", "PD-1/PD-L1"); else the one."""
    name, (lo, hi) = molecule.name, molecule.places[0]
    if not _JOINED.search(name) or " " in name or hi - lo != len(name):
        return [molecule]
    match = _SLASHED.match(name)
    if match and "/" not in match[1]:
        stem = (lo, lo + len(match[1]))
        found = [Molecule(match[1] + match[2], ((lo, lo + match.end(2)),))]
        for part in re.finditer(r"[^/]+", match[3]):
            at = lo + match.start(3) + part.start()
            found.append(Molecule(match[1] + part[0], ((at, at + len(part[0])), stem)))
        return found
    parts = list(_JOINED_PART.finditer(name))
    if all(is_symbol(part[0]) for part in parts) and any(c.isdigit() for part in parts for c in part[0]):
        return [Molecule(part[0], ((lo + part.start(), lo + part.end()),)) for part in parts]
    return [molecule]
