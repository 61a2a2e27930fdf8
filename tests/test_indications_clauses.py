"""What single clauses say of a use: populations, ages, markers, partners, brands. The sentences are invented."""

from __future__ import annotations

import pytest

from kg.grammar.footnotes import covers, is_accelerated, marks_in, read_brands
from kg.grammar.markers import marker_abbreviations, read_markers
from kg.grammar.partners import opens_partners, read_partners
from kg.grammar.populations import days_of, read_ages, read_populations
from kg.grammar.readings import Passage
from kg.grammar.sentences import is_conditional, is_denied, sentences, words_of
from kg.grammar.uses import read_use
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
        ("that is neither HER9 positive nor ABC1 mutated", [("HER9", "negative"), ("ABC1", "not-mutated")]),
        ("with neither ABC1 nor ABC2 mutations", [("ABC1", "not-mutated"), ("ABC2", "not-mutated")]),
        ("that must be HER9 positive and must not be CD9 positive", [("HER9", "positive"), ("CD9", "negative")]),
        (
            "that does not have an abnormal ABC1 gene and has an abnormal DEF2 gene",
            [("ABC1", "not-mutated"), ("DEF2", "mutated")],
        ),
        ("that does not have HER9 and has the CD9 protein", [("HER9", "negative"), ("CD9", "positive")]),
        ("whose tumors test negative for ABC1 mutations", [("ABC1", "not-mutated")]),
        ("that is ABC1 mutation-negative or DEF2 fusion–negative", [("ABC1", "not-mutated"), ("DEF2", "not-mutated")]),
        (
            "that lacks estrogen and progesterone receptors",
            [("estrogen receptor", "negative"), ("progesterone receptor", "negative")],
        ),
        (
            "that has the folate receptor–beta but lacks HER9",
            [("folate receptor–beta", "positive"), ("HER9", "negative")],
        ),
        ("that tests positive for the CD9 antigen", [("CD9", "positive")]),
        ("that expresses testilin and carries the MAX-9 antigen", [("testilin", "positive"), ("MAX-9", "positive")]),
        ("with ABC1 exon 14 skipping or DEF2 exon 19 deletions", [("ABC1", "mutated"), ("DEF2", "mutated")]),
        ("whose ABC1 gene is not mutated", [("ABC1", "not-mutated")]),
        ("with an abnormal ABC1 gene or a DEF2 V600E mutation", [("ABC1", "mutated"), ("DEF2", "mutated")]),
        ("that has an ABC1 rearrangement or DEF2 translocation", [("ABC1", "fusion"), ("DEF2", "fusion")]),
        ("that overexpresses HER9 or has ABC1 amplification", [("HER9", "high"), ("ABC1", "high")]),
        ("that has high PD-L9 expression", [("PD-L9", "high")]),
        ("that is Testin 18.2 positive", [("Testin 18.2", "positive")]),
        (
            "that tests positive for testin 18.2 and isn’t CD9 negative",
            [("testin 18.2", "positive"), ("CD9", "positive")],
        ),
        ("with or without an ABC1 mutation, that is CD9 positive", [("CD9", "positive")]),
        (
            "that is HR+ or hormone receptor unknown (it is not known whether it is HR negative)",
            [("hormone receptor", "positive")],
        ),
    ],
)
def test_markers_have_the_status_that_the_clause_gives(words: str, expected: list[tuple[str, str]]) -> None:
    assert markers(words) == expected


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        ("that does not have the Philadelphia chromosome", ["does not have the Philadelphia chromosome"]),
        (
            "that is neither HER9 positive nor ABC1 mutated",
            ["neither HER9 positive", "neither HER9 positive nor ABC1 mutated"],
        ),
        ("without an ABC1 or a DEF2 mutation", ["without an ABC1 or a DEF2 mutation"] * 2),
        ("not HER9 positive or CD9 positive", ["not HER9 positive", "not HER9 positive or CD9 positive"]),
    ],
)
def test_the_words_that_deny_a_marker_are_part_of_its_passage(words: str, quotes: list[str]) -> None:
    assert [words_of(c.marker.passages[0]) for c in read_markers(clause(words), {})] == quotes


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It should not be used in patients whose cancer has an abnormal ABC1 gene.", {("ABC1", "not-mutated")}),
        ("It is not for people with HER9-positive tumors.", {("HER9", "negative")}),
        ("It must not be given to men whose cancer does not have the CD9 protein.", {("CD9", "positive")}),
        ("Patients whose cancer has an ABC1 mutation should not receive it.", {("ABC1", "not-mutated")}),
        ("Do not use it in patients with an ABC1 fusion.", {("ABC1", "not-mutated")}),
        (
            "It is used in men with CD9+ tumors, but not used in those with an ABC1 mutation.",
            {("CD9", "positive"), ("ABC1", "not-mutated")},
        ),
        (
            "It is used for tumors with an ABC1 mutation, but not in those with an ABC1 exon 2 mutation.",
            {("ABC1", "mutated")},
        ),
        ("It should not be used in patients with an ABC1 mutation unless nothing else works.", set()),
        ("Patients whose cancer has an ABC1 mutation should receive it only if it got worse.", set()),
    ],
)
def test_a_use_forbidden_to_some_tells_what_the_cancer_must_not_have(
    words: str, expected: set[tuple[str, str]]
) -> None:
    use = read_use(clause(words), {})
    assert {(c.marker.name, c.status) for c in use.criteria} == expected


