"""Drugs@FDA: what each row of its tables says, the first approval of an application, and the real files row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cards import load_card
from kg.mappers import recognise
from kg.mappers.drugsatfda import DRUGSATFDA
from kg.mappers.drugsatfda.layout import COLUMNS
from kg.model import Description, Iri, Literal, Unresolved
from kg.prefixes import PREFIXES
from kg.tables import NoTable, Passed, Record, Rejected, Row, Said, find_layout, fit_row, iter_data, map_rows
from kg.vocabulary import KG

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sources" / "drugsatfda"
TENTATIVE = "their ORIG submissions are approved tentatively (TA) only"
UNDATED = "no approved ORIG submission has a date (none, or 1900-01-01)"
EPZICOM = ["EQ 600MG BASE", "300MG"]
PARTS = KG.Ingredient, KG.Organisation, KG.DateValue

LOOKUPS = {
    "MarketingStatus_Lookup": "1\tPrescription\n2\tOver-the-counter\n3\tDiscontinued\n4\tNone (Tentative Approval)\n",
    "SubmissionClass_Lookup": "2\tEFFICACY\tEfficacy\n7\tTYPE 1\tType 1 - New Molecular Entity\n19\tUNKNOWN\t\n",
    "ApplicationsDocsType_Lookup": "1\tLetter\n2\tLabel\n",
}
BASE = {
    "Applications": "125514\tBLA\t\tMERCK SHARP DOHME\n",
    "Products": "125514\t001\tINJECTABLE;INJECTION\t50MG\t0\tKEYTRUDA\tPEMBROLIZUMAB\t\n",
    "Submissions": "125514\t7\tORIG      \t1\tAP\t2014-09-04 00:00:00\t\tPRIORITY\n",
}


class Files:
    """Tables that lie together, as the build reads them: the text of each by its name, header and all."""

    include = frozenset[str]()

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.names = frozenset(texts)
        self.context = DRUGSATFDA.gather(self)

    def read(self, name: str) -> Iterator[Record]:
        if name in self.texts:
            table = DRUGSATFDA.tables[name]
            layout = find_layout(table, self._lines(name))
            for row in iter_data(table, layout, self._lines(name)):
                if isinstance(fitted := fit_row(table, layout, row), Row):
                    yield Record(fitted, layout.positions())

    def _lines(self, name: str) -> io.StringIO:
        return io.StringIO(self.texts[name], newline="\n")

    def said(self, name: str) -> Iterator[tuple[Row, list[Said]]]:
        """What each row of a table says."""
        table = DRUGSATFDA.tables[name]
        layout = find_layout(table, self._lines(name))
        rows = iter_data(table, layout, self._lines(name))
        for row, said in map_rows(table, layout, rows, self.context):
            assert isinstance(said, tuple)
            yield row, list(said)


def files(without: tuple[str, ...] = (), /, **tables: str) -> Files:
    """The base and lookup tables but for some, with those given in their place; rows only, headers are added."""
    texts = {**LOOKUPS, **BASE, **tables}
    return Files({name: "\t".join(COLUMNS[name]) + "\n" + text for name, text in texts.items() if name not in without})


def outcome(said: list[Said]) -> str:
    """How a row ends: "said", "passed: …" or "rejected: …"."""
    for item in said:
        if isinstance(item, Passed):
            return f"passed: {item.reason}"
        if isinstance(item, Rejected):
            return f"rejected: {item.reason}"
    return "said" if any(isinstance(item, Description) for item in said) else "unrecognised"


def short(value: str) -> str:
    return value.removeprefix(PREFIXES["kgr"])


def values(description: Description) -> dict[str, list[str]]:
    """The values of a description by the short name of the property; IRIs without the prefix of this project."""
    found: dict[str, list[str]] = {"": [short(description.subject)]}
    for predicate, node in description.properties:
        value = node.value if isinstance(node, Literal) else short(node)
        found.setdefault(predicate.rpartition("#")[2], []).append(value)
    return found


def described(said: list[Said], kind: Iri) -> list[dict[str, list[str]]]:
    return [values(item) for item in said if isinstance(item, Description) and item.type == kind]


def unresolved(said: list[Said]) -> list[tuple[str, str, str]]:
    return [(item.quote, item.kind, item.reason) for item in said if isinstance(item, Unresolved)]


def only(found: Files, table: str) -> list[Said]:
    [(_, said)] = found.said(table)
    return said


def product(cells: str, **tables: str) -> dict[str, list[str]]:
    """What a product's row says of the product; `cells` are those from Form on."""
    found = files(Products=f"125514\t001\t{cells}\n", **tables)
    [made] = described(only(found, "Products"), KG.Authorisation)
    return made


