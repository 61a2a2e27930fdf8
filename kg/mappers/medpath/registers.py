"""What a page's tables hold: the registers that its sections name, their usual columns, and what each column says."""

from __future__ import annotations

from typing import NamedTuple

from kg.grammar.cells import Kind
from kg.model import Iri
from kg.nodes import mint_iri
from kg.vocabulary import KG


class Column(NamedTuple):
    """A column: its label as written, what its cells look like, and the property that they give, if any."""

    label: str
    kind: Kind
    predicate: Iri | None


COLUMNS: dict[str, tuple[Kind, Iri | None]] = {
    "active ingredient": ("ingredient", KG.activeIngredient),
    "approval number": ("number", KG.number),
    "approved product": ("product", KG.productName),
    "artg id": ("number", KG.number),
    "authorisation holder": ("company", KG.holderName),
    "authorization holder": ("company", KG.holderName),
    "company": ("company", KG.holderName),
    "din": ("number", KG.number),
    "dosage form": ("form", KG.dosageForm),
    "drug type": ("drug type", KG.drugType),
    "licence no.": ("licence", KG.licenceNumber),
    "license number": ("number", KG.number),
    "ma holder": ("company", KG.holderName),
    "ma number": ("number", KG.number),
    "manufacturer": ("company", KG.holderName),
    "medicine name": ("product", KG.productName),
    "ndc code": ("number", KG.number),
    "pharmaceutical form": ("form", KG.dosageForm),
    "prescription type": ("prescription type", KG.prescriptionType),
    "registration no.": ("number", KG.number),
    "registration number": ("number", KG.number),
    "registration type": ("registration type", KG.registrationType),
    "route": ("route", KG.route),
    "sponsor": ("company", KG.holderName),
    "status": ("status", KG.status),
    "strength": ("strength", KG.strength),
}
"""The columns of the registers' tables by label, case folded; a label that ends in "date" is a date."""

TRIAL_COLUMNS: dict[str, tuple[Kind, Iri | None]] = {
    "phase": ("phase", KG.phase),
    "posted": ("posted", KG.date),
    "sponsor": ("sponsor", KG.sponsorName),
    "status": ("trial status", KG.status),
    "study id": ("trial id", KG.studyId),
    "title": ("title", KG.title),
}
"""The columns of the table of trials by label, case folded."""

USUAL: dict[str, str] = {
    "FDA": "Approved Product, Manufacturer, NDC Code, Route, Strength, Effective Date",
    "EMA": "Approved Product, Authorization Holder, Status, Issued Date",
    "HSA": "Approved Product, Manufacturer, Approval Number, Dosage Form, Strength, Approval Date",
    "NMPA": "Approved Product, Company, Approval Number, Drug Type, Dosage Form, Approval Date",
    "PPB": "Approved Product, Registration No., Company, Licence No., Strength, Registration Date",
    "TGA": "Approved Product, ARTG ID, Sponsor, Registration Type, Status, Registration Date",
    "Health Canada": "Approved Product, Company, DIN, Dosage Form, Strength, Market Date",
    "CIMA AEMPS": "Approved Product, Company, Registration Number, Pharmaceutical Form, Prescription Type, Status",
    "Philippines FDA": "Approved Product, Company, License Number, Dosage Form, Strength, Approval Date",
    "Saudi SFDA": "Approved Product, Company, License Number, Dosage Form, Strength, Approval Date",
    "Malaysia NPRA": "Approved Product, Company, Registration Number, Dosage Form, Strength, Approval Date",
    "UK EMC": "Medicine Name, MA Holder, MA Number, Pharmaceutical Form, Active Ingredient, Authorization Date",
}
"""The registers by the name that heads their section, in the pages' order, and the columns that their tables have."""

USUAL_TRIALS = "Title, Posted, Study ID, Phase, Status, Sponsor"

REGISTERS: dict[str, Iri] = {name: mint_iri("register", name) for name in USUAL}
"""The register that a section's name leads to (see ontology/authorities.ttl for its authority and country)."""


def find_column(label: str, trials: bool) -> Column | None:
    """The column with this label, or None where a line is no column's label."""
    folded = label.casefold()
    if found := (TRIAL_COLUMNS if trials else COLUMNS).get(folded):
        return Column(label, *found)
    if not trials and folded.endswith(" date") and len(folded.split()) <= 3:
        return Column(label, "date", KG.date)
    return None


def usual_columns(name: str) -> tuple[Column, ...]:
    """The columns that the table of a register (or of trials, where `name` is empty) has on other pages."""
    labels = USUAL[name] if name else USUAL_TRIALS
    return tuple(column for label in labels.split(", ") if (column := find_column(label, not name)))
