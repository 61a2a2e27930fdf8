"""The two documents that the project started from: what they disagree about, and what a person reads of it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from kg.conflicts import Shown, conflicts_of, list_conflicts, render_conflicts
from kg.errors import UsageError
from kg.store import open_store
from kg.why import explain
from tests.test_build import run_kg


@pytest.fixture(scope="module")
def found(seeds_release: Path) -> dict[str, Shown]:
    items = list_conflicts(open_store(seeds_release))
    assert len({item.rule for item in items}) == len(items)
    return {item.rule: item for item in items}


def quotes(item: Shown, source: str) -> list[tuple[int, str]]:
    return [(p.line, p.quote) for side in item.positions if side.source == source for p in side.passages]


def test_what_is_found_by_rule_and_kind(found: dict[str, Shown]) -> None:
    assert {name: item.kind for name, item in found.items()} == {
        "age": "granularity",
        "approved-none-found": "coverage gap",
        "brand-strength": "granularity",
        "overview-none-found": "coverage gap",
        "strength-in-name": "granularity",
        "use-on-one-page": "coverage gap",
    }


def test_nci_says_approved_and_medpath_found_none(found: dict[str, Shown]) -> None:
    item = found["approved-none-found"]
    assert item.severity == "high"
    assert (36, "Yes") in quotes(item, "NCI")
    assert (97, "No FDA approvals found for this drug.") in quotes(item, "MedPath")
    assert "no denial" in item.explanation
    assert item.preference


def test_that_section_stands_against_the_three_events_of_the_same_page(found: dict[str, Shown]) -> None:
    item = found["overview-none-found"]
    assert sorted(side.says for side in item.positions) == [
        "FDA: none found",
        "accelerated approval 2018-03 by the FDA",
        "first approval 2014-12 by the FDA",
        "full approval 2023-06 by the FDA",
    ]
    assert {side.source for side in item.positions} == {"MedPath"}
    assert {line for line, _ in quotes(item, "MedPath")} >= {18, 97}


def test_the_strengths_are_not_comparable_and_the_text_says_which_volume_makes_them_equal(
    found: dict[str, Shown],
) -> None:
    name, brand = found["strength-in-name"], found["brand-strength"]
    assert "not comparable" in name.explanation
    assert "0.636 mL" in name.explanation
    assert "55.0 μg/mL" in name.explanation
    assert (170, "38.5 MCG / VIAL") in quotes(brand, "MedPath")
    assert "38.5 µg a vial" in brand.explanation
    assert "Health Canada" in brand.label
    assert "0.7 mL" in brand.explanation


def test_one_month_is_more_specific_than_children(found: dict[str, Shown]) -> None:
    item = found["age"]
    assert "1 month" in item.explanation
    assert {side.source for side in item.positions if side.preferred} == {"NCI"}


def test_the_consolidation_use_stands_on_one_page_alone(found: dict[str, Shown]) -> None:
    item = found["use-on-one-page"]
    assert "Philadelphia chromosome negative" in item.label
    assert "consolidation" in item.explanation


def test_kg_conflicts_tells_in_which_words_the_two_disagree_about_the_fda(seeds_release: Path) -> None:
    outcome = run_kg("conflicts", "--graph", str(seeds_release), cwd=seeds_release, COLUMNS="100")
    assert outcome.returncode == 0
    assert outcome.stdout.startswith("6 disagreements: 3 coverage gap, 3 granularity\n")
    first = outcome.stdout.split("\n2. ")[0]
    assert "seeds/nci-blinatumomab.md:36:1  “Yes”  under “FDA Approved”" in first
    assert "seeds/medpath-blinatumomab.txt:97:1  “No FDA approvals found for this drug.”" in first
    assert "  NCI: Drug information of the US National Cancer Institute\n" in first  # who that is
    assert "  coverage gap: one tells what the other, which covers it, does not have" in first  # what that means
    assert "no denial: a search by name or by product code misses" in " ".join(first.split())  # why that may be


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_told_twice(seeds_release: Path, width: int) -> None:
    text = render_conflicts(list_conflicts(open_store(seeds_release)), "table", width)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    assert flat.count("NCI: from 1 month on (B-cell acute lymphoblastic leukemia) (preferred)") == 1
    overview = flat.partition(" 2. ")[2].partition(" 3. ")[0]
    assert "first approval 2014-12, accelerated approval 2018-03 and full approval 2023-06 by the FDA" in overview
    assert overview.index("first approved") < overview.index("accelerated approval program")  # as the page tells them


def test_as_many_columns_are_used_as_there_are(seeds_release: Path) -> None:
    command = ("conflicts", "--graph", str(seeds_release))
    for columns, widest in (("80", 80), ("300", 120)):
        outcome = run_kg(*command, cwd=seeds_release, COLUMNS=columns)
        assert widest - 30 < max(map(len, outcome.stdout.splitlines())) <= widest


def test_filters_narrow_and_a_wrong_one_lists_what_there_is(seeds_release: Path) -> None:
    store = open_store(seeds_release)
    assert len(list_conflicts(store, kinds=["coverage gap"])) == 3
    assert len(list_conflicts(store, severities=["high"])) == 2
    assert len(list_conflicts(store, drug="Blincyto")) == len(list_conflicts(store, drug="4FR53SIF3A")) == 6
    assert len(list_conflicts(store, source="nci")) == len(list_conflicts(store, source="NCI")) == 3
    assert list_conflicts(store, source="hsa") == list_conflicts(store, source="HSA listing") == []
    for wanted, message in (
        ({"kinds": ["quarrel"]}, "no kind 'quarrel'; there are contradiction, coverage gap"),
        ({"severities": ["grave"]}, "no severity 'grave'"),
        (
            {"source": "nobody"},
            "no source 'nobody'; there are decisions, Drugs@FDA, EMA report, Health Canada DPD, HSA",
        ),
        ({"drug": "nobodymab"}, "nothing is called 'nobodymab'"),
    ):
        with pytest.raises(UsageError, match=re.escape(message)):
            list_conflicts(store, **wanted)


def test_the_formats_hold_the_same(seeds_release: Path) -> None:
    items = list_conflicts(open_store(seeds_release))
    assert [item["iri"] for item in json.loads(render_conflicts(items, "json"))] == [item.iri for item in items]
    rows = list(csv.DictReader(io.StringIO(render_conflicts(items, "csv"))))
    assert len({row["conflict"] for row in rows}) == 6
    assert {row["quote"] for row in rows if row["rule"] == "approved-none-found"} == {
        *("Yes", "No FDA approvals found for this drug.")
    }
    text = render_conflicts(items, "markdown")
    assert text.count("\n## ") == 6
    assert "`seeds/nci-blinatumomab.md:36:1`: “Yes”, under “FDA Approved”" in text
    (yes,) = (row for row in rows if row["quote"] == "Yes")
    assert (yes["preferred"], yes["under"], yes["file"], yes["line"]) == (
        *("yes", "FDA Approved", "seeds/nci-blinatumomab.md", "36"),
    )
    assert render_conflicts([], "table") == "no disagreements\n"


def test_kg_why_shows_the_disagreements_of_a_statement(seeds_release: Path) -> None:
    store = open_store(seeds_release)
    told = [(item, conflicts_of(store, item)) for item in explain(store, "blinatumomab", "hasApprovalStatus")]
    assert [[found.rule for found in some] for _, some in told] == [["approved-none-found"]]
    outcome = run_kg("why", "blinatumomab", "hasApprovalStatus", "--graph", str(seeds_release), cwd=seeds_release)
    assert (
        "    ≠ blinatumomab: approved by the FDA on one page, none found on another  [coverage gap, " in outcome.stdout
    )
    strength = explain(store, "kgr:medpath:authorisation:blinatumomab:hsa:sin15103p:1", "strength")
    assert {found.rule for found in conflicts_of(store, strength[0])} == {"brand-strength", "strength-in-name"}


def test_your_own_rules_are_asked_without_changing_the_release(seeds_release: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "queries" / "conflicts" / "age.rq"
    (tmp_path / "mine.rq").write_text(
        shipped.read_text("utf-8").replace("# rule: age", "# rule: mine"), encoding="utf-8"
    )
    before = (seeds_release / "graph.nq").read_bytes()
    command = ("conflicts", "--graph", str(seeds_release), "--rules", str(tmp_path), "--kind", "granularity")
    outcome = run_kg(*command, cwd=tmp_path)
    assert outcome.stdout.startswith("4 disagreements: 4 granularity")
    assert (seeds_release / "graph.nq").read_bytes() == before
    (tmp_path / "bad.rq").write_text("SELECT", encoding="utf-8")
    outcome = run_kg(*command, cwd=tmp_path)
    assert (outcome.returncode, len(outcome.stderr.strip().splitlines())) == (2, 1)


def test_the_manifest_counts_them_and_the_shapes_hold(seeds_release: Path) -> None:
    manifest = json.loads((seeds_release / "manifest.json").read_text("utf-8"))
    assert manifest["conflicts"]["kinds"] == {"coverage gap": 3, "granularity": 3}
    assert manifest["validation"].get("error", 0) == 0
