"""The EMA's medicines report: what each row says, and what it was never said to be."""

from __future__ import annotations

import pickle
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cards import load_card
from kg.mappers.ema import EMA, Context, recognises
from kg.mappers.ema.columns import COLUMNS, DATES
from kg.mappers.ema.indications import iter_passages, read_cell
from kg.model import Description, Iri, Literal, Unresolved
from kg.sheets import open_sheet
from kg.tables import NoTable, Passed, Record, Rejected, Row, Said, find_layout, fit_row, iter_data, map_rows
from kg.vocabulary import KG, RDFS
from tests.ema_sample import WORKBOOK, members
from tests.row_findings import values_of

ROOT = Path(__file__).parents[1]
TABLE = EMA.tables["medicines"]
GLIOMA = {
    "Category": "Human",
    "Name of medicine": "Examplia",
    "EMA product number": "EMEA/H/C/000001",
    "Medicine status": "Authorised",
    "Active substance": "examplimab",
    "Therapeutic indication": "Examplia is indicated for the treatment of adults with glioma.",
    "Marketing authorisation date": "07/05/2015",
}


class File:
    """A sheet of the report, as the build reads it."""

    names = frozenset(["medicines"])

    def __init__(self, text: str, include: frozenset[str] = frozenset()) -> None:
        self.include = include
        self.lines = [f"{line}\n" for line in text.split("\n")]
        self.layout = find_layout(TABLE, self.lines)

    def read(self, name: str) -> Iterator[Record]:
        for row in iter_data(TABLE, self.layout, self.lines):
            if isinstance(fitted := fit_row(TABLE, self.layout, row), Row):
                yield Record(fitted, self.layout.positions())

    def said(self) -> Iterator[tuple[Row, list[Said]]]:
        for row, said in map_rows(TABLE, self.layout, iter_data(TABLE, self.layout, self.lines), EMA.gather(self)):
            assert isinstance(said, tuple)
            yield row, list(said)


def sheet(path: Path, name: str = "Medicine") -> str:
    with open_sheet(path, name) as stream:
        return stream.read().decode()


def rows(*rows: Mapping[str, str], columns: tuple[str, ...] = COLUMNS, include: str = "") -> list[list[Said]]:
    """What rows say that differ from GLIOMA in the cells given; the sheet has a title and eight empty lines above."""
    lines = ["A title", *[""] * 8, "\t".join(columns)]
    lines += ["\t".join((GLIOMA | dict(row)).get(column, "") for column in columns).rstrip("\t") for row in rows]
    return [said for _, said in File("\n".join(lines), frozenset(include.split())).said()]


def one(row: Mapping[str, str]) -> list[Said]:
    [said] = rows(row)
    return said


def described(said: list[Said], kind: Iri) -> list[dict[str, list[str]]]:
    """The nodes of a class by the short names of their properties; IRIs without the namespace of resources."""
    return [values_of(item) for item in said if isinstance(item, Description) and item.type == kind]


def unresolved(said: list[Said]) -> list[tuple[str, str, str]]:
    return [(item.kind, item.quote, item.reason) for item in said if isinstance(item, Unresolved)]


@pytest.fixture(scope="module")
def sample() -> dict[str, list[Said]]:
    """What the rows of the sample say, by product number."""
    file = File(sheet(WORKBOOK))
    at = file.layout.positions()["EMA product number"]
    return {row.cells[at]: said for row, said in file.said()}


@pytest.fixture(scope="module")
def report(shared: Path) -> dict[str, list[Said]]:
    """What the rows of the real report say, by product number."""
    file = File(sheet(shared / "corpus" / "ema" / "medicines-output-medicines-report_en.xlsx"))
    at = file.layout.positions()["EMA product number"]
    return {row.cells[at]: said for row, said in file.said()}


def test_the_sample_is_what_its_script_writes() -> None:
    with zipfile.ZipFile(WORKBOOK) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == members()
    assert WORKBOOK.stat().st_size < 20_000


def test_the_sample_opens_as_a_workbook() -> None:
    book = openpyxl.load_workbook(WORKBOOK)
    assert book.sheetnames == ["Medicine"]
    assert book["Medicine"]["B9"].value == "Name of medicine"


def test_the_card_is_that_of_the_mapper() -> None:
    card = load_card(ROOT / "sources" / "ema" / "source.toml")
    assert card.name == EMA.name
    assert [item.register for item in card.covers] == ["EMA"]


