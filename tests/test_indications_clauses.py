"""What single clauses say of a use: populations, ages, markers, partners, brands. The sentences are invented."""

from __future__ import annotations

import pytest

from kg.grammar.footnotes import covers, is_accelerated, marks_in, read_brands
from kg.grammar.markers import marker_abbreviations, read_markers
from kg.grammar.partners import opens_partners, read_partners
from kg.grammar.populations import days_of, read_ages, read_populations
from kg.grammar.readings import Passage
from kg.grammar.sentences import is_conditional, is_denied, sentences, words_of
from kg.spans import Text


def clause(words: str) -> Passage:
    text = Text.of(words)
    return Passage(text, 0, len(text.string))


def markers(words: str) -> list[tuple[str, str]]:
    passage = clause(words)
    return [(c.marker.name, c.status) for c in read_markers(passage, marker_abbreviations(passage.text.string))]


def partners(words: str, *, opens: bool = False, continues: bool = False) -> list[str]:
    return [mention.name for mention in read_partners(clause(words), opens=opens, continues=continues)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("that is HER9 positive (HER9+)", [("HER9", "positive")]),
        (
            "that is hormone receptor–positive (HR+) and HER9-negative",
            [("hormone receptor", "positive"), ("HER9", "negative")],
        ),
        ("that is estrogen receptor (ER) positive", [("estrogen receptor", "positive")]),
        ("that is also folate receptor–beta positive", [("folate receptor–beta", "positive")]),
        ("women with [HR+](/x) tumors", [("hormone receptor", "positive")]),
        (
            "that has an abnormal ABC1, DEF2, or GHI3 gene",
            [("ABC1", "mutated"), ("DEF2", "mutated"), ("GHI3", "mutated")],
        ),
        (
            "that has a certain mutation (change) in the ABC1 or the DEF2 gene",
            [("ABC1", "mutated"), ("DEF2", "mutated")],
        ),
        ("that has certain ABC1 gene mutations", [("ABC1", "mutated")]),
        ("whose cancer has ABC1 exon 20 insertion mutations", [("ABC1", "mutated")]),
        ("that has mutations in exon 18 of the ABC1 gene, including the D842V mutation", [("ABC1", "mutated")]),
        ("that has a T315I mutation", [("T315I", "mutated")]),
        ("that has a mutation that affects the ABC gene and DEF gene", [("ABC", "mutated"), ("DEF", "mutated")]),
        ("that does not have an abnormal ABC1 gene or DEF2 gene", [("ABC1", "not-mutated"), ("DEF2", "not-mutated")]),
        ("with the wild-type ABC1 gene", [("ABC1", "not-mutated")]),
        ("that has an ABC1 fusion gene", [("ABC1", "fusion")]),
        (
            "with an ABC1 gene fusion without a known mutation in certain DEF proteins",
            [("ABC1", "fusion"), ("DEF", "not-mutated")],
        ),
        (
            "that has the PD-L9 protein but does not have an abnormal ABC1 gene",
            [("PD-L9", "positive"), ("ABC1", "not-mutated")],
        ),
        ("that makes high levels of the PSXX protein", [("PSXX", "high")]),
        ("who have a high level of beta-globulin in the blood", [("beta-globulin", "high")]),
        ("in patients with HER9-low or HER9-ultralow cancer", [("HER9", "other"), ("HER9", "other")]),
        (
            "that is microsatellite instability-high (MSI-H) or mismatch repair deficient (dMMR)",
            [("microsatellite instability", "high"), ("mismatch repair", "deficient")],
        ),
        ("that is not MSI-H or dMMR", [("microsatellite instability", "other"), ("mismatch repair", "other")]),
        ("that is tumor mutational burden-high (TMB-H)", [("tumor mutational burden", "high")]),
        ("that does not have the Philadelphia chromosome", [("Philadelphia chromosome", "negative")]),
        ("that is [Philadelphia chromosome](/x) [positive](/y)", [("Philadelphia chromosome", "positive")]),
        ("in adults who are HLA-B\\*07:02 positive", [("HLA-B*07:02", "positive")]),
        ("that has not spread and is HER9 positive", [("HER9", "positive")]),
        (
            "that is HR+ or hormone receptor unknown (it is not known whether it is HR negative)",
            [("hormone receptor", "positive")],
        ),
    ],
)
def test_markers_have_the_status_that_the_clause_gives(words: str, expected: list[tuple[str, str]]) -> None:
    assert markers(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "that is triple negative, node-positive, and high risk",
        "It is used when it is advanced and, if the cancer has an abnormal ABC1 gene, an ABC1 inhibitor has failed.",
        "Patients whose cancer has an abnormal ABC1 gene should also have received other treatment.",
        "For patients whose disease has a mutation in the ABC1 gene, it is used if their disease has gotten worse.",
        "in patients who have received anti-HER9 therapy or a DEF2 inhibitor",
        "whose tumors are scan positive on an isotope scan",
    ],
)
def test_what_is_conditional_earlier_or_no_molecule_is_no_marker(words: str) -> None:
    assert [name for name, _ in markers(words) if "scan" not in name] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It is used with aimab and bimab (BM) in adults.", ["aimab", "bimab"]),
        ("It is used with an aimab and either bimab or low-dose cimab before surgery.", ["aimab", "bimab", "cimab"]),
        ("is approved to be used alone or with [alpha and beta globulin](/x) to treat:", ["alpha and beta globulin"]),
        ("It is given with platinum-based chemotherapy and then alone.", ["platinum-based chemotherapy"]),
        ("It is used with other chemotherapy drugs.", ["chemotherapy"]),
        ("It is used with ABCFOX combination chemotherapy.", ["ABCFOX"]),
        ("It is used as the first treatment with aimab for cancer that has spread.", ["aimab"]),
        ("It is used with aimab, with or without bimab, in adults.", ["aimab", "bimab"]),
        ("It is used with plasma exchange, radiation therapy, surgery, and other drugs.", []),
        ("It is used in patients with advanced disease.", []),
        ("It may be used after treatment with aimab and bimab.", []),
        ("It is used to reduce effects caused by repeated treatment with aimab.", []),
        ("It is used in adults who were treated with aimab.", []),
    ],
)
def test_partners_are_what_it_is_used_with_never_what_came_before(words: str, expected: list[str]) -> None:
    assert partners(words) == expected


