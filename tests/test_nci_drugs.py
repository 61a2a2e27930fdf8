from __future__ import annotations

import pytest

from kg.model import SKIP_REASONS, Iri
from kg.prefixes import expand
from kg.vocabulary import KG, RDF, RDFS
from tests.nci_pages import DRUG, DRUGS, FRONT, REGIMEN, Said

SUBJECT = "kgr:nci:drug:examplimab-abcd"


@pytest.fixture(scope="module")
def drug() -> Said:
    return Said(DRUG)


@pytest.fixture(scope="module")
def regimen() -> Said:
    return Said(REGIMEN)


def test_a_drugs_page_is_about_the_drug_that_its_second_heading_names(drug: Said) -> None:
    assert drug.get(KG.about) == [expand(SUBJECT)]
    assert drug.get(RDF.type, SUBJECT) == [KG.Drug]
    assert drug.get(RDFS.label, SUBJECT) == ["Examplimab-abcd"]
    assert drug.get(KG.pageKind) == ["drug"]


def test_the_header_gives_pronunciation_brands_and_approval(drug: Said) -> None:
    assert drug.get(KG.pronunciation) == ["eg-ZAM-plih-mab"]
    assert drug.get(KG.brand, SUBJECT) == ["Exbrand", "Exbrand Twice"]
    assert drug.values(KG.ApprovalStatus, KG.authorityName, KG.status, KG.authority) == [
        ("FDA", "approved", expand("kgr:authority:fda"))
    ]
    assert drug.find(KG.hasApprovalStatus).object == Iri(expand("kgr:nci:approval-status:examplimab-abcd:fda"))


def test_a_value_names_its_words_first_and_then_its_label(drug: Said) -> None:
    evidence = drug.find(KG.hasApprovalStatus).evidence
    assert [(item.quote, item.role) for item in evidence] == [("Yes", "words"), ("FDA Approved", "heading")]
    brand = drug.find(KG.brand).evidence
    assert [(item.quote, item.role) for item in brand] == [("Exbrand", "words"), ("US Brand Name(s)", "heading")]


def test_identifiers_stand_in_the_addresses_of_links(drug: Said) -> None:
    assert drug.get(KG.dailymedSetId) == ["0a1b2c3d-0000-4000-8000-00000000abcd"]
    assert drug.get(KG.nciDictionaryId) == ["555001"]
    assert drug.get(KG.medlinePlusId) == ["a600001", "a600002"]
    assert drug.get(KG.nciThesaurusCode) == ["C100", "C200"]
    evidence = drug.find(KG.nciDictionaryId).evidence
    assert [(item.quote, item.role) for item in evidence] == [
        ("555001", "link"),
        ("Definition from the NCI Drug Dictionary", "words"),
    ]


def test_a_search_at_dailymed_is_no_identifier() -> None:
    said = Said(DRUG.replace("drugInfo.cfm?setid=0a1b2c3d-0000-4000-8000-00000000abcd", "search.cfm?query=EXAMPLIMAB"))
    assert said.get(KG.dailymedSetId) == []


def test_related_resources_are_resolved_against_the_pages_address(drug: Said) -> None:
    assert drug.find(KG.relatedResource).object == Iri("https://www.cancer.gov/news-events/blog/2023/moon")
    assert drug.values(KG.RelatedResource, KG.title) == [("Examplimab on the Moon",)]


def test_a_programme_is_named_up_to_the_word_rems(drug: Said) -> None:
    assert drug.get(KG.rems) == ["Exbrand and Whybrand REMS"]


def test_classes_and_targets_come_with_their_words(drug: Said) -> None:
    assert "immunotherapy" in drug.get(KG.drugClass)
    assert drug.get(KG.targets) == ["XY9"]


def test_an_indication_has_a_condition_a_status_and_a_use(drug: Said) -> None:
    node = "kgr:nci:indication:examplimab-abcd:moon-cancer"
    assert drug.find(KG.hasIndication).object == Iri(expand(node))
    assert drug.get(KG.indicatedFor, SUBJECT) == ["Moon cancer"]
    assert drug.get(KG.conditionName, node) == ["Moon cancer"]
    assert drug.get(KG.nciTermId, node) == ["11111"]
    assert drug.get(KG.useStatus, node) == ["approved"]
    assert drug.get(KG.purpose, node) == ["treat"]
    assert drug.get(KG.population, f"{node}:use:1") == ["adults"]
    assert ("Use in Cancer", "heading") in [(item.quote, item.role) for item in drug.find(KG.hasIndication).evidence]


@pytest.mark.parametrize(
    ("words", "status"),
    [("No longer available in the U.S.", ["discontinued"]), ("Yes, for adults", ["approved"]), ("Perhaps", [])],
)
def test_the_words_under_fda_approved_decide_the_status(words: str, status: list[str]) -> None:
    said = Said(DRUG.replace("\nYes\n", f"\n{words}\n"))
    assert [value for (value,) in said.values(KG.ApprovalStatus, KG.status)] == status
    assert [item.quote for item in said.unresolved] == ([] if status else [words])


