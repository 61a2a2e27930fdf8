"""The graph of mappings: every link has its reason, and no document changes what another one's names mean."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ground import Grounder, Index
from kg.link import SUFFIX, Linker, Mention
from kg.mappings import MAPPINGS, describe_mapping, mint_mapping
from kg.model import Iri, Literal
from kg.nodes import NAME_KINDS, mint_iri
from kg.pipeline import build, load_vocabularies
from kg.prefixes import PREFIXES, compress, slug
from kg.store import open_store
from kg.vocabulary import KG, RDF, RDFS, SEMAPV, SKOS, SSSOM
from kg.why import explain
from tests.test_build import run_kg

KINDS = (KG.Target, KG.Condition, KG.Population)
NAMES = ["CD3", "BCMA", "acute lymphoblastic leukemia", "ALL", "adults", "nothing known", "advanced melanoma", "HER2"]


@cache
def grounder() -> Grounder:
    return Grounder(Index.of(load_vocabularies([])))


def mention(kind: str, name: str, document: int, long: str = "") -> Mention:
    return Mention(mint_iri(NAME_KINDS[Iri(kind)], name), kind, name, long, f"{PREFIXES['kge']}{document}-{slug(name)}")


def link(folder: Path, documents: list[list[Mention]]) -> tuple[list[str], dict[str, object]]:
    """The lines of the graph for some documents' mentions, and the counts."""
    spare = folder / "spare"
    spare.mkdir(exist_ok=True)
    files = []
    for number, mentions in enumerate(documents):
        files.append(spare / f"{number}{SUFFIX}")
        lines = sorted({json.dumps(item, ensure_ascii=False) + "\n" for item in mentions})
        files[-1].write_text("".join(lines), encoding="utf-8")
    linker = Linker(grounder())
    linker.write(files, folder / "mappings.nq", spare)
    return (folder / "mappings.nq").read_text(encoding="utf-8").splitlines(), linker.counts()


def meanings(lines: list[str]) -> set[tuple[str, str, str, str]]:
    """(name node, relation, reference, passage) of each link, from its mapping node."""
    said: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        s, p, o = line.removesuffix(f" <{MAPPINGS}> .").split(" ", 2)
        said.setdefault(s, {}).setdefault(p[1:-1], []).append(o[1:-1])
    return {
        (node[SSSOM.subject_id][0], node[SSSOM.predicate_id][0], node[SSSOM.object_id][0], passage)
        for node in said.values()
        if KG.Mapping in node.get(RDF.type, ())
        for passage in node.get(KG.evidence, ())
    }


def test_a_mapping_is_the_triple_and_a_node_that_says_why() -> None:
    subject, reference = Iri("https://example.org/a"), Iri("https://example.org/b")
    passage = Iri("https://example.org/p")
    triples = list(
        describe_mapping(
            subject,
            SKOS.exactMatch,
            reference,
            SEMAPV.LexicalMatching,
            subject_label="A",
            object_label="B",
            reason="because",
            evidence=[passage],
            object_source="list",
            confidence="0.5",
        )
    )
    node = mint_mapping(subject, SKOS.exactMatch, reference)
    assert triples[0] == (subject, SKOS.exactMatch, reference)
    assert {triple[0] for triple in triples[1:]} == {node}
    said = {predicate: value for _, predicate, value in triples[1:]}
    assert said[RDFS.label] == Literal("A exactMatch B")
    assert said[SSSOM.comment] == Literal("because")
    assert said[SSSOM.confidence] == Literal("0.5", PREFIXES["xsd"] + "decimal")
    assert said[KG.evidence] == passage
    assert len(said) == 12


def test_a_complex_has_its_parts_with_labels_and_proteins(tmp_path: Path) -> None:
    lines, _ = link(tmp_path, [[mention(KG.Target, "CD3", 1)]])
    text = "\n".join(lines)
    cd3 = "<https://w3id.org/drug-kg/id/reference:complex:cd3>"
    for number, symbol, protein in ((1673, "CD3D", "P04234"), (1674, "CD3E", "P07766"), (1675, "CD3G", "P09693")):
        gene = f"<http://identifiers.org/hgnc/{number}>"
        assert f"{cd3} <{KG.hasPart}> {gene} <{MAPPINGS}> ." in lines
        assert f'{gene} <{RDFS.label}> "{symbol}" <{MAPPINGS}> .' in lines
        assert f"{gene} <{SKOS.relatedMatch}> <http://purl.uniprot.org/uniprot/{protein}> <{MAPPINGS}> ." in lines
    assert f"<{SKOS.exactMatch}> <http://identifiers.org/hgnc/1674>" not in text


