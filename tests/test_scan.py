"""Names in running text: whole words, in any spelling, at their own characters."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground import Grounder, Grounding, Index
from kg.pipeline import load_vocabularies
from kg.prefixes import compress
from kg.scan import Scanner, fold, ground_text, surfaces
from kg.vocabulary import KG
from tests.test_build import run_kg


@cache
def scanner() -> Scanner:
    vocabularies = load_vocabularies([])
    return Scanner(vocabularies, Grounder(Index.of(vocabularies)))


def found(text: str) -> list[tuple[str, str]]:
    """The words at each hit's characters and the reference's label."""
    hits = scanner().scan(text)
    return [(text[h.start : h.end], h.answer.term.label) for h in hits if isinstance(h.answer, Grounding)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("It binds CD19 and CD3.", [("CD19", "CD19"), ("CD3", "CD3")]),
        ("(CD20), HER-2/neu; PD1!", [("CD20", "MS4A1"), ("HER-2/neu", "ERBB2"), ("PD1", "PDCD1")]),
        ("PDGFR-β and PDGFRβ", [("PDGFR-β", "PDGFRB"), ("PDGFRβ", "PDGFRB")]),
        ("acute\n   lymphoblastic leukaemia", [("acute\n   lymphoblastic leukaemia", "acute lymphoblastic leukemia")]),
        ("non-small-cell lung cancers", [("non-small-cell lung cancers", "lung non-small cell carcinoma")]),
        (
            "Wilms’s tumour, Burkitt's lymphoma",
            [("Wilms’s tumour", "nephroblastoma"), ("Burkitt's lymphoma", "Burkitt lymphoma")],
        ),
        ("breast, cancer", [("cancer", "cancer")]),
        ("All of it was met; a kit for CD190 and XCD3", []),
        ("KIT and Kit, not kit", [("KIT", "KIT"), ("Kit", "KIT")]),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, hits: list[tuple[str, str]]) -> None:
    assert found(text) == hits


def test_the_longest_name_wins() -> None:
    assert found("small cell lung cancer of the lung") == [("small cell lung cancer", "lung small cell carcinoma")]
    assert found("non-Hodgkin lymphoma") == [("non-Hodgkin lymphoma", "non-Hodgkin lymphoma")]


def test_an_abbreviation_means_what_its_text_says() -> None:
    text = "For malignant melanoma (MM). MM is treated."
    assert found(text) == [("malignant melanoma", "melanoma"), ("MM", "melanoma"), ("MM", "melanoma")]
    assert found("MM is treated.") == [("MM", "multiple myeloma")]


def test_surfaces_are_the_ways_to_write_a_name() -> None:
    assert {"pd 1", "pd1"} <= surfaces("PD-1")
    assert {"leukaemia", "leukemia", "leukemias"} <= surfaces("leukemia")
    assert {"folate receptor α", "folate receptor alpha"} <= surfaces("folate receptor alpha")
    assert "cd19s" not in surfaces("CD19")


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.lists(st.sampled_from(["CD19", "melanoma", "word", "(", "β", "\n  ", "'s", ", ", "ALL", "İ"]), max_size=12))
def test_every_hit_lies_in_the_text_in_order_without_overlap(parts: list[str]) -> None:
    text = " ".join(parts)
    hits = scanner().scan(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= two.start for one, two in pairwise(hits))
    assert sum(text[hit.start : hit.end] == "CD19" for hit in hits) == parts.count("CD19")


def test_a_text_that_is_a_name_is_grounded_as_one() -> None:
    (hit,) = ground_text("relapsed acute\nlymphoblastic leukemia", load_vocabularies([]))
    assert isinstance(hit.answer, Grounding)
    assert compress(hit.answer.predicate) == "skos:broadMatch"
    (hit,) = ground_text("nothing known", load_vocabularies([]), KG.Condition)
    assert not isinstance(hit.answer, Grounding)


def test_kg_ground_shows_reference_and_reason(tmp_path: Path) -> None:
    run = run_kg("ground", "leukaemia, acute lymphoblastic", cwd=tmp_path)
    assert run.stdout.splitlines()[1].split("  ")[0] == "1:1"
    assert "obo:DOID_9952" in run.stdout
    assert run.returncode == 0
    run = run_kg("ground", "It binds CD3.", "--format", "json", cwd=tmp_path)
    assert json.loads(run.stdout) == [
        {
            "start": 9,
            "end": 12,
            "words": "CD3",
            "reference": "kgr:reference:complex:cd3",
            "label": "CD3",
            "relation": "exactMatch",
            "reason": "the curated vocabulary calls it so",
        }
    ]
    assert run_kg("ground", "nothing here", cwd=tmp_path).returncode == 1