def test_an_application_is_held_by_a_company_and_so_are_its_products() -> None:
    said = only(files(), "Applications")
    assert described(said, KG.Application) == [
        {
            "": ["drugsatfda:application:125514"],
            "label": ["Drugs@FDA BLA125514"],
            "register": ["register:fda"],
            "number": ["BLA125514"],
            "applicationType": ["BLA"],
            "holderName": ["MERCK SHARP DOHME"],
            "holder": ["organisation:united-states:merck-sharp-dohme"],
        }
    ]
    assert described(said, KG.Authorisation) == [
        {
            "": ["drugsatfda:authorisation:125514-001"],
            "holderName": ["MERCK SHARP DOHME"],
            "holder": ["organisation:united-states:merck-sharp-dohme"],
        }
    ]


@pytest.mark.parametrize(("kind", "said"), [("ANDA", ["generic"]), ("NDA", None), ("BLA", None), ("", None)])
def test_the_products_of_an_abbreviated_application_are_generic_and_no_others(
    kind: str, said: list[str] | None
) -> None:
    rows = only(files(Applications=f"125514\t{kind}\t\t\n"), "Applications")
    assert [found.get("designation") for found in described(rows, KG.Authorisation)] == ([said] if said else [])
    assert all("designation" not in found for found in described(rows, KG.Application))


def test_a_product_is_an_authorisation_with_form_route_and_strength() -> None:
    assert product("TABLET; ORAL\tEQ 400MG BASE\t1\tGLEEVEC\tIMATINIB MESYLATE\t1") == {
        "": ["drugsatfda:authorisation:125514-001"],
        "label": ["Drugs@FDA BLA125514-001: GLEEVEC"],
        "register": ["register:fda"],
        "registerName": ["Drugs@FDA"],
        "number": ["BLA125514"],
        "application": ["drugsatfda:application:125514"],
        "productName": ["GLEEVEC"],
        "dosageForm": ["TABLET"],
        "route": ["ORAL"],
        "activeIngredient": ["IMATINIB MESYLATE"],
        "ingredient": ["ingredient:imatinib-mesylate"],
        "strength": ["EQ 400MG BASE"],
        "referenceDrug": ["true"],
        "referenceStandard": ["true"],
    }


@pytest.mark.parametrize(
    ("written", "form", "routes"),
    [
        ("TABLET;ORAL", ["TABLET"], ["ORAL"]),
        ("CAPSULE, EXTENDED RELEASE; ORAL", ["CAPSULE, EXTENDED RELEASE"], ["ORAL"]),
        ("INJECTABLE;INTRAMUSCULAR, INTRAVENOUS", ["INJECTABLE"], ["INTRAMUSCULAR", "INTRAVENOUS"]),
        ("SOLUTION;PERFUSION, CARDIAC", ["SOLUTION"], ["PERFUSION, CARDIAC"]),
        ("SOLUTION;INTRAVENOUS, INTRAVENOUS", ["SOLUTION"], ["INTRAVENOUS"]),
        ("VIAL", ["VIAL"], []),
        ("GAS;N/A", ["GAS"], []),
        ("UNKNOWN", [], []),
        ("SOLUTION; ORAL AND TABLET; DELAYED RELEASE", ["SOLUTION; ORAL AND TABLET; DELAYED RELEASE"], []),
    ],
)
def test_a_form_and_its_routes_stand_in_one_cell(written: str, form: list[str], routes: list[str]) -> None:
    made = product(f"{written}\t1%\t0\tX\tY\t0")
    assert (made.get("dosageForm", []), made.get("route", [])) == (form, routes)


