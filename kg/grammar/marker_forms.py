"""The ways to speak of a biological marker, as patterns: "an abnormal X gene", "X fusion", "has the X protein".

A symbol is open: a word with two capitals or digits, such as a gene's; `names` is the group that holds one or a list.

Which status a way of speaking gives, where the guidelines leave it open: a rearrangement or translocation of a gene is
a fusion; exon skipping, a deletion or an insertion is a mutation; amplification and overexpression are "high".
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
_ITEM = rf"(?:the\s+|an?\s+)?{SYMBOL}(?:\s+(?:genes?|proteins?|antigens?|receptors?|markers?))?"
_LIST = rf"(?:{_ITEM}(?:(?:[-–]?,\s*(?:(?:and/or|and|or|nor)\s+)?|[-–]?\s+(?:and/or|and|or|nor)\s+|/){_ITEM}){{0,8}})"
_NAMES = rf"(?P<names>{_LIST})"
_CHANGE = r"(?:mutations?|changes?|alterations?|deletions?|insertions?|skipping|variants?|abnormality|abnormalities)"
_FUSION = r"(?:fusions?|rearrangements?|translocations?)"
_ABNORMAL = r"(?:abnormal|mutated|altered|defective|changed|mutant|faulty)"
_MORE = r"(?:high|higher|increased|elevated)"
_FILL = (
    r"(?:(?:certain|one|either|both|the|an?|or|more|of|these|genes?|called|any|two|structure|in|exons?|\d+)\s+){0,9}?"
)
_EXON = r"(?:\s+exon\s+\d+(?:\s+(?:or|and)\s+(?:exon\s+)?\d+)?(?:\s+(?:skipping|deletion|insertion|substitution))?)?"
_HAS = (
    r"(?:has|have|having|had|with|without|lacks?|lacking|produces?|makes?|expresses|express|contains?|carry|carries"
    r"|harbou?rs?|shows?)"
)
_LEVELS = r"(?:levels?|amounts?|expression)\s+of\s+(?:the\s+|an?\s+)?"
_GENES = r"(?:(?<=gene)|(?<=genes))"
_PROTEINS = (
    r"(?:(?<=protein)|(?<=proteins)|(?<=antigen)|(?<=antigens)|(?<=receptor)|(?<=receptors)|(?<=marker)|(?<=markers))"
)
_ON_CELLS = (
    r"\s+on\s+(?:the\s+(?:outside|surface)|(?:its|their)\s+(?:surfaces?|cells?)|cancer\s+cells?|tumou?r\s+cells?)\b"
)
_NAME_WORD = r"(?!(?:and|or|nor|but|in|on|that|with|protein|proteins|antigen|high|low|any|no)\b)[A-Za-z][\w–-]*"


class Form(NamedTuple):
    """A way to speak of markers: its pattern with the group `names`, the status it gives, and the one when denied."""

    pattern: re.Pattern[str]
    status: str
    denied: str


_FUSED = rf"{_NAMES}(?:{DASH}+genes?)?{DASH}+(?:gene\s+)?{_FUSION}(?:\s+genes?)?"
_NO_FUSIONS = (rf"{_FUSED}{DASH}+negative\b",)
_FUSIONS = (
    rf"{_FUSED}(?:{DASH}positive)?(?!\w)",
    rf"\b{_FUSION}\s+(?:genes?\s+)?(?:of|in|involving|with)\s+{_FILL}{_NAMES}",
    rf"(?P<names>{SYMBOL}){DASH}rearranged\b",
    rf"\brearranged\s+{_NAMES}{_GENES}",
)
_WILD_TYPES = (rf"\b[Ww]ild{DASH}type\s+{_NAMES}", rf"{_NAMES}\s+wild{DASH}type\b")
_MUTATED = (
    rf"(?P<names>(?:{VARIANT}\s+)?{_LIST})(?:\s+{_VARIANTS})?{_EXON}(?:\s+genes?)?{_EXON}(?:\s+{_VARIANTS})?"
    rf"\s+{_CHANGE}"
)
_NO_MUTATIONS = (rf"{_MUTATED}{DASH}+negative\b",)
_MUTATIONS = (
    rf"\b{_ABNORMAL}\s+"
    rf"(?:(?:form|type|version|copy)\s+of\s+)?{_NAMES}{_GENES}",
    rf"(?:\b{_VARIANTS}\s+)?\b{_CHANGE}\s+(?:in|of|that\s+affects?|affecting|involving)\s+{_FILL}{_NAMES}",
    rf"{_MUTATED}\b",
    rf"{_NAMES}{_GENES}\s+(?:that\s+|which\s+)?(?:is|are)\s+(?:not\s+)?{_ABNORMAL}\b",
    rf"{_NAMES}(?:\s+{VARIANT})?{DASH}(?:mutated|mutant)\b",
    rf"(?P<names>{SYMBOL})\s+exon\s+\d+\s+is\s+(?:not\s+)?(?:skipped|deleted|missing)\b",
)
_LOWS = (rf"(?P<names>{SYMBOL}){DASH}+(?:ultra)?low\b", rf"\b{_HAS}\s+(?:an?\s+)?low\s+{_LEVELS}{_NAMES}")
_HIGHS = (
    rf"\b{_HAS}\s+(?:an?\s+)?{_MORE}\s+{_LEVELS}{_NAMES}",
    rf"\b{_MORE}\s+{_NAMES}\s+(?:levels?|expression)\b",
    rf"{_NAMES}\s+(?:levels?|expression)\s+(?:that\s+)?(?:is|are)\s+(?:not\s+)?{_MORE}\b",
    rf"\boverexpress(?:es|ed|ing)?\s+(?:the\s+)?{_NAMES}",
    rf"\boverexpression\s+of\s+(?:the\s+)?{_NAMES}",
    rf"{_NAMES}(?:{DASH}+gene)?{DASH}+(?:overexpress(?:ing|ion|ed)|amplifi(?:cations?|ed))\b",
    rf"{_NAMES}(?:{_GENES}|(?<=\w))\s+(?:is|are)\s+(?:not\s+)?amplified\b",
    rf"\bamplifi(?:cations?\s+(?:of|in)|ed)\s+{_FILL}{_NAMES}",
)
_PRESENCES = (
    rf"\b{_HAS}\s+(?:any\s+|the\s+|an?\s+|certain\s+)*"
    rf"(?:(?:protein|marker|antigen|receptor)\s+called\s+)?{_NAMES}{_PROTEINS}",
    rf"\b(?:expresses|express|produces?|lacks?|lacking)\s+(?:the\s+)?{_NAMES}",
    rf"\b(?:positive|negative)\s+for\s+(?:the\s+)?{_NAMES}",
    rf"\b(?:do|does|did)(?:\s+not|n['’]t)\s+(?:have|make|express|produce|carry|show)\s+(?:the\s+)?{_NAMES}"
    r"(?=\s*(?:[.,;)]|$|\b(?:and|or|nor|but|on|in|that)\b))",
    rf"\b{_HAS}\s+(?:the\s+)?{_NAMES}(?={_ON_CELLS})",
    rf"(?P<names>{SYMBOL}){DASH}+expressing\b",
)
_WORDED_HIGHS = (
    rf"\b{_HAS}\s+(?:an?\s+)?{_MORE}\s+{_LEVELS}"
    rf"(?P<names>{PHRASE}(?:\s+(?!in\b|and\b|or\b|that\b|protein){PHRASE}){{0,3}})",
    rf"(?<![\w-])(?P<names>[\w-]{{0,40}}(?:in|gen|ase))\s+(?:levels?|expression)\s+(?:that\s+)?(?:is|are)\s+(?:not\s+)?{_MORE}\b",
    rf"\b{_MORE}\s+(?P<names>[\w-]{{0,40}}(?:in|gen|ase))\s+(?:levels?|expression)\b",
    rf"\boverexpress(?:es|ed|ing)?\s+(?:the\s+)?(?P<names>{_NAME_WORD}(?:\s+(?:{_NAME_WORD}|\d+(?:\.\d+)?\b)){{0,2}})",
)
_WORDED_PRESENCES = (
    rf"\b(?:positive|negative)\s+for\s+(?:the\s+)?(?P<names>(?!cancer|disease|tumou?r|lymph)"
    rf"{_NAME_WORD}(?:\s+(?:{_NAME_WORD}|\d+(?:\.\d+)?\b)){{0,3}})",
    rf"\b(?:expresses|express|expressing)\s+(?:the\s+)?(?P<names>{_NAME_WORD}(?:\s+(?:{_NAME_WORD}|\d+(?:\.\d+)?\b)){{0,2}})",
    r"\b(?:has|have|having|with|without|lacks?|lacking|no)\s+(?:the\s+|an?\s+)?(?P<names>[A-Z]\w+\s+chromosome)(?!\W+(?:positive|negative)\b)",
    r"\b(?:has|have|with)\s+(?P<names>genomic\s+instability)\b",
)
_PATHWAYS = (
    rf"\bgenes?\s+(?:that\s+are\s+)?involved\s+in\s+(?:the\s+)?(?P<names>{PHRASE}(?:\s+{PHRASE}){{0,4}}?\s+pathway)\b",
)


def _forms(patterns: tuple[str, ...], status: str, denied: str) -> tuple[Form, ...]:
    return tuple(Form(re.compile(pattern), status, denied) for pattern in patterns)


_OTHER_WORDS = r"(?!(?:the|an?|any|no|some|certain|both|either|and|or|nor|high|low|levels?|of|to|for|in)\b)"
_KIND = rf"(?:{_OTHER_WORDS}[A-Za-z][\w–-]*(?:\s+{_OTHER_WORDS}[A-Za-z][\w–-]*){{0,2}}?(?:\s+receptors?)?)"
RECEPTORS = re.compile(
    r"\b(?:has|have|having|(?<!used )(?<!treated )(?<!given )with|without|lacks?|lacking|express(?:es|ing)?|no"
    r"|(?:positive|negative)\s+for)\s+(?:(?:any|the|an?|no|certain|both|either)\s+)*"
    rf"(?P<names>{_KIND}(?:(?:,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+){_KIND}){{0,3}})"
    rf"(?:(?<=receptor)|(?<=receptors)|\s+receptors?)(?:[-–](?P<subtype>alpha|beta|gamma|delta)\b)?"
    rf"(?![-–]?\w)(?!{DASH}+(?:positive|negative|inhibitors?|antagonists?|agonists?|blockers?|modulators?|therapy|status|drugs?|protein))"
)
"""Receptors named by words, that a cancer has or lacks: "lacks estrogen and progesterone receptors"."""

SYMBOL_FORMS = (
    *_forms(_NO_FUSIONS, "not-mutated", "fusion"),
    *_forms(_FUSIONS, "fusion", "not-mutated"),
    *_forms(_WILD_TYPES, "not-mutated", "mutated"),
    *_forms(_NO_MUTATIONS, "not-mutated", "mutated"),
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
