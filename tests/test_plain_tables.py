"""Plain tables: a description beside a table makes a mapper of it, or is one clear error."""

from __future__ import annotations

import csv
import datetime
import io
import pickle
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cards import load_card
from kg.dates import Order
from kg.errors import UsageError
from kg.mappers.table import find_described, find_description, load_description, load_plain
from kg.mappers.table.description import FIELDS
from kg.mappers.table.rows import read_date
from kg.model import Description, Iri, Literal
from kg.pipeline import build
from kg.prefixes import PREFIXES
from kg.tables import Layout, NoTable, Record, Rejected, Said, TableMapper, find_layout, iter_data, map_rows
from kg.vocabulary import KG, RDF, RDFS, SKOS
from tests.row_findings import authorisation, unresolved

SOURCES = Path(__file__).parents[1] / "sources"
DESCRIPTION = """
register = "TGA"
title = "The Australian register"
origin = "https://example.org/artg"
licence = "CC0-1.0"
as_of = "2025-11"
covers = "medicines that may be supplied in Australia"
dates = "dmy"

[columns]
number = "ARTG ID"
product = "Name"
holder = "Sponsor"
ingredients = { column = "Ingredients", separator = "|" }
date.registration = "Start"
"""
TABLE = """ARTG ID,Name,Sponsor,Ingredients,Start
1001,Rosso tablet,Sample Pty Ltd,rossol|bianconin,02/03/2004
"""


def write(folder: Path, description: str = DESCRIPTION, table: str = TABLE, name: str = "artg.csv") -> Path:
    (folder / name).write_text(table, encoding="utf-8", newline="")
    path = folder / f"{name}.toml"
    path.write_text(description, encoding="utf-8")
    return path


class File:
    """A described table, as the build reads it."""

    names = frozenset(["rows"])
    include = frozenset[str]()

    def __init__(self, path: Path, mapper: TableMapper | None = None) -> None:
        file = find_described(path)
        assert file
        self.text = file.read_bytes().decode(load_description(path).encoding)
        self.mapper = mapper or load_plain(path)
        self.table = self.mapper.tables["rows"]
        self.layout: Layout = find_layout(self.table, self._lines())

    def _lines(self) -> io.StringIO:
        return io.StringIO(self.text, newline="\n")

    def read(self, name: str) -> Iterator[Record]:
        for row in iter_data(self.table, self.layout, self._lines()):
            if len(row.cells) == len(self.layout.columns):
                yield Record(row, self.layout.positions())

    def said(self) -> list[list[Said]]:
        context = self.mapper.gather(self)
        return [
            list(said)  # type: ignore[arg-type]
            for _, said in map_rows(self.table, self.layout, iter_data(self.table, self.layout, self._lines()), context)
        ]


def dates(said: list[Said]) -> list[tuple[str, str]]:
    found = [dict(item.properties) for item in said if isinstance(item, Description) and item.type == KG.DateValue]
    return [(str(date[KG.dateKind][0]), str(date[KG.calendarDate][0])) for date in found]


def test_a_row_is_an_authorisation_by_the_fields_of_the_description(tmp_path: Path) -> None:
    [said] = File(write(tmp_path)).said()
    assert authorisation(said) == {
        "": ["table:authorisation:tga:1001"],
        "label": ["TGA 1001: Rosso tablet"],
        "register": ["register:tga"],
        "registerName": ["The Australian register"],
        "number": ["1001"],
        "productName": ["Rosso tablet"],
        "holderName": ["Sample Pty Ltd"],
        "holder": ["organisation:australia:sample-pty-ltd"],
        "activeIngredient": ["rossol", "bianconin"],
        "ingredient": ["ingredient:rossol", "ingredient:bianconin"],
        "date": ["table-artg:date:registration:02-03-2004"],
    }
    assert dates(said) == [("registration", "2004-03-02")]
    for item in said:
        assert isinstance(item, Description)
        assert [(e.rule, e.role, e.row, e.quote) for e in item.evidence] == [
            ("table-artg.row", "row", 1, TABLE.split("\n")[1])
        ]


def test_every_field_gives_its_property(tmp_path: Path) -> None:
    names = sorted(FIELDS)
    columns = "\n".join(f'{name} = "{name.upper()}"' for name in names)
    description = DESCRIPTION.split("number =")[0] + columns
    table = ",".join(name.upper() for name in names) + "\n" + ",".join(f"https://{name}" for name in names) + "\n"
    file = File(write(tmp_path, description, table))
    [said] = file.said()
    values = authorisation(said)
    for name, (predicate, _) in FIELDS.items():
        assert values[predicate.rpartition("#")[2]] == [f"https://{name}"]
        assert file.table.properties[predicate] == (name.upper(),)
    assert file.table.properties[RDFS.label] == ("NUMBER", "PRODUCT")


