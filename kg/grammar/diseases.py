"""Names of conditions in plain prose: where a name begins, what clause ends it, which joined names share a head.

Qualifying words that stand before a name stay ("relapsed or refractory …"); so does a bracket inside it. A list of
adjectives is one name; joined sites and types share the head that follows.

>>> text = Text.of("adults with relapsed or refractory gout (G) who have had salt, and asthma", markdown=False)
>>> [item.mention.name for item in find_diseases(Passage(text, 0, len(text.string)))]
['relapsed or refractory gout', 'asthma']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.grammar.ailments import FIXED, NO_NAME, NO_START, QUALIFIER, SITE, is_head, is_latin, is_state
from kg.grammar.asides import HAVING, PEOPLE, REOPENS, hide_joints, plain_words, set_apart, skip_people
from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import blank, trim, words_of
from kg.spans import Text  # noqa: F401 (for the example)


class Disease(NamedTuple):
    """One condition: its name, and the stretch of prose that tells of it alone: its clause, the people before it."""

    mention: Mention
    about: tuple[Passage, ...]


class _Segment(NamedTuple):
    """What lies between two joints: where the joint before begins, the words, and where a clause ends the name."""

    joint: int
    start: int
    end: int
    cut: int


_DETERMINER = re.compile(
    r"\s*(?:(?:the|an?|certain|some|all|various|following|(?:(?:sub)?types?|forms?|cases?|symptoms|signs"
    r"|signs[_ ]and[_ ]symptoms) of|other)\s+)*"
    r"(?:(?:(?:[\w-]+\s+){0,2}(?:treatment|management|therapy|healing|relief)|(?:(?:clinical"
    r"|confirmed)\s+)*diagnosis)\s+of\s+)?",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*[,;]\s*(?:(?:and ?/ ?or|and|or|as well as)\b[\s,]*)?|\s+(?:and ?/ ?or|and|or|as well as|plus)\b[\s,]*"
    r"|\s+/\s*"
)
_RISK = re.compile(
    r"(?:(?:prevent |reduce )?(?:or (?:reduce|prevent) )?(?:\w+ly |the )?"
    r"(?:risk|incidence|rate|occurrence|frequency|progression|recurrence) of )?"
    r"(?:hospitali[sz]ations? (?:for|due to) |(?:death|mortality) (?:from|due to) )?"
)
_INCLUDING = re.compile(r"\s*,?\s(?:including|to include)\s+(?!(?:those|that|patients|people|cases)\b)")

# Clauses that tell in whom, when or with what: none of them belongs to the name.
_CUT = re.compile(
    r"\s(?:severe enough|who|whose|whom|which|that|where|when|while|after|following|before|during|until|unless|if"
    r"|at|by|via|per|upon"
    r"|under|despite|regardless|irrespective|because|since|associated|characteri[sz]ed|expressing|harbou?ring"
    r"|having|aged"
    r"|undergoing|receiving|requiring|progressing|occurring|resulting|resistant|intolerant|ineligible|eligible"
    r"|unsuitable"
    r"|unresponsive|insufficiently|inadequately|concomitantly|concurrently|simultaneously|alongside|not|on"
    r"|without|from|for|prior|including|involving|related(?= to)|such as|has|have|had|is|are|was"
    r"|were|will|can|may|should|must|only|alone|based|caused|induced(?= by)|triggered(?= by)"
    r"|together(?= with)|along(?= with)|confirmed|as(?! well)|in(?! situ\b)"
    r"|refractory(?= to)|relapsed(?= after)|previously(?= treated (?:with|by)| untreated[,.;]?$)"
    r"|with(?!\s+(?:nasal )?\w*(?:itis|osis|emia|aemia|pathy|edema|oedema|polyps)\b\s*(?:[,;(.]|$|and\b|or\b)))\b"
    r"|(?<!mild)(?<!moderate)(?<!mildly)(?<!moderately)(?<!low)(?<!intermediate)(?<!due)(?<!secondary)"
    r"(?<!-)\sto\b(?! [IVX]+[ABC]?\b"
    r")"
)
_ORGAN = re.compile(r"(?P<lead>(?:[\w-]+[ ])*?(?P<noun>[\w-]+) of (?:the )?)[a-z_]+(?: [a-z]+)?$")
_OF_PEOPLE = re.compile(rf"\s+(?:of|among) (?=(?:[\w-]+ )?{PEOPLE}\b)")
_SHORT = re.compile(r"[A-Za-z]{0,2}[A-Z]{2,}[a-z+]?[\w+-]*|[a-z]?[A-Z]{2,6}s?")
_ALTERED = re.compile(
    r"(?:\s*(?:,\s*(?:and|or)?|and/or|and|or|/)\s*[\w-]*[A-Z0-9][\w-]*)*\s+(?:\w+\s+)?(?:alterations?|mutations?"
    r"|variants?|fusions?"
    r"|rearrangements?|amplifications?|deletions?|translocations?|aberrations?)\b"
)
"""What follows a gene in a list of genes: "PIK3CA, AKT1 or PTEN alterations"."""
_CLAUSE = re.compile(
    rf"(?:in (?:combination|conjunction|association|(?:[\w-]+ ){{0,3}}{PEOPLE})|as|with|without|that|which|who|whose"
    r"|including|to include"
    r"|such as|either|alone|together|along|after|following|whether|where|when|if|one of|both of|not)\b"
)
_AGE = r"(?:(?:aged?\s+)?\d+\s+(?:years?|months?|weeks?)(?:\s+of\s+age)?\s*)?"
IN_PEOPLE = re.compile(rf"\s*\bin (?:[\w-]+ ){{0,3}}{PEOPLE}\s*{_AGE}", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\s*\([A-Za-z][\w+/ -]{1,14}\)")
_THEIRS = re.compile(
    r"\b(?:requir|need)(?:e|es|s|ing)?\b (?:\w+ )?(?:therapy|treatment|surgery) for\b|"
    rf"\b{PEOPLE}\b.*\b{HAVING}\b|\b(?:associated|related|caused|resulting|defined|evidenced) (?:with|to|by|from)\b"
    r"|\b(?:that|which) (?:results? in|leads? to)\b"
)
_RELATED = re.compile(r"(?:associated|related|caused|resulting) (?:with|to|by|from)$")
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_INNER = re.compile(r"\b(?:phase|stage|grade|risk)\b", re.IGNORECASE)


def find_names(passage: Passage) -> tuple[Mention, ...]:
    """The names alone of the conditions that a passage tells of."""
    return tuple(disease.mention for disease in find_diseases(passage))


def is_named(mention: Mention) -> bool:
    """Whether a name has a noun that names a condition, an abbreviation, or the form of a name in Latin."""
    words = re.findall(r"[\w'’/+-]+", mention.name)
    return is_latin(words) or any(is_head(word) or _SHORT.fullmatch(word) for word in words) or bool(mention.alts)


def find_diseases(passage: Passage) -> tuple[Disease, ...]:
    """The conditions of a passage that starts where they do: after "for", "treatment of", "patients with"."""
    raw = words_of(passage)
    masked = hide_joints(raw, set_apart(blank(FIXED, plain_words(passage))))
    found: list[Disease] = []
    for low, people, high in _chunks(masked):
        found += _read_chunk(passage, masked, low, people, high)
    return tuple(found)


def _chunks(words: str) -> Iterator[tuple[int, int, int]]:
    """The stretches that begin anew, with "for …" or with people: joint, where the people before the names end, end."""
    starts = [(0, skip_people(words, 0))]
    for joint in _JOINT.finditer(words):
        at = joint.end()
        if at <= starts[-1][1]:
            continue
        had = words[: starts[-1][1]].endswith("with ") and re.match(r"\s*,", words[joint.start() :]) is not None
        if _opens(words, at, words[starts[-1][1] : joint.start()], had=had):
            starts.append((joint.start(), skip_people(words, at)))
    ends = [low for low, _ in starts[1:]] + [len(words)]
    for (low, people), high in zip(starts, ends, strict=True):
        yield low, min(people, high), high


def _opens(words: str, at: int, before: str, *, had: bool) -> bool:
    """Whether new conditions begin here: after "for" and its like, or after people, unless "in people" goes on so.

    Where people "with" a condition `had` begun the stretch, ", or with" names what others have.
    """
    if re.match(r"(?:including|especially|particularly|such as)\b", words[at:]):
        return False
    opener = REOPENS.match(words, at)
    start = opener.end() if opener else at
    weak = opener is not None and opener[0].split()[0] in ("in", "with")
    if opener and not weak:
        return True
    if opener and opener[0].startswith("with") and is_head(_last_word(before)) and not _CUT.search(before):
        return True
    if opener and opener[0].startswith("with") and had and not words[start].isdigit():
        stop = min(at for at in (words.find(",", start), words.find(";", start), len(words)) if at >= start)
        own = is_head(_last_word(words[start : _cut(words, start, stop)]))
        return own and any(is_head(word) for word in re.findall(r"[\w-]+", before))
    return skip_people(words, start) > start and not (weak and IN_PEOPLE.search(before))


class _Group(NamedTuple):
    """Some names that were joined, with the words about them: from the joint before to the end of their last clause."""

    mentions: tuple[Mention, ...]
    start: int
    end: int


def _read_chunk(passage: Passage, words: str, low: int, people: int, high: int) -> list[Disease]:
    before = () if people == low else (_within(passage, low, people),)
    found: list[Disease] = []
    for group in _groups(passage, words, people, high):
        about = (*before, _within(passage, group.start, group.end))
        found += [Disease(mention, about) for mention in group.mentions]
    return found


def _within(passage: Passage, start: int, end: int) -> Passage:
    return passage._replace(start=passage.start + start, end=passage.start + end)


def _groups(passage: Passage, words: str, start: int, end: int) -> list[_Group]:
    groups: list[_Group] = []
    waiting: list[_Segment] = []
    clause, parallel = "", False
    lead: tuple[int, int] | None = None
    for segment in _segments(words, start, end):
        due = bool(groups) and " due to " in words[groups[-1].start : groups[-1].end]
        if _CLAUSE.match(words, segment.start):
            clause = words[segment.start : segment.end]
        elif due and not _is_named(passage, words, segment):
            pass  # a cause beside that named before
        elif not _is_whole(passage, words, segment):
            waiting.append(segment)
            continue
        elif lead and not clause and not _is_named(passage, words, segment):
            groups.append(_led(passage, words, [*waiting, segment], lead))
            waiting = []
            continue
        elif (
            not clause
            or (parallel := parallel or _is_parallel(words, segment, clause))
            or _begins_anew(passage, words, [*waiting, segment], clause)
        ):
            if _INCLUDING.match(words, segment.joint):
                clause = ""  # what a clause said before the list does not go on in it
            anew = clause and re.search("[,;]", words[segment.joint : segment.start]) and not parallel
            clause = words[segment.cut : segment.end] or ("" if anew else clause)
            lead = _lead(words, segment)
            groups.append(_group(passage, words, [*waiting, segment]))
            waiting = []
            continue
        waiting = []
        if groups:  # it goes on with the clause of the names before
            groups[-1] = groups[-1]._replace(end=segment.end)
    if waiting and lead:
        groups.append(_led(passage, words, waiting, lead))
    elif waiting and not groups:
        groups.append(_group(passage, words, waiting))
    return groups


def _lead(words: str, segment: _Segment) -> tuple[int, int] | None:
    """What names of organs alone share that come after a segment: "carcinoma of the" in "carcinoma of the A and B"."""
    match = _ORGAN.match(words, segment.start, segment.cut) if segment.cut == segment.end else None
    return match.span("lead") if match and is_head(match["noun"]) and not NO_NAME.fullmatch(match["noun"]) else None


def _led(passage: Passage, words: str, segments: Sequence[_Segment], lead: tuple[int, int]) -> _Group:
    place = passage._replace(start=passage.start + lead[0], end=passage.start + lead[1], role="shared-head")
    found = [mention for each in segments for mention in _mention(passage, each.start, each.cut, None)]
    before = " ".join(passage.text.string[place.start : place.end].split())
    mentions = (each._replace(name=f"{before} {each.name}", passages=(*each.passages, place)) for each in found)
    return _Group(tuple(mentions), segments[0].joint, segments[-1].end)


def _is_parallel(words: str, segment: _Segment, clause: str) -> bool:
    """Whether a segment has a clause of its own like that before it ("A related to B, C related to D, and E")."""
    first = clause.split()[:2]
    return bool(_RELATED.match(" ".join(first))) and words[segment.cut : segment.end].split()[:2] == first


def _begins_anew(passage: Passage, words: str, group: Sequence[_Segment], clause: str) -> bool:
    """Whether joined segments name conditions of their own although a clause stands before them."""
    joint = words[group[0].joint : group[0].start]
    if _INCLUDING.match(joint):
        return True
    return not _belongs_to_clause(clause, joint) and _is_named(passage, words, group[-1])


def _group(passage: Passage, words: str, segments: Sequence[_Segment]) -> _Group:
    return _Group(tuple(_names(passage, words, segments)), segments[0].joint, segments[-1].end)


def _segments(words: str, start: int, end: int) -> Iterator[_Segment]:
    joint = at = start
    for match in [*_joints(words, start, end), None]:
        stop = match.start() if match else end
        low = lead.end() if (lead := _DETERMINER.match(words, at, stop)) else at
        if risk := _RISK.match(words, low, stop):
            low = risk.end()
        low, high = trim(words, low, stop, ".,;:")
        if low < high:
            yield _Segment(joint, low, high, _cut(words, low, high))
        if match:
            joint, at = match.start(), match.end()


def _joints(words: str, start: int, end: int) -> list[re.Match[str]]:
    """What parts the names: commas, "and", and "including" where a condition follows."""
    joints = list(_JOINT.finditer(words, start, end))
    for match in _INCLUDING.finditer(words, start, end):
        stop = next((joint.start() for joint in joints if joint.start() >= match.end()), end)
        last = _last_word(words[match.end() : _cut(words, match.end(), stop)])
        if ". " not in words[match.end() : stop] and (is_head(last) or _is_kind(last, words[match.end() : stop])):
            joints = [joint for joint in joints if joint.end() <= match.start() or joint.start() >= match.end()]
            joints = sorted([*joints, match], key=lambda joint: joint.start())
    return joints


def _is_kind(last: str, words: str) -> bool:
    """Whether words name a kind of what an abbreviation stands for: "primary MF"."""
    return _SHORT.fullmatch(last) is not None and last.isalpha() and len(words.split()) > 1


def _cut(words: str, low: int, high: int) -> int:
    """Where a clause ends the name; a limit before any noun ("not previously treated …") ends none."""
    if (theirs := _OF_PEOPLE.search(words, low, high)) and is_head(_last_word(words[low : theirs.start()])):
        high = theirs.start()
    for match in _CUT.finditer(words, low, high):
        if match.start() > low and _last_word(words[low : match.start()]):
            return low + len(words[low : match.start()].rstrip())
    return high


def _last_word(words: str) -> str:
    """The last word, or that before "of …" where it names a condition ("cirrhosis of the liver")."""
    found = re.findall(r"[^\s_,;:.]+", words)
    before = re.findall(r"[^\s_,;:.]+", words.split(" of ")[0])
    if before and is_head(before[-1]):
        return str(before[-1])
    return str(found[-1]) if found else ""


def _is_named(passage: Passage, words: str, segment: _Segment) -> bool:
    """Whether a segment ends in a noun that names a condition, or an abbreviation of it follows."""
    last = _last_word(words[segment.start : segment.cut])
    if last.endswith(("-", "‑")) or QUALIFIER.fullmatch(last):
        return False
    short = _ABBREVIATED.match(passage.text.string, passage.start + segment.cut)
    if _SHORT.fullmatch(last) and _ALTERED.match(words, segment.cut):
        return False
    name = words[segment.start : segment.cut].split()
    return is_head(last) or _SHORT.fullmatch(last) is not None or short is not None or is_latin(name)


def _is_whole(passage: Passage, words: str, segment: _Segment) -> bool:
    """Whether a segment ends a name, and is no adjective or site that waits for the noun after the next joint."""
    last = _last_word(words[segment.start : segment.cut])
    if last.endswith(("-", "‑")):
        return False
    if segment.cut < segment.end or _is_named(passage, words, segment):
        return True
    return QUALIFIER.fullmatch(last) is None and SITE.fullmatch(last) is None


def _belongs_to_clause(clause: str, joint: str) -> bool:
    """Whether what is joined to a clause goes on with it ("associated with gout, asthma"; "with X or Y")."""
    words = re.findall(r"[\w-]+", clause)
    if not words:
        return False
    if is_head(words[-1]) and _THEIRS.search(clause):
        return True
    return not re.search(r"[,;]", joint) and not IN_PEOPLE.fullmatch(clause)


def _names(passage: Passage, words: str, segments: Sequence[_Segment]) -> list[Mention]:
    """The names that some joined segments make: adjectives run on, sites and types share the last one's head."""
    last = segments[-1]
    head = _head(words, last)
    out: list[Mention] = []
    start = segments[0].start
    inner = _INNER.search(words[last.start : last.cut]) is not None
    for segment, following in pairwise(segments):
        own = _last_word(words[segment.start : segment.cut])
        if head is None or inner or own.endswith(("-", "‑")) or QUALIFIER.fullmatch(own):
            continue
        out += _mention(passage, start, segment.cut, head)
        start = following.start
    out += _mention(passage, start, last.cut, None)
    return out


