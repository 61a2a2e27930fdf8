"""Health Canada's Drug Product Database: its tables, what their rows say, and the extract of July 2024."""

from __future__ import annotations

import datetime
import io
import pickle
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cards import load_card
from kg.mappers.dpd import DPD
from kg.mappers.dpd.layout import COLUMNS, LEAVES
from kg.model import Description, Iri, Literal, Unresolved
from kg.prefixes import PREFIXES, compress
from kg.tables import (
    INCLUDABLE,
    Layout,
    NoTable,
    Passed,
    Record,
    Rejected,
    Row,
    find_layout,
    fit_row,
    iter_data,
    map_rows,
)
from kg.vocabulary import KG, RDFS

SAMPLE = Path(__file__).parents[1] / "sources" / "dpd"
VETERINARY = Passed("a veterinary product; ask for it with --include veterinary")
DISINFECTANT = Passed("a disinfectant; ask for it with --include disinfectant")
NO_PRODUCT = Rejected("its product is not in the table of products (drug)", "DRUG_CODE")
AGAIN = Passed("says the same as an earlier row")
EMPTY = Passed("names its product and says nothing of it")


class Tables:
    """Tables that lie together, from their texts (`kg.tables.Dataset`)."""

    def __init__(self, texts: Mapping[str, str], include: Iterable[str] = ()) -> None:
        self.texts, self.include = texts, frozenset(include)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.texts)

    def layout(self, name: str) -> Layout:
        return find_layout(DPD.tables[name], io.StringIO(self.texts[name], newline="\n"))

    def rows(self, name: str) -> Iterator[Row]:
        return iter_data(DPD.tables[name], self.layout(name), io.StringIO(self.texts[name], newline="\n"))

    def read(self, name: str) -> Iterator[Record]:
        layout = self.layout(name)
        for row in self.rows(name):
            if isinstance(fitted := fit_row(DPD.tables[name], layout, row), Row):
                yield Record(fitted, layout.positions())


class Mapped(NamedTuple):
    """What all rows of some tables say, and what became of them."""

    outcomes: dict[str, Counter[object]]
    facts: dict[str, dict[str, list[str]]]
    unresolved: list[Unresolved]
    notes: Mapping[str, int]


def map_tables(texts: Mapping[str, str], include: Iterable[str] = ()) -> Mapped:
    tables = Tables(texts, include)
    context = pickle.loads(pickle.dumps(DPD.gather(tables)))  # noqa: S301 - as the processes get it
    mapped = Mapped({}, {}, [], DPD.notes(context))
    for name in sorted(texts):
        outcomes = mapped.outcomes[name] = Counter()
        for _, said in map_rows(DPD.tables[name], tables.layout(name), tables.rows(name), context):
            assert isinstance(said, tuple)
            outcomes[next((item for item in said if isinstance(item, Passed | Rejected)), "said")] += 1
            assert len({item.evidence for item in said if isinstance(item, Description)}) <= 1
            mapped.unresolved.extend(item for item in said if isinstance(item, Unresolved))
            for item in said:
                if isinstance(item, Description):
                    add_facts(mapped.facts.setdefault(compress(item.subject), {}), item)
    return mapped


def add_facts(facts: dict[str, list[str]], description: Description) -> None:
    for predicate, node in ((Iri(PREFIXES["rdf"] + "type"), description.type), *description.properties):
        value = node.value if isinstance(node, Literal) else compress(node)
        values = facts.setdefault(compress(predicate).partition(":")[2], [])
        if value not in values:
            values.append(value)


def facts_of(mapped: Mapped, code: str) -> dict[str, list[str]]:
    return mapped.facts[f"kgr:dpd:authorisation:{code}"]


def dates_of(mapped: Mapped, code: str) -> dict[str, str]:
    dates = [mapped.facts[iri] for iri in facts_of(mapped, code).get("date", [])]
    return {date["dateKind"][0]: date["calendarDate"][0] for date in dates}


