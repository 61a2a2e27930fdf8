"""The grammar of "Use in …" sections: conditions, sub-bullets, what covers several uses. The pages are invented."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.blocks import iter_blocks
from kg.grammar.indications import read_indications
from kg.grammar.readings import IndicationReading, Mention, Passage, UseReading
from kg.spans import LineIndex, Text

TERM = "/Common/PopUps/popDefinition.aspx?id="


def read(page: str, *names: str) -> list[IndicationReading]:
    page = page.replace("<", f"({TERM}").replace(">", ")")
    return read_indications([(b, Text(page, b.start, b.end)) for b in iter_blocks(LineIndex(page))], names)


def conditions(page: str, *names: str) -> list[str]:
    return [reading.condition.name for reading in read(page, *names)]


def named(readings: list[IndicationReading], name: str) -> IndicationReading:
    return next(reading for reading in readings if reading.condition.name == name)


def populations(reading: IndicationReading) -> set[str]:
    return {mention.name for use in reading.uses for mention in use.populations}


def partners(reading: IndicationReading) -> set[str]:
    return {mention.name for use in reading.uses for mention in use.partners}


def criteria(reading: IndicationReading) -> set[tuple[str, str]]:
    return {(item.marker.name, item.status) for use in reading.uses for item in use.criteria}


def listed(*items: str, lead: str = "Examplib is approved to treat:") -> str:
    return "\n".join([lead, "", *(f"- {item}" for item in items)])


def test_each_bold_item_is_a_condition_with_the_terms_inside_its_name() -> None:
    found = read(listed("**[Glioma]<12>** (a type of [brain tumor]<13>) that has [spread]<14>.", "**[Sarcoma]<15>.**"))
    assert [reading.condition.name for reading in found] == ["Glioma", "Sarcoma"]
    assert [[term.name for term in reading.terms] for reading in found] == [["12"], ["15"]]
    assert {(reading.status, reading.purpose) for reading in found} == {("approved", "treat")}


def test_a_lead_in_folded_over_lines_covers_every_item() -> None:
    found = read("Examplib\nis approved to be used with otherimab\nto treat men with:\n\n- **Glioma**\n- **Sarcoma**")
    assert [populations(reading) for reading in found] == [{"men"}, {"men"}]
    assert [partners(reading) for reading in found] == [{"otherimab"}, {"otherimab"}]
    assert found[0].uses[0].populations[0].passages[0].role == "lead-in"


def test_joined_names_share_the_head_of_the_last() -> None:
    found = read(listed("**[Vaginal]<1>, [penile]<2>, or [anal canal cancer]<3>** that is advanced."))
    assert [reading.condition.name for reading in found] == ["Vaginal cancer", "penile cancer", "anal canal cancer"]
    assert [[term.name for term in reading.terms] for reading in found] == [["1"], ["2"], ["3"]]
    assert [passage.role for passage in found[0].condition.passages] == ["words", "shared-head"]
    assert "Vaginal, penile, or anal canal cancer" in found[0].condition.alts


def test_names_that_are_whole_are_only_parted() -> None:
    assert conditions(listed("**Schwannoma or nerve sheath sarcoma** in adults")) == [
        "Schwannoma",
        "nerve sheath sarcoma",
    ]
    assert conditions(listed("**Nausea**, **vomiting**, and **bone pain** caused by x")) == [
        "Nausea",
        "vomiting",
        "bone pain",
    ]
    assert conditions(listed("**Head and neck cancer.**")) == ["Head and neck cancer"]
    assert conditions(listed("**Relapsed or refractory glioma**")) == ["Relapsed or refractory glioma"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("**Nodal** or **skin T-cell lymphoma**", ["Nodal T-cell lymphoma", "skin T-cell lymphoma"]),
        ("**NK-cell or B-cell lymphoma**", ["NK-cell lymphoma", "B-cell lymphoma"]),
        ("**Small cell or large cell lung carcinoma**", ["Small cell lung carcinoma", "large cell lung carcinoma"]),
        (
            "**Basal** or **squamous cell carcinoma of the skin**",
            ["Basal cell carcinoma of the skin", "squamous cell carcinoma of the skin"],
        ),
    ],
)
def test_a_shared_head_takes_its_kind_of_cell_along(name: str, expected: list[str]) -> None:
    assert conditions(listed(f"{name} in adults")) == expected


def test_types_named_in_the_line_are_conditions_but_states_are_not() -> None:
    page = listed("**Skin lymphoma** (SL), including mycosis fungoides and optic syndrome, in adults")
    assert conditions(page) == ["Skin lymphoma", "mycosis fungoides", "optic syndrome"]
    assert conditions(listed("**Optic glioma** (OG), including metastatic cancer")) == ["Optic glioma"]
    assert conditions(listed("**Optic glioma** (OG), including advanced OG")) == ["Optic glioma"]


def test_an_item_with_another_purpose_begins_a_list_of_its_own() -> None:
    lead = "Examplib is approved to be used as follows:"
    page = listed("To treat **glioma** in adults.", "To reduce the risk of **bone fractures** in women.", lead=lead)
    assert [(r.condition.name, r.purpose) for r in read(page)] == [("glioma", "treat"), ("bone fractures", "prevent")]


def test_a_use_in_adults_with_a_condition_names_it() -> None:
    (found,) = read("Examplib is approved for use in adults with **[glioma]<3>** (a tumor) who took otherimab.")
    assert (found.condition.name, populations(found), partners(found)) == ("glioma", {"adults"}, set())


def test_items_may_begin_with_the_people_and_name_the_condition_after() -> None:
    page = listed("In adults with **[glioma]<1>** that is CD9 positive.", "In children who have **[thymoma]<2>**.")
    assert [(r.condition.name, populations(r)) for r in read(page)] == [
        ("glioma", {"adults"}),
        ("thymoma", {"children"}),
    ]


def test_the_drug_is_never_its_own_partner() -> None:
    page = "In combination with aimab, examplib is approved to treat **glioma**. Bimab is used with examplib."
    assert partners(read(page, "Examplib")[0]) == {"aimab"}
    page = listed("**Glioma**. It is used with aimab and examplib.")
    assert partners(read(page, "Examplib")[0]) == {"aimab"}


def test_a_partner_before_the_subject_is_no_name_of_the_drug() -> None:
    page = (
        "In combination with aimab, examplib is approved to treat **glioma**.\n\nAimab is approved to treat **gout**."
    )
    assert conditions(page, "Examplib") == ["glioma"]


def test_a_sentence_that_forbids_a_use_after_the_list_covers_it() -> None:
    page = listed("**Glioma**", "**Thymoma**") + "\n\nExamplib should not be used in patients with an ABC1 mutation."
    assert [criteria(reading) for reading in read(page, "Examplib")] == [{("ABC1", "not-mutated")}] * 2


def test_brackets_are_no_part_of_a_name_but_another_spelling() -> None:
    (found,) = read(listed("**[Renal (kidney) cancer]<4>** (RC) in adults"))
    assert found.condition.name == "Renal cancer"
    assert found.condition.alts == ("RC", "Renal cancer (RC)", "Renal (kidney) cancer")


def test_sub_bullets_are_uses_of_their_own_that_inherit_the_line_above() -> None:
    (found,) = read(
        listed(
            "**Glioma** that is CD99 positive in adults. It is used:",
            "with otherimab in patients whose cancer has come back",
            "alone in children aged 2 years and older",
        )
    )
    first, second = found.uses
    assert first.description is not None
    assert first.description.name == "with otherimab in patients whose cancer has come back"
    assert [mention.name for mention in first.partners] == ["otherimab"]
    assert second.partners == ()
    assert second.minimum_age is not None
    assert second.minimum_age.name == "2 years"
    assert [(c.marker.name, c.status) for c in second.criteria] == [("CD99", "positive")]
    assert second.criteria[0].marker.passages[0].role == "lead-in"


def test_a_level_opened_by_a_colon_is_left_for_the_way_items_began_before() -> None:
    (found,) = read(
        listed(
            "**Glioma**. It is used:",
            "In adults with new disease. It is used:",
            "With aimab and bimab.",
            "In children with old disease. It is used:",
            "With cimab.",
        )
    )
    assert [[p.name for p in use.populations] for use in found.uses] == [["adults"], ["children"]]
    assert [[p.name for p in use.partners] for use in found.uses] == [["aimab", "bimab"], ["cimab"]]


def test_subtypes_are_conditions_of_their_own_but_stages_are_not() -> None:
    page = listed(
        "**Glioma** in adults, including the following types:", "[Optic]<1> glioma", "Mixed-cell type glioma."
    )
    assert conditions(page) == ["Glioma", "Optic glioma", "Mixed-cell type glioma"]
    assert [populations(reading) for reading in read(page)] == [{"adults"}] * 3
    page = listed(
        "**Glioma** in adults who have any of the following types of glioma:",
        "early-stage glioma",
        "as first treatment",
    )
    assert conditions(page) == ["Glioma"]


def test_a_subtype_named_again_by_its_abbreviation_is_another_use_of_it() -> None:
    page = listed("**Glioma**, including the following types:", "large optic glioma (LOG)", "LOG in patients who had x")
    uses = named(read(page), "large optic glioma").uses
    assert [use.description.name for use in uses if use.description] == [
        "large optic glioma (LOG)",
        "LOG in patients who had x",
    ]


def test_a_sub_bullet_for_another_condition_stands_apart() -> None:
    page = listed(
        "**Gastric cancer** or **thymic cancer**. Examplib is used in adults:",
        "for gastric cancer or thymic cancer that has been treated",
        "for squamous cell carcinoma of the thymus with aimab",
    )
    found = read(page)
    assert [r.condition.name for r in found] == [
        "Gastric cancer",
        "thymic cancer",
        "squamous cell carcinoma of the thymus",
    ]
    assert [populations(reading) for reading in found] == [{"adults"}] * 3
    assert [len(reading.uses) for reading in found] == [1, 1, 1]


def test_a_condition_of_two_items_is_one_indication_with_the_uses_of_both() -> None:
    found = read(listed("**Large lymphoma** (LBX) in adults", "**Glioma**", "**LBX** in children. It is used alone."))
    assert [reading.condition.name for reading in found] == ["Large lymphoma", "Glioma"]
    assert populations(found[0]) == {"adults", "children"}
    assert len(found[0].uses) == 2


def test_treating_and_preventing_are_two_indications() -> None:
    page = listed("**Glioma** in men") + "\n\nExamplib is also approved to prevent glioma in women at high risk."
    assert [(reading.purpose, populations(reading)) for reading in read(page, "Examplib")] == [
        ("treat", {"men"}),
        ("prevent", {"women"}),
    ]


def test_an_inline_condition_keeps_the_adjective_before_it() -> None:
    (found,) = read("Examplib is approved to treat [late]<7> **[glioma]<8>** in adults.")
    assert found.condition.name == "late glioma"
    assert [term.name for term in found.terms] == ["7", "8"]
    assert populations(found) == {"adults"}


def test_a_list_without_bold_is_read_by_position() -> None:
    page = listed("[Glioma]<1> that is CD9 positive.", "It is used in adults with new disease.", "[Thymoma]<2> in men")
    assert conditions(page) == ["Glioma", "Thymoma"]


def test_may_also_be_used_and_sometimes_used_are_other_than_approved() -> None:
    page = (
        listed("**Glioma**")
        + "\n\nExamplib may also be used to treat:\n\n- **Thymoma**\n\n"
        + "Examplib is sometimes used to treat adults with other types of cancer, including:\n\n- **Sarcoma**"
    )
    found = read(page, "Examplib")
    assert [reading.status for reading in found] == ["approved", "also-used", "also-used"]
    assert populations(named(found, "Sarcoma")) == {"adults"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Examplib is also being studied in the treatment of glioma.",
        "Examplib is not approved to treat glioma.",
        "Examplib is no longer approved to treat **glioma**.",
        "Examplib had been approved to treat **glioma** but the approval was withdrawn.",
        "Otherimab is also approved to treat **glioma**.",
        "This combination may also be used to treat other types of cancer.",
        "The use of examplib to treat glioma is approved for the Exbrand brand.",
    ],
)
def test_what_is_denied_studied_general_or_of_another_drug_is_no_indication(sentence: str) -> None:
    assert conditions(listed("**Thymoma**") + "\n\n" + sentence, "Examplib") == ["Thymoma"]


def test_purposes_are_told_apart() -> None:
    pages = {
        "prevent": "Examplib is approved to lower the risk of **glioma** in women.",
        "diagnose": "Examplib is approved to help find **glioma** in adults.",
        "treat": "Examplib is approved for palliative treatment of:\n\n- **Glioma**",
        "relieve": "Examplib is approved to ease **bone pain**.",
    }
    assert {purpose: read(page)[0].purpose for purpose, page in pages.items()} == {
        purpose: purpose for purpose in pages
    }


def test_a_footnote_mark_accelerates_the_item_that_it_stands_on() -> None:
    page = (
        listed("**Glioma**. It is used in adults.¹", "**Thymoma**. It is used:", "alone in men¹", "with aimab in women")
        + "\n\n¹This use is approved under FDA’s Accelerated Approval Program."
    )
    glioma, thymoma = read(page)
    assert [bool(use.accelerated) for use in glioma.uses] == [True]
    assert [bool(use.accelerated) for use in thymoma.uses] == [True, False]
    assert [passage.role for passage in glioma.uses[0].accelerated] == ["words", "footnote"]


def test_a_covering_sentence_accelerates_every_approved_use() -> None:
    page = listed("**Glioma**", "**Thymoma**") + "\n\nExamplib is approved under FDA’s Accelerated Approval Program."
    uses = [use for reading in read(page, "Examplib") for use in reading.uses]
    assert [use.accelerated[0].role for use in uses] == ["scope", "scope"]


def test_a_sentence_between_items_covers_what_stands_before_it_and_one_at_the_end_all() -> None:
    page = listed("**Glioma**\n\nIt is used in adults.\n", "**Thymoma**") + "\n\nExamplib is used in women who smoke."
    found = read(page, "Examplib")
    assert [populations(reading) for reading in found] == [{"adults", "women"}, {"women"}]


def test_brands_limit_a_use() -> None:
    page = listed(
        "**Glioma** in adults.This use is approved for the Exbrand and Whybrand brands of examplib.", "**Thymoma**"
    )
    glioma, thymoma = read(page)
    assert [mention.name for mention in glioma.uses[0].brands] == ["Exbrand", "Whybrand"]
    assert thymoma.uses[0].brands == ()


def test_a_clause_that_defines_a_condition_stays_in_its_name() -> None:
    assert conditions(listed("**Moles** that sometimes turn into skin cancer.")) == [
        "Moles that sometimes turn into skin cancer"
    ]


def test_the_chance_of_something_in_patients_with_a_condition_prevents_not_that_condition() -> None:
    (found,) = read("Examplib is approved to reduce the chance of infection in patients with:\n\n- **Neutropenia**")
    assert found.purpose == "relieve"


def test_the_line_of_treatment_is_what_a_use_is_given_as() -> None:
    (found,) = read(listed("**Glioma**. It is used as first-line treatment after response to adjuvant therapy."))
    assert found.uses[0].line_of_treatment is not None
    assert found.uses[0].line_of_treatment.name == "first-line treatment"


def passages_of(reading: IndicationReading) -> Iterator[Passage]:
    yield from reading.stated
    for mention in (reading.condition, *reading.terms, *(m for use in reading.uses for m in mentions_of(use))):
        yield from mention.passages
    for use in reading.uses:
        yield from use.accelerated


def mentions_of(use: UseReading) -> Iterator[Mention]:
    yield from (m for m in (use.description, use.minimum_age, use.line_of_treatment) if m)
    yield from (*use.populations, *use.partners, *use.brands, *(item.marker for item in use.criteria))


def test_two_readings_of_one_section_are_equal() -> None:
    page = listed("**Glioma** or **thymoma** that is HER9 positive in adults and children aged 1 month and older")
    assert repr(simple(page)) == repr(simple(page))


def simple(page: str) -> list[tuple[str, set[str], set[tuple[str, str]]]]:
    return [(reading.condition.name, populations(reading), criteria(reading)) for reading in read(page)]


PIECES = st.sampled_from(
    "Examplib|is approved to treat|is used with|adults|children aged|2 years|with|**glioma**|**B-cell"
    "|lymphoma**|(AB)|or|and|,|.|:|¹|\n\n|\n- |HER2 positive|does not have|an abnormal|EGFR|ALK|gene|It is used|for"
    "|in patients whose|if|the|including|types:|[x]<1>|This use is approved for the|brand"
    "|under FDA’s Accelerated Approval Program."
    "|/|-|+|*|[|]|(|)".split("|")
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_every_passage_has_words_and_nothing_raises(words: str) -> None:
    for reading in read(listed("**Glioma**") + "\n\n" + words):
        assert reading.condition.name
        assert reading.uses
        for passage in passages_of(reading):
            assert passage.text.string[passage.start : passage.end].strip()


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(words: str) -> None:
    for reading in [*read(words), *read(listed(words))]:
        assert all(passage.start < passage.end for passage in passages_of(reading))


@pytest.mark.parametrize(
    "unit", ["cancer or ", "A1/", "A1-A1-", "-", "used with a, ", "if, if ", "(", "mutation in a ", "**a** or "]
)
def test_a_megabyte_on_one_line_takes_no_time(unit: str) -> None:
    page = listed(unit * (1_000_000 // len(unit)))
    blocks = [(b, Text(page, b.start, b.end)) for b in iter_blocks(LineIndex(page))]
    start = time.perf_counter()
    read_indications(blocks, ())
    assert time.perf_counter() - start < 5