def test_many_brands_in_one_paragraph_stay_brands() -> None:
    brands = [f"Brand{letter}" for letter in "ABCDEFGHIJKLMN"]
    said = Said(DRUG.replace("Exbrand\nExbrand **Twice**", "\n".join(brands)))
    assert said.get(KG.brand, SUBJECT) == brands


def test_a_page_without_a_label_says_nothing_of_it() -> None:
    said = Said(DRUG.replace("US Brand Name(s)\n\nExbrand\nExbrand **Twice**\n\nFDA Approved\n\nYes\n", ""))
    assert said.get(KG.pageKind) == ["drug"]
    assert said.get(KG.brand) == said.get(KG.hasApprovalStatus) == []


def test_labels_may_be_headings() -> None:
    said = Said(DRUG.replace("US Brand Name(s)", "## US Brand Name(s)").replace("FDA Approved", "### FDA Approved"))
    assert said.get(KG.brand, SUBJECT) == ["Exbrand", "Exbrand Twice"]
    assert said.values(KG.ApprovalStatus, KG.status) == [("approved",)]
    assert said.get(KG.dailymedSetId) == ["0a1b2c3d-0000-4000-8000-00000000abcd"]


def test_an_unknown_section_is_reported_with_its_line_and_left_unrecognised() -> None:
    said = Said(DRUG.replace("## More About", "## Storage\n\nKeep it cool.\n\n## More About"))
    line = DRUG[: DRUG.index("## More About")].count("\n") + 1
    assert [(item.line, item.severity) for item in said.problems] == [(line, "warning")]
    assert "Storage" in said.problems[0].what
    at = said.document.text.index("Keep it cool")
    assert not any(item.start < at + 5 and at < item.end for item in said.skipped)


def test_a_regimen_has_the_drugs_of_its_table(regimen: Said) -> None:
    assert regimen.get(RDF.type, "kgr:nci:drug:ab-c") == [KG.Combination]
    parts = ["alphazinesulfate", "betacin", "gammamab", "deltaxel"]
    assert regimen.get(KG.component) == [expand(f"kgr:nci:drug:{part}") for part in parts]
    names = [regimen.get(RDFS.label, f"kgr:nci:drug:{part}") for part in parts]
    assert names == [["Alphazine Sulfate"], ["Betacin"], ["Gammamab"], ["Deltaxel"]]
    assert [item.role for item in regimen.find(KG.component).evidence] == ["words", "heading"]
    assert regimen.get(KG.nciDictionaryId) == ["ab-c-regimen"]


def test_a_regimens_drugs_may_be_a_list() -> None:
    text = REGIMEN.replace("|  |  |\n| --- | --- |\n", "")
    said = Said(text.replace("| **A** | = ", "- ").replace("| **B** | = ", "- ").replace("|  | + ", "- "))
    names = {said.get(RDFS.label, item)[0] for item in said.get(KG.component)}
    assert names == {"Alphazine Sulfate", "Betacin", "Gammamab", "Deltaxel"}


def test_a_drug_whose_text_speaks_of_a_combination_stays_a_drug() -> None:
    said = Said(
        DRUG.replace("Examplimab-abcd is a type", "This chemotherapy combination contains a and b. It is a type")
    )
    assert said.get(KG.pageKind) == ["drug"]


def test_without_an_address_the_name_makes_the_iri() -> None:
    said = Said(DRUG.replace(f"url: {DRUGS}/examplimab-abcd\n", "").replace("# Examplimab-abcd\n", "# Exam (New)\n"))
    assert said.get(KG.about) == [expand("kgr:nci:drug:exam-new")]


def test_one_heading_is_enough() -> None:
    said = Said(DRUG.replace("\n# Examplimab-abcd\n", "\n"))
    assert said.get(RDFS.label, SUBJECT) == ["Examplimab-abcd"]
    assert said.find(RDFS.label).evidence[0].quote == "Examplimab-abcd"


def test_a_page_truncated_in_its_table_keeps_what_is_there() -> None:
    said = Said(REGIMEN[: REGIMEN.index("] (Betabrand)".replace("]", ")"))])
    assert said.get(KG.component) == [expand("kgr:nci:drug:alphazinesulfate"), expand("kgr:nci:drug:betacin")]


def test_every_skip_has_a_reason_of_the_list(drug: Said, regimen: Said) -> None:
    assert {item.reason for item in [*drug.skipped, *regimen.skipped]} <= set(SKIP_REASONS)


def test_a_short_page_of_a_drug_is_known_by_its_pronunciation() -> None:
    said = Said(FRONT.format(title="Omegamab", key="omegamab") + "(oh-MEH-guh-mab)\n")
    assert said.get(KG.pageKind) == ["drug"]
    assert said.get(KG.pronunciation) == ["oh-MEH-guh-mab"]
