"""SSSOM: every mapping of the release with its justification, identifiers by hand, and SSSOM's own validator."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from kg.export import Selection, export
from kg.export.identifiers import SCHEMES
from kg.export.sssom import COLUMNS
from kg.mappings import describe_mapping
from kg.model import Iri
from kg.ntriples import node_text
from kg.pipeline import build
from kg.prefixes import PREFIXES
from kg.vocabulary import KG, SEMAPV, SKOS
from tests.conftest import ROOT
from tests.test_export import make_release
from tests.test_export_kgx import DOCUMENT, Row, find, find_mappings, read_tsv


@pytest.fixture(scope="session")
def sssom(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sssom") / "drug-kg.sssom.tsv"
    export(Selection(release), str(path))
    return path


def read_sssom(path: Path) -> tuple[dict[str, object], list[Row]]:
    """The metadata and the mappings of a file in SSSOM/TSV."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    rows = csv.DictReader(lines[len(head) :], delimiter="\t", strict=True)
    return yaml.safe_load("\n".join(head)), list(rows)


def test_a_mapping_set_has_its_metadata_and_every_prefix(sssom: Path) -> None:
    head, rows = read_sssom(sssom)
    assert {"mapping_set_id", "license", "curie_map"} <= set(head)
    assert list(rows[0]) == list(COLUMNS)
    curie_map = head["curie_map"]
    assert isinstance(curie_map, dict)
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in curie_map, row
        assert row["subject_label"]
        assert row["comment"]
        assert row["mapping_justification"].startswith("semapv:")
    keys = [tuple(row.values()) for row in rows]
    assert len(set(keys)) == len(keys)


def test_every_mapping_of_the_release_is_in_the_set_with_its_justification(release: Path, sssom: Path) -> None:
    head, rows = read_sssom(sssom)
    prefixes = head["curie_map"]
    assert isinstance(prefixes, dict)
    ours = [row for row in rows if row["mapping_justification"] != "semapv:UnspecifiedMatching"]
    expanded = [
        [expand_curie(row[name], prefixes) for name in ("subject_id", "predicate_id", "object_id")] for row in ours
    ]
    assert {tuple(item) for item in expanded} == find_mappings(release)
    assert len(expanded) == len(find_mappings(release))
    bcma = next(row for row in ours if (row["subject_id"], row["object_id"]) == ("kgr:target:bcma", "HGNC:11913"))
    assert (bcma["predicate_id"], bcma["object_label"]) == ("skos:exactMatch", "TNFRSF17")
    assert bcma["mapping_justification"] == "semapv:ManualMappingCuration"
    assert bcma["comment"].startswith(
        "the curated vocabulary calls it so (molecules.tsv); sources/nci/teclistamab-cqyv"
    )


def expand_curie(curie: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = curie.partition(":")
    return prefixes[prefix] + local


def test_what_was_kept_apart_is_a_mapping_with_the_modifier_not_and_no_edge(tmp_path: Path) -> None:
    page = (ROOT / "sources/medpath/blinatumomab.txt").read_text(encoding="utf-8")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "one.txt").write_text(page, encoding="utf-8")
    (tmp_path / "own.tsv").write_text(
        "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\n"
        "kgr:brand:blincyto\tkg:brandOf\tkgr:substance:blinatumomab\tNot\n"
    )
    build([str(pages)], tmp_path / "build", validate=False, mappings=tmp_path / "own.tsv")
    for only in ("", "Mapping"):
        target = tmp_path / f"{only}out.sssom.tsv"
        export(Selection(tmp_path / "build", only), str(target))
        _, rows = read_sssom(target)
        (row,) = (row for row in rows if row["subject_id"] == "kgr:brand:blincyto")
        assert (row["predicate_id"], row["predicate_modifier"]) == ("kg:brandOf", "Not")
        assert row["object_id"] == "kgr:substance:blinatumomab"
    export(Selection(tmp_path / "build"), str(tmp_path / "out"), "kgx")
    assert find(read_tsv(tmp_path / "out_edges.tsv"), "kgr:brand.blincyto", "kg:brandOf") == {}


def test_a_class_brings_the_mappings_of_its_nodes(release: Path, tmp_path: Path) -> None:
    export(Selection(release, "Target"), str(tmp_path / "out.sssom.tsv"))
    _, rows = read_sssom(tmp_path / "out.sssom.tsv")
    assert {row["subject_id"].split(":")[1] for row in rows} == {"target"}
    assert {row["object_id"] for row in rows} >= {"HGNC:11913", "kgr:reference:complex:cd3"}