@pytest.mark.parametrize(
    ("ingredients", "strength", "strengths", "pairs"),
    [
        ("EZETIMIBE; SIMVASTATIN", "10MG;20MG", ["10MG", "20MG"], ["EZETIMIBE: 10MG", "SIMVASTATIN: 20MG"]),
        ("ABACAVIR;LAMIVUDINE", "600MG; 300MG", ["600MG", "300MG"], ["ABACAVIR: 600MG", "LAMIVUDINE: 300MG"]),
        ("NIACIN", "375MG;500MG;750MG", ["375MG", "500MG", "750MG"], []),
        ("EFAVIRENZ; EMTRICITABINE", "600MG", ["600MG"], []),
        ("A; B", "20,000 UNITS/ML;1%", ["20,000 UNITS/ML", "1%"], ["A: 20,000 UNITS/ML", "B: 1%"]),
        # one ingredient, whose parts stand in brackets
        ("A (B;C)", "1 UNIT;2 UNITS", ["1 UNIT", "2 UNITS"], []),
        # the parts of a pack, each with both ingredients
        ("A; B", "0.15MG,N/A;0.02MG,0.01MG", ["0.15MG,N/A", "0.02MG,0.01MG"], []),
        # the bracket is about both
        ("A; B", "10%;10% (5GM/50ML;5GM/50ML)", ["10%", "10% (5GM/50ML;5GM/50ML)"], []),
    ],
)
def test_a_strength_is_an_ingredients_where_there_is_one_for_each(
    ingredients: str, strength: str, strengths: list[str], pairs: list[str]
) -> None:
    said = only(files(Products=f"125514\t001\tTABLET;ORAL\t{strength}\t0\tX\t{ingredients}\t0\n"), "Products")
    [made] = described(said, KG.Authorisation)
    parts = described(said, KG.ProductIngredient)
    assert made["strength"] == strengths
    assert [part["label"][0] for part in parts] == pairs
    assert made.get("hasIngredient", []) == [part[""][0] for part in parts]
    is_unpaired = not pairs and "; " in ingredients
    assert [kind for _, kind, _ in unresolved(said)] == ["strength"] * is_unpaired


def test_a_remark_behind_a_strength_is_no_strength() -> None:
    made = product("CAPSULE;ORAL\tEQ 50MG BASE **Federal Register determination**\t1\tGLEEVEC\tIMATINIB MESYLATE\t0")
    assert (made["strength"], made["description"]) == (["EQ 50MG BASE"], ["Federal Register determination"])


def test_a_reference_drug_that_is_neither_yes_nor_no_is_told() -> None:
    said = only(files(Products="125514\t001\tVIAL\t50MG\t2\tKEYTRUDA\tPEMBROLIZUMAB\t\n"), "Products")
    assert "referenceDrug" not in described(said, KG.Authorisation)[0]
    assert unresolved(said) == [("2", "reference drug", "neither 1 (it is one) nor 0 (it is none)")]


def test_a_row_that_is_too_long_by_empty_cells_is_read_and_another_is_rejected() -> None:
    cells = "INJECTABLE;INJECTION\t50MG\t0\tKEYTRUDA\tPEMBROLIZUMAB"
    found = files(Products=f"125514\t001\t{cells}\t\t\n125514\t002\t{cells}\t\t0\n125514\t003\t{cells}\n")
    assert [outcome(said) for _, said in found.said("Products")] == [
        "said",
        "rejected: 9 cells where the table has 8 columns",
        "rejected: 7 cells where the table has 8 columns",
    ]


def test_the_first_approval_is_the_earliest_original_submission_with_approval_and_date() -> None:
    found = files(
        Submissions="125514\t2\tSUPPL\t1\tAP\t1999-01-01 00:00:00\t\t\n"
        "125514\t7\tORIG\t4\tTA\t2000-01-01 00:00:00\t\t\n"
        "125514\t7\tORIG\t3\tAP\t1900-01-01 00:00:00\t\t\n"
        "125514\t7\tORIG\t2\tAP\t2014-09-05 00:00:00\t\t\n"
        "125514\t7\tORIG\t1\tAP\t2014-09-04 00:00:00\t\tPRIORITY\n"
    )
    rows = [said for _, said in found.said("Submissions")]
    first = [described(said, KG.Application) for said in rows]
    assert first == [
        *[[]] * 4,
        [{"": ["drugsatfda:application:125514"], "firstApproval": ["drugsatfda:date:first-approval:2014-09-04"]}],
    ]
    [approval] = [date for date in described(rows[4], KG.DateValue) if date["dateKind"] == ["first approval"]]
    assert (approval["calendarDate"], approval["dateWritten"]) == (["2014-09-04"], ["2014-09-04"])
    assert unresolved(rows[2]) == [("1900-01-01 00:00:00", "date", "1900-01-01 stands for an unknown day")]
    assert DRUGSATFDA.notes(found.context) == {}


