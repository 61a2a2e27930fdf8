"""Singapore's register of therapeutic products, as the Health Sciences Authority publishes it: one table, one row a
product.

A cell may hold several values, apart by line ends (2017) or by && (from 2021). The register sorts ingredients by name
and keeps a strength for each, so the two lists are paired where they are equally long. Countries are a set, each named
once whatever the number of manufacturers: they are never paired with these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.dates import CalendarDate, parse_date
from kg.model import Description, Evidence, Iri, Literal, Node, Unresolved
from kg.nodes import describe_date, describe_name, mint_iri
from kg.tables import Dataset, Record, Rejected, Said, Table, TableMapper
from kg.vocabulary import KG, RDFS

_RULE = "hsa.products"
_REGISTER = mint_iri("register", "hsa")

# The columns of the edition of December 2017. The others are those that data.gov.sg has published since: licence_no and
# license_holder (github.com/datagovsg/datagovsg-datasets/issues/1188, 2021-09-01), license_no and approval_d (the
# brief of this mapper), and both spellings of each, since the portal uses both.
_COLUMNS = (
    "registration_number", "product_name", "product_registrant", "approval_date", "forensic_classification", "atc_code",
    "dosage_form", "route_of_administration", "manufacturer", "country_of_manufacturer", "active_ingredients",
    "strength",
)  # fmt: skip
_ALIASES = {
    "licence_no": "registration_number",
    "license_no": "registration_number",
    "licence_holder": "product_registrant",
    "license_holder": "product_registrant",
    "approval_d": "approval_date",
}
_PROPERTIES: dict[Iri, tuple[str, ...]] = {
    RDFS.label: ("registration_number", "product_name"),
    KG.number: ("registration_number",),
    KG.productName: ("product_name",),
    KG.holder: ("product_registrant",),
    KG.holderName: ("product_registrant",),
    KG.date: ("approval_date",),
    KG.schedule: ("forensic_classification",),
    KG.atcCode: ("atc_code",),
    KG.dosageForm: ("dosage_form",),
    KG.route: ("route_of_administration",),
    KG.manufacturerName: ("manufacturer",),
    KG.manufacturerCountry: ("country_of_manufacturer",),
    KG.activeIngredient: ("active_ingredients",),
    KG.ingredient: ("active_ingredients",),
    KG.hasIngredient: ("active_ingredients", "strength"),
    KG.ingredientName: ("active_ingredients",),
    KG.strength: ("strength",),
}
_PLAIN: tuple[tuple[Iri, str], ...] = (
    (KG.productName, "product_name"),
    (KG.holderName, "product_registrant"),
    (KG.schedule, "forensic_classification"),
)
_SEVERAL: tuple[tuple[Iri, str], ...] = (
    (KG.dosageForm, "dosage_form"),
    (KG.route, "route_of_administration"),
    (KG.strength, "strength"),
    (KG.manufacturerName, "manufacturer"),
    (KG.manufacturerCountry, "country_of_manufacturer"),
)
_ATC = re.compile(r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?")
_NO_ATC = frozenset(("", "-", "na", "n.a.", "n/a", "nil", "none"))
_MARKS = re.compile(r"[,;\t|]")


class Context(NamedTuple):
    """Which rows repeat the number of an earlier one, each by its number, its place and the number that it repeats."""

    repeated: frozenset[tuple[int, int, str]]


def recognises(path: str, head: bytes) -> str | None:
    """The one table, by the names of its columns, whatever divides them."""
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    names = {name.strip().strip('\ufeff"').casefold() for name in _MARKS.split(first)}
    known = names & {*_COLUMNS, *_ALIASES}
    return "products" if "forensic_classification" in known and len(known) >= 6 else None


def gather(dataset: Dataset) -> Context:
    """Find the rows whose registration number an earlier row of the same file has."""
    seen: set[str] = set()
    repeated = set()
    before = 0
    for record in dataset.read("products"):
        if record.row.number <= before:  # another file begins: another edition of the register
            seen.clear()
        before = record.row.number
        key = record["registration_number"].casefold()
        if key and key in seen:
            repeated.add(_place(record, key))
        seen.add(key)
    return Context(frozenset(repeated))


def _place(record: Record, key: str) -> tuple[int, int, str]:
    return record.row.number, record.row.span.start, key


def map_row(record: Record, context: Context) -> Iterator[Said]:
    """Yield a product's registration: the authorisation, its ingredients, holder and date."""
    number = record["registration_number"]
    if not number:
        yield Rejected("the registration has no number", "registration_number")
    elif _place(record, number.casefold()) in context.repeated:
        yield Rejected("its number stands in an earlier row as well, which is kept", "registration_number")
    else:
        yield from _map_registration(record, number, record.cite(_RULE))


