"""The tables of Health Canada's Drug Product Database extract: their columns in published order, and how to know them.

The column names are those of the extract's read-me file (canada.ca, Read Me File - Drug Product Database (DPD) Data
Extract). A set has twelve tables; the file's name tells the table and, by its ending, the set. Of one and the same set
some files have a header row and some have none.
"""

from __future__ import annotations

import csv
from pathlib import PurePosixPath

from kg.tables import MARKS, Row

SETS: dict[str, str] = {
    "": "marketed",
    "_ap": "approved and not yet sold",
    "_dr": "dormant: authorised, and not sold for a year",
    "_ia": "cancelled",
}
"""The sets in which the extract is published, by the ending of their files' names, and which products each holds."""

KEY = "DRUG_CODE"
"""The column that says in every table which product a row is about; no two products have one."""

FRENCH = "the same in French; the English column is kept"
_CODE = "Health Canada's own code of the words beside it, which are kept"
_ADDRESS = "where a company takes its post is no fact about a product"

COLUMNS: dict[str, tuple[str, ...]] = {
    "biosimilar": (KEY, "BIOSIMILAR_TYPE", "BIOSIMILAR_TYPE_F", "BIOSIMILAR_CODE"),
    "comp": (
        KEY, "MFR_CODE", "COMPANY_CODE", "COMPANY_NAME", "COMPANY_TYPE", "ADDRESS_MAILING_FLAG", "ADDRESS_BILLING_FLAG",
        "ADDRESS_NOTIFICATION_FLAG", "ADDRESS_OTHER", "SUITE_NUMBER", "STREET_NAME", "CITY_NAME", "PROVINCE", "COUNTRY",
        "POSTAL_CODE", "POST_OFFICE_BOX", "PROVINCE_F", "COUNTRY_F",
    ),
    "drug": (
        KEY, "PRODUCT_CATEGORIZATION", "CLASS", "DRUG_IDENTIFICATION_NUMBER", "BRAND_NAME", "DESCRIPTOR",
        "PEDIATRIC_FLAG", "ACCESSION_NUMBER", "NUMBER_OF_AIS", "LAST_UPDATE_DATE", "AI_GROUP_NO", "CLASS_F",
        "BRAND_NAME_F", "DESCRIPTOR_F",
    ),
    "form": (KEY, "PHARM_FORM_CODE", "PHARMACEUTICAL_FORM", "PHARMACEUTICAL_FORM_F"),
    "ingred": (
        KEY, "ACTIVE_INGREDIENT_CODE", "INGREDIENT", "INGREDIENT_SUPPLIED_IND", "STRENGTH", "STRENGTH_UNIT",
        "STRENGTH_TYPE", "DOSAGE_VALUE", "BASE", "DOSAGE_UNIT", "NOTES", "INGREDIENT_F", "STRENGTH_UNIT_F",
        "STRENGTH_TYPE_F", "DOSAGE_UNIT_F",
    ),
    "package": (
        KEY, "UPC", "PACKAGE_SIZE_UNIT", "PACKAGE_TYPE", "PACKAGE_SIZE", "PRODUCT_INFORMATION", "PACKAGE_SIZE_UNIT_F",
        "PACKAGE_TYPE_F",
    ),
    "pharm": (KEY, "PHARMACEUTICAL_STD"),
    "route": (KEY, "ROUTE_OF_ADMINISTRATION_CODE", "ROUTE_OF_ADMINISTRATION", "ROUTE_OF_ADMINISTRATION_F"),
    "schedule": (KEY, "SCHEDULE", "SCHEDULE_F"),
    "status": (
        KEY, "CURRENT_STATUS_FLAG", "STATUS", "HISTORY_DATE", "STATUS_F", "LOT_NUMBER", "EXPIRATION_DATE",
    ),
    "ther": (KEY, "TC_ATC_NUMBER", "TC_ATC", "TC_ATC_F"),
    "vet": (KEY, "VET_SPECIES", "VET_SUB_SPECIES", "VET_SPECIES_F"),
}  # fmt: skip
"""The columns of each table, in the order in which they stand where a file has no header row."""