def test_the_words_that_forbid_are_part_of_the_passage() -> None:
    quotes = {
        "It should not be used in men with an ABC1 mutation.": "should not be used in men with an ABC1 mutation",
        "Patients with an ABC1 mutation should not receive it.": "ABC1 mutation should not receive",
    }
    for words, quote in quotes.items():
        (criterion,) = read_use(clause(words), {}).criteria
        assert words_of(criterion.marker.passages[0]).removeprefix("an ") == quote


def test_what_forbids_a_use_names_no_population_and_no_partner() -> None:
    use = read_use(clause("It is used in men. It should not be used in children with aimab."), {})
    assert [mention.name for mention in use.populations] == ["men"]
    assert use.partners == ()
    use = read_use(clause("It is used in adults, but not in children."), {})
    assert [mention.name for mention in use.populations] == ["adults"]


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
        ("In combination with aimab and bimab, examplib is used in adults.", ["aimab", "bimab"]),
        ("When given with aimab, it may be used in men.", ["aimab"]),
        ("Examplib, together with aimab or bimab, is approved to treat:", ["aimab", "bimab"]),
        ("It is used in adults, with aimab and bimab, when it is advanced.", ["aimab", "bimab"]),
        ("It is combined with aimab. Bimab is given with it.", ["aimab"]),
        ("Bimab is also given with it.", ["Bimab"]),
        ("Patients take it with aimab.", ["aimab"]),
        ("It is used after surgery together with aimab or, in some patients, alone.", ["aimab"]),
        ("whose tumor has come back, alone or combined with aimab", ["aimab"]),
        ("whose tumor has come back after bimab, alone or combined with aimab", []),
        ("It may be used on its own or in combination with aimab, and in adults.", ["aimab"]),
        ("It is used in adults, with or without a 17p deletion.", []),
        ("It is used in adults, with high-risk disease.", []),
        ("In adults, it is given with food.", []),
        ("It is used with other anticancer drugs.", []),
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
        ("children from 2 to 17 years of age", ["2 years"]),
        ("children between 6 months and 17 years", ["6 months"]),
        ("people between 6 and 25 years of age", ["6 years"]),
        ("women and men older than 18 years", ["18 years"]),
        ("patients 65 and older", ["65 years"]),
        ("patients under 18 years of age", []),
        ("with stage 2 and older", []),
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


@pytest.mark.parametrize(
    "words",
    [
        "Only Abrand is approved for this use.",
        "Only the Abrand brand of examplib is approved for this use.",
        "This use is approved for the Abrand brand only.",
        "Abrand is the only brand of examplib approved for this use.",
    ],
)
def test_a_brand_may_be_the_only_one(words: str) -> None:
    assert [mention.name for mention in read_brands(clause(words))] == ["Abrand"]


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
