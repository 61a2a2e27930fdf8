"""What dataset.ttl says of a release is so: its numbers are a store's, its checksums and sizes are the files'."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, RDFS, VOID, XSD
from rdflib.term import Node

from kg import __version__
from kg.cards import load_cards
from kg.census import Census
from kg.pipeline import build
from kg.prefixes import PREFIXES
from kg.release import read_manifest
from kg.store import open_store
from tests.conftest import ROOT

PAV, SPDX = Namespace(PREFIXES["pav"]), Namespace(PREFIXES["spdx"])
PART_OF = {"class": VOID.classPartition, "property": VOID.propertyPartition}
TRIPLES = "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"  # a triple that several graphs state is one
Line = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def told(release: Path) -> Graph:
    return Graph().parse(release / "dataset.ttl")


@pytest.fixture(scope="module")
def dataset(told: Graph) -> Node:
    (only,) = told.subjects(RDF.type, DCAT.Dataset)
    return only


def ask(release: Path, query: str) -> dict[tuple[str, ...], int]:
    """The rows of a query on the store of all graphs as one: what was counted by its key."""
    rows = open_store(release).query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    return {tuple(row[name].value for name in names[:-1]): int(row[names[-1]].value) for row in rows}


def number(told: Graph, node: Node, predicate: URIRef) -> int:
    (value,) = told.objects(node, predicate)
    assert isinstance(value, Literal)
    return int(value)


def partitions(told: Graph, node: Node, kind: str, count: URIRef) -> dict[tuple[str, ...], int]:
    return {
        (str(told.value(part, VOID[kind])),): number(told, part, count) for part in told.objects(node, PART_OF[kind])
    }


def test_the_file_has_no_blank_node_and_no_clock_and_is_sorted(release: Path, told: Graph) -> None:
    assert not [term for triple in told for term in triple if isinstance(term, BNode)]
    assert not {XSD.date, XSD.dateTime} & {term.datatype for term in told.objects() if isinstance(term, Literal)}
    text = (release / "dataset.ttl").read_text(encoding="utf-8")
    subjects = [block.split(" a ")[0] for block in text.split("\n\n")[1:]]
    assert subjects[0].startswith("kgr:dataset:")
    assert len(set(subjects)) == len(subjects)


def test_the_numbers_are_those_of_the_store(release: Path, told: Graph, dataset: Node) -> None:
    numbers = {
        VOID.triples: f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }}",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
        VOID.entities: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER STRSTARTS(STR(?s), STR(kgr:)) }",
    }
    for predicate, query in numbers.items():
        assert {(): number(told, dataset, predicate)} == ask(release, query), predicate


def test_the_partitions_are_those_of_the_store(release: Path, told: Graph, dataset: Node) -> None:
    by_class = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"
    assert partitions(told, dataset, "class", VOID.entities) == ask(release, by_class)
    by_property = f"SELECT ?p (COUNT(*) AS ?n) {{ {TRIPLES} }} GROUP BY ?p"
    assert partitions(told, dataset, "property", VOID.triples) == ask(release, by_property)
    subjects = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p"
    assert partitions(told, dataset, "property", VOID.distinctSubjects) == ask(release, subjects)
    inside = ask(
        release,
        f"SELECT ?c ?p (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?s ?c {{ ?s a ?c }} }} {TRIPLES} }} GROUP BY ?c ?p",
    )
    found = {
        (str(told.value(part, VOID["class"])), *key): count
        for part in told.objects(dataset, VOID.classPartition)
        for key, count in partitions(told, part, "property", VOID.triples).items()
    }
    assert found == inside


def test_the_linksets_are_the_links_to_other_vocabularies(release: Path, told: Graph) -> None:
    rows = ask(
        release,
        """SELECT ?s ?p ?o (1 AS ?n) {
        ?s ?p ?o FILTER(STRSTARTS(STR(?p), STR(skos:)) && STRENDS(STR(?p), "Match"))
        FILTER(STRSTARTS(STR(?s), STR(kgr:)) && !STRSTARTS(STR(?o), STR(kgr:))) }""",
    )
    found = Counter[tuple[str, str]]()
    for part in told.subjects(RDF.type, VOID.Linkset):
        (space,) = told.objects(told.value(part, VOID.objectsTarget), VOID.uriSpace)
        found[str(told.value(part, VOID.linkPredicate)), str(space)] = number(told, part, VOID.triples)
        assert [row for row in rows if row[1:] and row[2].startswith(str(space))]
    assert found.total() == len(rows) >= 50
    spaces = {space for _, space in found}
    assert spaces == {"http://identifiers.org/hgnc/", "http://purl.obolibrary.org/obo/DOID_"}


def test_each_source_is_a_subset_with_its_licence_and_its_triples(release: Path, told: Graph) -> None:
    cards = load_cards(ROOT / "sources")
    inputs = read_manifest(release)["inputs"]
    for card in cards.values():
        if not any(item["source"] == card.name for item in inputs):
            continue  # the card of plain tables, whose descriptions are cards of their own
        (part,) = told.subjects(DCTERMS.title, Literal(card.title))
        assert told.value(part, DCTERMS.source) == URIRef(card.origin)
        licence = told.value(part, DCTERMS.license)
        assert str(told.value(licence, RDFS.label)) == card.licence
        graphs = " ".join(f"kgd:{item['sha256']}" for item in inputs if item["source"] == card.name)
        assert number(told, part, VOID.documents) == len(graphs.split())
        stated = f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        query = f"SELECT (COUNT(*) AS ?n) {{ {{ {stated} }} }}"
        assert {(): number(told, part, VOID.triples)} == ask(release, query)


def test_each_file_of_the_release_is_a_distribution_with_its_size_and_checksum(release: Path, told: Graph) -> None:
    for part in told.subjects(RDF.type, DCAT.Distribution):
        data = (release / str(told.value(part, DCTERMS.title))).read_bytes()
        assert number(told, part, DCAT.byteSize) == len(data)
        checksum = told.value(part, SPDX.checksum)
        assert told.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        (value,) = told.objects(checksum, SPDX.checksumValue)
        assert isinstance(value, Literal)
        assert (value.datatype, str(value)) == (XSD.hexBinary, hashlib.sha256(data).hexdigest())
        assert str(told.value(part, DCAT.mediaType)).startswith("https://www.iana.org/assignments/media-types/")
    files = {str(told.value(part, DCTERMS.title)) for part in told.subjects(RDF.type, DCAT.Distribution)}
    assert files | {"dataset.ttl"} == set(read_manifest(release)["files"])


def test_the_run_used_every_document_and_every_card_by_its_hash(release: Path, told: Graph, dataset: Node) -> None:
    (run,) = told.objects(dataset, PROV.wasGeneratedBy)
    (agent,) = told.objects(run, PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in told
    assert str(told.value(agent, URIRef(PREFIXES["schema"] + "softwareVersion"))) == __version__
    used = {str(node) for node in told.objects(run, PROV.used)}
    assert {PREFIXES["kgd"] + item["sha256"] for item in read_manifest(release)["inputs"]} < used
    titles = {str(told.value(URIRef(node), DCTERMS.title)) for node in used}
    assert {"ontology/kg.ttl", "sources/nci/source.toml", "sources/nci/blinatumomab.md"} < titles


def test_the_version_is_that_of_the_program_and_of_the_content(release: Path, told: Graph, dataset: Node) -> None:
    content = hashlib.sha256((release / "graph.nq").read_bytes()).hexdigest()
    assert str(told.value(dataset, PAV.version)) == f"{__version__}+{content[:12]}"
    assert str(dataset).endswith(f"dataset:{content[:16]}")


def test_a_release_of_nothing_is_described_too(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    build([str(tmp_path / "empty")], tmp_path / "build", validate=False)
    told = Graph().parse(tmp_path / "build" / "dataset.ttl")
    (dataset,) = told.subjects(RDF.type, DCAT.Dataset)
    assert "Sources: none." in str(told.value(dataset, DCTERMS.description))


def brute(lines: list[Line]) -> tuple[int, dict[str, int], dict[str, tuple[int, int]], dict[str, int]]:
    triples = {line[:3] for line in lines}
    kinds = defaultdict(set)
    subjects, count = defaultdict(set), Counter[str]()
    sources = defaultdict(set)
    for s, p, o in triples:
        count[p] += 1
        subjects[p].add(s)
        if p == str(RDF.type):
            kinds[o].add(s)
    for line in lines:
        sources[line[3][-1]].add(line[:3])
    return (
        len(triples),
        {kind: len(nodes) for kind, nodes in kinds.items()},
        {p: (count[p], len(subjects[p])) for p in count},
        {source: len(stated) for source, stated in sources.items()},
    )


NODES = st.sampled_from([f"{PREFIXES['kgr']}{name}" for name in ("a", "b", "c")])
PREDICATES = st.sampled_from([str(RDF.type), PREFIXES["kg"] + "p", PREFIXES["kg"] + "q"])
GRAPHS = st.sampled_from([PREFIXES["kgd"] + name for name in ("1", "2", "3")])


@given(st.lists(st.tuples(NODES, PREDICATES, NODES, GRAPHS), max_size=30))
def test_counting_as_lines_pass_by_is_counting_with_sets(lines: list[Line]) -> None:
    census = Census({"1": "1", "2": "2", "3": "3"})
    written = sorted({f"<{s}> <{p}> <{o}> <{g}> .\n" for s, p, o, g in lines})
    assert list(census.watch(written)) == written
    counted = census.triples, census.classes(), census.properties(), dict(census.by_source)
    assert counted == brute(lines)


def test_every_term_is_one_of_its_vocabulary(told: Graph) -> None:
    """Rdflib's closed namespaces hold VoID, PROV, Dublin Core and DCAT 2; `dcat:version` came with DCAT 3."""
    used = {node for s, p, o in told for node in (p, *([o] if p == RDF.type else []))}
    for vocabulary, more in ((VOID, ()), (PROV, ()), (DCTERMS, ()), (DCAT, ("version",))):
        names = {str(node).removeprefix(str(vocabulary)) for node in used if str(node).startswith(str(vocabulary))}
        assert names
        assert {name for name in names if URIRef(f"{vocabulary}{name}") not in vocabulary} <= {*more}