LEAVES: dict[str, dict[str, str]] = {
    "biosimilar": {"BIOSIMILAR_CODE": _CODE},
    "comp": {
        "MFR_CODE": "Health Canada's own code of the company",
        "COMPANY_CODE": "Health Canada's own code of the company",
        **dict.fromkeys(
            (
                "ADDRESS_MAILING_FLAG", "ADDRESS_BILLING_FLAG", "ADDRESS_NOTIFICATION_FLAG", "ADDRESS_OTHER",
                "SUITE_NUMBER", "STREET_NAME", "CITY_NAME", "PROVINCE", "POSTAL_CODE", "POST_OFFICE_BOX",
            ),
            _ADDRESS,
        ),
    },
    "drug": {
        "PRODUCT_CATEGORIZATION": "the labelling standard that the product follows: how it was reviewed, not what",
        "PEDIATRIC_FLAG": "set for hardly any product, so that its N says nothing",
        "ACCESSION_NUMBER": "Health Canada's own number of the file",
        "NUMBER_OF_AIS": "how many rows the product has in the table of ingredients, which are read themselves",
        "LAST_UPDATE_DATE": "when the record was changed, which is no date of the product",
        "AI_GROUP_NO": "Health Canada's own number for products of the same ingredients and strengths",
    },
    "form": {"PHARM_FORM_CODE": _CODE},
    "ingred": {
        "INGREDIENT_SUPPLIED_IND": "the same letter in every row",
        "STRENGTH_TYPE": "empty in every row",
        "BASE": "whether the strength is the base's; the words in brackets after an ingredient's name tell it",
        "NOTES": "remarks in free words on how an older record was written",
    },
    "package": {"UPC": "the number of a pack in trade"},
    "pharm": {},
    "route": {"ROUTE_OF_ADMINISTRATION_CODE": _CODE},
    "schedule": {},
    "status": {
        "LOT_NUMBER": "the last lot of a product that was withdrawn; no fact about its authorisation",
        "EXPIRATION_DATE": "until when the last lot of a withdrawn product keeps; no fact about its authorisation",
    },
    "ther": {
        "TC_ATC": "the ATC class in words, which the classification itself gives for the code",
        "TC_AHFS_NUMBER": "a classification that the extract no longer has",
        "TC_AHFS": "a classification that the extract no longer has",
        "TC_AHFS_F": FRENCH,
    },
    "vet": {},
}  # fmt: skip
"""The columns that no rule reads, table by table, and why; the other columns in French (`…_F`) are left for FRENCH."""

_OLD_THER = 7  # DRUG_CODE, TC_ATC_NUMBER, TC_ATC, TC_AHFS_NUMBER, TC_AHFS, TC_ATC_F, TC_AHFS_F
_OTHER_NAMES = {"bios": "biosimilar"}  # the archive of this table is called bios.zip
_LOOK = 5  # lines: the first one may be spoilt


def find_table(path: str, head: bytes) -> str | None:
    """Which table a file is ("status_ap"), by its name and by what it looks like; None where it is none.

    With a header row its first column is DRUG_CODE. Without one a line begins with a number in quotes, has every cell
    in quotes, and has as many cells as the table has columns, give or take one, whatever divides them: that one will be
    told of by its rows, and another mark as such.
    """
    name = PurePosixPath(path.casefold())
    stem, _, ending = name.stem.partition("_")
    table, suffix = _OTHER_NAMES.get(stem, stem), ending and f"_{ending}"
    if table not in COLUMNS or suffix not in SETS or name.suffix not in (".txt", ".csv"):
        return None
    lines = head.decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:_LOOK]
    found = lines and (lines[0].lstrip('"').upper().startswith(KEY) or any(_looks_like(table, line) for line in lines))
    return table + suffix if found else None


def _looks_like(table: str, line: str) -> bool:
    if not (line.startswith('"') and line.endswith('"')):
        return False
    known = {len(COLUMNS[table]), _OLD_THER if table == "ther" else 0}
    for mark in MARKS:
        cells = next(csv.reader([line], delimiter=mark), [])
        plain = len(cells) > 1 and line.count(f'"{mark}"') == len(cells) - 1  # every cell is in quotes
        if plain and cells[0].isdecimal():
            return any(abs(len(cells) - width) <= 1 for width in known)
    return False


def recover_ther(row: Row, width: int) -> tuple[str, ...] | None:
    """The cells of a row of the older table of therapeutic classes, without its second classification (AHFS)."""
    if len(row.cells) != _OLD_THER or width != len(COLUMNS["ther"]):
        return None
    code, number, words, _, _, french, _ = row.cells
    return code, number, words, french
