"""Validation of whole releases: the sieve and the batches against pySHACL, quality rules, places, bad input."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from kg.errors import KGError, UsageError
from kg.report import Report, render
from kg.validate import validate_release
from kg.validate.certain import compile_shape
from kg.validate.screen import plan_screen, screen_share
from kg.validate.shapes import read_hierarchy, read_shapes
from tests.validation import HEAD, see_report, see_whole, validate_made, write_release

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
    nodes += [f"; ex:p {value} ; ex:q 5 , 7" for value in VALUES]
    nodes += [f'; ex:p {value} ; ex:q "2020-01-31"^^xsd:date' for value in VALUES]
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
