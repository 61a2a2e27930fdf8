"""What `--only` and `--without-evidence` leave, by hand on the project's own sources."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KGError, UsageError
from kg.export import Selection
from kg.export.lines import carries_evidence, split_line
from kg.prefixes import PREFIXES, compress
from kg.release import read_manifest
from kg.vocabulary import KG, RDF
from kg.why import Explainer
from tests.test_build import run_kg

IMATINIB = {
    "rdf:type kg:Drug",
    'rdfs:label "Imatinib"',
    "kg:drugClass kgr:class:targeted-therapy",
    "kg:hasApprovalStatus kgr:nci:approval-status:imatinib:fda",
    "kg:hasIndication kgr:nci:indication:imatinib:chronic-myelogenous-leukemia",
    "kg:indicatedFor kgr:condition:chronic-myelogenous-leukemia",
    "kg:recordOf kgr:substance:imatinib",
    "kg:relatedResource https://www.cancer.gov/about-cancer/treatment/types/targeted-therapies",
}
BINDS_CD3 = {
    "kgr:medpath:drug:blinatumomab",
    *(f"kgr:nci:drug:{name}" for name in ("blinatumomab", "glofitamab-gxbm", "mosunetuzumab-axgb", "teclistamab-cqyv")),
}
CD3 = "PREFIX kg: <https://w3id.org/drug-kg/ontology#> PREFIX kgr: <https://w3id.org/drug-kg/id/>\n"


def name(term: str) -> str:
    return compress(term[1:-1]) if term.startswith("<") else term


def subjects(lines: Iterable[str]) -> set[str]:
    return {name(split_line(line)[0]) for line in lines}


def said_of(lines: Iterable[str], subject: str) -> set[str]:
    quads = map(split_line, lines)
    return {f"{name(quad[1])} {name(quad[2])}" for quad in quads if name(quad[0]) == subject}


def test_a_whole_release_is_its_own_quads(release: Path) -> None:
    assert "".join(Selection(release).lines()) == (release / "graph.nq").read_text(encoding="utf-8")


def test_without_evidence_no_passage_no_statement_node_and_no_link_to_one_is_left(release: Path) -> None:
    lines = list(Selection(release, evidence=False).lines())
    everything = list(Selection(release).lines())
    assert lines == [line for line in everything if line in set(lines)]
    assert {name(split_line(line)[1]) for line in lines} & {"kg:evidence", "kg:quote", "rdf:subject"} == set()
    assert said_of(lines, "kgr:nci:drug:imatinib") == IMATINIB
    assert {line for line in everything if not carries_evidence(line)} == set(lines)


def test_a_class_brings_all_of_its_nodes_and_names_what_they_lead_to(release: Path) -> None:
    lines = list(Selection(release, "Drug", evidence=False).lines())
    assert said_of(lines, "kgr:nci:drug:imatinib") == IMATINIB
    assert said_of(lines, "kgr:class:targeted-therapy") == {"rdf:type kg:DrugClass", 'rdfs:label "targeted therapy"'}
    indication = "kgr:nci:indication:imatinib:chronic-myelogenous-leukemia"
    assert said_of(lines, indication) == {
        "rdf:type kg:Indication",
        'rdfs:label "Imatinib: Chronic myelogenous leukemia"',
    }
    assert said_of(lines, f"{indication}:use:1") == set()
    assert said_of(lines, "kgr:nci:drug:r-chop") == set()


def test_a_class_brings_the_evidence_of_each_statement(release: Path) -> None:
    lines = list(Selection(release, "kg:drug").lines())
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    explainer = Explainer(store)
    about = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(KG.Drug))}
    assert len(about) == 14 + 3 + 4  # pages of NCI and of MedPath; 4 components of R-CHOP have no page here
    for line in filter(lambda line: not carries_evidence(line), lines):
        subject, predicate, obj, graph = ox.parse(line, format=ox.RdfFormat.N_QUADS).__next__()
        if str(graph).startswith(f"<{PREFIXES['kgd']}"):
            passages = list(explainer.passages(ox.Quad(subject, predicate, obj, graph)))
            assert passages, line
            assert all(passage.path.startswith("sources/") for passage in passages)


def test_a_source_brings_its_documents_and_the_vocabulary_but_no_other_source(release: Path) -> None:
    lines = list(Selection(release, "medpath").lines())
    found = subjects(lines)
    graphs = {name(split_line(line)[3]) for line in lines}
    assert len(graphs) == 3 + 2
    assert {"kgg:documents", "kgg:vocabulary"} < graphs
    assert "kgr:medpath:drug:rituximab" in found
    assert {"kgr:source:medpath", "rule:medpath.cell", "kgr:authority:fda", "kgr:register:hsa"} <= found
    assert {item for item in found if item.startswith(("kgr:nci:", "rule:nci", "kgr:source:nci"))} == set()
    assert len({item for item in found if item.startswith("kgd:")}) == 3


BETWEEN = {"kgg:conflicts", "kgg:decisions", "kgg:mappings"}


def test_the_sources_together_are_the_release(release: Path) -> None:
    sources = read_manifest(release)["sources"]
    parts = [set(Selection(release, source).lines()) for source in sorted(sources)]
    whole = {line for line in Selection(release).lines() if name(split_line(line)[3]) not in BETWEEN}
    assert set().union(*parts) == whole  # what stands between the sources belongs to none of them
    for one, other in combinations(parts, 2):
        assert {name(split_line(line)[3]) for line in one & other} == {"kgg:vocabulary"}


def test_a_query_brings_its_triples_with_their_evidence(release: Path, tmp_path: Path) -> None:
    query = tmp_path / "cd3.rq"
    query.write_text(
        CD3 + "CONSTRUCT { ?drug kg:targets ?t } WHERE { ?drug kg:targets ?t VALUES ?t { kgr:target:cd3 } }"
    )
    lines = list(Selection(release, str(query)).lines())
    domain = [line for line in lines if not carries_evidence(line) and f"<{KG.targets}>" in line]
    assert subjects(domain) == BINDS_CD3
    statements = {item for item in subjects(lines) if item.startswith("kgs:")}
    assert len(statements) == len(BINDS_CD3)
    quotes = {split_line(line)[2] for line in lines if f"<{KG.quote}>" in line}
    assert '"CD3"' in quotes
    assert said_of(lines, "rule:nci.target") == {"rdf:type kg:Rule", 'rdfs:label "nci.target"'}
    paths = {split_line(line)[2] for line in lines if f"<{KG.path}>" in line}
    assert paths == {
        f'"sources/{path}"'
        for path in (
            *("medpath/blinatumomab.txt", "nci/blinatumomab.md", "nci/glofitamab-gxbm.md"),
            *("nci/mosunetuzumab-axgb.md", "nci/teclistamab-cqyv.md"),
        )
    }


def test_the_evidence_of_a_description_comes_with_its_triple(release: Path, tmp_path: Path) -> None:
    query = tmp_path / "label.rq"
    query.write_text(
        CD3 + "CONSTRUCT { kgr:target:bcma rdfs:label ?label } WHERE { kgr:target:bcma rdfs:label ?label }"
    )
    lines = list(Selection(release, str(query)).lines())
    assert {item.split(" ")[0] for item in said_of(lines, "kgr:target:bcma")} == {"rdfs:label", "kg:evidence"}
    assert {split_line(line)[2] for line in lines if f"<{KG.quote}>" in line} == {'"BCMA"'}


def test_what_a_query_makes_up_comes_in_a_graph_named_after_it(release: Path, tmp_path: Path) -> None:
    query = tmp_path / "Share a target.rq"
    query.write_text(
        CD3
        + "CONSTRUCT { ?a rdfs:seeAlso ?b . ?a kg:targets ?t } WHERE { ?a kg:targets ?t . ?b kg:targets ?t "
        + "FILTER(?a != ?b) VALUES ?t { kgr:target:cd3 } }"
    )
    lines = list(Selection(release, str(query)).lines())
    made = [line for line in lines if "seeAlso" in line]
    assert len(made) == 5 * 4
    assert {name(split_line(line)[3]) for line in made} == {"kgg:query-share-a-target"}
    assert lines == sorted(lines, key=lambda line: (split_line(line)[3], line))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", "gives no triples; write CONSTRUCT, or take kg query --format csv for rows"),
        ("CONSTRUCT { ?s rdfs:seeAlso [] } WHERE { ?s a kg:Target }", "constructs a blank node"),
        ("CONSTRUCT { ?s a } WHERE { ?s ?p ?o }", "syntax error"),
    ],
)
def test_a_query_that_gives_no_plain_triples_is_wrong_usage(
    text: str, what: str, release: Path, tmp_path: Path
) -> None:
    query = tmp_path / "query.rq"
    query.write_text(text)
    with pytest.raises(UsageError, match=what):
        list(Selection(release, str(query)).lines())


def test_a_name_that_means_nothing_is_told_with_what_there_is_before_anything_is_written(release: Path) -> None:
    shown = run_kg("export", "--graph", str(release), "--to", "-", "--format", "ttl", "--only", "drugs")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "--only: no class or source named 'drugs', and no query named 'drugs'" in shown.stderr
    assert "classes: Application, ApprovalStatus, Authorisation, Authority, Biomarker" in shown.stderr
    assert shown.stderr.endswith("hsa, medpath, nci, table-artg, table-nmpa\n")


def test_a_release_that_lost_its_graph_is_told(release: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"inputs": []}')
    with pytest.raises(KGError, match=r"graph\.nq: is not there; build it again"):
        list(Selection(tmp_path).lines())
