"""Names of conditions: where a name begins and ends, how joined names share a head, what else the page calls it.

>>> text = Text.of("**[Gastric](/x?id=1) (stomach) and [pancreatic](/x?id=2) [sarcoma](/x?id=3)** that has spread")
>>> [condition.mention.name for condition in read_conditions(text, *bold_region(text))]
['Gastric sarcoma', 'pancreatic sarcoma']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import outside_brackets, trim
from kg.spans import Link, Text


class Condition(NamedTuple):
    """A condition as one passage names it: the name, the dictionary terms inside it, its abbreviation there."""

    mention: Mention
    terms: tuple[Mention, ...] = ()
    abbreviation: str = ""

    @property
    def key(self) -> str:
        """The name with case, punctuation and plural folded."""
        return name_key(self.mention.name)


LONGEST = 600
"""No name, joined ones together, is longer than this."""


class _Part(NamedTuple):
    start: int
    end: int


# What the last word of a condition's name looks like: endings of disease nouns, and the plain words.
_HEAD = re.compile(
    r"(?:\w*(?:oma|omas|omata|emia|aemia|itis|osis|oses|penia|penias|pathy|pathies|plasia|plasias|algia|uria|lysis|cytosis|toxicity"
    r"|toxicities|trophy|edema|oedema|rrhea|rrhoea|phagia|plegia|mastocytosis|metastas[ei]s|thrombocythemia|gammopathy)"
    r"|cancers?|tumou?rs?|diseases?|disorders?|syndromes?|neoplasms?|malignanc(?:y|ies)|leuk\w+|effusions?|warts?|lesions?"
    r"|effects?|nausea|vomiting|pain|infections?|reactions?|moles?|fevers?|bleeding|diarrhea|constipation|failure|damage"
    r"|problems?|injur(?:y|ies)|events?|loss|vera|hypersensitivity|overdoses?|\w*vasation|flashes|deficienc(?:y|ies)"
    r"|cachexia|dryness|purpura|conditions?|polyps?|polyposis|keratos[ei]s|cysts?|growths?|(?-i:[A-Z]{2,4}L)"
    r"|complications?|symptoms?|mucositis|inflammation|rejection|hypercalcemia|levels?|hemorrhage|thrombosis|clots?"
    r"|neuropath\w+|shock|sepsis|seizures?|fatigue|itching|rash|swelling|ulcers?|fractures?|hyperkalemia|crisis|counts?)\.?",
    re.IGNORECASE,
)
_STRONG = re.compile(r"(?:\w*(?:carcinoma|sarcoma|lymphoma)s?|cancers?|tumou?rs?|leuk\w+|neoplasms?)", re.IGNORECASE)
_SITE = re.compile(
    r"(?:\w+(?:al|ic|ac|ar|an|ary|eal|ous|oid|ine|ive|tic|able)|junction|tube|tissue|cell|duct|tract|breast|bladder|lung|liver"
    r"|kidney|bone|skin|brain|neck|head|prostate|colon|stomach|thyroid|ovary|cervix|bile|blood|lymph|nerve|muscle|gland"
    r"|\w+-(?:cell|grade|stage|related|associated|type))",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"(?:(?:germ|squamous|transitional|basal|islet|small|large|giant|mast|plasma)[-\s]+cell\s+|side\s+|neuroendocrine\s+)\S+$",
    re.IGNORECASE,
)
_BARE_CELL = re.compile(r"(?:germ|squamous|transitional|basal|islet|small|large|giant|mast|plasma)\b", re.IGNORECASE)
_LINEAGE = re.compile(r"\b(?:(?:NK/)?[BT]|NK|(?:non[-\s])?small)[-\s]cell\s")
_JOINT = re.compile(
    r"\s*,\s*(?:and/or|and|or)\s+(?:other\s+)?|\s+(?:and/or|and|or)\s+(?:other\s+)?|\s*,\s*|\s*/\s*", re.IGNORECASE
)
_FIXED = re.compile(r"\bhead\s+and\s+neck\b", re.IGNORECASE)  # one site in two words
_ABBREVIATION = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,11})\)")
_BRACKET = re.compile(r"\([^()]{0,200}\)")
_DETERMINER = re.compile(
    r"(?:(?:an?|the|certain|some|many|other|types?|kinds?|forms?|cases?|of|following|both|various|different)\s+)+",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s,;]*(?:\([^()]{0,200}\)[\s,;]*)?(?:(?:and/or|and|or|/)\s*)?(?:other\s+)?", re.IGNORECASE)
_WORD = re.compile(r"[\w’'–-]+")
_STOP = re.compile(
    r"\s(?:that|which|who|whose|in(?!\s+situ|\s+the\s+blood)|with|when|where|while|after|before|during|for|as|if|to|from|by|is|are|has|have|had"
    r"|caused|such|until|within|without|because|and\s+(?:keep|help|to|prevent|has|have|is)|due|it|on|cannot|can|did|does)\b"
    r"|[.;:(]|,\s*(?:including|an?|which|such|who|that|it|in|caused|when|or\s+to|and\s+to)\b|\sincluding\b",
    re.IGNORECASE,
)
# "Lesions that sometimes lead to …" says which lesions; "that has spread" says in which state.
_DEFINING = re.compile(
    r"\s+that\s+(?:(?:may|can|could|sometimes|often|usually)\s+){0,2}(?:lead|become|turn|develop|progress)s?\s+(?:to|into)?"
    r"[^.;()]{1,160}"
)

# Stages and markers before a name.
_STATE = re.compile(
    r"(?:(?:(?:early|late|advanced|limited|extensive)[-\s]stage|newly[-\s]+diagnosed|(?:locally\s+)?advanced|metastatic|recurrent|relapsed"
    r"|refractory|unresectable|resectable|high[-\s]risk|low[-\s]risk|untreated|localized|invasive|inflammatory|progressive|severe"
    r"|stage\s+[IVX0]+[A-D]?|(?:chronic|accelerated|blastic)\s+phase|(?:[\w/]+\s){0,3}?[\w–/-]*[-–\s](?:positive|negative|low)|\w+\+|or|and)"
    r"[\s,]+)+",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """A name with case, punctuation and the plural folded, to tell whether two names are one."""
    words = re.sub(r"[^\w+]+", " ", name.casefold()).split()
    return " ".join(
        w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith(("ss", "is", "us")) else w for w in words
    )


def is_head(word: str) -> bool:
    """Whether a word can end the name of a condition."""
    return _HEAD.fullmatch(word) is not None


def stateless(name: str) -> str:
    """A name without the stages and markers before it."""
    words = " ".join(outside_brackets(name).split())
    match = _STATE.match(words + " ")
    return words[match.end() :] if match else words


def bold_region(text: Text, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """The bold name at the start of `text[start:end]`, over its joints ("**A**, **B** (x), or **C**"), or None."""
    words, stop = text.string, len(text.string) if end is None else end
    bolds = [pair for pair in sorted(text.bold) if start <= pair[0] < stop and pair[0] < pair[1]]
    if not bolds or not _is_prefix(words[start : bolds[0][0]]):
        return None
    low = lead.end() if (lead := _DETERMINER.match(words, start, bolds[0][0])) else start
    high = _over_joints(words, bolds)
    return _closed(words, low, _to_head(words, high, stop), stop)


def _is_prefix(words: str) -> bool:
    """Whether words before a bold name can belong to it: a few adjectives, nothing that opens a clause."""
    return len(words.split()) <= 4 and not _STOP.search(f" {words.strip()} ") and not re.search(r"[.;:(),]", words)


def _over_joints(words: str, bolds: list[tuple[int, int]]) -> int:
    high = bolds[0][1]
    for low, end in bolds[1:]:
        gap = words[high:low]
        rest = _GAP.sub(" ", gap).split()
        joins = re.search(r",|/|\b(?:and|or)\b", words[max(0, high - 1) : low]) or not gap.strip() or words[low] == "("
        if low < high or not joins or not all(is_head(word) for word in rest):
            break
        high = end
    return high


def _to_head(words: str, high: int, stop: int) -> int:
    """`high` moved over a plain noun that was left out of the bold ("**Ovarian germ cell** cancer")."""
    follows = re.compile(r"\s+([\w-]+)").match(words, high, stop)
    if follows and high and words[high - 1].isalnum() and is_head(follows[1]):
        return follows.end()
    return high


def _closed(words: str, low: int, high: int, stop: int) -> tuple[int, int] | None:
    high = min(high, low + LONGEST)
    if (clause := _DEFINING.match(words, high, stop)) and not re.search(r"[.,;:]", words[max(low, high - 1) : high]):
        high = clause.end()
    low, high = trim(words, low, high, ".,;:")
    return (low, high) if low < high else None


def phrase_region(text: Text, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase at the start of `text[start:end]`, up to the clause that follows it, or None."""
    words = text.string
    if lead := _DETERMINER.match(words, start, end):
        start = lead.end()
    stop = end = min(end, start + LONGEST)
    for match in _STOP.finditer(words, start, end):
        if not any(link.start < match.start() and match.end() < link.end for link in text.links):
            stop = match.start()
            break
    return _closed(words, start, stop, end)


