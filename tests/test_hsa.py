"""Singapore's register: what each row says, in the layout of 2017 and in the one published since."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cards import load_card
from kg.mappers.hsa import HSA, Context
from kg.model import Description, Iri, Literal, Unresolved
from kg.prefixes import PREFIXES, expand
from kg.tables import Layout, NoTable, Record, Rejected, Row, Said, find_layout, iter_data, map_rows
from kg.vocabulary import KG, RDFS
from tests.row_findings import authorisation, unresolved

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sources" / "hsa" / "registered-therapeutic-products.csv"
TABLE = HSA.tables["products"]
HEADER = (
    "registration_number,product_name,product_registrant,approval_date,forensic_classification,atc_code,dosage_form,"
    "route_of_administration,manufacturer,country_of_manufacturer,active_ingredients,strength"
)
TARCEVA = (
    "SIN13186P,Tarceva Tablet 25 mg,ROCHE SINGAPORE PTE. LTD.,10/2/2006,Prescription Only,L01XE03,"
    '"TABLET, FILM COATED",ORAL,Roche S.p.A,ITALY,Erlotinib hydrochloride eqv. to Erlotinib,25mg'
)


class File:
    """A file of the register, as the build reads it."""

    names = frozenset(["products"])
    include = frozenset[str]()

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout: Layout = find_layout(TABLE, self._lines())

    def _lines(self) -> io.StringIO:
        return io.StringIO(self.text, newline="\n")

    def read(self, name: str) -> Iterator[Record]:
        for row in iter_data(TABLE, self.layout, self._lines()):
            if len(row.cells) == len(self.layout.columns):
                yield Record(row, self.layout.positions())

    def said(self) -> Iterator[tuple[Row, list[Said]]]:
        context = HSA.gather(self)
        for row, said in map_rows(TABLE, self.layout, iter_data(TABLE, self.layout, self._lines()), context):
            assert isinstance(said, tuple)
            yield row, list(said)


def rows(*lines: str, header: str = HEADER) -> list[list[Said]]:
    return [said for _, said in File("\n".join([header, *lines]) + "\n").said()]


def described(said: list[Said], kind: Iri) -> list[dict[str, str]]:
    return [
        {
            p.rpartition("#")[2]: n.value if isinstance(n, Literal) else n.removeprefix(PREFIXES["kgr"])
            for p, n in d.properties
        }
        for d in said
        if isinstance(d, Description) and d.type == kind
    ]


@pytest.fixture(scope="module")
def register(shared: Path) -> dict[str, list[Said]]:
    """What the rows of the whole register say, by registration number."""
    [file] = (shared / "corpus" / "hsa").glob("*.csv")
    return {row.cells[0]: said for row, said in File(file.read_bytes().decode("cp1252")).said()}


def test_a_row_is_an_authorisation_with_what_its_cells_say() -> None:
    [said] = rows(TARCEVA)
    assert authorisation(said) == {
        "": ["hsa:authorisation:sin13186p"],
        "label": ["HSA SIN13186P: Tarceva Tablet 25 mg"],
        "register": ["register:hsa"],
        "registerName": ["HSA register"],
        "number": ["SIN13186P"],
        "productName": ["Tarceva Tablet 25 mg"],
        "holderName": ["ROCHE SINGAPORE PTE. LTD."],
        "holder": ["organisation:singapore:roche-singapore-pte-ltd"],
        "schedule": ["Prescription Only"],
        "date": ["hsa:date:approval:10-2-2006"],
        "atcCode": ["L01XE03"],
        "dosageForm": ["TABLET, FILM COATED"],
        "route": ["ORAL"],
        "manufacturerName": ["Roche S.p.A"],
        "manufacturerCountry": ["ITALY"],
        "activeIngredient": ["Erlotinib hydrochloride eqv. to Erlotinib"],
        "ingredient": ["ingredient:erlotinib-hydrochloride-eqv-to-erlotinib"],
        "strength": ["25mg"],
    }
    [date] = described(said, KG.DateValue)
    assert (date["calendarDate"], date["dateKind"], date["dateWritten"]) == ("2006-02-10", "approval", "10/2/2006")


def test_every_description_of_a_row_rests_on_the_row() -> None:
    text = f"{HEADER}\n{TARCEVA}\n"
    [(row, said)] = File(text).said()
    for item in said:
        assert isinstance(item, Description)
        [evidence] = item.evidence
        assert (evidence.rule, evidence.role, evidence.row) == ("hsa.products", "row", 1)
        assert text[evidence.span.start : evidence.span.end] == evidence.quote == TARCEVA
    assert row.span.start_line == row.span.end_line == 2


def test_the_properties_that_a_row_gives_lead_to_their_columns() -> None:
    given = {predicate for items in rows(TARCEVA) for item in items for predicate, _ in item.properties}  # type: ignore[union-attr]
    constant = {KG.register, KG.registerName}
    about_dates = {expand(f"kg:{name}") for name in ("dateKind", "dateWritten", "datePrecision", "calendarDate")}
    about_dates |= {KG.earliestDate, KG.latestDate}
    assert given - constant - about_dates <= TABLE.properties.keys()
    assert {column for columns in TABLE.properties.values() for column in columns} == set(TABLE.columns)


def test_several_values_of_a_cell_are_several_values() -> None:
    lines = 'SIN1P,X,Y,1/2/2003,Pharmacy Only,B02BC,GEL,"ORAL\nRECTAL","M1\nM2","ITALY\nSPAIN","a\nb","1 mg\n2 mg"'
    for line in (lines, lines.replace("\n", "&&"), lines.replace("\n", "\r\n")):
        [said] = rows(line)
        values = authorisation(said)
        assert values["route"] == ["ORAL", "RECTAL"]
        assert values["activeIngredient"] == ["a", "b"]
        assert values["manufacturerName"] == ["M1", "M2"]
        assert values["manufacturerCountry"] == ["ITALY", "SPAIN"]
        assert values["hasIngredient"] == ["hsa:ingredient:sin1p:1", "hsa:ingredient:sin1p:2"]
        assert described(said, KG.ProductIngredient) == [
            {"label": "a: 1 mg", "ingredient": "ingredient:a", "ingredientName": "a", "strength": "1 mg"},
            {"label": "b: 2 mg", "ingredient": "ingredient:b", "ingredientName": "b", "strength": "2 mg"},
        ]


@pytest.mark.parametrize(("names", "strengths"), [("a\nb", "1 mg 2 mg"), ("a b", "1 mg\n2 mg"), ("a\nb\nc", "1\n2")])
def test_lists_of_other_lengths_are_kept_and_not_paired(names: str, strengths: str) -> None:
    [said] = rows(f'SIN1P,X,Y,1/2/2003,Pharmacy Only,B02BC,GEL,ORAL,M,ITALY,"{names}","{strengths}"')
    values = authorisation(said)
    assert values["activeIngredient"] == names.split("\n")
    assert values["strength"] == strengths.split("\n")
    assert "hasIngredient" not in values
    assert not described(said, KG.ProductIngredient)


@pytest.mark.parametrize(
    ("written", "codes", "reasons"),
    [
        ("L01XC18", ["L01XC18"], []),
        ("N07B A01", ["N07BA01"], []),
        ("B05DA", ["B05DA"], []),
        ("A03A", ["A03A"], []),
        ('"B02BC\nV03AK"', ["B02BC", "V03AK"], []),
        ('"B02BC\nV031K"', ["B02BC"], [("V031K", "not an ATC code")]),
        ("Pending", [], [("Pending", "the register calls the code pending")]),
        ("NA", [], [("NA", "the register gives no code")]),
        ("-", [], [("-", "the register gives no code")]),
        ("NIL", [], [("NIL", "the register gives no code")]),
        ("Not availabl", [], [("Not availabl", "the register gives no code")]),
        ("LO1CA04", [], [("LO1CA04", "not an ATC code")]),
        ("B01AC-04", [], [("B01AC-04", "not an ATC code")]),
        ("", [], []),
    ],
)
def test_a_code_is_a_code_or_has_a_reason(written: str, codes: list[str], reasons: list[tuple[str, str]]) -> None:
    [said] = rows(TARCEVA.replace("L01XE03", written))
    assert authorisation(said).get("atcCode", []) == codes
    assert unresolved(said) == [(quote, "ATC code", reason) for quote, reason in reasons]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("10/2/2006", "2006-02-10"),
        ("31/12/1999", "1999-12-31"),
        ("2006-02-10", "2006-02-10"),
        ("10 Feb 2006", "2006-02-10"),
        ("13/13/2006", ""),
        ("30/2/2006", ""),
        ("soon", ""),
        ("10/2/06", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_day_first_or_is_unresolved(written: str, iso: str) -> None:
    [said] = rows(TARCEVA.replace("10/2/2006", written))
    assert [date["calendarDate"] for date in described(said, KG.DateValue)] == ([iso] if iso else [])
    expected = [(written, "date", "no day of the calendar, read as day/month/year")] if written and not iso else []
    assert unresolved(said) == expected
    assert authorisation(said)["number"] == ["SIN13186P"]


@pytest.mark.parametrize("number", ["licence_no", "license_no"])
@pytest.mark.parametrize("holder", ["license_holder", "licence_holder"])
@pytest.mark.parametrize("date", ["approval_d", "approval_date"])
def test_the_columns_published_since_2017_say_the_same(number: str, holder: str, date: str) -> None:
    header = HEADER.replace("registration_number", number).replace("product_registrant", holder)
    header = header.replace("approval_date", date)
    [old], [new] = rows(TARCEVA), rows(TARCEVA, header=header)
    assert authorisation(new) == authorisation(old)
    assert HSA.recognises("a/b.csv", header.encode()) == "products"


def test_columns_in_another_order_and_capitals_are_known_by_name() -> None:
    names, cells = HEADER.upper().split(","), next(csv.reader([TARCEVA]))
    order = sorted(range(12), key=lambda at: names[at])
    line = ",".join(f'"{cells[at]}"' for at in order)
    [said] = rows(line, header="\ufeff" + ",".join(names[at] for at in order))
    assert authorisation(said)["dosageForm"] == ["TABLET, FILM COATED"]


@pytest.mark.parametrize("head", ["", "name,price\n", "id,atc_code,strength\n1,2,3\n", "{}", "a\x00b"])
def test_other_files_are_not_taken_for_the_register(head: str) -> None:
    assert HSA.recognises("hsa/listing.csv", head.encode()) is None


def test_a_missing_column_is_named_with_the_header() -> None:
    header = HEADER.replace("approval_date,", "")
    assert HSA.recognises("x.csv", header.encode()) == "products"
    with pytest.raises(
        NoTable, match=r"^column 'approval_date' is missing \(the header has registration_number, prod.*fetch"
    ):
        File(header + "\n")


def test_another_delimiter_is_told() -> None:
    header = HEADER.replace(",", ";")
    assert HSA.recognises("x.csv", header.encode()) == "products"
    with pytest.raises(NoTable, match=r"^its columns are divided by ';' where ',' is expected; convert the file$"):
        File(header + "\n")


def test_a_row_with_a_cell_too_many_is_rejected_alone() -> None:
    wide, sound = rows(TARCEVA + ",more", TARCEVA)
    assert wide == [Rejected("13 cells where the table has 12 columns")]
    assert authorisation(sound)["number"] == ["SIN13186P"]


def test_a_row_without_number_and_one_whose_number_stands_above_are_rejected() -> None:
    first, second, third = rows(TARCEVA, TARCEVA.replace("25 mg", "50 mg"), TARCEVA.replace("SIN13186P", ""))
    assert authorisation(first)["productName"] == ["Tarceva Tablet 25 mg"]
    assert second == [Rejected("its number stands in an earlier row as well, which is kept", "registration_number")]
    assert third == [Rejected("the registration has no number", "registration_number")]


def test_two_editions_in_one_folder_are_no_duplicates() -> None:
    class Editions:
        names = frozenset(["products"])
        include = frozenset[str]()

        def read(self, name: str) -> Iterator[Record]:
            for _ in range(2):
                yield from File(f"{HEADER}\n{TARCEVA}\n").read(name)

    assert HSA.gather(Editions()) == Context(frozenset())


@given(st.lists(st.lists(st.text(max_size=8), min_size=12, max_size=12), max_size=5))
def test_every_row_is_an_authorisation_or_rejected(cells: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([HEADER.split(","), *cells])
    for _, said in File(stream.getvalue()).said():
        kinds = Counter(type(item) for item in said)
        assert kinds[Rejected] + sum(isinstance(i, Description) and i.type == KG.Authorisation for i in said) == 1
        assert not kinds[Rejected] or len(said) == 1


def test_the_sample_holds_rows_of_each_kind() -> None:
    assert load_card(SAMPLE.with_name("source.toml")).encoding == "cp1252"
    assert HSA.recognises(SAMPLE.name, SAMPLE.read_bytes()) == "products"
    found = [said for _, said in File(SAMPLE.read_bytes().decode("cp1252")).said()]
    assert len(found) == 15
    assert sum(len(unresolved(said)) for said in found) == 3
    assert sum(len(described(said, KG.ProductIngredient)) for said in found) == 6


# --- The whole register of 2017, against the raw rows as read by hand ---


def test_all_rows_of_the_register_are_accounted_for(register: dict[str, list[Said]]) -> None:
    assert len(register) == 5633
    assert not [item for said in register.values() for item in said if not isinstance(item, Description | Unresolved)]
    counts = Counter(item.type for said in register.values() for item in said if isinstance(item, Description))
    assert counts[KG.Authorisation] == counts[KG.DateValue] == counts[KG.Organisation] == 5633
    # 5,624 rows have as many strengths as ingredients; 959 of these have several
    assert sum(bool(described(said, KG.ProductIngredient)) for said in register.values()) == 959
    reasons = Counter(found[1:] for said in register.values() for found in unresolved(said))
    assert reasons == {
        ("ATC code", "the register gives no code"): 81,  # NA 70, - 8, NIL 2, "Not availabl" 1
        ("ATC code", "the register calls the code pending"): 28,
        ("ATC code", "not an ATC code"): 8,  # a letter for a digit or a digit for a letter 7, a hyphen 1
    }


def test_the_registers_values_are_those_that_a_csv_reader_finds(shared: Path, register: dict[str, list[Said]]) -> None:
    [file] = (shared / "corpus" / "hsa").glob("*.csv")
    with file.open(encoding="cp1252", newline="") as stream:
        for raw in csv.DictReader(stream):
            values = authorisation(register[raw["registration_number"]])
            assert values["productName"] == [raw["product_name"]]
            names = (" ".join(name.split()) for name in raw["active_ingredients"].split("\n"))
            assert values["activeIngredient"] == list(dict.fromkeys(names))
            day, month, year = raw["approval_date"].split("/")
            [date] = described(register[raw["registration_number"]], KG.DateValue)
            assert date["calendarDate"] == f"{year}-{month:0>2}-{day:0>2}"


@pytest.mark.parametrize(
    ("number", "product", "date", "ingredients", "strengths", "codes"),
    [
        ("SIN14881P", "KEYTRUDA SOLUTION FOR INFUSION 25MG/ML", "2015-10-27", ["Pembrolizumab"], ["25.0 mg/mL"], []),
        (
            "SIN13279P", "Glivec Film Coated Tablet 100mg", "2007-05-21",
            ["IMATINIB MESYLATE 119.5 mg EQV IMATINIB BASE"], ["100 mg"], ["L01XE01"],
        ),
        (
            "SIN13280P", "Glivec Film Coated Tablet 400mg", "2007-05-21",
            ["Imatinib mesylate"], ["478.00 mg eqv. 400mg Imatinib base"], ["L01XE01"],
        ),
        (
            "SIN14848P", "ALVOTINIB FILM COATED TABLETS 100MG", "2015-09-16",
            ["Imatinib mesilate 119.5 mg eqv. Imatinib"], ["100 mg"], ["L01XE01"],
        ),
        (
            "SIN09946P", "MABTHERA CONCENTRATE FOR SOLUTION FOR INFUSION 500 mg/50ml", "1998-08-22",
            ["RITUXIMAB"], ["10 mg/ml"], ["L01XC02"],
        ),
        (
            "SIN13718P", "Mabthera Concentrate for Solution for Infusion 100mg/10ml", "2009-10-30",
            ["Rituximab"], ["10mg/ml"], ["L01XC02"],
        ),
        (
            "SIN11028P", "HERCEPTIN POWDER FOR INJECTION 440 mg/vial", "1999-07-19",
            ["TRASTUZUMAB"], ["440 mg/vial"], ["L01XC03"],
        ),
        (
            "SIN14867P", "HERCEPTIN SOLUTION FOR INJECTION 600MG/5ML", "2015-10-09",
            ["Trastuzumab"], ["600mg"], ["L01XC03"],
        ),
        (
            "SIN14496P", "KADCYLA POWDER FOR  CONCENTRATE FOR SOLUTION FOR INFUSION 160MG/VIAL", "2014-01-24",
            ["Trastuzumab emtansine"], ["160 mg/vial"], ["L01XC14"],
        ),
        (
            "SIN13339P", "NEXAVAR TABLET 200 mg", "2007-08-24",
            ["Sorafenib tosylate 274.0 mg eqv sorafenib"], ["200 mg"], ["L01XE05"],
        ),
        (
            "SIN07612P", "POLARINE TABLET", "1994-01-18",
            ["DEXCHLORPHENIRAMINE MALEATE", "PSEUDOEPHEDRINE HCl"], ["2 mg", "60 mg"], ["R06AB52"],
        ),
        (
            "SIN02866P", "DHALUMAG SUSPENSION", "1989-05-22",
            ["ALUMINIUM HYDROXIDE (DRIED GEL)", "MAGNESIUM TRISILICATE"], ["250 mg/5 ml 500 mg/5 ml"], ["A02AD01"],
        ),
        (
            "SIN14237P", "AMARYL® M Film Coated Tablet 1/250mg", "2012-09-27",
            ["Metformin HCl", "Micronized Glimepiride"], ["250mg", "1mg"], ["A10BD02"],
        ),
        ("SIN14266P", "Femizet Tablet 1 mg", "2012-11-01", ["Anastrozole"], ["1 mg"], ["L02BG03"]),
        ("SIN13253P", "UBIT® TABLETS 100 mg", "2007-04-19", ["13C UREA"], ["100mg"], []),
    ],
)  # fmt: skip
def test_rows_of_the_register_read_by_hand(
    register: dict[str, list[Said]], number: str, product: str, date: str, ingredients: list[str], strengths: list[str],
    codes: list[str],
) -> None:  # fmt: skip
    said = register[number]
    values = authorisation(said)
    assert values["productName"] == [product]
    assert [found["calendarDate"] for found in described(said, KG.DateValue)] == [date]
    assert values["activeIngredient"] == ingredients
    assert values["strength"] == strengths
    assert values.get("atcCode", []) == codes


def test_an_ingredient_that_stands_twice_in_a_row_is_one(register: dict[str, list[Said]]) -> None:
    parts = described(register["SIN12192P"], KG.ProductIngredient)
    assert [part["label"] for part in parts] == ["PARACETAMOL: 650 mg/sachet", "PHENYLEPHRINE HCl: 10 mg/sachet"]


def test_the_manufacturers_of_a_row_are_not_paired_with_its_countries(register: dict[str, list[Said]]) -> None:
    values = authorisation(register["SIN14496P"])  # the first works in the United States, the second in Switzerland
    assert [name.split()[0] for name in values["manufacturerName"]] == ["Patheon", "F."]
    assert values["manufacturerCountry"] == ["SWITZERLAND", "UNITED STATES"]


def test_three_routes_and_a_dash_of_cp1252_are_kept(register: dict[str, list[Said]]) -> None:
    values = authorisation(register["SIN08740P"])
    assert values["route"] == ["INTRAVENOUS", "SUBCUTANEOUS", "INTRAMUSCULAR"]
    assert values["manufacturerName"] == ["Medochemie Ltd – Facility Ampoules Inj."]
    assert authorisation(register["SIN14707P"])["atcCode"] == ["B02BC", "V03AK"]
    assert RDFS.label in TABLE.properties