def line(*cells: str) -> str:
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def drug(code: str, number: str = "02456869", brand: str = "KEYTRUDA", kind: str = "Human") -> str:
    return line(code, "", kind, number, brand, "", "N", "", "1", "20-NOV-2023", "0156910003", "", "", "")


def status(code: str, flag: str, word: str, day: str) -> str:
    return line(code, flag, word, day, "", "", "")


@pytest.fixture(scope="module")
def sample() -> Mapped:
    return map_tables(read_sample())


def read_sample() -> dict[str, str]:
    return {path.stem: path.read_bytes().decode() for path in sorted(SAMPLE.glob("*.txt"))}


# Which file is which table


def test_each_file_of_the_sample_is_known_by_its_name_and_its_look() -> None:
    found = {path.name: DPD.recognises(f"dpd/{path.name}", path.read_bytes()) for path in SAMPLE.glob("*.txt")}
    assert found == {name: name.removesuffix(".txt") for name in found}
    assert len(found) == 20


@pytest.mark.parametrize("ending", ["", "_ap", "_dr", "_ia"])
def test_the_dormant_and_cancelled_sets_are_tables_too(ending: str) -> None:
    head = status("94388", "Y", "DORMANT", "13-JUL-2017").encode()
    assert DPD.recognises(f"x/status{ending}.txt", head) == f"status{ending}"
    assert f"status{ending}" in DPD.tables


def test_the_table_of_biosimilars_may_bear_the_name_of_its_archive() -> None:
    assert DPD.recognises("bios_ap.zip/BIOS_AP.TXT", b'"99215","Biosimilar","Biosimilaire","6"\r\n') == "biosimilar_ap"


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("x/form.txt", b"Please fill in this form.\n"),
        ("x/form.txt", b'name,"first name"\n"Doe","Jane"\n'),
        ("x/form.txt", b'"10000","56"\n'),  # two cells of four
        ("x/form.txt", b"10000,56,POWDER,Poudre\n"),  # not in quotes
        ("x/form.txt", b""),
        ("x/drug.md", b"DRUG_CODE,CLASS\n"),
        ("x/drug_old.txt", b"DRUG_CODE,CLASS\n"),
        ("x/drug_ap_2.txt", b"DRUG_CODE,CLASS\n"),
        ("x/products.txt", b"DRUG_CODE,CLASS\n"),
    ],
)
def test_another_file_of_the_same_name_is_left_to_others(path: str, head: bytes) -> None:
    assert DPD.recognises(path, head) is None


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("header", ["", "DRUG_CODE,SCHEDULE,SCHEDULE_F\r\n", "drug_code,schedule,schedule_f\r\n"])
def test_a_header_row_and_a_byte_order_mark_may_be_there_or_not(header: str, mark: str) -> None:
    text = mark + header + line("94388", "Schedule D", "Annexe D")
    assert DPD.recognises("schedule.txt", text.encode()) == "schedule"
    mapped = map_tables({"schedule": text})
    assert mapped.outcomes["schedule"] == {"said": 1}
    assert facts_of(mapped, "94388")["schedule"] == ["Schedule D"]


def test_a_first_line_that_is_spoilt_does_not_hide_the_table() -> None:
    head = b'"94388","Sched\r\n' + line("94388", "Prescription", "Prescription").encode()
    assert DPD.recognises("schedule.txt", head) == "schedule"


def test_a_column_too_many_is_told_of_by_its_rows() -> None:
    text = line("94388", "Schedule D", "Annexe D", "new")
    assert DPD.recognises("schedule.txt", text.encode()) == "schedule"
    assert map_tables({"schedule": text}).outcomes["schedule"] == {Rejected("4 cells where the table has 3 columns"): 1}


def test_a_header_without_a_needed_column_is_no_table() -> None:
    with pytest.raises(NoTable, match="column 'DRUG_IDENTIFICATION_NUMBER' is missing"):
        Tables({"drug": "DRUG_CODE,CLASS,BRAND_NAME\r\n"}).layout("drug")


