"""Kinds of medicinal product that registers leave out, as a drug's name and its classes tell of them.

The stems are those of WHO's International Nonproprietary Names for cell therapies (-cel), gene therapies (-gene in the
first word, -vec or -plasmid in the last) and vaccines, and the words with which pages name these classes.

>>> sorted(product_classes("axicabtagene ciloleucel"))
['cell therapies', 'gene therapies']
>>> product_classes("imatinib mesylate")
frozenset()
"""

from __future__ import annotations

import re

FIELDS = ("cancer",)
"""The fields of medicine that a card may say are all that is covered."""

PRODUCT_CLASSES: dict[str, re.Pattern[str]] = {
    "cell therapies": re.compile(r"\w{3,}cel\b|\bCAR[ -]T\b|\b(?:T[- ])?cell therap|\bcord blood\b", re.IGNORECASE),
    "gene therapies": re.compile(r"\b\w{3,}(?:gene|vec|repvec|plasmid)\b|\bgene therap|\boncolytic vir", re.IGNORECASE),
    "vaccines": re.compile(r"\bvaccines?\b|\bBCG\b|\bCalmette", re.IGNORECASE),
    "blood products": re.compile(r"\bimmune globulin|\bimmunoglobulin (?:human|\(human\))|\bplasma\b", re.IGNORECASE),
}
"""The kinds that a card may say are left out, each with how a name or a class tells of it."""


def product_classes(*names: str) -> frozenset[str]:
    """The kinds of product that a drug is, by its names and the names of its classes."""
    return frozenset(kind for kind, said in PRODUCT_CLASSES.items() if any(said.search(name) for name in names))
