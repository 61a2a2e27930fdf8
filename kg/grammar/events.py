"""What prose tells of regulators' decisions: who, what, when, and for which condition.

A sentence is cut into clauses that each tell one decision; what a clause leaves unsaid it takes from the one before
("…, with full approval in March 2005"; "and by the EMA in 2015"; "that indication was withdrawn in March 2021").

>>> words = "It was first approved by the FDA in May 2003 for gout, with full approval in June 2005."
>>> text = Text.of(words, markdown=False)
>>> [(event.regulator.name, event.kind, event.date.name) for event in find_events([text])]
[('FDA', 'first approval', 'May 2003'), ('FDA', 'full approval', 'June 2005')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.dates import DATE
from kg.grammar.decided import FOR, find_condition
from kg.grammar.readings import Mention, Passage
from kg.grammar.regulators import IN_PLACE, REGULATOR, find_regulators
from kg.grammar.sentences import outside_brackets, sentences, trim, words_of
from kg.grammar.triggers import ASKED, ENDED, OPEN, OTHER, PLAIN, TRIGGER, EventKind
from kg.model import Role
from kg.spans import Text


@dataclass(frozen=True, slots=True)
class EventReading:
    """One decision: the regulator by its usual short name, its key, the kind, and where told date and conditions.

    `condition` are all the words that tell what for, `conditions` the names in them; `find_events` parts them.
    """

    regulator: Mention
    authority: str
    kind: EventKind
    stated: tuple[Passage, ...]
    date: Mention | None = None
    condition: Mention | None = None
    conditions: tuple[Mention, ...] = ()


_DATE = re.compile(rf"\b{DATE}\b")
_DATED = re.compile(rf"\(((?:(?:in|on) )?{DATE})\)")
_EACH_DATED = re.compile(
    rf"{REGULATOR} \((?:(?:in|on) )?{DATE}\)|(?:^|,? and |, )(?:[Ii]n|[Oo]n) {DATE},? (?:by )?(?:the )?{REGULATOR}"
)

# Where one decision ends and the next may begin.
_STARTS = (
    r"(?:then|later|subsequently|also|was|is|has|had|by|the|received|gained|first|full|accelerated|conditional"
    r"|regular|it|that"
    r"|only|from|became|again|this|its|an?|approval|approved|granted|gave|issued|withdrawn|withdrew|revoked|refused|converted"
    rf"|(?:in|on|since) {DATE}|{IN_PLACE})\b|{REGULATOR}"
)
_BESIDE = r",?\s+(?:at the same time as|together with|along with|alongside)\s+"
_CUT = re.compile(
    r";\s+|,?\s+(?:while|whereas|but,?|although|followed by)\s+|,\s+(?:with|which|where|after which|before)\s+"
    r"|,\s+(?=(?:[\w-]+ ){1,4}?(?:is|was|has|remains) (?:\w+ )?(?:not|never|unapproved)\b)"
    r"|,\s+(?=(?:converting|changing|switching)\b)"
    rf"|{_BESIDE}(?=(?:an? |its )?\w+ approval\b)"
    r"|\s+(?=(?:was|were|has been|became) (?:\w+ly )?(?:converted |changed |turned )?(?:in)?(?:to )?(?:an? )?"
    r"(?:full|regular|standard) approval)"
    rf"|,?\s+(?:after|before|until|once|when)\s+(?={_STARTS})"
    rf"|,?\s+and\s+(?={_STARTS})|,\s+(?={_STARTS})|\s+(?=(?:was|were|has been) (?:\w+ly )?(?:withdrawn|revoked"
    r"|rescinded)\b)"
)
_THIS = re.compile(
    r"\b(?:this|that|the same|the latter|both|either|(?:these|the same|the latter) two)"
    r" (?:indication|use|approval|condition|disease|cancer|application)s?\b",
    re.IGNORECASE,
)
_UNDATED = frozenset(("not approved", "refused", "withdrawn"))  # decisions that are told without a date, too
_RESPECTIVELY = re.compile(r"\brespectively\b")
_BOTH = re.compile(r"\b(?:either|both|neither) (?:agenc|regulator|authorit)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch that may tell a decision, and what stands in it."""

    place: Passage
    kind: EventKind | None
    trigger: tuple[int, int] | None
    regulators: tuple[tuple[str, Mention], ...]
    date: Mention | None
    is_open: bool
    is_plain: bool = False

    @property
    def is_told(self) -> bool:
        """Whether the clause itself says whose decision it is."""
        return bool(self.regulators) or _BOTH.search(words_of(self.place)) is not None