@pytest.mark.parametrize("header", ["", "DRUG_CODE;SCHEDULE;SCHEDULE_F\r\n"])
def test_a_table_divided_by_another_mark_is_one_clear_error(header: str) -> None:
    text = header + line("1", "OTC", "En vente, libre").replace('","', '";"')
    assert DPD.recognises("schedule.txt", text.encode()) == "schedule"
    with pytest.raises(NoTable, match=r"^its columns are divided by ';' where ',' is expected; convert the file$"):
        map_tables({"schedule": text})


def test_a_header_in_another_order_or_with_more_columns_is_read_by_its_names() -> None:
    text = "SCHEDULE,NEW,DRUG_CODE\r\n" + line("Schedule D", "x", "94388")
    assert facts_of(map_tables({"schedule": text}), "94388")["schedule"] == ["Schedule D"]


def test_every_column_is_read_or_left_with_a_reason() -> None:
    for name, table in DPD.tables.items():
        assert set(table.columns) <= table.reads | set(table.leaves), name
        assert not table.reads & set(table.leaves), name
        assert set(table.needs) <= table.reads <= set(table.columns), name
    assert LEAVES.keys() == COLUMNS.keys()
    assert len(DPD.tables) == 48


def test_each_rule_says_which_column_gives_each_property(sample: Mapped) -> None:
    tables = Tables(read_sample(), INCLUDABLE)
    context = DPD.gather(tables)
    shared = {KG.register, KG.registerName, KG.datePrecision, KG.earliestDate, KG.latestDate}
    for name in tables.names:
        table = DPD.tables[name]
        said = map_rows(table, tables.layout(name), tables.rows(name), context)
        found = {p for _, items in said for item in items if isinstance(item, Description) for p, _ in item.properties}
        assert found - shared <= set(table.properties), name


# What rows say


def test_a_product_is_an_authorisation_under_its_din(sample: Mapped) -> None:
    assert facts_of(sample, "94388") == {
        "type": ["kg:Authorisation"],
        "label": ["DIN 02456869: KEYTRUDA"],
        "register": ["kgr:register:health-canada"],
        "registerName": ["Drug Product Database"],
        "number": ["02456869"],
        "productName": ["KEYTRUDA"],
        "description": ["FOR I.V. INFUSION. 4 ML SINGLE USE VIAL."],
        "productClass": ["human"],
        "holderName": ["MERCK CANADA INC"],
        "holder": ["kgr:organisation:canada:merck-canada-inc"],
        "dosageForm": ["SOLUTION"],
        "activeIngredient": ["PEMBROLIZUMAB"],
        "ingredient": ["kgr:ingredient:pembrolizumab"],
        "hasIngredient": ["kgr:dpd:ingredient:94388:22604:1"],
        "strength": ["25 MG / ML"],
        "packageSize": ["4ML"],
        "route": ["INTRAVENOUS"],
        "schedule": ["Prescription", "Schedule D"],
        "statusChange": ["kgr:dpd:status:94388:approved:09-aug-2016:1", "kgr:dpd:status:94388:marketed:13-jul-2017:1"],
        "date": ["kgr:dpd:date:approved:09-aug-2016", "kgr:dpd:date:marketed:13-jul-2017"],
        "status": ["MARKETED"],
        "atcCode": ["L01FF02"],
    }
    assert dates_of(sample, "94388") == {"approved": "2016-08-09", "marketed": "2017-07-13"}


def test_each_change_of_status_is_a_node_and_one_is_current(sample: Mapped) -> None:
    assert sample.facts["kgr:dpd:status:94388:marketed:13-jul-2017:1"] == {
        "type": ["kg:StatusChange"],
        "label": ["MARKETED 2017-07-13"],
        "status": ["MARKETED"],
        "date": ["kgr:dpd:date:marketed:13-jul-2017"],
        "isCurrent": ["true"],
    }
    assert "isCurrent" not in sample.facts["kgr:dpd:status:94388:approved:09-aug-2016:1"]


