"""Molecules named inside other words' phrases: "a BRAF and MEK inhibitor", "anti-CD3", "CD19-directed"."""

from __future__ import annotations

import re

from kg.grammar.enumerations import Names
from kg.grammar.molecules import Molecule, split_slashes
from kg.grammar.shapes import is_enzyme, is_head, is_symbol
from kg.grammar.words import ARTICLES, JOINS, PREPOSITIONS, RELATIVES, Token, singular

NOMINAL = frozenset(
    "agonist antagonist antibody blocker degrader engager inactivator inhibitor intercalator ligand modulator"
    " neutralizer poison suppressor trap".split()
)
"""Kinds of drug that are named after what they act on."""

_BINDERS = frozenset("antibody engager ligand trap".split())
_TUNERS = frozenset("agonist antagonist degrader modulator".split())
"""What these act on is a receptor; "a hormone agonist" does what the hormone does."""

_ANTIBODY_WORDS = frozenset(
    "bispecific blocking cell chimeric directed human humanized inhibiting monoclonal recombinant single-chain t"
    " t-cell targeting therapeutic".split()
)
_COMPOUND = re.compile(
    r"(.*)[-–‑](?:directed|directing|targeted|targeting|specific|binding|blocking|inhibiting|inhibitory|engaging|degrading"
    r"|disrupting|damaging|stabilizing|stabilising)$"
)
_ANTI = re.compile(r"anti[-–‑](?:human[-–‑])?(.+)$", re.IGNORECASE)
_SERIES = re.compile(r"[a-z]{4}(?:amide|ane|azole|ene|ide|one|urea)$")
"""Words for a chemical series before what it inhibits: "a macrolide calcineurin inhibitor"."""

_FAR = 10


class Compounds(Names):
    """Reads the names that stand inside noun phrases."""

    def one(self, lo: int, hi: int, *, bound: bool = False) -> list[Molecule]:
        """The molecule that `tokens[lo:hi]` names, as a list of one or none."""
        molecule = self.name(lo, hi, bound=bound)
        return split_slashes(molecule) if molecule else []

    def before(self, at: int) -> list[Molecule]:
        """The molecules named before a noun like "inhibitor" at `at`."""
        head, lo = singular(self.low(at)), self._start(at, _FAR, joins=True)
        if head in _BINDERS:
            return self._adjacent(lo, at)
        found = self._with_head(lo, at)
        if head not in _BINDERS:  # "a benzothiophene selective estrogen receptor modulator"
            lo = max((k + 1 for k in range(lo, at - 1) if self.low(k) == "selective"), default=lo)
        lo += lo < at - 1 and bool(_SERIES.search(self.low(lo))) and not self._is_noun_of(lo + 1)
        start = lo
        for k in range(lo, at + 1):
            if k == at or self.low(k) in JOINS or self.low(k) == ",":
                found += self.one(start, k, bound=True) if k > start else []
                start = k + 1
        if head in _TUNERS:
            return [m for m in found if "receptor" in m.name or any(c.isdigit() for c in m.name)]
        return [molecule for molecule in found if head == "intercalator" or molecule.name not in ("DNA", "RNA")]

    def _start(self, at: int, far: int, *, joins: bool = False) -> int:
        """Where the words start that belong to the noun at `at`; with `joins`, over "and" between names."""
        lo = at
        while lo > max(0, at - far) and self._is_within(lo - 1, joins=joins):
            lo -= 1
        return lo

    def _is_within(self, at: int, *, joins: bool) -> bool:
        low = self.low(at)
        if low in JOINS or low == ",":
            return joins and 0 < at < len(self.tokens) - 1 and self._joins_names(at)
        if low in ("called", "named", "as", "is", "are") or low in RELATIVES or low in ARTICLES or low in PREPOSITIONS:
            return False
        return low[-1].isalnum()

    def _is_noun_of(self, at: int) -> bool:
        """Whether the word at `at` makes the one before it specific: "steroid receptor", "histone deacetylase"."""
        return is_head(self.low(at)) or is_enzyme(self.low(at))

    def _joins_names(self, at: int) -> bool:
        """Whether "and" at `at` stands between symbols, or between words before "receptor"."""
        if is_symbol(self.tokens[at - 1].word) and is_symbol(self.tokens[at + 1].word):
            return True
        if any(map(is_symbol, self.tokens[at - 1].inside)):  # "insulinotropic polypeptide (GIP) and … (GLP-1) receptor"
            return any(self.low(k) == "receptor" for k in range(at + 2, at + 6))
        return self.low(at - 1).endswith(("gen", "one", "oid", "in")) and self.low(at + 2) == "receptor"

    def _with_head(self, lo: int, at: int) -> list[Molecule]:
        """The first name of "an estrogen and progesterone receptor antagonist", whose head stands with the second."""
        joint = next((k for k in range(lo + 1, at) if self.low(k) in JOINS), None)
        if joint is None or self.low(at - 1) != "receptor" or is_symbol(self.tokens[joint - 1].word):
            return []
        word, head = self.tokens[joint - 1], self.tokens[at - 1]
        for alias, (start, end) in zip(word.inside, word.asides, strict=True):
            if is_symbol(alias):
                return [Molecule(f"{alias} {head.word}", ((start, end), (head.start, head.end)))]
        return [Molecule(f"{word.word} {head.word}", ((word.start, word.end), (head.start, head.end)))]

    def _adjacent(self, lo: int, at: int) -> list[Molecule]:
        """The symbol right before "antibody", past words like "monoclonal"."""
        while at > lo and (self.low(at - 1) in _ANTIBODY_WORDS or self.tokens[at - 1].word.startswith("IgG")):
            at -= 1
        word = self.tokens[at - 1].word if at > lo else ""
        if self.low(at - 2) == "immunoglobulin":  # "immunoglobulin G2 antibody"
            return []
        if not is_symbol(word) or not word.isascii() or _ANTI.match(word) or _COMPOUND.match(word):
            return []
        return self.one(at - 1, at)

    def compound(self, at: int) -> list[Molecule]:
        """The molecules inside one hyphenated word: "anti-CD3", "CD19-directed", "topoisomerase I-inhibiting"."""
        token = self.tokens[at]
        anti, suffixed = _ANTI.match(token.word), _COMPOUND.match(token.word)
        if anti:
            stem = token._replace(start=token.start + anti.start(1), word=anti[1], low=anti[1].casefold())
            more = [] if is_symbol(stem.word) else self._until_antibody(at + 1)
            tokens = [stem, *more] if more or is_symbol(stem.word) else []
        elif suffixed and suffixed[1] and is_enzyme(self.low(at + 1)):  # "cGMP-specific phosphodiesterase"
            return []
        elif suffixed and suffixed[1]:
            word = suffixed[1]
            stem = token._replace(end=token.start + len(word), word=word, low=word.casefold())
            tokens = [*self.tokens[self._start(at, 4) : at], stem]
        elif suffixed:
            tokens = [*self.tokens[self._start(at, 7) : at]]
        else:
            return []
        return Compounds(self.string, tokens, self.drug).one(0, len(tokens))

    def _until_antibody(self, at: int) -> list[Token]:
        """The words up to "antibody" or "monoclonal", where one of them comes soon."""
        for k in range(at, min(len(self.tokens), at + 6)):
            if self.low(k) in ("antibody", "antibodies", "monoclonal", "fragment"):
                return list(self.tokens[at:k])
        return []
