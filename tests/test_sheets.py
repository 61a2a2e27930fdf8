"""Worksheets as text: one line a row, in bounded memory, whatever the workbook claims."""

from __future__ import annotations

import datetime
import itertools
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kg.archives import ArchiveFault
from kg.sheets import open_sheet, sheet_names, unescape
from kg.tables import Table, find_layout, iter_data
from kg.workbooks import SheetFault

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a workbook of one sheet with the given rows."""

    def save(*rows: list[Any]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "Sheet"
        for row in rows:
            sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return save


def read(path: Path, name: str = "Sheet") -> list[str]:
    with open_sheet(path, name) as stream:
        return stream.read().decode().split("\n")


def notices(path: Path) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    with open_sheet(path, "Sheet", lambda row, what: found.append((row, what))) as stream:
        stream.read()
    return found


def change(path: Path, member: str, old: str, new: str) -> Path:
    """The workbook with one text of a member exchanged."""
    with zipfile.ZipFile(path) as archive:
        members = {item.filename: archive.read(item) for item in archive.infolist()}
    text = members[member].decode()
    assert old in text
    members[member] = text.replace(old, new).encode()
    changed = path.with_name(f"changed {path.name}")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return changed


SHEET = "xl/worksheets/sheet1.xml"


STRINGS = "xl/sharedStrings.xml"


def shared_texts(make: Make) -> Path:
    """A workbook whose one cell refers to a shared text, "AB", as Excel writes it; openpyxl writes it in the cell."""
    path = change(make(["AB"]), SHEET, 't="inlineStr"><is><t>AB</t></is>', 't="s"><v>0</v>')
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="/{STRINGS}"/></Relationships>'
    path = change(path, "xl/_rels/workbook.xml.rels", "</Relationships>", relation)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(STRINGS, f'<sst xmlns="{MAIN}"><si><t>AB</t></si></sst>')
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def test_a_line_is_a_row_and_its_number_is_the_rows_own(make: Make) -> None:
    book = openpyxl.load_workbook(make(["a", "b"]))
    sheet = book["Sheet"]
    sheet["C5"] = "c"
    path = make()
    book.save(path)
    assert read(path) == ["a\tb", "", "", "", "\t\tc", ""]


def test_line_ends_tabs_and_backslashes_are_written_so_that_they_come_back(make: Make) -> None:
    path = make(["one\ntwo", "a\tb", r"C:\new", "three\r\nfour"])
    assert read(path)[0] == r"one\ntwo	a\tb	C:\\new	three\nfour"
    assert [unescape(cell) for cell in read(path)[0].split("\t")] == ["one\ntwo", "a\tb", r"C:\new", "three\nfour"]


def test_numbers_are_their_shortest_decimal_and_truth_values_are_words(make: Make) -> None:
    path = make([1, 17.0, 0.1, -2.5, 1e21, 1.5e-7, True, False])
    assert read(path)[0].split("\t") == [
        *("1", "17", "0.1", "-2.5", "1000000000000000000000", "0.00000015", "TRUE", "FALSE")
    ]


def test_a_date_is_in_iso_form_with_the_time_where_it_has_one(make: Make) -> None:
    path = make(
        [
            datetime.date(2015, 7, 17),
            datetime.datetime(2015, 7, 17, 13, 5, 30),
            datetime.time(6, 30),
            datetime.datetime(1900, 2, 28),
            datetime.datetime(1900, 3, 1),
            datetime.timedelta(hours=36),
        ]
    )
    assert read(path)[0].split("\t") == [
        "2015-07-17",
        "2015-07-17T13:05:30",
        "06:30:00",
        "1900-02-28",
        "1900-03-01",
        "1.5",
    ]


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet"
    sheet["A1"] = datetime.date(2015, 7, 17)
    book.save(tmp_path / "mac.xlsx")
    assert read(tmp_path / "mac.xlsx") == ["2015-07-17", ""]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("d/mm/yyyy;@", "2015-07-17"),
        ("[$-809]dd mmmm yyyy", "2015-07-17"),
        ("0.00", "42202"),
        ('0 "days"', "42202"),
        (r"0\d", "42202"),
        ("[Red]0", "42202"),
        ("[h]:mm", "42202"),
        ("General", "42202"),
    ],
)
def test_what_a_format_shows_is_read_off_its_code(make: Make, code: str, shown: str) -> None:
    path = make([42202])
    book = openpyxl.load_workbook(path)
    book["Sheet"]["A1"].number_format = code
    book.save(path)
    assert read(path)[0] == shown


def test_a_number_that_is_no_day_stays_a_number_and_is_told(make: Make) -> None:
    path = change(make([datetime.date(2015, 7, 17)]), SHEET, "42202", "60")
    assert read(path)[0] == "60"
    assert notices(path) == [(1, "the cell in column 1 is shown as a date and is none: 60")]


def test_a_formula_gives_its_saved_value(make: Make) -> None:
    path = change(
        make([1, "=A1+1"]), SHEET, "<v></v>" if "<v></v>" in member(make([1, "=A1+1"])) else "<v />", "<v>2</v>"
    )
    assert read(path) == ["1\t2", ""]
    assert notices(path) == []


def member(path: Path, name: str = SHEET) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_a_formula_without_a_saved_value_is_an_empty_cell_and_a_notice(make: Make) -> None:
    path = make(["a"], ["=A1", "b"])
    assert read(path) == ["a", "\tb", ""]
    assert notices(path) == [
        (2, "the cell in column 1 holds a formula whose value was not saved; open the workbook and save it")
    ]


def test_an_error_is_an_empty_cell_and_a_notice(make: Make) -> None:
    path = make(["#DIV/0!", "b"])
    assert read(path) == ["\tb", ""]
    assert notices(path) == [(1, "the cell in column 1 holds the error #DIV/0!")]


def test_of_merged_cells_the_first_holds_the_value(make: Make) -> None:
    path = make(["a", None, "c"], [None, None, "d"])
    book = openpyxl.load_workbook(path)
    book["Sheet"].merge_cells("A1:B2")
    book.save(path)
    assert read(path) == ["a\t\tc", "\t\td", ""]
    assert notices(path) == [(2, "merged cells, of which only the first holds the value; unmerge them and fill each")]


def test_the_strict_form_of_a_workbook_is_read_alike(make: Make) -> None:
    path = shared_texts(make)
    for name in (SHEET, STRINGS):
        path = change(path, name, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    path = change(path, "xl/_rels/workbook.xml.rels", OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert read(path) == ["AB", ""]


def test_runs_of_a_rich_text_are_one_text_and_its_pronunciation_is_left_out(make: Make) -> None:
    path = change(
        shared_texts(make), STRINGS, "<t>AB</t>", "<r><t>A</t></r><rPh sb='0' eb='1'><t>x</t></rPh><r><t>B</t></r>"
    )
    assert read(path)[0] == "AB"


def test_a_coded_character_is_read_and_one_that_is_none_stays(make: Make) -> None:
    path = change(shared_texts(make), STRINGS, "AB", "a_x000D_\nb_x0041__x0000_c")
    assert read(path)[0] == r"a\nbA_x0000_c"


def test_a_missing_sheet_is_named_with_those_that_are_there(make: Make) -> None:
    with pytest.raises(SheetFault, match=r"has no worksheet 'Medicine'; it has 'Sheet'"):
        open_sheet(make(["a"]), "Medicine")


def test_sheets_are_listed_in_their_order_and_charts_are_none(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Two")
    book.create_chartsheet("Chart")
    book["Two"].sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    assert sheet_names(tmp_path / "book.xlsx") == ["Sheet", "Two"]


def test_a_million_empty_columns_take_neither_memory_nor_cells(make: Make) -> None:
    cells = "".join(f'<c r="{letters(column)}1" s="0"/>' for column in range(2, 1_000_001))
    path = change(make(["x"], ["y"]), SHEET, '</row><row r="2"', f'{cells}</row><row r="2"')
    tracemalloc.start()
    lines = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == ["x", "y", ""]
    assert peak < 4 * 2**20


def test_a_sheet_that_claims_to_be_wide_is_as_wide_as_its_values(make: Make) -> None:
    path = change(
        make(["x"]), SHEET, 'ref="A1"' if 'ref="A1"' in member(make(["x"])) else 'ref="A1:A1"', 'ref="A1:XFD9"'
    )
    assert read(path) == ["x", ""]


def test_two_values_far_apart_take_the_memory_of_two(make: Make) -> None:
    path = change(make(["x", "y"]), SHEET, '<c r="B1"', '</row><row r="1048576"><c r="XFD1048576"')
    tracemalloc.start()
    with open_sheet(path, "Sheet") as stream:
        size, last = 0, b""
        while data := stream.read(65_536):
            size, last = size + len(data), data
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 2 + 1_048_574 + 16_383 + 2
    assert last.endswith(b"\ty\n")
    assert peak < 8 * 2**20


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<c r="B1"', '<c r="XFE1"', "has a value in row 1, column 16,385, where 16,384 columns are read"),
        ('<row r="1"', '<row r="1048577"', "has row '1048577' after row 0"),
        ('<row r="2"', '<row r="1"', "has row '1' after row 1"),
        ('<c r="B1"', '<c r="?1"', "has a cell '\\?1', which is no place"),
        ("<sheetData>", "<sheetData><", "is damaged"),
        ('t="inlineStr"><is><t>a</t></is>', 't="s"><v>0</v>', "refers to a shared text that is not there"),
    ],
)
def test_a_damaged_sheet_is_one_clear_line(make: Make, old: str, new: str, told: str) -> None:
    path = change(make(["a", "b"], ["c"]), SHEET, old, new)
    with pytest.raises(SheetFault, match=told) as caught:
        read(path)
    assert str(caught.value).startswith("xl/worksheets/sheet1.xml: ")
    assert "\n" not in str(caught.value)


def test_a_document_type_is_refused(make: Make) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><worksheet'
    with pytest.raises(SheetFault, match="has a document type"):
        read(change(make(["a"]), SHEET, "<worksheet", bomb))


def test_a_cell_longer_than_any_tables_is_refused(make: Make) -> None:
    path = change(shared_texts(make), STRINGS, "AB", " ".join(map(str, range(200_000))))
    with pytest.raises(SheetFault, match="has a cell of more than 1,048,576 characters"):
        read(path)


def test_a_tag_without_end_is_refused_before_it_fills_the_memory(make: Make) -> None:
    path = change(make(["a"]), SHEET, "<sheetData>", f'<sheetData x="{" ".join(map(str, range(400_000)))}">')
    with pytest.raises(SheetFault, match="has a tag of more than 1,048,576 bytes"):
        read(path)


def test_a_truncated_workbook_says_so(make: Make, tmp_path: Path) -> None:
    whole = make(["a"]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArchiveFault, match="is cut short or no zip; fetch it again"):
        sheet_names(tmp_path / "cut.xlsx")


def test_an_encrypted_workbook_says_so(tmp_path: Path) -> None:
    (tmp_path / "secret.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(ArchiveFault, match="is encrypted or in the old format"):
        sheet_names(tmp_path / "secret.xlsx")


def test_a_zip_that_is_no_workbook_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(ArchiveFault, match="is no workbook; save it"):
        sheet_names(tmp_path / "other.xlsx")


def test_a_table_is_read_from_a_sheet_whose_header_is_not_on_its_first_row(make: Make) -> None:
    path = make(["A title"], [], ["Number", "Name"], ["1", "a\nb"], [], ["2"])
    columns = ("Number", "Name")
    table = Table("t", "t.t", "a row", columns, lambda record, context: (), columns, header="search", delimiter="\t")
    table = replace(table, quoted=False)
    lines = [f"{line}\n" for line in read(path)[:-1]]
    layout = find_layout(table, lines)
    rows = list(iter_data(table, layout, lines))
    assert layout.columns == ("Number", "Name")
    assert [(row.number, row.span.start_line, row.cells) for row in rows] == [(1, 4, ("1", r"a\nb")), (2, 6, ("2",))]


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t\\"), max_size=20)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(texts, max_size=4), max_size=4))
def test_every_text_comes_back_as_it_was(rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            sheet.cell(at, column).value = text or None
            sheet.cell(at, column).data_type = "s" if text else "n"  # "=…" is a text here
    path = tmp_path_factory.mktemp("texts") / "book.xlsx"
    book.save(path)
    found = [[unescape(cell) for cell in line.split("\t")] for line in read(path)]
    nothing: list[str] = []
    for row, line in itertools.zip_longest(rows, found, fillvalue=nothing):
        pairs = itertools.zip_longest(row, line, fillvalue="")
        assert all(_plain(written) == shown for written, shown in pairs)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_the_real_report_is_what_openpyxl_reads_in_less_memory(shared: Path) -> None:
    path = shared / "corpus" / "ema" / "medicines-output-medicines-report_en.xlsx"
    [name] = sheet_names(path)
    tracemalloc.start()
    lines = 0
    with open_sheet(path, name) as stream:
        for _ in stream:
            lines += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == 2_682
    assert peak < 8 * 2**20
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    for line, row in zip(read(path, name), sheet.iter_rows(values_only=True), strict=False):
        cells = [unescape(cell) for cell in line.split("\t")]
        shown = ["" if value is None else str(value) for value in row]
        assert cells == shown[: len(cells)]
        assert not any(shown[len(cells) :])
    book.close()
