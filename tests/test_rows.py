"""Rows out of one column of cells: what cells look like, and what the table as a whole tells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.grammar.cells import Kind, is_date, is_trial_id, misfit
from kg.grammar.rows import recover_rows

FDA: list[Kind] = ["product", "company", "number", "route", "strength", "date"]
EMA: list[Kind] = ["product", "company", "status", "date"]
TRIALS: list[Kind] = ["title", "posted", "trial id", "phase", "trial status", "sponsor"]
NAMES = ("Examplimab", "Examplix", "Whybrand")


def table(kinds: Sequence[Kind], *cells: str) -> list[dict[Kind, str]]:
    """The rows by the kind of their columns."""
    return [{kinds[k]: cells[i] for k, i in row.items()} for row in recover_rows(kinds, cells, NAMES).rows]


def loose(kinds: Sequence[Kind], *cells: str) -> list[str]:
    """The cells that lie in no row."""
    return [cells[i] for i, _ in recover_rows(kinds, cells, NAMES).loose]


LOOKS: list[tuple[Kind, list[str]]] = [
    ("date", ["1/31/2020", "12/1/1999", "2020-01-31", "2/30/2023"]),
    ("posted", ["2020/01/31", "1999/12/01"]),
    ("number", ["63020-862", "60505-159-60", "SIN15103P", "HK-66016", "MAL19982805AZZ", "02450283", "1151047001"]),
    (
        "number",
        ["PLGB 50873/1742", "PL 00001/0002", "EU/1/15/1047/001", "DR-XY39933", "24-669-08", "国药准字HJ20060432"],
    ),
    ("trial id", ["NCT06097962", "2012-000123-45"]),
    ("phase", ["Phase 1", "Phase 1/2", "Phase 1/Phase 2", "Early Phase 1", "Phase 2a", "Not Applicable", "N/A"]),
    ("trial status", ["Recruiting", "Active, not recruiting", "Enrolling by invitation", "Unknown status"]),
    ("status", ["Authorised", "Application withdrawn", "Not Commercialized", "A", "Opinion under re-examination"]),
    ("strength", ["3.5 mg in 1 1", "EQ 200MG BASE", "38.5 MCG / VIAL", "10mg/ml", "0.5%", "100,000 UNITS/ML"]),
    ("strength", ["1400 mg in 11.7 mL, 23400 [USP'U] in 11.7 mL", "50mg per tab", "min 30 iu/0.5 ml"]),
    ("form", ["TABLET, FILM COATED", "Capsule - Oral", "COMPRIMIDO RECUBIERTO CON PELÍCULA", "片剂"]),
    ("route", ["ORAL", "INTRAVENOUS, SUBCUTANEOUS", "INJECTION", "RESPIRATORY (INHALATION)"]),
    ("registration type", ["Medicine", "Biological"]),
    ("prescription type", ["Uso Hospitalario", "Medicamento Sujeto a Prescripción Médica"]),
    ("drug type", ["化学药品", "生物制品"]),
    ("company", ["SAMPLE PHARMS", "Sample S.p.A.", "Krka, d.d., Novo mesto", "Sample (Asia) Sdn. Bhd.", "Sample & Co"]),
    ("product", ["EXAMPLIX 50 mg", "TEVA-EXAMPLIMAB", "UNHEARD OF TABLET 20 mg", "Examplimab Sample Pharma GmbH"]),
    ("sponsor", ["Sample University Hospital", "Jane Doe, MD, PhD", "Sample Co., Ltd."]),
    ("title", ["A Study of Examplimab in Adults With Gout", "Safety and Efficacy of Another Drug"]),
    ("ingredient", ["examplimab"]),
]


@pytest.mark.parametrize(("kind", "cells"), LOOKS)
def test_a_cell_fits_the_column_that_it_looks_like(kind: Kind, cells: list[str]) -> None:
    names = tuple(name.casefold() for name in NAMES)
    assert {cell: misfit(kind, cell, names) for cell in cells} == dict.fromkeys(cells, 0.0)


def test_a_company_is_no_product_and_a_product_no_company() -> None:
    assert misfit("product", "Sample Laboratories Ltd") > misfit("company", "Sample Laboratories Ltd") + 3
    assert misfit("company", "SAMPLIN 20 mg TABLET") > misfit("product", "SAMPLIN 20 mg TABLET") + 3


def test_a_cut_date_is_no_date() -> None:
    assert not is_date("3/17/20")
    assert is_date("3/17/2020")
    assert is_trial_id("NCT01234567")
    assert not is_trial_id("NCT")


def test_rows_with_all_their_cells_need_no_thought() -> None:
    cells = ["EXAMPLIX", "SAMPLE INC", "0001-0002", "ORAL", "5 mg", "1/2/2003"]
    assert table(FDA, *cells, *cells) == [dict(zip(FDA, cells, strict=True))] * 2


def test_a_column_that_is_lost_throughout_leaves_the_others_in_place() -> None:
    cells = ["EXAMPLIX", "0001-0002", "ORAL", "5 mg", "1/2/2003", "WHYBRAND", "0001-0003", "ORAL", "10 mg", "1/2/2003"]
    assert [row["product"] for row in table(FDA, *cells)] == ["EXAMPLIX", "WHYBRAND"]
    assert all("company" not in row for row in table(FDA, *cells))


def test_one_row_may_lack_what_the_others_have() -> None:
    cells = ["EXAMPLIX", "0001-0002", "5 mg", "1/2/2003", "EXAMPLIX", "0001-0003", "ORAL", "10 mg", "1/2/2003"]
    first, second = table(FDA, *cells)
    assert first == {"product": "EXAMPLIX", "number": "0001-0002", "strength": "5 mg", "date": "1/2/2003"}
    assert second["route"] == "ORAL"


def test_statuses_and_dates_alone_make_rows_and_a_status_alone_is_one() -> None:
    cells = ["Authorised", "1/2/2003", "Application withdrawn", "Withdrawn", "4/5/2006"]
    assert table(EMA, *cells) == [
        {"status": "Authorised", "date": "1/2/2003"},
        {"status": "Application withdrawn"},
        {"status": "Withdrawn", "date": "4/5/2006"},
    ]


def test_holders_alone_are_told_from_products_by_how_they_look() -> None:
    rows = table(EMA, "Sample Pharma Ltd", "Authorised", "1/2/2003", "Another GmbH", "Authorised", "1/2/2003")
    assert [row["company"] for row in rows] == ["Sample Pharma Ltd", "Another GmbH"]


def test_a_table_without_titles_has_sponsors_where_a_text_stands_alone() -> None:
    cells = ["2020/01/02", "Phase 1", "Completed", "Blue Willow", "2020/01/01", "Phase 2", "Recruiting"]
    assert [row.get("sponsor") for row in table(TRIALS, *cells)] == ["Blue Willow", None]
    assert loose(TRIALS, *cells) == []


def test_a_table_with_a_title_in_every_row_has_titles_where_a_text_stands_alone() -> None:
    cells = ["Blue Sky", "2020/01/02", "NCT00000001", "Phase 1", "Completed"]
    cells += ["Red Sky", "2020/01/01", "NCT00000002", "Phase 2", "Recruiting", "Blue Willow"]
    assert [(row.get("title"), row.get("sponsor")) for row in table(TRIALS, *cells)] == [
        ("Blue Sky", None),
        ("Red Sky", "Blue Willow"),
    ]


def test_titles_whose_numbers_are_lost_are_titles_still() -> None:
    cells = ["Blue Sky", "2020/01/02", "Phase 1", "Completed", "Red Sky", "2020/01/01", "Phase 2", "Completed"]
    assert [row.get("title") for row in table(TRIALS, *cells)] == ["Blue Sky", "Red Sky"]


def test_a_lone_text_that_the_table_does_not_place_is_left_over() -> None:
    first = ["Blue Sky", "2020/01/04", "Phase 1", "Completed"]
    both = ["Red Sky", "White Rose", "2020/01/03", "Phase 1", "Completed"]
    bare = ["2020/01/02", "Phase 1", "Completed", "Black Swan", "2020/01/01", "Phase 1", "Completed"]
    cells = [*first, *both, *bare]
    assert loose(TRIALS, *cells) == ["Black Swan"]
    reason = dict(recover_rows(TRIALS, cells, NAMES).loose)[cells.index("Black Swan")]
    assert reason == "it may be a title or a sponsor"
    assert len(table(TRIALS, *cells)) == 4


def test_a_stray_line_is_left_over_and_the_rows_stay_in_line() -> None:
    cells = ["Authorised", "1/2/2003", "showing 1 to 10 of 17 entries in the table below", "Withdrawn", "4/5/2006"]
    assert [row["date"] for row in table(EMA, *cells)] == ["1/2/2003", "4/5/2006"]


def test_no_cells_make_no_rows() -> None:
    assert recover_rows(FDA, []) == ((), ())


TEXTS = ("Northern Star", "Grey Heron", "Blue Willow")
BRANDS = ("EXAMPLIX", "WHYBRAND 5 mg", "SAMPLE-EXAMPLIMAB")
FIRMS = ("SAMPLE INC", "Another Pharma GmbH", "Third S.p.A.")
CELLS: dict[Kind, st.SearchStrategy[str]] = {
    "company": st.sampled_from(FIRMS),
    "date": st.dates().map(lambda day: f"{day.month}/{day.day}/{day.year:04}"),
    "number": st.integers(1000, 9999).map(lambda n: f"0001-{n}"),
    "phase": st.sampled_from(["Phase 1", "Phase 2/3", "Not Applicable"]),
    "posted": st.dates().map(lambda day: f"{day.year:04}/{day.month:02}/{day.day:02}"),
    "product": st.sampled_from(BRANDS),
    "route": st.sampled_from(["ORAL", "INTRAVENOUS"]),
    "sponsor": st.sampled_from([f"{name} University Hospital" for name in TEXTS]),
    "status": st.sampled_from(["Authorised", "Withdrawn", "Refused"]),
    "strength": st.integers(1, 999).map(lambda n: f"{n} mg"),
    "title": st.sampled_from([f"A Study of {name} in Adults With Gout" for name in TEXTS]),
    "trial id": st.integers(0, 99_999_999).map(lambda n: f"NCT{n:08}"),
    "trial status": st.sampled_from(["Recruiting", "Completed", "Active, not recruiting"]),
}


@st.composite
def tables(draw: st.DrawFn, kinds: Sequence[Kind], kept: Sequence[Kind]) -> list[dict[Kind, str]]:
    """Rows that all lack the same columns; those in `kept` stay."""
    lost = draw(st.sets(st.sampled_from([kind for kind in kinds if kind not in kept])))
    if "trial id" in kinds:  # a title and its number were one link
        lost = lost - {"title", "trial id"} | (draw(st.sampled_from([set(), {"title", "trial id"}])))
    left = [kind for kind in kinds if kind not in lost]
    row = st.tuples(*(CELLS[kind] for kind in left)).map(lambda cells: dict(zip(left, cells, strict=True)))
    return draw(st.lists(row, min_size=1, max_size=8))


@settings(max_examples=150, deadline=None)
@given(tables(FDA, ("product", "number", "date")))
def test_a_table_that_lost_whole_columns_is_recovered(rows: list[dict[Kind, str]]) -> None:
    assert table(FDA, *(cell for row in rows for cell in row.values())) == rows


@settings(max_examples=100, deadline=None)
@given(tables(TRIALS, ("posted", "phase", "trial status")), st.data())
def test_trials_that_lost_some_sponsors_are_recovered(rows: list[dict[Kind, str]], data: st.DataObject) -> None:
    for row in rows:
        if data.draw(st.booleans()):
            row.pop("sponsor", None)
    assert table(TRIALS, *(cell for row in rows for cell in row.values())) == rows


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([FDA, EMA, TRIALS]), st.data())
def test_every_cell_is_in_one_row_or_left_over(kinds: list[Kind], data: st.DataObject) -> None:
    cell = st.one_of(*CELLS.values(), st.text(min_size=1, max_size=20))
    cells = data.draw(st.lists(cell, max_size=25))
    recovery = recover_rows(kinds, cells, NAMES)
    kept = [i for row in recovery.rows for i in row.values()]
    assert sorted([*kept, *(i for i, _ in recovery.loose)]) == list(range(len(cells)))
    assert kept == sorted(kept)
    assert all(list(row) == sorted(row) for row in recovery.rows)
