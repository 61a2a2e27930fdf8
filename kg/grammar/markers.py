"""The biological markers that a cancer must or must not have, each with its status, found by how they are spoken of.

Beside the forms of `marker_forms`, whatever stands before "positive", "negative", "deficient" or "-high" is one.
A denial ("does not have", "neither", "lacks") turns the status, and its words are part of the marker's passage; so
does a sentence that forbids the use in those who have the marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.grammar.marker_forms import DASH, RECEPTORS, SYMBOL, SYMBOL_FORMS, VARIANT, WORD_FORMS
from kg.grammar.readings import Criterion, Mention, Passage
from kg.grammar.sentences import blank, certain, is_conditional, outside_brackets, words_of

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

_TOKEN = re.compile(r"[^\s,;:.()]+(?:\.\d[^\s,;:.()]*)*")
# Words that end a marker's name on its left.
_LEFT = frozenset(
    "is are was were be that and or with without has have had in of but not no who whose which the a an any for to as"
    " either neither nor from certain newly diagnosed previously untreated their its it this these alone"
    " cancer cancers tumor tumors disease cells patients women men adults children people treat most some"
    " advanced metastatic early late stage early-stage late-stage recurrent relapsed refractory"
    " also both only still known strongly now tested found considered called particular specific"
    " isn't isn’t aren't aren’t wasn't wasn’t tests test testing must overexpressing expressing lacking should having"
    " invasive inflammatory premenopausal postmenopausal high low".split()
)
# Statuses of the disease or of a test, not of a molecule (guidelines).
_NO_MARKER = re.compile(
    r"^(?:triple|double|nodes?|lymph nodes?|margins?|tests?|results?|cultures?|gram|false|blood|risk|.* scan)$"
)
_CAN_BE_HIGH = re.compile(r"instability|burden|expression|score|[A-Z0-9]{2}")
_DENIAL = re.compile(
    r"\b(?:(?:(?:is|are|was|were|does|do|did|must|should|may|has|have)\s+)?(?:not|never)(?!\s+(?:only|just)\b)(?:\s+(?:be|have)\b)?"
    r"|(?:is|are|was|were|do|does|did|has)n['’]t(?:\s+have\b)?|(?:(?:has|have)\s+)?no|without|lack(?:s|ing)?|neither|nor"
    r"|absence\s+of|(?:tests?\s+|tested\s+)?negative\s+for|free\s+(?:of|from))\s+"
    r"(?:(?!(?:and|is|are|has|have|had|that|but|or|been|who|whose|spread|received|treated|responded|used|taken|in|to|by|be)\b)"
    r"[\w-]+\s+){0,3}$"
)
_NOT = re.compile(r"\bnot\b")
# What may stand between two markers that one denial covers; "and has the X protein" begins a clause of its own.
_JOINED = re.compile(
    r"\s*,?\s*(?:(?:or|nor)\s+(?:have\s+)?|(?:and/or|and)\s+)?(?:(?:an?|the|any|certain|other)\s+)*(?:abnormal\s+)?$"
)
_AFFIRMS = re.compile(
    r"(?:and\s+)?(?:has|expresses|overexpresses|produces|makes|carries|harbou?rs|contains|shows)\b|and\s+have\b"
)
# With "with or without X" and the like the marker does not matter.
_EITHER_WAY = re.compile(
    r"\b(?:with\s+or\s+without|regardless\s+of|irrespective\s+of|whether\s+or\s+not)\s[^,.;]{0,120}", re.IGNORECASE
)
_RECEPTOR_JOINT = re.compile(
    r"(?:\s+receptors?)?(?:,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+|$)(?:(?:the|an?|any)\s+)*"
)
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
        parts = re.sub(r"[-–\s](?:positive|negative)$", "", match[1]).split()
        initials = [re.sub(r"(\w)\w*[–-]?", r"\1", part).upper() for part in parts]
        for at in range(len(parts)):
            if "".join(initials[at:]) == match[2].upper():
                found[match[2]] = " ".join(parts[at:])
    return found


def read_markers(
    clause: Passage, abbreviations: Mapping[str, str], forbidden: Passage | None = None
) -> Iterator[Criterion]:
    """Yield each marker of a clause with its status; a sentence that holds for some patients only gives none.

    `forbidden` holds the words that forbid the use in those whom the clause describes, and turns every status.
    """
    raw = words_of(clause)
    if is_conditional(raw):
        return
    words = blank(_EITHER_WAY, outside_brackets(certain(raw)))
    ended, denial = -1, -1
    for hit in _without_variants(sorted(_hits(words, clause))):
        denial = max(_denial(words, hit), denial if _is_joined(words, ended, hit) else -1)
        ended = hit.end
        low = clause.start + (hit.start if denial < 0 else min(denial, hit.start))
        place = _with(clause._replace(start=low, end=clause.start + hit.end), forbidden)
        status = hit.denied if (denial >= 0) != (forbidden is not None) else hit.status
        for name, _, _ in hit.names:
            yield Criterion(Mention(abbreviations.get(name, name), (place,)), status)


def _with(place: Passage, other: Passage | None) -> Passage:
    """A passage drawn out over another of its sentence."""
    return place._replace(start=min(place.start, other.start), end=max(place.end, other.end)) if other else place


def _is_joined(words: str, ended: int, hit: _Hit) -> bool:
    """Whether a hit is in one list with that which ended before it, so that a denial covers both."""
    if ended < 0 or _JOINED.fullmatch(words, ended, hit.start) is None:
        return False
    tail = re.search(r"(?:and\s+)?$", words[ended : hit.start])
    return _AFFIRMS.match((tail[0] if tail else "") + words[hit.start : hit.end]) is None


def _without_variants(hits: list[_Hit]) -> list[_Hit]:
    """The hits without variants such as T315I, where the sentence names a mutated gene."""
    genes = [hit for hit in hits if not all(re.fullmatch(VARIANT, name) for name, _, _ in hit.names)]
    return genes if any("mutated" in hit.status for hit in genes) else hits


def _denial(words: str, hit: _Hit) -> int:
    """Where the words begin that deny a hit, before it or inside it; -1 where it is not denied."""
    for high in (hit.start, hit.names[0][1]):
        if match := _DENIAL.search(words, max(0, hit.start - 60), high):
            return match.start()
    return hit.start if _NOT.search(words, hit.names[-1][2], hit.end) else -1


def _hits(words: str, clause: Passage) -> list[_Hit]:
    hits: list[_Hit] = []
    for found in _candidates(words, clause):
        hit = _beside(found, hits)
        if hit.names and not any(hit.start < other.end and other.start < hit.end for other in hits):
            hits.append(hit)
    return hits


def _beside(hit: _Hit, hits: list[_Hit]) -> _Hit:
    """A hit on a list without the names that a more telling form has taken from the list's beginning."""
    taken = max((other.end for other in hits if other.start <= hit.start < other.end), default=-1)
    left = tuple(name for name in hit.names if name[1] >= taken)
    return hit._replace(start=left[0][1], names=left) if taken >= 0 and left and len(left) < len(hit.names) else hit