def test_the_description_is_a_card_of_its_table(tmp_path: Path) -> None:
    register = load_description(write(tmp_path))
    card = register.card
    assert (card.name, card.title, card.encoding) == ("table-artg", "The Australian register", "utf-8")
    [cover] = card.covers
    assert (cover.register, cover.what, cover.as_of) == (
        "TGA",
        "medicines that may be supplied in Australia",
        "2025-11",
    )
    assert register.register.triples == ()


def test_a_mapper_can_be_pickled_for_another_process(tmp_path: Path) -> None:
    path = write(tmp_path)
    copy = pickle.loads(pickle.dumps(load_plain(path)))  # noqa: S301 - it was made a moment ago
    assert File(path, copy).said() == File(path).said()


def test_a_description_is_found_beside_its_table_and_a_table_beside_its_description(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert find_description(tmp_path / "artg.csv") == path
    assert find_described(path) == tmp_path / "artg.csv"
    assert find_description(path) is None
    assert find_described(tmp_path / "artg.csv") is None
    (tmp_path / "lone.csv.toml").write_text(DESCRIPTION, encoding="utf-8")
    assert find_described(tmp_path / "lone.csv.toml") is None


def test_a_table_is_known_by_its_name_and_a_worksheet_by_its_sheet(tmp_path: Path) -> None:
    assert load_plain(write(tmp_path)).recognises("folder/artg.csv", b"") == "rows"
    assert load_plain(write(tmp_path)).recognises("folder/other.csv", b"") is None
    book = load_plain(write(tmp_path, 'sheet = "Medicines"' + DESCRIPTION, name="artg.xlsx"))
    assert book.recognises("folder/artg.xlsx!/Medicines", b"") == "rows"
    assert book.recognises("folder/artg.xlsx!/Notes", b"") is None


def test_a_register_that_is_new_is_described_with_its_authority_and_country(tmp_path: Path) -> None:
    new = 'register = { label = "Anvisa consultas", authority = "ANVISA", country = "Brazil" }'
    register = load_description(write(tmp_path, DESCRIPTION.replace('register = "TGA"', new))).register
    iri = Iri(PREFIXES["kgr"] + "register:anvisa-consultas")
    assert register.iri == iri
    assert set(register.triples) == {
        (iri, RDF.type, KG.Register),
        (iri, RDFS.label, Literal("Anvisa consultas")),
        (iri, SKOS.altLabel, Literal("Anvisa consultas")),
        (iri, KG.authority, PREFIXES["kgr"] + "authority:anvisa"),
        (iri, KG.maintainedBy, PREFIXES["kgr"] + "authority:anvisa"),
        (iri, KG.country, PREFIXES["kgr"] + "country:brazil"),
        (iri, KG.checkedAgainst, Literal("artg.csv.toml")),
    }


def test_a_new_authority_and_country_are_described_too(tmp_path: Path) -> None:
    new = 'register = { label = "Ghana FDA list", authority = "Ghana FDA", country = "Ghana" }'
    file = File(write(tmp_path, DESCRIPTION.replace('register = "TGA"', new)))
    triples = load_description(tmp_path / "artg.csv.toml").register.triples
    types = {
        (subject.removeprefix(PREFIXES["kgr"]), node) for subject, predicate, node in triples if predicate == RDF.type
    }
    assert types == {
        ("register:ghana-fda-list", KG.Register),
        ("authority:ghana-fda", KG.Authority),
        ("country:ghana", KG.Country),
    }
    assert authorisation(file.said()[0])["holder"] == ["organisation:ghana:sample-pty-ltd"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("dates =", "date =", "unknown key 'date'; known keys: as_of, columns, covers, dates,"),
        ('licence = "CC0-1.0"\n', "", "missing key 'licence'; known keys: "),
        ('"CC0-1.0"', '" "', "licence must not be empty"),
        ('"2025-11"', "2025-11-01", "as_of must be a text in quotes"),
        ('"2025-11"', '"2025-13"', "as_of must be a date such as 2025-12-30, not '2025-13'"),
        ('"https://example.org/artg"', '"artg"', "origin must be a URL, not 'artg'"),
        ('"dmy"', '"d/m/y"', "dates must be one of dmy, mdy, ymd, not 'd/m/y'"),
        ('"TGA"', '"TGB"', "register 'TGB' is unknown; known are cima-aemps, ema, fda,"),
        ('"TGA"', "7", "register must be a text in quotes"),
        (
            '"TGA"',
            '{ label = "X", authority = "Y" }',
            "register: missing key 'country'; known keys: authority, country, label",
        ),
        (
            '"TGA"',
            '{ label = "ARTG", authority = "TGA", country = "Australia" }',
            "register 'ARTG' is known already; write register = \"ARTG\"",
        ),
        ("dates =", 'delimiter = ";;"\ndates =', "delimiter must be one character such as ';' or '\\t', not ';;'"),
        (
            "dates =",
            'encoding = "latin-x"\ndates =',
            "encoding must be one that Python knows, such as utf-8, not 'latin-x'",
        ),
        ("dates =", 'header = "9"\ndates =', "header must be one of first, search, not '9'"),
        ("dates =", 'sheet = "A"\ndates =', "sheet is for workbooks (.xlsx) only"),
        ("dates =", 'key = "ARTG ID"\ndates =', "key must be a list of the columns that together occur once"),
        ("dates =", "key = [1]\ndates =", "key[1] must be a text in quotes"),
        ("holder =", "sponsor =", "columns: unknown key 'sponsor'; known keys: atc, date, description,"),
        ('number = "ARTG ID"\n', "", "columns: missing key 'number'; known keys: "),
        ('"Sponsor"', '{ column = "Sponsor", separator = ";" }', "columns.holder has one value a cell: it must be"),
        (
            'separator = "|"',
            'divider = "|"',
            "columns.ingredients: unknown key 'divider'; known keys: column, separator",
        ),
        ('separator = "|"', 'separator = ""', "columns.ingredients.separator must not be empty"),
        ('date.registration = "Start"', 'date = "Start"', "columns.date must be a table of keys"),
        ('date.registration = "Start"', "date.registration = 3", "columns.date.registration must be a text in quotes"),
        ("[columns]", "[columns", "the description is not TOML: "),
    ],
)
def test_a_slip_of_the_pen_is_an_error_with_its_file_and_key(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in DESCRIPTION
    path = write(tmp_path, DESCRIPTION.replace(old, new, 1))
    with pytest.raises(UsageError) as caught:
        load_description(path)
    assert str(caught.value).startswith(f"{path}: {what}")
    assert "\n" not in str(caught.value)


def test_a_table_without_product_and_ingredients_is_not_described(tmp_path: Path) -> None:
    description = DESCRIPTION.split("product =")[0]
    with pytest.raises(UsageError, match="columns must have one of the keys product and ingredients"):
        load_description(write(tmp_path, description))


def test_a_workbook_needs_the_name_of_its_sheet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sheet must name the worksheet"):
        load_description(write(tmp_path, name="artg.xlsx"))


@pytest.mark.parametrize("line", ['delimiter = ";"', 'encoding = "cp1252"'])
def test_a_workbook_needs_neither_delimiter_nor_encoding(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="is for files of text; a workbook needs none"):
        load_description(write(tmp_path, f'sheet = "A"\n{line}{DESCRIPTION}', name="artg.xlsx"))


def test_a_worksheet_is_read_like_a_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Medicines")
    sheet.append(["ARTG ID", "Name", "Sponsor", "Ingredients", "Start"])
    sheet.append([1001, "Rosso tablet", "Sample Pty Ltd", "rossol\nbianconin", datetime.date(2004, 3, 2)])
    sheet.append([1002, "Verde \\ tablet"])
    book.save(tmp_path / "artg.xlsx")
    description = 'sheet = "Medicines"' + DESCRIPTION.replace('separator = "|"', 'separator = "\\n"')
    (tmp_path / "artg.xlsx.toml").write_text(description, encoding="utf-8")
    made = build([str(tmp_path / "artg.xlsx")], tmp_path / "release", validate=False)
    [outcome] = [item for item in made.not_read if item.path.endswith("!/Sheet")]
    assert outcome.outcome != "error"
    graph = (tmp_path / "release" / "graph.nq").read_text(encoding="utf-8")
    assert '"TGA 1001: Rosso tablet"' in graph
    assert '"TGA 1002: Verde \\\\ tablet"' in graph
    assert "/ingredient:bianconin>" in graph
    assert '"2004-03-02"' in graph


def test_a_description_that_is_not_utf8_or_not_there_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(UsageError, match="the description is not UTF-8 at byte 12"):
        load_description(path)
    with pytest.raises(UsageError, match="the description cannot be read: No such file"):
        load_description(tmp_path / "none.toml")


# --- Bad tables ---


def test_a_missing_column_is_named_with_the_columns_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path, table=TABLE.replace("Sponsor", "Sponsor name"))
    with pytest.raises(
        NoTable, match=r"^column 'Sponsor' is missing \(the header has ARTG ID, Name, Sponsor name, Ingr"
    ):
        File(path)


