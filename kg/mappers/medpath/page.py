"""The parts of a page: its lines, the fields of its header, and its sections, found by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.model import Document, Evidence, Iri, Literal, Node, Role, Skipped, Statement
from kg.nodes import mint_iri
from kg.spans import Text


class Line(NamedTuple):
    """One line that is not blank: its words with white space folded, the raw characters they stand at, its number."""

    words: str
    start: int
    end: int
    number: int


class Field(NamedTuple):
    """One field of the header: its label and its value; a field with no value is not kept."""

    label: Line
    value: Line


class Section(NamedTuple):
    """A heading, its kind, what register it names (else ""), and its lines; `is_last` where the page ends in it."""

    kind: str
    name: str
    heading: Line
    lines: tuple[Line, ...]
    is_last: bool = False


PROSE = {
    "associated condition": "conditions",
    "associated conditions": "conditions",
    "clinical trials": "trials",
    "help us improve": "footer",
    "indication": "indication",
    "indications": "indication",
    "overview": "overview",
    "research report": "report",
}
"""The headings that stand on every page, case folded, and what they head."""

LABELS = (
    "generic name", "brand names", "brand name", "drug type", "chemical formula", "cas number",
    "unique ingredient identifier",
)  # fmt: skip
"""The header's fields, case folded."""

_TABLE = re.compile(r"(?P<name>\S.{0,60}?) Drug (?:Approvals?|Information)", re.IGNORECASE)
_FOOTER = re.compile(
    r"MedPath|Help Us Improve|Your feedback helps us .*|Empowering clinical research .*|©.*|.*All rights reserved\.?",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?=[A-Z])(?:[\w()/&’'-]+ ){0,5}[\w()/&’'-]+")
_BULLET = re.compile(r"[•·‣◦*–—-]\s+(?=\S)")


LONGEST = 65_536
"""A longer line is no line of such a page; to read it as prose would take minutes."""


class Page:
    """A document cut into the lines above its first heading, the header's fields, and the sections."""

    def __init__(self, document: Document) -> None:
        self.document = document
        lines, apart = _lines(document)
        self.too_long = [number for number, start, end in document.index.lines() if end - start > LONGEST]
        heads = [(at, found) for at, line in enumerate(lines) if (found := _heading(line))]
        heads = _with_unknown(lines, apart, heads)
        first = heads[0][0] if heads else len(lines)
        self.top, fields, self.empty_labels = _split_top(lines[:first])
        self.fields = [field for field in fields if field.label.words.casefold() in LABELS]
        self.unknown_fields = [field for field in fields if field not in self.fields]
        ends = [*(at for at, _ in heads), len(lines)][1:]
        self.sections = [
            Section(kind, name, lines[at], tuple(lines[at + 1 : end]), end == len(lines))
            for (at, (kind, name)), end in zip(heads, ends, strict=True)
        ]
        self.key = self.label = ""

    def named(self, label: str) -> None:
        """Settle what the page's drug is called; every IRI of its records hangs on that."""
        self.label = self.key = label

    @property
    def drug(self) -> Iri:
        """The IRI of the page's drug."""
        return mint_iri("medpath", "drug", self.key)

    def field(self, *labels: str) -> Field | None:
        """The header's first field with one of these labels."""
        return next((field for field in self.fields if field.label.words.casefold() in labels), None)

    def cite(self, line: Line, rule: str, role: Role = "words") -> Evidence:
        """Evidence for the words of a line."""
        return self.document.cite(line.start, line.end, rule, role)

    def text(self, line: Line) -> Text:
        """The words of a line, for the grammars."""
        return self.document.read(line.start, line.end, markdown=False)

    def item(self, line: Line) -> Line:
        """A list's line without the bullet before it."""
        text = self.document.text
        match = _BULLET.match(text, line.start, line.end)
        return (
            Line(" ".join(text[match.end() : line.end].split()), match.end(), line.end, line.number) if match else line
        )

    def name(self, section: Section, rule: str, role: Role = "words") -> Evidence:
        """Evidence for the register that a section's heading names."""
        start = section.heading.start
        return self.document.cite(start, start + len(section.name), rule, role)

    def state(self, predicate: Iri, value: Node, *evidence: Evidence) -> Statement:
        """A statement about the page's drug."""
        return Statement(self.drug, predicate, value, evidence)


def skip(line: Line, reason: str) -> Skipped:
    """A line that says nothing about the drug."""
    return Skipped(line.start, line.end, reason)


def literal(line: Line) -> Literal:
    """The words of a line as a value."""
    return Literal(line.words)


def is_footer(line: Line) -> bool:
    """Whether a line is the standing text that every page of the source bears."""
    return _FOOTER.fullmatch(line.words) is not None


def _lines(document: Document) -> tuple[list[Line], list[bool]]:
    """The lines that are not blank, and for each whether the line before it is blank."""
    lines: list[Line] = []
    apart: list[bool] = []
    blank = True
    for number, start, end in document.index.lines():
        if end - start > LONGEST:
            blank = False
            continue
        raw = document.text[start:end]
        words = raw.strip().strip("\ufeff").strip()
        if words:
            at = start + raw.index(words)
            lines.append(Line(" ".join(words.split()), at, at + len(words), number))
            apart.append(blank)
        blank = not words
    return lines, apart


def _heading(line: Line) -> tuple[str, str] | None:
    """What a heading heads: its kind, and the register it names."""
    if kind := PROSE.get(line.words.casefold()):
        return kind, ""
    if (match := _TABLE.fullmatch(line.words)) and line.words[:1].isupper():
        return "register", match["name"]
    return None


def _with_unknown(
    lines: Sequence[Line], apart: Sequence[bool], heads: list[tuple[int, tuple[str, str]]]
) -> list[tuple[int, tuple[str, str]]]:
    """The headings, with the unknown ones: short lines that stand alone below the first heading."""
    known = dict(heads)
    found: list[tuple[int, tuple[str, str]]] = []
    kind = ""
    for at in range(len(lines)):
        may_be = kind not in ("", "footer", "report") or (kind == "report" and _ends_report(lines[at - 1]))
        if at not in known and may_be and _stands_alone(lines, apart, at, known):
            known[at] = "unknown", ""
        if at in known:
            kind = known[at][0]
            found.append((at, known[at]))
    return found


def _stands_alone(lines: Sequence[Line], apart: Sequence[bool], at: int, known: dict[int, tuple[str, str]]) -> bool:
    if not apart[at] or at - 1 in known or at + 1 >= len(lines) or not apart[at + 1] or at + 1 in known:
        return False
    return _HEADING.fullmatch(lines[at].words) is not None and not is_footer(lines[at])


def _ends_report(line: Line) -> bool:
    """Whether a line is the link to the whole report, after which the report's section ends."""
    return line.words.casefold().startswith("continue reading")


def _split_top(lines: Sequence[Line]) -> tuple[list[Line], list[Field], list[Line]]:
    """The lines above the header's first label, the fields, and the labels that have no value.

    Label and value stand by turns; a known label directly below a label means that the first has no value.
    """
    starts = [at for at, line in enumerate(lines) if line.words.casefold() in LABELS]
    first = starts[0] if starts else len(lines)
    fields: list[Field] = []
    empty: list[Line] = []
    label: Line | None = None
    for line in lines[first:]:
        if label is None or line.words.casefold() in LABELS:
            empty += [label] if label else []
            label = line
        else:
            fields.append(Field(label, line))
            label = None
    return list(lines[:first]), fields, empty + ([label] if label else [])