def _head(words: str, last: _Segment) -> tuple[int, int] | None:
    """The noun that the names before may share: the last word, if the name has others before it."""
    match = re.search(
        r"(?:(?:squamous|germ|transitional|basal|plasma|mantle)[- ]cell\s+)?[^\s_]+$", words[last.start : last.cut]
    )
    if match is None or match.start() == 0 or not is_head(_last_word(match[0])):
        return None
    return last.start + match.start(), last.start + match.end()


def _mention(passage: Passage, start: int, end: int, head: tuple[int, int] | None) -> Iterator[Mention]:
    """A name as written, brackets inside it kept, with its head restored; nothing where the words name no condition."""
    text = passage.text.string
    low, high = trim(text, passage.start + start, passage.start + end, ".,;:")
    name = " ".join(text[low:high].split())
    while bracket := _BRACKET.search(name):
        name = name[: bracket.start()]
    if (
        not name
        or NO_NAME.fullmatch(name)
        or is_state(name)
        or NO_START.match(name)
        or not re.search(r"[^\W\d]{2}", name)
    ):
        return
    high = low + len(_BRACKET.sub("", text[low:high]).rstrip()) if text[low:high].endswith(")") else high
    passages = [passage._replace(start=low, end=max(low + 1, high))]
    if head:
        place = passage._replace(start=passage.start + head[0], end=passage.start + head[1], role="shared-head")
        passages.append(place)
        name = f"{name} {text[place.start : place.end]}"
    short = re.match(r"\s*\(([A-Za-z][\w+/ -]{1,14})\)", text[high:]) if not head else None
    alts = (f"{name} ({short[1]})", short[1]) if short else ()
    yield Mention(name, tuple(passages), alts)
