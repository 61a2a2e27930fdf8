"""The tables of a page: trials, and the sections of the registers, row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.dates import parse_date
from kg.grammar.cells import TEXT_KINDS, misfit
from kg.grammar.rows import recover_rows
from kg.mappers.medpath.page import Line, Page, Section, is_footer, literal, skip
from kg.mappers.medpath.registers import REGISTERS, Column, find_column, usual_columns
from kg.model import Evidence, Finding, Iri, Literal, Node, Problem, Statement, Unresolved
from kg.nodes import describe_date, describe_name, mint_iri
from kg.prefixes import slug
from kg.substances import split_ingredients
from kg.vocabulary import KG, RDF, RDFS

RULES = {
    "medpath.cell": "a cell of a table, in the column that it looks like and that its row leaves open",
    "medpath.none-found": "a section's sentence that nothing was found there for the drug",
    "medpath.row": "the cells of one row of a table, from the first to the last",
    "medpath.section": "a section's heading, which names a register",
}

_NONE_FOUND = re.compile(r"No .{1,60}\bfound\b.{0,40}", re.IGNORECASE)
_ORGANISATIONS = {KG.holderName: KG.holder, KG.sponsorName: KG.sponsor}
_DECIDES = "EMA"
_DECISIONS = frozenset(
    ("application withdrawn", "opinion", "opinion under re-examination", "refused", "withdrawn from rolling review")
)
"""The words of the EMA's register for a medicine that it never authorised (its medicines report, Medicine status)."""

_POOR = 3.0  # the misfit of a cell that may have been cut off in the middle


class _Record(NamedTuple):
    """What a row of a register is: its part of the IRI, its class, and how the drug is linked to it."""

    name: str
    kind: Iri
    relation: Iri


_AUTHORISATION = _Record("authorisation", KG.Authorisation, KG.hasAuthorisation)
_DECISION = _Record("decision", KG.RegulatoryDecision, KG.hasDecision)


class _Row(NamedTuple):
    """One row of a table: its cells by column."""

    cells: dict[int, Line]

    @property
    def lines(self) -> list[Line]:
        """The cells in their order on the page."""
        return list(self.cells.values())


class _Table(NamedTuple):
    """A table's columns, its rows, what is wrong with it, and the lines of its header and of the footer below it."""

    columns: tuple[Column, ...]
    rows: tuple[_Row, ...]
    findings: tuple[Finding, ...]


def _split_header(section: Section, trials: bool) -> tuple[list[Column], list[Line], list[Problem]]:
    """The columns that a table's first lines name, the lines below, and the labels that are not known.

    An unknown label is told from a cell by the known label below it.
    """
    columns: list[Column] = []
    problems: list[Problem] = []
    lines = list(section.lines)
    while lines:
        column = find_column(lines[0].words, trials)
        if column is None:
            if len(lines) < 2 or not columns or find_column(lines[1].words, trials) is None:
                break
            column = Column(lines[0].words, "other", None)
            what = f"unknown column {column.label!r} in {section.heading.words!r}; its cells are not kept"
            problems.append(Problem(lines[0].number, "warning", what))
        columns.append(column)
        lines.pop(0)
    return columns, lines, problems


def _read(page: Page, section: Section, cells: Sequence[Line], columns: tuple[Column, ...], cut: bool) -> _Table:
    """The rows of a table, and the cells that are left over."""
    kinds = [column.kind for column in columns]
    names = [page.label, *(brand.strip() for field in page.fields[:9] for brand in _brands(field.label, field.value))]
    recovery = recover_rows(kinds, [cell.words for cell in cells], names)
    rows = [_Row({k: cells[at] for k, at in row.items()}) for row in recovery.rows]
    findings: list[Finding] = [_left_over(page, cells[at], reason) for at, reason in recovery.loose]
    if cut and rows and _is_broken(page, columns, rows, [cells[at] for at, _ in recovery.loose]):
        last = rows.pop()
        what = f"the page ends inside a row of {section.heading.words!r}; the rows above are kept"
        findings.append(Problem(last.lines[0].number, "error", what))
        findings += [_left_over(page, cell, "the page ends inside its row") for cell in last.lines]
    return _Table(columns, tuple(rows), tuple(findings))


def _brands(label: Line, value: Line) -> list[str]:
    return value.words.split(",") if label.words.casefold().startswith("brand") else []


def _left_over(page: Page, cell: Line, reason: str) -> Unresolved:
    span = page.document.index.span(cell.start, cell.end)
    return Unresolved(span, page.document.text[cell.start : cell.end], "cell", reason)


