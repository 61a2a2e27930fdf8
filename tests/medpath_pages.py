"""Pages in MedPath's layout, about drugs that do not exist, and what the mapper says of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.mappers.medpath import MEDPATH
from kg.mappers.medpath.registers import USUAL, USUAL_TRIALS
from kg.model import Description, Document, Evidence, Finding, Iri, Literal, Problem, Skipped, Statement, Unresolved
from kg.prefixes import expand
from kg.vocabulary import KG, RDFS

FIELDS = {
    "Generic Name": "Examplimab",
    "Brand Names": "Examplix, Whybrand",
    "Drug Type": "Biotech",
    "CAS Number": "50-00-0",
    "Unique Ingredient Identifier": "ABC1234567",
}
OVERVIEW = (
    "Examplimab is a monoclonal antibody that binds to CD99. It is manufactured by Sample Pharma Inc. It was first"
    " approved by the FDA in May 2010 for relapsed examploma."
)
INDICATION = "Examplimab is indicated for the treatment of adults with relapsed examploma."
CONDITIONS = ("Examploma", "Relapsed Examploma (RE)")
REPORT = ("Published: Feb 3, 2024", "Examplimab: A Sample", "[Executive Summary]", "[It is a drug.]")
FOOT = "Help Us Improve\n\nYour feedback helps us know.\n\nMedPath\n\n© 2025 MedPath, Inc. All rights reserved."

SECTION = {name: f"{name} Drug {'Information' if name == 'UK EMC' else 'Approvals'}" for name in USUAL}


DRUG = "kgr:medpath:drug:examplimab"
ROW = (
    KG.registerName,
    KG.productName,
    KG.holderName,
    KG.number,
    KG.dosageForm,
    KG.route,
    KG.strength,
    KG.status,
    KG.date,
)
TRIAL = (KG.date, KG.phase, KG.status, KG.sponsorName, KG.title, KG.studyId)
EVENT = (KG.authorityName, KG.eventKind, KG.date, KG.conditionName)
"""What a record of each class says, by its properties."""

FDA = ["EXAMPLIX", "SAMPLE INC", "0001-0002", "ORAL", "5 mg in 1 1", "2/3/2004"]
TABLES = {
    "EMA": ["Application withdrawn", "Withdrawn", "7/13/2017"],
    "HSA": ["EXAMPLIX TABLET 5 mg", "SIN12345P", "TABLET, FILM COATED", "5.0 mg", "10/18/2016"],
    "NMPA": ["某某单抗示例注射液", "Sample AG", "国药准字HJ20200001", "化学药品", "注射剂", "4/1/2006"],
    "PPB": ["EXAMPLIX TAB 5MG", "HK-66016", "SAMPLE & SON (HONG KONG) LTD", "WL-01300", "5 mg", "10/9/2006"],
    "TGA": ["EXAMPLIX examplimab 5 mg tablet bottle", "232805", "Medicine", "A", "11/9/2015"],
    "Health Canada": [
        "EXAMPLIX",
        "Sample Canada Inc",
        "02450283",
        "Powder For Solution - Intravenous",
        "38.5 MCG / VIAL",
    ],
    "CIMA AEMPS": ["Examplix 5 mg comprimidos", "1151047001", "COMPRIMIDO", "Uso Hospitalario", "Commercialized"],
    "Philippines FDA": [
        "Examplix",
        "Sample (Philippines), Inc.",
        "DR-XY39933",
        "Film-Coated Tablet",
        "5 mg",
        "10/14/2008",
    ],
    "Saudi SFDA": ["EXAMPLIX 5 mg", "SAMPLE COMPANY", "24-669-08", "Film-coated tablet", "5 mg", "5/31/2008"],
    "Malaysia NPRA": ["EXAMPLIX TABLET 5MG", "SAMPLE SDN. BHD.", "MAL19982805AZZ", "Tablet", "5 mg", "11/13/1998"],
    "UK EMC": ["Examplix 5 mg tablets", "Sample (UK) Limited", "PLGB 50873/1742", "Tablet", "examplimab", "8/9/2015"],
}
"""A row of each register, some with cells lost."""


def none_found(name: str) -> str:
    """The sentence of a section that found nothing."""
    return f"No {name} {'drug information' if name == 'UK EMC' else 'approvals'} found for this drug."


def make_page(
    *,
    fields: Mapping[str, str] = FIELDS,
    overview: str = OVERVIEW,
    indication: str = INDICATION,
    conditions: Sequence[str] = CONDITIONS,
    trials: Sequence[str] = ("No clinical trials found for this drug.",),
    tables: Mapping[str, Sequence[str]] | None = None,
    more: str = "",
    foot: str = FOOT,
) -> str:
    """A page; `tables` gives the cells of each register's section that is not to say that none was found."""
    head = "\n".join(f"{label}\n{value}" for label, value in fields.items())
    parts = [
        f"MedPath\n\nExamplimab\n\n{head}",
        f"Overview\n\n{overview}",
        f"Indication\n\n{indication}",
        "Associated Conditions\n\n" + "\n".join(f"  • {name}" for name in conditions),
        "Research Report\n\n" + "\n\n".join(REPORT) + "\n\nContinue reading the full research report",
        "Clinical Trials\n\n" + "\n".join([*USUAL_TRIALS.split(", "), *trials]),
    ]
    for name, columns in USUAL.items():
        cells = (tables or {}).get(name, [none_found(name)])
        parts.append("\n".join([SECTION[name], "", *columns.split(", "), *cells]))
    return "\n\n".join(part for part in [*parts, more, foot] if part)


