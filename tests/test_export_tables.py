"""Tables and GraphML: read back by csv and networkx, with values by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.export import Selection, export
from kg.export.facts import join_values, name_of
from kg.export.lines import split_line
from kg.graph import Graph
from kg.prefixes import PREFIXES, compress
from tests.test_export import HARD, make_release

EVIDENCE = ["path", "line", "column", "quote", "rule", "role", "cell", "passages", "further_passages"]
PLAIN = ["subject", "subject_label", "subject_class", "predicate", "object", "object_label", "object_class", "datatype"]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def split_values(cell: str) -> list[str]:
    """The values of a cell that holds several, as the documentation says they are to be read."""
    values, escaped = [""], False
    for letter in cell:
        if escaped or letter not in "\\|":
            values[-1] += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            values.append("")
    return values


@pytest.fixture(scope="session")
def statements(release: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("csv") / "statements.csv"
    export(Selection(release), str(path))
    return read_rows(path)


@pytest.fixture(scope="session")
def tables(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "out"
    export(Selection(release), str(folder), "csv")
    return folder


@pytest.fixture(scope="session")
def graph(release: Path, tmp_path_factory: pytest.TempPathFactory) -> networkx.MultiDiGraph[str]:
    path = tmp_path_factory.mktemp("graphml") / "out.graphml"
    export(Selection(release), str(path))
    read = networkx.read_graphml(path, force_multigraph=True)
    assert isinstance(read, networkx.MultiDiGraph)
    return read


def test_a_statement_is_a_row_with_its_first_passage(statements: list[dict[str, str]]) -> None:
    assert list(statements[0]) == PLAIN + EVIDENCE
    rows = [row for row in statements if row["subject"] == "kgr:nci:drug:teclistamab-cqyv"]
    bcma = next(row for row in rows if row["object"] == "kgr:target:bcma")
    assert bcma == {
        "subject": "kgr:nci:drug:teclistamab-cqyv",
        "subject_label": "Teclistamab-cqyv",
        "subject_class": "Drug",
        "predicate": "kg:targets",
        "object": "kgr:target:bcma",
        "object_label": "BCMA",
        "object_class": "Target",
        "datatype": "",
        "path": "sources/nci/teclistamab-cqyv.md",
        "line": "28",
        "column": "149",
        "quote": "BCMA",
        "rule": "nci.target",
        "role": "words",
        "cell": "",
        "passages": "1",
        "further_passages": "",
    }
    spoken = next(row for row in rows if row["predicate"] == "kg:pronunciation")
    assert (spoken["object"], spoken["datatype"], spoken["line"]) == ("tek-LIS-tuh-mab", "xsd:string", "26")


def test_further_passages_are_json_and_counted(statements: list[dict[str, str]]) -> None:
    brand = next(row for row in statements if row["object"] == "kgr:brand:tecvayli" and row["predicate"] == "kg:brand")
    assert (brand["quote"], brand["role"], brand["passages"]) == ("Tecvayli", "words", "2")
    assert json.loads(brand["further_passages"]) == [
        {
            "path": "sources/nci/teclistamab-cqyv.md",
            "line": 30,
            "column": 1,
            "quote": "US Brand Name(s)",
            "rule": "nci.brand",
            "role": "heading",
            "cell": "",
        }
    ]
    for row in statements:
        others = json.loads(row["further_passages"] or "[]")
        assert len(others) + (row["path"] != "") == int(row["passages"])


def test_what_a_register_says_is_quoted_by_its_cell(statements: list[dict[str, str]]) -> None:
    rows = [row for row in statements if row["subject"] == "kgr:dpd:authorisation:100165"]
    form = next(row for row in rows if row["predicate"] == "kg:dosageForm")
    assert {name: form[name] for name in EVIDENCE} == {
        "path": "sources/dpd/form.txt",
        "line": "11",
        "column": "1",
        "quote": "LOTION",
        "rule": "dpd.form",
        "role": "row",
        "cell": "PHARMACEUTICAL_FORM",
        "passages": "1",
        "further_passages": "",
    }
    typed = next(row for row in rows if row["predicate"] == "rdf:type")  # no one cell says that
    assert (typed["role"], typed["cell"]) == ("row", "")
    assert typed["quote"].startswith('"100165",')


def test_every_statement_of_a_document_has_its_row_and_its_evidence(
    release: Path, statements: list[dict[str, str]]
) -> None:
    lines = Selection(release, evidence=False).lines()
    assert len(statements) == len({split_line(line)[:3] for line in lines})
    said = {split_line(line)[:3] for line in Selection(release, evidence=False).lines() if PREFIXES["kgd"] in line}
    assert sum(row["passages"] != "0" for row in statements) > 2_000
    bare = {row["subject"].partition(":")[0] for row in statements if row["passages"] == "0"}
    linked = {split_line(line)[0] for line in Selection(release).lines() if f"{PREFIXES['kgg']}mappings>" in line}
    references = {compress(subject[1:-1]).partition(":")[0] for subject in linked}  # these no document says
    assert bare <= {"kgd", "kgr", "rule"} | references
    assert len(said) > 2_000


def test_without_evidence_the_columns_are_fewer(release: Path, tmp_path: Path) -> None:
    export(Selection(release, "Target", evidence=False), str(tmp_path / "out.csv"))
    rows = read_rows(tmp_path / "out.csv")
    assert list(rows[0]) == PLAIN
    names = "BCMA BCR-ABL CD19 CD20 CD22 CD3 programmed-cell-death-protein-1".casefold().split()
    typed = [row["subject"] for row in rows if row["predicate"] == "rdf:type"]
    assert [name for name in typed if name.startswith("kgr:target:")] == [f"kgr:target:{name}" for name in names]


def test_hard_values_stand_in_a_cell_as_they_are(tmp_path: Path) -> None:
    from kg.model import Literal
    from kg.ntriples import node_text

    lines = [f"<urn:s> <urn:p:x> {node_text(Literal(text))} <urn:g> .\n" for text in [*HARD, "a|b\\c", "=1+1"]]
    broken = make_release(tmp_path / "hard", sorted(lines))
    export(Selection(broken, evidence=False), str(tmp_path / "out.csv"))
    assert {row["object"] for row in read_rows(tmp_path / "out.csv")} == {*HARD, "a|b\\c", "=1+1"}


def test_each_class_has_a_table_with_a_row_a_node(tables: Path) -> None:
    names = {path.stem for path in tables.iterdir()}
    assert {"statements", "Drug", "Combination", "Trial", "Authorisation", "IndicationUse", "Country"} <= names
    assert names & {"Evidence", "RowEvidence", "Statement"} == set()  # they stand beside each statement
    drugs = {row["id"]: row for row in read_rows(tables / "Drug.csv")}
    assert len(drugs) == 14 + 3 + 4
    imatinib = drugs["kgr:nci:drug:imatinib"]
    assert {name: value for name, value in imatinib.items() if value} == {
        "id": "kgr:nci:drug:imatinib",
        "label": "Imatinib",
        "drugClass": "kgr:class:targeted-therapy",
        "drugClass_label": "targeted therapy",
        "hasApprovalStatus": "kgr:nci:approval-status:imatinib:fda",
        "hasApprovalStatus_label": "Imatinib: approved (FDA)",
        "hasIndication": "kgr:nci:indication:imatinib:chronic-myelogenous-leukemia",
        "hasIndication_label": "Imatinib: Chronic myelogenous leukemia",
        "indicatedFor": "kgr:condition:chronic-myelogenous-leukemia",
        "indicatedFor_label": "Chronic myelogenous leukemia",
        "recordOf": "kgr:substance:imatinib",
        "recordOf_label": "imatinib",
        "relatedResource": "https://www.cancer.gov/about-cancer/treatment/types/targeted-therapies",
        "relatedResource_label": "Targeted Therapy to Treat Cancer",
    }
    assert split_values(drugs["kgr:medpath:drug:blinatumomab"]["targets_label"]) == ["CD19", "CD3"]
    assert list(imatinib)[:2] == ["id", "label"]


def test_a_node_has_a_row_in_the_table_of_each_of_its_classes(release: Path, tables: Path) -> None:
    lines = [split_line(line) for line in Selection(release, evidence=False).lines()]
    typed = {(quad[0], quad[2]) for quad in lines if quad[1].endswith("#type>") and f"<{PREFIXES['kg']}" in quad[2]}
    rows = sum(len(read_rows(path)) for path in tables.iterdir() if path.stem != "statements")
    assert rows == len(typed)


@given(st.lists(st.text(st.sampled_from("a|\\b ")), min_size=1))
def test_several_values_of_a_cell_can_be_told_apart(values: list[str]) -> None:
    assert split_values(join_values(values)) == values


def test_a_folder_gives_way_to_new_tables_but_not_to_other_files(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    export(Selection(release), str(folder), "csv")
    (folder / "Stale.csv").write_text("id\n")
    export(Selection(release, "Target"), str(folder), "csv")
    assert not (folder / "Stale.csv").exists()
    assert "Target.csv" in {path.name for path in folder.iterdir()}
    (folder / "notes.txt").write_text("mine")
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(UsageError, match="holds more than tables"):
        export(Selection(release), str(folder), "csv")
    assert sorted(path.name for path in folder.iterdir()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_networkx_reads_nodes_with_labels_classes_and_values(graph: networkx.MultiDiGraph[str]) -> None:
    node = graph.nodes["kgr:medpath:drug:blinatumomab"]
    assert node["mechanism"].startswith("One fragment binds to CD3 on T-cells.|The other fragment binds to CD19")
    assert {name: value for name, value in node.items() if name not in ("composition", "mechanism")} == {
        "iri": "https://w3id.org/drug-kg/id/medpath:drug:blinatumomab",
        "label": "Blinatumomab",
        "classes": "kg:Drug",
        "boxedWarning": "cytokine release syndrome",
        "casNumber": "853426-35-4",
        "drugType": "Biotech",
        "unii": "4FR53SIF3A",
    }
    assert graph.nodes["kgr:condition:follicular-lymphoma"]["classes"] == "kg:Condition"


def test_networkx_reads_edges_with_the_words_they_rest_on(graph: networkx.MultiDiGraph[str]) -> None:
    edges = graph.get_edge_data("kgr:nci:drug:teclistamab-cqyv", "kgr:target:cd3")
    assert list(edges.values()) == [
        {
            "predicate": "kg:targets",
            "path": "sources/nci/teclistamab-cqyv.md",
            "line": 28,
            "column": 102,
            "quote": "CD3",
            "rule": "nci.target",
            "role": "words",
            "passages": 1,
        }
    ]


def test_graphml_has_the_nodes_and_links_that_the_python_interface_gives(
    release: Path, graph: networkx.MultiDiGraph[str]
) -> None:
    ours = Graph(release).to_networkx(evidence=False)
    found = {
        (graph.nodes[s]["iri"], d["predicate"].rpartition(":")[2], graph.nodes[o]["iri"])
        for s, o, d in graph.edges(data=True)
    }
    expected = {(s, name, o) for s, o, name in ours.edges(keys=True)}
    assert found == expected
    assert {data["iri"] for _, data in graph.nodes(data=True)} == set(ours.nodes)
    assert graph.number_of_edges() == len(expected)


def test_without_evidence_edges_have_a_predicate_only(release: Path, tmp_path: Path) -> None:
    export(Selection(release, evidence=False), str(tmp_path / "out.graphml"))
    read = networkx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    assert {name for *_, data in read.edges(data=True) for name in data} == {"predicate"}


def test_a_character_that_xml_cannot_hold_is_named(tmp_path: Path) -> None:
    broken = make_release(tmp_path / "broken", ['<urn:s> <urn:p:x> "\\u0000" <urn:g> .\n'])
    with pytest.raises(UsageError, match=r"XML cannot hold U\+0000"):
        export(Selection(broken), str(tmp_path / "out.graphml"))


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://example.org/a#b", "b"),
        ("http://example.org/a/b", "b"),
        ("urn:x:b&c", "b-c"),
        ("http://example.org/", "value"),
    ],
)
def test_a_column_has_the_last_part_of_a_property_as_its_name(iri: str, name: str) -> None:
    assert name_of(iri) == name
