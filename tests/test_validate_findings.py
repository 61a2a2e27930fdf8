"""Findings led back to their lines, messages filled, quality rules, and shapes at fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KGError, UsageError
from kg.prefixes import BASE, PREFIXES
from kg.report import CHECK, Place, Report, ValidationResult
from kg.validate import validate_release
from kg.validate.quality import read_check
from kg.validate.shapes import read_shapes
from tests.conftest import ROOT
from tests.validation import HEAD, validate_made, write_release

CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))

# two documents of one drug, as the assembler writes them: statements, a described node, a node without passages
DATA = """
kgd:aa a kg:Document ; kg:path "in/a.md" , "in/copy-of-a.md" . kgd:bb a kg:Document ; kg:path "in/b.txt" .
GRAPH kgd:aa {
  kgr:drug a kg:Drug ; rdfs:label "Examplumab" ; kg:unii "4FR53SIF3B" ; kg:hasIndication kgr:use .
  kgs:1 rdf:subject kgr:drug ; rdf:predicate rdf:type ; rdf:object kg:Drug ; kg:evidence kge:a1 .
  kgs:2 rdf:subject kgr:drug ; rdf:predicate rdfs:label ; rdf:object "Examplumab" ; kg:evidence kge:a1 .
  kgs:3 rdf:subject kgr:drug ; rdf:predicate kg:unii ; rdf:object "4FR53SIF3B" ; kg:evidence kge:a3 , kge:a2 .
  kgs:4 rdf:subject kgr:drug ; rdf:predicate kg:hasIndication ; rdf:object kgr:use ; kg:evidence kge:a2 .
  kgr:use a kg:Indication ; rdfs:label "use" ; kg:evidence kge:a2 .
  kge:a1 kg:document kgd:aa ; kg:startLine 1 ; kg:startColumn 3 ; kg:quote "Examplumab" ; kg:role "words" .
  kge:a2 kg:document kgd:aa ; kg:startLine 4 ; kg:startColumn 1 ; kg:quote "Use" ; kg:role "heading" .
  kge:a3 kg:document kgd:aa ; kg:startLine 9 ; kg:startColumn 7 ; kg:quote "4FR53SIF3B" ; kg:role "words" .
}
GRAPH kgd:bb {
  kgr:drug rdfs:label "EXAMPLUMAB" .
  kgs:5 rdf:subject kgr:drug ; rdf:predicate rdfs:label ; rdf:object "EXAMPLUMAB" ; kg:evidence kge:b1 .
  kge:b1 kg:document kgd:bb ; kg:startLine 2 ; kg:startColumn 1 ; kg:quote "EXAMPLUMAB" ; kg:role "words" .
}
"""
A1, A2, A3, B1 = (
    Place(path, line, column, quote, f"{PREFIXES['kge']}{name}")
    for path, line, column, quote, name in (
        ("in/a.md", 1, 3, "Examplumab", "a1"),
        ("in/a.md", 4, 1, "Use", "a2"),
        ("in/a.md", 9, 7, "4FR53SIF3B", "a3"),
        ("in/b.txt", 2, 1, "EXAMPLUMAB", "b1"),
    )
)


def _release(folder: Path, shapes: str, data: str = DATA) -> Path:
    write_release(folder, "", shapes, "")
    quads = ox.parse(HEAD + data, format=ox.RdfFormat.TRIG)
    graph = f"<{PREFIXES['kgg']}documents>"
    names = ((quad, graph if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)) for quad in quads)
    lines = {f"{quad.subject} {quad.predicate} {quad.object} {name} .\n" for quad, name in names}
    (folder / "graph.nq").write_text("".join(sorted(lines, key=lambda line: (line.rsplit(" ", 2)[1], line))), "utf-8")
    return folder


def _only(report: Report) -> ValidationResult:
    (result,) = report.results
    return result


PLACES = {
    "the statement of the value": ("sh:targetNode kgr:drug", "kg:unii", "sh:maxLength 5", (A3, A2)),
    "the statements of the property": ("sh:targetNode kgr:drug", "rdfs:label", "sh:maxCount 1", (A1, B1)),
    "the node's class where the property is missing": ("sh:targetNode kgr:drug", "kg:targets", "sh:minCount 1", (A1,)),
    "the node's own passage": ("sh:targetClass kg:Indication", "kg:condition", "sh:minCount 1", (A2,)),
    "the statement itself": ("sh:targetNode kgs:3", "rdf:object", "sh:maxLength 5", (A3, A2)),
    "the passage itself": ("sh:targetNode kge:a2", "kg:quote", "sh:minLength 9", (A2,)),
    "the document as a whole": ("sh:targetNode kgd:bb", "kg:title", "sh:minCount 1", (Place("in/b.txt", 1, 1),)),
    "the value's own passage": ("sh:targetNode kgr:drug", "( kg:hasIndication rdf:type )", 'sh:pattern "x"', (A2,)),
}


@pytest.mark.parametrize(("target", "path", "said", "places"), PLACES.values(), ids=PLACES)
def test_a_finding_leads_to_its_line(
    tmp_path: Path, target: str, path: str, said: str, places: tuple[Place, ...]
) -> None:
    shapes = f"ex:s a sh:NodeShape ; {target} ; sh:property [ sh:path {path} ; {said} ; sh:message 'no' ] ."
    result = _only(_without_digits(validate_made(_release(tmp_path, shapes))))
    assert (result.place, *result.related) == places


def _without_digits(report: Report) -> Report:
    return Report(tuple(item for item in report.results if "check-" not in item.shape))


def test_a_message_names_the_node_the_value_and_other_properties(tmp_path: Path) -> None:
    said = "{$this} | {$value} | {$path} | {rdfs:label} | {kg:casNumber} | {strange}"
    shapes = "ex:s a sh:NodeShape ; sh:targetNode kgr:drug ; sh:property ex:p .\n"
    shapes += f"ex:p sh:path kg:unii ; sh:maxLength 5 ; sh:message '{said}' ."
    result = _only(_without_digits(validate_made(_release(tmp_path, shapes))))
    assert result.message == "kgr:drug | 4FR53SIF3B | kg:unii | EXAMPLUMAB, Examplumab | nothing | {strange}"


def test_a_message_about_a_count_names_all_values_or_nothing(tmp_path: Path) -> None:
    shapes = """
    ex:s a sh:NodeShape ; sh:targetNode kgr:drug ; sh:property
      [ sh:path rdfs:label ; sh:maxCount 1 ; sh:message "two: {$value}" ] ,
      [ sh:path kg:tag ; sh:minCount 1 ; sh:message "none: {?value}" ] .
    """
    report = _without_digits(validate_made(_release(tmp_path, shapes)))
    assert {result.message for result in report.results} == {
        "the documents that tell of kgr:drug differ: two: EXAMPLUMAB, Examplumab",
        "none: nothing",
    }


def test_severities_are_those_of_the_shapes(tmp_path: Path) -> None:
    made = [
        f"ex:{name} a sh:NodeShape ; sh:targetNode kgr:drug ; sh:class kg:Target ; sh:severity sh:{name} ."
        for name in ("Violation", "Warning", "Info")
    ]
    report = _without_digits(validate_made(_release(tmp_path, "\n".join(made))))
    assert report.counts == {"error": 1, "warning": 1, "info": 1}
    assert [result.severity for result in report.results] == ["error", "warning", "info"]


def test_a_wrong_check_character_is_a_warning_at_its_line(tmp_path: Path) -> None:
    result = _only(validate_made(_release(tmp_path, "")))
    assert (result.severity, result.shape) == ("warning", CHECK + "unii-check-character")
    assert result.message == (
        "4FR53SIF3B is mistyped or no identifier: its check character should be A; compare it with the source"
    )
    assert (result.place, result.value) == (A3, '"4FR53SIF3B"')


def test_a_shape_that_met_no_node_is_told_with_its_line(tmp_path: Path) -> None:
    shapes = "ex:seen a sh:NodeShape ; sh:targetClass kg:Drug .\nex:blind a sh:NodeShape ; sh:targetClass kg:Trial ."
    folder = _release(tmp_path, shapes)
    report = _without_digits(validate_made(folder))
    result = _only(report)
    assert (result.severity, result.shape, result.focus) == (
        "info",
        CHECK + "vacuous-shape",
        "http://example.org/blind",
    )
    assert str(result.place) == f"shapes/made.ttl:{HEAD.count(chr(10)) + 2}:1"
    strict = validate_made(folder, vacuous="error")
    assert not strict.conforms
    assert strict.met == {"http://example.org/blind": 0, "http://example.org/seen": 1}
    assert strict.vacuous == ("http://example.org/blind",)


def test_a_store_beside_the_graph_gives_the_same_report(tmp_path: Path) -> None:
    folder = _release(
        tmp_path, "ex:s a sh:NodeShape ; sh:targetClass kg:Drug ; sh:property [ sh:path kg:tag ; sh:minCount 1 ] ."
    )
    before = validate_made(folder)
    store = ox.Store(str(folder / "store"))
    store.bulk_load(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    assert validate_made(folder) == before


COMPARED = {
    ("sh:lessThan", '"2025-12-01"^^xsd:date'): 0,
    ("sh:lessThan", "7"): 1,
    ("sh:lessThan", '"x"^^xsd:integer'): 1,
    ("sh:lessThanOrEquals", '"2025-12-01"^^xsd:date'): 0,
    ("sh:lessThanOrEquals", "7"): 1,
    ("sh:lessThanOrEquals", '"x"^^xsd:integer'): 1,
    ("sh:lessThanOrEquals", '"02025-12-30"^^xsd:date'): 1,
}


@pytest.mark.parametrize(("component", "value"), COMPARED)
def test_values_that_cannot_be_compared_are_findings(tmp_path: Path, component: str, value: str) -> None:
    shapes = f"ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:a ; {component} ex:b ] ."
    data = f'ex:n ex:a {value} ; ex:b "2025-12-30"^^xsd:date .'
    assert len(validate_made(write_release(tmp_path, data, shapes)).results) == COMPARED[component, value]


# quality rules: what to add to a sound graph, and what is found of it

SOUND = """
kgd:aa a kg:Document ; rdfs:label "a" .
GRAPH kgd:aa {
  kgr:one a kg:Drug ; rdfs:label "One" ; kg:evidence kge:1 ; kg:unii "4FR53SIF3A" .
  kgr:one kg:hasAuthorisation kgr:a1 , kgr:a2 .
  kgr:two a kg:Drug ; rdfs:label "Two" ; kg:evidence kge:1 .
  kgr:a1 a kg:Authorisation ; rdfs:label "a" ; kg:evidence kge:1 ; kg:register kgr:r ; kg:number "7" .
  kgr:a2 a kg:Authorisation ; rdfs:label "b" ; kg:evidence kge:1 ; kg:register kgr:r ; kg:number "7" .
  kgr:a1 kg:status "Issued" .
  kgr:r a kg:Register ; rdfs:label "r" ; kg:evidence kge:1 .
  kge:1 a kg:Evidence ; kg:document kgd:aa ; kg:startLine 1 ; kg:quote "x" .
}
"""
FLAWS = {
    "dangling-link": ("kgr:one kg:targets kgr:target:lost .", "one", "kg:targets"),
    "duplicate-authorisation": ('kgr:a2 kg:status "Issued" .', "a2", ""),
    "label-languages": ('kgr:two rdfs:label "Zwei"@de .', "two", "rdfs:label"),
    "label-missing": ("kgr:three a kg:Target ; kg:evidence kge:1 .", "three", ""),
    "shared-identifier": ('kgr:two kg:unii "4FR53SIF3A" .', "one", "kg:unii"),
    "statement-without-evidence": ('kgr:use rdfs:label "a use" .', "use", "rdfs:label"),
}


def _check(folder: Path, more: str = "") -> list[ValidationResult]:
    data = SOUND + (f"GRAPH kgd:aa {{ {more} }}" if more else "")
    _release(folder, "", data)
    shutil.rmtree(folder / "checks")
    shutil.copytree(ROOT / "queries" / "checks", folder / "checks")
    return list(validate_made(folder).results)


def test_each_quality_rule_has_a_case() -> None:
    assert [path.stem for path in CHECKS] == sorted(FLAWS)


def test_a_sound_graph_breaks_no_quality_rule(tmp_path: Path) -> None:
    assert _check(tmp_path) == []


@pytest.mark.parametrize("name", FLAWS)
def test_a_quality_rule_finds_its_flaw_and_no_other(tmp_path: Path, name: str) -> None:
    more, focus, path = FLAWS[name]
    found = _check(tmp_path, more)
    assert {item.shape for item in found} == {CHECK + name}
    assert found[0].focus == PREFIXES["kgr"] + focus
    assert found[0].path == (PREFIXES[path.split(":")[0]] + path.split(":")[1] if path else "")
    assert "{" not in found[0].message


@pytest.mark.parametrize("path", CHECKS, ids=[path.stem for path in CHECKS])
def test_a_quality_rule_avoids_what_oxigraph_is_slow_at(path: Path) -> None:
    assert "NOT EXISTS" not in read_check(path).query


def test_a_statement_is_covered_by_its_own_evidence_only(tmp_path: Path) -> None:
    other = 'kgr:use rdfs:label "a use" . kgs:1 a rdf:Statement ; rdf:subject kgr:use ; rdf:predicate rdfs:label'
    assert _check(tmp_path, f'{other} ; rdf:object "a use" ; kg:evidence kge:1 .') == []
    found = _check(tmp_path, f'{other} ; rdf:object "another" ; kg:evidence kge:1 .')
    assert [item.shape for item in found] == [CHECK + "statement-without-evidence"]


CHECKS_AT_FAULT = {
    "# severity: error\n# message: m\nSELECT ?focus {}": "made.rq:1: the header has no '# question: …'",
    "# question: q\n# severity: grave\n# message: m\n": "made.rq:1: severity 'grave' is none of error, warning, info",
    "# question: q\n# severity: info\n# message: m\nSELECT ?focus { ?focus": "made.rq:4:23: syntax error",
}


@pytest.mark.parametrize(("text", "what"), CHECKS_AT_FAULT.items())
def test_a_quality_rule_at_fault_is_told_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    folder = _release(tmp_path, "")
    (folder / "checks" / "made.rq").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"made\.rq") as caught:
        validate_made(folder)
    assert what in str(caught.value)


# shapes at fault; the line counts from the end of the prefixes

AT_FAULT = {
    "no Turtle": ("ex:s a sh:NodeShape\n  sh:targetClass kg:Drug .", 2, "not Turtle"),
    "a misspelt class": (
        "ex:s a sh:NodeShape ;\n  sh:targetClass kg:Drugg .",
        2,
        "kg:Drugg is not in the ontology; did you mean kg:Drug?",
    ),
    "a class of nobody": (
        "ex:s a sh:NodeShape ; sh:class ex:Foo .",
        1,
        "http://example.org/Foo is not in the ontology",
    ),
    "a misspelt property": (
        "ex:s a sh:NodeShape ;\n\n sh:property [ sh:path kg:target ] .",
        3,
        "kg:target is not in the ontology; did you mean kg:targets?",
    ),
    "a misspelt parameter": (
        "ex:s a sh:NodeShape ; sh:minCuont 1 .",
        1,
        "sh:minCuont is no parameter of SHACL Core; did you mean sh:minCount?",
    ),
    "SPARQL": ("ex:s a sh:NodeShape ; sh:sparql [ sh:select 'x' ] .", 1, "sh:sparql is no parameter of SHACL Core"),
    "a circle of one": (
        "ex:s a sh:NodeShape ; sh:targetClass kg:Drug ; sh:node ex:s .",
        1,
        "shapes refer to themselves (http://example.org/s → http://example.org/s)",
    ),
    "a circle of two": (
        "ex:s a sh:NodeShape ; sh:targetClass kg:Drug ; sh:property ex:p .\n"
        "ex:p sh:path kg:targets ; sh:or ( [ sh:node ex:s ] ) .",
        1,
        "shapes refer to themselves",
    ),
    "two paths in one": (
        "ex:s a sh:NodeShape ; sh:targetClass kg:Drug ; sh:property ex:p .\n"
        "ex:p sh:path [ sh:inversePath kg:targets ; sh:zeroOrMorePath kg:targets ] .",
        0,
        "a sh:path must be of one kind",
    ),
}


@pytest.mark.parametrize(("text", "line", "what"), AT_FAULT.values(), ids=AT_FAULT)
def test_shapes_at_fault_are_told_with_file_and_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = tmp_path / "made.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_shapes([path])
    place = f"{tmp_path.name}/made.ttl" + (f":{HEAD.count(chr(10)) + line}:" if line else ":")
    assert str(caught.value).startswith(place), caught.value
    assert what in str(caught.value)


def test_shapes_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "made.ttl").write_bytes(b"# \xff\n")
    with pytest.raises(UsageError, match=r"made\.ttl"):
        read_shapes([tmp_path / "made.ttl"])


def test_a_folder_without_a_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no graph here \(no graph.nq\); build one with: kg build"):
        validate_release(tmp_path)


def test_a_broken_graph_is_told(tmp_path: Path) -> None:
    folder = _release(tmp_path, "")
    (folder / "graph.nq").write_text("<urn:a> no quad\n", encoding="utf-8")
    with pytest.raises(KGError, match="cannot be opened"):
        validate_made(folder)


def test_the_shapes_of_the_project_are_read_and_named(tmp_path: Path) -> None:
    graph = read_shapes(sorted((ROOT / "shapes").glob("*.ttl")))
    assert len(graph.targeted) > 60
    assert all(shape.iri.startswith(f"<{BASE}shape/") for shape in graph.within().values())