def make_document(text: str) -> Document:
    """A document of some text, named by its hash as any other."""
    data = text.encode()
    return Document(("page.txt",), hashlib.sha256(data).hexdigest(), len(data), "medpath", "utf-8", text)


class Said:
    """What the mapper says of one page, to be asked in a test."""

    def __init__(self, text: str) -> None:
        self.document = make_document(text)
        self.findings: list[Finding] = list(MEDPATH.findings(self.document))
        self.problems = [found for found in self.findings if isinstance(found, Problem)]
        self.skipped = [found for found in self.findings if isinstance(found, Skipped)]
        self.unresolved = [found for found in self.findings if isinstance(found, Unresolved)]
        self.statements = [found for found in self.findings if isinstance(found, Statement)]
        self.described = {found.subject: found for found in self.findings if isinstance(found, Description)}

    def objects(self, subject: str, predicate: Iri) -> list[str]:
        """The objects of the statements about a subject (a CURIE), each once, in order; names by their label."""
        iri = expand(subject)
        found = [s.object for s in self.statements if s.subject == iri and s.predicate == predicate]
        return list(dict.fromkeys(self._words(node) for node in found))

    def _words(self, node: Iri | Literal) -> str:
        if isinstance(node, Literal):
            return node.value
        described = self.described.get(node)
        if described is None:
            return str(node)
        properties = dict(described.properties)
        value = properties.get(KG.calendarDate) or properties[RDFS.label]
        return value.value if isinstance(value, Literal) else str(value)

    def nodes(self, predicate: Iri, drug: str = "examplimab") -> list[str]:
        """The IRIs that the page's drug is joined to."""
        return self.objects(f"kgr:medpath:drug:{drug}", predicate)

    def records(
        self, relation: Iri, predicates: Iterable[Iri], drug: str = "examplimab"
    ) -> list[tuple[str | None, ...]]:
        """For each record of the drug what it says under some properties."""
        return [
            tuple(next(iter(self.objects(node, predicate)), None) for predicate in predicates)
            for node in self.nodes(relation, drug)
        ]

    def evidence(self, subject: str, predicate: Iri) -> list[Evidence]:
        """The evidence of the first such statement."""
        iri = expand(subject)
        return next(list(s.evidence) for s in self.statements if s.subject == iri and s.predicate == predicate)

    def iter_evidence(self) -> Iterator[Evidence]:
        """All evidence of all findings."""
        for found in self.findings:
            if isinstance(found, Statement | Description):
                yield from found.evidence