@dataclass(frozen=True, slots=True)
class _Context:
    """Whose decision a clause tells and what for; what it leaves unsaid is that of the clause before."""

    regulators: tuple[tuple[str, Mention], ...] = ()
    condition: Mention | None = None
    conditions: tuple[Mention, ...] = ()
    all: tuple[tuple[str, Mention], ...] = ()

    @classmethod
    def of(cls, events: Sequence[EventReading]) -> _Context:
        """What the last of some decisions leaves for a sentence that refers to it."""
        if not events:
            return cls()
        every = {event.authority: event.regulator for event in events}
        last = events[-1]
        return cls(((last.authority, last.regulator),), last.condition, last.conditions, tuple(every.items()))

    def within(self, clause: _Clause, follows: bool, kind: EventKind | None) -> _Context:
        """The context for a clause, which may follow another in its sentence."""
        words = words_of(clause.place)
        refers = follows or kind not in (None, "first approval") or _THIS.search(words) is not None
        regulators = clause.regulators or (tuple(map(_referred, self.regulators)) if refers else ())
        if not clause.regulators and clause.is_told:
            regulators = tuple(map(_referred, self.all))
        condition, names = find_condition(clause.place)
        if condition and _AGAIN.fullmatch(condition.name):
            condition, names = None, ()
        same = kind != "first approval" or _THIS.search(words) is not None
        if condition is None and same and self.condition and (refers or not clause.regulators):
            condition, names = _in_role(self.condition), tuple(map(_in_role, self.conditions))
        every = {**dict(self.all), **dict(regulators)}
        return _Context(regulators, condition, names, tuple(every.items()))


def _referred(regulator: tuple[str, Mention]) -> tuple[str, Mention]:
    return regulator[0], _in_role(regulator[1])


def find_events(texts: Sequence[Text]) -> list[EventReading]:
    """The decisions that the texts tell of the drug they are about, in order: each once for each condition."""
    found: list[EventReading] = []
    for text in texts:
        for sentence in sentences(Passage(text, 0, len(text.string))) if text.string else ():
            found += _read(sentence, found)
    single = [each for event in found for each in _apart(event)]
    return list({_identity(event): event for event in reversed(single)}.values())[::-1]


def _apart(event: EventReading) -> Iterator[EventReading]:
    """A decision for several conditions as one for each: what later happens to one need not happen to the others.

    Names that share a noun, or that "or" joins, are one decision's: "gastric or gastroesophageal adenocarcinoma".
    """
    places = [name.passages for name in event.conditions]
    between = [one[-1].text.string[one[-1].end : other[0].start] for one, other in pairwise(places)]
    joined = event.kind != "not approved" and any(" or " in words for words in between)
    if between and not joined and all(len(place) == 1 for place in places):
        yield from (replace(event, condition=name, conditions=(name,)) for name in event.conditions)
    else:
        yield event


def _identity(event: EventReading) -> tuple[str, ...]:
    name = event.condition.name if event.condition else ""
    return event.authority, event.kind, event.date.name if event.date else "", name


