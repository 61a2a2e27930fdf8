"""Answers as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.query import parse_query, run_query
from kg.results import FORMATS, _fold, _measure, iter_table, show_term, write_answer
from tests.pages import make_store

ROWS = """SELECT ?drug ?line ?node {
  VALUES (?drug ?line ?node) { ("A, \\"b\\"\\nc μ" 7 kg:Drug) ("x" 12 UNDEF) } }"""
TRIPLES = "CONSTRUCT { ?s rdfs:label ?o } { VALUES (?s ?o) { (kgr:b 'é') (kgr:a 'x') (kgr:a 'x') } }"


def _write(text: str, form: str | None = None, width: int = 0) -> str:
    out = io.BytesIO()
    write_answer(run_query(ox.Store(), parse_query(text, "q")), out, form, width)
    return out.getvalue().decode()


def test_a_table_is_aligned_and_its_numbers_stand_at_the_right() -> None:
    assert _write(ROWS) == (
        'drug        line  node\n----------  ----  -------\nA, "b" c μ     7  kg:Drug\nx             12\n'
    )


def test_a_table_without_rows_has_its_head() -> None:
    assert _write("SELECT ?a ?bc { FILTER(false) }") == "a  bc\n-  --\n"


def test_a_table_folds_its_widest_cells_to_fit() -> None:
    text = "SELECT ?n ?words { VALUES (?n ?words) { (1 'one two three four five six') (2 'seven') } }"
    assert _write(text, width=17) == ("n  words\n-  --------------\n1  one two three\n   four five six\n2  seven\n")


def test_a_cell_ends_a_line_at_a_slash_or_inside_a_joined_name_before_it_cuts_a_word() -> None:
    text = "SELECT ?otherDocument { VALUES ?otherDocument { 'sources/medpath/blinatumomab.txt' 'a' } }"
    assert _write(text, width=16) == ("otherDocument\n----------------\nsources/medpath/\nblinatumomab.txt\na\n")
    assert _fold("sources/medpath/blinatumomab.txt", 12) == ["sources/", "medpath/", "blinatumomab", ".txt"]
    assert _fold("otherLine", 6) == ["other", "Line"]
    assert _fold("薬薬薬", 4) == ["薬薬", "薬"]


def test_columns_that_would_be_too_narrow_become_a_block_a_row() -> None:
    values = "('Blinatumomab' 'accelerated approval' 18 UNDEF) ('Imatinib' 'approved' 7 'x')"
    text = f"SELECT ?drug ?says ?line ?note {{ VALUES (?drug ?says ?line ?note) {{ {values} }} }}"
    assert _write(text, width=50).splitlines()[2] == "Blinatumomab  accelerated approval    18"
    assert _write(text, width=38).splitlines()[2:4] == ["Blinatumomab  accelerated     18", "              approval"]
    assert _write(text, width=30) == (
        "drug  Blinatumomab\nsays  accelerated approval\nline  18\n\ndrug  Imatinib\nsays  approved\nline  7\nnote  x\n"
    )


@given(
    st.lists(st.lists(st.text("ab /薬-A", max_size=30), min_size=6, max_size=6), min_size=1, max_size=3),
    st.integers(40, 120),
)
def test_no_line_of_a_wide_table_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    values = " ".join(f"({' '.join(str(ox.Literal(cell)) for cell in row)})" for row in rows)
    names = " ".join(f"?column{number}" for number in range(6))
    answer = run_query(ox.Store(), parse_query(f"SELECT {names} {{ VALUES ({names}) {{ {values} }} }}", "q"))
    assert isinstance(answer, ox.QuerySolutions)
    lines = list(iter_table(answer, width))
    assert all(_measure(line) <= width for line in lines)
    for letter in "薬/bA":  # none of them is in a column's name
        assert "".join(lines).count(letter) == sum(cell.count(letter) for row in rows for cell in row)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.integers(40, 80))
def test_a_folded_table_fits_and_loses_no_letter(words: list[str], width: int) -> None:
    store = ox.Store()
    values = " ".join(str(ox.Literal(word)) for word in words)
    answer = run_query(store, parse_query(f"SELECT ?a ?b {{ VALUES ?a {{ {values} }} VALUES ?b {{ 1 2 }} }}", "q"))
    assert isinstance(answer, ox.QuerySolutions)
    lines = list(iter_table(answer, width))[2:]
    assert all(_measure(line) <= width for line in lines)
    shown = "".join(show_term(ox.Literal(word)) for word in words for _ in range(2))
    seen = sorted("".join(lines).replace(" ", ""))
    assert seen == sorted((shown + "12" * len(words)).replace(" ", ""))


def test_characters_that_hide_or_turn_text_are_shown_escaped() -> None:
    assert show_term(ox.Literal("a\u202eb\x1b[31m\n c")) == "a\\u202eb\\u001b[31m c"


def test_json_is_the_w3cs() -> None:
    data = json.loads(_write(ROWS, "json"))
    assert data["head"]["vars"] == ["drug", "line", "node"]
    assert data["results"]["bindings"][0]["drug"] == {"type": "literal", "value": 'A, "b"\nc μ'}
    assert data["results"]["bindings"][0]["node"]["type"] == "uri"
    assert "node" not in data["results"]["bindings"][1]
    assert json.loads(_write("ASK {}", "json"))["boolean"] is True


def test_csv_and_tsv_are_the_w3cs() -> None:
    rows = list(csv.reader(io.StringIO(_write(ROWS, "csv"), newline="")))
    assert rows == [
        ["drug", "line", "node"],
        ['A, "b"\nc μ', "7", "https://w3id.org/drug-kg/ontology#Drug"],
        ["x", "12", ""],
    ]
    assert _write(ROWS, "tsv").splitlines()[2] == '"x"\t12\t'


def test_xml_is_the_w3cs() -> None:
    root = ET.fromstring(_write(ROWS, "xml"))
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert len(root[1]) == 2


def test_yes_or_no_is_a_word() -> None:
    assert _write("ASK {}") == "true\n"
    assert _write("ASK { FILTER(false) }") == "false\n"


def test_triples_are_sorted_turtle_with_the_prefixes_in_use() -> None:
    assert _write(TRIPLES) == (
        "@prefix kgr: <https://w3id.org/drug-kg/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kgr:a rdfs:label "x" .\n'
        'kgr:b rdfs:label "é" .\n'
    )
    assert _write(TRIPLES, "nt").splitlines()[1].startswith("<https://w3id.org/drug-kg/id/b> ")
    assert _write("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }") == ""


def test_a_description_of_a_node_can_be_read_back() -> None:
    out = io.BytesIO()
    write_answer(run_query(make_store(), parse_query("DESCRIBE kgr:target:cd19", "q")), out, "ttl")
    assert len(list(ox.parse(out.getvalue(), format=ox.RdfFormat.TURTLE))) >= 3


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        (ROWS, "yaml", "no format 'yaml'; choose from table, csv, json, tsv, xml"),
        (ROWS, "ttl", "SELECT and ASK give a table, no ttl; choose from table, csv, json, tsv, xml"),
        ("ASK {}", "nt", "SELECT and ASK give a table, no nt"),
        (TRIPLES, "csv", "CONSTRUCT and DESCRIBE give triples, no csv; choose from nt, ttl"),
        (TRIPLES, "yaml", "no format 'yaml'; choose from nt, ttl"),
    ],
)
def test_a_format_that_does_not_fit_is_an_error_that_lists_those_that_do(text: str, form: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        _write(text, form)


def test_every_format_is_the_same_under_any_hash_seed() -> None:
    script = (
        "import sys; from tests.test_results import _write, ROWS, TRIPLES, FORMATS\n"
        "for form in FORMATS: sys.stdout.write(_write(TRIPLES if form in ('ttl', 'nt') else ROWS, form))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert len(FORMATS) == 7
