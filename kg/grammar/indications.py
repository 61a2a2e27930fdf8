"""What a drug page's "Use in …" section says the drug is used for: conditions, each with its uses.

>>> from kg.blocks import iter_blocks
>>> from kg.spans import LineIndex
>>> page = "Examplimab is approved to treat adults with:\\n\\n- **[Glioma](/x?id=7)** that is BRAF positive"
>>> blocks = [(block, Text(page, block.start, block.end)) for block in iter_blocks(LineIndex(page))]
>>> [(i.condition.name, i.uses[0].populations[0].name) for i in read_indications(blocks, ["Examplimab"])]
[('Glioma', 'adults')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kg.blocks import Block
from kg.grammar.conditions import Condition, name_key
from kg.grammar.footnotes import covers, is_accelerated, is_footnote, read_brands
from kg.grammar.leadins import LeadIn, Subject, is_usage, read_lead_in, read_objects
from kg.grammar.markers import marker_abbreviations
from kg.grammar.outline import Entry, Group, Outline, SubUse, is_open
from kg.grammar.populations import read_populations
from kg.grammar.readings import IndicationReading, Mention, Passage, UseReading
from kg.grammar.sentences import sentences, words_of
from kg.grammar.uses import finished, in_role, merge, read_use, within
from kg.spans import Text


def read_indications(blocks: Sequence[tuple[Block, Text]], names: Sequence[str]) -> list[IndicationReading]:
    """The conditions that a section says the drug called `names` is used for, in the order of the page.

    `blocks` are those under the section's heading, in order, footnotes and closing paragraphs included. A condition
    that several items name is one indication with the uses of all, unless one treats and the other prevents.
    """
    return _Section(blocks, names).read()


# A section of more blocks, or a block of more characters, is not prose about uses; the rest of it is not read.
_MOST_BLOCKS, _LONGEST_BLOCK = 500, 20_000


class _Section:
    """One reading of a section: places its blocks in the outline, then makes the indications of it."""

    def __init__(self, blocks: Sequence[tuple[Block, Text]], names: Sequence[str]) -> None:
        self._blocks = [(block.kind, text) for block, text in blocks if text.string.strip()][:_MOST_BLOCKS]
        self._subject = Subject(names)
        self._own = frozenset(name.casefold() for name in names)
        self._markers = marker_abbreviations("\n".join(text.string[:_LONGEST_BLOCK] for _, text in self._blocks))
        self._outline = Outline(self._markers)
        self._notes: dict[str, Passage] = {}

    def read(self) -> list[IndicationReading]:
        """The section's indications."""
        for at, (kind, text) in enumerate(self._blocks):
            whole = Passage(text, 0, min(len(text.string), _LONGEST_BLOCK))
            if kind == "item":
                if self._outline.groups:
                    self._outline.item(whole)
            elif kind == "paragraph" and is_footnote(text):
                self._footnote(whole)
            elif kind == "paragraph":
                self._paragraph(at, whole)
        return self._indications()

    def _footnote(self, whole: Passage) -> None:
        marks = [mark for at, mark, _ in whole.text.marks if at == 0]
        for sentence in sentences(whole):
            if is_accelerated(sentence):
                self._notes.update(dict.fromkeys(marks, sentence))

    def _paragraph(self, at: int, whole: Passage) -> None:
        found = [
            (sentence, read_lead_in(sentence, self._subject, opens_list=is_open(words_of(sentence))))
            for sentence in sentences(whole)
        ]
        leads = [lead for _, lead in found if lead]
        if self._opens_list(at, whole):
            if not leads:
                self._outline.open(whole)
            elif not self._names_itself(at, leads[-1], whole):
                self._outline.start(leads[-1], whole)
            return
        for sentence, lead in found:
            if lead:
                self._inline(lead, sentence)
            elif self._outline.groups:
                self._statement(at, sentence)

    def _opens_list(self, at: int, whole: Passage) -> bool:
        return is_open(words_of(whole)) or (
            self._is_before_item(at) and not words_of(whole).rstrip().endswith((".", ")", "!"))
        )

    def _is_before_item(self, at: int) -> bool:
        return at + 1 < len(self._blocks) and self._blocks[at + 1][0] == "item"

    def _names_itself(self, at: int, lead: LeadIn, whole: Passage) -> bool:
        """Take a lead-in such as "… to treat **x**. It is used:", whose items are sub-bullets only."""
        regions = [r for r in read_objects(lead) if any(r[0] < high and low < r[1] for low, high in whole.text.bold)]
        if regions:
            self._outline.name(lead, regions, whole)
            self._outline.open(whole)
        return bool(regions)

    def _inline(self, lead: LeadIn, sentence: Passage) -> None:
        if regions := list(read_objects(lead)):
            self._outline.name(lead, regions, sentence)

    def _statement(self, at: int, sentence: Passage) -> None:
        """Take a sentence under the items that covers them: accelerated approval, brands, in whom it is used."""
        if is_accelerated(sentence):
            covering = UseReading(accelerated=(sentence._replace(role="scope"),))
            for entry in self._covered(at, sentence):
                entry.covering.append((covering, frozenset()))
        elif brands := tuple(read_brands(sentence)):
            only = frozenset(mention.name for mention in read_populations(sentence))
            self._cover(at, UseReading(brands=brands), only)
        elif is_usage(sentence, self._subject):
            self._cover(at, read_use(sentence, self._markers), frozenset())

    def _covered(self, at: int, sentence: Passage) -> list[Entry]:
        if covers(sentence) == "this":
            return self._outline.group_entries() or self._near(at)
        return [entry for group in self._outline.groups if group.lead.status == "approved" for entry in group.entries]

    def _cover(self, at: int, use: UseReading, only: frozenset[str]) -> None:
        for entry in self._near(at):
            entry.covering.append((in_role(use, "scope"), only))

    def _near(self, at: int) -> list[Entry]:
        """What a sentence between items covers: the items just before it; after the last item, the whole list."""
        rest = islice(self._blocks, at + 1, None)
        following = next((kind for kind, text in rest if kind == "item" or is_open(text.string[-9:])), "")
        return self._outline.group_entries() if following == "item" else self._outline.groups[-1].entries

    def _indications(self) -> list[IndicationReading]:
        pairs = [(group, entry) for group in self._outline.groups for entry in group.entries]
        aliases = {name_key(c.abbreviation): c.key for _, entry in pairs for c in entry.conditions if c.abbreviation}
        found: dict[tuple[str, bool], IndicationReading] = {}
        for group, entry in pairs:
            for condition in entry.conditions:
                key = (aliases.get(condition.key, condition.key), group.lead.purpose == "prevent")
                new = self._indication(group, entry, condition)
                found[key] = _joined(found[key], new) if key in found else new
        return list(found.values())

    def _indication(self, group: Group, entry: Entry, condition: Condition) -> IndicationReading:
        stated = group.lead.sentence._replace(role="lead-in")
        first = condition.mention.passages[0]
        same = first.text is stated.text and stated.start <= first.start < stated.end
        return IndicationReading(
            condition=condition.mention,
            status=group.lead.status,
            purpose=group.lead.purpose,
            stated=(group.lead.sentence,) if same else (*condition.mention.passages, stated),
            terms=condition.terms,
            uses=tuple(finished(use, self._own) for use in self._uses(group, entry, condition)),
        )

    def _uses(self, group: Group, entry: Entry, condition: Condition) -> list[UseReading]:
        own = merge(entry.line, self._accelerated(entry.passage, entry.marks))
        above = group.use
        if entry.parent:
            parent = merge(entry.parent.line, self._accelerated(entry.parent.passage, entry.parent.marks))
            above = merge(in_role(parent, "lead-in"), above)
        subs = [sub for sub in entry.uses if not sub.keys or condition.key in sub.keys]
        if subs:
            line = merge(in_role(own, "lead-in"), above)
            uses = [within(self._sub_use(sub), line) for sub in subs]
            if entry.parent and all(_restates(sub, condition) for sub in subs):
                uses.insert(0, within(replace(own, description=_description(entry.passage)), above))
        else:
            uses = [within(replace(own, description=_description(entry.passage)), above)]
        return [_covered_use(use, entry) for use in uses]

    def _sub_use(self, sub: SubUse) -> UseReading:
        use = merge(sub.use, self._accelerated(sub.passage, sub.marks))
        return replace(use, description=_description(sub.passage))

    def _accelerated(self, passage: Passage, marks: tuple[str, ...]) -> UseReading:
        notes = [self._notes[mark]._replace(role="footnote") for mark in marks if mark in self._notes]
        inside = [sentence for sentence in sentences(passage) if is_accelerated(sentence)]
        return UseReading(accelerated=(*inside, *((passage, *notes) if notes else ())))