def _candidates(words: str, clause: Passage) -> Iterator[_Hit]:
    """Yield what may be hits, the more telling forms first."""
    for match in _SHORT.finditer(words):
        yield _short(match)
    for form in SYMBOL_FORMS:
        for match in form.pattern.finditer(words):
            yield _Hit(*match.span(), _symbols(match), form.status, form.denied)
    for form in WORD_FORMS:
        for match in form.pattern.finditer(words):
            name = " ".join(match["names"].split())
            yield _Hit(*match.span(), ((name, *match.span("names")),), form.status, form.denied)
    for match in RECEPTORS.finditer(words):
        yield _Hit(*match.span(), tuple(_receptors(match)), "positive", "negative")
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


def _receptors(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each receptor of a list such as "estrogen and progesterone receptors", in the singular."""
    at, tail = match.start("names"), f"–{match['subtype']}" if match["subtype"] else ""
    for joint in _RECEPTOR_JOINT.finditer(match.string, at, match.end("names")):
        if joint.start() > at:
            yield f"{' '.join(match.string[at : joint.start()].split())} receptor{tail}", at, joint.start()
        at = joint.end()


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
    for count, match in enumerate(reversed(list(_TOKEN.finditer(words[floor:end])))):
        low, high = floor + match.start(), floor + match.end()
        if match[0].casefold() in _LEFT or count == 4 or re.search(r"[,;:.()]", words[high:start]):
            break
        start = low
    return start
