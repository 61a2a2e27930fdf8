"""Names of companies and of brands: when two are one."""

from __future__ import annotations

import re

from kg.prefixes import slug
from kg.substances import squash

_LEGAL = frozenset(
    """
    ab ag aps as bhd bv co company corp corporation gmbh inc incorporated intl international kg kk limited llc llp lp
    ltd nv oy oyj plc pte pty s a sa sarl sas sdn spa spol srl sro the ulc and of
    """.split()
)
_SHORT = {
    "healthcare": "hlthcare", "pharmaceuticals": "pharms", "pharmaceutical": "pharms", "pharma": "pharms",
    "pharm": "pharms", "laboratories": "labs", "laboratory": "labs", "lab": "labs", "biotechnology": "biotech",
    "industries": "inds", "manufacturing": "mfg",
}  # fmt: skip
_ADDED = frozenset(
    "pharms hlthcare labs biotech biologics biologicals inds mfg group holdings research products".split()
)


def organisation_words(name: str) -> frozenset[str]:
    """The words that tell a company from others: without legal form, country in brackets, and the trade's words.

    >>> sorted(organisation_words("BAYER HLTHCARE")), sorted(organisation_words("Bayer Inc."))
    (['bayer'], ['bayer'])
    """
    text = re.sub(r"\([^)]*\)|\.", "", name)
    words = [_SHORT.get(word, word) for word in slug(text).split("-")]
    kept = [word for word in words if word not in _LEGAL]
    return frozenset(word for word in kept if word not in _ADDED) or frozenset(kept)


def compare_organisations(one: str, other: str) -> str:
    """A contradiction where two names share no whole name: one company may be named with its country or its group."""
    mine, theirs = organisation_words(one), organisation_words(other)
    first = [sorted(words) for words in (mine, theirs)]
    alike = mine <= theirs or theirs <= mine or squash(one) == squash(other)
    return "" if alike or not all(first) else "contradiction"


def is_one_brand(one: str, other: str) -> bool:
    """Whether two brands are one in letters and digits."""
    return squash(one) == squash(other)