def _map_registration(record: Record, number: str, evidence: Evidence) -> Iterator[Said]:
    iri = mint_iri("hsa", "authorisation", number)
    product = record["product_name"]
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"HSA {number}: {product}" if product else f"HSA {number}")),
        (KG.register, _REGISTER),
        (KG.registerName, Literal("HSA register")),
        (KG.number, Literal(number)),
    ]
    properties += [(predicate, Literal(value)) for predicate, column in _PLAIN if (value := record[column])]
    properties += [(predicate, Literal(value)) for predicate, column in _SEVERAL for value in _split(record[column])]
    for item in (
        *_map_holder(record, evidence),
        *_map_date(record, evidence),
        *_map_atc(record),
        *_map_ingredients(record, number, evidence),
    ):
        if isinstance(item, Description | Unresolved):
            yield item
        else:
            properties.append(item)
    yield Description(iri, KG.Authorisation, tuple(dict.fromkeys(properties)), (evidence,))


_Part = Description | Unresolved | tuple[Iri, Node]


def _map_holder(record: Record, evidence: Evidence) -> Iterator[_Part]:
    # a registrant must be a company registered in Singapore (hsa.gov.sg, Who can register, 2026-11-21)
    if name := record["product_registrant"]:
        holder = describe_name(KG.Organisation, name, evidence, within="Singapore")
        yield holder
        yield KG.holder, holder.subject


def _map_date(record: Record, evidence: Evidence) -> Iterator[_Part]:
    written = record["approval_date"]
    date = _parse_date(written)
    if date:
        described = describe_date("hsa", "approval", written, date, evidence)
        yield described
        yield KG.date, described.subject
    elif written:
        yield record.unresolved("approval_date", "date", "no day of the calendar, read as day/month/year")


@lru_cache(maxsize=20_000)
def _parse_date(written: str) -> CalendarDate | None:
    return parse_date(written, "dmy")


def _map_atc(record: Record) -> Iterator[_Part]:
    for written in _split(record["atc_code"]):
        code = "".join(written.split())
        if _ATC.fullmatch(code):
            yield KG.atcCode, Literal(code)
        else:
            yield Unresolved(record.row.span, written, "ATC code", _why_no_atc(code.casefold()))


def _why_no_atc(code: str) -> str:
    if code == "pending":
        return "the register calls the code pending"
    return "the register gives no code" if code in _NO_ATC or code.startswith("notavail") else "not an ATC code"


def _map_ingredients(record: Record, number: str, evidence: Evidence) -> Iterator[_Part]:
    """Yield each ingredient as written, and with its strength where there are several and a strength for each."""
    names, strengths = _split(record["active_ingredients"]), _split(record["strength"])
    for name in dict.fromkeys(names):
        ingredient = describe_name(KG.Ingredient, name, evidence)
        yield ingredient
        yield KG.activeIngredient, Literal(name)
        yield KG.ingredient, ingredient.subject
    if len(names) == len(strengths) > 1:
        # some rows name an ingredient twice, the second time with a space after it: it is one
        for at, (name, strength) in enumerate(dict.fromkeys(zip(names, strengths, strict=True)), 1):
            part = _describe_part(mint_iri("hsa", "ingredient", number, str(at)), name, strength, evidence)
            yield part
            yield KG.hasIngredient, part.subject


def _describe_part(iri: Iri, name: str, strength: str, evidence: Evidence) -> Description:
    properties = (
        (RDFS.label, Literal(f"{name}: {strength}")),
        (KG.ingredient, describe_name(KG.Ingredient, name).subject),
        (KG.ingredientName, Literal(name)),
        (KG.strength, Literal(strength)),
    )
    return Description(iri, KG.ProductIngredient, properties, (evidence,))


@lru_cache(maxsize=20_000)
def _split(cell: str) -> tuple[str, ...]:
    """The values of a cell, apart by line ends or &&; each with its white space folded."""
    values = (" ".join(value.split()) for value in cell.replace("&&", "\n").split("\n"))
    return tuple(value for value in values if value)


HSA = TableMapper(
    name="hsa",
    recognises=recognises,
    tables={
        "products": Table(
            name="products",
            rule=_RULE,
            meaning="a row of Singapore's register of therapeutic products: the registration of one product",
            columns=_COLUMNS,
            map_row=map_row,
            needs=("registration_number", "product_name", "approval_date", "active_ingredients"),
            properties=_PROPERTIES,
            aliases=_ALIASES,
        )
    },
    gather=gather,
)
