"""Bad input of registers, each through the real command: one clear line (where, what, the way out), nothing else lost.

Beside every bad file lies a good one, which must still be read whole. What each reader does on its own stands in the
tests of that reader:

| bad input | here | on its own |
|---|---|---|
| a truncated zip | `test_a_truncated_zip` | test_archives: `test_a_truncated_archive_is_one_clear_line` |
| a zip bomb | `test_a_zip_bomb` | test_archives: `test_a_zip_bomb_is_known_before_it_is_opened` |
| `../` names, links | `test_a_zip_with_names_that_lead_out_and_links` | test_archives |
| a missing column | `test_a_missing_column…` | test_tables, test_drugsatfda, test_hsa, test_ema, test_plain_tables |
| an extra column | `test_an_extra_column…`, `test_a_row_with_a_cell_too_many…` | test_dpd, test_plain_tables |
| a wrong delimiter | `test_a_wrong_delimiter` | test_dpd: `test_a_table_divided_by_another_mark_is_one_clear_error` |
| undeclared Latin-1 | `test_an_undeclared_encoding…` | test_plain_tables: `test_an_encoding_may_be_declared` |
| xlsx: formulas, merged cells | `test_what_a_worksheet_has_no_value_for_is_told` | test_sheets |
| xlsx: a missing sheet | `test_a_missing_sheet` | test_sheets |
| xlsx: a million empty columns | `test_a_million_empty_columns` | test_sheets |
| dates of five forms and none | `test_dates_of_five_forms_and_none` | test_plain_tables, test_dates |
| a duplicate primary key | `test_a_duplicate_primary_key` | test_hsa, test_ema, test_dpd, test_drugsatfda |
| a foreign key to nothing | `test_a_foreign_key_to_nothing` | test_dpd, test_drugsatfda |
| yesterday's columns | `test_a_register_with_yesterdays_columns` | test_hsa, test_ema, test_dpd |
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from kg import errors, pipeline
from kg.archives import ArchiveFault
from kg.cli import cli
from kg.errors import KGError, UsageError

SOURCES = Path(__file__).parents[1] / "sources"
ARTG = (SOURCES / "table" / "artg.csv").read_bytes()
ARTG_TOML = (SOURCES / "table" / "artg.csv.toml").read_bytes()
HSA = (SOURCES / "hsa" / "registered-therapeutic-products.csv").read_bytes()
HSA_ROWS = 15

WORKBOOK = """
register = "TGA"
title = "A register as a workbook"
origin = "https://example.org/register"
licence = "CC0-1.0"
as_of = "2025-11"
covers = "some medicines"
sheet = "List"
header = "search"