def test_what_has_no_reference_keeps_its_places_and_is_counted(tmp_path: Path) -> None:
    documents = [[mention(KG.Condition, "nothing known", n)] for n in (1, 2)]
    lines, counts = link(tmp_path, [*documents, [mention(KG.Target, "BCMA", 3)]])
    node = "<https://w3id.org/drug-kg/id/unresolved:condition:nothing-known>"
    assert sum(line.startswith(f"{node} <{KG.evidence}> ") for line in lines) == 2
    assert counts == {
        "kinds": {
            "Condition": {"mentions": 2, "names": 1, "unknown": 2},
            "Target": {"exactMatch": 1, "mentions": 1, "names": 1},
        },
        "unresolved": [{"mentions": 2, "kind": "Condition", "name": "nothing known", "reason": "unknown"}],
        "unresolved_names": 1,
    }


def test_one_pages_abbreviation_does_not_speak_for_another_page(tmp_path: Path) -> None:
    own = mention(KG.Condition, "XYZ", 1, long="multiple myeloma")
    lines, _ = link(tmp_path, [[own], [mention(KG.Condition, "XYZ", 2)]])
    assert meanings(lines) == {(own.subject, SKOS.closeMatch, "http://purl.obolibrary.org/obo/DOID_9538", own.passage)}
    node = "<https://w3id.org/drug-kg/id/unresolved:condition:xyz>"
    assert [line for line in lines if line.startswith(f"{node} <{KG.evidence}>")] == [
        f"{node} <{KG.evidence}> <{PREFIXES['kge']}2-xyz> <{MAPPINGS}> ."
    ]


MENTIONS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES)), max_size=6)


@settings(max_examples=40)
@given(documents=st.lists(MENTIONS, min_size=1, max_size=4), data=st.data())
def test_order_changes_nothing_and_a_document_more_changes_no_other(
    documents: list[list[tuple[Iri, str]]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = [[mention(kind, name, number) for kind, name in one] for number, one in enumerate(documents)]
    lines, counts = link(tmp_path_factory.mktemp("whole"), said)
    turned = data.draw(st.permutations(said))
    assert link(tmp_path_factory.mktemp("turned"), turned) == (lines, counts)
    fewer, _ = link(tmp_path_factory.mktemp("fewer"), said[:-1])
    kept = {item.passage for one in said[:-1] for item in one}
    assert meanings(fewer) == {item for item in meanings(lines) if item[3] in kept}


@settings(max_examples=40)
@given(MENTIONS)
def test_no_link_stands_without_its_justification(mentions: list[tuple[Iri, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        lines, _ = link(Path(folder), [[mention(kind, name, 1) for kind, name in mentions]])
    links = [line.split(" ")[:3] for line in lines if line.split(" ")[1].startswith(f"<{PREFIXES['skos']}")]
    for s, p, o in links:
        node = mint_mapping(s[1:-1], p[1:-1], o[1:-1])
        for predicate in (SSSOM.mapping_justification, SSSOM.comment):
            assert any(line.startswith(f"<{node}> <{predicate}> ") for line in lines)


# --- In a release ----------------------------------------------------------------------------------------------------


def test_why_tells_the_words_and_the_reason_of_a_grounding(release: Path) -> None:
    (item,) = explain(open_store(release), "kgr:target:bcma", "exactMatch")
    assert item.object == "http://identifiers.org/hgnc/11913"
    assert item.object_label == "TNFRSF17"
    assert [passage.quote for passage in item.passages] == ["BCMA"]


def test_the_documents_own_graphs_hold_no_mapping(release: Path) -> None:
    store = open_store(release)
    for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch):
        graphs = {quad.graph_name for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)}
        assert {compress(str(graph)[1:-1]) for graph in graphs} <= {"kgg:mappings", "kgg:vocabulary"}


def test_a_build_with_a_vocabulary_names_it_and_one_that_is_none_stops_it(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("id\tlabel\nDOID:1\talphaitis\nDOID:1\tother name\n", encoding="utf-8")
    outcome = build(
        [str(Path(__file__).parents[1] / "sources" / "nci" / "leukemia.md")], tmp_path / "b", validate=False
    )
    assert outcome.manifest["vocabularies"] == {}
    page = str(Path(__file__).parents[1] / "sources" / "nci" / "leukemia.md")
    run = run_kg("build", page, "--no-validate", "--vocabulary", str(own), "--out", "c", cwd=tmp_path)
    assert run.returncode == 0
    assert "own.tsv:3: DOID:1 stands twice, first in line 2; its names are taken together\n" in run.stderr
    assert list(json.loads((tmp_path / "c" / "manifest.json").read_text())["vocabularies"]) == ["own.tsv"]
    own.write_text("nothing", encoding="utf-8")
    run = run_kg("build", page, "--vocabulary", str(own), "--out", "d", cwd=tmp_path)
    assert run.returncode == 1
    assert run.stderr == f"kg: {own}:1: no vocabulary: give OBO, Turtle, or a table with tabs and a header line\n"
    assert not (tmp_path / "d").exists()
