from __future__ import annotations

import pytest

from kg.grammar.programmes import find_programmes
from kg.spans import Text

NAMES = ["Examplimab-abcd", "Examplimab", "Exbrand"]


def names(*sentences: str) -> list[str]:
    return [mention.name for mention in find_programmes([Text.of(words) for words in sentences], NAMES)]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Examplimab is available only through the EXBRAND REMS Program.", "EXBRAND REMS"),
        ("It is given under the Exbrand and Whybrand REMS.", "Exbrand and Whybrand REMS"),
        ("Because of liver damage, Exbrand comes with the Exbrand 2 REMS program.", "Exbrand 2 REMS"),
        (
            "Examplimab is part of a program called [Exbrand](/x) **REMS** (Risk Evaluation and Mitigation).",
            "Exbrand REMS",
        ),
    ],
)
def test_a_programme_is_called_by_its_name(sentence: str, name: str) -> None:
    assert names(sentence) == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "Examplimab no longer needs the Exbrand REMS.",
        "The Exbrand REMS is no longer required for examplimab.",
        "Examplimab has a Risk Evaluation and Mitigation Strategy (REMS).",
        "Examplimab is only given in a restricted program called Exbrand Access.",
        "Otherimab is only available through the Otherbrand REMS.",
    ],
)
def test_what_is_over_unnamed_or_another_drugs_is_none(sentence: str) -> None:
    assert names(sentence) == []


def test_a_programme_named_twice_is_one() -> None:
    assert names("It has the Exbrand REMS.", "Examplimab is given in the Exbrand REMS.") == ["Exbrand REMS"]
