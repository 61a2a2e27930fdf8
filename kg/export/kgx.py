"""A release as KGX (TSV): nodes and edges in the terms of the Biolink Model (4.4, checked against 4.4.6).

Biolink has no node for what lies between a drug and a condition, so an indication becomes one edge by its purpose and
standing; uses, authorisations, events, dates and documents stay in the other formats. An edge for which Biolink has no
predicate is `biolink:related_to`, with ours as `original_predicate`. A target or a biomarker is a NamedThing: a page
says its name, not whether a gene, a protein, a complex or a hormone is meant.

KGX reads no colon and no slash inside the second part of a CURIE: `kgr:nci.drug.blinatumomab` stands for
`kgr:nci:drug:blinatumomab`, whose IRI is in the column `iri`. Lists are apart by `|`, which stands in no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.export.facts import Fact, Reader, iter_facts, iter_nodes
from kg.export.selection import Selection
from kg.export.sssom import SCHEMES
from kg.ntriples import mint_statement
from kg.prefixes import compress
from kg.vocabulary import KG
from kg.why import Passage

NODE_COLUMNS = ("id", "category", "name", "xref", "provided_by", "iri")
EDGE_COLUMNS = (
    *("id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type"),
    *("primary_knowledge_source", "aggregator_knowledge_source", "original_predicate", "clinical_approval_status"),
    *("publications", "has_evidence", "supporting_text"),
)
CATEGORIES: dict[str, str] = {
    KG.Brand: "biolink:NamedThing",
    KG.Combination: "biolink:Treatment",
    KG.Condition: "biolink:DiseaseOrPhenotypicFeature",
    KG.Drug: "biolink:Drug",
    KG.DrugClass: "biolink:NamedThing",
    KG.Organisation: "biolink:Agent",
    KG.RemsProgramme: "biolink:NamedThing",
    KG.Target: "biolink:NamedThing",
    KG.Trial: "biolink:ClinicalTrial",
}
PREDICATES: dict[str, str] = {
    KG.associatedCondition: "biolink:treats_or_applied_or_studied_to_treat",
    KG.component: "biolink:has_part",
    KG.drugClass: "biolink:member_of",
    KG.targets: "biolink:directly_physically_interacts_with",
}
INDICATIONS: dict[tuple[str, str], str] = {  # by standing and purpose; biolink:diagnoses is for diagnostic aids alone
    ("approved", "treat"): "biolink:treats",
    ("approved", "prevent"): "biolink:preventative_for_condition",
    ("approved", "relieve"): "biolink:ameliorates_condition",
    ("approved", "diagnose"): "biolink:related_to",
    ("also-used", "treat"): "biolink:applied_to_treat",
}
_WEAKEST = "biolink:related_to"
_TO_DISEASE = "biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation"
AGGREGATOR = "infores:drug-kg"
FIELD_RULES = frozenset(
    "nci.approval nci.brand nci.component nci.dailymed nci.dictionary nci.front-matter nci.front-matter.date nci.kind "
    "nci.list nci.list.condition nci.list.entry nci.medlineplus nci.name nci.pronunciation nci.related nci.thesaurus "
    "medpath.cell medpath.condition medpath.field medpath.name medpath.none-found medpath.report medpath.row "
    "medpath.section medpath.title decisions.line".split()
)
"""The rules that read a field, a list or a table; all others read prose, which is text mining."""


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
    return sorted({CATEGORIES[kind] for kind in reader.classes(node) if kind in CATEGORIES})


def _xrefs(reader: Reader, node: str) -> list[str]:
    found = (
        curie
        for predicate, scheme in SCHEMES.items()
        for value in reader.values(node, predicate)
        if (curie := scheme.curie(value))
    )
    return sorted(found)


def iter_edge_rows(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield the table of edges, sorted by statement; one that two sources state has a row for each."""
    reader = Reader(selection)
    yield _format_row(EDGE_COLUMNS)
    for fact in iter_facts(selection, spare):
        for link in _iter_links(fact, reader):
            if _category(reader, fact.subject) and _category(reader, link.object):
                yield from _iter_rows(link, reader, evidence=selection.evidence)


def _iter_links(fact: Fact, reader: Reader) -> Iterator[Link]:
    if not fact.is_link:
        return
    predicate = fact.predicate[1:-1]
    if predicate == KG.hasIndication:
        yield from _iter_indicated(fact, reader)
    elif predicate == KG.indicatedFor:
        if not _has_indication(fact, reader):
            yield Link(fact, fact.object, "biolink:treats_or_applied_or_studied_to_treat")
    else:
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
    passages = reader.passages(fact)
    conditions = link.fact.predicate[1:-1] in (KG.hasIndication, KG.indicatedFor, KG.associatedCondition)
    statement = compress(mint_statement(fact.subject, fact.predicate, fact.object))
    return (
        *(f"{statement}-{source}" if shared else statement, _curie(fact.subject), link.predicate, _curie(link.object)),
        *(_TO_DISEASE if conditions else "biolink:Association", "knowledge_assertion", _agent(passages)),
        *(f"infores:{source}", AGGREGATOR if source != "drug-kg" else "", compress(fact.predicate[1:-1])),
        link.approval,
        [reader.document_of(graph, KG.url) or compress(graph[1:-1]) for graph in fact.graphs],
        [compress(node.value) for node in reader.evidence(fact)],
        list(dict.fromkeys(passage.quote for passage in passages)),
    )


def _agent(passages: Iterable[Passage]) -> str:
    rules = {passage.rule for passage in passages}
    if not rules:
        return "not_provided"
    return "automated_agent" if rules <= FIELD_RULES else "text_mining_agent"


def _curie(node: str) -> str:
    prefix, _, key = compress(node[1:-1]).partition(":")
    return f"{prefix}:{key.replace(':', '.')}"


def _format_row(cells: Iterable[str | list[str]]) -> str:
    """A row of KGX's TSV, which quotes nothing: tabs, line ends and bars inside a value become spaces."""
    lists = ([cell] if isinstance(cell, str) else cell for cell in cells)
    return "\t".join("|".join(" ".join(item.replace("|", " ").split()) for item in items) for items in lists) + "\n"
