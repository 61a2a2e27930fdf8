"""The biological markers that a cancer must or must not have, each with its status, found by how they are spoken of.

Beside the forms of `marker_forms`, whatever stands before "positive", "negative", "deficient" or "-high" is one.
A denial ("does not have", "without") turns the status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.grammar.marker_forms import DASH, SYMBOL, SYMBOL_FORMS, VARIANT, WORD_FORMS
from kg.grammar.readings import Criterion, Mention, Passage
from kg.grammar.sentences import certain, is_conditional, outside_brackets, words_of

_HLA = re.compile(r"\bHLA-[A-Z]+\d?\*?\d*(?::\d+)*[A-Z]?")
_STATUS = re.compile(
    rf"{DASH}{{0,3}}(?<!\w)(?P<word>positive|negative|deficient|deficiency|high)\b"
    r"|(?<=[A-Za-z0-9])(?P<sign>\+|[-–−])(?=[\s,.;:)]|$)"
)
_SIGNS = {"+": "positive", "-": "negative", "–": "negative", "−": "negative"}
_DENIED = {"positive": "negative", "negative": "positive"}
_SHORT = re.compile(
    r"\b(?:(?P<high>MSI|TMB)[-–]H(?:igh)?|(?P<burden>[Tt]umou?r\s+mutational\s+burden)[-–\s]+high"
    r"|(?P<deficient>d)MMR|(?P<proficient>p)MMR|(?P<stable>MSS))\b"
)
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
_NO_MARKER = re.compile(
    r"^(?:triple|double|nodes?|lymph nodes?|margins?|tests?|results?|cultures?|gram|false|blood|risk|.* scan)$"
)
_CAN_BE_HIGH = re.compile(r"instability|burden|expression|score|[A-Z0-9]{2}")
_DENIAL = re.compile(
    r"(?:\b(?:does|do|did)\s+not\s+have|\bnot\s+have|\bhas\s+no|\bhave\s+no|\bnot|\bwithout|\bno|\black(?:s|ing)?)\s+"
    r"(?:(?!(?:and|is|are|has|have|that|but|or|been|who|whose|spread|received|in|to|by|be)\b)[\w-]+\s+){0,3}$"
)
_JOINED = re.compile(r"\s*,?\s*(?:(?:or|and|nor|and/or)\s+)?(?:(?:an?|the|any|has|have)\s+)*(?:abnormal\s+)?$")
_DEFINED = re.compile(
    r"(?<![\w–-])([A-Za-z][\w–-]{0,40}(?:\s[\w–-]{1,40}){0,3}?)(?:[-–\s](?:positive|negative))?"
    r"\s\(([A-Z][A-Za-z0-9]{1,9})[-+–−]?\)"
)


class _Hit(NamedTuple):
    """A place that speaks of markers: their names with their places, and the status given or, when denied, meant."""

    start: int
    end: int
    names: tuple[tuple[str, int, int], ...]
    status: str
    denied: str


def marker_abbreviations(words: str) -> dict[str, str]:
    """The abbreviations that a text defines beside a receptor or marker: "hormone receptor–positive (HR+)".

    >>> marker_abbreviations("that is estrogen receptor positive (ER+)")["ER"]
    'estrogen receptor'
    """
    found = dict(_STANDARD)
    for match in _DEFINED.finditer(words):
        parts = match[1].split()
        initials = [re.sub(r"(\w)\w*[–-]?", r"\1", part).upper() for part in parts]
        for at in range(len(parts)):
            if "".join(initials[at:]) == match[2].upper():
                found[match[2]] = " ".join(parts[at:])
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
        for name, _, _ in hit.names:
            place = clause._replace(start=clause.start + hit.start, end=clause.start + hit.end)
            yield Criterion(Mention(abbreviations.get(name, name), (place,)), hit.denied if denied else hit.status)


def _without_variants(hits: list[_Hit]) -> list[_Hit]:
    """The hits without variants such as T315I, where the sentence names a mutated gene."""
    genes = [hit for hit in hits if not all(re.fullmatch(VARIANT, name) for name, _, _ in hit.names)]
    return genes if any("mutated" in hit.status for hit in genes) else hits


def _is_denied(words: str, hit: _Hit) -> bool:
    """Whether the words before a hit, or those it begins with, deny it."""
    low = max(0, hit.start - 60)
    return any(_DENIAL.search(words[low:high]) for high in (hit.start, hit.names[0][1]))


def _hits(words: str, clause: Passage) -> list[_Hit]:
    hits: list[_Hit] = []
    for hit in _candidates(words, clause):
        if hit.names and not any(hit.start < other.end and other.start < hit.end for other in hits):
            hits.append(hit)
    return hits


def _candidates(words: str, clause: Passage) -> Iterator[_Hit]:
    """Yield what may be hits, the more telling forms first."""
    for form in SYMBOL_FORMS:
        for match in form.pattern.finditer(words):
            yield _Hit(*match.span(), _symbols(match), form.status, form.denied)
    for match in _SHORT.finditer(words):
        yield _short(match)
    for form in WORD_FORMS:
        for match in form.pattern.finditer(words):
            name = " ".join(match["names"].split())
            yield _Hit(*match.span(), ((name, *match.span("names")),), form.status, form.denied)
    for match in _HLA.finditer(words):
        yield _Hit(*match.span(), ((match[0], *match.span()),), "positive", "negative")
    for match in _STATUS.finditer(words):
        if hit := _status(words, match, clause):
            yield hit


def _symbols(match: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    """The symbols of a list such as "EGFR, ALK, or ROS1 gene"; a variant beside its gene is not one."""
    found = []
    for symbol in re.finditer(rf"(?<![\w.–-]){SYMBOL}", match["names"]):
        at = match.start("names") + symbol.start()
        found.append((symbol[0], at, at + len(symbol[0])))
    genes = [item for item in found if not re.fullmatch(VARIANT, item[0])]
    return tuple(genes or found)


def _short(match: re.Match[str]) -> _Hit:
    """The marker that a standard abbreviation stands for."""
    at = match.span()
    if match["high"] or match["burden"]:
        return _Hit(*at, ((_STANDARD[match["high"] or "TMB"], *at),), "high", "other")
    if match["stable"]:
        return _Hit(*at, ((_STANDARD["MSI"], *at),), "other", "other")
    return _Hit(*at, (("mismatch repair", *at),), "deficient" if match["deficient"] else "other", "other")


def _status(words: str, match: re.Match[str], clause: Passage) -> _Hit | None:
    """The marker whose name ends where "positive", "negative", "deficient" or "-high" begins."""
    start = _left(words, match.start(), clause)
    name = " ".join(words[start : match.start()].split()).strip("–-,;:. ")
    word, sign = match["word"], match["sign"]
    status = _SIGNS[sign] if sign else word.replace("deficiency", "deficient")
    if not name or _NO_MARKER.match(name.casefold()) or (word == "high" and not _CAN_BE_HIGH.search(name)):
        return None
    if sign and (" " in name or len(name) < 2 or not re.search(r"[A-Z]", name)):
        return None
    return _Hit(start, match.end(), ((name, start, match.start()),), status, _DENIED.get(status, "other"))


def _left(words: str, end: int, clause: Passage) -> int:
    """Where the name that ends at `end` begins: at its link's start, else after the last word that cannot be in it."""
    for link in clause.text.links:
        low, high = link.start - clause.start, link.end - clause.start
        if 0 <= low < end <= high + 1 and not re.search(r"\b(?:and|or)\b|,", words[low:end]):
            return low
    start, floor = end, max(0, end - 60)
    for count, match in enumerate(reversed(list(re.finditer(r"[^\s,;:.()]+", words[floor:end])))):
        low, high = floor + match.start(), floor + match.end()
        if match[0].casefold() in _LEFT or count == 4 or re.search(r"[,;:.()]", words[high:start]):
            break
        start = low
    return start
