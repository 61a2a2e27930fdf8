"""What the rows of a plain table say: one authorisation a row, by the fields that its description names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.dates import CalendarDate, Order, parse_date
from kg.mappers.table.description import FIELDS, PlainRegister
from kg.model import Description, Evidence, Iri, Literal, Node, Unresolved
from kg.nodes import describe_date, describe_name, mint_iri
from kg.prefixes import slug
from kg.sheets import unescape
from kg.tables import Dataset, Record, Rejected, Row, Said, Table, TableMapper
from kg.vocabulary import KG, RDFS

_TABLE = "rows"
_TIME = re.compile(r"(?<=\d)[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?Z?$", re.IGNORECASE)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DASHED = re.compile(r"(\d{1,2})-([A-Za-z]{3,9})-(\d{4})")
_NUMBERS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_MEANING = "a row of a table whose columns its description names: one authorisation"

Repeated = frozenset[tuple[int, int]]
"""Rows whose key an earlier row of the same file has, by their number and place."""

_Part = Description | Unresolved | tuple[Iri, Node]


def map_register(register: PlainRegister) -> TableMapper:
    """The mapper of a described table; it can be pickled."""
    rows = _Rows(register)
    columns = tuple(dict.fromkeys((*(column.name for column in register.columns.values()), *register.dates.values())))
    table = Table(
        name=_TABLE,
        rule=rows.rule,
        meaning=_MEANING,
        columns=columns,
        map_row=rows.map_row,
        needs=tuple(dict.fromkeys((*columns, *register.key))),
        properties=rows.find_properties(),
        uses=register.key,
        header="search" if register.header == "search" else "yes",
        delimiter=register.delimiter,
        quoted=not register.sheet,
        recover=_fill if register.sheet else None,
    )
    return TableMapper(register.name, rows.recognises, {_TABLE: table}, rows.gather, _no_notes)


def _fill(row: Row, width: int) -> tuple[str, ...] | None:
    """The cells of a worksheet's row, whose text ends with its last value."""
    return (*row.cells, *[""] * (width - len(row.cells))) if len(row.cells) < width else None


def _no_notes(context: Repeated) -> dict[str, int]:  # by name, so that the mapper can be pickled
    return {}


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rules of one described table."""

    register: PlainRegister

    @property
    def rule(self) -> str:
        return f"{self.register.name}.row"

    def recognises(self, path: str, head: bytes) -> str | None:
        """The one table: the file of the description's name; of a workbook the sheet that it names."""
        file, _, sheet = path.partition("!/")
        is_file = file.rpartition("/")[2] == self.register.file
        return _TABLE if is_file and sheet == self.register.sheet else None

    def find_properties(self) -> dict[Iri, tuple[str, ...]]:
        """Which columns give which property."""
        columns = self.register.columns
        found: dict[Iri, tuple[str, ...]] = {
            FIELDS[field].predicate: (column.name,) for field, column in columns.items()
        }
        if "holder" in columns:
            found[KG.holder] = (columns["holder"].name,)
        if "ingredients" in columns:
            found[KG.ingredient] = (columns["ingredients"].name,)
        if self.register.dates:
            found[KG.date] = tuple(self.register.dates.values())
        found[RDFS.label] = tuple(columns[field].name for field in ("number", "product") if field in columns)
        return found

    def gather(self, dataset: Dataset) -> Repeated:
        """Find the rows whose key an earlier row has; where a file begins anew, so do the keys."""
        seen: set[tuple[str, ...]] = set()
        repeated = set()
        before = 0
        for record in dataset.read(_TABLE):
            if record.row.number <= before:
                seen.clear()
            before = record.row.number
            cells = [record[name] for name in self.register.key]
            key = tuple(map(slug, cells))  # two keys that make one IRI are one key
            if any(cells) and key in seen:
                repeated.add((record.row.number, record.row.span.start))
            seen.add(key)
        return frozenset(repeated)

    def map_row(self, record: Record, context: Repeated) -> Iterator[Said]:
        """Yield the authorisation of a row, with its holder, ingredients and dates."""
        column = self.register.columns["number"].name
        number = record[column]
        if not number:
            yield Rejected("the row has no number", column)
        elif (record.row.number, record.row.span.start) in context:
            yield Rejected("its key stands in an earlier row as well, which is kept", self.register.key[0])
        else:
            yield from self._map_authorisation(record, number, record.cite(self.rule))

    def _map_authorisation(self, record: Record, number: str, evidence: Evidence) -> Iterator[Said]:
        register = self.register.register
        product = self._read(record, "product")
        name = f"{register.label} {number}"
        properties: list[tuple[Iri, Node]] = [
            (RDFS.label, Literal(f"{name}: {' '.join(product.split())}" if product else name)),
            (KG.register, register.iri),
            (KG.registerName, Literal(self.register.title)),
        ]
        for part in (*self._map_fields(record, evidence), *self._map_dates(record, evidence)):
            if isinstance(part, Description | Unresolved):
                yield part
            else:
                properties.append(part)
        key = [record[column] for column in self.register.key]
        iri = mint_iri("table", "authorisation", register.key, *key)
        yield Description(iri, KG.Authorisation, tuple(dict.fromkeys(properties)), (evidence,))

    def _read(self, record: Record, field: str) -> str:
        """The cell of a field, "" where the description has none."""
        if field not in self.register.columns:
            return ""
        cell = record[self.register.columns[field].name]
        return unescape(cell) if self.register.sheet else cell

    def _map_fields(self, record: Record, evidence: Evidence) -> Iterator[_Part]:
        for field, column in self.register.columns.items():
            for value in _split(self._read(record, field), column.separator):
                if field == "url" and not value.startswith(("https://", "http://")):
                    yield record.unresolved(column.name, "URL", "no address that begins with https:// or http://")
                    continue
                yield FIELDS[field].predicate, Literal(value)
                if field == "holder":
                    holder = describe_name(KG.Organisation, value, evidence, within=self.register.register.country)
                    yield from (holder, (KG.holder, holder.subject))
                elif field == "ingredients":
                    ingredient = describe_name(KG.Ingredient, value, evidence)
                    yield from (ingredient, (KG.ingredient, ingredient.subject))

    def _map_dates(self, record: Record, evidence: Evidence) -> Iterator[_Part]:
        for kind, column in self.register.dates.items():
            written = record[column]
            date = read_date(written, self.register.order)
            if date:
                described = describe_date(self.register.name, kind, written, date, evidence)
                yield from (described, (KG.date, described.subject))
            elif written:
                yield record.unresolved(column, "date", f"no date, read as {_ORDERS[self.register.order]}")


_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


@lru_cache(maxsize=20_000)
def read_date(written: str, order: Order) -> CalendarDate | None:
    """The date of a cell, or None. A year first or a month by name is read as it stands, else `order` decides.

    A time after it is left out. Two digits are no year.
    """
    text = _TIME.sub("", written.strip())
    for form, parts in ((_CHINESE, r"\1-\2-\3"), (_COMPACT, r"\1-\2-\3"), (_DASHED, r"\1 \2 \3")):
        if form.fullmatch(text):
            text = form.sub(parts, text)
    return None if order == "ymd" and _NUMBERS.fullmatch(text) else parse_date(text, order)


@lru_cache(maxsize=20_000)
def _split(cell: str, separator: str) -> tuple[str, ...]:
    """The values of a cell, each with its white space folded."""
    values = (" ".join(value.split()) for value in (cell.split(separator) if separator else (cell,)))
    return tuple(dict.fromkeys(value for value in values if value))
