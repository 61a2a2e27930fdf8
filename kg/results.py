"""Answers as people and programs read them: an aligned table, or one of the W3C's formats.

CSV and TSV: SPARQL 1.1 Query Results CSV and TSV Formats; JSON: SPARQL 1.1 Query Results JSON Format; XML: SPARQL Query
Results XML Format; Turtle and N-Triples for the triples of CONSTRUCT and DESCRIBE.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import UsageError
from kg.prefixes import PREFIXES, compress
from kg.sparql import Answer

TABLES = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
TRIPLES = ("nt", "ttl")
FORMATS = ("table", *TABLES, *TRIPLES)
"""What `write_answer` can write: all but ttl and nt for SELECT and ASK, ttl and nt for CONSTRUCT and DESCRIBE."""

GAP = "  "
NARROWEST = 12


def write_answer(answer: Answer, out: BinaryIO, form: str | None = None, width: int = 0) -> None:
    """Write an answer as UTF-8 in a format of FORMATS; by default a table, or Turtle for triples.

    A `width` of more than 0 folds a table's cells so that its lines fit, where that can be done. Raises UsageError for
    a format that does not exist or does not fit the answer.
    """
    if isinstance(answer, ox.QueryTriples):
        _write_triples(answer, out, _choose(form, "ttl", TRIPLES, "CONSTRUCT and DESCRIBE give triples"))
        return
    form = _choose(form, "table", ("table", *TABLES), "SELECT and ASK give a table")
    if form != "table":
        answer.serialize(out, TABLES[form])
        out.write(b"" if form in ("csv", "tsv") else b"\n")
    elif isinstance(answer, ox.QueryBoolean):
        out.write(b"true\n" if answer else b"false\n")
    else:
        for line in iter_table(answer, width):
            out.write(f"{line}\n".encode())


def _choose(form: str | None, default: str, fitting: Sequence[str], why: str) -> str:
    if form is None or form in fitting:
        return form or default
    what = f"{why}, no {form}" if form in FORMATS else f"no format {form!r}"
    raise UsageError(f"{what}; choose from {', '.join(fitting)}")


def _write_triples(answer: ox.QueryTriples, out: BinaryIO, form: str) -> None:
    triples = sorted(set(answer), key=str)
    if form == "nt":
        ox.serialize(triples, out, format=ox.RdfFormat.N_TRIPLES)
        return
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    lines = written.decode().splitlines(keepends=True)
    head = sum(line.startswith("@prefix ") for line in lines[: len(PREFIXES)])
    body = "".join(lines[head:])
    # the serializer writes every prefix, in an order that changes from run to run
    used = sorted(line for line in lines[:head] if line.split()[1] in body)
    out.write("".join([*used, body]).encode())


def iter_table(answer: ox.QuerySolutions, width: int = 0) -> Iterator[str]:
    """Yield an answer's rows as aligned lines below their column names; numbers stand at the right."""
    names = [variable.value for variable in answer.variables]
    terms = [[row[name] for name in names] for row in answer]
    rows = [[show_term(term) for term in row] for row in terms]
    columns = list(zip(names, *rows, strict=True))
    widths = _fit([max(map(_measure, column)) for column in columns], width)
    numbers = [all(map(_is_number, column)) for column in zip(*terms, strict=True)] or [False] * len(names)
    for number, row in enumerate([names, ["-" * wide for wide in widths], *rows]):
        right = numbers if number != 1 else [False] * len(names)
        yield from _iter_lines(row, widths, right)


def show_term(term: object) -> str:
    """A term as a person reads it: a literal's value on one line, an IRI as a CURIE, nothing for an unbound one.

    White space is folded; other control characters, and those that turn the writing direction, are shown escaped.
    """
    if term is None:
        return ""
    text = compress(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))
    return "".join(map(_show_character, " ".join(text.split())))


def _show_character(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")
    return f"\\u{ord(character):04x}" if hidden else character


def _is_number(term: object) -> bool:
    return term is None or (isinstance(term, ox.Literal) and term.datatype.value == PREFIXES["xsd"] + "integer")


def _measure(text: str) -> int:
    """How many columns of a terminal a text takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _fit(widths: list[int], width: int) -> list[int]:
    """The widths of columns that fit into `width` by narrowing the widest, none below NARROWEST; 0 means no limit."""
    widths = list(widths)
    room = width - len(GAP) * (len(widths) - 1)
    while width and sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _iter_lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Yield the lines of one row; a cell that is wider than its column goes on in the next line."""
    cells = [
        textwrap.wrap(cell, wide, break_on_hyphens=False) if _measure(cell) > wide else [cell]
        for cell, wide in zip(row, widths, strict=True)
    ]
    for number in range(max(map(len, cells), default=0)):
        line = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = (
            " " * (wide - _measure(text)) + text if end else text + " " * (wide - _measure(text))
            for text, wide, end in zip(line, widths, right, strict=True)
        )
        yield GAP.join(padded).rstrip()