def _read(sentence: Passage, before: Sequence[EventReading]) -> list[EventReading]:
    found: list[EventReading] = []
    if sentence.end - sentence.start > _LONGEST or OTHER.match(words_of(sentence)):
        return found
    kind: EventKind | None = None
    plain = False
    context = _Context.of(before)
    for number, clause in enumerate(_clauses(sentence)):
        if clause.is_open:
            if clause.regulators:  # "the FDA granted it a designation in May and approved it in June"
                context = replace(context, regulators=clause.regulators)
            continue
        kind = clause.kind or kind
        if clause.is_plain:
            kind = "first approval" if _is_first(clause, [*before, *found], context) else None
        elif clause.kind is None and (
            _VERB.search(_END.split(words_of(clause.place))[0]) or (plain and not clause.regulators)
        ):
            continue
        plain = clause.is_plain or (plain and clause.kind is None)
        context = context.within(clause, number > 0, kind)
        clause = _with_date(clause, found, sentence)
        undated = kind in _UNDATED and clause.is_told and not _SAME_TIME.search(words_of(clause.place))
        if kind is not None and (clause.date or undated):
            found += _events(clause, kind, context)
    return _share_condition(found)


def _with_date(clause: _Clause, found: Sequence[EventReading], sentence: Passage) -> _Clause:
    """The clause with the date told before: "at the same time as", "the same month", "In May, it was X and was Y"."""
    words = words_of(clause.place)
    told = found[-1].date if found else None
    if clause.date or told is None:
        return clause
    fronted = told.passages[0].start - sentence.start < _FRONTED and not clause.regulators and _AND_WAS.match(words)
    match = _SAME_TIME.search(words)
    if fronted or _ALONGSIDE.match(words):
        return replace(clause, date=_in_role(told))
    return replace(clause, date=_same(match[1], told)) if match else clause


def _same(span: str, told: Mention) -> Mention | None:
    """The "same month" of a date: of a day, its month and year; None where the date does not tell it."""
    parts = _DAY.fullmatch(told.name)
    if span == "day" or not parts or len(told.passages) > 1:
        return _in_role(told) if span == "day" and parts and parts["day"] else None
    place = _in_role(told).passages[0]
    groups = ("year",) if span == "year" or (not parts["day"] and span == "week") else ("month", "year")
    spans = [parts.span(group) for group in groups if parts[group]]
    passages = tuple(place._replace(start=place.start + lo, end=place.start + hi) for lo, hi in spans)
    return Mention(" ".join(told.name[lo:hi] for lo, hi in spans), passages) if len(spans) == len(groups) else None


_DAY = re.compile(r"(?:(?P<month>[A-Z][a-z]+) )?(?P<day>\d{1,2}, )?(?P<year>\d{4})")
_AGAIN = re.compile(
    r"(?:the )?(?:both|either|each|same|these|two)(?: two)? (?:indication|use|condition|disease|cancer)s?",
    re.IGNORECASE,
)
"""What a date looks like that tells no more than a month or a year."""


def _is_first(clause: _Clause, known: Sequence[EventReading], context: _Context) -> bool:
    """Whether "was approved" is the first approval that the text tells of this regulator, and has a date.

    A refusal before it is none: "the FDA refused it in May, but approved it in June".
    """
    goes_on = _GOES_ON.match(words_of(clause.place)) is not None
    keys = {key for key, _ in clause.regulators or (context.regulators if goes_on else ())}
    told = [event for event in known if event.kind not in ("refused", "not approved")]
    return clause.date is not None and bool(keys) and not any(event.authority in keys for event in told)


def _share_condition(found: list[EventReading]) -> list[EventReading]:
    """Decisions that share one "for …" at the end of their sentence: those before it have the condition too."""
    out: list[EventReading] = []
    for event in reversed(found):
        later = out[-1] if out else None
        if event.condition is None and later is not None and later.kind == event.kind and later.condition:
            event = replace(event, condition=later.condition, conditions=later.conditions)
        out.append(event)
    return out[::-1]


