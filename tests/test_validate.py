"""Validation of whole releases: the sieve and the batches against pySHACL, quality rules, places, bad input."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest

from kg.ranges import plan_ranges
from kg.report import Report
from kg.validate import validate_release
from kg.validate.certain import compile_shape
from kg.validate.screen import plan_screen, screen_share
from kg.validate.shapes import read_shapes
from tests.conftest import ROOT
from tests.validation import see_report, see_whole, validate_made, write_release

# each component that is compiled, and each that is left to pySHACL: what a property shape says of ex:p
ON_VALUES = {
    "and": "sh:and ( [ sh:minLength 2 ] [ sh:nodeKind sh:Literal ] )",
    "class": "sh:class ex:Thing",
    "class-two": "sh:class ex:Thing , ex:Other",
    "datatype-boolean": "sh:datatype xsd:boolean",
    "datatype-date": "sh:datatype xsd:date",
    "datatype-decimal": "sh:datatype xsd:decimal",
    "datatype-integer": "sh:datatype xsd:integer",
    "datatype-lang": "sh:datatype rdf:langString",
    "datatype-month": "sh:datatype xsd:gYearMonth",
    "datatype-string": "sh:datatype xsd:string",
    "datatype-year": "sh:datatype xsd:gYear",
    "disjoint": "sh:disjoint ex:q",
    "equals": "sh:equals ex:q",
    "has-value": 'sh:hasValue "abc"',
    "has-value-number": "sh:hasValue 1",
    "in": 'sh:in ( "abc" ex:thing 1 "2020-01-31"^^xsd:date )',
    "language": 'sh:languageIn ( "en" )',
    "less": "sh:lessThan ex:q",
    "less-or-equal": "sh:lessThanOrEquals ex:q",
    "max-count": "sh:maxCount 1",
    "max-exclusive": "sh:maxExclusive 10",
    "max-inclusive": 'sh:maxInclusive "2020-01-31"^^xsd:date',
    "max-length": "sh:maxLength 3",
    "min-count": "sh:minCount 1",
    "min-count-two": "sh:minCount 2",
    "min-exclusive": "sh:minExclusive 1",
    "min-inclusive": "sh:minInclusive 1",
    "min-inclusive-decimal": "sh:minInclusive 1.5",
    "min-length": "sh:minLength 3",
    "node": "sh:node [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ]",
    "node-closed": "sh:node [ sh:closed true ; sh:ignoredProperties ( rdf:type ) ]",
    "kind-iri": "sh:nodeKind sh:IRI",
    "kind-literal": "sh:nodeKind sh:Literal",
    "kind-iri-or-literal": "sh:nodeKind sh:IRIOrLiteral",
    "not": 'sh:not [ sh:in ( "abc" ex:thing ) ]',
    "or": "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] [ sh:class ex:Thing ] )",
    "or-twice": "sh:or ( [ sh:datatype xsd:date ] [ sh:minLength 3 ] ) , ( [ sh:nodeKind sh:IRI ] [ sh:maxLength 4 ] )",
    "pattern": 'sh:pattern "^a.*c$"',
    "pattern-end": 'sh:pattern "b$"',
    "pattern-flags": 'sh:pattern "^[A-C\\n]+$" ; sh:flags "i"',
    "property": "sh:property [ sh:path ex:r ; sh:minCount 1 ]",
    "qualified": "sh:qualifiedValueShape [ sh:class ex:Thing ] ; sh:qualifiedMinCount 1",
    "unique-lang": "sh:uniqueLang true",
    "unique-lang-off": "sh:uniqueLang false",
    "xone": 'sh:xone ( [ sh:minLength 4 ] [ sh:pattern "a" ] )',
}
ON_NODES = {
    "closed": "sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ) ; sh:property [ sh:path ex:r ]",
    "closed-path": "sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ) ; sh:property [ sh:path ex:p ]",
    "closed-off": "sh:closed false",
    "itself-class": "sh:class ex:Thing",
    "itself-equals": "sh:equals ex:p",
    "itself-in": "sh:in ( ex:n1 ex:n2 )",
    "itself-kind": "sh:nodeKind sh:IRI",
    "itself-pattern": 'sh:pattern "n[0-5]+$"',
    "nested-node": "sh:node [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ]",
    "nested-or": "sh:or ( [ sh:path ex:p ; sh:minCount 2 ] [ sh:property [ sh:path ex:q ; sh:maxCount 0 ] ] )",
    "path-alternative": "sh:property [ sh:path [ sh:alternativePath ( ex:q ex:r ) ] ; sh:minCount 1 ]",
    "path-inverse": "sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount 1 ]",
    "path-more": "sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 1 ]",
    "path-sequence": "sh:property [ sh:path ( ex:p ex:r ) ; sh:minCount 1 ]",
}
# plainly right, plainly wrong, and what only looks right or wrong
VALUES = r"""
"abc" "ab" "" "abcd" "ABC" "a\nc" "ab\n" "a\"c" "a\\c" "äbc" "abc"@en "abc"@en-GB "abc"@de
1 0 7 10 -3 "01"^^xsd:integer "+1"^^xsd:integer "x"^^xsd:integer 1.0 1.5 1e0 "1"
true "1"^^xsd:boolean "yes"^^xsd:boolean
"2020-01-31"^^xsd:date "2020-02-30"^^xsd:date "2020-02-01"^^xsd:date "2020-01-31Z"^^xsd:date "2020-01-31"
"2020"^^xsd:gYear "20"^^xsd:gYear "2020-01"^^xsd:gYearMonth "2020-13"^^xsd:gYearMonth
"2020-01-31T00:00:00"^^xsd:dateTime "abc"^^ex:own "abc"^^xsd:string
ex:thing ex:below ex:other ex:nobody ex:n1
""".split()
DATA = (
    "ex:thing a ex:Thing ; ex:r 1 . ex:below a ex:Below . ex:other a ex:Other , ex:Thing . ex:nobody ex:r ex:thing .\n"
)
ONTOLOGY = "ex:Thing a owl:Class . ex:Other a owl:Class . ex:Below a owl:Class ; rdfs:subClassOf ex:Thing .\n"


def _focus_nodes() -> str:
    """A node for each value, each pair of neighbouring values, and each value beside one of another property."""
    nodes = [""]
    nodes += [f"; ex:p {value}" for value in VALUES]
    nodes += [f"; ex:p {one} , {two}" for one, two in itertools.pairwise(VALUES)]
    nodes += [f"; ex:p {value} ; ex:q {value}" for value in VALUES]
    nodes += ['; ex:p "abc"@en , "d"@en', "; ex:p ex:n1 ; ex:r 1 . ex:n1 ex:p ex:n2"]
    ordered = [value for value in VALUES if "^^" in value or not value.startswith(('"', "ex:"))]
    nodes += [f"; ex:p {value} ; ex:q 5 , 7" for value in ordered]
    nodes += [f'; ex:p {value} ; ex:q "2020-01-31"^^xsd:date' for value in ordered]
    return "".join(f"ex:n{number} a ex:Focus {said} .\n" for number, said in enumerate(nodes))


def _made_shapes() -> str:
    shapes = [f"ex:{name} a sh:NodeShape ; sh:targetClass ex:Focus ; {said} .\n" for name, said in ON_NODES.items()]
    for name, said in ON_VALUES.items():
        shapes.append(f"ex:on-{name} a sh:NodeShape ; sh:targetClass ex:Focus ; sh:property ex:{name} .\n")
        shapes.append(f'ex:{name} sh:path ex:p ; sh:severity sh:Warning ; sh:message "no" ; {said} .\n')
    return "".join(shapes)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    return write_release(folder, DATA + _focus_nodes(), _made_shapes(), ONTOLOGY + "ex:Focus a owl:Class .\n")


@pytest.fixture(scope="module")
def planted_report(planted: Path) -> Report:
    return validate_made(planted)


def test_batches_report_what_one_run_over_the_whole_reports(planted: Path, planted_report: Report) -> None:
    whole = see_whole(planted)
    assert len(whole) > 1_000
    assert {seen[1].rsplit("/", 1)[-1] for seen in whole} >= {"class", "pattern-flags", "closed", "less"}
    assert {seen[:-1] for seen in see_report(planted_report)} == {seen[:-1] for seen in whole}


def test_every_component_that_can_fail_fails_somewhere(planted_report: Report) -> None:
    """Else a sieve that passes everything would pass unseen."""
    broken = {result.shape.removeprefix("http://example.org/").split("/")[0] for result in planted_report.results}
    assert broken == {*ON_VALUES, *ON_NODES} - {"closed-off", "unique-lang-off", "itself-kind", "kind-iri-or-literal"}


def test_what_is_plainly_right_does_not_reach_the_reference_engine(tmp_path: Path) -> None:
    shapes = "".join(
        f"ex:{name} a sh:NodeShape ; sh:targetClass ex:Focus ; sh:property [ sh:path ex:p ; {said} ] .\n"
        for name, said in {
            "counts": "sh:minCount 1 ; sh:maxCount 1",
            "words": 'sh:datatype xsd:string ; sh:minLength 1 ; sh:maxLength 9 ; sh:pattern "^a"',
            "kind": "sh:nodeKind sh:Literal",
            "values": 'sh:in ( "abc" "b" ) ; sh:hasValue "abc"',
            "choice": "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:string ] )",
            "order": "sh:lessThanOrEquals ex:last ; sh:disjoint ex:last",
        }.items()
    )
    data = 'ex:n a ex:Focus ; ex:p "abc" .'
    folder = write_release(tmp_path, data, shapes, "ex:Focus a owl:Class .")
    graph = read_shapes([folder / "shapes" / "made.ttl"], {"http://example.org/Focus"})
    plan = plan_screen(folder / "graph.nq", graph.targeted, [], tmp_path)
    met, doubtful = screen_share(plan.shares[0])
    assert met.total() == 6
    assert doubtful == []


def test_a_test_of_integers_and_dates_passes_only_what_is_plainly_in_order(tmp_path: Path) -> None:
    shapes = "ex:s a sh:NodeShape ; sh:targetClass ex:Focus ; sh:property [ sh:path ex:a ; sh:lessThan ex:b ] ."
    folder = write_release(tmp_path, "", shapes)
    graph = read_shapes([folder / "shapes" / "made.ttl"], {"http://example.org/Focus"})
    passes = compile_shape(graph.targeted[0], {})
    integer, date = ("^^<http://www.w3.org/2001/XMLSchema#integer>", "^^<http://www.w3.org/2001/XMLSchema#date>")
    pairs = {
        (f'"9"{integer}', f'"10"{integer}'): True,
        (f'"10"{integer}', f'"9"{integer}'): False,
        (f'"2020-01-31"{date}', f'"2020-02-01"{date}'): True,
        (f'"2020-02-30"{date}', f'"2020-03-01"{date}'): False,  # no such day: the reference engine tells
        ('"9"', '"10"'): False,
    }
    for (one, other), right in pairs.items():
        group = {"<http://example.org/a>": [one], "<http://example.org/b>": [other]}
        assert passes("<http://example.org/n>", group) is right, (one, other)


def test_shares_batches_and_workers_change_nothing(
    planted: Path, planted_report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.validate.engine._FEW_BYTES", 0)
    monkeypatch.setattr("kg.validate.engine._BATCH_NODES", 41)
    monkeypatch.setattr("kg.ranges.RANGE_BYTES", 9_000)
    assert len(plan_ranges(planted / "graph.nq")) > 5
    report = validate_made(planted, workers=2)
    assert {seen[:-1] for seen in see_report(report)} == {seen[:-1] for seen in see_report(planted_report)}
    assert report.met == planted_report.met


@pytest.fixture(scope="module")
def damaged(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the project's own sources, with lines lost, swapped between nodes, and values spoilt."""
    folder = tmp_path_factory.mktemp("damaged")
    lines = (release / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    for at in range(0, len(lines), 61):
        subject, predicate, rest = lines[at].split(" ", 2)
        spoilt = rest.replace('"', '"0', 1) if rest.startswith('"') else '"a word"' + rest[rest.index("> ") + 1 :]
        lines[at] = ["", f"{subject} {predicate} {spoilt}", f"{lines[at - 1].split(' ', 1)[0]} {predicate} {rest}"][
            at % 3
        ]
    (folder / "graph.nq").write_text("".join(lines), encoding="utf-8")
    return folder


def test_a_damaged_release_gives_the_report_over_the_whole_with_its_lines(damaged: Path) -> None:
    report = validate_release(damaged)
    whole = see_whole(damaged, ROOT)
    assert len(whole) > 100
    assert len({seen[1] for seen in whole}) > 20
    assert {seen[:-1] for seen in see_report(report)} == {seen[:-1] for seen in whole}
    assert not any("{" in result.message for result in report.results)
    placed = [result for result in report.results if result.place]
    assert len(placed) > 0.9 * len(report.results)


def test_a_graph_whose_lines_stand_in_any_order_gives_the_same_report(
    damaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = validate_release(damaged)
    lines = (damaged / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    monkeypatch.setattr("kg.ranges.RANGE_BYTES", 100_000)
    for number, mixed in enumerate((_swap(lines), lines[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = "\n# a word\n" + "".join(mixed).removesuffix("\n")
        (folder / "graph.nq").write_text(text, encoding="utf-8", newline="")
        assert validate_release(folder).results == report.results


def _swap(lines: list[str]) -> list[str]:
    """The lines, with some that stood far from one another in each other's place."""
    mixed = list(lines)
    for at in range(0, len(lines) // 2, 97):
        mixed[at], mixed[-1 - at] = mixed[-1 - at], mixed[at]
    return mixed


def test_a_graph_that_was_changed_since_the_build_is_read_in_place_of_the_store(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    shutil.copytree(release, folder)
    before = validate_release(folder)
    text = (folder / "graph.nq").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if "#subject> " in line)
    changed = text.replace(line, line.replace("#subject> <", "#subject> <http://example.org/not-"), 1)
    (folder / "graph.nq").write_text(changed, encoding="utf-8", newline="")
    report = validate_release(folder)
    assert before.counts["error"] == 0
    assert report.counts["error"] > 0
    assert see_report(report) >= {seen for seen in see_whole(folder, ROOT) if seen[1].endswith("/Statement-subject")}


def test_two_documents_may_differ_on_a_record_but_not_on_what_a_statement_says(release: Path, tmp_path: Path) -> None:
    """A statement is named by its one triple: where it has two subjects, each in a document, one of them is wrong."""
    subject = re.compile(r"(<\S+/statement/\S+> <\S+#subject> )<\S+>( <\S+/document/)[0-9a-f]{64}(> \.\n)")
    text = (release / "graph.nq").read_text(encoding="utf-8")
    found = subject.search(text)
    assert found is not None
    other = f"{found[1]}<https://w3id.org/drug-kg/id/drug:other>{found[2]}{'f' * 64}{found[3]}"
    (tmp_path / "graph.nq").write_text(text + other, encoding="utf-8", newline="")
    report = validate_release(tmp_path)
    (told,) = [item for item in report.results if item.shape.endswith("/Statement-subject")]
    assert told.severity == "error"
    assert told.component.endswith("#MaxCountConstraintComponent")


def test_every_finding_on_real_pages_opens_at_its_words(shared: Path, tmp_path: Path) -> None:
    """The list pages name many drugs whose pages were not given: each such link is told at its place."""
    from kg.pipeline import build

    lists = (
        path
        for path in sorted((shared / "corpus" / "nci").glob("*.md"))
        if "# Drugs Approved for" in path.read_text("utf-8")
    )
    pages = list(itertools.islice(lists, 8))
    build([str(page) for page in pages] + [str(shared / "seeds")], tmp_path / "build", validate=False)
    report = validate_release(tmp_path / "build")
    files = {page.name: page for page in pages} | {f"seeds/{path.name}": path for path in (shared / "seeds").iterdir()}
    opened = 0
    for result in report.results:
        for place in (result.place, *result.related):
            if place and place.path in files:
                with files[place.path].open(encoding="utf-8", newline="\n") as stream:
                    lines = stream.read().split("\n")
                assert "\n".join(lines[place.line - 1 :])[place.column - 1 :].startswith(place.quote)
                opened += 1
    assert opened > 100