def has_head(text: Text, start: int, end: int) -> bool:
    """Whether a phrase ends in a word that names a condition."""
    last = _last_word(outside_brackets(text.string[start:end]))
    return is_head(last)


def _last_word(words: str) -> str:
    found = _WORD.findall(words.split(" of the ")[0].split(" of ")[0].split(" caused by ")[0])
    return found[-1] if found else ""


def read_conditions(text: Text, start: int, end: int) -> list[Condition]:
    """The conditions that the phrase `text[start:end]` names: one, or each of several, heads restored."""
    masked = outside_brackets(text.string[start:end])
    parts = _parts(text, start, masked)
    if len(parts) == 1:
        return _named(text, parts[0], None, (start, end), joined=False)
    tail = _shared_tail(text, parts[0])
    found: list[Condition] = []
    for at, part in enumerate(parts):
        full = next((other for other in parts[at + 1 :] if _complete(text, other)), None)
        shared = (
            _shared_head(text, text.string[part.start : part.end], full)
            if full and _lacks_head(text, part, full)
            else None
        )
        before = tail if part != parts[0] and shared is None and tail and not _complete(text, part) else None
        found += _named(text, part, shared or before, (start, end), joined=True, ahead=before is not None)
    return found


def _parts(text: Text, start: int, masked: str) -> list[_Part]:
    joints = [m for m in _JOINT.finditer(masked) if _splits(text, start, masked, m)]
    if not any(re.search(r"and|or|/", m[0], re.IGNORECASE) for m in joints):
        joints = []
    bounds = [0, *(at for m in joints for at in m.span()), len(masked)]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    parts = [_Part(*(start + at for at in trim(masked, low, high, ".,;:"))) for low, high in pairs]
    return [part for part in parts if part.start < part.end] or [_Part(start, start + len(masked))]


