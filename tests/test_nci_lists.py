from __future__ import annotations

import pytest

from kg.model import Iri
from kg.prefixes import expand
from kg.vocabulary import KG, RDF, RDFS
from tests.nci_pages import FRONT, LIST, Said

MOON, DUST, REGIMENS = (
    "Drugs Approved for Moon Cancer",
    "Drugs Used in Moon Dust Fever",
    "Drug Combinations Used in Moon Cancer",
)


@pytest.fixture(scope="module")
def page() -> Said:
    return Said(LIST)


def test_a_list_is_about_its_condition(page: Said) -> None:
    assert page.get(KG.about) == [expand("kgr:nci:list:moon")]
    assert page.get(RDF.type) == [KG.DrugList]
    assert page.get(RDFS.label) == ["Drugs Approved for Moon Cancer"]
    assert page.get(KG.condition) == ["Moon Cancer"]
    assert page.find(KG.condition).evidence[0].quote == "Moon Cancer"


def test_each_drug_stands_under_its_groups_heading(page: Said) -> None:
    assert page.values(KG.ListEntry, KG.group, KG.name) == [
        (MOON, "Abrand (Alphazine)"),
        (MOON, "Alphazine"),
        (MOON, "Betacin(Betabrand)"),
        (MOON, "Gammamab"),
        (MOON, "(Recombinant)-abcd"),
        (MOON, "Dbrand (Deltaxel)"),
        (MOON, "Epsilonib (Ebrand)"),
        (DUST, "Etamide"),
        (DUST, "Thetamab"),
        (REGIMENS, "AB-C"),
    ]


def test_an_entry_leads_to_the_drug_and_is_told_apart_by_its_occurrence(page: Said) -> None:
    entries = [found.object for found in page.statements if found.predicate == KG.entry]
    base = "kgr:nci:entry:moon:drugs-approved-for-moon-cancer"
    assert entries[:3] == [expand(f"{base}:{end}") for end in ("alphazine:1", "alphazine:2", "betacin:1")]
    third = dict(page.described[Iri(expand(f"{base}:betacin:1"))].properties)
    assert third[KG.listsDrug] == Iri(expand("kgr:nci:drug:betacin"))
    assert page.show(third[KG.href]) == "/about-cancer/treatment/drugs/betacin"


def test_an_entrys_evidence_is_the_link_and_the_heading(page: Said) -> None:
    found = page.find(KG.entry)
    assert [(item.quote, item.role) for item in found.evidence] == [
        ("[Abrand (Alphazine)](/about-cancer/treatment/drugs/alphazine)", "row"),
        (MOON, "heading"),
    ]


def test_what_is_no_link_to_a_drug_is_unresolved_or_passed_over(page: Said) -> None:
    assert [item.quote for item in page.unresolved] == ["—for the far side", "Zetatinib"]
    text = page.document.text
    passed = {text[item.start : item.end]: item.reason for item in page.skipped}
    assert passed["[Drugs Approved for Mars Cancer](/about-cancer/treatment/drugs/mars)"] == "navigation"


def test_one_link_joined_to_another_by_a_broken_bracket_is_one_entry() -> None:
    text = FRONT.format(title="Drugs Approved for Moon Cancer", key="moon") + (
        "## Drugs Approved for Moon Cancer\n\n- [Dbrand](/about-cancer/treatment/drugs/deltaxel)"
        "[(](https://cms.example/x)[Deltaxel](/about-cancer/treatment/drugs/deltaxel)[)](https://cms.example/x)\n"
    )
    assert Said(text).values(KG.ListEntry, KG.name) == [("Dbrand(Deltaxel)",)]


def test_a_list_without_groups_has_entries_in_an_empty_group() -> None:
    text = FRONT.format(title="Drugs Approved for Moon Cancer", key="moon")
    said = Said(text + "- [Alphazine](/about-cancer/treatment/drugs/alphazine)\n")
    assert said.values(KG.ListEntry, KG.group, KG.name) == [("", "Alphazine")]
    assert said.find(KG.entry).object == Iri(expand("kgr:nci:entry:moon:unnamed:alphazine:1"))


def test_a_list_of_lists_is_about_nothing() -> None:
    text = FRONT.format(title="Drugs Approved for Different Types of Cancer", key="cancer-type")
    said = Said(text + "- [Drugs Approved for Moon Cancer](/about-cancer/treatment/drugs/moon)\n")
    assert said.get(KG.pageKind) == ["other"]
    assert said.get(KG.about) == []


def test_groups_may_be_conditions() -> None:
    text = FRONT.format(title="Drugs Approved for Conditions Related to Cancer", key="related")
    said = Said(text + "### Moon Dust Fever\n\n- [Etamide](/about-cancer/treatment/drugs/etamide)\n")
    assert said.values(KG.ListEntry, KG.group, KG.name) == [("Moon Dust Fever", "Etamide")]
    assert said.get(KG.condition) == []


def test_a_page_of_general_prose_is_passed_over_whole() -> None:
    text = FRONT.format(title="Off the Record", key="off-the-record") + (
        "![a doctor](/sites/a.jpg)\n\nA doctor at work.\n\nCredit: Somebody\n\n## What is it?\n\nNobody knows.\n\n"
        "- [R-X](/about-cancer/treatment/drugs/r-x) to treat moon cancer\n\n[A](#A)\n"
    )
    said = Said(text)
    assert said.get(KG.pageKind) == ["other"]
    assert said.get(KG.about) == []
    passed = {said.document.text[item.start : item.end]: item.reason for item in said.skipped}
    assert passed["A doctor at work."] == passed["Credit: Somebody"] == "figure"
    assert passed["What is it?"] == passed["Nobody knows."] == "general"
    assert passed["[A](#A)"] == "navigation"
