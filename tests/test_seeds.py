"""The two documents that the project started from, against values written by hand; and the real pages, measured."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kg.graph import Graph
from kg.pipeline import build
from kg.release import read_manifest
from kg.verify import verify

ROOT = Path(__file__).parents[1]
NCI, MEDPATH = "nci-blinatumomab.md", "medpath-blinatumomab.txt"


@pytest.fixture(scope="module")
def seeds(seeds_release: Path) -> Graph:
    """The graph of the two seeds."""
    return Graph(seeds_release)


def rows(graph: Graph, name: str, *columns: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row[column] for column in columns) for row in graph.query(name)), key=str)


def test_both_pages_name_cd3_and_cd19(seeds: Graph) -> None:
    assert rows(seeds, "targets", "document", "target") == [
        (MEDPATH, "CD19"),
        (MEDPATH, "CD3"),
        (NCI, "CD19"),
        (NCI, "CD3"),
    ]


def test_every_identifier_is_there(seeds: Graph) -> None:
    assert rows(seeds, "identifiers", "document", "scheme", "identifier") == [
        (MEDPATH, "cas", "853426-35-4"),
        (MEDPATH, "unii", "4FR53SIF3A"),
        (NCI, "dailymed", "38b482a8-960b-4591-9857-5031ecb830aa"),
        (NCI, "medlineplus", "a614061"),
        (NCI, "nci-drug-dictionary", "487684"),
        (NCI, "ncit", "C62528"),
    ]


def test_approved_at_the_fda_stands_beside_none_found_there(seeds: Graph) -> None:
    assert rows(seeds, "approvals", "document", "regulator", "status") == [(NCI, "FDA", "approved")]
    none = [regulator for document, regulator in rows(seeds, "none-found", "document", "regulator")]
    assert none == ["FDA", "Malaysia NPRA", "NMPA", "PPB", "Philippines FDA", "Saudi SFDA", "UK EMC"]


def test_the_authorisations_are_those_of_the_five_registers(seeds: Graph) -> None:
    found = rows(seeds, "authorisations", "regulator", "number", "date", "strength", "holder", "status")
    assert found == [
        ("CIMA AEMPS", "1151047001", None, None, None, "Commercialized"),
        ("EMA", None, "2015-11-23", None, None, "Authorised"),
        ("EMA", None, "2015-11-23", None, None, "Authorised"),
        ("HSA", "SIN15103P", "2016-10-18", "55.0 μg/mL", None, None),
        ("Health Canada", "02450283", "2016-03-17", "38.5 MCG / VIAL", "Amgen Canada Inc", None),
        ("TGA", "232805", "2015-11-09", None, None, "A"),
    ]


def test_ten_trials_and_the_six_sponsors_that_are_there(seeds: Graph) -> None:
    trials = seeds.query("trials")
    assert len(trials) == 10
    assert sorted(str(row["sponsor"]) for row in trials if row["sponsor"]) == [
        "City of Hope Medical Center",
        "Da, Yuwei, M.D.",
        "First Affiliated Hospital of Zhejiang University",
        "Mao Jianhua",
        "The Children's Hospital of Zhejiang University School of Medicine",
        "Xianmin Song, MD",
    ]
    assert Counter(str(row["phase"]) for row in trials) == {"Not Applicable": 6, "Phase 2": 3, "Phase 1": 1}


def test_three_fda_events_on_their_dates(seeds: Graph) -> None:
    assert rows(seeds, "approval-events", "regulator", "kind", "date") == [
        ("FDA", "accelerated approval", "2018-03"),
        ("FDA", "first approval", "2014-12"),
        ("FDA", "full approval", "2023-06"),
    ]


def test_the_indication_has_its_uses_apart(seeds: Graph) -> None:
    (indication,) = {row["indication"] for row in seeds.query("indications") if row["document"] == NCI}
    uses = f"""
        SELECT ?use ?description ?age (GROUP_CONCAT(?criterion; separator=", ") AS ?criteria) WHERE {{
          <{indication}> kg:hasUse ?use .
          ?use kg:description ?description ; kg:minimumAge ?age ; kg:criterion/rdfs:label ?criterion
        }} GROUP BY ?use ?description ?age ORDER BY ?use
    """
    found = [(row["age"], set(str(row["criteria"]).split(", "))) for row in seeds.query(uses)]
    assert found == [
        ("1 month", {"CD19 positive"}),
        ("1 month", {"CD19 positive"}),
        ("1 month", {"CD19 positive", "Philadelphia chromosome negative"}),
    ]
    assert rows(seeds, "indication-populations", "document", "population")[-2:] == [(NCI, "adults"), (NCI, "children")]


def test_every_answer_leads_to_the_words(seeds: Graph) -> None:
    (cd3, _) = [item for item in seeds.why("blinatumomab", "targets", "CD3") if item.object_label == "CD3"]
    assert {passage.quote for passage in cd3.passages} == {"CD3"}
    (status,) = seeds.why("kgr:nci:approval-status:blinatumomab:fda", "status")
    assert [(passage.line, passage.quote, passage.role) for passage in status.passages] == [
        (36, "Yes", "words"),
        (34, "FDA Approved", "heading"),
    ]


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A validated release of all the real pages."""
    out = tmp_path_factory.mktemp("real") / "build"
    folders = [shared / "corpus" / "nci", shared / "corpus" / "medpath", shared / "seeds"]
    outcome = build([str(folder) for folder in folders], out, workers=2)
    assert not outcome.failed
    return out


def test_every_real_page_is_read_and_nothing_is_lost_silently(real: Path) -> None:
    manifest = read_manifest(real)
    assert len(manifest["inputs"]) == 275
    assert manifest["not_read"] == []
    for item in manifest["inputs"]:
        text = item["text"]
        assert text["evidence"] + text["skipped"] + text["unrecognised"] == text["units"], item["paths"]
        assert sum(text["reasons"].values()) == text["skipped"], item["paths"]


def test_every_passage_of_the_real_pages_holds(real: Path, shared: Path) -> None:
    result = verify(real, read_manifest(real), [str(shared / "corpus"), str(shared / "seeds")])
    assert [f"{failure.place}: {failure.what}" for failure in result.failures] == []
    assert result.checks > 140_000


@pytest.mark.parametrize("gold", ["nci-dev.jsonl", "medpath-dev.jsonl"])
def test_a_careful_reader_finds_what_we_find(real: Path, shared: Path, gold: str) -> None:
    command = [sys.executable, str(shared / "score" / "score.py"), str(shared / "gold" / gold)]
    asked = [sys.executable, "-m", "kg.cli", "query", "--graph", str(real)]
    done = subprocess.run([*command, *asked], capture_output=True, text=True, check=True, cwd=ROOT)
    scores = {
        line.split()[0]: float(line.split("F1")[1].split()[0]) for line in done.stdout.splitlines() if " P " in line
    }
    assert len(scores) >= 11
    assert min(scores.values()) >= 0.94, done.stdout
