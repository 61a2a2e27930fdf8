"""What holds for any page of MedPath's layout, however it is broken; and the real pages, where they are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ledger import balance, iter_units
from kg.mappers.medpath import MEDPATH
from kg.mappers.medpath.registers import USUAL, USUAL_TRIALS
from kg.model import SKIP_REASONS, Description, Skipped, Statement, Unresolved
from kg.vocabulary import KG, RDF
from tests.medpath_pages import EVENT, FDA, ROW, TABLES, TRIAL, Said, make_document, make_page

CELLS = [cell for cells in TABLES.values() for cell in cells] + FDA
TRIALS = ["A Study of Gout", "2020/01/02", "NCT01234567", "Phase 1", "Completed", "Sample Hospital"]
PAGE = make_page(tables={"FDA": FDA * 2, **TABLES}, trials=TRIALS * 2)
LINES = st.sampled_from(
    [
        *(
            *CELLS,
            *TRIALS,
            "",
            "FDA Drug Approvals",
            "Overview",
            "Indication",
            "Clinical Trials",
            "Generic Name",
            "Status",
        ),
        *(
            "Associated Conditions",
            "Research Report",
            "Published: Feb 30, 2024",
            "2/30/2023",
            "  • Gout",
            "•",
            "Nothing",
        ),
        *(
            "No EMA approvals found for this drug.",
            "Full approval followed.",
            "It is not approved by the EMA for gout.",
        ),
    ]
)


def check(text: str) -> Said:
    """Every quote stands at its span, every rule and reason is known, and the account of the text adds up."""
    said = Said(text)
    for evidence in said.iter_evidence():
        assert evidence.quote.strip()
        assert evidence.quote == text[evidence.span.start : evidence.span.end]
        assert evidence.rule in MEDPATH.rules
    for found in said.findings:
        if isinstance(found, Skipped):
            assert found.start < found.end <= len(text)
            assert found.reason in SKIP_REASONS
        elif isinstance(found, Unresolved):
            assert found.quote == text[found.span.start : found.span.end]
        elif isinstance(found, Statement | Description):
            assert found.evidence
    units = list(iter_units(said.document, said.findings, "lines"))
    assert balance(units).units == len(units)
    return said


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PAGE)))
def test_a_page_may_end_anywhere(end: int) -> None:
    check(PAGE[:end])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, PAGE.count("\n")), st.sampled_from("+-="), LINES), max_size=8), st.booleans())
def test_lines_may_be_added_lost_or_changed(edits: list[tuple[int, str, str]], crlf: bool) -> None:
    lines = PAGE.split("\n")
    for at, edit, words in edits:
        at = min(at, len(lines) - 1)
        lines[at : at + (edit != "+")] = [] if edit == "-" else [words]
    check(("\r\n" if crlf else "\n").join(lines))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_fault(text: str) -> None:
    check(text)
    check(f"MedPath\n\nExamplimab\n\n{text}")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.integers(1, 40), st.sets(st.integers(0, 5), max_size=2))
def test_rows_stay_in_line_when_columns_are_lost(name: str, count: int, lost: set[int]) -> None:
    if name == "EMA":
        name, cells = "FDA", FDA
    else:
        cells = list(TABLES[name])
    left = [cell for k, cell in enumerate(cells) if k not in lost or k == 0 or len(cells) < 6]
    said = check(make_page(tables={name: left * count}))
    records = said.records(KG.hasAuthorisation, ROW)
    assert len(records) + len({u.span for u in said.unresolved}) >= count
    assert len(records) == count
    assert len(set(records)) == 1


@settings(max_examples=60, deadline=None)
@given(st.permutations(list(USUAL)), st.data())
def test_the_order_of_the_sections_changes_no_record(names: list[str], data: st.DataObject) -> None:
    tables = {"FDA": FDA, **TABLES}
    parts = {
        name: f"{name} Drug Approvals\n\n" + "\n".join([*USUAL[name].split(", "), *tables[name]]) for name in names
    }
    page = make_page().split("FDA Drug Approvals")[0]
    said = check(page + "\n\n".join(parts[name] for name in names) + "\n\nHelp Us Improve\n")
    assert sorted(map(str, said.records(KG.hasAuthorisation, ROW))) == sorted(
        map(str, Said(make_page(tables=tables)).records(KG.hasAuthorisation, ROW))
    )


def test_cells_and_left_overs_are_all_the_lines_of_a_table() -> None:
    cells = [*FDA, "a stray line that no column of the table would ever hold, whatever it is", *FDA[:5], "2/30/2023"]
    said = check(make_page(tables={"FDA": cells}))
    quotes = [e.quote for e in said.iter_evidence() if e.rule == "medpath.cell"]
    assert {*quotes, *(u.quote for u in said.unresolved)} == set(cells)


def test_the_same_page_gives_the_same_findings() -> None:
    assert Said(PAGE).findings == Said(PAGE).findings


def test_a_page_is_read_quickly() -> None:
    document = make_document(make_page(tables={"FDA": FDA * 40}, trials=TRIALS * 10))
    list(MEDPATH.findings(document))
    start = time.perf_counter()
    list(MEDPATH.findings(document))
    assert time.perf_counter() - start < 0.5


# --- The real pages


def test_every_real_page_is_read_without_a_problem(shared: Path) -> None:
    paths = sorted((shared / "corpus" / "medpath").glob("*.txt"))
    assert paths
    for path in paths:
        said = check(path.read_bytes().decode())
        assert said.problems == []
        assert said.unresolved == []


@pytest.fixture(scope="module")
def seed(shared: Path) -> Said:
    return check((shared / "seeds" / "medpath-blinatumomab.txt").read_bytes().decode())


SEED = "kgr:medpath:drug:blinatumomab"


def test_the_seed_says_what_a_reader_reads_in_it(seed: Said) -> None:
    assert seed.objects(SEED, KG.targets) == ["CD3", "CD19"]
    assert seed.objects(SEED, KG.casNumber) == ["853426-35-4"]
    assert seed.objects(SEED, KG.unii) == ["4FR53SIF3A"]
    assert seed.objects(SEED, KG.maker) == ["Amgen Inc."]
    assert seed.objects(SEED, RDF.type) == [KG.Drug]
    assert [(event[1], event[2]) for event in seed.records(KG.hasEvent, EVENT, "blinatumomab")] == [
        ("first approval", "2014-12"),
        ("accelerated approval", "2018-03"),
        ("full approval", "2023-06"),
    ]


def test_the_seed_lists_six_authorisations_and_seven_sections_that_found_none(seed: Said) -> None:
    rows = seed.records(KG.hasAuthorisation, (KG.registerName, KG.number, KG.date, KG.status), "blinatumomab")
    assert rows == [
        ("EMA", None, "2015-11-23", "Authorised"),
        ("EMA", None, "2015-11-23", "Authorised"),
        ("HSA", "SIN15103P", "2016-10-18", None),
        ("TGA", "232805", "2015-11-09", "A"),
        ("Health Canada", "02450283", "2016-03-17", None),
        ("CIMA AEMPS", "1151047001", None, "Commercialized"),
    ]
    none = seed.records(KG.hasNoneFound, (KG.registerName,), "blinatumomab")
    assert [name for (name,) in none] == [
        *("FDA", "NMPA", "PPB", "Philippines FDA", "Saudi SFDA", "Malaysia NPRA", "UK EMC")
    ]


def test_the_seed_lists_ten_trials_of_which_six_name_a_sponsor(seed: Said) -> None:
    trials = seed.records(KG.hasTrial, TRIAL, "blinatumomab")
    assert len(trials) == 10
    assert [trial[3] for trial in trials if trial[3]] == [
        "City of Hope Medical Center",
        "First Affiliated Hospital of Zhejiang University",
        "Xianmin Song, MD",
        "Da, Yuwei, M.D.",
        "Mao Jianhua",
        "The Children's Hospital of Zhejiang University School of Medicine",
    ]


def test_usual_columns_are_those_of_the_real_pages(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "medpath").glob("*.txt")):
        text = path.read_bytes().decode().replace("\r\n", "\n")
        for columns in (*USUAL.values(), USUAL_TRIALS):
            assert columns.replace(", ", "\n") in text
