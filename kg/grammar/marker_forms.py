"""The ways to speak of a biological marker, as patterns: "an abnormal X gene", "X fusion", "has the X protein".

A symbol is open: a word with two capitals or digits, such as a gene's; `names` is the group that holds one or a list.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DASH = r"[-–‑—−\s]"
SYMBOL = (
    r"(?:c-[A-Z][a-z]{1,4}\b"
    r"|(?=[\w.–α-ω-]{0,20}[A-Z])(?=[\w.–α-ω-]{0,20}[A-Z0-9][\w.–α-ω-]{0,20}[A-Z0-9α-ω])"
    r"[A-Za-z0-9](?:[\w.:*–α-ω-]{0,30}[\w*])?)"
)
VARIANT = r"(?:[A-Z]\d{1,4}[A-Z*]?)"
PHRASE = r"[\w./:*–α-ω'’-]+"

_VARIANTS = rf"(?:{VARIANT}(?:,?\s+(?:or|and)\s+{VARIANT})?)"
_ITEM = rf"(?:the\s+|an?\s+)?{SYMBOL}(?:\s+(?:genes?|proteins?))?"
_LIST = rf"(?:{_ITEM}(?:(?:,\s*(?:(?:and/or|and|or)\s+)?|\s+(?:and/or|and|or)\s+|/){_ITEM}){{0,8}})"
_NAMES = rf"(?P<names>{_LIST})"
_CHANGE = (
    r"(?:mutations?|changes?|alterations?|rearrangements?|translocations?|deletions?|insertions?|variants?"
    r"|abnormality|abnormalities|amplifications?)"
)
_FILL = (
    r"(?:(?:certain|one|either|both|the|an?|or|more|of|these|genes?|called|any|two|structure|in|exons?|\d+)\s+){0,9}?"
)
_EXON = r"(?:\s+exon\s+\d+(?:\s+(?:or|and)\s+(?:exon\s+)?\d+)?(?:\s+(?:skipping|deletion|insertion|substitution))?)?"
_HAS = r"(?:has|have|having|had|with|without|lacks?|produces?|makes?|expresses|express|contains?)"
_LEVELS = r"(?:levels?|amounts?|expression)\s+of\s+(?:the\s+|an?\s+)?"
_GENES = r"(?:(?<=gene)|(?<=genes))"
_PROTEINS = r"(?:(?<=protein)|(?<=proteins))"


class Form(NamedTuple):
    """A way to speak of markers: its pattern with the group `names`, the status it gives, and the one when denied."""

    pattern: re.Pattern[str]
    status: str
    denied: str


_FUSIONS = (
    rf"{_NAMES}(?:{DASH}+genes?)?{DASH}+(?:gene\s+)?fusions?(?:\s+genes?)?(?:{DASH}positive)?(?!\w)",
    rf"\bfusions?\s+(?:genes?\s+)?(?:of|in|involving|with)\s+{_FILL}{_NAMES}",
)
_WILD_TYPES = (rf"\b[Ww]ild{DASH}type\s+{_NAMES}", rf"{_NAMES}\s+wild{DASH}type\b")
_MUTATIONS = (
    r"\b(?:abnormal|mutated|altered|defective|changed|mutant|faulty)\s+"
    rf"(?:(?:form|type|version|copy)\s+of\s+)?{_NAMES}{_GENES}",
    rf"(?:\b{_VARIANTS}\s+)?\b{_CHANGE}\s+(?:in|of|that\s+affects?|affecting|involving)\s+{_FILL}{_NAMES}",
    rf"(?P<names>(?:{VARIANT}\s+)?{_LIST})(?:\s+{_VARIANTS})?{_EXON}(?:\s+genes?)?{_EXON}\s+{_CHANGE}\b",
    rf"(?P<names>{SYMBOL})(?:\s+{VARIANT})?{DASH}(?:mutated|mutant)\b",
)
_LOWS = (rf"(?P<names>{SYMBOL}){DASH}+(?:ultra)?low\b", rf"\b{_HAS}\s+(?:an?\s+)?low\s+{_LEVELS}{_NAMES}")
_HIGHS = (rf"\b{_HAS}\s+(?:an?\s+)?(?:high|higher|increased|elevated)\s+{_LEVELS}{_NAMES}",)
_PRESENCES = (
    rf"\b{_HAS}\s+(?:any\s+|the\s+|an?\s+|certain\s+)*"
    rf"(?:(?:protein|marker|antigen|receptor)\s+called\s+)?{_NAMES}{_PROTEINS}",
    rf"\b(?:expresses|express|overexpresses|overexpress|produces?)\s+(?:the\s+)?{_NAMES}",
    rf"(?P<names>{SYMBOL}){DASH}+expressing\b",
)
_WORDED_HIGHS = (
    rf"\b{_HAS}\s+(?:an?\s+)?(?:high|increased|elevated)\s+{_LEVELS}"
    rf"(?P<names>{PHRASE}(?:\s+(?!in\b|and\b|or\b|that\b|protein){PHRASE}){{0,3}})",
)
_WORDED_PRESENCES = (
    r"\b(?:has|have|having|with)\s+(?:the\s+)?(?P<names>[A-Z]\w+\s+chromosome)(?!\W+(?:positive|negative)\b)",
    r"\b(?:has|have|with)\s+(?P<names>genomic\s+instability)\b",
)
_PATHWAYS = (
    rf"\bgenes?\s+(?:that\s+are\s+)?involved\s+in\s+(?:the\s+)?(?P<names>{PHRASE}(?:\s+{PHRASE}){{0,4}}?\s+pathway)\b",
)


def _forms(patterns: tuple[str, ...], status: str, denied: str) -> tuple[Form, ...]:
    return tuple(Form(re.compile(pattern), status, denied) for pattern in patterns)


SYMBOL_FORMS = (
    *_forms(_FUSIONS, "fusion", "not-mutated"),
    *_forms(_WILD_TYPES, "not-mutated", "mutated"),
    *_forms(_MUTATIONS, "mutated", "not-mutated"),
    *_forms(_LOWS, "other", "other"),
    *_forms(_HIGHS, "high", "other"),
    *_forms(_PRESENCES, "positive", "negative"),
)
"""Forms whose names are symbols, the more telling first."""

WORD_FORMS = (
    *_forms(_WORDED_HIGHS, "high", "other"),
    *_forms(_WORDED_PRESENCES, "positive", "negative"),
    *_forms(_PATHWAYS, "mutated", "not-mutated"),
)
"""Forms whose names are words."""