def test_a_sheet_is_known_by_the_columns_below_its_title() -> None:
    assert recognises("x.xlsx!/Medicine", sheet(WORKBOOK)[:65_536].encode()) == "medicines"
    assert recognises("x.xlsx!/Medicine", b"Category\tName of medicine\n") is None
    assert recognises("x.csv", b"EMA\n\n") is None


def test_every_column_is_read_or_left_for_a_reason() -> None:
    assert set(COLUMNS) == TABLE.reads | set(TABLE.leaves)
    assert not TABLE.reads & set(TABLE.leaves)


def test_an_authorisation_says_what_its_row_says(sample: dict[str, list[Said]]) -> None:
    said = sample["EMEA/H/C/003731"]
    [blincyto] = described(said, KG.Authorisation)
    dates = [
        "european-commission-decision-date:27-11-2025",
        "opinion-adopted-date:24-09-2015",
        "marketing-authorisation-date:23-11-2015",
        "first-published-date:18-06-2018",
        "last-updated-date:15-01-2026",
    ]
    assert blincyto == {
        "": ["ema:authorisation:emea-h-c-003731"],
        "label": ["EMA EMEA/H/C/003731: Blincyto"],
        "register": ["register:ema"],
        "registerName": ["EMA medicines report"],
        "number": ["EMEA/H/C/003731"],
        "status": ["Authorised"],
        "productName": ["Blincyto"],
        "productClass": ["human"],
        "therapeuticArea": ["Precursor Cell Lymphoblastic Leukemia-Lymphoma"],
        "pharmacotherapeuticGroup": ["Antineoplastic agents"],
        "designation": ["additional monitoring", "orphan"],
        "url": ["https://www.ema.europa.eu/en/medicines/human/EPAR/blincyto"],
        "holderName": ["Amgen Europe B.V."],
        "holder": ["organisation:european-union:amgen-europe-b-v"],
        "date": [f"ema:date:{date}" for date in dates],
        "atcCode": ["L01FX07"],
        "innName": ["blinatumomab"],
        "activeIngredient": ["blinatumomab"],
        "ingredient": ["ingredient:blinatumomab"],
        "description": [
            "Blincyto as monotherapy is indicated for the treatment of adults with relapsed or refractory B-cell "
            "precursor acute lymphoblastic leukaemia (ALL) that is CD19-positive."
        ],
        "hasIndication": [
            "ema:indication:emea-h-c-003731:relapsed-or-refractory-b-cell-precursor-acute-lymphoblastic-leukaemia"
        ],
    }


def test_each_date_has_its_column_as_its_kind(sample: dict[str, list[Said]]) -> None:
    dates = described(sample["EMEA/H/C/004093"], KG.DateValue)
    assert {date["dateKind"][0]: (date["dateWritten"][0], date["calendarDate"][0]) for date in dates} == {
        "European Commission decision date": ("16/04/2024", "2024-04-16"),
        "Opinion adopted date": ("13/10/2016", "2016-10-13"),
        "Marketing authorisation date": ("12/12/2016", "2016-12-12"),
        "Withdrawal / expiry / revocation / lapse of marketing authorisation date": ("30/08/2024", "2024-08-30"),
        "First published date": ("21/03/2018", "2018-03-21"),
        "Last updated date": ("20/01/2025", "2025-01-20"),
    }


def test_an_indication_has_its_condition_and_in_whom(sample: dict[str, list[Said]]) -> None:
    said = sample["EMEA/H/C/003820"]
    melanoma, hodgkin = described(said, KG.Indication)
    assert melanoma == {
        "": ["ema:indication:emea-h-c-003820:advanced-melanoma"],
        "label": ["Keytruda (EMEA/H/C/003820): advanced melanoma"],
        "condition": ["condition:advanced-melanoma"],
        "conditionName": ["advanced melanoma"],
        "purpose": ["treat"],
        "useStatus": ["approved"],
        "hasUse": ["ema:indication:emea-h-c-003820:advanced-melanoma:use:1"],
    }
    assert hodgkin["conditionName"] == ["relapsed or refractory classical Hodgkin lymphoma"]
    first, second = described(said, KG.IndicationUse)
    assert (first["minimumAge"], first["minimumAgeDays"]) == (["12 years"], ["4380"])
    assert second["population"] == ["population:adults"]