def test_a_column_more_is_read_past(tmp_path: Path) -> None:
    file = File(write(tmp_path, table="Note,ARTG ID,Name,Sponsor,Ingredients,Start\nnew,7,N,S,a,02/03/2004\n"))
    assert authorisation(file.said()[0])["number"] == ["7"]
    assert [name for name in file.layout.columns if name not in file.table.reads] == ["Note"]


def test_another_delimiter_is_told_and_may_be_declared(tmp_path: Path) -> None:
    table = TABLE.replace(",", ";")
    with pytest.raises(NoTable, match="its columns are divided by ';' where ',' is expected"):
        File(write(tmp_path, table=table))
    [said] = File(write(tmp_path, 'delimiter = ";"' + DESCRIPTION, table)).said()
    assert authorisation(said)["number"] == ["1001"]
    [said] = File(write(tmp_path, table=TABLE.replace(",", "\t"), name="artg.tsv")).said()
    assert authorisation(said)["number"] == ["1001"]


def test_an_encoding_may_be_declared(tmp_path: Path) -> None:
    path = write(tmp_path, 'encoding = "cp1252"' + DESCRIPTION)
    (tmp_path / "artg.csv").write_bytes(TABLE.replace("Rosso", "Rossé™").encode("cp1252"))
    assert authorisation(File(path).said()[0])["productName"] == ["Rossé™ tablet"]
    path = write(tmp_path)
    (tmp_path / "artg.csv").write_bytes(TABLE.replace("Rosso", "Rossé").encode("latin-1"))
    with pytest.raises(UnicodeDecodeError):  # the reader says which byte it is
        File(path)


