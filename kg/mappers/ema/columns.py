"""The columns of the EMA's medicines report, and what each of them gives."""

from __future__ import annotations

from kg.model import Iri
from kg.vocabulary import KG, RDFS

# The edition of March 2026, line ends within a name as a space. The aliases are the names of the report that was
# published until 2024 ("European public assessment reports"), and how a sheet's text writes a line end.
COLUMNS = (
    "Category", "Name of medicine", "EMA product number", "Medicine status", "Opinion status",
    "Latest procedure affecting product information", "International non-proprietary name (INN) / common name",
    "Active substance", "Therapeutic area (MeSH)", "Species (veterinary)", "Patient safety", "ATC code (human)",
    "ATCvet code (veterinary)", "Pharmacotherapeutic group (human)", "Pharmacotherapeutic group (veterinary)",
    "Therapeutic indication", "Accelerated assessment", "Additional monitoring", "Advanced therapy", "Biosimilar",
    "Conditional approval", "Exceptional circumstances", "Generic", "Orphan medicine", "PRIME: priority medicine",
    "Marketing authorisation developer / applicant / holder", "European Commission decision date",
    "Start of rolling review date", "Start of evaluation date", "Opinion adopted date",
    "Withdrawal of application date", "Marketing authorisation date", "Refusal of marketing authorisation date",
    "Withdrawal / expiry / revocation / lapse of marketing authorisation date",
    "Suspension of marketing authorisation date", "Revision number", "First published date", "Last updated date",
    "Medicine URL",
)  # fmt: skip

NEEDS = ("Category", "Name of medicine", "EMA product number", "Medicine status", "Active substance")

ALIASES = {
    "Species\\n(veterinary)": "Species (veterinary)",
    "Pharmacotherapeutic group\\n(human)": "Pharmacotherapeutic group (human)",
    "Pharmacotherapeutic group\\n(veterinary)": "Pharmacotherapeutic group (veterinary)",
    "ATC code": "ATC code (human)",
    "ATCvet code": "ATCvet code (veterinary)",
    "Authorisation status": "Medicine status",
    "Condition / indication": "Therapeutic indication",
    "Date of opinion": "Opinion adopted date",
    "Date of refusal of marketing authorisation": "Refusal of marketing authorisation date",
    "Decision date": "European Commission decision date",
    "First published": "First published date",
    "Human pharmacotherapeutic group": "Pharmacotherapeutic group (human)",
    "Marketing authorisation holder/company name": "Marketing authorisation developer / applicant / holder",
    "Medicine name": "Name of medicine",
    "Product number": "EMA product number",
    "Revision date": "Last updated date",
    "Species": "Species (veterinary)",
    "Therapeutic area": "Therapeutic area (MeSH)",
    "URL": "Medicine URL",
    "Vet pharmacotherapeutic group": "Pharmacotherapeutic group (veterinary)",
}

DATES = tuple(name for name in COLUMNS if name.endswith(" date"))
"""The columns of dates; the name of each is the kind of its dates."""

DESIGNATIONS = {
    "Accelerated assessment": "accelerated assessment",
    "Additional monitoring": "additional monitoring",
    "Advanced therapy": "advanced therapy",
    "Biosimilar": "biosimilar",
    "Conditional approval": "conditional approval",
    "Exceptional circumstances": "exceptional circumstances",
    "Generic": "generic",
    "Orphan medicine": "orphan",
    "PRIME: priority medicine": "PRIME",
}
"""The columns that say Yes or No, and the designation that a Yes gives."""

SEVERAL: tuple[tuple[Iri, tuple[str, ...]], ...] = (
    (KG.therapeuticArea, ("Therapeutic area (MeSH)",)),
    (
        KG.pharmacotherapeuticGroup,
        ("Pharmacotherapeutic group (human)", "Pharmacotherapeutic group (veterinary)"),
    ),
    (KG.species, ("Species (veterinary)",)),
)
"""The properties whose values stand in their cells as they are, apart by semicolons."""

PROPERTIES: dict[Iri, tuple[str, ...]] = {
    RDFS.label: ("EMA product number", "Name of medicine"),
    KG.activeIngredient: ("Active substance",),
    KG.atcCode: ("ATC code (human)", "ATCvet code (veterinary)"),
    KG.date: DATES,
    KG.decisionKind: ("Medicine status",),
    KG.description: ("Therapeutic indication",),
    KG.designation: tuple(DESIGNATIONS),
    KG.hasIndication: ("Therapeutic indication",),
    KG.holder: ("Marketing authorisation developer / applicant / holder",),
    KG.holderName: ("Marketing authorisation developer / applicant / holder",),
    KG.ingredient: ("Active substance", "International non-proprietary name (INN) / common name"),
    KG.innName: ("International non-proprietary name (INN) / common name",),
    KG.number: ("EMA product number",),
    KG.opinionStatus: ("Opinion status",),
    KG.productClass: ("Category",),
    KG.productName: ("Name of medicine",),
    KG.status: ("Medicine status",),
    KG.url: ("Medicine URL",),
    **dict(SEVERAL),
    # of an indication and its uses
    KG.acceleratedApproval: ("Therapeutic indication",),
    KG.condition: ("Therapeutic indication",),
    KG.conditionName: ("Therapeutic indication",),
    KG.criterion: ("Therapeutic indication",),
    KG.hasUse: ("Therapeutic indication",),
    KG.lineOfTreatment: ("Therapeutic indication",),
    KG.minimumAge: ("Therapeutic indication",),
    KG.minimumAgeDays: ("Therapeutic indication",),
    KG.partner: ("Therapeutic indication",),
    KG.population: ("Therapeutic indication",),
    KG.purpose: ("Therapeutic indication",),
    KG.useStatus: ("Therapeutic indication", "Medicine status"),
}

USES: tuple[str, ...] = ()

LEAVES = {
    "Latest procedure affecting product information": "the number of a procedure, no fact about the medicine",
    "Patient safety": "says whether the medicine's page has a notice, no fact about the medicine",
    "Revision number": "counts the changes of the medicine's page",
}