def test_the_items_of_a_list_that_lost_its_bullets_are_each_read(sample: dict[str, list[Said]]) -> None:
    conditions = [item["conditionName"][0] for item in described(sample["EMEA/H/C/000406"], KG.Indication)]
    assert conditions == [
        "newly diagnosed chronic myeloid leukaemia",
        "advanced hypereosinophilic syndrome",
        "metastatic gastrointestinal stromal tumours",
    ]


def test_several_ingredients_stay_several(sample: dict[str, list[Said]]) -> None:
    [xigduo] = described(sample["EMEA/H/C/002672"], KG.Authorisation)
    assert xigduo["activeIngredient"] == ["metformin hydrochloride", "dapagliflozin propanediol monohydrate"]
    assert xigduo["innName"] == ["dapagliflozin", "metformin"]
    assert xigduo["ingredient"] == [
        "ingredient:metformin-hydrochloride",
        "ingredient:dapagliflozin-propanediol-monohydrate",
    ]


def test_a_revoked_authorisation_is_one_and_its_indications_are_former(sample: dict[str, list[Said]]) -> None:
    said = sample["EMEA/H/C/004093"]
    [ocaliva] = described(said, KG.Authorisation)
    assert ocaliva["status"] == ["Revoked"]
    assert ocaliva["designation"] == ["additional monitoring", "conditional approval"]
    assert [item["useStatus"] for item in described(said, KG.Indication)] == [["formerly-approved"]]


@pytest.mark.parametrize(
    ("number", "kind", "opinion"),
    [
        ("EMEA/H/C/005897", "refused", ["Negative"]),
        ("EMEA/H/C/004346", "application withdrawn", []),
        ("EMEA/H/C/006496", "opinion", ["Positive"]),
    ],
)
def test_what_was_never_authorised_is_a_decision(
    sample: dict[str, list[Said]], number: str, kind: str, opinion: list[str]
) -> None:
    said = sample[number]
    [decision] = described(said, KG.RegulatoryDecision)
    assert described(said, KG.Authorisation) == []
    assert decision[""] == [f"ema:decision:{number.lower().replace('/', '-')}"]
    assert decision["decisionKind"] == [kind]
    assert decision.get("opinionStatus", []) == opinion
    assert {item["useStatus"][0] for item in described(said, KG.Indication)} <= {"proposed"}


def test_an_atc_code_that_is_not_assigned_is_unresolved(sample: dict[str, list[Said]]) -> None:
    said = sample["EMEA/H/C/006496"]
    assert unresolved(said) == [("ATC code", "Not yet assigned", "the register says that none is assigned")]
    assert "atcCode" not in described(said, KG.RegulatoryDecision)[0]


def test_a_veterinary_medicine_is_passed_unless_asked_for(sample: dict[str, list[Said]]) -> None:
    assert sample["EMEA/V/C/000128"] == [Passed("a veterinary product; ask for it with --include veterinary")]
    vet = {
        "Category": "Veterinary",
        "ATCvet code (veterinary)": "QI02AA08;QI04AA02",
        "Species (veterinary)": "Dogs;Cats",
    }
    [said] = rows(vet, include="veterinary")
    [medicine] = described(said, KG.Authorisation)
    assert medicine["productClass"] == ["veterinary"]
    assert medicine["atcCode"] == ["QI02AA08", "QI04AA02"]
    assert medicine["species"] == ["Dogs", "Cats"]


def test_every_node_of_a_row_rests_on_the_row(sample: dict[str, list[Said]]) -> None:
    found = [item for said in sample.values() for item in said if isinstance(item, Description)]
    assert {(len(item.evidence), item.evidence[0].rule, item.evidence[0].role) for item in found} == {
        (1, "ema.medicines", "row")
    }
    first = sample["EMEA/H/C/003731"][0]
    assert isinstance(first, Description)
    assert first.evidence[0].row == 1
    assert first.evidence[0].span.start_line == 10
    assert first.evidence[0].quote.startswith("Human\tBlincyto\tEMEA/H/C/003731\t")


@pytest.mark.parametrize(
    ("written", "read"),
    [("17/07/2015", "2015-07-17"), ("7.5.2015", "2015-05-07"), ("2015-07-17", "2015-07-17")],
)
def test_dates_are_day_first_or_iso(written: str, read: str) -> None:
    [date] = described(one({"Marketing authorisation date": written}), KG.DateValue)
    assert date["calendarDate"] == [read]


