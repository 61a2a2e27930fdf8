"""Documents to parts: each document's findings as the sorted N-Quads of its named graph in a file, with the counts.

A page is mapped whole by one process. A table is read once for what must be known of all its rows
(`TableMapper.gather`) and once to be mapped, in blocks of rows that are spread over the processes; a block's lines are
sorted where it is mapped, and the blocks of a table are merged. Blocks are of a fixed size, so that nothing depends on
the number of processes.
"""

from __future__ import annotations

import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg.assemble import Assembler, assemble
from kg.jobs import Job
from kg.ledger import Account, balance, iter_units
from kg.link import SUFFIX, write_mentions
from kg.mappers import find_mapper, find_table_mapper
from kg.merge import iter_merged
from kg.model import Description, Document, Finding, Problem, Unresolved
from kg.prefixes import PREFIXES
from kg.tables import (
    Columns,
    Layout,
    Passed,
    Record,
    Rejected,
    Row,
    TableMapper,
    absent_columns,
    account_for_columns,
    fit_row,
    iter_blocks,
    iter_data,
    map_rows,
)
from kg.vocabulary import KG

MOST_EXAMPLES = 5
"""How many rows of one reason the manifest names."""

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one document: its named graph in a file, and the counts."""

    document: Document
    statements: int
    evidence: int
    quads: int
    account: Account
    problems: tuple[Problem, ...]
    unresolved: tuple[Unresolved, ...]
    unresolved_count: int
    columns: Columns | None = None  # of a table

    def file(self, folder: Path) -> Path:
        """Where the lines of its graph are."""
        return folder / f"{self.document.sha256}.nq"


def spread(pool: Executor | None, function: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
    """`map` over the processes of a pool, in order; items are drawn only as fast as they are worked off."""
    if pool is None:
        yield from map(function, items)
        return
    waiting: deque[Future[_Out]] = deque()
    for item in items:
        waiting.append(pool.submit(function, item))
        if len(waiting) > 8:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def map_document(document: Document) -> list[Finding]:
    """Everything that a page's mapper finds in it."""
    return list(find_mapper(document.source).findings(document))


class _Pages(NamedTuple):
    jobs: tuple[Job, ...]
    folder: Path


def _make_pages(pages: _Pages) -> list[Part]:
    return [_make_page(job, pages.folder) for job in pages.jobs]


def _make_page(job: Job, folder: Path) -> Part:
    document = job.read()
    findings = map_document(document)
    lines = assemble(document, findings)
    (folder / f"{document.sha256}.nq").write_text("".join(lines), encoding="utf-8", newline="")
    write_mentions(document, findings, folder / f"{document.sha256}{SUFFIX}")
    unresolved = tuple(finding for finding in findings if isinstance(finding, Unresolved))
    return Part(
        replace(document, text=""),
        *_measure(lines),
        account=balance(iter_units(document, findings, find_mapper(document.source).layout)),
        problems=tuple(finding for finding in findings if isinstance(finding, Problem)),
        unresolved=unresolved,
        unresolved_count=len(unresolved),
    )


_NODES = f"<{PREFIXES['kgs']}", f"<{PREFIXES['kge']}"
_EVIDENCE = f"{KG.Evidence}>", f"{KG.RowEvidence}>"


def _measure(lines: Iterable[str]) -> tuple[int, int, int]:
    """How many statements, passages and quads some lines hold."""
    statements = evidence = quads = 0
    for line in lines:
        quads += 1
        if not line.startswith(_NODES):
            statements += 1
        elif line.split(" ", 3)[2].endswith(_EVIDENCE):
            evidence += 1
    return statements, evidence, quads


def iter_parts(jobs: Sequence[Job], folder: Path, pool: Executor | None, include: frozenset[str]) -> Iterator[Part]:
    """Map every document into `folder`, and yield its part as soon as the file is there: pages first, then tables.

    `include` are the product classes that are asked for beside the usual ones.
    """
    pages = [job for job in jobs if job.layout is None]
    batches = [_Pages(tuple(pages[at : at + 8]), folder) for at in range(0, len(pages), 8)]
    for made in spread(pool, _make_pages, batches):
        yield from made
    tables = sorted((job for job in jobs if job.layout is not None), key=_dataset_key)
    for number, (key, group) in enumerate(groupby(tables, key=_dataset_key)):
        together = [job for job in tables if key in _dataset_keys(job)]
        yield from _make_tables(list(group), _Tables(together, include), folder, pool, number)


