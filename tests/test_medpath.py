"""MedPath's pages: what each part of a page says, with evidence, and what is wrong with a page."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from kg.mappers import MAPPERS
from kg.mappers.medpath import MEDPATH, RULES
from kg.mappers.medpath.registers import REGISTERS, USUAL
from kg.model import Problem
from kg.vocabulary import KG, RDF, RDFS
from tests.medpath_pages import DRUG, EVENT, FDA, FIELDS, OVERVIEW, ROW, SECTION, TABLES, TRIAL, Said, make_page

AUTHORITIES = Path(__file__).parents[1] / "ontology" / "authorities.ttl"


def test_the_mapper_is_registered_and_reads_by_lines() -> None:
    assert MAPPERS["medpath"] is MEDPATH
    assert MEDPATH.layout == "lines"
    assert MEDPATH.rules == RULES


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (make_page(), True),
        (make_page().replace("\n", "\r\n"), True),
        ("\ufeff\n" + make_page(), True),
        (make_page().removeprefix("MedPath\n"), True),
        ("MedPath\n\nExamplimab\n\nGeneric Name\nExamplimab", True),
        ("MedPath is a site.\n\nOverview\n\nNothing", False),
        ("# Examplimab - NCI\n\nOverview\n\nIndication\n", False),
        ("", False),
    ],
)
def test_a_page_is_recognised_by_its_name_or_its_headings(head: str, expected: bool) -> None:
    assert MEDPATH.recognises("any.bin", head.encode()) is expected


def test_the_header_names_the_drug_its_brands_and_identifiers() -> None:
    said = Said(make_page())
    assert said.objects(DRUG, RDFS.label) == ["Examplimab"]
    assert said.objects(DRUG, RDF.type) == [KG.Drug]
    assert said.objects(DRUG, KG.brand) == ["Examplix", "Whybrand"]
    assert said.objects(DRUG, KG.drugType) == ["Biotech"]
    assert said.objects(DRUG, KG.casNumber) == ["50-00-0"]
    assert said.objects(DRUG, KG.unii) == ["ABC1234567"]
    assert said.objects(said.document.iri, KG.title) == ["Examplimab"]
    assert said.objects(said.document.iri, KG.pageKind) == ["drug"]
    assert said.problems == []


def test_a_field_is_cited_by_its_value_and_its_label() -> None:
    said = Said(make_page())
    value, label = said.evidence(DRUG, KG.casNumber)
    assert (value.quote, value.role, value.span.start_line) == ("50-00-0", "words", 12)
    assert (label.quote, label.role, label.span.start_line) == ("CAS Number", "heading", 11)


def test_the_order_of_the_fields_and_line_ends_change_nothing() -> None:
    fields = dict(sorted(FIELDS.items(), reverse=True))
    for text in (make_page(fields=fields), make_page().replace("\n", "\r\n"), "\ufeff" + make_page()):
        said = Said(text)
        assert said.objects(DRUG, KG.brand) == ["Examplix", "Whybrand"]
        assert said.objects(DRUG, KG.unii) == ["ABC1234567"]
        assert len(said.nodes(KG.hasNoneFound)) == 12


def test_an_unknown_field_is_told_and_its_lines_stay_unrecognised() -> None:
    said = Said(make_page(fields={"Generic Name": "Examplimab", "Half-life": "2 hours", "Drug Type": "Biotech"}))
    assert said.problems == [Problem(7, "warning", "unknown field 'Half-life'; its value is counted as unrecognised")]
    assert said.objects(DRUG, KG.drugType) == ["Biotech"]


def test_a_field_without_a_value_leaves_the_next_one_in_place() -> None:
    text = make_page().replace("Drug Type\nBiotech\n", "Drug Type\n")
    said = Said(text)
    assert said.objects(DRUG, KG.drugType) == []
    assert said.objects(DRUG, KG.casNumber) == ["50-00-0"]


def test_without_a_generic_name_the_title_is_the_name() -> None:
    said = Said(make_page(fields={"Drug Type": "Biotech"}))
    assert said.objects(DRUG, RDFS.label) == ["Examplimab"]
    assert [(problem.severity, problem.line) for problem in said.problems] == [("warning", 3)]


def test_a_page_without_any_name_is_an_error() -> None:
    said = Said("MedPath\n\nOverview\n\nA drug.")
    assert [(problem.severity, problem.what) for problem in said.findings if isinstance(problem, Problem)] == [
        ("error", "the page names no drug: neither a field 'Generic Name' nor a title")
    ]


def test_the_overview_tells_target_maker_and_events() -> None:
    said = Said(make_page())
    assert said.objects(DRUG, KG.targets) == ["CD99"]
    assert said.objects(DRUG, KG.maker) == ["Sample Pharma Inc."]
    assert said.records(KG.hasEvent, EVENT) == [("FDA", "first approval", "2010-05", "relapsed examploma")]
    assert said.nodes(KG.hasEvent) == [
        "https://w3id.org/drug-kg/id/medpath:event:examplimab:fda:first-approval:2010-05:relapsed-examploma"
    ]


def test_an_event_that_refers_back_cites_what_it_refers_to() -> None:
    said = Said(make_page(overview=f"{OVERVIEW} This indication was withdrawn in March 2012."))
    withdrawn = said.nodes(KG.hasEvent)[1]
    assert said.records(KG.hasEvent, EVENT)[1] == ("FDA", "withdrawn", "2012-03", "relapsed examploma")
    assert [(e.quote, e.role) for e in said.evidence(withdrawn, RDF.type)] == [
        ("This indication was withdrawn in March 2012.", "words"),
        ("FDA", "reference"),
        ("relapsed examploma", "reference"),
    ]


def test_an_indication_has_its_use() -> None:
    said = Said(make_page())
    node = "kgr:medpath:indication:examplimab:relapsed-examploma"
    assert said.objects(DRUG, KG.indicatedFor) == ["relapsed examploma"]
    assert said.objects(node, KG.conditionName) == ["relapsed examploma"]
    assert said.objects(node, KG.useStatus) == ["approved"]
    assert said.objects(node, KG.purpose) == ["treat"]
    assert said.objects(f"{node}:use:1", KG.population) == ["adults"]
    words = [evidence.role for evidence in said.evidence(node, RDF.type)]
    assert words == ["words", "lead-in", "lead-in", "heading"]


def test_associated_conditions_are_kept_as_written() -> None:
    said = Said(make_page())
    assert said.objects(DRUG, KG.associatedCondition) == ["Examploma", "Relapsed Examploma (RE)"]
    bullet, heading = said.evidence(DRUG, KG.associatedCondition)
    assert (bullet.quote, heading.quote) == ("Examploma", "Associated Conditions")


def test_the_report_has_title_and_date_and_the_paragraphs_of_its_summary() -> None:
    said = Said(make_page())
    assert said.records(KG.hasReport, (KG.title, KG.date)) == [("Examplimab: A Sample", "2024-02-03")]
    assert said.objects(said.nodes(KG.hasReport)[0], KG.summary) == ["It is a drug."]
    reasons = {said.document.text[s.start : s.end]: s.reason for s in said.skipped}
    assert reasons["Continue reading the full research report"] == "boilerplate"


def test_a_row_is_an_authorisation_with_each_of_its_cells() -> None:
    said = Said(make_page(tables={"FDA": FDA}))
    assert said.records(KG.hasAuthorisation, ROW) == [
        ("FDA", "EXAMPLIX", "SAMPLE INC", "0001-0002", None, "ORAL", "5 mg in 1 1", None, "2004-02-03")
    ]
    node = said.nodes(KG.hasAuthorisation)[0]
    assert node == "https://w3id.org/drug-kg/id/medpath:authorisation:examplimab:fda:0001-0002:1"
    assert said.objects(node, KG.holder) == ["SAMPLE INC"]
    assert said.objects(node, KG.register) == [REGISTERS["FDA"]]
    assert said.objects(node, RDFS.label) == ["FDA 0001-0002"]


def test_each_cell_is_cited_exactly_and_the_row_as_a_whole() -> None:
    said = Said(make_page(tables={"FDA": FDA}))
    node = said.nodes(KG.hasAuthorisation)[0]
    cell, heading = said.evidence(node, KG.strength)
    assert (cell.quote, cell.rule, heading.quote, heading.role) == (
        "5 mg in 1 1",
        "medpath.cell",
        "FDA Drug Approvals",
        "heading",
    )
    row = said.evidence(node, RDF.type)[0]
    assert (row.quote, row.role) == ("\n".join(FDA), "row")


def test_two_equal_rows_are_two_records() -> None:
    said = Said(make_page(tables={"EMA": ["Authorised", "11/23/2015", "Authorised", "11/23/2015"]}))
    assert [node.rsplit(":", 3)[1:] for node in said.nodes(KG.hasAuthorisation)] == [
        ["ema", "2015-11-23", "1"],
        ["ema", "2015-11-23", "2"],
    ]


@pytest.mark.parametrize("status", ["Application withdrawn", "Refused", "Opinion"])
def test_a_row_of_the_ema_that_authorises_nothing_is_a_decision(status: str) -> None:
    said = Said(make_page(tables={"EMA": [status, "11/23/2015", "Withdrawn", "11/24/2015"]}))
    assert [node.rsplit(":", 4)[0].rpartition("/")[2] for node in said.nodes(KG.hasAuthorisation)] == [
        "medpath:authorisation"
    ]
    (node,) = said.nodes(KG.hasDecision)
    assert node == "https://w3id.org/drug-kg/id/medpath:decision:examplimab:ema:2015-11-23:1"
    assert said.objects(node, RDF.type) == [KG.RegulatoryDecision]
    assert said.objects(node, KG.status) == [status]
    assert said.objects(node, KG.decisionKind) == [status.lower()]
    assert said.evidence(node, KG.decisionKind)[0].quote == status


def test_such_words_of_another_register_are_its_status() -> None:
    said = Said(make_page(tables={"TGA": ["EXAMPLIX", "1001", "Refused", "2/3/2004"]}))
    assert said.nodes(KG.hasDecision) == []


def test_each_register_has_its_own_columns() -> None:
    said = Said(make_page(tables=TABLES))
    assert said.records(KG.hasAuthorisation, ROW) == [
        ("EMA", None, None, None, None, None, None, "Withdrawn", "2017-07-13"),
        ("HSA", "EXAMPLIX TABLET 5 mg", None, "SIN12345P", "TABLET, FILM COATED", None, "5.0 mg", None, "2016-10-18"),
        ("NMPA", "某某单抗示例注射液", "Sample AG", "国药准字HJ20200001", "注射剂", None, None, None, "2006-04-01"),
        ("PPB", "EXAMPLIX TAB 5MG", TABLES["PPB"][2], "HK-66016", None, None, "5 mg", None, "2006-10-09"),
        ("TGA", TABLES["TGA"][0], None, "232805", None, None, None, "A", "2015-11-09"),
        ("Health Canada", *TABLES["Health Canada"][:4], None, "38.5 MCG / VIAL", None, None),
        ("CIMA AEMPS", TABLES["CIMA AEMPS"][0], None, "1151047001", "COMPRIMIDO", None, None, "Commercialized", None),
        ("Philippines FDA", *TABLES["Philippines FDA"][:4], None, "5 mg", None, "2008-10-14"),
        ("Saudi SFDA", *TABLES["Saudi SFDA"][:4], None, "5 mg", None, "2008-05-31"),
        ("Malaysia NPRA", *TABLES["Malaysia NPRA"][:4], None, "5 mg", None, "1998-11-13"),
        ("UK EMC", *TABLES["UK EMC"][:4], None, None, None, "2015-08-09"),
    ]
    assert said.records(KG.hasDecision, ROW) == [
        ("EMA", None, None, None, None, None, None, "Application withdrawn", None)
    ]
    assert said.problems == []
    assert said.unresolved == []


def test_cells_that_only_some_registers_have_are_kept_too() -> None:
    said = Said(make_page(tables=TABLES))
    other = (KG.drugType, KG.licenceNumber, KG.registrationType, KG.prescriptionType, KG.activeIngredient)
    kept = [value for record in said.records(KG.hasAuthorisation, other) for value in record if value]
    assert kept == ["化学药品", "WL-01300", "Medicine", "Uso Hospitalario", "examplimab"]


def test_none_found_is_a_statement_of_the_page_for_each_register() -> None:
    said = Said(make_page())
    assert [name for (name,) in said.records(KG.hasNoneFound, (KG.registerName,))] == list(USUAL)
    node = said.nodes(KG.hasNoneFound)[0]
    assert node == "https://w3id.org/drug-kg/id/medpath:none-found:examplimab:fda"
    words, heading = said.evidence(DRUG, KG.hasNoneFound)
    assert (words.quote, heading.quote) == ("No FDA approvals found for this drug.", "FDA Drug Approvals")
    assert said.nodes(KG.hasAuthorisation) == []


def test_registers_are_those_of_the_vocabulary() -> None:
    graph = rdflib.Graph().parse(AUTHORITIES)
    known = set(graph.subjects(rdflib.URIRef(RDF.type), rdflib.URIRef(KG.Register)))
    assert known == {rdflib.URIRef(iri) for iri in REGISTERS.values()}


def test_trials_keep_what_is_there() -> None:
    cells = ["2020/01/02", "Phase 1", "Completed", "Sample Hospital", "2019/05/06", "Not Applicable", "Recruiting"]
    said = Said(make_page(trials=cells))
    assert said.records(KG.hasTrial, TRIAL) == [
        ("2020-01-02", "Phase 1", "Completed", "Sample Hospital", None, None),
        ("2019-05-06", "Not Applicable", "Recruiting", None, None, None),
    ]
    assert said.nodes(KG.hasTrial)[0] == "https://w3id.org/drug-kg/id/medpath:trial:examplimab:2020-01-02:1"


def test_a_trial_with_its_number_is_keyed_by_it_and_labelled_by_its_title() -> None:
    said = Said(make_page(trials=["A Study of Gout", "2020/01/02", "NCT01234567", "Phase 1", "Completed"]))
    (node,) = said.nodes(KG.hasTrial)
    assert node == "https://w3id.org/drug-kg/id/medpath:trial:examplimab:nct01234567:1"
    assert said.objects(node, RDFS.label) == ["A Study of Gout"]


def test_a_page_without_trials_says_nothing_of_them() -> None:
    assert Said(make_page()).nodes(KG.hasTrial) == []


def test_a_cell_that_no_column_takes_for_sure_is_unresolved() -> None:
    cells = ["Blue Sky", "2020/01/04", "Phase 1", "Completed", "Red Sky", "White Rose", "2020/01/03", "Phase 1"]
    cells += ["Completed", "2020/01/02", "Phase 1", "Completed", "Black Swan", "2020/01/01", "Phase 1", "Completed"]
    said = Said(make_page(trials=cells))
    assert [(u.quote, u.kind, u.reason) for u in said.unresolved] == [
        ("Black Swan", "cell", "it may be a title or a sponsor")
    ]
    assert len(said.nodes(KG.hasTrial)) == 4


def test_a_day_that_does_not_exist_is_kept_as_text_and_told_with_its_line() -> None:
    text = make_page(tables={"FDA": [*FDA[:5], "2/30/2023"]})
    said = Said(text)
    line = text.split("\n").index("2/30/2023") + 1
    assert said.problems == [Problem(line, "warning", "'2/30/2023' (Effective Date) is no day of the calendar")]
    assert [(u.quote, u.kind) for u in said.unresolved] == [("2/30/2023", "date")]
    assert said.records(KG.hasAuthorisation, (KG.number, KG.date)) == [("0001-0002", None)]


def test_a_page_that_ends_inside_a_row_keeps_the_rows_before() -> None:
    cells = [*FDA, "WHYBRAND", "SAMPLE INC", "0001-0003"]
    text = make_page(tables={"FDA": cells})
    said = Said(text[: text.index("0001-0003") + 9])
    line = text.split("\n").index("WHYBRAND") + 1
    what = "the page ends inside a row of 'FDA Drug Approvals'; the rows above are kept"
    assert said.problems == [Problem(line, "error", what)]
    assert len(said.nodes(KG.hasAuthorisation)) == 1
    assert [u.quote for u in said.unresolved] == cells[6:]


@pytest.mark.parametrize(("end", "kept"), [("5 mg in 1 1\n2/3/20", 0), ("5 mg in 1 1\n2/3/2004", 1)])
def test_a_page_that_ends_inside_a_cell_has_a_broken_row(end: str, kept: int) -> None:
    text = make_page(tables={"FDA": FDA})
    said = Said(text[: text.index(end) + len(end)])
    assert len(said.nodes(KG.hasAuthorisation)) == kept
    assert [problem.severity for problem in said.problems] == ["error"] * (1 - kept)


def test_a_page_that_ends_before_the_first_row_is_an_error() -> None:
    text = make_page(tables={"FDA": FDA})
    said = Said(text[: text.index("EXAMPLIX\n")])
    assert [problem.what for problem in said.problems] == [
        "the page ends inside 'FDA Drug Approvals', before its first row"
    ]


def test_the_last_row_of_a_whole_page_may_lack_its_last_cell() -> None:
    said = Said(make_page(tables={"UK EMC": TABLES["UK EMC"][:5]}))
    assert said.problems == []
    assert len(said.nodes(KG.hasAuthorisation)) == 1


def test_an_unknown_register_is_told_and_its_lines_are_not_read() -> None:
    said = Said(make_page(more="Sampleland Drug Approvals\n\nApproved Product\nStatus\nEXAMPLIX\nAuthorised"))
    (problem,) = said.problems
    assert problem.severity == "warning"
    assert problem.what.startswith("unknown section 'Sampleland Drug Approvals' was not read; the registers are FDA,")
    assert said.nodes(KG.hasAuthorisation) == []


def test_an_unknown_section_of_prose_is_told() -> None:
    said = Said(make_page(more="Side Effects\n\nIt may cause a rash."))
    assert [problem.what for problem in said.problems] == [
        "unknown section 'Side Effects'; its text is counted as unrecognised"
    ]


def test_a_section_that_is_missing_takes_nothing_from_the_others() -> None:
    text = make_page(tables={"FDA": FDA})
    start, end = text.index("Overview\n"), text.index("Associated Conditions\n")
    said = Said(text[:start] + text[end:])
    assert said.objects(DRUG, KG.associatedCondition) == ["Examploma", "Relapsed Examploma (RE)"]
    assert len(said.nodes(KG.hasAuthorisation)) == 1
    assert said.problems == []


def test_a_column_that_is_not_known_is_told_and_its_cells_take_no_others_place() -> None:
    text = make_page(tables={"EMA": ["Examplix", "France", "Authorised", "1/2/2003"]})
    text = text.replace("Approved Product\nAuthorization Holder\nStatus", "Approved Product\nOrigin\nStatus")
    said = Said(text)
    (problem,) = said.problems
    assert problem.what == "unknown column 'Origin' in 'EMA Drug Approvals'; its cells are not kept"
    assert said.records(KG.hasAuthorisation, (KG.productName, KG.status, KG.date)) == [
        ("Examplix", "Authorised", "2003-01-02")
    ]


def test_a_table_that_lost_its_header_is_read_with_the_usual_columns() -> None:
    text = make_page(tables={"FDA": FDA})
    header = USUAL["FDA"].replace(", ", "\n") + "\n"
    said = Said(text.replace(header, ""))
    assert [problem.severity for problem in said.problems] == ["warning"]
    assert said.records(KG.hasAuthorisation, (KG.productName, KG.route)) == [("EXAMPLIX", "ORAL")]
    assert Said(text.replace("NDC Code\n", "")).records(KG.hasAuthorisation, (KG.number,)) == [("0001-0002",)]


def test_an_empty_section_is_told() -> None:
    said = Said(make_page(tables={"HSA": []}))
    assert [problem.what for problem in said.problems] == [
        f"{SECTION['HSA']!r} has neither rows nor the sentence that none was found"
    ]


def test_a_line_of_megabytes_is_an_error_and_the_rest_is_read() -> None:
    text = make_page(overview="word " * 20_000)
    said = Said(text)
    line = text[: text.index("word")].count("\n") + 1
    assert said.problems == [Problem(line, "error", "a line of more than 65536 characters was not read")]
    assert said.objects(DRUG, KG.brand) == ["Examplix", "Whybrand"]


def test_the_foot_of_the_page_is_boilerplate() -> None:
    said = Said(make_page())
    reasons = [s.reason for s in said.skipped if said.document.text[s.start : s.end].startswith(("Help", "Your", "©"))]
    assert reasons == ["boilerplate"] * 3