def test_several_ingredients_keep_their_strengths_apart(sample: Mapped) -> None:
    janumet = facts_of(sample, "81955")
    assert janumet["activeIngredient"] == [
        "SITAGLIPTIN (SITAGLIPTIN PHOSPHATE MONOHYDRATE)",
        "METFORMIN HYDROCHLORIDE",
    ]
    assert [sample.facts[part]["strength"] for part in janumet["hasIngredient"]] == [["50 MG"], ["850 MG"]]
    assert sample.facts["kgr:dpd:ingredient:100604:23602:1"] == {
        "type": ["kg:ProductIngredient"],
        "label": ["IMDEVIMAB 300 MG / 2.5 ML"],
        "ingredient": ["kgr:ingredient:imdevimab"],
        "ingredientName": ["IMDEVIMAB"],
        "strength": ["300 MG"],
        "dosage": ["2.5 ML"],
    }


def test_a_biosimilar_is_designated_so_whichever_way_its_row_is_ordered(sample: Mapped) -> None:
    assert facts_of(sample, "97382")["designation"] == ["biosimilar"]
    assert "designation" not in facts_of(sample, "64277")
    assert facts_of(map_tables({"biosimilar": line("1", "6", "Biosimilar", "Biosimilaire")}), "1")["designation"]
    other = map_tables({"biosimilar": line("1", "Reference", "Référence", "7")}).outcomes["biosimilar"]
    assert other == {Rejected("says something else than that the product is a biosimilar", "BIOSIMILAR_TYPE"): 1}


def test_the_first_day_of_a_status_is_found_in_rows_of_any_order(sample: Mapped) -> None:
    assert dates_of(sample, "81520") == {"approved": "2009-07-09", "marketed": "2019-09-08"}


def test_equal_rows_of_a_history_are_told_apart_by_a_number(sample: Mapped) -> None:
    changes = facts_of(sample, "81520")["statusChange"]
    assert len(changes) == 10
    assert changes[3:6] == [
        "kgr:dpd:status:81520:approved:21-jan-2016:1",
        "kgr:dpd:status:81520:approved:21-jan-2016:2",
        "kgr:dpd:status:81520:approved:22-nov-2012:1",
    ]


def test_a_product_whose_history_says_approved_nowhere_has_no_date_of_approval(sample: Mapped) -> None:
    assert dates_of(sample, "100165") == {"marketed": "2021-09-22"}
    assert dates_of(sample, "100604") == {}
    assert facts_of(sample, "100604")["status"] == ["AUTHORIZED BY INTERIM ORDER"]
    assert sample.notes == {"products have no date of approval: no row of their history says APPROVED": 2}


def test_an_approved_product_is_not_said_to_be_sold(sample: Mapped) -> None:
    assert facts_of(sample, "91279")["status"] == ["APPROVED"]
    assert dates_of(sample, "91279") == {"approved": "2014-07-15"}


def test_veterinary_products_and_disinfectants_are_passed_with_all_rows_about_them(sample: Mapped) -> None:
    assert sample.outcomes["drug"] == {"said": 10, VETERINARY: 1, DISINFECTANT: 1}
    assert sample.outcomes["status"] == {"said": 27, VETERINARY: 12, DISINFECTANT: 2}
    assert sample.outcomes["route"] == {"said": 10, VETERINARY: 1, DISINFECTANT: 3}
    assert sample.outcomes["vet"] == {VETERINARY: 3}
    assert not [iri for iri in sample.facts if "10000" in iri or "100037" in iri]


def test_veterinary_products_are_read_where_they_are_asked_for() -> None:
    mapped = map_tables(read_sample(), ["veterinary"])
    lincomix = facts_of(mapped, "10000")
    assert lincomix["productClass"] == ["veterinary"]
    assert lincomix["species"] == ["SWINE (PIGS)", "POULTRY: BROILER CHICKENS", "BEES: HONEY BEES"]
    assert lincomix["pharmacopoeialStandard"] == ["MFR"]
    assert dates_of(mapped, "10000") == {"approved": "1997-05-15", "marketed": "1989-12-31"}
    before = "products have a first MARKETED date before their first APPROVED one; both are kept as they are"
    assert mapped.notes[before] == 1
    assert mapped.outcomes["drug"] == {"said": 11, DISINFECTANT: 1}