def _is_broken(page: Page, columns: Sequence[Column], rows: Sequence[_Row], loose: Sequence[Line]) -> bool:
    """Whether the last row of a page that ends in a table lacks the cells that close the rows above it."""
    last = rows[-1]
    known = {k for k, column in enumerate(columns) if column.kind not in TEXT_KINDS}
    closing = set.intersection(*({*row.cells} for row in rows[:-1])) if len(rows) > 1 else known
    if any(k > max(last.cells) for k in closing) or any(line.number > last.lines[-1].number for line in loose):
        return True
    k, cell = max(last.cells.items())
    is_cut = cell.end == len(page.document.text)
    return is_cut and columns[k].kind not in TEXT_KINDS and misfit(columns[k].kind, cell.words) >= _POOR


def _iter_table(page: Page, section: Section, trials: bool) -> Iterator[_Table | Finding]:
    """Yield what a table's header and footer are, then the table, unless it says that nothing was found."""
    columns, lines, problems = _split_header(section, trials)
    yield from problems
    yield from (skip(line, "table header") for line in section.lines[: len(columns)])
    cells = [line for line in lines if not is_footer(line)]
    yield from (skip(line, "boilerplate") for line in lines if is_footer(line))
    cut = section.is_last and len(cells) == len(lines)
    if not cells:
        yield _empty(section, cut)
        return
    if not columns:
        what = f"{section.heading.words!r} names no columns; those of other pages are taken"
        yield Problem(cells[0].number, "warning", what)
    yield _read(page, section, cells, _all_columns(columns, usual_columns("" if trials else section.name)), cut)