def _clauses(sentence: Passage) -> list[_Clause]:
    """The clauses of a sentence: cut where a decision may end, rejoined where the part tells none of its own."""
    words = _plain(words_of(sentence))
    parts = [_clause(sentence, 0, len(words), words)]
    for cut in _CUT.finditer(words):
        start = parts[-1].place.start - sentence.start
        left = _clause(sentence, start, cut.start(), words)
        right = _clause(sentence, cut.start(), len(words), words)
        whole = left.is_plain or left.is_open or (left.date and _GIVEN.match(words_of(left.place)))
        if left.kind is None and not whole and _PASSIVE.match(words, cut.end()):
            continue  # "the indication … was withdrawn"
        if not left.regulators and _ITS.match(words, cut.start()):
            continue  # "was approved on a day, by the FDA, for …"
        if left.date is None and _OWN_DATE.match(words, cut.start()):
            continue  # "refused it, in a month, but …"
        first_told = len(parts) > 1 or left.kind or left.is_plain or left.is_open
        if not first_told and left.regulators and not _GIVEN.search(words_of(left.place)):
            continue  # "in one year the FDA, and in the next the EMA, first approved it"
        turns = (left.kind == "refused" or left.is_plain) and _TURNS.match(words, cut.start()) is not None
        if (turns or _tells(left)) and _begins(words[cut.start() :], right, left):
            parts[-1:] = [left, right]
    return parts


def _tells(clause: _Clause) -> bool:
    """Whether a part is whole enough to end here."""
    if clause.is_open:
        return True
    if clause.kind is None and not clause.is_plain:
        if clause.date and _AND_DATE.match(words_of(clause.place)):
            return FOR.search(words_of(clause.place)) is not None
        return bool(clause.regulators and (clause.date or _SAME_TIME.search(words_of(clause.place))))
    return clause.date is not None or clause.kind == "not approved" or FOR.search(words_of(clause.place)) is not None


_AND_DATE = re.compile(rf"\W*and (?:again )?(?:in|on) {DATE}")
_GOES_ON = re.compile(r"\W*(?:but|and|then)\b")
_TURNS = re.compile(r"[,;]?\s+but\b")
_GIVEN = re.compile(r"\W*(?:granted|given|issued|received|obtained)\b")
_PASSIVE = re.compile(r"(?:was|were|has been) (?:\w+ly )?(?:withdrawn|revoked|rescinded)\b")
_SAME_TIME = re.compile(r"\b(?:that|the) same (day|week|month|year)\b")
_ALONGSIDE = re.compile(_BESIDE)
_AND_WAS = re.compile(r",?\s+and (?:was |were )?(?:also )?(?:granted|given|received|obtained|approved)\b")
_FRONTED = 4  # characters before a date that opens its sentence: "In ", "On "
_LATER = re.compile(r"\b(?:following|next) (?:year|month)\b|\b(?:years?|months?|weeks?) (?:later|after)\b")
_ITS = re.compile(r",?\s+(?:by|from)\b")
_OWN_DATE = re.compile(rf",\s+(?:in|on) {DATE}(?:\W*$|[;,]| (?:and|but|after|because|over)\b)")
_LONGEST = 4_000  # a longer sentence is no prose, and would take seconds
_NEAR = 90
_VERB = re.compile(r"\b(?:is|are|was|were|has|had|have|became|remains?|led|showed)\b(?!,? (?:both |all |also )*for\b)")
_END = re.compile(r";|,\s(?=(?:it|which|who|where|the \w+)\b)")
_SOON = re.compile(
    r"^(?:[\s,;]|(?:and|or|while|whereas|but|although|with|which|then|again|later|subsequently|also|from"
    rf"|that of|followed by|was|is|has|first|after|approval|approved|both|by)\b)*"
    rf"(?:\w+ (?:days?|weeks?|months?|years?) (?:later|after),? (?:by |from )?)?(?:the )?"
    rf"(?:{REGULATOR}|(?:in|on|since) {DATE}|{IN_PLACE}"
    rf"|that (?:for|in) [^,;.]{{3,80}}? (?:in|on) {DATE})"
)


