from __future__ import annotations

from kg.mappers.nci import NCI
from kg.prefixes import expand
from kg.vocabulary import KG
from tests.nci_pages import DRUG, DRUGS, Said

DOCUMENT_PROPERTIES = (KG.audience, KG.citation, KG.language, KG.licence, KG.tag, KG.title, KG.url, KG.version)


def test_front_matter_is_kept_with_the_exact_place_of_each_value() -> None:
    said = Said(DRUG)
    assert [said.get(name) for name in DOCUMENT_PROPERTIES] == [
        ["patient"],
        ["NCI, 2024"],
        ["en"],
        ["public_domain"],
        ["treatment", "care, home"],
        ["Examplimab-abcd - NCI"],
        [f"{DRUGS}/examplimab-abcd"],
        ["v2"],
    ]
    for name in DOCUMENT_PROPERTIES:
        found = said.find(name)
        assert found.evidence[0].quote == said.show(found.object)
        assert found.subject == said.document.iri


def test_the_last_review_is_a_date_of_its_own_kind() -> None:
    said = Said(DRUG)
    assert said.values(KG.DateValue, KG.dateKind, KG.dateWritten, KG.calendarDate, KG.datePrecision) == [
        ("lastReviewed", "2024-02-29", "2024-02-29", "day")
    ]
    assert said.find(KG.date).evidence[0].quote == "2024-02-29"


def test_a_day_that_does_not_exist_is_told_with_its_line() -> None:
    said = Said(DRUG.replace("'2024-02-29'", "2023-02-30"))
    assert [(item.line, item.severity) for item in said.problems] == [(7, "warning")]
    assert "2023-02-30" in said.problems[0].what
    assert said.get(KG.date) == []
    assert said.get(KG.brand, "kgr:nci:drug:examplimab-abcd") == ["Exbrand", "Exbrand Twice"]


def test_a_field_that_is_not_kept_is_skipped_with_its_reason() -> None:
    said = Said(DRUG)
    passed = {said.document.text[item.start : item.end]: item.reason for item in said.skipped}
    assert passed["source: NCI"] == "no relation"
    assert said.get(KG.cancerType) == ["general"]


def test_broken_front_matter_is_an_error_and_the_rest_is_read() -> None:
    said = Said(DRUG.replace("language: en", "language: [en"))
    assert [item.severity for item in said.problems] == ["error"]
    assert 6 <= said.problems[0].line <= 8
    assert said.get(KG.about) == [expand("kgr:nci:drug:examplimab-abcd")]
    assert said.get(KG.url) == [f"{DRUGS}/examplimab-abcd"]
    assert said.get(KG.dailymedSetId) == ["0a1b2c3d-0000-4000-8000-00000000abcd"]


def test_an_anchor_or_an_alias_is_refused_with_its_line() -> None:
    said = Said(DRUG.replace("language: en", "language: &it en").replace("version: v2", "version: *it"))
    assert [(item.line, item.severity) for item in said.problems] == [(6, "error")]
    assert "alias" in said.problems[0].what
    assert said.get(KG.language) == []
    assert said.get(KG.brand, "kgr:nci:drug:examplimab-abcd") == ["Exbrand", "Exbrand Twice"]


def test_front_matter_that_nothing_closes_is_an_error_and_the_rest_is_read() -> None:
    said = Said(DRUG.replace("version: v2\n---\n", "version: v2\n"))
    assert [(item.line, item.severity) for item in said.problems] == [(1, "error")]
    assert said.get(KG.about) == [expand("kgr:nci:drug:examplimab-abcd")]
    assert said.get(KG.nciDictionaryId) == ["555001"]


def test_a_rule_far_below_does_not_close_front_matter() -> None:
    said = Said(DRUG.replace("version: v2\n---\n", "version: v2\n").replace("\n## More", "\n---\n\n## More"))
    assert [item.severity for item in said.problems] == ["error"]
    assert said.get(KG.brand, "kgr:nci:drug:examplimab-abcd") == ["Exbrand", "Exbrand Twice"]


def test_a_key_that_stands_twice_is_a_warning_and_the_first_is_kept() -> None:
    said = Said(DRUG.replace("version: v2\n", "version: v2\nversion: v3\n"))
    assert [(item.line, item.severity) for item in said.problems] == [(16, "warning")]
    assert said.get(KG.version) == ["v2"]


def test_nesting_without_end_is_broken_front_matter() -> None:
    said = Said(DRUG.replace("language: en", "language: " + "[" * 5_000))
    assert [item.severity for item in said.problems] == ["error"]


def test_front_matter_without_keys_or_without_end_is_broken() -> None:
    for body, words in (("just words\n", "no keys"), ("a: b\n" * 20_000, "more than 65,536 characters")):
        said = Said(f"---\n{body}---\n\n# A - NCI\n\n# A\n\nFDA Approved\n\nYes\n")
        assert [item.severity for item in said.problems] == ["error"]
        assert words in said.problems[0].what
        assert said.get(KG.about) == [expand("kgr:nci:drug:a")]


def test_pages_are_recognised_by_what_they_hold() -> None:
    assert NCI.recognises("page.txt", DRUG.encode())
    assert NCI.recognises("page", ("\ufeff" + DRUG.replace("\n", "\r\n")).encode())
    assert NCI.recognises("page.md", DRUG.replace("source: NCI\n", "").encode())
    assert NCI.recognises("page.md", b"source: [NCI\nurl: https://www.cancer.gov/about-cancer/treatment/drugs/x\n")
    assert NCI.recognises("page.md", b"# Examplimab - NCI\n\n# Examplimab\n")
    assert not NCI.recognises("about-cancer-treatment-drugs-x.md", b"# Examplimab\n\nBrand names\n")
    assert not NCI.recognises("x.txt", b"see https://www.cancer.gov/about-cancer/treatment/drugs/x for more\n")
    assert not NCI.recognises("x.bin", bytes(range(256)))
