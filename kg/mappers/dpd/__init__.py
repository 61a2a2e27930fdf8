"""Health Canada's Drug Product Database, as its data extract publishes it: twelve tables a set, and four sets.

A product is one DIN (Drug Identification Number). When it was approved and when it was first sold are two dates; a
product may have the one without the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from kg.mappers.dpd.layout import COLUMNS, FRENCH, KEY, LEAVES, SETS, find_table, recover_ther
from kg.mappers.dpd.products import Products, gather
from kg.mappers.dpd.rows import (
    Say,
    map_about,
    map_product,
    say_biosimilar,
    say_class,
    say_company,
    say_ingredient,
    say_package,
    say_species,
    say_status,
    say_text,
)
from kg.model import Iri
from kg.tables import Table, TableMapper
from kg.vocabulary import KG, RDFS


class _Kind(NamedTuple):
    """One of the twelve tables: what its rule reads, what it says of a product, and which column gives what."""

    meaning: str
    say: Say | None
    needs: tuple[str, ...]
    properties: Mapping[Iri, tuple[str, ...]]
    uses: tuple[str, ...] = ()


_DIN, _BRAND = "DRUG_IDENTIFICATION_NUMBER", "BRAND_NAME"
_STRENGTH, _DOSAGE = ("STRENGTH", "STRENGTH_UNIT"), ("DOSAGE_VALUE", "DOSAGE_UNIT")
_DAY = ("STATUS", "HISTORY_DATE")


def _one(meaning: str, column: str, predicate: Iri) -> _Kind:
    return _Kind(meaning, say_text(column, predicate), (column,), {predicate: (column,)})


_KINDS: dict[str, _Kind] = {
    "biosimilar": _Kind(
        "a row of the list of biosimilars: the product is one",
        say_biosimilar,
        ("BIOSIMILAR_TYPE",),
        {KG.designation: ("BIOSIMILAR_TYPE",)},
        ("BIOSIMILAR_TYPE_F",),
    ),
    "comp": _Kind(
        "a row of the companies: the owner of the product's DIN",
        say_company,
        ("COMPANY_NAME", "COMPANY_TYPE"),
        {KG.holder: ("COMPANY_NAME",), KG.holderName: ("COMPANY_NAME",), RDFS.label: ("COMPANY_NAME",)},
        ("COMPANY_TYPE", "COUNTRY"),
    ),
    "drug": _Kind(
        "a row of the products: the authorisation of one under its DIN",
        None,
        (_DIN,),
        {
            RDFS.label: (_DIN, _BRAND),
            KG.number: (_DIN,),
            KG.productName: (_BRAND,),
            KG.description: ("DESCRIPTOR",),
            KG.productClass: ("CLASS",),
        },
    ),
    "form": _one("a row of the dosage forms of a product", "PHARMACEUTICAL_FORM", KG.dosageForm),
    "ingred": _Kind(
        "a row of the active ingredients of a product, with strength and dosage",
        say_ingredient,
        ("INGREDIENT",),
        {
            KG.activeIngredient: ("INGREDIENT",),
            KG.ingredient: ("INGREDIENT",),
            KG.ingredientName: ("INGREDIENT",),
            KG.hasIngredient: ("INGREDIENT", *_STRENGTH, *_DOSAGE),
            KG.strength: (*_STRENGTH, *_DOSAGE),
            KG.dosage: _DOSAGE,
            RDFS.label: ("INGREDIENT", *_STRENGTH, *_DOSAGE),
        },
        ("ACTIVE_INGREDIENT_CODE",),
    ),
    "package": _Kind(
        "a row of the sizes in which a product is packed",
        say_package,
        ("PRODUCT_INFORMATION",),
        {KG.packageSize: ("PACKAGE_SIZE", "PACKAGE_SIZE_UNIT", "PACKAGE_TYPE", "PRODUCT_INFORMATION")},
    ),
    "pharm": _one("a row of the standards that a product follows", "PHARMACEUTICAL_STD", KG.pharmacopoeialStandard),
    "route": _one("a row of the routes of administration of a product", "ROUTE_OF_ADMINISTRATION", KG.route),
    "schedule": _one("a row of the schedules of the law that a product falls under", "SCHEDULE", KG.schedule),
    "status": _Kind(
        "a row of a product's history: what it became on a day; the first days that it is APPROVED and MARKETED "
        "are dates of the authorisation",
        say_status,
        ("CURRENT_STATUS_FLAG", "STATUS", "HISTORY_DATE"),
        {
            KG.status: ("STATUS",),
            KG.statusChange: _DAY,
            KG.date: _DAY,
            KG.isCurrent: ("CURRENT_STATUS_FLAG",),
            RDFS.label: _DAY,
            KG.dateKind: ("STATUS",),
            KG.dateWritten: ("HISTORY_DATE",),
            KG.calendarDate: ("HISTORY_DATE",),
        },
    ),
    "ther": _Kind(
        "a row of the therapeutic classes of a product: its ATC code",
        say_class,
        ("TC_ATC_NUMBER",),
        {KG.atcCode: ("TC_ATC_NUMBER",)},
    ),
    "vet": _Kind(
        "a row of the animals that a veterinary product is for",
        say_species,
        ("VET_SPECIES",),
        {KG.species: ("VET_SPECIES", "VET_SUB_SPECIES")},
    ),
}


def notes(context: Products) -> Mapping[str, int]:
    """What the tables together leave unknown of the products, with a count each."""
    return context.unknown


def _iter_tables() -> Iterator[Table]:
    for base, kind in _KINDS.items():
        rule = f"dpd.{base}"
        french = [column for column in COLUMNS[base] if column.endswith("_F") and column not in kind.uses]
        for suffix in SETS:
            name = base + suffix
            yield Table(
                name=name,
                rule=rule,
                meaning=kind.meaning,
                columns=COLUMNS[base],
                map_row=partial(map_about, name=name, suffix=suffix, rule=rule, say=kind.say)
                if kind.say
                else partial(map_product, name=name, rule=rule),
                needs=(KEY, *kind.needs),
                properties=kind.properties,
                uses=(KEY, *kind.uses),
                leaves={**LEAVES[base], **dict.fromkeys(french, FRENCH)},
                aliases={KEY.casefold(): KEY},
                header="maybe",
                recover=recover_ther if base == "ther" else None,
            )


DPD = TableMapper(
    name="dpd",
    recognises=find_table,
    tables={table.name: table for table in _iter_tables()},
    gather=gather,
    notes=notes,
    noted="drug",
)
"""The mapper of the Drug Product Database."""
