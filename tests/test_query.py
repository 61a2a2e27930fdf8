"""Asking a query: by name, file or standard input, with parameters that stay values."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.query import (
    Column,
    Parameter,
    find_query,
    format_queries,
    list_queries,
    parse_query,
    parse_values,
    run_query,
    write_term,
)
from tests.pages import make_store

ECHO = """# question: What was I given?
# parameter: word (string, default "none, really"): a word
# parameter: count (integer, optional): a number
# parameter: day (date, optional): a day
# parameter: node (iri, optional): a node
# column: word: the word
SELECT ?word ?count ?day ?node {
  VALUES ?word { "none, really" } VALUES ?count { UNDEF }
  VALUES ?day { UNDEF } VALUES ?node {
    UNDEF } }
"""


def _ask(text: str, **values: str) -> list[dict[str, str | None]]:
    answer = run_query(ox.Store(), parse_query(text, "echo"), values)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: None if row[name] is None else str(row[name]) for name in names} for row in answer]


def test_a_header_says_what_a_query_asks_takes_and_gives() -> None:
    query = parse_query(ECHO, "echo")
    assert query.question == "What was I given?"
    assert query.parameters[0] == Parameter("word", "string", False, "none, really", "a word")
    assert query.parameters[1] == Parameter("count", "integer", False, None, "a number")
    assert query.columns == (Column("word", "the word"),)


def test_a_header_ends_where_the_query_begins() -> None:
    assert parse_query("# question: a?\n\nASK {}\n# question: b?\n", "q").question == "a?"


def test_a_parameter_without_a_value_has_its_default_or_is_unbound() -> None:
    assert _ask(ECHO) == [{"word": '"none, really"', "count": None, "day": None, "node": None}]


def test_a_value_has_its_type() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert _ask(ECHO, word="CD3", count="-7", day="2024-02-29", node="kgr:target:cd3") == [
        {
            "word": '"CD3"',
            "count": f'"-7"^^<{xsd}integer>',
            "day": f'"2024-02-29"^^<{xsd}date>',
            "node": "<https://w3id.org/drug-kg/id/target:cd3>",
        }
    ]


HOSTILE = ['" } INSERT', "' } #", '"""', "\\", "\\u0022 }", "a\nb\r\nc\t", "{ UNDEF }", "?x", "<urn:x>", "μ\u2028\x00"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_a_value(value: str) -> None:
    assert _ask(ECHO, word=value)[0]["word"] == str(ox.Literal(value))