@pytest.mark.parametrize(
    ("submissions", "reason"),
    [
        ("125514\t2\tSUPPL\t1\tAP\t1999-01-01 00:00:00\t\t\n", "no ORIG submission is on record"),
        ("125514\t2\tORIG\t1\tTA\t1999-01-01 00:00:00\t\t\n", TENTATIVE),
        ("125514\t2\tORIG\t1\tAP\t\t\t\n", UNDATED),
        ("125514\t2\tORIG\t1\tAP\t1900-01-01 00:00:00\t\t\n", UNDATED),
    ],
)
def test_an_unknown_first_approval_is_counted_with_its_reason(submissions: str, reason: str) -> None:
    found = files(Submissions=submissions)
    assert DRUGSATFDA.notes(found.context) == {f"applications have no first approval: {reason}": 1}
    assert described(only(found, "Submissions"), KG.Application) == []


def test_a_submission_has_class_priority_status_and_date() -> None:
    [made] = described(only(files(), "Submissions"), KG.Submission)
    assert made == {
        "": ["drugsatfda:submission:125514:orig:1"],
        "label": ["Drugs@FDA BLA125514 ORIG 1"],
        "application": ["drugsatfda:application:125514"],
        "submissionType": ["ORIG"],
        "submissionNumber": ["1"],
        "status": ["AP"],
        "date": ["drugsatfda:date:approval:2014-09-04"],
        "submissionClass": ["Type 1 - New Molecular Entity"],
        "reviewPriority": ["PRIORITY"],
    }


def test_a_class_without_words_has_its_code_and_no_class_where_that_says_unknown() -> None:
    found = files(
        Submissions="125514\t20\tORIG\t1\tAP\t2014-09-04 00:00:00\tA remark\tN/A\n"
        "125514\t19\tSUPPL\t2\tTA\t\t\tUNKNOWN\n",
        SubmissionClass_Lookup="20\tUnspecified\t\n19\tUNKNOWN\t\n",
    )
    one, two = [described(said, KG.Submission)[0] for _, said in found.said("Submissions")]
    assert (one["submissionClass"], one["description"]) == (["Unspecified"], ["A remark"])
    assert not {"reviewPriority", "submissionClass", "date"} & {*two}


def test_numbers_without_their_lookup_table_are_told() -> None:
    found = files(("MarketingStatus_Lookup", "SubmissionClass_Lookup"), MarketingStatus="1\t125514\t001\n")
    assert unresolved(only(found, "Submissions")) == [("7", "submission class", "not in SubmissionClass_Lookup")]
    assert outcome(only(found, "MarketingStatus")) == "rejected: its number is not in MarketingStatus_Lookup"


def test_a_marketing_status_is_the_products_alone() -> None:
    found = files(
        Products=BASE["Products"] + BASE["Products"].replace("001", "002", 1),
        MarketingStatus="3\t125514\t001\n1\t125514\t002\n",
    )
    assert [described(said, KG.Authorisation) for _, said in found.said("MarketingStatus")] == [
        [{"": ["drugsatfda:authorisation:125514-001"], "status": ["Discontinued"]}],
        [{"": ["drugsatfda:authorisation:125514-002"], "status": ["Prescription"], "schedule": ["Prescription"]}],
    ]


def test_a_product_that_is_tentatively_approved_is_a_decision_and_no_authorisation() -> None:
    found = files(MarketingStatus="4\t125514\t001\n", TE="125514\t001\t4\tAB\n")
    iri = "drugsatfda:decision:125514-001"
    [made] = described(only(found, "Products"), KG.RegulatoryDecision)
    assert (made[""], made["productName"]) == ([iri], ["KEYTRUDA"])
    assert described(only(found, "Applications"), KG.RegulatoryDecision)[0][""] == [iri]
    assert described(only(found, "TE"), KG.RegulatoryDecision)[0][""] == [iri]
    assert described(only(found, "MarketingStatus"), KG.RegulatoryDecision) == [
        {"": [iri], "status": ["None (Tentative Approval)"], "decisionKind": ["tentative approval"]}
    ]
    tables = "Applications", "Products", "MarketingStatus", "TE"
    assert not [made for table in tables for made in described(only(found, table), KG.Authorisation)]


