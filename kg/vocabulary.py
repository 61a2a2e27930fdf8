"""The ontology's terms as Python names: a closed namespace, tested equal to `ontology/kg.ttl`."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Iri
from kg.prefixes import PREFIXES

CLASSES = """
ApprovalStatus Authorisation Authority Biomarker BiomarkerCriterion Brand CodeName Combination Condition Conflict
ConflictRule Country Coverage DateValue Decision Document Drug DrugClass DrugList Evidence Indication IndicationUse
ListEntry Mapping NoneFound Organisation Population Position Reference Regimen Register RegulatoryEvent
RelatedResource RemsProgramme Report Rule Source Statement Substance Target Therapy Trial UnresolvedName
""".split()

OBJECT_PROPERTIES = """
about aboutConflict aboutName aboutStatement askedAs associatedCondition authority biomarker brand brandOf candidate
codeNameOf component concerns condition confirmedBy conflictRule correctedBy country covers criterion date document
drugClass entry evidence formulationOf hasApprovalStatus hasAuthorisation hasEvent hasIndication hasMember
hasNoneFound hasPart hasReport hasTrial hasUse holder indicatedFor listsDrug maintainedBy maker mixtureOf nameOf
partner population position prefers productOf recordOf regimenOf register rejectedBy relatedResource rems rule saltOf
settledBy settledFor source sponsor statement suffixedFormOf targets
""".split()

DATA_PROPERTIES = """
acceleratedApproval activeIngredient audience authorityName biomarkerStatus byteSize calendarDate casNumber
checkedAgainst chemicalFormula citation conditionName conflictKind correctedValue coversAsOf dailymedSetId dateKind
datePrecision dateWritten decidedBy decidedOn description dosageForm drugType earliestDate encoding endCharacter
endLine eventKind excludes explanation group holderName href key language latestDate licence licenceNumber limitedTo
lineOfTreatment medlinePlusId minimumAge minimumAgeDays name nciDictionaryId nciTermId nciThesaurusCode number
occurrence origin pageKind path phase policy preferenceReason prescriptionType productName pronunciation propertyName
purpose quote reason referenceKind registerName registrationType role route severity sha256 side sponsorName
startCharacter startColumn startLine status strength studyId tag title topic unii unresolvedReason url useStatus
verdict version
""".split()


class Namespace:
    """A closed set of terms: `KG.targets` is its IRI; a name that the set lacks is an AttributeError."""

    def __init__(self, base: str, names: list[str]) -> None:
        self._base = base
        self._terms = {name: Iri(base + name) for name in names}

    def __getattr__(self, name: str) -> Iri:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"{self._base} has no term {name!r}") from None

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
