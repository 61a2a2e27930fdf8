"""Names are compared without typography, in other spellings, and never by likeness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import (
    expand_abbreviations,
    find_abbreviations,
    iter_wider,
    key,
    spellings,
    turn,
    without_brackets,
    without_own_abbreviation,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PDGFR-β", "PDGFR beta"),
        ("PD-1", "pd1"),
        ("Non–small cell  lung cancer", "nonsmall-cell lung cancer"),
        ("Burkitt’s lymphoma", "Burkitt lymphoma"),
        ("Waldenström macroglobulinemia", "WALDENSTROM MACROGLOBULINEMIA"),
        ("folate receptor–α", "folate receptor alpha"),
    ],
)
def test_typography_makes_no_other_name(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("CD3D", "CD3E"), ("CD1 9", "CD19"), ("IL-1-2", "IL-12"), ("CD19+", "CD19"), ("KRAS", "NRAS")]
)
def test_a_letter_a_digit_or_a_plus_makes_another_name(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("leukaemia", "leukemia"),
        ("Oesophageal tumours", "esophageal tumor"),
        ("leukemia, acute lymphoblastic", "acute lymphoblastic leukemia"),
        ("Leukemia, B-Cell, Chronic", "chronic B-cell leukemia"),
        ("monoclonal antibodies", "monoclonal antibody"),
        ("haemophagocytic lymphohistiocytosis", "hemophagocytic lymphohistiocytosis"),
    ],
)
def test_a_name_has_the_spelling_of_its_other_forms(written: str, meant: str) -> None:
    assert key(meant) in spellings(written, symbols=False)


def test_a_symbol_keeps_its_s() -> None:
    assert spellings("KRAS") == ["kras"]
    assert spellings("kras", symbols=False) == ["kras"]  # four letters in any case: no plural
    assert spellings("thymus") == ["thymus"]
    assert spellings("diagnosis") == ["diagnosis"]


def test_a_list_is_no_inverted_name() -> None:
    for name in ("adults, children and women", "breast, lung or colon cancer", "a, b, c, d, e"):
        assert turn(name) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It treats [acute myeloid leukemia](/x) (AML).", {"AML": "acute myeloid leukemia"}),
        ("for **non-small cell lung cancer (NSCLC)** in", {"NSCLC": "non-small cell lung cancer"}),
        ("a chronic lymphocytic\n  leukemia (CLL)", {"CLL": "chronic lymphocytic leukemia"}),
        ("the drug (see below) and a kinase (EGFR)", {}),
        ("the page (FDA) says", {}),
        ("multiple sclerosis (MS) and multiple sarcomas (MS)", {}),
    ],
)
def test_a_text_defines_its_abbreviations(text: str, found: dict[str, str]) -> None:
    assert find_abbreviations(text) == found


def test_only_whole_words_are_spelt_out() -> None:
    known = {"ALL": "acute lymphoblastic leukemia"}
    assert expand_abbreviations("ALL or SMALL or all", known) == "acute lymphoblastic leukemia or SMALL or all"


def test_brackets_with_a_names_own_abbreviation_say_nothing_new() -> None:
    assert without_own_abbreviation("Multiple Myeloma (MM)") == "Multiple Myeloma"
    assert without_own_abbreviation("hormone receptor (HR)-positive cancer") == "hormone receptor-positive cancer"
    assert without_own_abbreviation("Kidney (Renal) Cancer") == "Kidney (Renal) Cancer"
    assert without_brackets("Kidney (Renal) Cancer") == "Kidney Cancer"


@pytest.mark.parametrize(
    ("name", "wider"),
    [
        ("unresectable or metastatic melanoma", "melanoma"),
        ("Relapsed/Refractory Diffuse Large B Cell Lymphoma", "Diffuse Large B Cell Lymphoma"),
        ("Breast Cancer, Stage IIB", "Breast Cancer"),
        ("moderately to severely active rheumatoid arthritis", "rheumatoid arthritis"),
        ("EGFR-mutated lung cancer", "lung cancer"),
        ("castration-resistant prostate cancer", "prostate cancer"),
        ("anemia due to chemotherapy", "anemia"),
    ],
)
def test_a_disease_without_stage_course_and_marker_is_wider(name: str, wider: str) -> None:
    assert [text for text, _ in iter_wider(name)][-1] == wider


def test_what_is_left_of_a_list_is_no_name() -> None:
    assert list(iter_wider("low-grade or follicular lymphoma")) == []
    assert list(iter_wider("ovarian, fallopian tube, or peritoneal cancer")) == []
    assert list(iter_wider("side effects caused by melanoma")) == []
    assert list(iter_wider("metastatic")) == []


def test_of_two_adjectives_that_share_a_name_the_name_is_wider_than_either() -> None:
    found = list(iter_wider("relapsed or refractory, CD20-positive, low-grade or follicular B-cell lymphoma"))
    assert found[-1] == ("B-cell lymphoma", "relapsed or refractory, CD20-positive, low-grade or follicular")


@given(st.text(max_size=60))
def test_case_and_white_space_change_no_key(name: str) -> None:
    spaced = "  " + name.replace(" ", " \t ") + "\n"
    assert key(spaced) == key(name)
    assert key(name.lower()) == key(name.lower().swapcase().lower())


@given(st.text(alphabet="abcXYZ αβ-()/,+' 019", max_size=40))
def test_any_words_are_read_without_fault(name: str) -> None:
    assert spellings(name)
    assert all(len(wider) < len(name) for wider, _ in iter_wider(name))
    assert isinstance(find_abbreviations(name), dict)