def test_rows_about_nothing_are_rejected_with_the_reason() -> None:
    found = files(
        Products="999999\t001\tVIAL\t1MG\t0\tX\tY\t0\n\t001\tVIAL\t1MG\t0\tX\tY\t0\n" + BASE["Products"],
        MarketingStatus="1\t999999\t001\n1\t125514\t002\n",
        TE="125514\t009\t1\tAB\n",
        Submissions="999999\t7\tORIG\t1\tAP\t2014-09-04 00:00:00\t\t\n" + BASE["Submissions"],
        SubmissionPropertyType="125514\tSUPPL     \t8\tOrphan\t5\n999999\tORIG\t1\tNull\t0\n",
        ApplicationDocs="1\t1\t125514\tSUPPL\t8\t0\thttp://example.org/a.pdf\t2014-09-04 00:00:00\n",
    )
    assert {name: [outcome(said) for _, said in found.said(name)] for name in sorted(found.names - {*LOOKUPS})} == {
        "ApplicationDocs": ["rejected: its submission is not in Submissions"],
        "Applications": ["said"],
        "MarketingStatus": [
            "rejected: its application is not in Applications",
            "rejected: its product is not in Products",
        ],
        "Products": ["rejected: its application is not in Applications", "rejected: has no application number", "said"],
        "SubmissionPropertyType": [
            "rejected: its submission is not in Submissions",
            "rejected: its application is not in Applications",
        ],
        "Submissions": ["rejected: its application is not in Applications", "said"],
        "TE": ["rejected: its product is not in Products"],
    }


def test_where_a_whole_table_is_not_there_nothing_is_rejected_for_it() -> None:
    found = files(
        ("Applications", "Products", "Submissions"),
        MarketingStatus="3\t125514\t001\n",
        SubmissionPropertyType="125514\tORIG\t1\tOrphan\t5\n",
    )
    assert [outcome(only(found, name)) for name in ("MarketingStatus", "SubmissionPropertyType")] == ["said", "said"]
    alone = files(("Applications",))
    [made] = described(only(alone, "Products"), KG.Authorisation)
    assert (made["number"], made["label"]) == (["125514"], ["Drugs@FDA 125514-001: KEYTRUDA"])


@pytest.mark.parametrize("table", sorted(BASE))
def test_of_rows_with_one_key_the_first_is_kept(table: str) -> None:
    found = files(**{table: BASE[table] * 2})
    one, two = [outcome(said) for _, said in found.said(table)]
    assert one == "said"
    assert two.startswith("rejected: its ApplNo")
    assert two.endswith("in an earlier row as well, which is kept")


def test_an_orphan_designation_is_the_submissions() -> None:
    found = files(SubmissionPropertyType="125514\tORIG      \t1\tOrphan\t5\n125514\tORIG\t1\tNull\t0\n")
    orphan, null = [said for _, said in found.said("SubmissionPropertyType")]
    assert described(orphan, KG.Submission) == [
        {"": ["drugsatfda:submission:125514:orig:1"], "designation": ["orphan"]}
    ]
    assert outcome(null) == "passed: says that the submission has no property (Null)"


def test_a_document_is_a_resource_of_its_submission_or_application() -> None:
    found = files(
        ApplicationDocs="1\t2\t125514\tORIG      \t1\t0\thttp://example.org/a b,c.pdf\t2019-06-05 00:00:00\n"
        "2\t1\t125514\tAPPL      \t0\tREMS\thttps://example.org/?a=1%20&b\t1900-01-01 00:00:00\n"
        "3\t1\t125514\tORIG\t1\t0\t0https://example.org/x\t2019-06-05 00:00:00\n"
    )
    label, letter, wrong = [said for _, said in found.said("ApplicationDocs")]
    assert described(label, KG.RelatedResource) == [
        {
            "": ["http://example.org/a%20b,c.pdf"],
            "label": ["Label"],
            "title": ["Label"],
            "resourceKind": ["Label"],
            "date": ["drugsatfda:date:document:2019-06-05"],
        }
    ]
    assert described(label, KG.Submission)[0]["relatedResource"] == ["http://example.org/a%20b,c.pdf"]
    assert described(letter, KG.RelatedResource)[0]["title"] == ["REMS"]
    assert described(letter, KG.Application) == [
        {"": ["drugsatfda:application:125514"], "relatedResource": ["https://example.org/?a=1%20&b"]}
    ]
    assert unresolved(letter)[0][1:] == ("date", "1900-01-01 stands for an unknown day")
    assert outcome(wrong) == "rejected: its address is no address on the web"


@pytest.mark.parametrize("day", ["2014-02-30 00:00:00", "yesterday"])
def test_an_impossible_date_costs_the_date_alone(day: str) -> None:
    said = only(files(Submissions=f"125514\t7\tORIG\t1\tAP\t{day}\t\tPRIORITY\n"), "Submissions")
    assert unresolved(said) == [(day, "date", "no day of the calendar")]
    assert described(said, KG.Submission)[0]["status"] == ["AP"]