def test_a_title_above_the_header_needs_the_search(tmp_path: Path) -> None:
    table = "All medicines,,,,\nas of today,,,,\n" + TABLE
    with pytest.raises(NoTable, match="columns ARTG ID, Name, Sponsor, Ingredients, Start are missing"):
        File(write(tmp_path, table=table))
    [said] = File(write(tmp_path, 'header = "search"' + DESCRIPTION, table)).said()
    assert authorisation(said)["number"] == ["1001"]


def test_rows_of_another_width_without_number_or_with_one_that_stood_above_are_rejected(tmp_path: Path) -> None:
    rows = [
        "1,A,S,a,02/03/2004",
        "2,B,S,b",
        "3,C,S,c,02/03/2004,x",
        ",D,S,d,02/03/2004",
        "1,E,S,e,02/03/2004",
        "4,F,S,f,",
    ]
    said = File(write(tmp_path, table="\n".join([TABLE.split("\n")[0], *rows]))).said()
    assert [authorisation(items)["productName"] for items in (said[0], said[5])] == [["A"], ["F"]]
    assert said[1:5] == [
        [Rejected("4 cells where the table has 5 columns")],
        [Rejected("6 cells where the table has 5 columns")],
        [Rejected("the row has no number", "ARTG ID")],
        [Rejected("its key stands in an earlier row as well, which is kept", "ARTG ID")],
    ]


def test_a_key_of_several_columns_tells_rows_of_one_number_apart(tmp_path: Path) -> None:
    table = TABLE + "1001,Verde tablet,Sample Pty Ltd,verdol,02/03/2004\n1001,Verde tablet,X,verdol,02/03/2004\n"
    said = File(write(tmp_path, 'key = ["ARTG ID", "Name"]' + DESCRIPTION, table)).said()
    subjects = [authorisation(items)[""] for items in said[:2]]
    assert subjects == [["table:authorisation:tga:1001:rosso-tablet"], ["table:authorisation:tga:1001:verde-tablet"]]
    assert said[2] == [Rejected("its key stands in an earlier row as well, which is kept", "ARTG ID")]


def test_keys_that_make_one_iri_are_one_key(tmp_path: Path) -> None:
    first, second = File(write(tmp_path, table=TABLE + "10.01,A,S,a,\n10-01,B,S,b,\n")).said()[1:]
    assert authorisation(first)[""] == ["table:authorisation:tga:10-01"]
    assert second == [Rejected("its key stands in an earlier row as well, which is kept", "ARTG ID")]


