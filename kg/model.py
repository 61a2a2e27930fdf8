"""The values that walk through the pipeline: documents, evidence, statements, and what was not read.

A mapper turns one `Document` into a stream of `Finding`s:

- `Statement`: one triple with the evidence it was read from; assembled as the triple beside a statement node;
- `Description`: one node whose type and properties all rest on the same evidence (a table row, a list entry, the
  node of an n-ary relation); assembled as plain triples and one link from the node to its evidence;
- `Skipped`: a stretch of the document that says nothing about a drug, with a reason from `SKIP_REASONS`;
- `Unresolved`: words that were seen but could not be placed, with the reason;
- `Problem`: something wrong with the document at a line; the rest of it is still read.

What a document holds beyond its evidence and its skipped stretches is *unrecognised*; the ledger counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal as OneOf
from typing import NamedTuple

from kg.prefixes import PREFIXES
from kg.spans import LineIndex, Span, Text


class Iri(str):
    """An absolute IRI; everything else that is a `str` in a statement's object place is wrapped in `Literal`."""

    __slots__ = ()


class Literal(NamedTuple):
    """A value as written or in its datatype's lexical form; the datatype defaults to xsd:string."""

    value: str
    datatype: str = PREFIXES["xsd"] + "string"


Node = Iri | Literal

Role = OneOf["words", "heading", "lead-in", "shared-head", "footnote", "scope", "row", "link", "reference"]
"""What a place does for a statement: the words themselves; the section, list or column heading above them; the
sentence that opens a list; the noun that several names share; the footnote that a mark leads to; a sentence that
covers several statements ("These uses are approved under …"); a table row; a link's address; what a pronoun or
"this indication" refers to."""


class Evidence(NamedTuple):
    """A passage of a document that supports a statement: its place, exact words, rule and role.

    `column` is the 1-based place of its first character in its first line, for `file:line:column`. `row` is the number
    of a register's row (from 1, the header not counted) where the passage is one, else 0.
    """

    span: Span
    quote: str
    rule: str
    role: Role = "words"
    column: int = 1
    row: int = 0


class Statement(NamedTuple):
    """One triple and the passages it rests on; the first piece of evidence is the words themselves."""

    subject: Iri
    predicate: Iri
    object: Node
    evidence: tuple[Evidence, ...]


class Description(NamedTuple):
    """One node, its class, and properties that all rest on the same evidence."""

    subject: Iri
    type: Iri
    properties: tuple[tuple[Iri, Node], ...]
    evidence: tuple[Evidence, ...]


SKIP_REASONS: dict[str, str] = {
    "boilerplate": "the same standing text on every page of the source",
    "figure": "a picture, its caption or credit",
    "general": "prose about diseases, treatments or the page itself, naming no fact about a drug",
    "layout": "a placeholder, rule, table frame or empty heading that only arranges the page",
    "navigation": "a link to another part of the site",
    "repeated title": "the title or heading again",
    "table header": "the names of a table's columns",
    "no relation": "a field that the source's card says is not kept",
}


class Skipped(NamedTuple):
    """A stretch of a document that was understood to say nothing about a drug; `reason` is a key of SKIP_REASONS."""

    start: int
    end: int
    reason: str


class Unresolved(NamedTuple):
    """Words that were seen but could not be placed (a lone cell, a mention with two readings), with the reason."""

    span: Span
    quote: str
    kind: str
    reason: str


class Problem(NamedTuple):
    """Something wrong at a line of a document: a truncated table, an impossible date, an unknown section.

    `severity` is "error" where the document is at fault (exit code 1), else "warning" or "info".
    """

    line: int
    severity: OneOf["error", "warning", "info"]
    what: str


Finding = Statement | Description | Skipped | Unresolved | Problem


@dataclass(frozen=True)
class Document:
    """One retrieved file or archive member, named by the hash of its bytes.

    `paths` are the places it was found at, relative to the PATH given and headed by that PATH's last name, sorted;
    `text` is its raw text, decoded once with `encoding`; `source` names the card and mapper that read it. `table` is
    which of the source's tables it is, "" for a page; a table's text is streamed, and not here. `columns` are the
    table's columns in the order of its cells, `delimiter` is what divides these.
    """

    paths: tuple[str, ...]
    sha256: str
    size: int
    source: str
    encoding: str
    text: str = field(repr=False)
    table: str = ""
    columns: tuple[str, ...] = ()
    delimiter: str = ""

    @property
    def path(self) -> str:
        """The first of its paths, for messages."""
        return self.paths[0]

    @property
    def iri(self) -> Iri:
        """The document's IRI, which is also the name of its graph."""
        return Iri(f"{PREFIXES['kgd']}{self.sha256}")

    @cached_property
    def index(self) -> LineIndex:
        """Where its lines start."""
        return LineIndex(self.text)

    def read(self, start: int, end: int, *, markdown: bool = True) -> Text:
        """The visible words of `text[start:end]`, each leading back to its place."""
        return Text(self.text, start, end, markdown=markdown)

    def cite(self, start: int, end: int, rule: str, role: Role = "words") -> Evidence:
        """Evidence for the raw characters `text[start:end]`, which must not be empty."""
        span = self.index.span(start, end)
        column = start - self.index.starts[span.start_line - 1] + 1
        return Evidence(span, self.text[start:end], rule, role, column)

    def cite_text(self, text: Text, start: int, end: int, rule: str, role: Role = "words") -> Evidence:
        """Evidence for the visible characters `string[start:end]` of a `Text` of this document."""
        return self.cite(*text.place(start, end), rule, role)


@dataclass(frozen=True, slots=True)
class Mapper:
    """How one source is read: how its documents look, what turns them into findings, and what its rules mean.

    `recognises(path, head)` sees a document's relative path and its first 64 KiB and says whether this mapper reads
    it; `findings(document)` yields what it says; `rules` gives each rule's name and one sentence on what it reads.
    `layout` says how its text is accounted for: "markdown" by sentence and list item, "lines" by sentence and line.
    """

    name: str
    recognises: Callable[[str, bytes], bool]
    findings: Callable[[Document], Iterator[Finding]]
    rules: Mapping[str, str]
    layout: OneOf["markdown", "lines"] = "markdown"
