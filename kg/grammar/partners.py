"""What a drug is used together with: the drugs and drug classes after "used with", "given with", "With …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.grammar.conditions import is_head
from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import certain, outside_brackets, trim, words_of
from kg.spans import Link

# What may stand between "used" and "with": how, never whom ("used in patients with …") nor what came before.
_BETWEEN = (
    r"(?:(?:(?!(?:in(?!\s+combination\b)|on|for|patients?|people|adults?|children|women|men|who|whose|those|that|after"
    r"|following|before|received|treated|caused|repeated|previous|respon\w*|to|is|are|has|have|with|treat)\b)[\w-]+"
    r"|on\s+(?:its|their)\s+own|(?:after|before|following)\s+(?:surgery|radiation\s+therapy)),?\s+|,\s+){0,12}?"
)
_AS = rf"as\s+(?:the\s+|an?\s+)?[\w-]+(?:\s+or\s+[\w-]+)?\s+(?:[\w-]+\s+){{0,3}}?(?:treatment|therapy),?\s+{_BETWEEN}"
_START = rf"(?:(?:either\s+)?alone\s+or\s+)?(?:{_AS})?(?:in\s+combination\s+|together\s+|along\s+)?with\s+"
_STARTS = re.compile(rf"\s*(?:and\s+|or\s+)?{_START}", re.IGNORECASE)
_VERBS = (
    r"(?:used|use|given|taken|administered|approved|(?<=is )combined|(?<=are )combined|(?<=be )combined"
    r"|(?:take|takes|receive|receives|get|have)\s+it)"
)
_USED = re.compile(rf"\b{_VERBS},?\s+{_BETWEEN}with\s+(?!(?:or\s+without)\b)", re.IGNORECASE)
# "used in adults, with x": after the people, where nothing speaks of earlier treatment.
_APART = re.compile(
    rf"\b{_VERBS}\s+(?:(?!\b(?:after|following|before|received|treated|treatment|previous\w*|prior|who|whose|that|which|with"
    r"|if|when|caused|not)\b)[^.;:]){1,120}?,\s+(?:(?:and\s+)?(?:used\s+|given\s+)?(?:in\s+combination|together|along)\s+)?"
    r"with\s+(?!(?:or\s+without)\b)",
    re.IGNORECASE,
)
# "In combination with x, the drug is …": the subject after the comma is no partner.
_FRONTED = re.compile(
    r"\s*(?:(?:When|If)\s+)?(?:(?:used|given|taken)\s+)?(?:alone\s+or\s+)?(?:(?:in\s+combination|together|along|combined)\s+)?with\s+"
    r"(?:or\s+without\s+)?(?P<names>[^.;:]{1,300}?),\s+(?!(?:and|or)\b)"
    r"(?:(?!(?:in|whose|who|that|which|for|as|after|when|and)\b)[\w-]+\s+){1,6}?(?:is|are|was|were|may|can|has)\b",
    re.IGNORECASE,
)
# "The drug, given together with x, is …"
_INSERTED = re.compile(
    r"\s*[^,.;:]{1,60},\s+(?:used\s+|given\s+|taken\s+)?(?:(?:in\s+combination|together|along|combined)\s+)?with\s+(?!or\b)"
    r"(?P<names>[^.;:]{1,200}?),\s+(?:is|are|may|can)\b",
    re.IGNORECASE,
)
# "X is given with it."
_PASSIVE = re.compile(
    r"\s*(?P<names>[^.;:]{1,200}?)\s+(?:is|are|may\s+be)\s+(?:also\s+|always\s+)?(?:given|used|taken)\s+"
    r"(?:(?:in\s+combination|together|along)\s+)?with\s+it\b",
    re.IGNORECASE,
)
_ALONE_OR = re.compile(
    r",\s+(?:either\s+)?alone\s+or\s+(?:(?:combined|in\s+combination|together|along)\s+)?with\s+", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:after|following|received|treated|previous\w*|prior)\b", re.IGNORECASE)
_OR_WITHOUT = re.compile(r",\s+with\s+or\s+without\s+", re.IGNORECASE)
_WITH_OR_WITHOUT = re.compile(rf"\b(?:used|given|taken)\s+{_BETWEEN}with\s+or\s+without\s+", re.IGNORECASE)

_STOP = re.compile(
    r"[.;:]|\b(?:in|as|to|for|before|after|following|when|while|who|whose|which|that|during|on|until|by|if|is|are|was"
    r"|has|have|had|cannot|followed|because|at|within|alone|treat)\b|,?\s*\b(?:and|or)\s+(?:then|later)\b|,?\s*\bbut\b|\band\s+not\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*,\s*(?:(?:and/or|and|or|plus)\s+)?(?:(?:with|without|either|both)\s+)*"
    r"|\s+(?:and/or|and|or|plus|with)\s+(?:(?:with|without|either|both)\s+)*",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:it\s+(?:and|or)|including|an?|the|either|both|other|another|certain|some|any|one|of|several|more|standard|additional|(?:low|high)[-–\s]+dose"
    r"|(?:first|second)[-–\s]+line|drugs?\s+called|or|and|with|without|called)\s+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s+(?:drugs?|medicines?)$", re.IGNORECASE)
_REGIMEN = re.compile(r"([A-Z][A-Z0-9-]{2,}[\w-]*)\s+(?:combination\s+)?(?:chemotherapy|regimen|combination)$")

# Procedures and unnamed treatments (guidelines): none of them is a partner.
_NO_PARTNER = re.compile(
    r"^(?:it|them|this|these|food|foods|meals?|water|caution)$"
    r"|^(?:cancer\s+|anticancer\s+|anti-cancer\s+)?(?:drugs?|medicines?|medications?|treatments?|therap(?:y|ies)|agents?"
    r"|types?|regimens?|combination(?:\s+therapy)?|combinations?|supportive\s+care)$"
    r"|\b(?:surger(?:y|ies)|surgical|radiation|radiotherapy|transplant\w*|transfusions?|exchange|rescue|resection"
    r"|photodynamic|phototherapy|chemoradiation|chemoradiotherapy|irradiation|ablation|tomography|imaging|scans?|PET|MRI"
    r"|light|laser|leukapheresis|apheresis|biopsy|diet|exercise|procedures?|cystoscopy)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\b(?:patients?|people|adults?|children|women|men|those|cancer|tumors?|disease)\b", re.IGNORECASE)
_DESCRIBES = re.compile(
    rf"{_PEOPLE.pattern}|(?:mutat|delet|translocat|chang|gene|chromosom|metasta|spread|involve|high|low|positive|negative)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\b(?:used|given|taken|administered|combination|therapy|treatment|together)\s+(?:[\w-]+\s+){0,4}with\s*:?$",
    re.IGNORECASE,
)


def opens_partners(words: str) -> bool:
    """Whether what ends here ("… as combination therapy with:") is continued by the names of partners."""
    tail = words[-80:]
    return _OPENS.search(tail) is not None and not _PEOPLE.search(tail[-30:])


def read_partners(clause: Passage, *, opens: bool = False, continues: bool = False) -> Iterator[Mention]:
    """Yield each partner that the clause names, as written, without article and brackets.

    `opens` says that the clause starts a sub-bullet, where "With …" alone means "used with …"; `continues` that the
    words before it ended in "with:", so that it starts with the partner itself.
    """
    words = outside_brackets(certain(words_of(clause)))
    done = 0
    for whole in (_FRONTED.match(words), _INSERTED.match(words), _PASSIVE.match(words)):
        if whole and not done:
            done = whole.end()
            yield from _names(
                words, whole.start("names"), min(_stop(words, whole.start("names"), clause), whole.end("names")), clause
            )
    for start in _starts(words, opens, continues):
        if start < done:
            continue
        stop = _stop(words, start, clause)
        yield from _names(words, start, stop, clause)
        done = stop


def _starts(words: str, opens: bool, continues: bool) -> list[int]:
    starts = {0} if continues else set()
    match = _STARTS.match(words) if opens or continues else None
    if match and (continues or not _is_disease(words, match.end())):
        starts.add(match.end())
    for pattern in (_USED, _WITH_OR_WITHOUT):
        starts |= {match.end() for match in pattern.finditer(words)}
    for pattern in (_APART, _OR_WITHOUT):
        starts |= {match.end() for match in pattern.finditer(words) if not _is_described(words, match.end())}
    starts |= {match.end() for match in _ALONE_OR.finditer(words) if not _EARLIER.search(words, 0, match.start())}
    return sorted(starts)


def _is_disease(words: str, start: int) -> bool:
    """Whether what follows "With", up to a clause, is a condition: then it tells in whom."""
    phrase = re.match(r"(?:(?! (?:that|which|who|whose|in|and|as|for|of|before|after)\b)[^,.;:]){0,80}", words[start:])
    found = re.findall(r"[\w-]+", phrase[0]) if phrase else []
    return bool(found) and is_head(found[-1])


def _is_described(words: str, start: int) -> bool:
    """Whether what follows "with" tells of the patients or their disease."""
    phrase = re.match(r"[^,.;:]{0,80}", words[start:])
    return phrase is not None and any(
        is_head(word) or _DESCRIBES.match(word) for word in re.findall(r"[\w-]+", phrase[0])
    )


def _stop(words: str, start: int, clause: Passage) -> int:
    """Where the list of partners that begins at `start` ends; a word inside a link's name does not end it."""
    for match in _STOP.finditer(words, start, start + 1000):
        if not _inside_link(clause, match.start(), match.end()):
            return match.start()
    return min(len(words), start + 1000)


