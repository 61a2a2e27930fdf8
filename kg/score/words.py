"""When two names are the same words: folding for strict matching, containment for relaxed matching.

>>> fold("Non–small cell lung cancers (NSCLC)")
'non small cell lung cancer nsclc'
>>> contains(fold("HER2-positive breast cancer"), fold("Breast Cancer")), contains("acute leukemia", "acute lymphoma")
(True, False)
"""

from __future__ import annotations

import re
import unicodedata

_SINGULAR = ("ss", "is", "us")  # a final s that is no plural


def fold(text: str) -> str:
    """A text with case, accents, hyphens, punctuation, white space and the plural s folded: only its words count."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    text = text.replace("'s", "s").replace("\u2019s", "s")
    return " ".join(map(_fold_plural, re.sub(r"[^\w+*]+", " ", text).split()))


def _fold_plural(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(_SINGULAR) else word


def contains(one: str, other: str) -> bool:
    """Whether every word of one folded name stands in the other, in whatever order.

    Mere overlap is not enough: acute lymphoblastic and acute myeloid leukemia share two words of three.
    """
    words, others = set(one.split()), set(other.split())
    return bool(words and others) and (words <= others or others <= words)


def overlap(one: str, other: str) -> float:
    """The share of the words of two folded names that both have (Jaccard)."""
    words, others = set(one.split()), set(other.split())
    return len(words & others) / len(words | others) if words | others else 0.0