def _dataset_keys(job: Job) -> list[tuple[str, str]]:
    """Tables of one register that lie in one archive or folder are read together; equal ones may lie in several."""
    return [(job.document.source, path.rpartition("/")[0]) for path in job.document.paths]


def _dataset_key(job: Job) -> tuple[str, str]:
    """Where a table is mapped."""
    return _dataset_keys(job)[0]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of one register that lie together (`kg.tables.Dataset`)."""

    jobs: Sequence[Job]
    include: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(job.document.table for job in self.jobs)

    def read(self, name: str) -> Iterator[Record]:
        for job in self.jobs:
            if job.document.table == name:
                table, layout = job.table, job.layout
                assert layout is not None  # noqa: S101 - a table's job has one
                columns = layout.positions()
                for row in iter_data(table, layout, job.iter_lines()):
                    if isinstance(fitted := fit_row(table, layout, row), Row):
                        yield Record(fitted, columns)


@dataclass(frozen=True, slots=True)
class _Block:
    document: Document
    layout: Layout
    rows: tuple[Row, ...]
    target: Path
    context: Path


@dataclass(slots=True)
class _Tally:
    """What became of rows: how many say something, and of the others how many for which reason, with some lines."""

    evidence: int = 0
    unrecognised: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    unresolved: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[Unresolved]] = field(default_factory=dict)

    def add(self, other: _Tally) -> None:
        """Count what another block found, too; its rows come after these."""
        self.evidence += other.evidence
        self.unrecognised += other.unrecognised
        self.passed += other.passed
        self.rejected += other.rejected
        self.unresolved += other.unresolved
        for key, lines in other.lines.items():
            self.lines[key] = (self.lines.get(key, []) + lines)[:MOST_EXAMPLES]
        for key, examples in other.examples.items():
            self.examples[key] = (self.examples.get(key, []) + examples)[:MOST_EXAMPLES]

    def add_unresolved(self, item: Unresolved) -> None:
        """Count a cell that could not be placed."""
        key = item.kind, item.reason
        self.unresolved[key] += 1
        if self.unresolved[key] <= MOST_EXAMPLES:
            self.examples.setdefault(key, []).append(item)

    def reject(self, row: Row, rejected: Rejected) -> None:
        """Count a row that cannot be read."""
        key = rejected.reason, rejected.column
        self.rejected[key] += 1
        if self.rejected[key] <= MOST_EXAMPLES:
            self.lines.setdefault(key, []).append(row.span.start_line)

    def account(self) -> Account:
        """The account of the rows."""
        reasons = self.passed + Counter({f"rejected: {reason}": 0 for reason, _ in self.rejected})
        for (reason, _), count in self.rejected.items():
            reasons[f"rejected: {reason}"] += count
        return Account(
            self.evidence,
            self.passed.total(),
            self.unrecognised,
            dict(sorted(reasons.items())),
            self.rejected.total(),
        )

    def iter_problems(self) -> Iterator[Problem]:
        """Yield a line for each reason for which rows were rejected."""
        for (reason, column), count in sorted(self.rejected.items()):
            lines = self.lines[reason, column]
            which = f" (column {column})" if column else ""
            more = f", also on line{'s' * (len(lines) > 2)} {', '.join(map(str, lines[1:]))}" if len(lines) > 1 else ""
            rows = "1 row" if count == 1 else f"{count:,} rows"
            yield Problem(lines[0], "warning", f"{rows} rejected: {reason}{which}{more}")


@lru_cache(maxsize=4)
def _load_context(path: Path) -> tuple[TableMapper | None, Any]:
    """The mapper of a plain table, and the context of the tables that lie together."""
    known: tuple[TableMapper | None, Any] = pickle.loads(path.read_bytes())  # noqa: S301 - this build wrote it a moment ago
    return known


def _map_block(block: _Block) -> _Tally:
    plain, context = _load_context(block.context)
    table = (plain or find_table_mapper(block.document.source)).tables[block.document.table]
    assembler, tally = Assembler(block.document.iri, block.document.sha256), _Tally()
    findings: list[Description] = []
    for row, said in map_rows(table, block.layout, block.rows, context):
        _take_row(row, said, assembler, tally, findings)
    block.target.write_text("".join(assembler.lines()), encoding="utf-8", newline="")
    write_mentions(block.document, findings, block.target.with_suffix(".mentions"))
    return tally


def _take_row(row: Row, said: Iterable[Any], assembler: Assembler, tally: _Tally, findings: list[Description]) -> None:
    """Assemble what a row says, and count what became of it; a row that is rejected or passed says nothing else."""
    items = list(said)
    outcome = next((item for item in items if isinstance(item, Rejected | Passed)), None)
    if isinstance(outcome, Rejected):
        tally.reject(row, outcome)
    elif outcome is not None:
        tally.passed[outcome.reason] += 1
    else:
        descriptions = [item for item in items if isinstance(item, Description)]
        for description in descriptions:
            assembler.add(description)
        findings.extend(descriptions)
        tally.evidence += bool(descriptions)
        tally.unrecognised += not descriptions
        for item in items:
            if isinstance(item, Unresolved):
                tally.add_unresolved(item)


def _make_tables(
    jobs: list[Job], together: _Tables, folder: Path, pool: Executor | None, number: int
) -> Iterator[Part]:
    mapper = jobs[0].tables
    gathered = mapper.gather(together)
    context = folder / f"{number}.context"
    context.write_bytes(pickle.dumps((jobs[0].plain, gathered)))
    tallies = {job.document.sha256: _Tally() for job in jobs}
    for job in jobs:
        if job.layout and job.layout.above > 1:
            tallies[job.document.sha256].passed["a row above the header"] += job.layout.above - 1
    files: dict[str, list[Path]] = {job.document.sha256: [] for job in jobs}
    blocks = _iter_work(jobs, folder, context, files)
    order = deque[str]()
    counted = (order.append(block.document.sha256) or block for block in blocks)  # type: ignore[func-returns-value]
    for tally in spread(pool, _map_block, counted):
        tallies[order.popleft()].add(tally)
    notes = mapper.notes(gathered)
    noted = next((job for job in jobs if job.document.table == mapper.noted), jobs[0])
    for job, counts in zip(jobs, spread(pool, _merge_blocks, _iter_merges(jobs, folder, files)), strict=True):
        yield _table_part(job, counts, tallies[job.document.sha256], notes if job is noted else {})


def _iter_work(jobs: Sequence[Job], folder: Path, context: Path, files: dict[str, list[Path]]) -> Iterator[_Block]:
    for job in jobs:
        table, layout, sha256 = job.table, job.layout, job.document.sha256
        assert layout is not None  # noqa: S101 - a table's job has one
        for rows in iter_blocks(iter_data(table, layout, job.iter_lines())):
            target = folder / f"{sha256}-{len(files[sha256]):05}.block"
            files[sha256].append(target)
            yield _Block(job.document, layout, tuple(rows), target, context)


class _Merge(NamedTuple):
    files: tuple[Path, ...]
    target: Path


def _iter_merges(jobs: Sequence[Job], folder: Path, files: dict[str, list[Path]]) -> Iterator[_Merge]:
    for job in jobs:
        yield _Merge(tuple(files[job.document.sha256]), folder / f"{job.document.sha256}.nq")


def _merge_blocks(merge: _Merge) -> tuple[int, int, int]:
    """Merge the blocks of a table into one part, each line once; gives its counts."""
    _merge_files(merge.files, merge.target)
    mentions = [file.with_suffix(".mentions") for file in merge.files]
    _merge_files(mentions, merge.target.with_suffix(SUFFIX))
    for file in (*merge.files, *mentions):
        file.unlink()
    with merge.target.open(encoding="utf-8", newline="\n") as lines:
        return _measure(lines)


def _merge_files(files: Sequence[Path], target: Path) -> None:
    if len(files) == 1:
        target.write_bytes(files[0].read_bytes())
        return
    with target.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(line for line, _ in groupby(iter_merged(files, target.parent)))


def _table_part(job: Job, counts: tuple[int, int, int], tally: _Tally, notes: Any) -> Part:
    problems = [*job.notices, *tally.iter_problems()]
    table, layout = job.table, job.layout
    assert layout is not None  # noqa: S101 - a table's job has one
    if absent := absent_columns(table, layout):
        what = f"columns that the table usually has are not there, and what they say is unknown: {', '.join(absent)}"
        problems.append(Problem(layout.above or 1, "warning", what))
    columns = account_for_columns(table, layout)
    if columns.unrecognised:
        problems.append(Problem(1, "info", f"columns that no rule reads: {', '.join(columns.unrecognised)}"))
    problems += [Problem(1, "info", f"{count:,} {what}") for what, count in sorted(notes.items())]
    return Part(
        job.document,
        *counts,
        account=tally.account(),
        problems=tuple(problems),
        unresolved=tuple(item for _, items in sorted(tally.examples.items()) for item in items),
        unresolved_count=tally.unresolved.total(),
        columns=columns,
    )
