"""Which documents there are to map: paths to jobs, each document once, and what gave none with the reason.

A file is a page, a register's table, or a table that a description beside it tells of (`kg.mappers.table`).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.cards import Card
from kg.decisions import is_decisions
from kg.mappers import MAPPERS, find_table_mapper, recognise
from kg.mappers.table import SUFFIX, PlainRegister, find_described, map_register
from kg.model import Document, Problem
from kg.plain import Descriptions
from kg.read import Encoding, Found, NotRead, Recognise, iter_files, read_document
from kg.tables import Layout, NoTable, Table, TableMapper, find_layout, iter_data


@dataclass(frozen=True, slots=True)
class Job:
    """One document to map: its description without text, and a file that holds its bytes; of a table its layout."""

    document: Document
    found: Found
    text: str | None = None  # only standard input, which cannot be read twice
    layout: Layout | None = None
    plain: TableMapper | None = None  # of a table that a description beside it tells of
    notices: tuple[Problem, ...] = ()  # of a worksheet, what it has no value for

    @property
    def tables(self) -> TableMapper:
        """The mapper of a table's register."""
        return self.plain or find_table_mapper(self.document.source)

    @property
    def table(self) -> Table:
        """Which of the register's tables it is."""
        return self.tables.tables[self.document.table]

    def read(self) -> Document:
        """The document with its text."""
        return replace(self.document, text=self.text if self.text is not None else "".join(self.iter_lines()))

    def iter_lines(self) -> Iterator[str]:
        """Yield the document's lines with their line ends."""
        if self.text is not None:
            yield from io.StringIO(self.text, newline="\n")
        else:
            yield from self.found.iter_lines(self.document.encoding)


def plan_jobs(
    paths: Sequence[str], source: str | None, cards: dict[str, Card], plain: dict[str, PlainRegister]
) -> tuple[list[Job], list[NotRead]]:
    """Every document once, however many paths hold its bytes, and what gave none.

    Tables that a description beside them tells of are noted in `plain`, by their source's name.
    """
    jobs: dict[str, Job] = {}
    not_read: list[NotRead] = []
    choose = partial(_choose, source) if source else recognise
    files = list(iter_files(paths))
    descriptions = Descriptions(found for found in files if isinstance(found, Found))
    for found in files:
        if isinstance(found, NotRead):
            job: Job | NotRead = found
        else:
            job = _plain_job(found, descriptions, plain) or _job(found, choose, lambda name: cards[name].encoding)
        if isinstance(job, NotRead):
            not_read.append(job)
            continue
        first = jobs.setdefault(job.document.sha256, job)
        same = tuple(sorted({*job.document.paths, *first.document.paths}))
        jobs[job.document.sha256] = replace(first, document=replace(first.document, paths=same))
    return sorted(jobs.values(), key=lambda job: job.document.sha256), not_read


def _choose(source: str, path: str, head: bytes) -> tuple[str, str] | None:
    """What the mapper of one source makes of a file: any page is its page; a table must be one of its own.

    A file of decisions is one whatever the source that is named.
    """
    if is_decisions(path, head):
        return "decisions", ""
    if source in MAPPERS:
        return source, ""
    table = find_table_mapper(source).recognises(path, head)
    return (source, table) if table else None


def _plain_job(found: Found, descriptions: Descriptions, plain: dict[str, PlainRegister]) -> Job | NotRead | None:
    """The work that a table with a description beside it is; None for any other file."""
    if found.file is None:
        return None
    if find_described(found.file):
        return NotRead(found.path, "skipped", "the description of a table")
    register = descriptions.find(found)
    if register is None or isinstance(register, NotRead):
        return register
    mapper = map_register(register)
    plain[register.name] = register
    card = f"{found.path.partition('!/')[0]}{SUFFIX}"
    return _job(found, partial(_choose_plain, mapper), lambda name: register.encoding, mapper, card)


def _choose_plain(mapper: TableMapper, path: str, head: bytes) -> tuple[str, str] | None:
    table = mapper.recognises(path, head)
    return (mapper.name, table) if table else None


def _job(
    found: Found, choose: Recognise, encoding: Encoding, plain: TableMapper | None = None, card: str = ""
) -> Job | NotRead:
    """The work that a file is; a table must have the columns that its register's tables have."""
    lost = _Lost()
    document = read_document(found, choose, encoding, card, lost)
    if isinstance(document, NotRead):
        return document
    job = Job(replace(document, text=""), found, document.text if found.file is None else None, plain=plain)
    if not document.table:
        return job
    if document.table in job.tables.lookups:
        return NotRead(document.path, "skipped", job.tables.lookups[document.table])
    table = job.table
    try:
        layout = find_layout(table, job.iter_lines())
    except NoTable as error:
        return NotRead(document.path, "error", str(error))
    return replace(
        job,
        layout=layout,
        document=replace(job.document, columns=layout.columns, delimiter=table.delimiter),
        notices=tuple(lost.iter_problems(lambda: _find_first(job, layout))),
    )


def _find_first(job: Job, layout: Layout) -> int:
    """The line of the first row of data."""
    return next((row.span.start_line for row in iter_data(job.table, layout, job.iter_lines())), 1)


_MOST_KINDS, _MOST_LINES, _SHOWN = 50, 100, 5


class _Lost:
    """What a worksheet has no value for, as it is told row by row (`kg.sheets.Notice`), in bounded memory."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: dict[str, list[int]] = {}

    def __call__(self, row: int, what: str) -> None:
        if what not in self._counts and len(self._counts) >= _MOST_KINDS:
            what = "further cells have no value to show"
        self._counts[what] += 1
        if self._counts[what] <= _MOST_LINES:
            self._lines.setdefault(what, []).append(row)

    def iter_problems(self, find_first: Callable[[], int]) -> Iterator[Problem]:
        """Yield a warning for each thing told of the rows of data; what stands above them is a title."""
        first = find_first() if self._counts else 0
        for what, lines in sorted(self._lines.items()):
            below = sorted(line for line in lines if line >= first)
            count = self._counts[what] - len(lines) + len(below)
            if below:
                also = ", ".join(map(str, below[1:_SHOWN]))
                more = f"; also on line{'s' * (count > 2)} {also}" + f", {count:,} in all" * (count > _SHOWN)
                yield Problem(below[0], "warning", f"{what}{more if also else ''}")