def test_a_namespace_that_nobody_knows_gets_a_prefix_of_its_own(tmp_path: Path) -> None:
    kgr, kgg = PREFIXES["kgr"], PREFIXES["kgg"]
    triples = [
        triple
        for name in ("http://example.org/b#X1", "http://example.org/a/Y_2", "http://purl.obolibrary.org/obo/HP_0000001")
        for triple in describe_mapping(
            *(Iri(f"{kgr}target:a"), SKOS.closeMatch, Iri(name), SEMAPV.LexicalMatching),
            subject_label="a",
            object_label=name,
            reason="a test",
        )
    ]
    lines = sorted(f"<{s}> <{p}> {node_text(o)} <{kgg}mappings> .\n" for s, p, o in triples)
    export(Selection(make_release(tmp_path / "build", lines)), str(tmp_path / "out.sssom.tsv"))
    head, rows = read_sssom(tmp_path / "out.sssom.tsv")
    prefixes = head["curie_map"]
    assert isinstance(prefixes, dict)
    assert {row["object_id"] for row in rows} == {"HP:0000001", "ns1:2", "ns2:X1"}
    assert (prefixes["ns1"], prefixes["ns2"]) == ("http://example.org/a/Y_", "http://example.org/b#")


def test_identifiers_of_blinatumomab_are_mapped(sssom: Path) -> None:
    _, rows = read_sssom(sssom)
    found = {
        (row["subject_id"], row["predicate_id"], row["object_id"])
        for row in rows
        if row["subject_label"] == "Blinatumomab" and row["mapping_justification"] == "semapv:UnspecifiedMatching"
    }
    assert found == {
        ("kgr:medpath:drug:blinatumomab", "skos:exactMatch", "CAS:853426-35-4"),
        ("kgr:medpath:drug:blinatumomab", "skos:exactMatch", "UNII:4FR53SIF3A"),
        ("kgr:nci:drug:blinatumomab", "rdfs:seeAlso", "dailymed:38b482a8-960b-4591-9857-5031ecb830aa"),
        ("kgr:nci:drug:blinatumomab", "rdfs:seeAlso", "medlineplus.drug:a614061.html"),
        ("kgr:nci:drug:blinatumomab", "skos:exactMatch", "NCIT:C62528"),
        ("kgr:nci:drug:blinatumomab", "skos:exactMatch", "nci.drug:487684"),
    }
    cas = next(row for row in rows if row["object_id"] == "CAS:853426-35-4")
    assert cas["comment"].startswith("sources/medpath/blinatumomab.txt:12:1: “853426-35-4” [medpath.field]; ")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["4FR53SIF3A"], {"skos:exactMatch UNII:4FR53SIF3A"}),
        (["4FR53SIF3A", "4F4X42SYQ6"], {"skos:closeMatch UNII:4FR53SIF3A", "skos:closeMatch UNII:4F4X42SYQ6"}),
        (["4FR53SIF3A", "4FR53SIF3B"], {"skos:exactMatch UNII:4FR53SIF3A"}),  # its check character is wrong
        (["Not Available"], set()),
    ],
)
def test_one_identifier_is_exact_several_are_close_and_a_wrong_one_is_none(
    values: list[str], found: set[str], tmp_path: Path
) -> None:
    drug = f"<{PREFIXES['kgr']}made:drug:a>"
    lines = sorted(f'{drug} <{KG.unii}> "{value}" {DOCUMENT} .\n' for value in values)
    export(Selection(make_release(tmp_path / "build", lines)), str(tmp_path / "out.sssom.tsv"))
    _, rows = read_sssom(tmp_path / "out.sssom.tsv")
    assert {f"{row['predicate_id']} {row['object_id']}" for row in rows} == found


def test_every_scheme_knows_the_form_of_its_identifiers() -> None:
    examples = {
        KG.casNumber: ("853426-35-4", "853426-35-5"),
        KG.dailymedSetId: ("38b482a8-960b-4591-9857-5031ecb830aa", "38b482a8"),
        KG.medlinePlusId: ("a614061", "614061"),
        KG.nciDictionaryId: ("487684", "48 76"),
        KG.nciThesaurusCode: ("C62528", "62528"),
        KG.studyId: ("NCT05078931", "2015-000000-10"),
        KG.unii: ("4FR53SIF3A", "4FR53SIF3"),
    }
    assert set(examples) == set(SCHEMES)
    assert all(SCHEMES[iri].curie(right) and not SCHEMES[iri].curie(wrong) for iri, (right, wrong) in examples.items())


def test_sssom_own_validator_finds_nothing(sssom: Path) -> None:
    command = os.environ.get("SSSOM") or shutil.which("sssom")
    if not command:
        pytest.skip("sssom is not installed; set SSSOM to its command")
    result = subprocess.run([command, "validate", str(sssom)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