def _restates(sub: SubUse, condition: Condition) -> bool:
    """Whether a sub-bullet names its condition again ("DLBCL in patients who …"), so stands beside the plain use."""
    words = words_of(sub.passage).casefold()
    return any(name and words.startswith(name.casefold()) for name in (condition.abbreviation, condition.mention.name))


def _covered_use(use: UseReading, entry: Entry) -> UseReading:
    for covering, only in entry.covering:
        if not only or only & {mention.name for mention in use.populations}:
            use = within(use, covering)
    return use


def _description(passage: Passage) -> Mention:
    return Mention(words_of(passage).strip(), (passage,))


def _joined(first: IndicationReading, second: IndicationReading) -> IndicationReading:
    """One indication of two that name one condition: "approved" wins over "also used"."""
    names = (first.condition.name, *first.condition.alts, second.condition.name, *second.condition.alts)
    alts = tuple(name for name in dict.fromkeys(names) if name != first.condition.name)
    terms = {mention.name: mention for mention in (*second.terms, *first.terms)}
    return replace(
        first,
        condition=first.condition._replace(alts=alts),
        status="approved" if "approved" in (first.status, second.status) else first.status,
        stated=tuple(dict.fromkeys(first.stated + second.stated)),
        terms=tuple(terms[name] for name in sorted(terms)),
        uses=first.uses + second.uses,
    )
