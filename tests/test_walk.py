"""Neighbours and paths: each step with its words, and no detour by way of what joins everything."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.graph import Graph
from kg.model import Iri
from kg.nodes import mint_iri
from kg.prefixes import PREFIXES
from kg.vocabulary import KG, RDF
from kg.walk import NO_STEPS, Walker, describe_path

A, B, C = (mint_iri("nci", "drug", name) for name in "abc")
CD3, CD19 = mint_iri("target", "cd3"), mint_iri("target", "cd19")
ADULTS = mint_iri("population", "adults")


def make_store(triples: list[tuple[Iri, Iri, Iri]]) -> ox.Store:
    store = ox.Store()
    graph = ox.NamedNode("https://w3id.org/drug-kg/document/0")
    for triple in triples:
        store.add(ox.Quad(ox.NamedNode(triple[0]), ox.NamedNode(triple[1]), ox.NamedNode(triple[2]), graph))
    return store


TOY = make_store(
    [
        *((drug, RDF.type, KG.Drug) for drug in (A, B, C)),
        *((target, RDF.type, KG.Target) for target in (CD3, CD19)),
        (ADULTS, RDF.type, KG.Population),
        (A, KG.targets, CD3),
        (B, KG.targets, CD3),
        (B, KG.targets, CD19),
        (C, KG.targets, CD19),
        (A, KG.population, ADULTS),
        (C, KG.population, ADULTS),
    ]
)


def test_a_path_leads_along_relationships_in_both_directions() -> None:
    path = Walker(TOY).shortest_path([A], [C], 6)
    assert path is not None
    assert describe_path(path) == (
        "kgr:nci:drug:a -targets-> kgr:target:cd3 <-targets- kgr:nci:drug:b -targets-> kgr:target:cd19"
        " <-targets- kgr:nci:drug:c"
    )


def test_what_joins_everything_is_no_step_unless_it_is_asked_for() -> None:
    path = Walker(TOY, through=[KG.Population]).shortest_path([A], [C], 6)
    assert path is not None
    assert [step.to for step in path] == [ADULTS, C]


def test_no_path_is_found_beyond_the_length_asked_for() -> None:
    assert Walker(TOY).shortest_path([A], [C], 3) is None
    assert Walker(TOY).shortest_path([A], [mint_iri("nobody")], 9) is None
    assert Walker(TOY).shortest_path([A], [A], 9) is None


def test_neighbours_are_reached_once_nearest_first() -> None:
    assert [(distance, step.to) for distance, _, step in Walker(TOY).neighbors([A], 2)] == [(1, CD3), (2, B)]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=18), st.integers(1, 6))
def test_paths_agree_with_a_second_implementation(pairs: set[tuple[int, int]], most: int) -> None:
    nodes = [mint_iri("nci", "drug", str(number)) for number in range(10)]
    links = [(nodes[a], KG.about, nodes[b]) for a, b in sorted(pairs) if a != b]
    walker = Walker(make_store([*((node, RDF.type, KG.Drug) for node in nodes), *links]))
    peer: networkx.Graph[str] = networkx.Graph()
    peer.add_nodes_from(nodes)
    peer.add_edges_from((a, b) for a, _, b in links)
    start, goal = nodes[0], nodes[9]
    expected = sorted(networkx.all_simple_paths(peer, start, goal, cutoff=most), key=len)
    found = [[start, *(step.to for step in path)] for path in walker.iter_paths([start], [goal], most)]
    assert [len(path) for path in found] == sorted(len(path) for path in found)
    assert {tuple(path) for path in found} == {tuple(path) for path in expected}
    shortest = walker.shortest_path([start], [goal], most)
    assert (len(shortest) if shortest else None) == (len(expected[0]) - 1 if expected else None)


def test_the_path_between_two_engagers_shows_both_pages_words(release: Path) -> None:
    paths = list(Graph(release).paths("blinatumomab", "teclistamab"))
    by_cd3 = [path for path in paths if path[0].target_label == "CD3"]
    assert paths[0] in by_cd3
    assert {passage.path for path in by_cd3 for passage in path[0].passages} == {
        "sources/medpath/blinatumomab.txt",
        "sources/nci/blinatumomab.md",
    }
    path = by_cd3[-1]
    assert [trail.target_label for trail in path] == ["CD3", "Teclistamab-cqyv"]
    assert {passage.path for passage in path[1].passages} == {"sources/nci/teclistamab-cqyv.md"}
    assert all("CD3" in trail.passages[0].quote for trail in path)


def test_a_thousand_random_pairs_agree_with_networkx(shared: Path, tmp_path: Path) -> None:
    from kg.pipeline import build

    build([str(shared / "corpus" / "nci"), str(shared / "corpus" / "medpath")], tmp_path / "build", validate=False)
    graph = Graph(tmp_path / "build")
    walker = Walker(graph.store)
    whole = graph.to_networkx(evidence=False)
    peer: networkx.Graph[str] = networkx.Graph(whole.subgraph([node for node in whole if walker.is_step(node)]))
    nodes = sorted(peer)
    dice = random.Random(20261121)
    for start, goal in itertools.islice(iter(lambda: dice.sample(nodes, 2), None), 1000):
        path = walker.shortest_path([start], [goal], 5)
        try:
            expected = networkx.shortest_path_length(peer, start, goal)
        except networkx.NetworkXNoPath:
            expected = 99
        assert (len(path) if path else None) == (expected if expected <= 5 else None), (start, goal)


def test_neighbours_come_with_their_words(release: Path) -> None:
    found = list(Graph(release).neighbors("CD19", 1))
    drugs = {item.trail.target_label for item in found if item.trail.predicate == KG.targets}
    assert {"Blinatumomab", "Obecabtagene Autoleucel"} <= drugs
    assert all(item.trail.passages for item in found)


def test_a_class_that_is_none_is_told_with_those_there_are(release: Path) -> None:
    with pytest.raises(UsageError, match="no class named 'Targit'; classes: Application, ApprovalStatus"):
        list(Graph(release).paths("CD3", "CD19", through=["Targit"]))


def test_a_path_through_a_class_meets_it(release: Path) -> None:
    (path, *_) = Graph(release).paths("rituximab", "ofatumumab", through=["Condition"])
    assert any("condition" in trail.target for trail in path[:-1])


def test_the_graph_is_given_to_networkx_with_labels_classes_and_evidence(release: Path) -> None:
    graph = Graph(release).to_networkx()
    drug = mint_iri("nci", "drug", "blinatumomab")
    assert graph.nodes[drug]["label"] == "Blinatumomab"
    assert graph.nodes[drug]["classes"] == ["kg:Drug"]
    edge = graph.edges[drug, CD19, "targets"]
    assert edge["predicate"] == KG.targets
    assert [passage.path for passage in edge["passages"]] == ["sources/nci/blinatumomab.md"]
    assert not any(set(data["classes"]) & {"kg:Evidence", "rdf:Statement"} for _, data in graph.nodes(data=True))


def test_the_graph_is_given_to_rdflib_as_triples_and_as_quads(release: Path) -> None:
    graph = Graph(release)
    triples, dataset = graph.to_rdflib(), graph.to_rdflib(dataset=True)
    asked = "SELECT ?d { ?d kg:targets <https://w3id.org/drug-kg/id/target:cd19> }"
    assert {str(row[0]) for row in triples.query(asked)} == {str(row["d"]) for row in graph.query(asked)}  # type: ignore[index]
    assert isinstance(dataset, rdflib.Dataset)
    assert len(list(dataset.quads())) == len(graph.store)


def test_the_classes_that_are_no_steps_are_classes_of_the_ontology() -> None:
    assert not NO_STEPS - {*KG, RDF.Statement}


def test_json_of_a_path_is_read_by_programs(release: Path) -> None:
    from kg.render import render_neighbors, render_paths

    graph = Graph(release)
    paths = list(graph.paths("blinatumomab", "teclistamab"))
    assert json.loads("\n".join(render_paths(paths, "json")))[0][0]["target_label"] == "CD3"
    xml = "\n".join(render_paths(paths, "graphml"))
    assert networkx.parse_graphml(xml).number_of_edges() >= 2
    first = json.loads("\n".join(render_paths(paths, "json")))[0][0]
    assert (first["source_classes"], first["target_classes"]) == (["kg:Drug"], ["kg:Target"])
    neighbors = list(graph.neighbors("CD19"))
    assert len(json.loads("\n".join(render_neighbors("CD19", neighbors, "json")))) == len(neighbors)


def test_graphml_of_a_walk_tells_the_class_of_each_node_and_each_edge_once(release: Path) -> None:
    from kg.render import render_neighbors, render_paths

    graph = Graph(release)
    paths = list(graph.paths("blinatumomab", "teclistamab"))
    neighbors = list(graph.neighbors("CD19", 2))
    texts = (render_paths([*paths, *paths], "graphml"), render_neighbors("CD19", neighbors, "graphml"))
    for text in texts:
        read = networkx.parse_graphml("\n".join(text), force_multigraph=True)
        assert read.nodes[PREFIXES["kgr"] + "nci:drug:blinatumomab"]["classes"] == "kg:Drug"
        assert all(data["classes"].startswith("kg:") and data["label"] for _, data in read.nodes(data=True))
        edges = [(s, o, data["predicate"]) for s, o, data in read.edges(data=True)]
        assert len(set(edges)) == len(edges)


def test_a_path_from_a_thing_to_itself_is_wrong_usage(release: Path) -> None:
    with pytest.raises(UsageError, match="'blinatumomab' and 'Blincyto' name the same; kg neighbors 'blinatumomab'"):
        next(Graph(release).paths("blinatumomab", "Blincyto"))
