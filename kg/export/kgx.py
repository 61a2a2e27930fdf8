"""A release as KGX (TSV): nodes and edges in the terms of the Biolink Model (4.4, checked against 4.4.6).

Biolink has no node for what lies between a drug and a condition, so an indication becomes one edge by its purpose and
standing; uses, authorisations, events, dates and documents stay in the other formats. An edge for which Biolink has no
predicate is `biolink:related_to`, with ours as `original_predicate`. A target or a biomarker is a NamedThing: a page
says its name, not whether a gene, a protein, a complex or a hormone is meant.

What the names are elsewhere comes as nodes and edges too: a reference by its kind and with the CURIE that others know
(HGNC:1633), an exact, close or broad match with the reason for it as `description`. An exact reference stands among
the `xref` of its name. No edge says that what is known of one node holds for another.

KGX reads no colon and no slash inside the second part of a CURIE: `kgr:nci.drug.blinatumomab` stands for
`kgr:nci:drug:blinatumomab`, whose IRI is in the column `iri`; an IRI of no known prefix stands as it is. Lists are
apart by `|`, which stands in no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.export.facts import Fact, Reader, iter_facts, iter_nodes
from kg.export.identifiers import SCHEMES, split_iri
from kg.export.selection import Selection
from kg.mappings import MAPPINGS, mint_mapping
from kg.ntriples import mint_statement
from kg.prefixes import compress
from kg.vocabulary import KG, SEMAPV, SKOS, SSSOM
from kg.why import Passage

NODE_COLUMNS = ("id", "category", "name", "xref", "provided_by", "iri")
EDGE_COLUMNS = (
    *("id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type"),
    *("primary_knowledge_source", "aggregator_knowledge_source", "original_predicate", "clinical_approval_status"),
    *("publications", "has_evidence", "supporting_text", "description"),
)
_THING = "biolink:NamedThing"
CATEGORIES: dict[str, str] = {
    KG.Biomarker: _THING,
    KG.Brand: _THING,
    KG.CodeName: _THING,
    KG.Combination: "biolink:Treatment",
    KG.Condition: "biolink:DiseaseOrPhenotypicFeature",
    KG.Drug: "biolink:Drug",
    KG.DrugClass: _THING,
    KG.Organisation: "biolink:Agent",
    KG.Population: "biolink:PopulationOfIndividualOrganisms",
    KG.Reference: _THING,
    KG.Regimen: "biolink:Treatment",
    KG.RemsProgramme: _THING,
    KG.Substance: "biolink:Drug",
    KG.Target: _THING,
    KG.Therapy: _THING,
    KG.Trial: "biolink:ClinicalTrial",
}
REFERENCES: dict[str, str] = {  # a fusion is neither a gene of the reference genome nor its product
    "complex": "biolink:MacromolecularComplex",
    "condition": "biolink:DiseaseOrPhenotypicFeature",
    "family": "biolink:GeneFamily",
    "gene": "biolink:Gene",
    "population": "biolink:PopulationOfIndividualOrganisms",
    "protein": "biolink:Protein",
}
"""The categories of references by their kind; one of another kind is a NamedThing."""
PREDICATES: dict[str, str] = {
    KG.associatedCondition: "biolink:treats_or_applied_or_studied_to_treat",
    KG.component: "biolink:has_part",
    KG.drugClass: "biolink:member_of",
    KG.hasMember: "biolink:has_member",
    KG.hasPart: "biolink:has_part",
    KG.mixtureOf: "biolink:has_part",
    KG.nameOf: "biolink:close_match",
    KG.recordOf: "biolink:close_match",
    KG.regimenOf: "biolink:has_part",
    KG.targets: "biolink:directly_physically_interacts_with",
    SKOS.broadMatch: "biolink:broad_match",
    SKOS.closeMatch: "biolink:close_match",
    SKOS.exactMatch: "biolink:exact_match",
    SKOS.narrowMatch: "biolink:narrow_match",
}
INDICATIONS: dict[tuple[str, str], str] = {  # by standing and purpose; biolink:diagnoses is for diagnostic aids alone
    ("approved", "treat"): "biolink:treats",
    ("approved", "prevent"): "biolink:preventative_for_condition",
    ("approved", "relieve"): "biolink:ameliorates_condition",
    ("approved", "diagnose"): "biolink:related_to",
    ("also-used", "treat"): "biolink:applied_to_treat",
}
_NO_KEY = re.compile("[:/]")
_WEAKEST = "biolink:related_to"
_TO_DISEASE = "biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation"
AGGREGATOR = "infores:drug-kg"
_MAPPINGS = f"<{MAPPINGS}>"
_NO_EDGES = frozenset({KG.askedAs})  # an aid to look names up, which most substances have to themselves
_LEVELS: dict[str, str] = {SEMAPV.MappingChaining: "logical_entailment"}
_AGENTS: dict[str, str] = {SEMAPV.ManualMappingCuration: "manual_agent"}
FIELD_RULES = frozenset(
    "nci.approval nci.brand nci.component nci.dailymed nci.dictionary nci.front-matter nci.front-matter.date nci.kind "
    "nci.list nci.list.condition nci.list.entry nci.medlineplus nci.name nci.pronunciation nci.related nci.thesaurus "
    "medpath.cell medpath.condition medpath.field medpath.name medpath.none-found medpath.report medpath.row "
    "medpath.section medpath.title decisions.line".split()
)
"""The rules of pages that read a field, a list or a table; all others read prose, which is text mining. A register's
rules, which a described table may add to, are told by the role of what they cite: a row."""


class Link(NamedTuple):
    """An edge of KGX: the fact behind it, where it leads, and how."""

    fact: Fact
    object: str
    predicate: str
    approval: str = ""


def write_kgx(selection: Selection, spare: Path, nodes: Path, edges: Path) -> None:
    """Write both tables: every node that has a category, and every edge between two of them."""
    with nodes.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(iter_node_rows(selection, spare))
    with edges.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(iter_edge_rows(selection, spare))


def iter_node_rows(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield the table of nodes, sorted by IRI."""
    reader = Reader(selection)
    yield _format_row(NODE_COLUMNS)
    for node, facts in iter_nodes(selection, spare):
        if category := _category(reader, node):
            graphs = {graph for fact in facts for graph in fact.graphs}
            sources = [f"infores:{name}" for name in reader.sources(tuple(sorted(graphs)))]
            cells = (category, reader.label(node), _xrefs(reader, node), sources or [AGGREGATOR], node[1:-1])
            yield _format_row((_curie(node), *cells))


