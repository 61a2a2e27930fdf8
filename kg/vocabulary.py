"""The ontology's terms as Python names: a closed namespace, tested equal to `ontology/kg.ttl`."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Iri
from kg.prefixes import PREFIXES

CLASSES = """
Application ApprovalStatus Authorisation Authority Biomarker BiomarkerCriterion Brand CellType CodeName ColumnRule
Combination Condition Conflict ConflictRule Country Coverage DateValue Decision Document Drug DrugClass DrugList
Evidence Indication IndicationUse Ingredient ListEntry Mapping NoneFound Organisation Population Position
ProductIngredient Reference Regimen Register RegulatoryDecision RegulatoryEvent RelatedResource RemsProgramme Report
RowEvidence Rule Source Statement StatusChange Submission Substance Target Therapy Trial UnresolvedName
""".split()

OBJECT_PROPERTIES = """
about aboutConflict aboutName aboutStatement actsOnCell application askedAs associatedCondition authority biomarker
brand brandOf candidate codeNameOf component concerns condition confirmedBy conflictRule correctedBy country covers
criterion date document drugClass entry evidence firstApproval formulationOf hasApprovalStatus hasAuthorisation
hasDecision hasEvent hasIndication hasIngredient hasMember hasNoneFound hasPart hasReport hasTrial hasUse holder
indicatedFor ingredient listsDrug maintainedBy maker mixtureOf nameOf notApprovedFor partner payload population
position prefers property recordOf regimenOf register rejectedBy relatedResource rems rule saltOf settledBy settledFor
source sponsor statement statusChange suffixedFormOf targets
""".split()

DATA_PROPERTIES = """
acceleratedApproval activeIngredient administration applicationType atcCode audience authorityName biomarkerStatus
boxedWarning byteSize calendarDate cancerType casNumber checkedAgainst chemicalFormula citation column columns
composition conditionName conflictKind correctedValue coversAsOf dailymedSetId dateKind datePrecision dateWritten
decidedBy decidedOn decisionKind delimiter description designation dosage dosageForm drugType earliestDate encoding
endCharacter endLine eventKind excludes explanation formDescription group halfLife holderName href ingredientName
innName investigatedFor isCurrent key language latestDate licence licenceNumber limitedTo lineOfTreatment
manufacturerCountry manufacturerName mechanism medlinePlusId minimumAge minimumAgeDays name nciDictionaryId nciTermId
nciThesaurusCode number occurrence opinionStatus origin packageSize pageKind path pharmacopoeialStandard
pharmacotherapeuticGroup phase policy preferenceReason prescriptionType productClass productName pronunciation
propertyName purpose quote reason referenceDrug referenceKind referenceStandard registerName registrationType
resourceKind reviewPriority role route row schedule severity sha256 side species sponsorName startCharacter startColumn
startLine status strength studyId submissionClass submissionNumber submissionType summary tag therapeuticArea
therapeuticEquivalence title topic unii unresolvedReason url useStatus verdict version
""".split()


class Namespace:
    """A closed set of terms: `KG.targets` is its IRI; a name that the set lacks is an AttributeError."""

    def __init__(self, base: str, names: list[str]) -> None:
        self._base = base
        self._terms = {name: Iri(base + name) for name in names}
        self.__dict__.update(self._terms)  # found without a call: mappers ask for a term millions of times

    def __getattr__(self, name: str) -> Iri:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"{self._base} has no term {name!r}")

    def __dir__(self) -> list[str]:
        return sorted(self._terms)

    def __iter__(self) -> Iterator[Iri]:
        return iter(self._terms.values())


KG = Namespace(PREFIXES["kg"], CLASSES + OBJECT_PROPERTIES + DATA_PROPERTIES)
RDF = Namespace(PREFIXES["rdf"], ["Statement", "object", "predicate", "subject", "type"])
SEMAPV = Namespace(
    PREFIXES["semapv"],
    "BackgroundKnowledgeBasedMatching LexicalMatching ManualMappingCuration MappingChaining".split(),
)
SSSOM = Namespace(
    PREFIXES["sssom"],
    """
    comment confidence mapping_justification object_id object_label object_source predicate_id predicate_modifier
    subject_id subject_label
    """.split(),
)
RDFS = Namespace(PREFIXES["rdfs"], ["comment", "label", "seeAlso"])
SKOS = Namespace(
    PREFIXES["skos"], "altLabel broadMatch closeMatch exactMatch narrowMatch prefLabel relatedMatch".split()
)
XSD = Namespace(PREFIXES["xsd"], ["boolean", "date", "gYear", "gYearMonth", "integer", "string"])
