"""The biological markers that a cancer must or must not have, each with its status, found by how they are spoken of.

Symbols are open: a word with two capitals or digits beside "gene", "mutation", "fusion", "protein", and whatever
stands before "positive", "negative", "deficient", "-high". A denial ("does not have", "without") turns the status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.grammar.readings import Criterion, Mention, Passage
from kg.grammar.sentences import certain, is_conditional, outside_brackets, words_of

_DASH = r"[-–‑—−\s]"
_G = (
    r"(?:c-[A-Z][a-z]{1,4}\b"
    r"|(?=[\w.–α-ω-]{0,20}[A-Z])(?=[\w.–α-ω-]{0,20}[A-Z0-9][\w.–α-ω-]{0,20}[A-Z0-9α-ω])[A-Za-z0-9](?:[\w.:*–α-ω-]{0,30}[\w*])?)"
)
_V = r"(?:[A-Z]\d{1,4}[A-Z*]?)"
_ITEM = rf"(?:the\s+|an?\s+)?{_G}(?:\s+(?:genes?|proteins?))?"
_LIST = rf"(?:{_ITEM}(?:(?:,\s*(?:(?:and/or|and|or)\s+)?|\s+(?:and/or|and|or)\s+|/){_ITEM}){{0,8}})"
_CHANGE = (
    r"(?:mutations?|changes?|alterations?|rearrangements?|translocations?|deletions?|insertions?|variants?"
    r"|abnormality|abnormalities|amplifications?)"
)
_FILL = r"(?:(?:certain|one|either|both|the|an?|or|more|of|these|genes?|called|any|two|structure|in|exons?|\d+)\s+){0,9}?"
_EXON = r"(?:\s+exon\s+\d+(?:\s+(?:or|and)\s+(?:exon\s+)?\d+)?(?:\s+(?:skipping|deletion|insertion|substitution))?)?"


class _Form(NamedTuple):
    """A way to speak of markers: its pattern with the group `names`, the status it gives, and the one when denied."""

    pattern: re.Pattern[str]
    status: str
    denied: str


def _form(pattern: str, status: str, denied: str) -> _Form:
    return _Form(re.compile(pattern), status, denied)


_HAS = r"(?:has|have|having|had|with|without|lacks?|produces?|makes?|expresses|express|contains?)"
_SYMBOL_FORMS = (
    _form(rf"(?P<names>{_LIST})(?:{_DASH}+genes?)?{_DASH}+(?:gene\s+)?fusions?(?:\s+genes?)?(?:{_DASH}positive)?(?!\w)", "fusion", "not-mutated"),
    _form(rf"\bfusions?\s+(?:genes?\s+)?(?:of|in|involving|with)\s+{_FILL}(?P<names>{_LIST})", "fusion", "not-mutated"),
    _form(rf"\b[Ww]ild{_DASH}type\s+(?P<names>{_LIST})", "not-mutated", "mutated"),
    _form(rf"(?P<names>{_LIST})\s+wild{_DASH}type\b", "not-mutated", "mutated"),
    _form(rf"\b(?:abnormal|mutated|altered|defective|changed|mutant|faulty)\s+(?:(?:form|type|version|copy)\s+of\s+)?(?P<names>{_LIST})(?:(?<=gene)|(?<=genes))", "mutated", "not-mutated"),
    _form(rf"(?:\b{_V}(?:,?\s+(?:or|and)\s+{_V})?\s+)?\b{_CHANGE}\s+(?:in|of|that\s+affects?|affecting|involving)\s+{_FILL}(?P<names>{_LIST})", "mutated", "not-mutated"),
    _form(rf"(?P<names>(?:{_V}\s+)?{_LIST})(?:\s+{_V}(?:,?\s+(?:or|and)\s+{_V})?)?{_EXON}(?:\s+genes?)?{_EXON}\s+{_CHANGE}\b", "mutated", "not-mutated"),
    _form(rf"(?P<names>{_G})(?:\s+{_V})?{_DASH}(?:mutated|mutant)\b", "mutated", "not-mutated"),
    _form(rf"(?P<names>{_G}){_DASH}+(?:ultra)?low\b", "other", "other"),
    _form(rf"\b{_HAS}\s+(?:an?\s+)?(?:high|higher|increased|elevated)\s+(?:levels?|amounts?|expression)\s+of\s+(?:the\s+|an?\s+)?(?P<names>{_LIST})", "high", "other"),
    _form(rf"\b{_HAS}\s+(?:an?\s+)?low\s+(?:levels?|amounts?|expression)\s+of\s+(?:the\s+|an?\s+)?(?P<names>{_LIST})", "other", "other"),
    _form(rf"\b{_HAS}\s+(?:any\s+|the\s+|an?\s+|certain\s+)*(?:(?:protein|marker|antigen|receptor)\s+called\s+)?(?P<names>{_LIST})(?:(?<=protein)|(?<=proteins))", "positive", "negative"),
    _form(rf"\b(?:expresses|express|overexpresses|overexpress|produces?)\s+(?:the\s+)?(?P<names>{_LIST})", "positive", "negative"),
    _form(rf"(?P<names>{_G}){_DASH}+expressing\b", "positive", "negative"),
)  # fmt: skip
_PHRASE = r"[\w./:*–α-ω'’-]+"
_WORD_FORMS = (
    _form(rf"\b{_HAS}\s+(?:an?\s+)?(?:high|increased|elevated)\s+(?:levels?|amounts?)\s+of\s+(?:the\s+|an?\s+)?(?P<names>{_PHRASE}(?:\s+(?!in\b|and\b|or\b|that\b|protein){_PHRASE}){{0,3}})", "high", "other"),
    _form(r"\b(?:has|have|having|with)\s+(?:the\s+)?(?P<names>[A-Z]\w+\s+chromosome)(?!\W+(?:positive|negative)\b)", "positive", "negative"),
    _form(rf"\bgenes?\s+(?:that\s+are\s+)?involved\s+in\s+(?:the\s+)?(?P<names>{_PHRASE}(?:\s+{_PHRASE}){{0,4}}?\s+pathway)\b", "mutated", "not-mutated"),
    _form(r"\b(?:has|have|with)\s+(?P<names>genomic\s+instability)\b", "positive", "negative"),
)  # fmt: skip
_HLA = re.compile(r"\bHLA-[A-Z]+\d?\*?\d*(?::\d+)*[A-Z]?")
_STATUS = re.compile(
    rf"{_DASH}{{0,3}}(?<!\w)(?P<word>positive|negative|deficient|deficiency|high)\b"
    r"|(?<=[A-Za-z0-9])(?P<sign>\+|[-–−])(?=[\s,.;:)]|$)"
)
_SIGNS = {"+": "positive", "-": "negative", "–": "negative", "−": "negative"}
_WORDS = {"positive": "positive", "negative": "negative", "deficient": "deficient", "deficiency": "deficient", "high": "high"}
_DENIED = {"positive": "negative", "negative": "positive"}
_SHORT = re.compile(r"\b(?:(?P<high>MSI|TMB)[-–]H(?:igh)?|(?P<burden>[Tt]umou?r\s+mutational\s+burden)[-–\s]+high|(?P<deficient>d)MMR|(?P<proficient>p)MMR|(?P<stable>MSS))\b")
_STANDARD = {"MSI": "microsatellite instability", "TMB": "tumor mutational burden", "HR": "hormone receptor"}

# Words that end a marker's name on its left.
_LEFT = frozenset(
    "is are was were be that and or with without has have had in of but not no who whose which the a an any for to as"
    " either neither nor from certain newly diagnosed previously untreated their its it this these alone"
    " cancer cancers tumor tumors disease cells patients women men adults children people treat most some"
    " advanced metastatic early late stage early-stage late-stage recurrent relapsed refractory"
    " also both only still known strongly now tested found considered called particular specific"
    " invasive inflammatory premenopausal postmenopausal high low".split()
)
# Statuses of the disease or of a test, not of a molecule (guidelines).
_NO_MARKER = re.compile(r"^(?:triple|double|nodes?|lymph nodes?|margins?|tests?|results?|cultures?|gram|false|blood|risk|.* scan)$")
_NO_HIGH = re.compile(r"instability|burden|expression|score|[A-Z0-9]{2}")
_DENIAL = re.compile(
    r"(?:\b(?:does|do|did)\s+not\s+have|\bnot\s+have|\bhas\s+no|\bhave\s+no|\bnot|\bwithout|\bno|\black(?:s|ing)?)\s+"
    r"(?:(?!(?:and|is|are|has|have|that|but|or|been|who|whose|spread|received|in|to|by|be)\b)[\w-]+\s+){0,3}$"
)
_JOINED = re.compile(r"\s*,?\s*(?:(?:or|and|nor|and/or)\s+)?(?:(?:an?|the|any|has|have)\s+)*(?:abnormal\s+)?$")
_DEFINED = re.compile(r"(?<![\w–-])([A-Za-z][\w–-]{0,40}(?:\s[\w–-]{1,40}){0,3}?)(?:[-–\s](?:positive|negative))?\s\(([A-Z][A-Za-z0-9]{1,9})[-+–−]?\)")


class _Hit(NamedTuple):
    start: int
    end: int
    names: tuple[tuple[str, int, int], ...]
    status: str
    denied: str


def marker_abbreviations(words: str) -> dict[str, str]:
    """The abbreviations that a text defines beside a receptor or marker: "hormone receptor–positive (HR+)"."""
    found = dict(_STANDARD)
    for match in _DEFINED.finditer(words):
        name = match[1]
        initials = "".join(word[0] for word in re.split(r"[\s–-]", name) if word).upper()
        for at in range(len(initials)):
            if initials[at:] == match[2].upper() and len(match[2]) > 1:
                found[match[2]] = " ".join(name.split()[at:]) if " " in name else name
    return found


def read_markers(clause: Passage, abbreviations: Mapping[str, str]) -> Iterator[Criterion]:
    """Yield each marker of a sentence with its status; a sentence that holds for some patients only gives none."""
    raw = words_of(clause)
    if is_conditional(raw):
        return
    words = outside_brackets(certain(raw))
    ended, denied = -1, False
    for hit in _without_variants(sorted(_hits(words, clause))):
        joined = ended >= 0 and _JOINED.fullmatch(words, ended, hit.start) is not None
        denied = _is_denied(words, hit) or (denied and joined)
        ended = hit.end
        status = hit.denied if denied else hit.status
        for name, _, _ in hit.names:
            place = clause._replace(start=clause.start + hit.start, end=clause.start + hit.end)
            yield Criterion(Mention(abbreviations.get(name, name), (place,)), status)


def _without_variants(hits: list[_Hit]) -> list[_Hit]:
    """The hits without variants such as T315I, where the sentence names a mutated gene."""
    genes = [hit for hit in hits if not all(re.fullmatch(_V, name) for name, _, _ in hit.names)]
    return genes if any("mutated" in hit.status for hit in genes) else hits


def _is_denied(words: str, hit: _Hit) -> bool:
    """Whether the words before a hit, or those it begins with, deny it."""
    low = max(0, hit.start - 60)
    return any(_DENIAL.search(words[low:high]) for high in (hit.start, hit.names[0][1]))


def _hits(words: str, clause: Passage) -> list[_Hit]:
    hits: list[_Hit] = []
    for form in _SYMBOL_FORMS:
        for match in form.pattern.finditer(words):
            _add(hits, _Hit(*match.span(), _symbols(match), form.status, form.denied))
    for match in _SHORT.finditer(words):
        _add(hits, _short(match))
    for form in _WORD_FORMS:
        for match in form.pattern.finditer(words):
            name = " ".join(match["names"].split())
            _add(hits, _Hit(*match.span(), ((name, *match.span("names")),), form.status, form.denied))
    for match in _HLA.finditer(words):
        _add(hits, _Hit(*match.span(), ((match[0], *match.span()),), "positive", "negative"))
    for match in _STATUS.finditer(words):
        if hit := _status(words, match, clause):
            _add(hits, hit)
    return hits


def _add(hits: list[_Hit], new: _Hit) -> None:
    """Keep `new` unless it overlaps a hit of an earlier, more telling form."""
    if new.names and not any(new.start < hit.end and hit.start < new.end for hit in hits):
        hits.append(new)


def _symbols(match: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    """The symbols of a list such as "EGFR, ALK, or ROS1 gene"; a variant beside its gene is not one."""
    found = []
    for symbol in re.finditer(rf"(?<![\w./–-]){_G}", match["names"]):
        at = match.start("names") + symbol.start()
        found.append((symbol[0], at, at + len(symbol[0])))
    genes = [item for item in found if not re.fullmatch(_V, item[0])]
    return tuple(genes or found)


def _short(match: re.Match[str]) -> _Hit:
    at = match.span()
    if match["high"]:
        return _Hit(*at, ((_STANDARD[match["high"]], *at),), "high", "other")
    if match["burden"]:
        return _Hit(*at, ((_STANDARD["TMB"], *at),), "high", "other")
    if match["stable"]:
        return _Hit(*at, ((_STANDARD["MSI"], *at),), "other", "other")
    return _Hit(*at, (("mismatch repair", *at),), "deficient" if match["deficient"] else "other", "other")


def _status(words: str, match: re.Match[str], clause: Passage) -> _Hit | None:
    """The marker whose name ends where "positive", "negative", "deficient" or "-high" begins."""
    start = _left(words, match.start(), clause)
    name = " ".join(words[start : match.start()].split()).strip("–-,;:. ")
    word = match["word"]
    status = _WORDS[word] if word else _SIGNS[match["sign"]]
    if not name or _NO_MARKER.match(name.casefold()) or (word == "high" and not _NO_HIGH.search(name)):
        return None
    if match["sign"] and (" " in name or not re.search(r"[A-Z]", name) or (status == "negative" and len(name) < 2)):
        return None
    return _Hit(start, match.end(), ((name, start, match.start()),), status, _DENIED.get(status, "other"))


def _left(words: str, end: int, clause: Passage) -> int:
    """Where the name that ends at `end` begins: at its link's start, else after the last word that cannot be in it."""
    for link in clause.text.links:
        low, high = link.start - clause.start, link.end - clause.start
        if 0 <= low < end <= high + 1 and not re.search(r"\b(?:and|or)\b|,", words[low:end]):
            return low
    start, count = end, 0
    for match in reversed(list(re.finditer(r"[^\s,;:.()]+", words[max(0, end - 60) : end]))):
        low = max(0, end - 60) + match.start()
        if match[0].casefold() in _LEFT or count == 4 or re.search(r"[,;:.()]", words[low + len(match[0]) : start]):
            break
        start, count = low, count + 1
    return start
