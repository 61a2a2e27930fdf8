"""Which documents there are to map: paths to jobs, each document once, and what gave none with the reason.

A file is a page, a register's table, or a table that a description beside it tells of (`kg.mappers.table`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.cards import Card
from kg.decisions import is_decisions
from kg.errors import UsageError
from kg.mappers import MAPPERS, find_table_mapper, recognise
from kg.mappers.table import PlainRegister, find_described, find_description, load_description, map_register
from kg.model import Document
from kg.read import Encoding, Found, NotRead, Recognise, iter_files, read_document
from kg.tables import Layout, NoTable, Table, TableMapper, find_layout


@dataclass(frozen=True, slots=True)
class Job:
    """One document to map: its description without text, and a file that holds its bytes; of a table its layout."""

    document: Document
    found: Found
    text: str | None = None  # only standard input, which cannot be read twice
    layout: Layout | None = None
    plain: TableMapper | None = None  # of a table that a description beside it tells of

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
    for found in iter_files(paths):
        if isinstance(found, NotRead):
            job: Job | NotRead = found
        else:
            job = _plain_job(found, plain) or _job(found, choose, lambda name: cards[name].encoding)
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


def _plain_job(found: Found, plain: dict[str, PlainRegister]) -> Job | NotRead | None:
    """The work that a table with a description beside it is; None for any other file."""
    if found.file is None:
        return None
    if find_described(found.file):
        return NotRead(found.path, "skipped", "the description of a table")
    description = find_description(found.file)
    if description is None:
        return None
    try:
        register = load_description(description)
    except UsageError as error:
        return NotRead(found.path, "error", str(error))
    mapper = map_register(register)
    plain[register.name] = register
    return _job(found, partial(_choose_plain, mapper), lambda name: register.encoding, mapper)


def _choose_plain(mapper: TableMapper, path: str, head: bytes) -> tuple[str, str] | None:
    table = mapper.recognises(path, head)
    return (mapper.name, table) if table else None


def _job(found: Found, choose: Recognise, encoding: Encoding, plain: TableMapper | None = None) -> Job | NotRead:
    """The work that a file is; a table must have the columns that its register's tables have."""
    document = read_document(found, choose, encoding)
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
    )