def _inside_link(clause: Passage, start: int, end: int) -> Link | None:
    start, end = clause.start + start, clause.start + end
    return next((link for link in clause.text.links if link.start < start and end < link.end), None)


def _names(words: str, start: int, stop: int, clause: Passage) -> Iterator[Mention]:
    at = start
    for match in [*_SEPARATOR.finditer(words, start, stop), None]:
        if match and _inside_link(clause, match.start(), match.end()):
            continue
        low, high = trim(words, at, match.start() if match else stop, ",")
        if mention := _name(words, low, high, clause):
            yield mention
        at = match.end() if match else stop


def _name(words: str, low: int, high: int, clause: Passage) -> Mention | None:
    while lead := _LEADING.match(words, low, high):
        low = lead.end()
    raw = re.sub(r"\s+(?:and|or)$", "", words[low:high])
    high = low + len(raw)
    if _NO_PARTNER.search(raw):
        return None
    if trail := _TRAILING.search(raw):
        high = low + trail.start()
        raw = words[low:high]
    if regimen := _REGIMEN.match(raw):
        high = low + regimen.end(1)
        raw = words[low:high]
    name = " ".join(raw.split())
    if not name or len(name.split()) > 8 or _NO_PARTNER.search(name) or not any(c.isalpha() for c in name):
        return None
    return Mention(name, (clause._replace(start=clause.start + low, end=clause.start + high),))
