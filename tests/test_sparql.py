"""The text of queries: where a parameter stands, what is refused, where a syntax error is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.prefixes import PREFIXES
from kg.sparql import MAX_CHARACTERS, describe_fault, find_refused, find_values, iter_tokens


def test_tokens_are_found_outside_comments_and_whole_inside_strings() -> None:
    text = "SELECT ?a # {comment}\n{ ?a kg:b 'it\\'s { }', <urn:x#y> }"
    assert [token.text for token in iter_tokens(text)] == (
        ["SELECT", "?a", "{", "?a", "kg:b", "'it\\'s { }'", ",", "<urn:x#y>", "}"]
    )


@given(st.text())
def test_a_token_is_the_text_at_its_place(text: str) -> None:
    assert all(text[token.start : token.end] == token.text for token in iter_tokens(text))


def test_the_place_of_a_parameter_is_between_the_braces() -> None:
    text = 'SELECT * { ?x ?y "VALUES ?a { 1 }" . # VALUES ?a { 2 }\n values $a { "}" <urn:}> } VALUES ?ab { 3 } }'
    found = find_values(text, "a")
    assert found is not None
    assert text[slice(*found)] == ' "}" <urn:'  # an IRI has no brace: the first one closes
    assert find_values(text, "b") is None


def test_a_block_that_is_not_closed_is_no_place() -> None:
    assert find_values("SELECT * { VALUES ?a { 1", "a") is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { service silent<http://localhost/> { ?s ?p ?o } }",
        "SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<http://localhost/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://localhost/>{} }",
        "SELECT * { ?s ?p 'x'SERVICE<http://localhost/>{} }",
        "SELECT * { # a comment\rSERVICE <http://localhost/>{} }",
        "SELECT * { ?s <urn:x\\u0041#> ?o SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { FILTER(1 < 2) SERVICE ?x { ?s ?p ?o } FILTER(2 > 1) }",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    assert "SERVICE asks other servers" in str(find_refused(text))


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?service ?p '''\nSERVICE <x>''' } # SERVICE",
        "SELECT * { ?s kg:customerService <http://localhost/SERVICE> }",
        "SELECT * { ?s kg:insert ?load }",
        "SELECT ?with { ?s kg:load 'DELETE' }",
    ],
)
def test_words_in_strings_names_and_comments_are_not_refused(text: str) -> None:
    assert find_refused(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "1:1: INSERT"),
        ("PREFIX a: <urn:a>\n  drop all", "2:3: DROP"),
        ("LOAD <file:///etc/passwd>", "1:1: LOAD"),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "1:1: WITH"),
    ],
)
def test_an_update_is_refused_with_its_place(text: str, word: str) -> None:
    assert find_refused(text) == f"{word} changes a graph; queries only read"


def test_a_query_that_is_too_long_or_too_deep_is_refused() -> None:
    assert "characters; at most 65,536" in str(find_refused("#" * (MAX_CHARACTERS + 1)))
    assert find_refused("SELECT * " + "{" * 200 + "}" * 200) is None
    assert find_refused("SELECT *\n" + "{" * 201 + "}" * 201) == "2:201: more than 200 brackets inside each other"


FAULTS = [
    ("SELECT * { ?s ?p ?o } FOO { a }", "1:23: syntax error at 'FOO'"),
    ("SELECT * { FOO ?s ?p ?o . ?x ?y ?z }", "1:12: syntax error at 'FOO'"),
    ("SELECT * { ?s ?p FOO . ?x ?y ?z }", "1:18: syntax error at 'FOO'"),
    ("SELECT *\n{ ?s ?p ?o .\n  . ?x ?y ?z }", "3:3: syntax error at '.'"),
    ("SELECT *\r\n{ ?s ?p ?o . # {\r\n  ?x ?y }", "3:9: syntax error at '}'"),
    ("SELEC ?x { ?s ?p ?o }", "1:1: syntax error at 'SELEC'"),
    ("SELECT ?x { ?s ?p ?o . FILTER(?o = ) ?s ?p ?o }", "1:36: syntax error at ')'"),
    ("SELECT ?x { ?s ?p '''a\nb''' . FILTER ?o }", "2:15: syntax error at '?o'"),
    ("SELECT ?x { ?s ?p ?o } LIMIT x", "1:30: syntax error at 'x'"),
    ("SELECT * { ?s ?p ?o FILTER(FOO(?o)) }", "1:28: syntax error at 'FOO'"),
    ("SELECT * { ?s ?p ?o", "1:20: syntax error: the query ends too early"),
    ("", "1:1: syntax error: the query ends too early"),
    ("SELECT ?a { ?a foo:b ?c }", "1:16: syntax error: Prefix not found"),
    ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?b ?c }", "1:41: syntax error: The SELECT contains a variable that is unbound"),
]


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_a_syntax_error_has_its_line_and_column(text: str, fault: str) -> None:
    assert describe_fault(text, PREFIXES).splitlines()[0] == fault


def test_the_caret_stands_under_the_fault() -> None:
    assert describe_fault("SELECT *\n{ ?é\t?p FOO }", {}).splitlines()[1:] == ["  { ?é\t?p FOO }", "      \t   ^"]


@given(st.text(alphabet="SELECT WHERE{}?ab<>\"'#.;\n\\:()", max_size=60))
def test_any_text_that_is_no_query_has_a_fault_inside_it(text: str) -> None:
    try:
        ox.Store().query(text)
    except SyntaxError:
        line, column, words = describe_fault(text, {}).split(":", 2)
        assert words.startswith(" syntax error")
        assert 1 <= int(column) <= len(text.split("\n")[int(line) - 1]) + 1
