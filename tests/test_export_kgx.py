"""KGX: structure against what Biolink demands, values by hand, and KGX's own validator."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.export import Selection, export
from kg.export.kgx import (
    CATEGORIES,
    EDGE_COLUMNS,
    FIELD_RULES,
    INDICATIONS,
    NODE_COLUMNS,
    PREDICATES,
    REFERENCES,
    _agent,
)
from kg.mappers import MAPPERS
from kg.mappers.told import RULES as TOLD
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG
from kg.why import Passage
from tests.test_export import make_release

Row = dict[str, str]
SOURCES = {
    "infores:drug-kg",
    *(f"infores:{name}" for name in ("dpd", "drugsatfda", "ema", "hsa", "medpath", "nci", "table-artg", "table-nmpa")),
}

# Biolink Model 4.4.6, biolink_model.yaml: each category with its ancestors and mixins, as far as domains ask for them
THERAPY, CONDITION = "chemical or drug or treatment", "disease or phenotypic feature"
ANCESTORS: dict[str, set[str]] = {
    "biolink:Agent": {"administrative entity", "named thing"},
    "biolink:ClinicalTrial": {"study", "activity", "named thing"},
    "biolink:DiseaseOrPhenotypicFeature": {CONDITION, "biological entity", "named thing"},
    "biolink:Drug": {"molecular mixture", "chemical mixture", "chemical entity", "named thing", THERAPY},
    "biolink:Gene": {"gene", "biological entity", "named thing"},
    "biolink:GeneFamily": {"biological entity", "named thing"},
    "biolink:MacromolecularComplex": {"biological entity", "named thing"},
    "biolink:NamedThing": {"named thing"},
    "biolink:PopulationOfIndividualOrganisms": {"organismal entity", "biological entity", "named thing"},
    "biolink:Protein": {"gene product mixin", "polypeptide", "biological entity", "named thing"},
    "biolink:Treatment": {"exposure event", "named thing", THERAPY},
}
# … and the domain and range of each predicate; one that has none takes a named thing
DOMAINS: dict[str, tuple[str, str]] = {
    "biolink:ameliorates_condition": (THERAPY, CONDITION),
    "biolink:applied_to_treat": (THERAPY, CONDITION),
    "biolink:broad_match": ("named thing", "named thing"),
    "biolink:close_match": ("named thing", "named thing"),
    "biolink:directly_physically_interacts_with": ("named thing", "named thing"),
    "biolink:exact_match": ("named thing", "named thing"),
    "biolink:has_gene_product": ("gene", "gene product mixin"),
    "biolink:has_member": ("named thing", "named thing"),
    "biolink:has_part": ("named thing", "named thing"),
    "biolink:member_of": ("named thing", "named thing"),
    "biolink:narrow_match": ("named thing", "named thing"),
    "biolink:preventative_for_condition": (THERAPY, CONDITION),
    "biolink:related_to": ("named thing", "named thing"),
    "biolink:treats": (THERAPY, CONDITION),
    "biolink:treats_or_applied_or_studied_to_treat": (THERAPY, CONDITION),
}
PROSE = {
    *("nci.class", "nci.target", "nci.rems", "nci.indication", "nci.indication.term", "nci.use", "nci.use.accelerated"),
    *("nci.use.age", "nci.use.brand", "nci.use.line", "nci.use.marker", "nci.use.partner", "nci.use.population"),
    *(f"{source}.{rule}" for source in ("medpath", "nci") for rule in TOLD),
    *("medpath.class", "medpath.event", "medpath.indication", "medpath.maker", "medpath.target", "medpath.use"),
}


def read_tsv(path: Path) -> list[Row]:
    """KGX quotes nothing: a tab always ends a value."""
    header, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


@pytest.fixture(scope="session")
def kgx(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kgx")
    written = export(Selection(release), str(folder / "drug-kg"), "kgx")
    assert [path.name for path in written] == ["drug-kg_nodes.tsv", "drug-kg_edges.tsv"]
    return folder / "drug-kg"


@pytest.fixture(scope="session")
def nodes(kgx: Path) -> dict[str, Row]:
    rows = read_tsv(Path(f"{kgx}_nodes.tsv"))
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="session")
def edges(kgx: Path) -> list[Row]:
    return read_tsv(Path(f"{kgx}_edges.tsv"))


def find(edges: Iterable[Row], subject: str, original: str) -> dict[str, Row]:
    return {row["object"]: row for row in edges if (row["subject"], row["original_predicate"]) == (subject, original)}


def test_every_node_has_what_kgx_demands(nodes: dict[str, Row]) -> None:
    assert list(next(iter(nodes.values()))) == list(NODE_COLUMNS)
    for row in nodes.values():
        assert re.fullmatch(r"(kgr|[A-Z]\w+):[^ <()>:/]+", row["id"])  # what KGX takes for a CURIE
        if row["id"].startswith("kgr:"):
            assert row["iri"] == PREFIXES["kgr"] + row["id"].removeprefix("kgr:").replace(".", ":")
        assert set(row["category"].split("|")) <= set(ANCESTORS)
        assert row["name"].strip()
        assert set(row["provided_by"].split("|")) <= SOURCES
    own = {row["id"] for row in nodes.values() if row["provided_by"] == "infores:drug-kg"}
    references = {name for name in own if not name.startswith("kgr:") or name.startswith("kgr:reference.")}
    hubs = {name for name in own if name.startswith(("kgr:substance.", "kgr:regimen.", "kgr:code."))}
    assert own - references - hubs == {"kgr:organisation.datapharm"}  # from the vocabulary: it keeps a register
    assert {name.partition(":")[0] for name in references} == {"DOID", "HGNC", "UniProtKB", "kgr"}


def test_every_edge_has_what_kgx_and_biolink_demand(nodes: dict[str, Row], edges: list[Row]) -> None:
    assert list(edges[0]) == list(EDGE_COLUMNS)
    assert len({row["id"] for row in edges}) == len(edges)
    for row in edges:
        subject, obj = (nodes[row[end]]["category"] for end in ("subject", "object"))
        domain, range_ = DOMAINS[row["predicate"]]
        assert domain in ANCESTORS[subject], row
        assert range_ in ANCESTORS[obj], row
        assert row["clinical_approval_status"] in {"", "approved_for_condition"}
        assert re.fullmatch(r"kgs:[0-9a-f]{32}", row["id"])


def is_mapped(row: Row) -> bool:
    """Whether an edge is from the graph of mappings, whose primary source is this project."""
    return row["primary_knowledge_source"] == "infores:drug-kg"


def test_what_a_document_says_is_cited_with_its_source(edges: list[Row]) -> None:
    said = [row for row in edges if not is_mapped(row)]
    assert len(said) > 100
    for row in said:
        assert row["knowledge_level"] == "knowledge_assertion"
        assert row["agent_type"] in {"automated_agent", "text_mining_agent"}
        assert row["primary_knowledge_source"] in SOURCES
        assert row["publications"]
        assert row["supporting_text"]
        assert all(item.startswith("kge:") for item in row["has_evidence"].split("|"))


def test_every_mapping_between_two_nodes_is_an_edge_with_its_reason(
    release: Path, nodes: dict[str, Row], edges: list[Row]
) -> None:
    mapped = [row for row in edges if is_mapped(row)]
    for row in mapped:
        assert row["knowledge_level"] in {"knowledge_assertion", "logical_entailment"}
        bare = row["original_predicate"] in {"kg:hasPart", "kg:hasMember"}  # the vocabulary's own
        assert row["agent_type"] in ({"not_provided"} if bare else {"automated_agent", "manual_agent"}), row
        assert bool(row["description"]) != bare
        # a form that no page has for its own, and what the vocabulary knows, rest on no passage
        assert bool(row["supporting_text"]) == bool(row["publications"]) == bool(row["has_evidence"])
    iris = {row["iri"]: name for name, row in nodes.items()}
    expected = {
        (iris[subject], compress(predicate), iris[obj])
        for subject, predicate, obj in find_mappings(release)
        if subject in iris and obj in iris
    }
    found = {(row["subject"], row["original_predicate"], row["object"]) for row in mapped if row["description"]}
    assert found == expected
    left_out = {subject for subject, _, obj in find_mappings(release) if subject not in iris or obj not in iris}
    assert {name.removeprefix(PREFIXES["kgr"]).split(":")[0] for name in left_out} == {"ingredient"}


def find_mappings(release: Path) -> set[tuple[str, str, str]]:
    """Subject, predicate and object (IRIs) of every kg:Mapping of a release, read with pyoxigraph alone."""
    store = ox.Store()
    store.bulk_load(path=str(release / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    found = store.query(
        "PREFIX kg: <https://w3id.org/drug-kg/ontology#> PREFIX sssom: <https://w3id.org/sssom/> "
        "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?m a kg:Mapping ; sssom:subject_id ?s ; sssom:predicate_id ?p ; "
        "sssom:object_id ?o } }"
    )
    assert isinstance(found, ox.QuerySolutions)
    return {(row["s"].value, row["p"].value, row["o"].value) for row in found}


def test_a_target_leads_to_its_gene_and_its_protein_and_a_complex_to_its_parts(
    nodes: dict[str, Row], edges: list[Row]
) -> None:
    match = find(edges, "kgr:target.bcma", "skos:exactMatch")["HGNC:11913"]
    assert (match["predicate"], match["agent_type"]) == ("biolink:exact_match", "manual_agent")
    assert match["description"] == "the curated vocabulary calls it so"
    assert "BCMA" in match["supporting_text"].split("|")
    assert nodes["kgr:target.bcma"]["xref"] == "HGNC:11913"
    assert (nodes["HGNC:11913"]["category"], nodes["HGNC:11913"]["name"]) == ("biolink:Gene", "TNFRSF17")
    assert nodes["HGNC:11913"]["iri"] == "http://identifiers.org/hgnc/11913"
    protein = find(edges, "HGNC:11913", "skos:relatedMatch")["UniProtKB:Q02223"]
    assert protein["predicate"] == "biolink:has_gene_product"
    assert nodes["kgr:reference.complex.cd3"]["category"] == "biolink:MacromolecularComplex"
    assert set(find(edges, "kgr:reference.complex.cd3", "kg:hasPart")) == {"HGNC:1673", "HGNC:1674", "HGNC:1675"}


def test_two_records_of_one_substance_match_and_a_salt_is_only_related(edges: list[Row]) -> None:
    same = find(edges, "kgr:medpath.drug.blinatumomab", "skos:exactMatch")["kgr:nci.drug.blinatumomab"]
    assert (same["predicate"], same["description"]) == ("biolink:exact_match", "both are called “Blinatumomab”")
    salt = find(edges, "kgr:substance.imatinib-mesylate", "kg:saltOf")["kgr:substance.imatinib"]
    assert (salt["predicate"], salt["agent_type"]) == ("biolink:related_to", "automated_agent")


def test_what_we_may_write_is_in_the_model() -> None:
    assert {*CATEGORIES.values(), *REFERENCES.values()} <= set(ANCESTORS)
    assert {*PREDICATES.values(), *INDICATIONS.values()} <= set(DOMAINS)


def test_a_node_has_its_identifiers(nodes: dict[str, Row]) -> None:
    assert nodes["kgr:nci.drug.blinatumomab"] == {
        "id": "kgr:nci.drug.blinatumomab",
        "category": "biolink:Drug",
        "name": "Blinatumomab",
        "xref": "NCIT:C62528|dailymed:38b482a8-960b-4591-9857-5031ecb830aa|medlineplus.drug:a614061.html"
        "|nci.drug:487684",
        "provided_by": "infores:nci",
        "iri": "https://w3id.org/drug-kg/id/nci:drug:blinatumomab",
    }
    assert nodes["kgr:medpath.drug.rituximab"]["xref"] == "CAS:174722-31-7|UNII:4F4X42SYQ6"
    assert nodes["kgr:brand.rituxan"]["provided_by"] == "infores:medpath|infores:nci"
    assert nodes["kgr:nci.drug.r-chop"]["category"] == "biolink:Treatment"


def test_a_target_in_prose_is_a_physical_interaction(edges: list[Row]) -> None:
    found = find(edges, "kgr:nci.drug.teclistamab-cqyv", "kg:targets")
    assert set(found) == {"kgr:target.bcma", "kgr:target.cd3"}
    edge = found["kgr:target.bcma"]
    assert edge["predicate"] == "biolink:directly_physically_interacts_with"
    assert edge["agent_type"] == "text_mining_agent"
    assert edge["supporting_text"] == "BCMA"
    assert edge["primary_knowledge_source"] == "infores:nci"
    assert edge["aggregator_knowledge_source"] == "infores:drug-kg"
    assert edge["publications"] == "https://www.cancer.gov/about-cancer/treatment/drugs/teclistamab-cqyv"


def test_an_approved_indication_is_treats_and_a_listed_condition_is_less(edges: list[Row]) -> None:
    found = find(edges, "kgr:nci.drug.teclistamab-cqyv", "kg:hasIndication")
    assert set(found) == {"kgr:condition.multiple-myeloma"}
    edge = found["kgr:condition.multiple-myeloma"]
    assert (edge["predicate"], edge["clinical_approval_status"]) == ("biolink:treats", "approved_for_condition")
    assert edge["category"] == "biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation"
    listed = find(edges, "kgr:medpath.drug.rituximab", "kg:associatedCondition")["kgr:condition.rheumatoid-arthritis"]
    assert listed["predicate"] == "biolink:treats_or_applied_or_studied_to_treat"
    assert (listed["agent_type"], listed["clinical_approval_status"]) == ("automated_agent", "")
    assert find(edges, "kgr:nci.drug.teclistamab-cqyv", "kg:indicatedFor") == {}


def test_a_regimen_treats_but_no_regulator_approved_it(edges: list[Row]) -> None:
    found = find(edges, "kgr:nci.drug.r-chop", "kg:hasIndication")
    assert {(row["predicate"], row["clinical_approval_status"]) for row in found.values()} == {("biolink:treats", "")}
    parts = find(edges, "kgr:nci.drug.r-chop", "kg:component")
    assert len(parts) == 5
    assert {row["predicate"] for row in parts.values()} == {"biolink:has_part"}


def test_a_brand_and_a_trial_are_related_and_no_more(edges: list[Row]) -> None:
    brand = find(edges, "kgr:nci.drug.teclistamab-cqyv", "kg:brand")["kgr:brand.tecvayli"]
    assert (brand["predicate"], brand["agent_type"]) == ("biolink:related_to", "automated_agent")
    assert brand["supporting_text"] == "Tecvayli|US Brand Name(s)"
    trials = find(edges, "kgr:medpath.drug.pembrolizumab", "kg:hasTrial")
    assert {row["predicate"] for row in trials.values()} == {"biolink:related_to"}


DOCUMENT = "<https://w3id.org/drug-kg/document/0>"


def make_indication(folder: Path, purpose: str, status: str) -> Path:
    """A release in which a made drug has one indication."""
    kgr, kg = PREFIXES["kgr"], PREFIXES["kg"]
    drug, condition, indication = f"<{kgr}made:drug:a>", f"<{kgr}condition:b>", f"<{kgr}made:indication:a:b>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    triples = [
        *((drug, a, f"<{kg}Drug>"), (condition, a, f"<{kg}Condition>"), (drug, f"<{kg}hasIndication>", indication)),
        *((indication, f"<{kg}condition>", condition), (indication, f"<{kg}purpose>", f'"{purpose}"')),
        (indication, f"<{kg}useStatus>", f'"{status}"'),
        *([(drug, f"<{kg}indicatedFor>", condition)] if status == "approved" else []),
    ]
    return make_release(folder, sorted(f"{' '.join(triple)} {DOCUMENT} .\n" for triple in triples))


@pytest.mark.parametrize(
    ("purpose", "status", "predicate", "approval"),
    [
        ("treat", "approved", "biolink:treats", "approved_for_condition"),
        ("prevent", "approved", "biolink:preventative_for_condition", "approved_for_condition"),
        ("relieve", "approved", "biolink:ameliorates_condition", "approved_for_condition"),
        ("diagnose", "approved", "biolink:related_to", "approved_for_condition"),
        ("treat", "also-used", "biolink:applied_to_treat", ""),
        ("prevent", "also-used", "biolink:related_to", ""),
    ],
)
def test_an_indication_says_no_more_than_its_purpose_and_standing(
    purpose: str, status: str, predicate: str, approval: str, tmp_path: Path
) -> None:
    folder = make_indication(tmp_path / "build", purpose, status)
    export(Selection(folder), str(tmp_path / "out"), "kgx")
    (edge,) = read_tsv(tmp_path / "out_edges.tsv")
    assert (edge["predicate"], edge["clinical_approval_status"]) == (predicate, approval)
    assert (edge["primary_knowledge_source"], edge["agent_type"]) == ("infores:drug-kg", "not_provided")


def test_every_rule_reads_either_fields_or_prose() -> None:
    rules = {rule for mapper in MAPPERS.values() for rule in mapper.rules}
    assert rules >= FIELD_RULES
    assert rules - FIELD_RULES == PROSE


@pytest.mark.parametrize(
    ("rests_on", "agent"),
    [
        ([("made.table", "row", "FORM")], "automated_agent"),
        ([("made.table", "row", "")], "automated_agent"),  # no one cell says it, but the row does
        ([("made.table", "row", "FORM"), ("nci.brand", "words", "")], "automated_agent"),
        ([("made.table", "row", "FORM"), ("nci.target", "words", "")], "text_mining_agent"),
        ([], "not_provided"),
    ],
)
def test_a_row_of_a_register_is_read_as_a_field_is(rests_on: list[tuple[str, str, str]], agent: str) -> None:
    assert _agent([Passage("a.csv", 2, 1, "LOTION", rule, role, cell) for rule, role, cell in rests_on]) == agent


def test_a_bar_or_a_line_end_in_a_value_makes_no_second_value(tmp_path: Path) -> None:
    kgr, kg = PREFIXES["kgr"], PREFIXES["kg"]
    lines = [
        f"<{kgr}made:drug:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{kg}Drug> {DOCUMENT} .\n",
        f'<{kgr}made:drug:a> <http://www.w3.org/2000/01/rdf-schema#label> "A\\t|b\\nc" {DOCUMENT} .\n',
    ]
    export(Selection(make_release(tmp_path / "build", lines)), str(tmp_path / "out"), "kgx")
    (node,) = read_tsv(tmp_path / "out_nodes.tsv")
    assert node["name"] == "A b c"


def test_without_evidence_no_words_are_quoted(release: Path, tmp_path: Path) -> None:
    export(Selection(release, "Drug", evidence=False), str(tmp_path / "out"), "kgx")
    rows = read_tsv(tmp_path / "out_edges.tsv")
    assert {(row["has_evidence"], row["supporting_text"]) for row in rows} == {("", "")}
    assert {row["agent_type"] for row in rows if not is_mapped(row)} == {"not_provided"}
    assert len(rows) > 100


def test_kgx_own_validator_finds_nothing_and_sees_every_row(
    kgx: Path, nodes: dict[str, Row], edges: list[Row], tmp_path: Path
) -> None:
    python = os.environ.get("KGX_PYTHON") or (sys.executable if importlib.util.find_spec("kgx") else "")
    if not python:
        pytest.skip("kgx is not installed; set KGX_PYTHON to the Python of an environment that has it")
    script = str(Path(__file__).with_name("validate_kgx.py"))
    command = [python, script, f"{kgx}_nodes.tsv", f"{kgx}_edges.tsv"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.endswith(f'{{"edge": {len(edges)}, "node": {len(nodes)}}}\n')
    wrong = tmp_path / "wrong_edges.tsv"
    wrong.write_text(Path(f"{kgx}_edges.tsv").read_text().replace("biolink:treats\t", "biolink:approved_to_treat\t"))
    result = subprocess.run([*command[:3], str(wrong)], capture_output=True, text=True, check=False)
    assert "Edge predicate 'approved_to_treat' is not in Biolink Model" in result.stdout


def test_a_denial_is_no_edge(release: Path, edges: list[Row]) -> None:
    assert f"<{KG.notApprovedFor}>" in (release / "graph.nq").read_text(encoding="utf-8")
    assert {row["original_predicate"] for row in edges} & {"kg:notApprovedFor"} == set()