def test_an_address_that_is_none_is_unresolved(tmp_path: Path) -> None:
    description = DESCRIPTION + 'url = "Link"\n'
    table = TABLE.replace("Start\n", "Start,Link\n").replace("2004\n", "2004,see our site\n")
    [said] = File(write(tmp_path, description, table)).said()
    assert unresolved(said) == [("see our site", "URL", "no address that begins with https:// or http://")]


@pytest.mark.parametrize(
    ("order", "written", "iso"),
    [
        ("dmy", "02/03/2004", "2004-03-02"),
        ("mdy", "02/03/2004", "2004-02-03"),
        ("ymd", "02/03/2004", None),
        ("dmy", "2.3.2004", "2004-03-02"),
        ("dmy", "2004-03-02", "2004-03-02"),
        ("mdy", "2004/3/2", "2004-03-02"),
        ("ymd", "20040302", "2004-03-02"),
        ("ymd", "2004-03", "2004-03"),
        ("ymd", "2004", "2004"),
        ("ymd", "2 March 2004", "2004-03-02"),
        ("ymd", "02-Mar-2004", "2004-03-02"),
        ("ymd", "Mar 2, 2004", "2004-03-02"),
        ("ymd", "2004年3月2日", "2004-03-02"),
        ("ymd", "2004-03-02 00:00:00", "2004-03-02"),
        ("ymd", "2004-03-02T12:30:00Z", "2004-03-02"),
        ("dmy", "02/03/2004 9:15 AM", "2004-03-02"),
        ("dmy", "31/02/2004", None),
        ("dmy", "02/13/2004", None),
        ("dmy", "02/03/04", None),
        ("ymd", "20041302", None),
        ("ymd", "38048", None),
        ("ymd", "N/A", None),
        ("ymd", "", None),
    ],
)
def test_a_date_is_read_as_declared_or_not_at_all(order: Order, written: str, iso: str | None) -> None:
    date = read_date(written, order)
    assert (date.value if date else None) == iso


def test_a_date_that_is_none_is_unresolved_and_its_row_is_kept(tmp_path: Path) -> None:
    [said] = File(write(tmp_path, table=TABLE.replace("02/03/2004", "soon"))).said()
    assert unresolved(said) == [("soon", "date", "no date, read as day, month, year")]
    assert dates(said) == []
    assert authorisation(said)["number"] == ["1001"]


@given(st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=5))
def test_every_row_is_an_authorisation_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]
) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([TABLE.split("\n")[0].split(","), *cells])
    for said in File(write(tmp_path_factory.mktemp("rows"), table=stream.getvalue())).said():
        rejected = [item for item in said if isinstance(item, Rejected)]
        assert len(rejected) + sum(isinstance(i, Description) and i.type == KG.Authorisation for i in said) == 1
        assert not rejected or len(said) == 1


# --- The examples ---


def test_the_examples_hold_what_the_registers_say() -> None:
    assert load_card(SOURCES / "table" / "source.toml").name == "table"
    artg = [authorisation(said) for said in File(SOURCES / "table" / "artg.csv.toml").said()]
    assert [(found["number"], found["activeIngredient"]) for found in artg] == [
        (["232805"], ["blinatumomab"]),
        (["358020"], ["pembrolizumab"]),
        (["355675"], ["rituximab"]),
        (["287309"], ["rituximab"]),
        (["378688"], ["lenalidomide"]),
    ]
    assert "holder" not in artg[4]
    [said] = File(SOURCES / "table" / "nmpa.tsv.toml").said()
    values = authorisation(said)
    assert (values["number"], values["productName"]) == (["国药准字HJ20060432"], ["甲苯磺酸索拉非尼片"])
    assert (values["holderName"], values["dosageForm"], values["drugType"]) == (["Bayer AG"], ["片剂"], ["化学药品"])
    assert dates(said) == [("approval", "2006-04-01")]


def test_the_description_in_the_readme_works(tmp_path: Path) -> None:
    text = (SOURCES / "README.md").read_text(encoding="utf-8")
    description = text.split("```toml\n")[1].split("```")[0]
    table = "ARTG ID,Product name,Active ingredients,Start date\n358020,Keytruda,pembrolizumab,15/07/2016\n"
    [said] = File(write(tmp_path, description, table)).said()
    assert authorisation(said)["label"] == ["TGA 358020: Keytruda"]
    assert dates(said) == [("registration", "2016-07-15")]
    fields = text.split("Fields: ")[1].split("`date.<kind>`")[0]
    assert {name for name in FIELDS if f"`{name}`" in fields} == set(FIELDS)
