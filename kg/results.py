"""Answers as people and programs read them: an aligned table, or one of the W3C's formats.

CSV and TSV: SPARQL 1.1 Query Results CSV and TSV Formats; JSON: SPARQL 1.1 Query Results JSON Format; XML: SPARQL Query
Results XML Format; Turtle and N-Triples for the triples of CONSTRUCT and DESCRIBE.
"""

from __future__ import annotations

import re
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
NARROWEST, LONGEST = 12, 20
"""A column of text is never narrower than the first, nor than its longest word, of which the second is the most."""

_CHUNK = re.compile(r"\s+|[^\s/]+?(?=(?<=[a-z])[A-Z])|[^\s/]*/|[^\s/]+")  # where a line may end: `a/b`, `otherLine`


def write_answer(answer: Answer, out: BinaryIO, form: str | None = None, width: int = 0) -> None:
    """Write an answer as UTF-8 in a format of FORMATS; by default a table, or Turtle for triples.

    A `width` of more than 0 makes the lines of a table fit: cells are folded, and where the columns would become too
    narrow to read, each row is a block of lines. Raises UsageError for a format that does not exist or does not fit.
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
    """Yield an answer's rows as aligned lines below their column names; numbers stand at the right.

    With a `width` no line is longer: see `write_answer`.
    """
    names = [variable.value for variable in answer.variables]
    terms = [[row[name] for name in names] for row in answer]
    rows = [[show_term(term) for term in row] for row in terms]
    numbers = [all(map(_is_number, column)) for column in zip(*terms, strict=True)] or [False] * len(names)
    columns = list(zip(names, *rows, strict=True))
    widths = [max(map(_measure, column), default=0) for column in columns]
    if width and rows:
        least = [_find_least(column, number) for column, number in zip(columns, numbers, strict=True)]
        widths = _fit(widths, least, width)
        if sum(widths) + len(GAP) * (len(widths) - 1) > width:
            yield from _iter_blocks(names, rows, width)
            return
    for at, row in enumerate([names, ["-" * wide for wide in widths], *rows]):
        yield from _iter_lines(row, widths, numbers if at != 1 else [False] * len(names))


def _iter_blocks(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield each row as lines of a name and its value, a blank line between rows; what is unbound has no line."""
    wide = max(map(_measure, names))
    for number, row in enumerate(rows):
        yield from [""] if number else []
        for name, cell in zip(names, row, strict=True):
            for at, text in enumerate(_fold(cell, max(width - wide - len(GAP), NARROWEST)) if cell else []):
                yield f"{'' if at else name:<{wide}}{GAP}{text}".rstrip()


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


def _find_least(column: Sequence[str], number: bool) -> int:
    """The width below which a column, its name first, is hard to read; numbers stay whole."""
    longest = max((_measure(chunk.rstrip()) for cell in column for chunk in _CHUNK.findall(cell)), default=0)
    return longest if number else max(NARROWEST, min(longest, LONGEST))


def _fit(widths: list[int], least: Sequence[int], width: int) -> list[int]:
    """The widths of columns that fit into `width` by narrowing the widest, none below its least."""
    widths = list(widths)
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
    return widths


def _fold(text: str, wide: int) -> list[str]:
    """A text in lines of at most so many columns, which end at blanks, at slashes and inside names like otherLine."""
    lines, line = list[str](), ""
    for chunk in _CHUNK.findall(text):
        if _measure(line + chunk.rstrip()) > wide:
            lines, line = [*lines, line.rstrip()] if line else lines, ""
            while _measure(chunk) > wide:  # a word that no line holds
                size = next(size for size in range(len(chunk), 0, -1) if size == 1 or _measure(chunk[:size]) <= wide)
                lines, chunk = [*lines, chunk[:size]], chunk[size:]
        line += chunk if line else chunk.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _iter_lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Yield the lines of one row; a cell that is wider than its column goes on in the next line."""
    cells = [_fold(cell, wide) if _measure(cell) > wide else [cell] for cell, wide in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells), default=0)):
        line = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = (
            " " * (wide - _measure(text)) + text if end else text + " " * (wide - _measure(text))
            for text, wide, end in zip(line, widths, right, strict=True)
        )
        yield GAP.join(padded).rstrip()
