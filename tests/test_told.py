"""What prose tells of a drug beside classes, targets and uses: rule by rule, on sentences written for it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.grammar.actions import read_actions
from kg.grammar.remarks import iter_remarks
from kg.spans import Text

NAMES = ["Examplimab-abcd", "Examplimab", "Brandix"]


def mechanism_of(words: str, classes: list[str] | None = None) -> list[str]:
    return [mention.name for mention in read_actions([Text.of(words)], NAMES, classes or []).mechanism]


def cells_of(words: str) -> list[str]:
    return [mention.name for mention in read_actions([Text.of(words)], NAMES).cells]


def remarks_of(words: str, names: list[str] = NAMES) -> list[tuple[str, str]]:
    return [(kind, mention.name) for kind, mention in iter_remarks([Text.of(words)], names)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Examplimab-abcd works by blocking a protein that tumors need.",
        "It binds to CD99.",
        "This keeps the cells from dividing.",
        "The linked drug enters the cells and kills them.",
        "One end of it attaches to CD3.",
        "The other end holds the cell and destroys it.",
        "Blocking CD99 may slow the growth of the tumor.",
        "Once inside the body, examplimab helps the immune system.",
        "Brandix is a selective inhibitor of CD99.",
        "In the body it gets converted into a poison.",
        "The antibody part delivers the poison.",
    ],
)
def test_a_sentence_that_says_what_the_drug_does_is_read_whole(sentence: str) -> None:
    assert mechanism_of(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Cancer cells with a broken gene cannot repair their DNA and need CD99 to survive.",
        "Estrogen is a hormone that makes some tumors grow.",
        "It is manufactured by a firm that helps hospitals.",
        "It was first approved in May 2003 and blocks CD99.",
        "It does not matter much.",
        "It is being studied in how it blocks CD99.",
        "Examplimab is a type of immunotherapy drug.",
        "Prednisone blocks something else.",
        "Another drug may (because it blocks CD99) be better.",
    ],
)
def test_a_sentence_about_something_else_says_nothing_of_what_the_drug_does(sentence: str) -> None:
    assert mechanism_of(sentence) == []


def test_the_kind_of_a_drug_may_stand_for_it_once_the_page_has_said_so() -> None:
    assert mechanism_of("Taxoids interfere with microtubules.") == []
    assert mechanism_of("Taxoids interfere with microtubules.", ["taxoid"]) == ["Taxoids interfere with microtubules."]


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("It binds to CD3 on healthy T cells and to CD19 on the patient's B cells.", ["T cells", "B cells"]),
        (
            "It works by bringing T cells (immune cells) and leukemia cells close together.",
            ["T cells", "leukemia cells"],
        ),
        ("It binds to PD-1 on the surface of immune cells called T cells.", ["T cells"]),
        ("It stops the growth of cancer cells and other rapidly growing cells.", ["cancer cells"]),
        ("It kills cells.", []),
        ("It kills T-cells and T cells.", ["T-cells"]),
        ("It binds to CD20 on normal and malignant B lymphocytes.", ["B lymphocytes"]),
        ("It blocks VEGF, which some cancer cells make.", []),
        ("The drug binds to CD99 on cells that divide.", []),
    ],
)
def test_cells_are_those_that_the_drug_meets(sentence: str, cells: list[str]) -> None:
    assert cells_of(sentence) == cells


def test_what_the_drug_is_made_of_and_what_it_carries() -> None:
    words = "It is an antibody that is linked to a toxic drug called examplitoxin. It contains gold."
    actions = read_actions([Text.of(words)], NAMES)
    assert [mention.name for mention in actions.payloads] == ["examplitoxin"]
    assert [mention.name for mention in actions.composition] == [
        "It is an antibody that is linked to a toxic drug called examplitoxin.",
        "It contains gold.",
    ]


def test_background_is_told_apart() -> None:
    words = "Examplimab blocks androgens. Prostate cancer needs androgens to grow. Nobody was there."
    background = read_actions([Text.of(words)], NAMES).background
    assert [at.text.string[at.start : at.end] for at in background] == ["Prostate cancer needs androgens to grow."]


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("Examplimab is given by infusion.", "administration", "given by infusion"),
        ("It is taken by mouth once a day for people with gout.", "administration", "taken by mouth once a day"),
        (
            "Brandix may be given at a dose of 2.5 mg every 6 weeks.",
            "administration",
            "given at a dose of 2.5 mg every 6 weeks",
        ),
        ("Examplimab is an oral small molecule.", "administration", "oral"),
        ("Its label has a boxed warning about bleeding; see there.", "boxed warning", "bleeding"),
        ("Examplimab is also available in a tablet form.", "form", "Examplimab is also available in a tablet form."),
        ("It is a form of exampline.", "form", "It is a form of exampline."),
        ("It has a terminal half-life of about 3 to 4 hours.", "half-life", "terminal half-life of about 3 to 4 hours"),
        ("It has a short half-life.", "half-life", "short half-life"),
        ("It is being investigated, together with others, for gout.", "investigated", "gout"),
        ("Examplimab is also being studied in other types of cancer.", "investigated", "other types of cancer"),
        ("It is not approved by the FDA for gout, although it helps.", "not approved", "gout"),
        ("It is no longer approved to treat gout.", "not approved", "gout"),
        ("It is not indicated for gout outside of trials.", "not approved", "gout"),
        ("The use of examplimab to treat gout is no longer FDA-approved.", "not approved", "gout"),
    ],
)
def test_a_remark_is_read_in_its_own_words(sentence: str, kind: str, words: str) -> None:
    assert remarks_of(sentence.replace("Its label", "The label")) == [(kind, words)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Prednisone is given by infusion.",  # another drug
        "It is given with prednisone.",  # a partner
        "Cancer is being studied in many places.",
        "It is not approved.",
        "It is not approved for all.",
        "Another drug has a boxed warning about bleeding.",
    ],
)
def test_what_is_no_remark_about_the_drug_is_left(sentence: str) -> None:
    assert remarks_of(sentence) == []


def test_the_way_of_another_form_is_not_the_drugs() -> None:
    kinds = [kind for kind, _ in remarks_of("It is available in a different form that is given by mouth.")]
    assert kinds == ["form"]


@given(
    st.lists(st.sampled_from("It binds to the cells of , . ( ) T-cells is not approved for given by form a".split()))
)
def test_every_passage_is_what_the_text_says_there(parts: list[str]) -> None:
    text = Text.of(" ".join(parts))
    actions = read_actions([text], NAMES)
    mentions = [mention for _, mention in iter_remarks([text], NAMES)]
    mentions += [*actions.mechanism, *actions.composition, *actions.cells, *actions.payloads]
    for mention in mentions:
        for at in mention.passages:
            assert 0 <= at.start < at.end <= len(text.string)
            assert text.string[at.start : at.end].casefold().replace("-", " ") == mention.name.casefold().replace(
                "-", " "
            )


@pytest.mark.parametrize(
    "piece", ["It is given by ", "cells ", "It is not approved by the A ", "half-", "kills the ", "Foo "]
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = Text.of(piece * 4_000)
    started = time.perf_counter()
    read_actions([text], NAMES)
    list(iter_remarks([text], NAMES))
    assert time.perf_counter() - started < 2
