"""The tree that a flattened "Use in …" section was: lead-ins, conditions under them, sub-bullets under those.

Nested lists arrive as one list. An item that begins with a bold or linked condition starts anew; what begins with
"in patients …", "with X", "alone", "that has …" hangs on the item before it; and an item that ends in a colon opens a
level, to which later items return by the way they begin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.grammar.conditions import Condition, bold_region, has_head, name_key, phrase_region, read_conditions, stateless
from kg.grammar.footnotes import marks_in
from kg.grammar.leadins import LeadIn, is_general, purpose_of
from kg.grammar.partners import opens_partners
from kg.grammar.readings import Passage, UseReading
from kg.grammar.sentences import outside_brackets, words_of
from kg.grammar.uses import in_role, merge, read_use

_FORMS = {
    "how": r"(?:either\s+)?(?:alone|with|in\s+combination|as|after|before|together|following|by|once|during|at)\b",
    "whom": r"(?:in|who|whose|(?:for\s+)?(?:certain\s+|some\s+)?"
    r"(?:patients|adults?|children|people|women|men|those|infants))\b",
    "when": r"when\b|if\b|until\b|while\b",
    "for": r"for\b|to\b",
    "state": r"(?:that|which|is|are|has|have|had|does|do|did|cannot|can|was|were|came|got|not|an?|at\s+least)\b",
    "sentence": r"(?:It|They|This|These)\b"
    r"|[A-Z][\w-]*(?:\s+[\w-]+){0,6}?\s+(?:is|are|may\s+be)\s+(?:also\s+)?(?:used|given)\b",
}
_FORM = {name: re.compile(pattern, re.IGNORECASE if name != "sentence" else 0) for name, pattern in _FORMS.items()}
_TYPES = re.compile(
    r"(?:\b(?:types?|kinds?|forms?|subtypes?|following)\b[^.:]*|\bincluding|\bto\s+treat)\s*:?$", re.IGNORECASE
)
_FOR = re.compile(r"(?:for|to\s+(?:help\s+)?(?:treat|prevent))\s+(?:the\s+treatment\s+of\s+)?", re.IGNORECASE)
_TO_TREAT = re.compile(
    r"\b(?:to\s+(?:help\s+)?(?:treat|prevent|relieve|ease|manage|diagnose|detect|find)|treatment\s+of|prevention\s+of"
    r"|(?:reduce|lower|decrease)\s+(?:the\s+)?(?:chance|risk|incidence)\s+of"
    r"|^In\s+(?:[\w-]+\s+){0,8}?(?:adults|children|patients|people|men|women|infants)\s+(?:with|who\s+have))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_INLINE_TYPES = re.compile(r"(?:\s*\([^()]*\))?,?\s+including\s+(?!the\s+following)", re.IGNORECASE)


@dataclass(slots=True)
class SubUse:
    """A sub-bullet: its words, what it says, and the keys of the conditions it is limited to (empty: all)."""

    passage: Passage
    use: UseReading
    keys: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()


@dataclass(slots=True)
class Entry:
    """An item that names one or more conditions, with what it says itself and its sub-bullets."""

    conditions: list[Condition]
    passage: Passage
    line: UseReading
    parent: Entry | None = None
    marks: tuple[str, ...] = ()
    is_bold: bool = True
    uses: list[SubUse] = field(default_factory=list)
    covering: list[tuple[UseReading, frozenset[str]]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """A lead-in with what it says of all its conditions, and their entries."""

    lead: LeadIn
    use: UseReading
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Opener:
    passage: Passage
    use: UseReading
    marks: tuple[str, ...] = ()
    form: str = ""
    names_types: bool = False
    opens_partners: bool = False


def form_of(words: str) -> str:
    """How an item begins: "how", "whom", "when", "for", "state", "sentence", or "what" for a noun phrase."""
    return next((name for name, pattern in _FORM.items() if pattern.match(words)), "what")


def is_open(words: str) -> bool:
    """Whether what ends here is continued by the items after it."""
    return words.rstrip().endswith(":")


class Outline:
    """Builds the tree; feed it the lead-ins and the items in order."""

    def __init__(self, markers: Mapping[str, str]) -> None:
        self.groups: list[Group] = []
        self._markers = markers
        self._entry: Entry | None = None
        self._openers: list[_Opener] = []

    def start(self, lead: LeadIn, passage: Passage) -> Group:
        """Begin a list under a lead-in, whose paragraph is `passage`."""
        self.groups.append(Group(lead, in_role(read_use(passage, self._markers), "lead-in")))
        self._entry, self._openers = None, []
        return self.groups[-1]

    def name(self, lead: LeadIn, regions: Sequence[tuple[int, int]], passage: Passage) -> None:
        """Take the conditions that a sentence names itself; `passage` is its paragraph from there on."""
        conditions = [c for region in regions for c in read_conditions(lead.sentence.text, *region)]
        group = Group(lead, UseReading())
        self.groups.append(group)
        group.entries.append(self._new(conditions, lead.sentence, read_use(passage, self._markers), None))

    def open(self, passage: Passage) -> None:
        """Take a paragraph that ends in a colon and states no use of its own, such as "It is used:"."""
        if self._entry:
            self._push(passage, read_use(passage, self._markers))

    def group_entries(self) -> list[Entry]:
        """The entry of the last item and those that share its top item."""
        top = self._top()
        return (
            [entry for entry in self.groups[-1].entries if top and (entry is top or entry.parent is top)] if top else []
        )

    def item(self, passage: Passage) -> None:
        """Place one item: a condition, a subtype, or a sub-bullet of the condition before it."""
        words = words_of(passage)
        form = form_of(words)
        region = bold_region(passage.text, passage.start) if form in ("what", "state") else None
        if region:
            self._condition(passage, region, is_bold=True)
        elif form == "what" and (phrase := self._phrase(passage)):
            if self._is_types():
                self._subtype(passage, phrase)
            else:
                self._condition(passage, phrase, is_bold=False)
        elif not self._named_inside(passage):
            self._sub_bullet(passage, form)

    def _top(self) -> Entry | None:
        return self._entry.parent or self._entry if self._entry else None

    def _is_types(self) -> bool:
        return bool(self._openers) and self._openers[-1].names_types

    def _phrase(self, passage: Passage) -> tuple[int, int] | None:
        """The name at the start of an item without bold, where the item can be a condition or a subtype."""
        region = phrase_region(passage.text, passage.start, passage.end)
        if not region or is_general(stateless(passage.text.string[slice(*region)])):
            return None
        if self._entry is None:
            return region
        headed = has_head(passage.text, *region)
        if self._is_types():
            return region if headed and not self._is_parent(passage, region) else None
        top = self._top()
        linked = any(link.start <= region[0] + 1 and link.end > region[0] for link in passage.text.links)
        closed = not self._openers or not is_open(words_of(self._openers[-1].passage))
        return region if headed and closed and (linked or not (top and top.is_bold)) else None

    def _is_parent(self, passage: Passage, region: tuple[int, int]) -> bool:
        """Whether a phrase is the parent's name again, with a stage or a marker before it."""
        key = name_key(stateless(passage.text.string[slice(*region)]))
        top = self._top()
        return top is not None and key in {word for c in top.conditions for word in (c.key, name_key(c.abbreviation))}

    def _condition(self, passage: Passage, region: tuple[int, int], *, is_bold: bool) -> None:
        conditions = read_conditions(passage.text, *region)
        is_start = form_of(words_of(passage)) != "what"
        entry = self._new(conditions, passage, read_use(passage, self._markers, opens=is_start), None)
        entry.is_bold = is_bold
        self.groups[-1].entries.append(entry)
        self._openers = []
        self._push(passage, UseReading())
        self._inline_types(passage, region, entry)

    def _subtype(self, passage: Passage, region: tuple[int, int]) -> None:
        conditions = read_conditions(passage.text, *region)
        top, openers = self._top(), self._openers
        entry = self._new(conditions, passage, read_use(passage, self._markers), top)
        self.groups[-1].entries.append(entry)
        if is_open(words_of(passage)):
            self._push(passage, UseReading())
        else:
            self._openers = openers

    def _inline_types(self, passage: Passage, region: tuple[int, int], entry: Entry) -> None:
        """Take "A, including B": B is a condition too, unless it is A again in some state."""
        match = _INLINE_TYPES.match(passage.text.string, region[1], passage.end)
        inner = phrase_region(passage.text, match.end(), passage.end) if match else None
        if not inner or not has_head(passage.text, *inner):
            return
        own = {key for c in entry.conditions for key in (c.key, name_key(c.abbreviation))}
        linked = any(link.start == inner[0] for link in passage.text.links)
        conditions = [
            c for c in read_conditions(passage.text, *inner) if not own & {c.key, name_key(stateless(c.mention.name))}
        ]
        if not linked:
            conditions = [c for c in conditions if not is_general(stateless(c.mention.name))]
        if conditions and not is_open(words_of(passage)):
            self.groups[-1].entries.append(Entry(conditions, passage, UseReading(), entry))

    def _named_inside(self, passage: Passage) -> bool:
        """Take an item that names its condition in bold further on: the first one, or one "to treat **x**"."""
        words = passage.text.string
        for start, end in sorted(passage.text.bold):
            is_object = _TO_TREAT.search(words[max(0, start - 40) : start]) is not None
            if start < end and (self._entry is None or is_object) and (region := bold_region(passage.text, start)):
                self._purpose(words[:start])
                self._condition(passage, region, is_bold=True)
                return True
        return False

    def _purpose(self, words: str) -> None:
        """Begin a list where an item ("To reduce the risk of **x**") has another purpose than its lead-in."""
        group = self.groups[-1]
        purpose = purpose_of(words) if form_of(words) == "for" else group.lead.purpose
        if purpose != group.lead.purpose:
            self.groups.append(Group(group.lead._replace(purpose=purpose), group.use))

    def _new(self, conditions: list[Condition], passage: Passage, line: UseReading, parent: Entry | None) -> Entry:
        self._entry = Entry(conditions, passage, line, parent, tuple(marks_in(passage)))
        return self._entry

    def _push(self, passage: Passage, use: UseReading) -> None:
        words = words_of(passage).rstrip()
        opener = _Opener(passage, in_role(use, "lead-in"), tuple(marks_in(passage)))
        opener.names_types = is_open(words) and _TYPES.search(outside_brackets(words[-200:])) is not None
        opener.opens_partners = opens_partners(words)
        self._openers.append(opener)

    def _sub_bullet(self, passage: Passage, form: str) -> None:
        self._return_to(form)
        continues = bool(self._openers) and self._openers[-1].opens_partners
        use = read_use(passage, self._markers, opens=True, continues=continues)
        if is_open(words_of(passage)):
            self._push(passage, use)
            return
        marks = list(marks_in(passage))
        for opener in self._openers[1:] if self._openers else ():
            use = merge(use, opener.use)
            marks += opener.marks
        self._place(SubUse(passage, use, frozenset(), tuple(dict.fromkeys(marks))), form)

    def _return_to(self, form: str) -> None:
        """Close the levels below the one whose items begin like this one."""
        if not self._openers or not self._openers[-1].form:
            if self._openers:
                self._openers[-1].form = form
            return
        for at in range(len(self._openers) - 1, -1, -1):
            if self._openers[at].form == form:
                del self._openers[at + 1 :]
                return

    def _place(self, sub: SubUse, form: str) -> None:
        """Hang a sub-bullet on the entry; one "for x" on the conditions it names, or on an entry of its own."""
        entry = self._entry
        if entry is None:
            return
        named = self._named(sub.passage) if form == "for" else []
        own = {condition.key: self._match(condition, entry) for condition in named}
        known = {key for keys in own.values() for key in keys}
        others = [condition for condition in named if not own[condition.key]]
        if known or not others:
            sub.keys = frozenset(known)
            entry.uses.append(sub)
        if others:
            self._apart(others, sub)

    def _named(self, passage: Passage) -> list[Condition]:
        match = _FOR.match(passage.text.string, passage.start, passage.end)
        region = phrase_region(passage.text, match.end(), passage.end) if match else None
        if not region or not has_head(passage.text, *region):
            return []
        found = read_conditions(passage.text, *region)
        return [c for c in found if not is_general(stateless(c.mention.name))]

    def _match(self, condition: Condition, entry: Entry) -> list[str]:
        """The keys of the entry's conditions that a sub-bullet means by `condition`."""
        key = name_key(stateless(condition.mention.name)) or condition.key
        known = [(own.key, name_key(own.abbreviation)) for own in entry.conditions]
        return [own for own, short in known if key == own or key.endswith(f" {own}") or (short and key.endswith(short))]

    def _apart(self, conditions: list[Condition], sub: SubUse) -> None:
        top = self._top()
        keys = {condition.key for condition in conditions}
        for entry in self.groups[-1].entries:
            if entry.parent is top and keys == {condition.key for condition in entry.conditions}:
                entry.uses.append(sub)
                return
        apart = Entry(conditions, sub.passage, UseReading(), top, is_bold=False)
        apart.uses.append(sub)
        self.groups[-1].entries.append(apart)