@pytest.mark.parametrize("written", ["31/02/2015", "07/17/2015", "soon"])
def test_a_date_that_is_none_is_unresolved_and_the_rest_of_the_row_stays(written: str) -> None:
    said = one({"Marketing authorisation date": written})
    assert unresolved(said) == [("date", written, "no day of the calendar, read as day/month/year")]
    assert len(described(said, KG.Authorisation)) == 1


def test_an_unknown_status_and_a_missing_number_reject_the_row() -> None:
    [status, number] = rows({"Medicine status": "Pending"}, {"EMA product number": ""})
    assert status == [Rejected("its status is none that this mapper knows", "Medicine status")]
    assert number == [Rejected("the medicine has no product number", "EMA product number")]


def test_of_two_rows_with_one_number_the_first_is_kept() -> None:
    first, second = rows({}, {"Name of medicine": "Other", "EMA product number": "emea/h/c/000001"})
    assert described(first, KG.Authorisation)[0]["productName"] == ["Examplia"]
    assert second == [
        Rejected("its product number stands in an earlier row as well, which is kept", "EMA product number")
    ]


def test_a_row_with_more_cells_than_columns_is_rejected() -> None:
    text = "\t".join(COLUMNS) + "\n" + "\t".join(["x"] * 40)
    [(_, said)] = File(text).said()
    assert said == [Rejected("40 cells where the table has 39 columns")]


def test_a_table_without_a_needed_column_is_none() -> None:
    with pytest.raises(NoTable, match="no row of the first 50 has the columns Category, Name of medicine"):
        File("\t".join(name for name in COLUMNS if name != "Medicine status") + "\nHuman")


def test_the_columns_of_the_older_report_are_known() -> None:
    older = {
        "Name of medicine": "Medicine name",
        "EMA product number": "Product number",
        "Medicine status": "Authorisation status",
        "Therapeutic indication": "Condition / indication",
        "Medicine URL": "URL",
    }
    columns = tuple(older.get(name, name) for name in COLUMNS)
    lines = ["", "\t".join(columns), "\t".join(GLIOMA.get(name, "") for name in COLUMNS).rstrip("\t")]
    [(_, said)] = File("\n".join(lines)).said()
    assert described(said, KG.Authorisation)[0]["number"] == ["EMEA/H/C/000001"]
    assert described(said, KG.Indication)[0]["conditionName"] == ["glioma"]


def test_an_empty_active_substance_is_stood_in_for_by_the_common_name() -> None:
    said = one({"Active substance": "", "International non-proprietary name (INN) / common name": "examplimab"})
    [medicine] = described(said, KG.Authorisation)
    assert medicine["ingredient"] == ["ingredient:examplimab"]
    assert "activeIngredient" not in medicine


def test_values_are_apart_by_semicolons_outside_of_brackets() -> None:
    [medicine] = described(one({"Active substance": "a vaccine (strain 1; strain 2);\u00a0b&nbsp;c"}), KG.Authorisation)
    assert medicine["activeIngredient"] == ["a vaccine (strain 1; strain 2)", "b c"]


def test_a_text_without_a_condition_is_unresolved() -> None:
    said = one({"Therapeutic indication": "Please refer to the product information document."})
    text, why = "Please refer to the product information document.", "no condition was recognised in the text"
    assert unresolved(said) == [("indication", text, why)]
    assert described(said, KG.Authorisation)[0]["description"] == [text]


def conditions(text: str, substances: frozenset[str] = frozenset()) -> list[str]:
    return [reading.condition.name for reading in read_cell(text, ["Examplia"], substances)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Examplia is indicated for the treatment of men with:- bad glioma- acute gout", ["bad glioma", "acute gout"]),
        ("Examplia is indicated for adults for the treatment of • gout • asthma", ["gout", "asthma"]),
        ("Glioma Examplia is indicated in men for gout.Asthma Examplia is indicated for asthma.", ["gout", "asthma"]),
        ("Examplia is indicated for the treatment of HIV-1-infected adults.", ["HIV-1 infection"]),
        ("Active immunisation against influenza in adults.", ["influenza"]),
        ("Reduction of elevated intraocular pressure in adults.", ["elevated intraocular pressure"]),
        ("In combination with riluzole for the treatment of adults with glioma", ["glioma"]),
        ("Examplia is indicated for the treatment of gout. It should only be used in adults with asthma.", ["gout"]),
        ("Examplia is indicated for the treatment of gout and not for asthma.", ["gout"]),
    ],
)  # fmt: skip
def test_the_ways_in_which_a_cell_tells_of_conditions(text: str, expected: list[str]) -> None:
    assert conditions(text) == expected