[columns]
number = "Number"
product = "Name"
holder = "Holder"
date.approval = "Date"
"""


class Outcome(NamedTuple):
    """What a build told: its exit code, its lines, and what became of the rows of each table."""

    code: int
    lines: list[str]
    inputs: dict[str, dict[str, Any]]
    graph: str

    def rows(self, path: str) -> dict[str, int]:
        """How many rows of a table say something, and how many do not for which reason."""
        text = self.inputs[path]["text"]
        return {"said": text["evidence"], **text["reasons"]}

    def told(self, path: str) -> list[str]:
        """What was told of a table that is no fault."""
        return [problem["what"] for problem in self.inputs[path]["problems"]]

    def unresolved(self, path: str) -> list[tuple[str, str]]:
        """The cells of a table that could not be placed, each with the reason."""
        return [(item["quote"], item["reason"]) for item in self.inputs[path]["unresolved"]]


Files = dict[str, bytes]
Run = Callable[[Files], Outcome]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Builds a folder of the given files beside a register without fault, of which nothing must be lost."""

    def build(files: Files) -> Outcome:
        folder, out = tmp_path / "in", tmp_path / "out"
        for name, data in {"good.csv": HSA, **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        ran = CliRunner().invoke(cli, ["build", str(folder), "--out", str(out), "--workers", "1", "--quiet"])
        manifest = json.loads((out / "manifest.json").read_bytes())
        inputs = {path: item for item in manifest["inputs"] for path in item["paths"]}
        graph = (out / "graph.nq").read_text(encoding="utf-8")
        outcome = Outcome(ran.exit_code, ran.stderr.splitlines(), inputs, graph)
        assert outcome.rows("in/good.csv") == {"said": HSA_ROWS}
        return outcome

    return build


def zip_up(members: Files, *links: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        for name in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
    return data.getvalue()


def change_columns(data: bytes, change: Callable[[list[str]], list[str]], encoding: str = "cp1252") -> bytes:
    out = io.StringIO()
    rows = csv.reader(io.StringIO(data.decode(encoding), newline=""))
    csv.writer(out).writerows(change(row) for row in rows)
    return out.getvalue().encode(encoding)


def make_workbook(change: Callable[[Worksheet], None] = lambda sheet: None, title: str = "List") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    sheet.append(["Register of medicines"])
    sheet.append(["Number", "Name", "Date", "Holder"])
    sheet.append(["1", "Rosso", "2020-01-02", "Sample Ltd"])
    sheet.append(["2", "Bianco", "2020-01-03", "Sample Ltd"])
    change(sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


# Archives


def test_a_truncated_zip(run: Run) -> None:
    archive = zip_up({path.name: path.read_bytes() for path in (SOURCES / "drugsatfda").glob("*.txt")})
    outcome = run({"drugsatfda.zip": archive[: len(archive) // 2]})
    assert outcome.code == 1
    assert outcome.lines == ["in/drugsatfda.zip: error: is cut short or no zip; fetch it again"]


def test_a_zip_bomb(run: Run) -> None:
    outcome = run({"a.zip": zip_up({"artg.csv": b"0" * 2**23, "hsa.csv": HSA + b"\n"})})
    assert outcome.code == 1
    assert outcome.lines == [
        "in/a.zip!/artg.csv: error: becomes 1,028 times as long when decompressed, more than 250; "
        "unpack it if it is genuine"
    ]
    assert outcome.rows("in/a.zip!/hsa.csv") == {"said": HSA_ROWS}


def test_a_zip_with_names_that_lead_out_and_links(run: Run) -> None:
    outcome = run({"a.zip": zip_up({"../Products.txt": b"x", "/Products.txt": b"x", "hsa.csv": HSA + b"\n"}, "l.csv")})
    assert outcome.code == 1
    assert outcome.lines == [
        "in/a.zip!/../Products.txt: error: its name leads out of the archive or has an empty part; it is not read",
        "in/a.zip!//Products.txt: error: its name is absolute; it is not read",
        "in/a.zip!/l.csv: error: a link; put the file itself into the archive",
    ]
    assert outcome.rows("in/a.zip!/hsa.csv") == {"said": HSA_ROWS}


def test_an_archive_without_a_file_is_told(run: Run) -> None:
    outcome = run({"a.zip": zip_up({})})
    assert outcome.code == 0
    assert outcome.lines == ["in/a.zip: unknown: an archive without a file; if it should hold one, fetch it again"]


# Columns


def test_a_missing_column_that_is_needed_is_an_error(run: Run) -> None:
    outcome = run({"a.csv": change_columns(HSA, lambda row: [row[0], *row[2:]])})
    assert outcome.code == 1
    assert [line[:54] for line in outcome.lines] == ["in/a.csv: error: column 'product_name' is missing (the"]
    assert outcome.lines[0].endswith("; fetch the table as it is published")


def test_a_missing_column_that_is_not_needed_is_told_once_and_the_rows_are_kept(run: Run) -> None:
    outcome = run({"a.csv": change_columns(HSA, lambda row: row[:-1])})
    assert outcome.code == 0
    what = "columns that the table usually has are not there, and what they say is unknown: strength"
    assert outcome.lines == [f"in/a.csv:1: warning: {what}"]
    assert outcome.rows("in/a.csv") == {"said": HSA_ROWS}


def test_an_extra_column_is_told_once_and_the_rows_are_kept(run: Run) -> None:
    data = change_columns(HSA, lambda row: [*row[:3], "shelf_life" if row[3] == "approval_date" else "3", *row[3:]])
    outcome = run({"a.csv": data})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.told("in/a.csv") == ["columns that no rule reads: shelf_life"]
    assert outcome.rows("in/a.csv") == {"said": HSA_ROWS}


def test_a_row_with_a_cell_too_many_is_rejected_alone(run: Run) -> None:
    row = b"SIN1,A,B,1/1/2020,Prescription Only,,TABLET,ORAL,M,SINGAPORE,X,1 mg,more\n"
    outcome = run({"a.csv": HSA.rstrip(b"\r\n") + b"\n" + row})
    line = HSA.rstrip(b"\r\n").count(b"\n") + 2
    assert outcome.code == 0
    assert outcome.lines == [f"in/a.csv:{line}: warning: 1 row rejected: 13 cells where the table has 12 columns"]
    assert outcome.rows("in/a.csv") == {"said": HSA_ROWS, "rejected: 13 cells where the table has 12 columns": 1}


def test_a_register_with_yesterdays_columns(run: Run) -> None:
    old = {"registration_number": "licence_no", "product_registrant": "licence_holder", "approval_date": "approval_d"}
    outcome = run({"a.csv": change_columns(HSA, lambda row: [old.get(cell, cell) for cell in row])})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.told("in/a.csv") == []
    assert outcome.rows("in/a.csv") == {"said": HSA_ROWS}


# Delimiters and encodings


def test_a_wrong_delimiter(run: Run) -> None:
    products = (SOURCES / "drugsatfda" / "Products.txt").read_bytes().replace(b"\t", b",")
    headless = b'"94388";"49";"INTRAVENOUS";"Intraveineuse, et plus"\r\n'
    headed = b'DRUG_CODE;SCHEDULE;SCHEDULE_F\r\n"94388";"Schedule D";"Annexe D"\r\n'
    outcome = run(
        {
            "Products.txt": products,
            "artg.csv": ARTG.replace(b";", b"\t"),
            "artg.csv.toml": ARTG_TOML,
            "hsa.csv": change_columns(HSA, lambda row: row).replace(b",", b"|"),
            "route.txt": headless,
            "schedule.txt": headed,
        }
    )
    assert outcome.code == 1
    assert outcome.lines == [
        "in/Products.txt: error: its columns are divided by ',' where '\\t' is expected; convert the file",
        "in/artg.csv: error: its columns are divided by '\\t' where ';' is expected; convert the file",
        "in/hsa.csv: error: its columns are divided by '|' where ',' is expected; convert the file",
        "in/route.txt: error: its columns are divided by ';' where ',' is expected; convert the file",
        "in/schedule.txt: error: its columns are divided by ';' where ',' is expected; convert the file",
    ]


def test_an_undeclared_encoding_is_told_with_the_way_out_of_its_source(run: Run) -> None:
    extra = "9;Café;Sample;x;Medicine;01/02/2020\n".encode("latin-1")
    at = len(ARTG) + 5
    form = b'DRUG_CODE,PHARM_FORM_CODE,PHARMACEUTICAL_FORM,PHARMACEUTICAL_FORM_F\r\n"1","2","TABLET","Comprim\xe9"\r\n'
    outcome = run(
        {
            "artg.csv": ARTG + extra,
            "artg.csv.toml": ARTG_TOML,
            "form.txt": form,
            "page.txt": "Cafés".encode("latin-1"),
            "wide.txt": "Café".encode("utf-16"),
        }
    )
    assert outcome.code == 1
    assert outcome.lines == [
        f"in/artg.csv: error: byte {at:,} (0xE9) is not utf-8; convert the file to utf-8, or declare its encoding in "
        "in/artg.csv.toml",
        "in/form.txt: error: byte 94 (0xE9) is not utf-8; convert the file to utf-8, or declare its encoding in "
        "sources/dpd/source.toml",
        "in/page.txt: error: byte 3 (0xE9, line 1) is not utf-8; convert the file to utf-8",
        "in/wide.txt: error: byte 0: UTF-16, not utf-8; convert the file to utf-8",
    ]


def test_the_way_out_of_an_undeclared_encoding_leads_out(run: Run) -> None:
    extra = "9;Café;Sample;x;Medicine;01/02/2020\n".encode("latin-1")
    outcome = run({"artg.csv": ARTG + extra, "artg.csv.toml": b'encoding = "latin-1"\n' + ARTG_TOML})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.rows("in/artg.csv") == {"said": 6}
    assert '"Café"' in outcome.graph


# Workbooks


def test_what_a_worksheet_has_no_value_for_is_told(run: Run) -> None:
    def change(sheet: Worksheet) -> None:
        for row in ("5", "6", "7", "8", "9", "10"):
            sheet.append([row, "Verde", "=TODAY()", None])
        sheet.merge_cells("A1:D1")  # a title: no row of data
        sheet.merge_cells("D4:D5")

    outcome = run({"register.xlsx": make_workbook(change), "register.xlsx.toml": WORKBOOK.encode()})
    assert outcome.code == 0
    assert outcome.lines == [
        "in/register.xlsx!/List:5: warning: merged cells, of which only the first holds the value; unmerge them and "
        "fill each",
        "in/register.xlsx!/List:5: warning: the cell in column 3 holds a formula whose value was not saved; open the "
        "workbook and save it; also on lines 6, 7, 8, 9, 6 in all",
    ]
    assert outcome.rows("in/register.xlsx!/List") == {"said": 8, "a row above the header": 1}


def test_a_missing_sheet(run: Run) -> None:
    files = {"register.xlsx": make_workbook(title="Liste"), "register.xlsx.toml": WORKBOOK.encode()}
    outcome = run(files)
    assert outcome.code == 1
    assert outcome.lines == [
        "in/register.xlsx: error: has no worksheet 'List', which register.xlsx.toml asks for; it has 'Liste'; "
        "correct sheet there"
    ]


def test_a_worksheet_that_the_description_leaves_out_is_skipped(run: Run) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent.create_sheet("Notes", 0).append(["a note"])

    outcome = run({"register.xlsx": make_workbook(add), "register.xlsx.toml": WORKBOOK.encode()})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.rows("in/register.xlsx!/List") == {"said": 2, "a row above the header": 1}


def test_a_million_empty_columns(run: Run) -> None:
    cells = "".join(f'<c r="{name}4" s="0"/>' for name in ("E", "XFD", "AAAAA", "BDWGN"))  # BDWGN: the millionth
    source, target = zipfile.ZipFile(io.BytesIO(make_workbook())), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                text = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:BDWGN1048576"', data.decode())
                data = text.replace("</row></sheetData>", f"{cells}</row></sheetData>").encode()
                assert b"BDWGN4" in data
            archive.writestr(name, data)
    outcome = run({"register.xlsx": target.getvalue(), "register.xlsx.toml": WORKBOOK.encode()})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.rows("in/register.xlsx!/List") == {"said": 2, "a row above the header": 1}


# Cells and keys


def test_dates_of_five_forms_and_none(run: Run) -> None:
    good = ["2015-11-09", "09/11/2015", "9 Nov 2015", "20151109", "2015年11月9日"]
    bad = ["31/02/2015", "soon", "09/11/15"]
    rows = [f'{number};P;S;i;Medicine;"{date}"' for number, date in enumerate([*good, *bad, ""], 1)]
    table = "\n".join([ARTG.decode().split("\n")[0], *rows, ""])
    outcome = run({"artg.csv": table.encode(), "artg.csv.toml": ARTG_TOML})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.rows("in/artg.csv") == {"said": 9}
    assert outcome.unresolved("in/artg.csv") == [(date, "no date, read as day, month, year") for date in bad]
    written = re.findall(r'<[^>]*/table-artg:date:[^>]*> <[^>]*[/#]calendarDate> "([^"]*)"', outcome.graph)
    assert written == ["2015-11-09"] * 5


def test_a_duplicate_primary_key(run: Run) -> None:
    table = ARTG + b"358020;Another;S;i;Medicine;01/02/2020\n"
    outcome = run({"artg.csv": table, "artg.csv.toml": ARTG_TOML})
    assert outcome.code == 0
    reason = "its key stands in an earlier row as well, which is kept"
    assert outcome.lines == [f"in/artg.csv:7: warning: 1 row rejected: {reason} (column ARTG ID)"]
    assert outcome.rows("in/artg.csv") == {"said": 5, f"rejected: {reason}": 1}


def test_a_foreign_key_to_nothing(run: Run) -> None:
    tables = {f"dpd/{path.name}": path.read_bytes() for path in (SOURCES / "dpd").glob("*.txt")}
    tables["dpd/route.txt"] += b'"1","49","INTRAVENOUS","Intraveineuse"\r\n"2","49","ORAL","Orale"\r\n'
    outcome = run(tables)
    assert outcome.code == 0
    [line] = outcome.lines
    lines = (tables["dpd/route.txt"].count(b"\n") - 1, tables["dpd/route.txt"].count(b"\n"))
    assert line.startswith(f"in/dpd/route.txt:{lines[0]}: warning: 2 rows rejected: ")
    assert line.endswith(f" (column DRUG_CODE), also on line {lines[1]}")
    assert outcome.rows("in/dpd/route.txt")["said"] == 10


# Plain tables among themselves


def test_two_tables_of_one_name_that_are_described_differently_are_two_sources(run: Run) -> None:
    old = ARTG.replace(b"2015", b"2014").replace(b"BLINCYTO", b"BLINCYTO OLD")
    described = ARTG_TOML.replace(b'as_of = "2025-11"', b'as_of = "2024-11"')
    outcome = run(
        {"2024/artg.csv": old, "2024/artg.csv.toml": described, "2025/artg.csv": ARTG, "2025/artg.csv.toml": ARTG_TOML}
    )
    assert (outcome.code, outcome.lines) == (0, [])
    sources = {path: item["source"] for path, item in outcome.inputs.items() if path != "in/good.csv"}
    assert sources == {
        "in/2024/artg.csv": "table-in-2024-artg-csv",
        "in/2025/artg.csv": "table-in-2025-artg-csv",
    }
    for source, as_of in (("2024", "2024-11"), ("2025", "2025-11")):
        assert re.search(rf'/coverage:table-in-{source}-artg-csv:[^>]*> <[^>]*[/#]coversAsOf> "{as_of}"', outcome.graph)


def test_two_tables_of_one_name_in_one_folder_are_read_by_their_own_descriptions(run: Run) -> None:
    tabs = ARTG.replace(b";", b"\t").replace(b"Product name", b"Name")
    described = ARTG_TOML.replace(b'delimiter = ";"\n', b"").replace(b'"Product name"', b'"Name"')
    outcome = run({"artg.csv": ARTG, "artg.csv.toml": ARTG_TOML, "artg.tsv": tabs, "artg.tsv.toml": described})
    assert (outcome.code, outcome.lines) == (0, [])
    assert outcome.rows("in/artg.csv") == outcome.rows("in/artg.tsv") == {"said": 5}


def test_two_editions_that_are_described_alike_are_one_source(run: Run) -> None:
    old = ARTG.replace(b"BLINCYTO", b"BLINCYTO OLD")
    outcome = run({"a/artg.csv": old, "a/artg.csv.toml": ARTG_TOML, "b/artg.csv": ARTG, "b/artg.csv.toml": ARTG_TOML})
    assert (outcome.code, outcome.lines) == (0, [])
    assert {item["source"] for path, item in outcome.inputs.items() if "artg" in path} == {"table-artg"}


def test_two_paths_with_one_name_that_are_described_differently_are_one_clear_error(tmp_path: Path) -> None:
    for folder, as_of in (("old", "2024-11"), ("new", "2025-11")):
        (tmp_path / folder / "in").mkdir(parents=True)
        shutil.copy(SOURCES / "table" / "artg.csv", tmp_path / folder / "in")
        text = ARTG_TOML.decode().replace("2025-11", as_of)
        (tmp_path / folder / "in" / "artg.csv.toml").write_text(text, encoding="utf-8")
    paths = [str(tmp_path / folder / "in") for folder in ("old", "new")]
    for given in (paths, paths[::-1]):
        ran = CliRunner().invoke(cli, ["build", *given, "--out", str(tmp_path / "out"), "--quiet"])
        assert ran.exit_code == 1
        assert ran.stderr.splitlines() == [
            "in/artg.csv: error: another table is called in/artg.csv as well and is described otherwise; "
            "rename one of them"
        ]


@pytest.mark.parametrize("name", ["table", "table-artg"])
def test_a_plain_table_is_no_source_that_one_can_force(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"^no source named '{name}'; a table is read by the description beside it"):
        pipeline.build([str(SOURCES / "table")], tmp_path / "out", source=name)


def iter_below(kind: type[KGError]) -> Iterator[str]:
    for below in kind.__subclasses__():
        yield below.__name__
        yield from iter_below(below)


def test_every_fault_stands_in_the_tree_of_errors() -> None:
    tree = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert tree == set(iter_below(KGError))
    assert ArchiveFault.__name__ in tree
