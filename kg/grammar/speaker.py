"""Whom a page means when it speaks of its drug.

A page speaks of its drug by name, as "it", as "this drug", by a part ("the antibody part"), or by the class that it has
just given the drug ("Taxanes …").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.grammar.shapes import DRUG_ADJECTIVES
from kg.grammar.words import ARTICLES, PREPOSITIONS, Token, form_of, is_adverb, singular

COMMON = frozenset(
    "acetate acid alfa alpha and antibody beta bromide calcium cancer capsule cell cells chloride citrate cream"
    " disodium drug factor fumarate globulin hormone human hydrobromide hydrochloride hydroxide immune injection"
    " interferon interleukin intravenous kinase lactate liposome live malate maleate mesylate monohydrate oral"
    " phosphate potassium protein receptor recombinant sodium solution succinate sulfate tablet tartrate therapy"
    " topical tosylate treatment vaccine with".split()
)
"""Words inside drugs' names that do not name the drug."""

DRUG_NOUNS = frozenset(
    "agent agonist alkaloid analog analogue antagonist anthracycline antiandrogen antibiotic antibodies antibody"
    " antimetabolite biosimilar blocker catabolite catabolites chemical combination complex compound conjugate"
    " construct degrader derivative dimer drug drugs engager fragment immunotherapy immunotoxin inhibitor"
    " inhibitors isotope medication medications medicine medicines metabolite modulator nanoparticle nucleoside"
    " nucleotide payload peptide prodrug radioisotope radioligand radiopharmaceutical species steroid substance taxane"
    " therapy thiol toxin treatment triphosphate vaccine virus warhead".split()
)
PARTS = frozenset(
    "action activity arm arms car chain component domain effect effects end fragment half mechanism moiety part"
    " parts portion region".split()
)
MOLECULES = frozenset(
    "antigen antigens cytokine enzyme enzymes factor factors gene genes integrin kinase kinases ligand ligands"
    " marker molecule molecules protein proteins receptor receptors".split()
)
CELLS = frozenset("cell cells".split())
ENGINEERED = frozenset(
    "artificial car changed chimeric engineered fusion man-made modified recombinant synthetic".split()
)
_NOT_PARTS = frozenset("cell efficacy safety target use".split()) | CELLS | MOLECULES


@dataclass(slots=True)
class Speaker:
    """What a page has said of its drug so far: its names, its parts' names, its classes, and whether "it" means it."""

    names: set[str]
    parts: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    it: bool = True

    @classmethod
    def of(cls, names: Iterable[str]) -> Speaker:
        """One who knows the drug's names and has said nothing yet."""
        words = {stem for name in names for word in re.findall(r"[\w-]+", name.casefold()) for stem in _stems(word)}
        return cls({word for word in words if len(word) > 2 and word not in COMMON})

    def is_name(self, token: Token) -> bool:
        """Whether a word names the page's drug or a named part of it."""
        return any(stem in self.names or stem in self.parts for stem in _stems(token.low))


def _stems(word: str) -> tuple[str, ...]:
    return word, word.split("-")[0], word.removesuffix("'s"), *([word.removesuffix("at")] if len(word) > 8 else [])


def is_drug_phrase(tokens: Sequence[Token], lo: int, hi: int, speaker: Speaker) -> bool:
    """Whether the noun phrase `tokens[lo:hi]`, up to its first preposition, is the drug or a part of it."""
    while lo < hi and is_adverb(tokens[lo].low):
        lo += 1
    core = lo
    while core < min(hi, lo + 12) and tokens[core].low not in PREPOSITIONS:
        core += 1
    while lo + 1 < core < hi and form_of(tokens[core - 1].low) == "ed":
        core -= 1
    if core == lo:
        return False
    first, words = tokens[lo].low, tokens[lo:core]
    if first == "it":
        return speaker.it
    if [token.low for token in tokens[core - 1 : core + 2]] == ["part", "of", "it"]:
        return speaker.it
    if first == "the" and core == lo + 2 and tokens[lo + 1].low in ("former", "latter"):
        return bool(speaker.parts)
    if first == "the" and core == lo + 2 and tokens[lo + 1].low in ("acid", "ester", "parent"):
        return speaker.it
    if first == "the" and core == lo + 2 and tokens[lo + 1].low == "receptor":  # of engineered cells
        return "CAR" in speaker.parts
    if first in ("they", "one") or any(speaker.is_name(token) for token in words):
        return True
    lows = [token.low for token in words if token.low not in ARTICLES]
    if lows and " ".join([*lows[:-1], singular(lows[-1])]) in speaker.classes:
        return True
    return _is_part([token.low for token in words])


def _is_part(lows: Sequence[str]) -> bool:
    """Whether a phrase like "the linked drug", "the antibody portion" or "the modified T cells" means the drug."""
    first, head = lows[0], lows[-1]
    if first in ("further", "other", "several", "two") and singular(head) == "metabolite":
        return True
    if len(lows) < 2 or first in ("a", "an", "some", "any", "other"):
        return False
    if first == "its" and singular(head) not in _NOT_PARTS and head not in _NOT_PARTS:
        return True
    if any(low in ("other", "another", "different") for low in lows[:2]):
        return head == "other" or head in PARTS
    if head == "molecule" and first in ("the", "this") and all(low in DRUG_ADJECTIVES for low in lows[1:-1]):
        return len(lows) > 2
    if head in CELLS or head in MOLECULES:
        return any(low in ENGINEERED for low in lows)
    return head in DRUG_NOUNS or head in PARTS