def _splits(text: Text, start: int, masked: str, joint: re.Match[str]) -> bool:
    """Whether a joint parts two names; inside one link only between complete names, or at "or"."""
    if any(m.start() < joint.end() and joint.start() < m.end() for m in _FIXED.finditer(masked)):
        return False
    low, high = start + joint.start(), start + joint.end()
    before, after = _last_word(masked[: joint.start()]), _last_word(masked[joint.end() :])
    complete = is_head(before) and is_head(after)
    if "/" in joint[0] and "and/or" not in joint[0]:
        return complete
    if any(link.start < low and high < link.end for link in text.links):
        return complete or re.search(r"\bor\b", joint[0]) is not None
    if not stateless(masked[: joint.start()]):
        return False
    own = re.search(r"(\S+)\s+of\s", masked[: joint.start()])
    if own and not _STRONG.fullmatch(own[1]) and not is_head(after):
        return False
    return not re.search(r"\bcaused by\b|\bthat\b", masked[: joint.start()])


def _complete(text: Text, part: _Part) -> bool:
    return is_head(_last_word(outside_brackets(text.string[part.start : part.end])))


def _lacks_head(text: Text, part: _Part, last: _Part) -> bool:
    own = _last_word(outside_brackets(text.string[part.start : part.end]))
    if is_head(own) or not own:
        return False
    final = _last_word(outside_brackets(text.string[last.start : last.end]))
    if not is_head(final):
        return False
    return _SITE.fullmatch(own) is not None or _STRONG.fullmatch(final) is not None


def _shared_head(text: Text, own: str, last: _Part) -> _Part | None:
    """The noun that `own`, before a complete name, shares with it: its last link or bold part, else its last word."""
    words = text.string[last.start : last.end]
    for start, end in sorted([(link.start, link.end) for link in text.links] + text.bold):
        if last.start < start < last.end <= end + 1 and is_head(_last_word(text.string[start : last.end])):
            return _Part(start, last.end)
    if kind := _kind_of_cell(own, words):
        return _Part(last.start + kind, last.end)
    name = words.split(" of ")[0]
    if compound := _COMPOUND.search(name):
        return _Part(last.start + compound.start(), last.end)
    match = re.search(r"\S+$", name)
    return _Part(last.start + match.start(), last.end) if match and match.start() else None