def test_a_substance_is_no_condition() -> None:
    text = "Examplia is indicated for the treatment of patients with gout or methotrexate."
    assert conditions(text, frozenset(["methotrexate"])) == ["gout"]


@given(st.text(max_size=200), st.sampled_from(["", "Examplia is indicated for the treatment of: ", "Treatment of "]))
def test_any_cell_is_read_without_harm(text: str, lead: str) -> None:
    for reading in read_cell(lead + text, ["Examplia"], frozenset()):
        assert reading.condition.name
    assert all(passage for passage in iter_passages(lead + text))


@pytest.mark.parametrize("part", ["1", " ", "and 1 ", "; ", ":", "(see section ", "indicated for ", "a. B", "- "])
def test_a_long_cell_of_one_part_takes_no_long_time(part: str) -> None:
    read_cell("Examplia is indicated for the treatment of " + part * (8_000 // len(part)), ["Examplia"], frozenset())


def test_a_row_is_the_same_whatever_stands_in_the_other_rows() -> None:
    alone = one({})
    together = rows({"EMA product number": "EMEA/H/C/000002"}, {})
    assert [item for item in alone if isinstance(item, Unresolved)] == []
    assert described(together[1], KG.Authorisation) == described(alone, KG.Authorisation)


def outcome(said: list[Said]) -> str:
    for item in said:
        if isinstance(item, Passed | Rejected):
            return item.reason
        if isinstance(item, Description) and item.type in (KG.Authorisation, KG.RegulatoryDecision):
            return item.type.rpartition("#")[2]
    return "nothing"


def test_every_row_of_the_real_report_has_its_outcome(report: dict[str, list[Said]]) -> None:
    assert Counter(map(outcome, report.values())) == {
        "Authorisation": 1_943,
        "RegulatoryDecision": 348,
        "a veterinary product; ask for it with --include veterinary": 382,
    }


def test_the_statuses_of_the_real_report_are_those_of_its_human_rows(report: dict[str, list[Said]]) -> None:
    found = [item for said in report.values() for item in described(said, KG.Authorisation)]
    assert Counter(item["status"][0] for item in found) == {
        "Authorised": 1_548, "Withdrawn": 343, "Lapsed": 26, "Expired": 17, "Revoked": 8, "Suspended": 1,
    }  # fmt: skip
    decided = [item for said in report.values() for item in described(said, KG.RegulatoryDecision)]
    assert Counter(item["decisionKind"][0] for item in decided) == {
        "application withdrawn": 261, "refused": 61, "opinion": 22, "opinion under re-examination": 2,
        "withdrawn from rolling review": 2,
    }  # fmt: skip


def test_every_cell_of_the_real_report_with_a_date_gives_one(report: dict[str, list[Said]], shared: Path) -> None:
    book = openpyxl.load_workbook(
        shared / "corpus" / "ema" / "medicines-output-medicines-report_en.xlsx", read_only=True, data_only=True
    )
    table = book["Medicine"]
    table.reset_dimensions()
    header, *data = table.iter_rows(min_row=9, values_only=True)
    expected = Counter(
        str(name)
        for row in data
        if row[0] == "Human"
        for name, cell in zip(header, row, strict=False)
        if name in DATES and cell
    )
    book.close()
    kinds: Counter[str] = Counter()
    for said in report.values():
        kinds.update(item["dateKind"][0] for item in described(said, KG.DateValue))
    assert kinds == expected
    assert expected["Marketing authorisation date"] == 1_938


def test_how_many_rows_of_the_real_report_give_a_condition(report: dict[str, list[Said]]) -> None:
    told = [said for said in report.values() if any(kind == "indication" for kind, _, _ in unresolved(said))]
    read = [said for said in report.values() if described(said, KG.Indication)]
    assert len(told) + len(read) == 2_189  # the human rows whose cell has a text, counted with openpyxl
    assert len(read) >= 2_059


@pytest.mark.parametrize(
    ("number", "name", "kind", "date"),
    [
        ("EMEA/H/C/003820", "Keytruda", "Marketing authorisation date", "2015-07-17"),
        ("EMEA/H/C/000406", "Glivec", "Marketing authorisation date", "2001-11-07"),
        ("EMEA/H/C/000165", "MabThera", "Marketing authorisation date", "1998-06-02"),
        ("EMEA/H/C/000278", "Herceptin", "Marketing authorisation date", "2000-08-28"),
        ("EMEA/H/C/003731", "Blincyto", "Marketing authorisation date", "2015-11-23"),
        ("EMEA/H/C/004323", "Ontruzant", "Marketing authorisation date", "2017-11-15"),
        ("EMEA/H/C/004112", "Truxima", "Marketing authorisation date", "2017-02-17"),
        ("EMEA/H/C/003903", "Rixathon", "Marketing authorisation date", "2017-06-15"),
        ("EMEA/H/C/002585", "Imatinib Teva", "Marketing authorisation date", "2013-01-07"),
        ("EMEA/H/C/002672", "Xigduo", "Marketing authorisation date", "2014-01-16"),
        (
            "EMEA/H/C/004093",
            "Ocaliva",
            "Withdrawal / expiry / revocation / lapse of marketing authorisation date",
            "2024-08-30",
        ),
        ("EMEA/H/C/004869", "Oxbryta", "Marketing authorisation date", "2022-02-14"),
        ("EMEA/H/C/005897", "Masitinib AB Science", "Refusal of marketing authorisation date", "2024-12-19"),
        ("EMEA/H/C/004346", "Ogivri", "Withdrawal of application date", "2017-08-03"),
        ("EMEA/H/C/006496", "Xolremdi", "Opinion adopted date", "2026-02-26"),
    ],
)
def test_medicines_looked_up_by_hand(
    report: dict[str, list[Said]], number: str, name: str, kind: str, date: str
) -> None:
    said = report[number]
    [medicine] = described(said, KG.Authorisation) or described(said, KG.RegulatoryDecision)
    assert medicine["productName"] == [name]
    assert {item["dateKind"][0]: item["calendarDate"][0] for item in described(said, KG.DateValue)}[kind] == date


def test_what_keytruda_and_glivec_are_for_in_the_real_report(report: dict[str, list[Said]]) -> None:
    def read(number: str) -> list[str]:
        return [item["conditionName"][0] for item in described(report[number], KG.Indication)]

    assert len(read("EMEA/H/C/003820")) >= 24
    assert "advanced (unresectable or metastatic) melanoma" in read("EMEA/H/C/003820")
    assert "relapsed or refractory classical Hodgkin lymphoma" in read("EMEA/H/C/003820")
    assert "Kit (CD 117)-positive unresectable and / or metastatic malignant gastrointestinal stromal tumours" in read(
        "EMEA/H/C/000406"
    )
    assert "advanced hypereosinophilic syndrome" in read("EMEA/H/C/000406")


def test_the_label_of_a_date_says_its_kind() -> None:
    [date] = [item for item in one({}) if isinstance(item, Description) and item.type == KG.DateValue]
    assert dict(date.properties)[RDFS.label] == Literal("Marketing authorisation date 2015-05-07")


def test_the_context_can_be_sent_to_another_process() -> None:
    context = EMA.gather(File("\t".join(COLUMNS)))
    assert pickle.loads(pickle.dumps(context)) == Context(False, frozenset(), frozenset())  # noqa: S301


@pytest.mark.parametrize(
    "words", ["≥ 27 kg/m2", "known", "children weighing", "body weight above 60 kg", "ejection fraction less than 30%"]
)
def test_a_measure_a_person_or_a_lone_verb_is_no_condition(words: str) -> None:
    cell = f"Examplia is indicated for the treatment of adults with {words}."
    assert [reading.condition.name for reading in read_cell(cell, ["Examplia"])] == []


def test_a_disease_that_begins_with_a_word_for_people_is_one() -> None:
    cell = "Examplia is indicated for the treatment of adult-onset Still\u2019s disease."
    assert [reading.condition.name for reading in read_cell(cell, ["Examplia"])] == ["adult-onset Still\u2019s disease"]