def test_a_table_is_known_by_its_name_and_some_columns_or_by_all_its_columns() -> None:
    for name, columns in COLUMNS.items():
        header = "\t".join(columns).encode() + b"\r\n"
        assert recognise(f"a/{name}.txt", header) == ("drugsatfda", name)
        assert recognise("table.csv", b"\xef\xbb\xbf" + header) == ("drugsatfda", name)
    assert recognise("Products.txt", b"ApplNo\tProductNo\tForm\tStrength\tReferenceDrug\tDrugName") is not None
    assert DRUGSATFDA.recognises("Products.txt", b"DRUG_CODE\tCLASS") is None
    assert DRUGSATFDA.recognises("notes.md", b"# Products") is None


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("ApplNo\tProductNo\tForm\tStrength\tReferenceDrug\tDrugName", "column 'ActiveIngredient' is missing"),
        (",".join(COLUMNS["Products"]), "divided by ',' where '\\t' is expected"),
    ],
)
def test_a_table_of_another_make_is_one_clear_line(header: str, message: str) -> None:
    assert DRUGSATFDA.recognises("Products.txt", header.encode()) == "Products"
    with pytest.raises(NoTable, match=message.replace("\\", "\\\\")):
        find_layout(DRUGSATFDA.tables["Products"], [header + "\n"])


@given(st.lists(st.text(st.characters(exclude_characters="\n\t", codec="cp1252"), max_size=12), min_size=8, max_size=8))
def test_any_row_ends_as_something(cells: list[str]) -> None:
    for name in ("Products", "Submissions", "ApplicationDocs"):
        row = "\t".join(cells)
        texts = {name: row.replace("\r", "") + "\n"}
        found = files(tuple(BASE.keys() - {name}), **texts)
        for _, said in found.said(name):
            assert outcome(said) != "unrecognised"


def test_every_column_is_read_or_left_for_a_reason_and_every_property_has_its_column() -> None:
    for name, table in DRUGSATFDA.tables.items():
        assert {*table.columns} == {*table.reads, *table.leaves}, name
        assert not {*table.reads} & {*table.leaves}, name


def test_the_sample_has_a_row_of_each_kind() -> None:
    load_card(SAMPLE / "source.toml")
    found = Files({path.stem: path.read_bytes().decode("cp1252") for path in SAMPLE.glob("*.txt")})
    assert found.names == {*COLUMNS}
    count = Counter(outcome(said) for name in sorted(found.names) for _, said in found.said(name))
    assert count == {
        "said": 128,
        "passed: a row of a lookup table, read with the rows that use it": 52,
        "passed: a row of a lookup table that no other table refers to": 3,
        "passed: says that the submission has no property (Null)": 9,
        "rejected: its address is no address on the web": 1,
        "rejected: its application is not in Applications": 3,
        "rejected: its product is not in Products": 1,
    }
    assert len(DRUGSATFDA.notes(found.context)) == 2


class Real(NamedTuple):
    """What the real tables say: how their rows end, what is unresolved, what they leave unknown, and some products."""

    ends: Mapping[str, Counter[str]]
    unresolved: Mapping[str, Counter[str]]
    notes: Mapping[str, int]
    described: Mapping[str, dict[str, list[str]]]
    texts: Mapping[str, str]


@pytest.fixture(scope="module")
def real(shared: Path) -> Real:
    with zipfile.ZipFile(shared / "corpus" / "drugsatfda" / "drugsatfda.zip") as archive:
        texts = {Path(name).stem: archive.read(name).decode("cp1252") for name in archive.namelist()}
    found = Files(texts)
    made: dict[str, dict[str, list[str]]] = defaultdict(dict)
    ends: dict[str, Counter[str]] = {}
    missed: dict[str, Counter[str]] = {}
    for name in COLUMNS:
        ends[name], missed[name] = Counter(), Counter()
        for _, said in found.said(name):
            ends[name][outcome(said)] += 1
            for item in said:
                if isinstance(item, Unresolved):
                    missed[name][item.kind] += 1
                elif isinstance(item, Description) and item.type not in PARTS:
                    for key, some in values(item).items():
                        made[short(item.subject)].setdefault(key, []).extend(some)
    return Real(ends, missed, DRUGSATFDA.notes(found.context), made, texts)