def test_a_company_that_only_takes_the_post_is_no_holder() -> None:
    cells = ("1", "", "7", "POST INC", "MAILING", *([""] * 8), "CANADA", "", "", "", "CANADA")
    outcome = Passed("a company that is not the holder of the number (DIN OWNER)")
    assert map_tables({"comp": line(*cells)}).outcomes["comp"] == {outcome: 1}


def test_a_pack_is_written_with_its_size_unit_and_kind() -> None:
    text = line("1", "", "ML", "VIAL", "1", "10X1ML", "", "") + line("2", "", "", "", "", "", "", "")
    mapped = map_tables({"package": text})
    assert facts_of(mapped, "1")["packageSize"] == ["1 ML VIAL 10X1ML"]
    assert mapped.outcomes["package"] == {"said": 1, EMPTY: 1}


@pytest.mark.parametrize("code", ["L01FF02", "V07AV", "L04", "QP54AA01", " l01ff02 ", "L04AA40*"])
def test_an_atc_code_may_be_of_any_level(code: str) -> None:
    found = facts_of(map_tables({"ther": line("1", code, "X", "")}), "1")
    assert found["atcCode"] == [code.strip(" *").upper()]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("UNASSIGN", Passed("the register says that no ATC code is assigned")),
        ("", EMPTY),
        ("L0", Rejected("not an ATC code", "TC_ATC_NUMBER")),
    ],
)
def test_what_is_no_atc_code_is_told(code: str, outcome: object) -> None:
    assert map_tables({"ther": line("1", code, "X", "")}).outcomes["ther"] == {outcome: 1}


def test_an_atc_code_that_an_earlier_row_gives_is_passed() -> None:
    text = line("1", "L01FF02", "X", "") * 2 + line("1", "L01FF01", "X", "") + line("2", "L01FF02", "X", "")
    mapped = map_tables({"ther": text})
    assert mapped.outcomes["ther"] == {"said": 3, AGAIN: 1}
    assert facts_of(mapped, "1")["atcCode"] == ["L01FF02", "L01FF01"]


def test_therapeutic_classes_with_the_old_second_classification_are_recovered() -> None:
    text = line("1", "L01FF02", "PEMBROLIZUMAB", "10:00.00", "ANTINEOPLASTIC AGENTS", "", "")
    assert DPD.recognises("ther.txt", text.encode()) == "ther"
    assert facts_of(map_tables({"ther": text}), "1")["atcCode"] == ["L01FF02"]


# What is wrong with rows


def test_a_row_about_a_product_that_is_not_there_is_rejected() -> None:
    texts = {"drug": drug("1"), "form": line("2", "85", "TABLET", "Comprimé"), "form_ap": line("2", "85", "TABLET", "")}
    mapped = map_tables(texts)
    assert mapped.outcomes["form"] == {NO_PRODUCT: 1}
    assert mapped.outcomes["form_ap"] == {"said": 1}  # its own table of products is not there


def test_rows_of_a_product_that_was_itself_rejected_are_rejected() -> None:
    texts = {"drug": drug("1", number="") + line("2", "", "Human"), "pharm": line("1", "USP") + line("2", "USP")}
    mapped = map_tables(texts)
    no_number = Rejected("the product has no DRUG_IDENTIFICATION_NUMBER", "DRUG_IDENTIFICATION_NUMBER")
    assert mapped.outcomes["drug"] == {no_number: 1, Rejected("3 cells where the table has 14 columns"): 1}
    assert mapped.outcomes["pharm"] == {NO_PRODUCT: 2}


@pytest.mark.parametrize("code", ["", "A1", "٣"])
def test_a_row_without_a_drug_code_is_rejected(code: str) -> None:
    reason = Rejected("has no DRUG_CODE (a number), so that it is about no product", "DRUG_CODE")
    mapped = map_tables({"drug": drug("1") + drug(code), "pharm": line("1", "USP") + line(code, "USP")})
    assert mapped.outcomes == {"drug": {"said": 1, reason: 1}, "pharm": {"said": 1, reason: 1}}