def test_a_sub_bullet_may_begin_with_its_partners_or_continue_the_words_before() -> None:
    assert partners("Alone or with aimab in adults", opens=True) == ["aimab"]
    assert partners("as the first treatment with aimab for glioma", opens=True) == ["aimab"]
    assert partners("With aimab in adults") == []
    assert partners("aimab, bimab, and either cimab or dimab; or", continues=True) == [
        "aimab",
        "bimab",
        "cimab",
        "dimab",
    ]
    assert opens_partners("It is given as combination therapy with:")
    assert not opens_partners("It is used in patients with:")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in adults and in children aged 6 months and older", ["adults", "children"]),
        ("in adult patients and pediatric patients", ["adults", "children"]),
        ("in postmenopausal women, men, and infants", ["women", "men", "infants"]),
        ("in patients (such as children) with childhood cancer or adult T-cell disease", []),
    ],
)
def test_populations_are_named_by_kind(words: str, expected: list[str]) -> None:
    assert [mention.name for mention in read_populations(clause(words))] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("children aged 1 month and older", ["1 month"]),
        ("young adults aged 1 to 21 years", ["1 year"]),
        ("children aged 1 month to 21 years", ["1 month"]),
        ("children 12 years of age or older", ["12 years"]),
        ("infants who are at least 5 weeks old", ["5 weeks"]),
        ("patients who are 75 years or older", ["75 years"]),
        ("people aged at least two years", ["2 years"]),
        ("patients up to age 25 years", []),
        ("patients 25 years or younger", []),
        ("who had it for at least 6 months, or within 5 years", []),
    ],
)
def test_the_lowest_age_is_read_and_other_spans_of_time_are_not(words: str, expected: list[str]) -> None:
    assert [mention.name for mention in read_ages(clause(words))] == expected


def test_ages_are_compared_in_days() -> None:
    assert [days_of(age) for age in ("5 weeks", "1 month", "2 years")] == [35, 30, 730]


def test_brands_are_named_by_a_sentence_that_limits_a_use_to_them() -> None:
    words = "This use is approved for the Abrand, Bbrand, and C-brand XR brands of examplib."
    assert [m.name for m in read_brands(clause(words))] == ["Abrand", "Bbrand", "C-brand XR"]
    assert list(read_brands(clause("This use is approved for adults."))) == []


def test_covering_sentences_say_what_they_cover() -> None:
    this, all_of_it = (f"{who} approved under FDA’s Accelerated Approval Program." for who in ("This use is", "It is"))
    assert (covers(clause(this)), covers(clause(all_of_it))) == ("this", "all")
    assert is_accelerated(clause(this))
    assert not is_accelerated(clause("It is not approved under FDA’s Accelerated Approval Program."))


def test_marks_stand_behind_words() -> None:
    assert list(marks_in(clause("in adults.¹"))) == ["¹"]
    assert list(marks_in(clause("¹This use is approved."))) == []


def test_sentences_end_before_capitals_even_without_a_space() -> None:
    found = sentences(clause("It is made from E. coli in the U.S. or not.This use is new. It (HR+). Then"))
    assert [words_of(one) for one in found] == [
        "It is made from E. coli in the U.S. or not.",
        "This use is new.",
        "It (HR+).",
        "Then",
    ]


def test_denials_and_conditions_are_known() -> None:
    assert is_denied("It is not approved to treat x.")
    assert is_denied("It is also being studied in x.")
    assert not is_denied("It is used in patients whose cancer has not spread.")
    assert is_conditional("Patients whose cancer has x should receive it only if it got worse.")
    assert not is_conditional("It is used in patients whose cancer has x.")