def _all_columns(columns: Sequence[Column], usual: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a table; the usual ones where its header has lost a line, for the cells may still be there."""
    labels = {column.label.casefold() for column in columns}
    return usual if labels <= {column.label.casefold() for column in usual} else tuple(columns)


def _empty(section: Section, cut: bool) -> Problem:
    line = section.lines[-1].number if section.lines else section.heading.number
    if cut:
        return Problem(line, "error", f"the page ends inside {section.heading.words!r}, before its first row")
    return Problem(line, "info", f"{section.heading.words!r} has neither rows nor the sentence that none was found")


def _find_none(section: Section, trials: bool) -> Line | None:
    """The sentence that nothing was found, where it stands instead of rows."""
    lines = [line for line in _split_header(section, trials)[1] if not is_footer(line)]
    return lines[0] if len(lines) == 1 and _NONE_FOUND.fullmatch(lines[0].words) else None


class _Rows:
    """Statements about the rows of one section: records of one class, keyed by what the rows themselves say."""

    def __init__(self, page: Page, section: Section, table: _Table) -> None:
        self.page, self.section, self.table = page, section, table
        self.heading = page.cite(section.heading, "medpath.section", "heading")
        self.seen: Counter[str] = Counter()

    def key(self, row: _Row, *predicates: Iri) -> str:
        """The words of the first of these properties that the row has; a date as ISO where it exists."""
        for predicate in predicates:
            for k, cell in row.cells.items():
                if self.table.columns[k].predicate == predicate:
                    date = parse_date(cell.words, "mdy") if predicate == KG.date else None
                    return date.value if date else cell.words
        return "row"

    def occurrence(self, key: str) -> str:
        """How many rows with this key there are so far."""
        self.seen[slug(key)] += 1
        return str(self.seen[slug(key)])

    def cite_row(self, row: _Row) -> Evidence:
        """Evidence from the first to the last cell of a row."""
        start, end = row.lines[0].start, row.lines[-1].end
        return self.page.document.cite(start, end, "medpath.row", "row")

    def iter_record(self, row: _Row, iri: Iri, kind: Iri, relation: Iri, label: str) -> Iterator[Finding]:
        """Yield a row's record: what it is, whose it is, and what each cell says."""
        evidence = (self.cite_row(row), self.heading)
        yield Statement(iri, RDF.type, kind, evidence)
        yield Statement(iri, RDFS.label, Literal(label), evidence)
        yield Statement(self.page.drug, relation, iri, evidence)
        for k, cell in row.cells.items():
            yield from self._iter_cell(iri, self.table.columns[k], cell)

    def _iter_cell(self, iri: Iri, column: Column, cell: Line) -> Iterator[Finding]:
        evidence = (self.page.cite(cell, "medpath.cell"), self.heading)
        if column.predicate is None:
            return
        if column.predicate == KG.date:
            yield from self._iter_date(iri, column, cell, evidence)
            return
        yield Statement(iri, column.predicate, literal(cell), evidence)
        if relation := _ORGANISATIONS.get(column.predicate):
            organisation = describe_name(KG.Organisation, cell.words, evidence[0])
            yield organisation
            yield Statement(iri, relation, organisation.subject, evidence)
        if column.predicate == KG.activeIngredient:
            for name in split_ingredients(cell.words):
                ingredient = describe_name(KG.Ingredient, name, evidence[0])
                yield ingredient
                yield Statement(iri, KG.ingredient, ingredient.subject, evidence)

    def _iter_date(self, iri: Iri, column: Column, cell: Line, evidence: tuple[Evidence, ...]) -> Iterator[Finding]:
        date = parse_date(cell.words, "mdy")
        if date is None:
            yield Problem(cell.number, "warning", f"{cell.words!r} ({column.label}) is no day of the calendar")
            yield Unresolved(evidence[0].span, evidence[0].quote, "date", "there is no such day")
            return
        described = describe_date("medpath", column.label, cell.words, date, evidence[0])
        yield described
        yield Statement(iri, KG.date, described.subject, evidence)


def iter_register(page: Page, section: Section) -> Iterator[Finding]:
    """Yield the authorisations that a register's section lists, or that it found none."""
    register = REGISTERS.get(section.name)
    if register is None:
        known = ", ".join(REGISTERS)
        what = f"unknown section {section.heading.words!r} was not read; the registers are {known}"
        yield Problem(section.heading.number, "warning", what)
        return
    if none := _find_none(section, trials=False):
        yield from _iter_none_found(page, section, register, none)
        return
    for found in _iter_table(page, section, trials=False):
        if isinstance(found, _Table):
            yield from found.findings
            yield from _iter_authorisations(page, section, register, found)
        else:
            yield found


def _iter_authorisations(page: Page, section: Section, register: Iri, table: _Table) -> Iterator[Finding]:
    rows = _Rows(page, section, table)
    name = page.name(section, "medpath.section")
    for row in table.rows:
        key = rows.key(row, KG.number, KG.date, KG.productName, KG.status)
        decided = _find_decision(section, table, row)
        record = _AUTHORISATION if decided is None else _DECISION
        iri = mint_iri("medpath", record.name, page.key, section.name, key, rows.occurrence(key))
        yield from rows.iter_record(row, iri, record.kind, record.relation, f"{section.name} {key}")
        if decided:
            evidence = (page.cite(decided, "medpath.cell"), rows.heading)
            yield Statement(iri, KG.decisionKind, Literal(decided.words.casefold()), evidence)
        yield from _iter_register(iri, section, register, name)


def _find_decision(section: Section, table: _Table, row: _Row) -> Line | None:
    """The cell that says that the row authorises nothing; None of a row that tells of an authorisation."""
    cells = [cell for k, cell in row.cells.items() if table.columns[k].predicate == KG.status]
    found = [cell for cell in cells if section.name == _DECIDES and cell.words.casefold() in _DECISIONS]
    return found[0] if found else None


def _iter_register(iri: Iri, section: Section, register: Iri, name: Evidence) -> Iterator[Statement]:
    yield Statement(iri, KG.register, register, (name,))
    yield Statement(iri, KG.registerName, Literal(section.name), (name,))


def _iter_none_found(page: Page, section: Section, register: Iri, none: Line) -> Iterator[Finding]:
    """Yield that the page's search found nothing; that is what it says, not that the drug is not approved."""
    iri = mint_iri("medpath", "none-found", page.key, section.name)
    evidence = (page.cite(none, "medpath.none-found"), page.cite(section.heading, "medpath.section", "heading"))
    values: tuple[tuple[Iri, Node], ...] = (
        (RDF.type, KG.NoneFound),
        (RDFS.label, Literal(f"{page.label}: none found, {section.name}")),
    )
    yield page.state(KG.hasNoneFound, iri, *evidence)
    yield from (Statement(iri, predicate, value, evidence) for predicate, value in values)
    yield from _iter_register(iri, section, register, page.name(section, "medpath.section"))
    others = [line for line in section.lines if line is not none]
    yield from (skip(line, "boilerplate" if is_footer(line) else "table header") for line in others)


def iter_trials(page: Page, section: Section) -> Iterator[Finding]:
    """Yield the trials that a page lists."""
    if none := _find_none(section, trials=True):
        yield from (skip(line, "no relation" if line is none else "table header") for line in section.lines)
        yield skip(section.heading, "layout")
        return
    for found in _iter_table(page, section, trials=True):
        if not isinstance(found, _Table):
            yield found
            continue
        yield from found.findings
        rows = _Rows(page, section, found)
        for row in found.rows:
            key = rows.key(row, KG.studyId, KG.date, KG.title, KG.sponsorName)
            iri = mint_iri("medpath", "trial", page.key, key, rows.occurrence(key))
            title = rows.key(row, KG.title, KG.studyId, KG.date)
            label = title if KG.title in _predicates(found, row) else f"{page.label}: trial {title}"
            yield from rows.iter_record(row, iri, KG.Trial, KG.hasTrial, label)


def _predicates(table: _Table, row: _Row) -> set[Iri | None]:
    return {table.columns[k].predicate for k in row.cells}
