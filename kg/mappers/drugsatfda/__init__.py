"""Drugs@FDA, the FDA's register of approved drugs, as its data files are published: eleven tables.

An application (NDA, BLA, ANDA) has products and submissions. When it was first approved is read from its submissions:
the earliest original one (ORIG) that was approved (AP) and has a date. A tentative approval (TA) is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.mappers.drugsatfda.applications import map_application, map_document, map_property, map_submission
from kg.mappers.drugsatfda.layout import COLUMNS, LEAVES, NEEDS, find_table, recover
from kg.mappers.drugsatfda.products import map_equivalence, map_product, map_status
from kg.mappers.drugsatfda.register import Register, gather
from kg.model import Iri
from kg.tables import MapRow, Passed, Record, Said, Table, TableMapper
from kg.vocabulary import KG, RDFS

_LOOKED_UP = Passed("a row of a lookup table, read with the rows that use it")
_UNUSED = Passed("a row of a lookup table that no other table refers to")


def _pass_lookup(record: Record, context: Register) -> Iterator[Said]:
    yield _LOOKED_UP


def _pass_unused(record: Record, context: Register) -> Iterator[Said]:
    yield _UNUSED


class _Kind(NamedTuple):
    """One of the tables: its rule, what that reads, what a row says, and which column gives what."""

    rule: str
    meaning: str
    map_row: MapRow
    properties: Mapping[Iri, tuple[str, ...]]
    uses: tuple[str, ...] = ()


_DAY = (KG.date, KG.dateKind, KG.dateWritten, KG.datePrecision, KG.calendarDate, KG.earliestDate, KG.latestDate)
_SUBMISSION = ("ApplNo", "SubmissionType", "SubmissionNo")
_LOOKUP = "drugsatfda.lookups"
_LOOKUP_MEANING = "a row of a lookup table: what a number in another table means"

_KINDS: dict[str, _Kind] = {
    "ActionTypes_Lookup": _Kind(_LOOKUP, _LOOKUP_MEANING, _pass_unused, {}),
    "ApplicationDocs": _Kind(
        "drugsatfda.documents",
        "a row of the documents of applications: the address of a letter, label or review",
        map_document,
        {
            RDFS.label: ("ApplicationDocsTitle", "ApplicationDocsTypeID"),
            KG.title: ("ApplicationDocsTitle", "ApplicationDocsTypeID"),
            KG.resourceKind: ("ApplicationDocsTypeID",),
            KG.relatedResource: ("ApplicationDocsURL",),
            **dict.fromkeys(_DAY, ("ApplicationDocsDate",)),
        },
        _SUBMISSION,
    ),
    "Applications": _Kind(
        "drugsatfda.applications",
        "a row of the applications: number, type and holder, who is the holder of its products, too; an ANDA's "
        "are generic",
        map_application,
        {
            RDFS.label: ("ApplType", "ApplNo"),
            KG.number: ("ApplType", "ApplNo"),
            KG.applicationType: ("ApplType",),
            KG.designation: ("ApplType",),
            KG.holder: ("SponsorName",),
            KG.holderName: ("SponsorName",),
        },
    ),
    "ApplicationsDocsType_Lookup": _Kind(
        _LOOKUP, _LOOKUP_MEANING, _pass_lookup, {}, NEEDS["ApplicationsDocsType_Lookup"]
    ),
    "MarketingStatus": _Kind(
        "drugsatfda.marketing-status",
        "a row of the marketing statuses: how a product is sold, or that it is discontinued or approved tentatively",
        map_status,
        dict.fromkeys((KG.status, KG.schedule, KG.decisionKind), ("MarketingStatusID",)),
        ("ApplNo", "ProductNo"),
    ),
    "MarketingStatus_Lookup": _Kind(_LOOKUP, _LOOKUP_MEANING, _pass_lookup, {}, NEEDS["MarketingStatus_Lookup"]),
    "Products": _Kind(
        "drugsatfda.products",
        "a row of the products: one product of an application with its ingredients, form, route and strength",
        map_product,
        {
            RDFS.label: ("ApplNo", "ProductNo", "DrugName"),
            KG.number: ("ApplNo",),
            KG.application: ("ApplNo",),
            KG.productName: ("DrugName",),
            KG.dosageForm: ("Form",),
            KG.route: ("Form",),
            KG.strength: ("Strength",),
            KG.description: ("Strength",),
            KG.activeIngredient: ("ActiveIngredient",),
            KG.ingredient: ("ActiveIngredient",),
            KG.ingredientName: ("ActiveIngredient",),
            KG.hasIngredient: ("ActiveIngredient", "Strength"),
            KG.referenceDrug: ("ReferenceDrug",),
            KG.referenceStandard: ("ReferenceStandard",),
        },
    ),
    "SubmissionClass_Lookup": _Kind(_LOOKUP, _LOOKUP_MEANING, _pass_lookup, {}, COLUMNS["SubmissionClass_Lookup"]),
    "SubmissionPropertyType": _Kind(
        "drugsatfda.properties",
        "a row of the properties of submissions: that one is for an orphan drug",
        map_property,
        {KG.designation: ("SubmissionPropertyTypeCode",)},
        _SUBMISSION,
    ),
    "Submissions": _Kind(
        "drugsatfda.submissions",
        "a row of the submissions of an application; the earliest ORIG with AP and a date is the first approval",
        map_submission,
        {
            RDFS.label: _SUBMISSION,
            KG.application: ("ApplNo",),
            KG.submissionType: ("SubmissionType",),
            KG.submissionNumber: ("SubmissionNo",),
            KG.status: ("SubmissionStatus",),
            KG.submissionClass: ("SubmissionClassCodeID",),
            KG.reviewPriority: ("ReviewPriority",),
            KG.description: ("SubmissionsPublicNotes",),
            KG.firstApproval: ("SubmissionStatusDate",),
            **dict.fromkeys(_DAY, ("SubmissionStatusDate",)),
        },
    ),
    "TE": _Kind(
        "drugsatfda.te",
        "a row of the therapeutic equivalence codes of products",
        map_equivalence,
        {KG.therapeuticEquivalence: ("TECode",)},
        ("ApplNo", "ProductNo"),
    ),
}


def notes(context: Register) -> Mapping[str, int]:
    """The applications whose first approval is unknown, by the reason, with a count each."""
    return context.unknown


def _make_table(name: str, kind: _Kind) -> Table:
    return Table(
        name=name,
        rule=kind.rule,
        meaning=kind.meaning,
        columns=COLUMNS[name],
        map_row=kind.map_row,
        needs=NEEDS[name],
        properties=kind.properties,
        uses=kind.uses,
        leaves=LEAVES.get(name, {}),
        delimiter="\t",
        quoted=False,
        recover=recover,
    )


DRUGSATFDA = TableMapper(
    name="drugsatfda",
    recognises=find_table,
    tables={name: _make_table(name, kind) for name, kind in _KINDS.items()},
    gather=gather,
    notes=notes,
    noted="Submissions",
)
"""The mapper of Drugs@FDA."""