def _category(reader: Reader, node: str) -> list[str]:
    classes = reader.classes(node)
    if KG.Reference in classes:
        return sorted({REFERENCES.get(kind, _THING) for kind in reader.values(node, KG.referenceKind)}) or [_THING]
    return sorted({CATEGORIES[kind] for kind in classes if kind in CATEGORIES})


def _xrefs(reader: Reader, node: str) -> list[str]:
    found = (
        curie
        for predicate, scheme in SCHEMES.items()
        for value in reader.values(node, predicate)
        if (curie := scheme.curie(value))
    )
    same = (f"<{iri}>" for iri in reader.values(node, SKOS.exactMatch))
    references = (_curie(other) for other in same if KG.Reference in reader.classes(other))
    return sorted({*found, *references})


def iter_edge_rows(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield the table of edges, sorted by statement; one that two sources state has a row for each."""
    reader = Reader(selection)
    yield _format_row(EDGE_COLUMNS)
    for fact in iter_facts(selection, spare):
        for link in _iter_links(fact, reader):
            if _category(reader, fact.subject) and _category(reader, link.object):
                yield from _iter_rows(link, reader, evidence=selection.evidence)


def _iter_links(fact: Fact, reader: Reader) -> Iterator[Link]:
    predicate = fact.predicate[1:-1]
    if not fact.is_link or predicate in _NO_EDGES:
        return
    if predicate == KG.hasIndication:
        yield from _iter_indicated(fact, reader)
    elif predicate == KG.indicatedFor:
        if not _has_indication(fact, reader):
            yield Link(fact, fact.object, "biolink:treats_or_applied_or_studied_to_treat")
    elif predicate == SKOS.relatedMatch and _is_product(fact, reader):
        yield Link(fact, fact.object, "biolink:has_gene_product")
    elif predicate != KG.notApprovedFor:  # a denial is no relation
        yield Link(fact, fact.object, PREDICATES.get(predicate, _WEAKEST))


def _iter_indicated(fact: Fact, reader: Reader) -> Iterator[Link]:
    """Yield what an indication says of its drug and each of its conditions."""
    purpose = next(iter(reader.values(fact.object, KG.purpose)), "")
    status = next(iter(reader.values(fact.object, KG.useStatus)), "")
    predicate = INDICATIONS.get((status, purpose), _WEAKEST)
    # a regulator approves drugs, not regimens, even where a page says that a regimen "is used to treat"
    approved = status == "approved" and KG.Drug in reader.classes(fact.subject)
    for condition in reader.values(fact.object, KG.condition):
        yield Link(fact, f"<{condition}>", predicate, "approved_for_condition" if approved else "")


def _is_product(fact: Fact, reader: Reader) -> bool:
    kinds = [reader.values(node, KG.referenceKind) for node in (fact.subject, fact.object)]
    return kinds == [("gene",), ("protein",)]


def _has_indication(fact: Fact, reader: Reader) -> bool:
    indications = reader.values(fact.subject, KG.hasIndication)
    return any(fact.object[1:-1] in reader.values(f"<{iri}>", KG.condition) for iri in indications)


def _iter_rows(link: Link, reader: Reader, *, evidence: bool) -> Iterator[str]:
    by_source: dict[str, list[str]] = {}
    for graph in link.fact.graphs:
        for source in reader.sources((graph,)) or ("drug-kg",):
            by_source.setdefault(source, []).append(graph)
    for source, graphs in sorted(by_source.items()):
        fact = link.fact._replace(graphs=tuple(graphs))
        yield _format_row(_describe(link, fact, source, reader, len(by_source) > 1))


def _describe(link: Link, fact: Fact, source: str, reader: Reader, shared: bool) -> tuple[str | list[str], ...]:
    passages, evidence = reader.passages(fact), reader.evidence(fact)
    conditions = link.fact.predicate[1:-1] in (KG.hasIndication, KG.indicatedFor, KG.associatedCondition)
    statement = compress(mint_statement(fact.subject, fact.predicate, fact.object))
    level, agent, reason = _judge(fact, reader) or ("knowledge_assertion", _agent(passages), "")
    return (
        *(f"{statement}-{source}" if shared else statement, _curie(fact.subject), link.predicate, _curie(link.object)),
        *(_TO_DISEASE if conditions else "biolink:Association", level, agent),
        *(f"infores:{source}", AGGREGATOR if source != "drug-kg" else "", compress(fact.predicate[1:-1])),
        link.approval,
        [reader.document_of(graph, KG.url) or compress(graph[1:-1]) for graph in _documents(fact, evidence, reader)],
        [compress(node.value) for node in evidence],
        list(dict.fromkeys(passage.quote for passage in passages)),
        reason,
    )


def _judge(fact: Fact, reader: Reader) -> tuple[str, str, str] | None:
    """Knowledge level, agent and reason of a fact that is a mapping; None for all others."""
    if _MAPPINGS not in fact.graphs:
        return None
    node = f"<{mint_mapping(*(term[1:-1] for term in fact[:3]))}>"
    why = next(iter(reader.values(node, SSSOM.mapping_justification)), "")
    if not why:
        return None
    reason = "; ".join(reader.values(node, SSSOM.comment))
    return _LEVELS.get(why, "knowledge_assertion"), _AGENTS.get(why, "automated_agent"), reason


def _documents(fact: Fact, evidence: Iterable[ox.NamedNode], reader: Reader) -> list[str]:
    """The documents that say a fact, or that a mapping rests on."""
    if _MAPPINGS not in fact.graphs:
        return list(fact.graphs)
    return sorted({f"<{iri}>" for node in evidence for iri in reader.values(str(node), KG.document)})


def _agent(passages: Iterable[Passage]) -> str:
    rested = list(passages)
    if not rested:
        return "not_provided"
    prose = {passage.rule for passage in rested if passage.role != "row"} - FIELD_RULES
    return "text_mining_agent" if prose else "automated_agent"


def _curie(node: str) -> str:
    parts = split_iri(node[1:-1])
    if parts is None or not parts.prefix:
        return node[1:-1]
    return f"{parts.prefix}:{_NO_KEY.sub('.', parts.local)}"


def _format_row(cells: Iterable[str | list[str]]) -> str:
    """A row of KGX's TSV, which quotes nothing: tabs, line ends and bars inside a value become spaces."""
    lists = ([cell] if isinstance(cell, str) else cell for cell in cells)
    return "\t".join("|".join(" ".join(item.replace("|", " ").split()) for item in items) for items in lists) + "\n"
