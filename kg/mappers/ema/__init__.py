"""The EMA's medicines report: one worksheet, one row a medicine, human and veterinary, below some rows of title.

A medicine that was authorised, whatever became of it, is an authorisation with its status. An application that was
refused or withdrawn, or that has an opinion only, is a regulatory decision: it was never an authorisation. Each date
has the name of its column as its kind. A cell may hold several values, apart by semicolons.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.dates import CalendarDate, parse_date
from kg.mappers.ema import indications
from kg.mappers.ema.columns import ALIASES, COLUMNS, DATES, DESIGNATIONS, LEAVES, NEEDS, PROPERTIES, SEVERAL, USES
from kg.model import Description, Evidence, Iri, Literal, Node, Unresolved
from kg.nodes import describe_date, describe_name, mint_iri
from kg.sheets import unescape
from kg.tables import Dataset, Passed, Record, Rejected, Row, Said, Table, TableMapper
from kg.vocabulary import KG, RDFS

_RULE = "ema.medicines"
_SUBSTANCE, _COMMON_NAME = "Active substance", "International non-proprietary name (INN) / common name"
_REGISTER = mint_iri("register", "ema")
_HOLDERS_WITHIN = "European Union"  # a holder must be established there: Regulation (EC) 726/2004, article 2

_AUTHORISED = {
    "authorised": "approved",
    "expired": "formerly-approved",
    "lapsed": "formerly-approved",
    "revoked": "formerly-approved",
    "suspended": "formerly-approved",
    "withdrawn": "formerly-approved",
}
"""The statuses of a medicine that was authorised, with what its indications are then."""

_DECIDED = (
    "application withdrawn",
    "opinion",
    "opinion under re-examination",
    "refused",
    "withdrawn from rolling review",
)
"""The statuses of a medicine that never was."""

_VETERINARY = "a veterinary product; ask for it with --include veterinary"
_REPEATED = "its product number stands in an earlier row as well, which is kept"
_ATC = re.compile(r"Q?[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?")

_UNASSIGNED = re.compile(r"\bnot (?:yet )?assigned\b", re.IGNORECASE)


class Context(NamedTuple):
    """What must be known of all rows before one is read.

    Whether veterinary medicines are asked for; the rows whose product number an earlier row of the sheet has; and the
    names of the substances, which are no conditions wherever they stand.
    """

    veterinary: bool
    repeated: frozenset[tuple[int, int, str]]
    substances: frozenset[str]


def recognises(path: str, head: bytes) -> str | None:
    """The one table, by the names of its columns in one of the first rows."""
    for line in head.decode("utf-8", "replace").split("\n")[:60]:
        names = {" ".join(name.split()) for name in line.split("\t")}
        if all(name in names or names & _OTHERS[name] for name in NEEDS):
            return "medicines"
    return None


_OTHERS = {name: {alias for alias, column in ALIASES.items() if column == name} for name in NEEDS}


def gather(dataset: Dataset) -> Context:
    """Find the substances, and the rows whose product number an earlier row of the same sheet has."""
    seen: set[str] = set()
    substances: set[str] = set()
    repeated = set()
    before = 0
    for record in dataset.read("medicines"):
        if record.row.number <= before:  # another sheet begins: another edition of the report
            seen.clear()
        before = record.row.number
        key = _key(record["EMA product number"])
        if key and key in seen:
            repeated.add((record.row.number, record.row.span.start, key))
        seen.add(key)
        substances.update(name.casefold() for name in _split(record[_SUBSTANCE]))  # a common name may be a disease's
    return Context("veterinary" in dataset.include, frozenset(repeated), frozenset(substances))


def map_row(record: Record, context: Context) -> Iterator[Said]:
    """Yield what a row says: an authorisation or a decision, with its dates, holder, ingredients and indications."""
    number, status = record["EMA product number"], " ".join(record["Medicine status"].casefold().split())
    key = _key(number)
    if not context.veterinary and record["Category"].casefold().startswith("vet"):
        yield Passed(_VETERINARY)
    elif not key:
        yield Rejected("the medicine has no product number", "EMA product number")
    elif (record.row.number, record.row.span.start, key) in context.repeated:
        yield Rejected(_REPEATED, "EMA product number")
    elif status in _AUTHORISED:
        iri = mint_iri("ema", "authorisation", key)
        yield from _map_medicine(record, KG.Authorisation, iri, _AUTHORISED[status], context)
    elif status in _DECIDED:
        iri = mint_iri("ema", "decision", key)
        yield from _map_medicine(record, KG.RegulatoryDecision, iri, "proposed", context)
    else:
        yield Rejected("its status is none that this mapper knows", "Medicine status")


_Part = Description | Unresolved | tuple[Iri, Node]


def _map_medicine(record: Record, kind: Iri, iri: Iri, use_status: str, context: Context) -> Iterator[Said]:
    evidence = record.cite(_RULE)
    number, product = _tidy(record["EMA product number"]), _tidy(record["Name of medicine"])
    label = f"{product} ({number})" if product else number
    said: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"EMA {number}: {product}" if product else f"EMA {number}")),
        (KG.register, _REGISTER),
        (KG.registerName, Literal("EMA medicines report")),
        (KG.number, Literal(number)),
        (KG.status, Literal(_tidy(record["Medicine status"]))),
    ]
    if product:
        said.append((KG.productName, Literal(product)))
    if kind == KG.RegulatoryDecision:
        said += _decide(record)
    for part in (
        *_map_plain(record),
        *_map_holder(record, evidence),
        *_map_dates(record, evidence),
        *_map_codes(record),
        *_map_ingredients(record, evidence),
        *_map_indications(record, evidence, label, use_status, context.substances),
    ):
        if isinstance(part, Description | Unresolved):
            yield part
        else:
            said.append(part)
    yield Description(iri, kind, tuple(dict.fromkeys(said)), (evidence,))


def _decide(record: Record) -> Iterator[tuple[Iri, Node]]:
    yield KG.decisionKind, Literal(" ".join(record["Medicine status"].casefold().split()))
    if opinion := _tidy(record["Opinion status"]):
        yield KG.opinionStatus, Literal(opinion)


def _map_plain(record: Record) -> Iterator[_Part]:
    """Yield what the cells say as they are."""
    if category := _tidy(record["Category"]):
        yield KG.productClass, Literal(category.casefold())
    for predicate, columns in SEVERAL:
        for column in columns:
            yield from (
                (predicate, Literal(value)) for value in _split(record[column]) if not _UNASSIGNED.search(value)
            )
    for column, designation in DESIGNATIONS.items():
        if record[column].casefold() == "yes":
            yield KG.designation, Literal(designation)
    if url := record["Medicine URL"]:
        yield KG.url, Literal(url)


def _map_holder(record: Record, evidence: Evidence) -> Iterator[_Part]:
    if name := _tidy(record["Marketing authorisation developer / applicant / holder"]):
        holder = describe_name(KG.Organisation, name, evidence, within=_HOLDERS_WITHIN)
        yield holder
        yield KG.holderName, Literal(name)
        yield KG.holder, holder.subject


def _map_dates(record: Record, evidence: Evidence) -> Iterator[_Part]:
    for column in DATES:
        written = record[column]
        date = _parse_date(written)
        if date:
            described = describe_date("ema", column, written, date, evidence)
            yield described
            yield KG.date, described.subject
        elif written:
            yield record.unresolved(column, "date", "no day of the calendar, read as day/month/year")


@lru_cache(maxsize=20_000)
def _parse_date(written: str) -> CalendarDate | None:
    return parse_date(written, "dmy") if written else None


def _map_codes(record: Record) -> Iterator[_Part]:
    for column in ("ATC code (human)", "ATCvet code (veterinary)"):
        for written in _split(record[column]):
            if _ATC.fullmatch(written):
                yield KG.atcCode, Literal(written)
            else:
                why = "the register says that none is assigned" if _UNASSIGNED.search(written) else "not an ATC code"
                yield Unresolved(record.row.span, written, "ATC code", why)


def _map_ingredients(record: Record, evidence: Evidence) -> Iterator[_Part]:
    """Yield the active substances; where the cell is empty, the common names stand for them."""
    names = _split(record[_COMMON_NAME])
    substances = _split(record[_SUBSTANCE])
    yield from ((KG.innName, Literal(name)) for name in names)
    yield from ((KG.activeIngredient, Literal(name)) for name in substances)
    for name in substances or names:
        ingredient = describe_name(KG.Ingredient, name, evidence)
        yield ingredient
        yield KG.ingredient, ingredient.subject


def _map_indications(
    record: Record, evidence: Evidence, label: str, use_status: str, substances: frozenset[str]
) -> Iterator[_Part]:
    cell = record["Therapeutic indication"]
    text = _tidy(cell)
    if not text:
        return
    yield KG.description, Literal(text)
    found = False
    key = _key(record["EMA product number"])
    product = _tidy(record["Name of medicine"]).partition(" (")[0]
    names = tuple(dict.fromkeys((product, *_split(record[_COMMON_NAME]), *_split(record[_SUBSTANCE]))))
    for reading in indications.read_cell(html.unescape(unescape(cell)), names, substances):
        found = True
        described = list(indications.describe(reading, key, label, use_status, evidence))
        yield from described
        yield KG.hasIndication, described[-1].subject
    if not found:
        yield Unresolved(record.row.span, text, "indication", "no condition was recognised in the text")


def _key(number: str) -> str:
    return "-".join(number.casefold().replace("/", " ").split())


@lru_cache(maxsize=20_000)
def _tidy(cell: str) -> str:
    """A cell's words, in one line; what stands for a character in HTML or in a sheet's text is that character."""
    return " ".join(html.unescape(unescape(cell)).split())


@lru_cache(maxsize=20_000)
def _split(cell: str) -> tuple[str, ...]:
    """The values of a cell, apart by semicolons outside of brackets."""
    values, depth, start = [], 0, 0
    text = _tidy(cell)
    for at, character in enumerate(text):
        depth = max(0, depth + (character in "([") - (character in ")]"))
        if character == ";" and not depth:
            values.append(text[start:at].strip())
            start = at + 1
    return tuple(dict.fromkeys(value for value in (*values, text[start:].strip()) if value))


def _widen(row: Row, width: int) -> tuple[str, ...] | None:
    """The cells of a row with the empty ones at its end, which a worksheet's text leaves out."""
    return (*row.cells, *("" for _ in range(width - len(row.cells)))) if len(row.cells) < width else None


EMA = TableMapper(
    name="ema",
    recognises=recognises,
    tables={
        "medicines": Table(
            name="medicines",
            rule=_RULE,
            meaning="a row of the EMA's medicines report: one medicine, its authorisation or what was decided instead",
            columns=COLUMNS,
            map_row=map_row,
            needs=NEEDS,
            properties=PROPERTIES,
            uses=USES,
            leaves=LEAVES,
            aliases=ALIASES,
            header="search",
            delimiter="\t",
            quoted=False,
            recover=_widen,
        )
    },
    gather=gather,
)