def _kind_of_cell(own: str, full: str) -> int:
    """Where what `own` shares with `full` begins, where `full` names a kind of cell; 0 where it does not.

    "Small cell" shares what follows "large cell"; "Basal" shares "cell carcinoma" with "squamous cell carcinoma", and
    "Nodal" the whole of "T-cell lymphoma" with "cutaneous T-cell lymphoma".
    """
    own = outside_brackets(own).strip()
    if re.search(r"[-\s]cell$", own):
        match = re.search(r"[-\s]cell\s+", full)
        return match.end() if match else 0
    if (
        _BARE_CELL.fullmatch(own)
        and (match := _BARE_CELL.match(full))
        and full[match.end() :].startswith((" cell ", "-cell "))
    ):
        return match.end() + 1
    match = _LINEAGE.search(full)
    return match.start() if match and match.start() else 0


def _shared_tail(text: Text, first: _Part) -> _Part | None:
    """What the names after share with the first where it goes "carcinoma of the A, B, or C": "carcinoma of the"."""
    match = re.match(r"(?P<head>[^,]{1,80}?)\s+of\s+(?:the\s+)?", text.string[first.start : first.end])
    return (
        _Part(first.start, first.start + match.end())
        if match and _STRONG.fullmatch(_last_word(match["head"]))
        else None
    )


def _named(
    text: Text, part: _Part, shared: _Part | None, whole: tuple[int, int], *, joined: bool, ahead: bool = False
) -> list[Condition]:
    own = _plain(text, part)
    if not own:
        return []
    other = _plain(text, shared) if shared else ""
    name = " ".join(filter(None, (other, own) if ahead else (own, other)))
    passages = [Passage(text, part.start, part.end)]
    if shared:
        passages.append(Passage(text, shared.start, shared.end, "shared-head"))
    short = _ABBREVIATION.match(text.string, part.end)
    inner = _ABBREVIATION.search(text.string, part.start, part.end)
    abbreviation = short[1] if short else inner[1] if inner else ""
    alts = _alts(text, part, name, whole, abbreviation, joined)
    return [Condition(Mention(name, tuple(passages), alts), tuple(_terms(text, part, shared)), abbreviation)]


def _plain(text: Text, part: _Part | None) -> str:
    if part is None:
        return ""
    words = re.sub(r"\s+([,.;:])", r"\1", " ".join(_BRACKET.sub(" ", text.string[part.start : part.end]).split()))
    return words.strip(" .,;:")


def _alts(
    text: Text, part: _Part, name: str, whole: tuple[int, int], abbreviation: str, joined: bool
) -> tuple[str, ...]:
    found = [abbreviation, f"{name} ({abbreviation})" if abbreviation else ""]
    if "(" in text.string[part.start : part.end]:
        found.append(text.string[part.start : part.end])
    if joined:
        found.append(text.string[whole[0] : whole[1]])
    return tuple(dict.fromkeys(alt for alt in found if alt and alt != name))


_TERM = re.compile(r"(?:[?&]id=|/def/)(?:CDR)?0*(\d+)", re.IGNORECASE)


def term_of(link: Link) -> str:
    """The dictionary term that a link leads to, or ""."""
    match = _TERM.search(link.href) if "popDefinition" in link.href or "/def/" in link.href else None
    return match[1] if match else ""


def _terms(text: Text, part: _Part, shared: _Part | None) -> Iterator[Mention]:
    """The terms of the links that lie inside the name, or cover it whole; those in brackets name something else."""
    brackets = [m.span() for m in _BRACKET.finditer(text.string, part.start, part.end)]
    for link in sorted(text.links, key=lambda link: link.start):
        inside = part.start <= link.start and link.end <= part.end
        covers = link.start <= part.start and part.end <= link.end
        in_head = shared is not None and shared.start <= link.start and link.end <= shared.end
        bracketed = any(low <= link.start and link.end <= high for low, high in brackets)
        if link.start < link.end and (inside or covers or in_head) and not bracketed and (term := term_of(link)):
            yield Mention(term, (Passage(text, link.start, link.end, "link"),))
