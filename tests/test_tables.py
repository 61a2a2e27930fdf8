"""Rows of tables: their places, their cells, and which cell stands under which column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Iri
from kg.tables import (
    MOST_LINES,
    Layout,
    NoTable,
    Rejected,
    Row,
    Table,
    account_for_columns,
    find_layout,
    fit_row,
    iter_data,
    iter_rows,
)


def rows(text: str, delimiter: str = ",", *, quoted: bool = True) -> list[Row]:
    return list(iter_rows(io.StringIO(text, newline="\n"), delimiter, quoted=quoted))


def table(header: str = "yes", **more: object) -> Table:
    options: dict[str, object] = {"needs": ("number",), "header": header} | more
    return Table("made", "made.row", "Made rows.", ("number", "name"), lambda record, context: (), **options)  # type: ignore[arg-type]


def test_a_row_may_take_several_lines_where_its_cells_are_quoted() -> None:
    found = rows('a,b\r\n1,"two\r\nlines"\r\n3,four\r\n')
    assert [(row.number, row.span.start_line, row.span.end_line, row.cells) for row in found] == [
        (0, 1, 1, ("a", "b")),
        (1, 2, 3, ("1", "two\r\nlines")),
        (2, 4, 4, ("3", "four")),
    ]
    assert found[1].quote == '1,"two\r\nlines"'


def test_a_quote_that_is_never_closed_spoils_its_own_line_only() -> None:
    found = rows('a,b\n1,"open\n2,two\n3,three\n')
    assert [row.span.start_line for row in found] == [1, 2, 3, 4]
    assert found[1].cells == ('1,"open',)
    assert found[3].cells == ("3", "three")


def test_a_quote_that_is_open_for_too_long_spoils_its_own_line_only() -> None:
    found = rows('1,"open\n' + "2,two\n" * (MOST_LINES + 10) + '3,"closed"\n')
    assert len(found) == MOST_LINES + 12
    assert found[-1].cells == ("3", "closed")


def test_a_quote_inside_a_bare_cell_is_a_character_like_any_other() -> None:
    assert [row.cells for row in rows('1,5" tube\n2,x\n')] == [("1", '5" tube'), ("2", "x")]


def test_tab_separated_cells_keep_their_quotes_and_end_at_the_line() -> None:
    assert [row.cells for row in rows('1\t"a\n2\tb"\n', "\t", quoted=False)] == [("1", '"a'), ("2", 'b"')]


def test_empty_lines_are_no_rows_and_move_the_others_down() -> None:
    assert [(row.number, row.span.start_line) for row in rows("a\n\n \r\nb\n")] == [(0, 1), (1, 4)]


@given(st.lists(st.lists(st.text(alphabet='a,"\n\r\t é', max_size=6), min_size=2, max_size=3), min_size=1, max_size=8))
def test_every_row_quotes_the_raw_text_at_its_place_and_has_the_cells_of_the_csv_module(cells: list[list[str]]) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows(cells)
    raw = target.getvalue()
    found = rows(raw)
    assert [list(row.cells) for row in found] == cells
    for row in found:
        assert raw[row.span.start : row.span.end] == row.quote
        assert raw.count("\n", 0, row.span.start) + 1 == row.span.start_line


@given(st.text(alphabet='ab,"\n\r', max_size=60))
def test_no_character_is_lost_whatever_the_text(raw: str) -> None:
    found = rows(raw)
    at = 0
    for row in found:
        assert not raw[at : row.span.start].strip("\r\n\t \ufeff")
        assert raw[row.span.start : row.span.end] == row.quote
        at = row.span.end
    assert not raw[at:].strip("\r\n\t \ufeff")


def test_a_header_is_found_in_any_case_and_under_another_name() -> None:
    made = table(aliases={"license_no": "number"})
    assert find_layout(made, ["LICENSE_NO , Name\n"]) == Layout("made", ("number", "name"), 1)


def test_a_table_without_header_has_the_columns_as_published() -> None:
    assert find_layout(table("maybe"), ["1,x\n"]) == Layout("made", ("number", "name"), 0)
    assert find_layout(table("maybe"), ["number,name\n"]) == Layout("made", ("number", "name"), 1)


def test_a_header_below_a_title_is_sought_and_rows_are_numbered_from_it() -> None:
    lines = ["A report\n", "\n", "name,number\n", "x,1\n"]
    layout = find_layout(table("search"), lines)
    assert layout == Layout("made", ("name", "number"), 2)
    assert [(row.number, row.span.start_line, row.cells) for row in iter_data(table("search"), layout, lines)] == [
        (1, 4, ("x", "1"))
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name,other\n", "column 'number' is missing (the header has name, other)"),
        ("number;name\n", "its columns are divided by ';' where ',' is expected"),
        ("", "has no row"),
    ],
)
def test_a_file_that_is_not_the_table_says_why(line: str, words: str) -> None:
    made = table(needs=("number", "name")) if ";" in line else table()
    with pytest.raises(NoTable) as error:
        find_layout(made, [line] if line else [])
    assert words in str(error.value)


def test_a_row_of_the_wrong_width_is_rejected_or_recovered_by_the_rule_of_its_table() -> None:
    layout = Layout("made", ("number", "name"), 0)
    wide = rows("1,two,three\n")[0]
    assert fit_row(table(), layout, wide) == Rejected("3 cells where the table has 2 columns")
    recovering = table(recover=lambda row, width: (row.cells[0], " ".join(row.cells[1:])))
    fitted = fit_row(recovering, layout, wide)
    assert isinstance(fitted, Row)
    assert fitted.cells == ("1", "two three")


@given(st.lists(st.sampled_from(["number", "name", "colour", "note", ""]), max_size=9))
def test_read_skipped_and_unrecognised_columns_are_all_columns(columns: list[str]) -> None:
    made = table(uses=("number",), properties={Iri("http://name.test/"): ("name",)}, leaves={"note": "in free words"})
    account = account_for_columns(made, Layout("made", tuple(columns), 1))
    told = [*account.read, *account.skipped, *account.unrecognised]
    assert len(told) == len(set(told)) == len(columns)
    assert set(account.read) == {"number", "name"} & set(columns)
    assert account.skipped == ({"note": "in free words"} if "note" in columns else {})
