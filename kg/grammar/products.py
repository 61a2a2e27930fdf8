"""What a drug is joined to, contains and turns into, by name: "linked to a toxin called X", "is converted to Y"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.grammar.speaker import COMMON, DRUG_NOUNS, MOLECULES, PARTS
from kg.grammar.words import ARTICLES, JOINS, PREPOSITIONS, RELATIVES, VERBS, Token

_TURN = "activate cleave convert hydrolyse hydrolyze metabolise metabolize oxidise oxidize transform turn".split()
_COMPOSING = frozenset("carry combine compose comprise consist make".split())
_UNNAMED = DRUG_NOUNS | PARTS | MOLECULES | COMMON | ARTICLES
JOINING = frozenset("attach conjugate connect contain couple fuse join link".split())
"""Verbs that join the parts of a drug."""

TURNED = [
    [word]
    for word in (
        "activated broken cleaved converted hydrolysed hydrolyzed metabolised metabolized oxidised oxidized"
        " phosphorylated transformed turned"
    ).split()
]
TURNING = [[verb + ending, "it"] for verb in _TURN for ending in ("", "s")]
"""Words before what a drug turns into: "is converted to X", "enzymes oxidise it to X"."""


YIELDED = frozenset(
    "attached carries carrying conjugated connected converted coupled delivering delivers form forming forms fused"
    " free frees generate generates generating hydrolysed hydrolyzed into joined linked metabolised metabolite"
    " metabolites metabolized phosphorylated release releases"
    " releasing transformed yield yields".split()
)
"""Words before what the drug turns into, is joined to or delivers."""

RELEASING = frozenset("frees liberates releases yields".split())
"""What a linker does with what the drug carries."""


def find_parts(tokens: Sequence[Token], acts: Iterable[int]) -> set[str]:
    """The names of what a drug contains or is joined to ("linked to a toxin called …"), all in lower case.

    Also "CAR", in capitals, where the sentence has a chimeric antigen receptor: "the receptor" then means it.
    """
    engineered = {"CAR" for token in tokens if token.word in ("CAR", "CAR-T") or "CAR" in token.inside}
    found: set[str] = set()
    for i in acts:
        verb, form = VERBS[tokens[i].low]
        if verb in _COMPOSING:
            found.update(_abbreviated(tokens, i))
        if verb not in JOINING or (form == "ed") == (verb == "contain"):
            continue
        ahead = range(i + 1, min(len(tokens), i + 8))
        end = i + 1 if verb == "contain" else 1 + next((k for k in ahead if tokens[k].low in ("to", "with")), i)
        while end < min(len(tokens), i + 14) and not _ends_part(tokens[end].low):
            end += 1
        if end + 1 < len(tokens) and [tokens[end - 1].low, tokens[end].low] == ["derivative", "of"]:
            end += 2
        found.update((tokens[end - 1].low, *(inside.casefold() for inside in tokens[end - 1].inside)))
    return engineered | {word for word in found if len(word) > 2 and word not in _UNNAMED and " " not in word}


def _abbreviated(tokens: Sequence[Token], at: int) -> set[str]:
    """What the chemicals after the verb at `at` are called: "auristatin E (MMAE)", "a derivative of calicheamicin"."""
    found: set[str] = set()
    for k, token in enumerate(tokens[at : at + 40], at + 1):
        if token.low == "derivative" and k + 1 < len(tokens) and tokens[k].low == "of":
            found.add(tokens[k + 1].low)
        if token.low not in _UNNAMED and not token.word.isdigit():
            found.update(inside.casefold() for inside in token.inside if inside.isupper() and inside.isalnum())
    return found


def find_products(tokens: Sequence[Token], turns: Sequence[Sequence[str]]) -> set[str]:
    """The names of what a drug turns into ("is converted in the liver to …")."""
    phosphates = {
        token.low for before, token in pairwise(tokens) if before.low == "its" and token.low.endswith("phosphate")
    }
    found: set[str] = set()
    for i in range(len(tokens)):
        is_turn = any([token.low for token in tokens[i : i + len(turn)]] == turn for turn in turns)
        ahead = range(i + 1, min(len(tokens) - 1, i + 7)) if is_turn else ()
        start = next((k + 1 for k in ahead if tokens[k].low in ("to", "into")), len(tokens))
        end = start
        while end < min(len(tokens), start + 5) and not _ends_part(tokens[end].low):
            end += 1
        if end > start:
            found.update((tokens[end - 1].low, *(inside.casefold() for inside in tokens[end - 1].inside)))
    return phosphates | {word for word in found if len(word) > 3 and word not in _UNNAMED and " " not in word}


def _ends_part(low: str) -> bool:
    return low in PREPOSITIONS or low in RELATIVES or low in JOINS or low == "used" or not low[-1].isalnum()
