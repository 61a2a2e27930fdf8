"""The tables of Drugs@FDA: their columns in published order, and how to know them.

Tab separated with a header row and never quoted. A cell may be padded with spaces. A file is known by its name and some
of its columns, or under any name by all columns of a table, so that a table that lacks a column is told of.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kg.tables import Row

COLUMNS: dict[str, tuple[str, ...]] = {
    "ActionTypes_Lookup": (
        "ActionTypes_LookupID", "ActionTypes_LookupDescription", "SupplCategoryLevel1Code", "SupplCategoryLevel2Code",
    ),
    "ApplicationDocs": (
        "ApplicationDocsID", "ApplicationDocsTypeID", "ApplNo", "SubmissionType", "SubmissionNo",
        "ApplicationDocsTitle", "ApplicationDocsURL", "ApplicationDocsDate",
    ),
    "Applications": ("ApplNo", "ApplType", "ApplPublicNotes", "SponsorName"),
    "ApplicationsDocsType_Lookup": ("ApplicationDocsType_Lookup_ID", "ApplicationDocsType_Lookup_Description"),
    "MarketingStatus": ("MarketingStatusID", "ApplNo", "ProductNo"),
    "MarketingStatus_Lookup": ("MarketingStatusID", "MarketingStatusDescription"),
    "Products": (
        "ApplNo", "ProductNo", "Form", "Strength", "ReferenceDrug", "DrugName", "ActiveIngredient", "ReferenceStandard",
    ),
    "SubmissionClass_Lookup": ("SubmissionClassCodeID", "SubmissionClassCode", "SubmissionClassCodeDescription"),
    "SubmissionPropertyType": (
        "ApplNo", "SubmissionType", "SubmissionNo", "SubmissionPropertyTypeCode", "SubmissionPropertyTypeID",
    ),
    "Submissions": (
        "ApplNo", "SubmissionClassCodeID", "SubmissionType", "SubmissionNo", "SubmissionStatus", "SubmissionStatusDate",
        "SubmissionsPublicNotes", "ReviewPriority",
    ),
    "TE": ("ApplNo", "ProductNo", "MarketingStatusID", "TECode"),
}  # fmt: skip
"""The columns of each table, by the name of its file without its ending."""

NEEDS: dict[str, tuple[str, ...]] = {
    "ActionTypes_Lookup": ("ActionTypes_LookupID",),
    "ApplicationDocs": ("ApplNo", "SubmissionType", "SubmissionNo", "ApplicationDocsURL"),
    "Applications": ("ApplNo", "ApplType"),
    "ApplicationsDocsType_Lookup": ("ApplicationDocsType_Lookup_ID", "ApplicationDocsType_Lookup_Description"),
    "MarketingStatus": ("MarketingStatusID", "ApplNo", "ProductNo"),
    "MarketingStatus_Lookup": ("MarketingStatusID", "MarketingStatusDescription"),
    "Products": ("ApplNo", "ProductNo", "DrugName", "ActiveIngredient"),
    "SubmissionClass_Lookup": ("SubmissionClassCodeID", "SubmissionClassCode"),
    "SubmissionPropertyType": ("ApplNo", "SubmissionType", "SubmissionNo", "SubmissionPropertyTypeCode"),
    "Submissions": ("ApplNo", "SubmissionType", "SubmissionNo", "SubmissionStatus", "SubmissionStatusDate"),
    "TE": ("ApplNo", "ProductNo", "TECode"),
}
"""The columns without which nothing of a table can be read."""

LEAVES: dict[str, dict[str, str]] = {
    "ActionTypes_Lookup": dict.fromkeys(
        COLUMNS["ActionTypes_Lookup"], "kinds of action, to which no row of the other tables refers"
    ),
    "ApplicationDocs": {"ApplicationDocsID": "the FDA's own number of the document, whose address is kept"},
    "Applications": {"ApplPublicNotes": "empty in every row"},
    "SubmissionPropertyType": {"SubmissionPropertyTypeID": "a number whose meaning no table of the extract gives"},
    "TE": {"MarketingStatusID": "the product's marketing status, which MarketingStatus gives"},
}
"""The columns that no rule reads, table by table, and why."""

_KNOWN = {table.casefold(): table for table in COLUMNS}
_MARKS = re.compile(r"[,;\t|]")


def find_table(path: str, head: bytes) -> str | None:
    """Which table a file is, by its name and its header whatever divides that, or by its header alone."""
    first = head.split(b"\n", 1)[0].decode("cp1252", "replace").removeprefix("ï»¿")
    names = {name.strip().strip('"').casefold() for name in _MARKS.split(first)}
    named = _KNOWN.get(PurePosixPath(path).stem.casefold())
    if named and len(names & {column.casefold() for column in COLUMNS[named]}) * 2 >= len(COLUMNS[named]):
        return named
    found = [table for table, columns in COLUMNS.items() if names >= {column.casefold() for column in columns}]
    return max(found, key=lambda table: len(COLUMNS[table]), default=None)


def recover(row: Row, width: int) -> tuple[str, ...] | None:
    """The cells of a row that is too long by empty cells at its end, as rows of Products are; every other one stands
    where it should."""
    extra = row.cells[width:]
    return row.cells[:width] if extra and not any(cell.strip() for cell in extra) else None
