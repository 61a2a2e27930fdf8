"""The prose of an "Indication" section: "is indicated, in combination with …, for the treatment of … in adults"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.grammar.ailments import is_head
from kg.grammar.asides import PEOPLE, WITH, plain_words, set_apart
from kg.grammar.diseases import IN_PEOPLE, Disease, find_diseases
from kg.grammar.markers import marker_abbreviations
from kg.grammar.partners import read_partners
from kg.grammar.readings import Criterion, IndicationReading, Mention, Passage, Purpose, UseReading, UseStatus
from kg.grammar.sentences import outside_brackets, sentences, words_of
from kg.grammar.uses import finished, merge, read_use
from kg.spans import Text


class _Opener(NamedTuple):
    """The words after which conditions are named, and what the drug does to them."""

    start: int
    end: int
    purpose: Purpose


_ADVERBS = (
    r"(?:\s+(?:also|additionally|further|currently|only|primarily|mainly|commonly|often|sometimes|specifically))*"
)
_STATED = re.compile(
    rf"\b(?:indicated|approved|licensed|authori[sz]ed|recommended)\b{_ADVERBS}"
    rf"|\b(?:is|are|be|been|was|were|can|may){_ADVERBS}\s+(?P<used>used|given|administered|prescribed){_ADVERBS}\b"
    r"|^\W*(?=(?:[Ff]or|[Ii]n) (?:the |use )|(?:(?!The\b)[A-Z][\w-]+ (?:[a-z-]+ )?)?(?:[Tt]reatment|[Mm]anagement"
    r"|[Pp]revention"
    r"|[Pp]rophylaxis|[Rr]elief|[Dd]iagnosis|therapy) of\b)"
    r"|^\W*(?P<bare>[Uu]sed|[Ii]ndicated)\b"
    r"|\b(?P<useful>(?:found|shown|proved|proven)(?: to be)? (?:useful|effective|active|of (?:use|value|benefit)))\b"
    r"|(?:\b(?:[Ff]urther|[Oo]ther|[Aa]dditional|[Ii]ts)|^\W*(?:The )?)\b ?(?:\w+ )?"
    r"[Ii]ndications (?:are|include|comprise)\b"
    r"|\b(?P<treated>(?:can|may|is|are)(?: also| sometimes)?(?: be)? treated with (?:it|this|the (?:drug|antibody))\b)",
)
_DENIED = re.compile(
    r"\b(?:not|never|no longer|nor)(?: (?:currently|yet|been|specifically|be))* (?:indicated|approved|licensed"
    r"|authori[sz]ed|recommended|used)"
    r"|\bcontraindicated\b|\b(?:being|been|under) (?:\w+ )?(?:investigated|studied|evaluated|tested)\b"
    r"|\binvestigational\b|\boff-label\b",
    re.IGNORECASE,
)
_CARE = (
    r"(?:treatment|management|therapy|control|cure|care|eradication|correction|suppression|maintenance|reversal"
    r"|termination"
    r"|reduction|mitigation|amelioration)"
)
_LINE = (
    r"(?:(?:extended|(?:neo)?adjuvant|(?:first|second|third|later)-(?:line)?|maintenance|palliative|symptomatic"
    r"|initial|acute"
    r"|chronic|long-term|short-term|subsequent|prophylactic)(?:,| and| or)? ){0,4}"
)
_HOW = r"(?:(?!for |in |of |to |with |as )[\w-]+,? (?:and |or )?){0,5}?"  # "the adjuvant or first-line …"
_CALM = r"(?:(?:\w+ )?(?:remission|response)s?)"
_KEEP = r"(?:induc(?:e|ing|tion)|achiev(?:e|ing|ement)|maintain(?:ing)?|maintenance|sustain(?:ing)?|consolidation)"
_PURPOSES: tuple[tuple[Purpose, str], ...] = (
    (
        "prevent",
        r"(?:for|in|as|to help|to) (?:the )?(?:\w+ )?"
        r"(?:prevention|prophylaxis|prevent|(?:prophylactic|preventive|preventative) (?:treatment|therapy)"
        r"|preventing|delay)(?: (?:and|or) (?:treat|manage|control|relieve)(?= ))?(?: of| against| for)?"
        r" (?:to prevent )?"
        r"|(?:to (?:help )?(?:reduce|decrease|lower|minimi[sz]e)|for (?:the )?(?:reduc|decreas|lower)\w+(?: of| in)?)"
        r"(?: the)? (?:\w+ )?(?:risk|incidence|rate|occurrence|frequency|chance|recurrence)s? (?:of|for) "
        r"|(?:prevention|prophylaxis) of "
        r"|for (?:the )?(?:active |passive |routine )*(?:immuni[sz]ation|vaccination)"
        r" (?:for the prevention of|for prevention of|to prevent|against|for) "
        r"|(?<=, )(?:reduce|decrease|lower) the (?:\w+ )?risk of |(?<=and )(?:reduce|decrease"
        r"|lower) the (?:\w+ )?risk of ",
    ),
    (
        "relieve",
        r"(?:for|to|in) (?:the )?(?:\w+ ){0,2}?"
        r"(?:relief of|relieve|relieving|alleviation of|alleviate|alleviating|palliation of)"
        r"(?: (?:the )?(?:signs and )?symptoms (?:of|associated with))? |relief of ",
    ),
    (
        "diagnose",
        r"(?:for|to|in) (?:the )?(?:\w+ )?"
        r"(?:diagnosis of|diagnose|diagnosing|detection of|detect|imaging of|visuali[sz]ation of) |diagnosis of ",
    ),
    (
        "treat",
        rf"(?:for|in|as) (?:the |a )?{_HOW}{_CARE}(?: and (?:\w+ )?[\w-]+)?"
        r"(?: (?:after|following) (?:[\w-]+ ){0,2}(?:resection|surgery|excision|transplantation)"
        r"(?: and (?:[\w-]+ )?\w+therapy)?)? (?:of|for|in) "
        rf"|(?:the )?{_LINE}{_CARE} of "
        r"|(?:to|for) (?:slow|delay|halt)(?:ing)? (?:the )?(?:\w+ )?(?:progression|course|worsening) (?:of|to) "
        rf"|to (?:increase|improve|preserve|restore|maintain) (?:[\w-]+ ){{1,5}}?in (?:[\w-]+ ){{0,3}}{PEOPLE} with "
        r"|for (?:the )?(?:\w+ )?(?:conversion|restoration|return) to (?:\w+ ){1,3}(?:of|in) "
        r"|(?:for|in|to) (?:help )?(?:treat|manag|controll?|reduc|improv)(?:e|ing)?"
        r"(?: (?:and|or) (?:treat|manag|prevent|control|reliev)\w*)?(?! the need)(?: the)?"
        r"(?: signs and symptoms of| symptoms of)? ",
    ),
    (
        "treat",
        rf"(?:for|to|in) (?:the )?{_KEEP}(?: (?:and|or) {_KEEP})?(?: of)? {_CALM}(?: (?:and|or) (?:{_CALM}|{_KEEP}))?"
        r" (?:in|of) "
        rf"|(?:for|in) (?:the )?{_CALM} {_KEEP}(?: (?:and|or) {_KEEP})?(?: therapy)? (?:in|of) "
        r"|(?:(?<=ications are )|(?<=ications include )|(?<=ications comprise ))",
    ),
    (
        "treat",
        r"(?:(?<=indicated )|(?<=useful )|(?<=effective )|(?<= {8}))in "
        r"(?=(?:the )?(?-i:[a-z]|[A-Z]\w+['’]s? |[A-Z]\w+[-‑]))(?!combination|conjunction|association|addition)"
        rf"(?![^;.]*\b(?:{PEOPLE}|for|to|as)\b)",
    ),
    (
        "treat",
        r"for use in (?!combination|conjunction)|for (?!use in )|in (?!combination|conjunction|association|addition)"
        rf"(?=[^,;.]{{0,60}}\b{PEOPLE}\b(?:(?! for | to treat )[^,;.]){{0,60}}\b(?:with|who have)\b"
        r"(?![^,;.]{0,80}\bto (?:help )?(?:prevent|(?:reduce|decrease|lower|minimi[sz]e) (?:the )?(?:\w+ )?"
        r"(?:risk|incidence|rate|occurrence|frequency|chance)s? of) ))",
    ),
)
_OPENER = tuple((purpose, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for purpose, pattern in _PURPOSES)
_JOINED = re.compile(
    r"[\s,;]*(?:,|;|\band\b|\bor\b|\bas well as\b)[\s,]*"
    r"(?:also |it is |is |further |additionally )*(?:indicated )?(?:the )?"
    r"(?:as (?:an? )?(?:adjunct\w*|add-on|monotherapy|single agent)(?: therapy)?(?: to [^,;.]{1,40}?)? "
    rf"|(?:(?<=and )|(?<=; ))in (?:[\w-]+ ){{0,3}}{PEOPLE}(?: [^,;.]{{1,40}})? "
    r"|(?:alone or )?(?:in (?:combination|conjunction|association) )?with (?P<with>[^,;.]{1,80}?) )?$"
)
_WITH = re.compile(rf"\b{WITH}\s+(?=\S)", re.IGNORECASE)
_NO_PARTNER = re.compile(r",?\s(?:it is|they are|of|for|in|is|are|who|to)\s|[.;:]")
_SYMBOL = re.compile(r"\(([A-Za-z-]*\d[\w-]*)\)[-‑](?:positive|negative|mutated)")
_LONGEST = 10_000  # a longer sentence is no prose, and would take seconds
_AIM = re.compile(rf"(?P<aim>[^,;.]{{1,80}}?) (?:in|of) (?:[\w-]+ ){{0,3}}{PEOPLE} (?:with|who have) ", re.IGNORECASE)
_COUNTED = re.compile(r"(?:the )?(?:number|frequency|rate|severity) of ", re.IGNORECASE)
_CHANGE = re.compile(r"\b(?:improv|reduc|decreas|lower|increas|slow)", re.IGNORECASE)
_MEASURE = re.compile(r"(?:growth|levels?|counts?|symptoms?|signs?|conditions?)$")
_CARING = re.compile(rf"{_CARE} (?:of|for|in) $", re.IGNORECASE)
_FRONT = re.compile(
    rf"\W*(?:In|For|Among) (?:[\w-]+ ){{0,3}}{PEOPLE}(?: (?:and|or) (?:[\w-]+ ){{0,2}}{PEOPLE})?(?:[^,;.]{{0,60}}?)"
    r" (?:with|who have) (?=[^;.]*, (?:it|the|[A-Z]))"
)
"""Before the verb, who has the condition: "In adults with gout, it is indicated to improve function"."""
_LISTED = re.compile(
    r"[^:;.]{0,80}\b(?:infections|conditions|disorders|diseases|illnesses|indications|cancers"
    r"|tumou?rs)\b[^:;.]{0,120}:\s",
    re.IGNORECASE,
)
"""What tells only the kind of the conditions that a colon then lists."""
_TOLD = re.compile(
    r";\s+(?!(?:for|in|to|of|with|and|or|as)\b)(?:(?!\b(?:who|that|which|whose)\b)[^;.]){0,120}?"
    r"\b(?:has|have|is|are|was|were|should|must|may|cannot)\b[^;]*"
)
"""After a semicolon, a clause with a verb of its own, which names no further conditions."""
_BUT = re.compile(r"[,;]?\s+(?:but|however,?|whereas|while)\s+|;\s+")


def read_indicated(texts: Sequence[Text], names: Sequence[str] = ()) -> list[IndicationReading]:
    """The conditions that the texts say the drug is indicated for, in order; equal ones share one reading."""
    found: dict[tuple[str, str], IndicationReading] = {}
    abbreviations: dict[str, str] = {}
    for text in texts:
        abbreviations |= marker_abbreviations(text.string)
    for text in texts:
        for sentence in sentences(Passage(text, 0, len(text.string))) if text.string else ():
            for reading in _read(sentence, abbreviations):
                key = (reading.condition.name.casefold(), reading.purpose)
                found[key] = _joined(found[key], reading) if key in found else reading
    return [found[key] for key in found if not _is_short_for(found[key].condition.name, found.values())]


def _is_short_for(name: str, readings: Iterable[IndicationReading]) -> bool:
    """Whether a name is only the abbreviations of other conditions, joined by a slash ("ABC/DEF")."""
    known = {alt for reading in readings if reading.condition.name != name for alt in reading.condition.alts}
    return "/" in name and all(part in known for part in name.split("/"))


def _joined(first: IndicationReading, second: IndicationReading) -> IndicationReading:
    """One condition told of twice: both uses, each with its own people and partners."""
    return IndicationReading(
        first.condition, first.status, first.purpose, first.stated, first.terms, (*first.uses, *second.uses)
    )


def _read(sentence: Passage, abbreviations: Mapping[str, str]) -> Iterator[IndicationReading]:
    words = outside_brackets(words_of(sentence))
    cuts = [match.span() for match in _BUT.finditer(words) if _STATED.search(words, match.end())]
    starts = [0, *(end for _, end in cuts)]
    for low, high in zip(starts, [*(start for start, _ in cuts), len(words)], strict=True):
        yield from _read_clause(_inner(sentence, low, high), abbreviations)


def _read_clause(sentence: Passage, abbreviations: Mapping[str, str]) -> Iterator[IndicationReading]:
    words = plain_words(sentence)
    stated = _STATED.search(words) if len(words) <= _LONGEST else None
    if stated is None or _DENIED.search(words[: stated.end() + 1]):
        return
    if denied := _DENIED.search(words, stated.end()):
        words = words[: denied.start()]
    if told := _TOLD.search(words, stated.end()):
        words = words[: told.start()]
    status: UseStatus = "also-used" if stated["used"] or stated["useful"] or stated["treated"] else "approved"
    openers = _openers(set_apart(words), stated.end())
    if stated["treated"]:
        openers = [_Opener(0, 0, "treat")]
        words = words[: stated.start()]
    ends = [*(opener.start for opener in openers), len(words)][1:]
    lead = _part(sentence, 0, 0 if stated["treated"] else stated.end())
    for opener, end in zip(openers, ends, strict=True):
        start = _past_aim(words, opener, end)
        place = _part(sentence, opener.start, start)
        above = (lead, _part(sentence, stated.end(), openers[0].start) if opener == openers[0] else place, place)
        said = _part(sentence, stated.start(), stated.end()) if stated.end() > stated.start() else place
        found = find_diseases(_inner(sentence, start, end))
        if not found and len(openers) == 1 and (front := _FRONT.match(words, 0, stated.start())):
            found = find_diseases(_inner(sentence, front.end(), words.rindex(",", 0, stated.start())))
            above = (_part(sentence, 0, front.end()), *above[1:])
        for disease in found:
            yield _reading(disease, (said, place), above, status, opener.purpose, abbreviations)


def _past_aim(words: str, opener: _Opener, end: int) -> int:
    """Where the condition is named, if what the drug does in those who have it is no condition ("improve control")."""
    start = opener.end
    if listed := _LISTED.match(words, start, end):
        return listed.end()
    match = _AIM.match(words, start, end)
    if match and _COUNTED.match(match["aim"]):
        return match.end()
    if match and not _CHANGE.search(words, opener.start, match.end()):
        return start
    if match is None or any(is_head(word) for word in re.findall(r"[\w-]+", match["aim"]) if not _MEASURE.match(word)):
        return start
    return match.end()


def _partners(passage: Passage) -> Iterator[Mention]:
    """What the drug is used in combination with, wherever the passage says so."""
    words = outside_brackets(words_of(passage))
    for match in _WITH.finditer(words):
        stop = _NO_PARTNER.search(words, match.end())
        end = stop.start() if stop else len(words)
        yield from read_partners(_inner(passage, match.end(), end), continues=True)


def _inner(sentence: Passage, start: int, end: int) -> Passage:
    return sentence._replace(start=sentence.start + start, end=sentence.start + end)


def _part(sentence: Passage, start: int, end: int) -> Passage:
    return sentence._replace(start=sentence.start + start, end=sentence.start + max(end, start), role="lead-in")


def _openers(words: str, start: int) -> list[_Opener]:
    """Where the conditions begin: once after the verb, and again where the list goes on with "and for the …"."""
    found: list[_Opener] = []
    at = start
    while (opener := _next_opener(words, at, first=not found)) is not None:
        found.append(opener)
        at = opener.end
    return found


def _next_opener(words: str, at: int, *, first: bool) -> _Opener | None:
    hits: list[tuple[int, int, int, Purpose]] = []
    for rank, (purpose, pattern) in enumerate(_OPENER):
        for match in pattern.finditer(words, at):
            before = words[at : match.start()]
            if first and re.search(r"\w$", before):
                continue
            goes_on = match[0].startswith("in ") and IN_PEOPLE.search(before) and not _CARING.search(match[0])
            joint = _JOINED.search(before)
            if first or (joint and not goes_on and (not joint["with"] or match[0].startswith(("for ", "as ", "to ")))):
                hits.append((match.start(), rank, match.end(), purpose))
                break
    if not hits:
        return None
    start, _, end, purpose = min(hits)
    if not first and (joint := _JOINED.search(words[at:start])):
        start = at + joint.start()
    return _Opener(start, end, purpose)


def _reading(
    disease: Disease,
    stated: tuple[Passage, ...],
    above: tuple[Passage, ...],
    status: UseStatus,
    purpose: Purpose,
    abbreviations: Mapping[str, str],
) -> IndicationReading:
    use = UseReading()
    for passage in (*above, *disease.about):
        if passage.start < passage.end:
            use = merge(use, read_use(passage, abbreviations))
            use = merge(use, UseReading(partners=tuple(_partners(passage))))
    use = replace(use, criteria=tuple(map(_short, use.criteria)))
    stated = tuple(passage._replace(role="lead-in") for passage in dict.fromkeys(stated) if passage.start < passage.end)
    return IndicationReading(disease.mention, status, purpose, stated, (), (finished(use),))


def _short(criterion: Criterion) -> Criterion:
    """A marker by the symbol that stands in brackets after it ("… receptor 2 (HER2)-negative"), if it has one."""
    match = _SYMBOL.search(words_of(criterion.marker.passages[0]))
    return criterion._replace(marker=criterion.marker._replace(name=match[1])) if match else criterion