def cells(real: Real, name: str) -> list[list[str]]:
    """The rows of a table as the csv module reads them."""
    reader = csv.reader(io.StringIO(real.texts[name], newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [[cell.strip() for cell in row] for row in reader][1:]


def test_every_row_of_the_real_tables_is_accounted_for(real: Real) -> None:
    rows = {name: len(cells(real, name)) for name in COLUMNS}
    assert (rows["Applications"], rows["Products"], rows["Submissions"]) == (23_267, 39_473, 156_942)
    assert {name: count.total() for name, count in real.ends.items()} == rows
    assert {name: dict(count) for name, count in real.ends.items()} == {
        "ActionTypes_Lookup": {"passed: a row of a lookup table that no other table refers to": 58},
        "ApplicationDocs": {
            "said": 57_339,
            "rejected: its address is no address on the web": 1,
            "rejected: its application is not in Applications": 2,
            "rejected: its submission is not in Submissions": 24,
        },
        "Applications": {"said": 23_267},
        "ApplicationsDocsType_Lookup": {"passed: a row of a lookup table, read with the rows that use it": 62},
        "MarketingStatus": {
            "said": 39_471,
            "rejected: its application is not in Applications": 9,
            "rejected: its product is not in Products": 308,
        },
        "MarketingStatus_Lookup": {"passed: a row of a lookup table, read with the rows that use it": 4},
        "Products": {"said": 39_468, "rejected: its application is not in Applications": 5},
        "SubmissionClass_Lookup": {"passed: a row of a lookup table, read with the rows that use it": 26},
        "SubmissionPropertyType": {
            "said": 1_362,
            "passed: says that the submission has no property (Null)": 177_028,
            "rejected: its application is not in Applications": 521,
            "rejected: its submission is not in Submissions": 260,
        },
        "Submissions": {"said": 152_510, "rejected: its application is not in Applications": 4_432},
        "TE": {
            "said": 18_239,
            "rejected: its application is not in Applications": 5,
            "rejected: its product is not in Products": 6,
        },
    }


def test_the_rejected_rows_are_those_whose_keys_are_missing(real: Real) -> None:
    """Counted anew, with the csv module."""
    applications = {row[0] for row in cells(real, "Applications")}
    products = {(row[0], row[1]) for row in cells(real, "Products")}
    submissions = {(row[0], row[2], row[3]) for row in cells(real, "Submissions")}

    def count(name: str, at: int, has_parent: Callable[[list[str]], bool]) -> tuple[int, int]:
        lost = [row for row in cells(real, name) if row[at] not in applications]
        rest = [row for row in cells(real, name) if row[at] in applications and not has_parent(row)]
        return len(lost), len(rest)

    assert count("MarketingStatus", 1, lambda row: (row[1], row[2]) in products) == (9, 308)
    assert count("TE", 0, lambda row: (row[0], row[1]) in products) == (5, 6)
    assert count("SubmissionPropertyType", 0, lambda row: (row[0], row[1], row[2]) in submissions) == (521, 260)
    assert count(
        "ApplicationDocs", 2, lambda row: row[3] == "APPL" or (row[2], row[3], row[4]) in submissions
    ) == (2, 24)  # fmt: skip
    assert count("Submissions", 0, lambda row: True) == (4_432, 0)
    assert count("Products", 0, lambda row: True) == (5, 0)


def test_the_first_approvals_are_those_that_the_rows_tell(real: Real) -> None:
    """Counted anew: 867 application numbers have tentative approvals only, 38 of them of no known application."""
    originals: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in cells(real, "Submissions"):
        if row[2] == "ORIG":
            originals[row[0]].append((row[4], row[5][:10]))
    applications = [row[0] for row in cells(real, "Applications")]
    tentative = {number for number, found in originals.items() if {status for status, _ in found} == {"TA"}}
    assert (len(tentative), len(tentative - {*applications})) == (867, 38)
    assert real.notes == {
        "applications have no first approval: no ORIG submission is on record": 3_161,
        "applications have no first approval: their ORIG submissions are approved tentatively (TA) only": 829,
    }
    for number in applications:
        days = [day for status, day in originals[number] if status == "AP" and day not in ("", "1900-01-01")]
        expected = [f"drugsatfda:date:first-approval:{min(days)}"] if days else []
        assert real.described[f"drugsatfda:application:{number}"].get("firstApproval", []) == expected


def test_products_are_authorisations_or_tentatively_approved(real: Real) -> None:
    kinds = Counter(key.split(":")[1] for key in real.described if key.startswith("drugsatfda:"))
    assert kinds["authorisation"] + kinds["decision"] == 39_468
    known = {(row[0], row[1]) for row in cells(real, "Products")}
    applications = {row[0] for row in cells(real, "Applications")}
    tentative = {(row[1], row[2]) for row in cells(real, "MarketingStatus") if row[0] == "4"}
    assert kinds["decision"] == len({key for key in tentative & known if key[0] in applications})
    assert kinds["application"] == 23_267
    assert kinds["submission"] == 152_510


def test_the_three_rows_of_nine_cells_are_read(real: Real) -> None:
    lines = real.texts["Products"].split("\r\n")
    assert [len(line.split("\t")) for line in lines[34_949:34_954]] == [8, 9, 9, 9, 8]
    for number, strength in (("001", "EQ 1MG BASE"), ("002", "EQ 2MG BASE"), ("003", "EQ 4MG BASE")):
        made = real.described[f"drugsatfda:decision:206029-{number}"]
        assert (made["productName"], made["strength"]) == (["PITAVASTATIN CALCIUM"], [strength])


@pytest.mark.parametrize(
    ("key", "name", "number", "holder", "day", "status", "strengths"),
    [
        ("125514-001", "KEYTRUDA", "BLA125514", "MERCK SHARP DOHME", "2014-09-04", "Prescription", ["50MG"]),
        ("021588-002", "GLEEVEC", "NDA021588", "NOVARTIS", "2003-04-18", "Prescription", ["EQ 400MG BASE"]),
        ("021335-001", "GLEEVEC", "NDA021335", "NOVARTIS", "2001-05-10", "Discontinued", ["EQ 50MG BASE"]),
        ("078340-001", "IMATINIB MESYLATE", "ANDA078340", "SUN PHARM", "2015-12-03", "Prescription", ["EQ 100MG BASE"]),
        ("103705-001", "RITUXAN", "BLA103705", "GENENTECH", "1997-11-26", "Prescription", ["10MG/ML"]),
        ("103792-001", "HERCEPTIN", "BLA103792", "GENENTECH", "1998-09-25", "Prescription", ["21MG/ML"]),
        ("761074-001", "OGIVRI", "BLA761074", "MYLAN GMBH", "2017-12-01", "Prescription", ["420MG/VIAL"]),
        ("125557-001", "BLINCYTO", "BLA125557", "AMGEN", "2014-12-03", "Prescription", ["35MCG"]),
        ("125085-002", "AVASTIN", "BLA125085", "GENENTECH", "2004-02-26", "Prescription", ["400MG"]),
        ("020702-004", "LIPITOR", "NDA020702", "PFIZER", "1996-12-17", "Prescription", ["EQ 80MG BASE"]),
        ("021652-001", "EPZICOM", "NDA021652", "VIIV HLTHCARE", "2004-08-02", "Prescription", EPZICOM),
    ],
)  # fmt: skip
def test_products_read_by_hand_are_found(
    real: Real, key: str, name: str, number: str, holder: str, day: str, status: str, strengths: list[str]
) -> None:
    made = real.described[f"drugsatfda:authorisation:{key}"]
    assert (made["productName"], made["number"], made["holderName"]) == ([name], [number], [holder])
    assert (made["status"], made["strength"]) == ([status], strengths)
    [application] = made["application"]
    assert real.described[application]["firstApproval"] == [f"drugsatfda:date:first-approval:{day}"]


def test_what_a_tentative_approval_and_an_orphan_submission_look_like(real: Real) -> None:
    made = real.described["drugsatfda:decision:022061-001"]
    assert made["decisionKind"] == ["tentative approval"]
    assert made["activeIngredient"] == ["LAMIVUDINE", "NEVIRAPINE", "ZIDOVUDINE"]
    assert "firstApproval" not in real.described["drugsatfda:application:022061"]
    assert real.described["drugsatfda:submission:125514:orig:1"]["designation"] == ["orphan"]
    assert real.described["drugsatfda:authorisation:202684-001"]["status"] == ["Prescription", "Over-the-counter"]
    assert sorted(real.described["drugsatfda:authorisation:021116-001"]["therapeuticEquivalence"]) == ["AB2", "AB4"]


def test_what_cannot_be_placed_is_counted_by_kind(real: Real) -> None:
    assert {name: dict(count) for name, count in real.unresolved.items() if count} == {
        "ApplicationDocs": {"date": 1_404},
        "Products": {"dosage form and route": 23, "reference drug": 90, "strength": 204},
        "Submissions": {"date": 1},
    }
