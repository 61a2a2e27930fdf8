"""The nodes that several mappers describe alike: things known by their name, and dates.

A name node (`kgr:target:cd19`) stands for *what is called so*, whichever document calls it so; grounding and identity
link it to references beside the documents' graphs. Each document that uses the name says so with its own evidence.
"""

from __future__ import annotations

from kg.dates import DATATYPES, CalendarDate
from kg.model import Description, Evidence, Iri, Literal
from kg.prefixes import mint
from kg.vocabulary import KG, RDFS, XSD

NAME_KINDS: dict[Iri, str] = {
    KG.Biomarker: "biomarker",
    KG.Brand: "brand",
    KG.CellType: "cell-type",
    KG.Condition: "condition",
    KG.DrugClass: "class",
    KG.Ingredient: "ingredient",
    KG.Organisation: "organisation",
    KG.Population: "population",
    KG.RemsProgramme: "rems",
    KG.Target: "target",
    KG.Therapy: "therapy",
}


def mint_iri(*key: str) -> Iri:
    """A resource's IRI from its key: source, kind, then the record's own key (see `kg.prefixes.mint`)."""
    return Iri(mint(*key))


def describe_name(kind: Iri, name: str, *evidence: Evidence, within: str = "") -> Description:
    """The node of class `kind` that is called `name`, as written in the evidence; `within` narrows it to a country."""
    key = (NAME_KINDS[kind], within, name) if within else (NAME_KINDS[kind], name)
    return Description(mint_iri(*key), kind, ((RDFS.label, Literal(name)),), evidence)


def describe_criterion(marker: Description, status: str, *evidence: Evidence) -> Description:
    """The requirement that `marker` has `status` (positive, negative, mutated, not-mutated, fusion, high …)."""
    label = dict(marker.properties)[RDFS.label]
    iri = mint_iri("criterion", str(label.value if isinstance(label, Literal) else label), status)
    properties = (
        (RDFS.label, Literal(f"{label.value if isinstance(label, Literal) else label} {status}")),
        (KG.biomarker, marker.subject),
        (KG.biomarkerStatus, Literal(status)),
    )
    return Description(iri, KG.BiomarkerCriterion, properties, evidence)


def describe_date(source: str, kind: str, written: str, date: CalendarDate, *evidence: Evidence) -> Description:
    """The date that a source writes as `written` and calls `kind` ("Approval Date", "Posted", "first approval")."""
    properties = (
        (RDFS.label, Literal(f"{kind} {date.value}")),
        (KG.dateKind, Literal(kind)),
        (KG.dateWritten, Literal(written)),
        (KG.datePrecision, Literal(date.precision)),
        (KG.calendarDate, Literal(date.value, DATATYPES[date.precision])),
        (KG.earliestDate, Literal(date.earliest, XSD.date)),
        (KG.latestDate, Literal(date.latest, XSD.date)),
    )
    return Description(mint_iri(source, "date", kind, written), KG.DateValue, properties, evidence)
