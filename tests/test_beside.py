"""The other name that a page gives right beside a name, at its place, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.grammar.beside import find_beside
from kg.grammar.mechanism import find_targets
from kg.grammar.readings import Mention, Passage
from kg.graph import Graph
from kg.spans import Text


def others(words: str) -> dict[str, list[str]]:
    """Each target of a sentence with the names beside it, as they stand at their places."""
    mentions = find_targets([Text.of(words)], ["Examplimab"])
    found = {
        mention.name: [passage for other in find_beside(mention) for passage in other.passages] for mention in mentions
    }
    return {name: [at.text.string[at.start : at.end] for at in places] for name, places in found.items()}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Examplimab binds B-cell maturation antigen (BCMA).", {"B-cell maturation antigen": ["BCMA"]}),
        ("Examplimab inhibits smoothened (SMO).", {"smoothened": ["SMO"]}),
        ("Examplimab blocks HER2 (also called ERBB2).", {"HER2": ["ERBB2"]}),
        ("Examplimab blocks programmed death-1 (PD-1, CD279).", {"programmed death-1": ["PD-1", "CD279"]}),
        ("Examplimab blocks the CD30 protein on T cells.", {"CD30": []}),
        ("Examplimab blocks CD30. Others act on CD20 (MS4A1).", {"CD30": []}),
        (
            "Examplimab blocks gonadotropin-releasing hormone (GnRH) receptors.",
            {"gonadotropin-releasing hormone receptor": []},  # GnRH is the hormone
        ),
    ],
)
def test_the_name_in_brackets_is_another_name_of_the_target(words: str, found: dict[str, list[str]]) -> None:
    assert others(words) == found


@pytest.mark.parametrize(
    ("name", "short", "found"),
    [
        ("hairy cell leukemia", "HCL", ["HCL"]),
        ("relapsed hairy cell leukemia", "HCL", []),  # it abbreviates a part of the name
        ("hairy cell leukemia", "GDLX", []),
    ],
)
def test_an_abbreviation_of_a_condition_stands_for_the_whole_name(name: str, short: str, found: list[str]) -> None:
    text = Text.of(f"{name} ({short}) in adults")
    mention = Mention(name, (Passage(text, 0, len(name)),), (short, f"{name} ({short})"))
    assert [other.name for other in find_beside(mention, abbreviations=True)] == found


def test_what_only_follows_later_is_no_name_beside_it() -> None:
    text = Text.of("gout in adults, and lupus (SLE)")
    assert list(find_beside(Mention("gout", (Passage(text, 0, 4),), ("SLE",)))) == []


def test_a_drug_is_found_by_the_other_name_of_its_target(release: Path) -> None:
    rows = Graph(release).query("drugs-engaging", target1="PD-1", target2="pd1")
    assert {(str(row["drug"]), str(row["target"])) for row in rows} == {
        ("Pembrolizumab", "programmed cell death protein 1")
    }