def _begins(words: str, right: _Clause, left: _Clause) -> bool:
    """Whether what follows a cut tells a decision of its own: a verb of decision soon, or a regulator and a date."""
    near = words[:1] + words[1:_NEAR].split(";")[0]
    if OPEN.search(near) or PLAIN.search(near) or any(pattern.search(near) for _, pattern in TRIGGER):
        return True
    told = right.date is not None or left.kind == "not approved" or _LATER.search(near) or _SAME_TIME.search(near)
    return _SOON.match(words) is not None and bool(told)


def _clause(sentence: Passage, start: int, end: int, words: str) -> _Clause:
    place = sentence._replace(start=sentence.start + start, end=sentence.start + end)
    stretch = words[start:end]
    kind, trigger = _find_trigger(stretch, place.start)
    plain = PLAIN.search(stretch) if kind is None else None
    span = (place.start + plain.start(), place.start + plain.end()) if plain else trigger
    date = _find_date(stretch, place, kind, (span[0] - place.start, span[1] - place.start) if span else None)
    regulators = tuple(find_regulators(place))
    opening = OPEN.search(stretch)
    is_open = opening is not None and (span is None or opening.start() < span[0] - place.start)
    is_open = is_open or (plain is not None and bool(ASKED.search(stretch[: plain.end()]) or ENDED.search(stretch)))
    return _Clause(place, kind, span, regulators, date, is_open, plain is not None)


def _find_trigger(words: str, offset: int) -> tuple[EventKind | None, tuple[int, int] | None]:
    for kind, pattern in TRIGGER:
        if match := pattern.search(words):
            return kind, (offset + match.start(), offset + match.end())
    return None, None


def _find_date(words: str, place: Passage, kind: EventKind | None, trigger: tuple[int, int] | None) -> Mention | None:
    """The date of a clause: the first after the verb of decision, else the last before it."""
    dates = list(_DATE.finditer(words))
    after = [match for match in dates if trigger is None or match.start() >= trigger[0]]
    before = [match for match in dates if trigger is not None and match.end() <= trigger[0]]
    if before and re.match(r"\W*(?:In|On|Since|By)\b", words) and before[0].start() < 12:
        match = before[0]
    elif after:
        match = after[0]
    elif before and kind != "withdrawn":  # "the approval that was granted in May was withdrawn"
        match = before[-1]
    else:
        return None
    return _at(place, match.start(), match.end())


def _events(clause: _Clause, kind: EventKind, context: _Context) -> Iterator[EventReading]:
    count = len(context.regulators)
    dates = [clause.date] * count
    words = words_of(clause.place)
    paired = _RESPECTIVELY.search(words) or len(_EACH_DATED.findall(words)) == count
    if paired and len(each := _dates(clause.place)) == count:
        dates = [*each]
    stated = (_trimmed(clause.place),)
    for (key, regulator), date in zip(context.regulators, dates, strict=True):
        yield EventReading(regulator, key, kind, stated, date, context.condition, context.conditions)


def _plain(words: str) -> str:
    """`words` without what stands in brackets, except a date alone: "the FDA (May 2010) and the EMA (June 2011)"."""
    return outside_brackets(_DATED.sub(lambda match: f" {match[1]} ", words))


def _dates(place: Passage) -> list[Mention]:
    words = _plain(words_of(place))
    return [_at(place, match.start(), match.end()) for match in _DATE.finditer(words)]


def _at(place: Passage, start: int, end: int) -> Mention:
    passage = place._replace(start=place.start + start, end=place.start + end)
    return Mention(words_of(passage), (passage,))


def _trimmed(place: Passage) -> Passage:
    words = place.text.string
    start, end = trim(words, place.start, place.end, ",;")
    return place._replace(start=start, end=end)


def _in_role(mention: Mention, role: Role = "reference") -> Mention:
    return mention._replace(passages=tuple(passage._replace(role=role) for passage in mention.passages))
