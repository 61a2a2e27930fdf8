"""Tables: rows with exact places, and how a register's tables are read.

A table is a file, a member of an archive or a worksheet whose lines are records. Its rows are streamed, so that a
table of any length takes the memory of one block. A `TableMapper` says which of a register's tables a file is
(`Table`), what has to be known of all of them before any is read (its context: which keys exist, what is out of scope),
and what one row says. Each row ends as descriptions, as `Passed` with its reason, or as `Rejected` with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, Protocol
from typing import Literal as OneOf

from kg.model import Description, Evidence, Iri, Problem, Unresolved
from kg.spans import Span

BLOCK_ROWS = 4_000
"""How many rows one process maps at a time; fixed, so that the result does not depend on the number of processes."""

INCLUDABLE = ("veterinary", "disinfectant")
"""The product classes that are left out of the registers unless they are asked for."""

MOST_LINES = 500
"""How many lines one row may take; a quote that is open for longer was never closed."""

MOST_ABOVE = 50
"""Among how many rows the header is sought where a title stands above it."""

MARKS = (",", ";", "\t", "|")
"""What may divide the columns of a table."""

_LOOK = 20  # rows that are asked by what they are divided, where there is no header to tell


class Row(NamedTuple):
    """One record of a table: its number (from 1, the header not counted), its place, its raw text, and its cells.

    Characters and lines are counted as everywhere (`kg.spans`); the line end is not part of the row.
    """

    number: int
    span: Span
    quote: str
    cells: tuple[str, ...]


class Rejected(NamedTuple):
    """A row that cannot be read, and why; `column` is the cell at fault, empty where it is the row."""

    reason: str
    column: str = ""


class Passed(NamedTuple):
    """A row that was understood and is left out, and why (a veterinary product, a lookup's own row)."""

    reason: str


Said = Description | Passed | Rejected | Unresolved
"""What a row may yield. A row that yields nothing is counted as *unrecognised*."""


class Record:
    """A row whose cells are known by their column; a column that the table does not have is an empty cell."""

    __slots__ = ("_cited", "_columns", "row")

    def __init__(self, row: Row, columns: Mapping[str, int]) -> None:
        self.row = row
        self._columns = columns
        self._cited: Evidence | None = None

    def __getitem__(self, column: str) -> str:
        """The cell under `column`, without the white space around it."""
        at = self._columns.get(column)
        return self.row.cells[at].strip() if at is not None and at < len(self.row.cells) else ""

    def cite(self, rule: str) -> Evidence:
        """The row as evidence; one rule reads a row, so that it has one evidence node."""
        if self._cited is None or self._cited.rule != rule:
            self._cited = Evidence(self.row.span, self.row.quote, rule, "row", 1, self.row.number)
        return self._cited

    def unresolved(self, column: str, kind: str, reason: str) -> Unresolved:
        """The cell under `column` as words that were seen and could not be placed; the place is the row's."""
        return Unresolved(self.row.span, self[column], kind, reason)


class Dataset(Protocol):
    """The tables of one register that lie together, in one archive or folder, for what must be known of them all."""

    @property
    def names(self) -> frozenset[str]:
        """Which of the register's tables are there."""

    @property
    def include(self) -> frozenset[str]:
        """Which of INCLUDABLE are asked for."""

    def read(self, name: str) -> Iterator[Record]:
        """The rows of a table of that name, none where it is not there; rows of a wrong width are left out."""


MapRow = Callable[[Record, Any], Iterable[Said]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a register as published.

    `columns` are the names of its columns, in the order in which they stand where the file has no header row; `header`
    says whether it has one ("search": it is the first row of MOST_ABOVE that has all of `needs`). `needs` are the
    columns without which nothing can be read. `properties` says which column gives which property, for the evidence of
    one cell; `uses` are columns that are read for something else (keys, scope); what is in neither is listed as unread,
    unless `leaves` says why. `aliases` are other names of columns. `map_row(record, context)` yields what a row says.
    `recover(row, width)` gives the cells of a row of the wrong width by a stated rule, or None. `meaning` says what the
    rule reads, in a sentence. A table that is divided by tabs is never `quoted`.
    """

    name: str
    rule: str
    meaning: str
    columns: tuple[str, ...]
    map_row: MapRow
    needs: tuple[str, ...] = ()
    properties: Mapping[Iri, tuple[str, ...]] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    leaves: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    header: OneOf["yes", "no", "maybe", "search"] = "yes"
    delimiter: str = ","
    quoted: bool = True
    recover: Callable[[Row, int], tuple[str, ...] | None] | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The columns that a rule reads."""
        return frozenset(self.uses).union(*self.properties.values())


@dataclass(frozen=True, slots=True)
class TableMapper:
    """How a register's tables are read.

    `recognises(path, head)` names the table that a file is, by its relative path and its first 64 KiB, or gives None;
    a name in `lookups` is a table that belongs to the register and says nothing of its own (its reason). `gather`
    makes the context from all tables that lie together; it must be picklable. `notes(context)` are what the tables
    together leave unknown, with a count each, told of the table `noted`.
    """

    name: str
    recognises: Callable[[str, bytes], str | None]
    tables: Mapping[str, Table]
    gather: Callable[[Dataset], Any] = lambda dataset: None
    notes: Callable[[Any], Mapping[str, int]] = lambda context: {}
    lookups: Mapping[str, str] = field(default_factory=dict)
    noted: str = ""

    @property
    def rules(self) -> dict[str, str]:
        """Each rule's name and what it reads."""
        return {table.rule: table.meaning for table in self.tables.values()}


class _Lines:
    """Lines as they are consumed, with the place of the first one that no row has taken yet."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.line, self.start = 1, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise _Unclosed
        line = self._again.pop() if self._again else next(self._source)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All but the first of the lines taken are to be read again."""
        self._again.extend(reversed(self.taken[1:]))
        del self.taken[1:]

    def take(self) -> tuple[Span, str]:
        """The place and the raw text of the lines taken; the next row begins after them."""
        raw = "".join(self.taken)
        quote = raw.removesuffix("\n").removesuffix("\r")
        span = Span(self.line, self.line + len(self.taken) - 1, self.start, self.start + len(quote))
        self.line += len(self.taken)
        self.start += len(raw)
        self.taken.clear()
        return span, quote


class _Unclosed(Exception):
    pass


def iter_rows(lines: Iterable[str], delimiter: str, *, quoted: bool) -> Iterator[Row]:
    """Yield the rows of a table, the header with the others, numbered from 0; empty lines give none.

    `lines` are raw, with their line ends. Where cells may be `quoted` (RFC 4180), a row may take several lines; a quote
    that is not closed within MOST_LINES lines spoils its own line only, which comes back as one cell.
    """
    source = _Lines(lines)
    number = 0
    split = _split_quoted if quoted else _split_plain
    for cells in split(source, delimiter):
        span, quote = source.take()
        if quote.strip("\ufeff \t\r\n"):
            yield Row(number, span, quote, tuple(cells))
            number += 1


def _split_plain(source: _Lines, delimiter: str) -> Iterator[list[str]]:
    for line in source:
        yield line.removesuffix("\n").removesuffix("\r").split(delimiter)


def _split_quoted(source: _Lines, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_Unclosed, csv.Error):
            source.give_back()
            reader = csv.reader(source, delimiter=delimiter)
            cells = ["".join(source.taken).rstrip("\r\n")]
        if len(source.taken) > 1 and "".join(source.taken).count('"') % 2:  # the file ended inside a quote
            source.give_back()
            reader = csv.reader(source, delimiter=delimiter)
            cells = ["".join(source.taken).rstrip("\r\n")]
        yield cells


def split_row(quote: str, delimiter: str, *, quoted: bool) -> tuple[str, ...]:
    """The cells of a raw row, as `iter_rows` reads them."""
    return next((row.cells for row in iter_rows([quote], delimiter, quoted=quoted)), ())


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is a table: which cell stands under which column, and how many rows stand above the data."""

    table: str
    columns: tuple[str, ...]
    above: int

    def positions(self) -> dict[str, int]:
        """The place of each column's cell in a row; of two columns of one name the first counts."""
        return {name: at for at, name in reversed(list(enumerate(self.columns)))}


class Columns(NamedTuple):
    """What becomes of a table's columns: read by a rule, skipped (with the reason), or unrecognised."""

    read: tuple[str, ...]
    skipped: Mapping[str, str]
    unrecognised: tuple[str, ...]


def account_for_columns(table: Table, layout: Layout) -> Columns:
    """Every column of a file, once; one without a name, or of the name of an earlier one, is called by its place."""
    first = layout.positions()
    read: list[str] = []
    skipped: dict[str, str] = {}
    unrecognised: list[str] = []
    for at, name in enumerate(layout.columns):
        if not name:
            unrecognised.append(f"column {at + 1} (no name)")
        elif first[name] != at:
            unrecognised.append(f"column {at + 1} ({name} again)")
        elif name in table.reads:
            read.append(name)
        elif name in table.leaves:
            skipped[name] = table.leaves[name]
        else:
            unrecognised.append(name)
    return Columns(tuple(read), skipped, tuple(unrecognised))


def absent_columns(table: Table, layout: Layout) -> list[str]:
    """The columns that a rule reads and the file does not have, in published order."""
    return [name for name in table.columns if name in table.reads and name not in layout.columns]


class NoTable(Exception):
    """A file that should be a table and is none; the text says why and the way out."""


def find_layout(table: Table, lines: Iterable[str]) -> Layout:
    """How a file with these `lines` holds `table`. Raises NoTable where a needed column is missing."""
    rows = iter_rows(lines, table.delimiter, quoted=table.quoted)
    first = next(rows, None)
    if first is None:
        raise NoTable("has no row; if it should, fetch it again")
    for row in (first, *islice(rows, MOST_ABOVE if table.header == "search" else 0)):
        names = tuple(_published(table, _name(cell)) for cell in row.cells)
        if table.header == "no" or (table.header == "maybe" and table.columns[0] not in names):
            if mark := _find_mark(table, [first, *islice(rows, _LOOK)]):
                raise NoTable(_divided(table, mark))
            return Layout(table.name, table.columns, 0)
        if all(name in names for name in table.needs):
            return Layout(table.name, names, row.number + 1)
    raise NoTable(_missing(table, first))


def _find_mark(table: Table, rows: Sequence[Row]) -> str | None:
    """What divides the columns of some rows instead of the table's delimiter, of which not one has the right width."""
    width = len(table.columns)
    if any(len(row.cells) == width for row in rows):
        return None
    for mark in MARKS:
        fitting = sum(len(split_row(row.quote, mark, quoted=table.quoted)) == width for row in rows)
        if mark != table.delimiter and 2 * fitting > len(rows):
            return mark
    return None


def _divided(table: Table, mark: str) -> str:
    return f"its columns are divided by {mark!r} where {table.delimiter!r} is expected; convert the file"


def _published(table: Table, name: str) -> str:
    """A column's name in the published spelling, however the file spells it."""
    known = {column.casefold(): column for column in table.columns}
    known |= {alias.casefold(): column for alias, column in table.aliases.items()}
    return known.get(name.casefold(), name)


def _name(cell: str) -> str:
    return " ".join(cell.strip().strip("\ufeff").split())


def _missing(table: Table, first: Row) -> str:
    if table.header == "search":
        return f"no row of the first {MOST_ABOVE} has the columns {', '.join(table.needs)}; fetch it as it is published"
    names = [_published(table, _name(cell)) for cell in first.cells]
    missing = [name for name in table.needs if name not in names]
    others = [mark for mark in MARKS if mark != table.delimiter]
    found = next((mark for mark in others if len(first.quote.split(mark)) >= max(2, len(table.needs))), None)
    if found and len(first.cells) < len(table.needs):
        return _divided(table, found)
    what = f"column {missing[0]!r} is missing" if len(missing) == 1 else f"columns {', '.join(missing)} are missing"
    there = ", ".join(map(_name, first.cells[:40]))[:400]
    return f"{what} (the header has {there}); fetch the table as it is published"


def iter_data(table: Table, layout: Layout, lines: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of data, numbered from 1."""
    for row in islice(iter_rows(lines, table.delimiter, quoted=table.quoted), layout.above, None):
        yield row._replace(number=row.number - layout.above + 1)


def iter_blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows in blocks of BLOCK_ROWS."""
    source = iter(rows)
    while block := list(islice(source, BLOCK_ROWS)):
        yield block


def fit_row(table: Table, layout: Layout, row: Row) -> Row | Rejected:
    """The row with as many cells as the table has columns, or why it has not."""
    width = len(layout.columns)
    if len(row.cells) == width:
        return row
    cells = table.recover(row, width) if table.recover else None
    if cells is not None:
        return row._replace(cells=cells)
    return Rejected(f"{len(row.cells)} cells where the table has {width} columns")


def map_rows(
    table: Table, layout: Layout, rows: Iterable[Row], context: Any
) -> Iterator[tuple[Row, Iterable[Said] | Problem]]:
    """Yield each row with what it says. An error in a mapper's rule stops at its row."""
    columns = layout.positions()
    for row in rows:
        fitted = fit_row(table, layout, row)
        if isinstance(fitted, Rejected):
            yield row, (fitted,)
        else:
            yield fitted, tuple(table.map_row(Record(fitted, columns), context))