def test_a_second_row_of_one_drug_code_is_rejected_in_either_set() -> None:
    mapped = map_tables({"drug": drug("1") + drug("1", brand="OTHER"), "drug_ap": drug("1", brand="THIRD")})
    repeated = Rejected("its DRUG_CODE stands in an earlier row as well, which is kept", "DRUG_CODE")
    assert mapped.outcomes == {"drug": {"said": 1, repeated: 1}, "drug_ap": {repeated: 1}}
    assert facts_of(mapped, "1")["productName"] == ["KEYTRUDA"]


def test_a_number_that_is_no_din_is_kept_and_told_of() -> None:
    mapped = map_tables({"drug": drug("1", number="Not applicable")})
    assert facts_of(mapped, "1")["number"] == ["Not applicable"]
    assert [item.reason for item in mapped.unresolved] == ["not the eight digits of a DIN; kept as it is"]


def test_an_unknown_class_is_told_of_and_the_product_kept() -> None:
    mapped = map_tables({"drug": drug("1", kind="Homeopathic")})
    assert "productClass" not in facts_of(mapped, "1")
    assert [(item.kind, item.quote) for item in mapped.unresolved] == [("product class", "Homeopathic")]


def test_of_several_current_statuses_none_is_taken() -> None:
    history = status("1", "Y", "APPROVED", "09-AUG-2016") + status("1", "Y", "MARKETED", "13-JUL-2017")
    mapped = map_tables({"drug": drug("1"), "status": history})
    assert "status" not in facts_of(mapped, "1")
    assert not [iri for iri, facts in mapped.facts.items() if "isCurrent" in facts]
    reason = "its product has several current statuses; none is taken for it"
    assert [(item.quote, item.reason) for item in mapped.unresolved] == [("APPROVED", reason), ("MARKETED", reason)]
    assert dates_of(mapped, "1") == {"approved": "2016-08-09", "marketed": "2017-07-13"}


def test_a_product_without_a_current_status_is_told_of() -> None:
    texts = {"drug": drug("1") + drug("2"), "status": status("1", "N", "APPROVED", "09-AUG-2016")}
    reasons = Counter(item.reason for item in map_tables(texts).unresolved)
    assert reasons == {"no row of its history says which status is current": 2}
    assert not map_tables({"drug": drug("1")}).unresolved  # the histories are not there


def test_a_day_that_does_not_exist_is_told_of_and_no_date() -> None:
    history = status("1", "N", "APPROVED", "31-FEB-2016") + status("1", "Y", "APPROVED", "09-AUG-2016")
    mapped = map_tables({"status": history})
    assert [(item.kind, item.quote) for item in mapped.unresolved] == [("date", "31-FEB-2016")]
    assert mapped.facts["kgr:dpd:status:1:approved:31-feb-2016:1"]["label"] == ["APPROVED 31-FEB-2016"]
    assert dates_of(mapped, "1") == {"approved": "2016-08-09"}


def test_a_quote_that_is_never_closed_spoils_its_own_line_only() -> None:
    text = line("1", "USP") + '"2","US\r\n' + line("3", "BP")
    outcomes = map_tables({"pharm": text}).outcomes["pharm"]
    assert outcomes == {"said": 2, Rejected("1 cells where the table has 2 columns"): 1}


MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_DAYS = st.dates()
_WORDS = st.sampled_from(["APPROVED", "MARKETED", "DORMANT"])
_ROWS = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("YN"), _WORDS, _DAYS), min_size=1, max_size=12)


def write_day(day: datetime.date) -> str:
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year:04}"