@given(st.text())
def test_any_value_comes_back_as_it_was_given(value: str) -> None:
    query = parse_query(ECHO, "echo")
    answer = run_query(ox.Store(), query, {"word": value})
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["word"] for row in answer] == [ox.Literal(value)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"count": "many"}, "--param count: 'many' is no integer"),
        ({"day": "2023-02-30"}, "--param day: '2023-02-30' is no date: day is out of range for month"),
        ({"node": "no node> } #"}, "--param node: 'no node> } #' is no iri"),
        ({"word": "\udc80"}, "is no string"),
        ({"words": "x"}, "echo: no parameter 'words'; did you mean word?; its parameters: word, count, day, node"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_that_says_why(values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=r"\w") as caught:
        _ask(ECHO, **values)
    assert message in str(caught.value)


def test_a_required_parameter_must_be_given() -> None:
    text = "# parameter: drug (string, required): a drug's name\nSELECT * { VALUES ?drug { UNDEF } }"
    with pytest.raises(UsageError, match=r"echo: needs --param drug=VALUE \(a drug's name\)"):
        _ask(text)


def test_a_query_without_parameters_takes_none() -> None:
    with pytest.raises(UsageError, match="no parameter 'a'; it takes none"):
        _ask("SELECT * {}", a="b")


def test_a_parameter_without_its_place_is_an_error_with_the_way_out() -> None:
    with pytest.raises(UsageError, match=r"no place for the parameter 'a': write VALUES \?a \{ UNDEF \}"):
        _ask("# parameter: a (string, optional): b\nSELECT * {}")


@pytest.mark.parametrize(
    "line", ["# parameter: a: b", "# parameter: a (text, required): b", "# parameter: a (string): b", "# column: a"]
)
def test_a_header_that_cannot_be_read_is_an_error(line: str) -> None:
    with pytest.raises(UsageError, match=r"mine\.rq: '# (parameter|column): "):
        parse_query(f"{line}\nASK {{}}", "mine", "mine.rq")


def test_binding_leaves_the_lines_below_where_they_were() -> None:
    text = ECHO.replace("} }\n", "}\n  FOO }\n")
    with pytest.raises(UsageError, match=r"echo:11:3: syntax error at 'FOO'\n    FOO \}\n    \^$"):
        _ask(text, node="urn:a")


def test_a_query_that_would_ask_another_server_never_runs() -> None:
    with pytest.raises(UsageError, match="echo:1:12: SERVICE asks other servers"):
        _ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(UsageError, match="echo: the query has 70,"):
        _ask("#" * 70_000)


def test_the_projects_prefixes_need_no_declaration() -> None:
    assert _ask("SELECT ?a { VALUES ?a { kg:targets } }") == [{"a": "<https://w3id.org/drug-kg/ontology#targets>"}]


def test_all_graphs_are_asked() -> None:
    answer = run_query(make_store(), parse_query("ASK { kgr:target:cd19 rdfs:label 'CD19' }", "q"))
    assert isinstance(answer, ox.QueryBoolean)
    assert bool(answer)


def test_a_query_is_found_by_its_name() -> None:
    assert find_query("brands").origin == "queries/brands.rq"


def test_a_query_is_found_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("\ufeff# question: Is it?\nASK {}", encoding="utf-8")
    assert find_query(str(path)).question == "Is it?"
    assert find_query(str(path)).text.startswith("#")


def test_a_query_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("ASK { 'é' }".encode())))
    assert find_query("-").text == "ASK { 'é' }"
    assert find_query("-").origin == "standard input"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("brand", "no query named 'brand'; did you mean brands"),
        ("zzz", "no query named 'zzz'; kg query alone lists them"),
        ("zzz.rq", "zzz.rq: no such file"),
        ("no/such", "no/such: no such file"),
        ("", "no query named ''; kg query alone lists them"),
    ],
)
def test_a_query_that_does_not_exist_is_an_error_with_close_names(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        find_query(name)
    assert caught.value.exit_code == 2


def test_a_file_that_is_no_text_is_an_error_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_bytes(b"ASK {} # \xff")
    with pytest.raises(UsageError, match=r"mine\.rq: not UTF-8 at byte 9"):
        find_query(str(path))


def test_values_from_the_command_line_may_hold_equals_signs() -> None:
    assert parse_values(["a=b=c", "d="]) == {"a": "b=c", "d": ""}


@pytest.mark.parametrize("pairs", [["a"], ["=b"], ["a=1", "a=2"]])
def test_a_value_without_a_name_or_given_twice_is_an_error(pairs: list[str]) -> None:
    with pytest.raises(UsageError, match="--param"):
        parse_values(pairs)


def test_the_list_groups_the_queries_with_their_parameters_and_questions() -> None:
    lines = format_queries(list_queries()).splitlines()
    assert "  drugs-engaging [target1=CD3] [target2=CD19]" in lines
    assert "      Which drugs engage two given targets, and in whose words?" in lines
    assert "  trials-of-drug drug=… [phase=…] [status=…]" in lines
    groups = [line for line in lines if line and not line.startswith(" ")]
    assert groups == sorted(set(groups))


def test_a_term_that_is_not_given_is_undefined() -> None:
    assert write_term(Parameter("a", "string", False, None, "b"), None) == "UNDEF"