@given(_ROWS)
def test_every_row_of_any_history_is_one_change_and_the_first_days_are_the_dates(
    rows: list[tuple[str, str, str, datetime.date]],
) -> None:
    history = "".join(status(code, flag, word, write_day(day)) for code, flag, word, day in rows)
    mapped = map_tables({"drug": "".join(map(drug, "123")), "status": history})
    assert [facts["type"] for facts in mapped.facts.values()].count(["kg:StatusChange"]) == len(rows)
    for code in "123":
        for kind in ("approved", "marketed"):
            days = [day.isoformat() for at, _, word, day in rows if at == code and word.casefold() == kind]
            assert dates_of(mapped, code).get(kind) == min(days, default=None)
        current = sum(at == code and flag == "Y" for at, flag, _, _ in rows)
        assert ("status" in facts_of(mapped, code)) == (current == 1)


def test_the_card_names_the_source_and_its_register() -> None:
    card = load_card(SAMPLE / "source.toml")
    assert (card.name, card.encoding) == ("dpd", "utf-8")
    assert [(cover.register, cover.as_of) for cover in card.covers] == [("Health Canada", "2024-07-24")]


# The extract of July 2024


@pytest.fixture(scope="module")
def extract(shared: Path) -> Mapped:
    with zipfile.ZipFile(shared / "corpus" / "health-canada-dpd" / "allfiles.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert all(DPD.recognises(name, head[:65_536]) == name.removesuffix(".txt") for name, head in members.items())
    return map_tables({name.removesuffix(".txt"): text.decode() for name, text in members.items()})


REAL: dict[str, tuple[int, int, int]] = {  # rows about people's drugs, veterinary products, disinfectants: csv module
    "biosimilar": (127, 0, 0), "biosimilar_ap": (17, 0, 0),
    "comp": (11328, 923, 1057), "comp_ap": (3341, 176, 577),
    "drug": (11328, 923, 1057), "drug_ap": (3341, 176, 577),
    "form": (11534, 924, 1167), "form_ap": (3400, 176, 687),
    "ingred": (16119, 1426, 2156), "ingred_ap": (4708, 329, 1164),
    "package": (7686, 656, 680), "package_ap": (1280, 81, 160),
    "pharm": (6005, 363, 63), "pharm_ap": (1536, 38, 6),
    "route": (12125, 1063, 2961), "route_ap": (3581, 222, 1870),
    "schedule": (11783, 932, 1057), "schedule_ap": (3418, 176, 577),
    "status": (42021, 3684, 2336), "status_ap": (5667, 227, 695),
    "ther": (12084, 2, 1057), "ther_ap": (3557, 0, 575),
    "vet": (0, 1634, 0), "vet_ap": (0, 391, 0),
}  # fmt: skip
QUIRKS: dict[str, dict[object, int]] = {
    "package": {EMPTY: 1},
    "ther": {Passed("the register says that no ATC code is assigned"): 1, AGAIN: 762},
    "ther_ap": {Passed("the register says that no ATC code is assigned"): 1, EMPTY: 1, AGAIN: 225},
}


def test_every_row_of_the_extract_ends_as_statements_passed_or_rejected(extract: Mapped) -> None:
    for name, (people, veterinary, disinfectant) in REAL.items():
        odd = QUIRKS.get(name, {})
        expected = {"said": people - sum(odd.values()), VETERINARY: veterinary, DISINFECTANT: disinfectant, **odd}
        assert extract.outcomes[name] == Counter({what: count for what, count in expected.items() if count}), name
    assert sum(outcomes.total() for outcomes in extract.outcomes.values()) == 210_987
    assert not extract.unresolved


def test_the_extract_leaves_some_dates_of_approval_unknown(extract: Mapped) -> None:
    assert sorted(extract.notes.values()) == [733, 1875]


def test_every_product_of_the_extract_has_one_current_status(extract: Mapped) -> None:
    current = Counter(word for facts in extract.facts.values() if "number" in facts for word in facts["status"])
    assert current == {"MARKETED": 11328, "APPROVED": 3340, "AUTHORIZED BY INTERIM ORDER": 1}
    kinds = Counter(facts["type"][0] for facts in extract.facts.values())
    assert kinds["kg:Authorisation"] == 14669
    assert kinds["kg:StatusChange"] == 42021 + 5667
    assert kinds["kg:ProductIngredient"] == 16119 + 4708


# Read by hand in the raw rows: DIN, name, holder; first ingredient, its strength, ATC, status, approved, marketed.
BY_HAND = """
94388|02456869|KEYTRUDA|MERCK CANADA INC|
  PEMBROLIZUMAB|25 MG / ML|L01FF02|MARKETED|2016-08-09|2017-07-13
93642|02450283|BLINCYTO|AMGEN CANADA INC|
  BLINATUMOMAB|38.5 MCG / VIAL|L01FX07|MARKETED|2015-12-22|2016-03-17
73824|02253275|GLEEVEC|NOVARTIS PHARMACEUTICALS CANADA INC|
  IMATINIB (IMATINIB MESYLATE)|100 MG|L01EA01|MARKETED|2004-06-02|2005-04-05
88465|02399806|TEVA-IMATINIB|TEVA CANADA LIMITED|
  IMATINIB (IMATINIB MESYLATE)|100 MG|L01EA01|MARKETED|2013-04-02|2013-04-02
65597|02241927|RITUXAN|HOFFMANN-LA ROCHE LIMITED|
  RITUXIMAB|10 MG / ML|L01FA01|MARKETED|2000-03-17|2000-03-20
96914|02478382|TRUXIMA|CELLTRION HEALTHCARE CO LTD|
  RITUXIMAB|100 MG / 10 ML|L01FA01|MARKETED|2019-04-04|2019-12-11
64277|02240692|HERCEPTIN|HOFFMANN-LA ROCHE LIMITED|
  TRASTUZUMAB|440 MG / VIAL|L01FD01|MARKETED|1999-08-13|1999-08-23
97382|02483467|TRAZIMERA|PFIZER CANADA ULC|
  TRASTUZUMAB|440 MG / VIAL|L01FD01|MARKETED|2019-08-15|2019-10-22
81955|02333864|JANUMET|MERCK CANADA INC|
  SITAGLIPTIN (SITAGLIPTIN PHOSPHATE MONOHYDRATE)|50 MG|A10BD07|MARKETED|2009-09-24|2009-10-08
81520|02329468|HIGH PURITY INDIUM CHLORIDE IN 111 STERILE SOLUTION|CURIUM CANADA INC|
  INDIUM IN 111 CHLORIDE|10 MCI / ML||MARKETED|2009-07-09|2019-09-08
100165|02512351|OLAY REGENERIST SPF 30 HYDRATING COLLAGEN PEPTIDE 24|PROCTER & GAMBLE INC|
  AVOBENZONE|3 % / W/W|D02BA30|MARKETED||2021-09-22
100604|02516691|CASIRIVIMAB AND IMDEVIMAB|HOFFMANN-LA ROCHE LIMITED|
  CASIRIVIMAB|300 MG / 2.5 ML|J06BD07|AUTHORIZED BY INTERIM ORDER||
91279|02428318|TARO-IMATINIB|SUN PHARMA CANADA INC|
  IMATINIB (IMATINIB MESYLATE)|100 MG|L01EA01|APPROVED|2014-07-15|
"""


@pytest.mark.parametrize("expected", BY_HAND.strip().replace("|\n  ", "|").split("\n"))
def test_products_read_by_hand_are_told_as_their_rows_tell_them(extract: Mapped, expected: str) -> None:
    code = expected.partition("|")[0]
    facts, dates = facts_of(extract, code), dates_of(extract, code)
    first = [facts[key][0] for key in ("number", "productName", "holderName", "activeIngredient", "strength")]
    rest = [facts.get("atcCode", [""])[0], *facts["status"], dates.get("approved", ""), dates.get("marketed", "")]
    assert "|".join((code, *first, *rest)) == expected


def test_the_label_of_a_product_names_its_din() -> None:
    assert map_tables({"drug": drug("1", brand="")}).facts["kgr:dpd:authorisation:1"]["label"] == ["DIN 02456869"]
    assert DPD.tables["drug"].properties[RDFS.label] == ("DRUG_IDENTIFICATION_NUMBER", "BRAND_NAME")
