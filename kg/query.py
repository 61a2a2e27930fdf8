"""Questions to a built graph: a SPARQL query by name, from a file or from standard input, with parameters.

A query says in its leading comments what it asks, what it may be given, and what its columns mean:

    # question: Which drugs engage a target?
    # group: targets
    # parameter: target (string, default "CD19"): what a page calls the target
    # column: drug: the drug's name

A parameter stands in the query as `VALUES ?target { "CD19" }` (`{ UNDEF }` where it has no default), so that the
file is a SPARQL 1.1 query as it is. A given value takes the place between the braces as an RDF term that pyoxigraph
writes; no value ever becomes query text.
"""

from __future__ import annotations

import datetime
import difflib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.prefixes import PREFIXES, expand
from kg.resources import find_data
from kg.sparql import Answer, describe_fault, find_refused, find_values
from kg.vocabulary import XSD

TYPES: dict[str, str] = {"string": XSD.string, "integer": XSD.integer, "date": XSD.date, "iri": ""}

_HEADER = re.compile(r"#\s*(question|group|parameter|column):\s*(.*)")
_PARAMETER = re.compile(r'(\w+)\s*\((\w+),\s*(?:(required)|(optional)|default\s+("?)(.*)\5)\)\s*:\s*(.+)')
_COLUMN = re.compile(r"(\w+)\s*:\s*(.+)")


class Parameter(NamedTuple):
    """A value that a query may be given; `default` is None where it has none."""

    name: str
    type: str
    required: bool
    default: str | None
    meaning: str


class Column(NamedTuple):
    """A column of a query's answer."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL query and what its header says of it; `origin` is where it was read, for messages."""

    name: str
    origin: str
    text: str
    question: str = ""
    group: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()

    def bind(self, values: Mapping[str, str]) -> str:
        """The query's text with each parameter's value, or else its default, in its place as an RDF term."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                takes = f"its parameters: {', '.join(known)}" if known else "it takes none"
                raise UsageError(f"{self.name}: no parameter {name!r}{_suggest(name, known)}; {takes}")
        text = self.text
        for parameter in self.parameters:
            text = self._put(text, parameter, values.get(parameter.name, parameter.default))
        return text

    def _put(self, text: str, parameter: Parameter, value: str | None) -> str:
        name = parameter.name
        if value is None and parameter.required:
            raise UsageError(f"{self.name}: needs --param {name}=VALUE ({parameter.meaning})")
        found = find_values(text, name)
        if found is None:
            raise UsageError(f"{self.origin}: no place for the parameter {name!r}: write VALUES ?{name} {{ UNDEF }}")
        start, end = found
        lines = text.count("\n", start, end)  # kept, so that a syntax error further down has its own line
        return f"{text[:start]} {write_term(parameter, value)} {chr(10) * lines}{text[end:]}"


def write_term(parameter: Parameter, value: str | None) -> str:
    """A parameter's value as an RDF term in SPARQL, UNDEF for None; a UsageError where it is not of its type.

    >>> write_term(Parameter("n", "integer", True, None, "a number"), "12")
    '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if value is None:
        return "UNDEF"
    try:
        if parameter.type == "iri":
            return str(ox.NamedNode(expand(value)))
        if parameter.type == "date":
            value = datetime.date.fromisoformat(value).isoformat()
        if parameter.type == "integer":
            value = str(int(value))
        return str(ox.Literal(value, datatype=ox.NamedNode(TYPES[parameter.type])))
    except ValueError as error:
        raise UsageError(f"--param {parameter.name}: {value!r} is no {parameter.type}: {error}") from None


def parse_query(text: str, name: str, origin: str = "") -> Query:
    """A query from its text, with what its leading comments say."""
    said: dict[str, list[str]] = {"question": [], "group": [], "parameter": [], "column": []}
    text, origin = text.removeprefix("\ufeff"), origin or name
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            said[match[1]].append(match[2].strip())
    parameters = tuple(_parse_parameter(words, origin) for words in said["parameter"])
    columns = tuple(_parse_column(words, origin) for words in said["column"])
    return Query(name, origin, text, " ".join(said["question"]), " ".join(said["group"]), parameters, columns)


def _parse_parameter(words: str, origin: str) -> Parameter:
    match = _PARAMETER.fullmatch(words)
    if match is None or match[2] not in TYPES:
        form = "NAME (TYPE, required|optional|default VALUE): MEANING"
        raise UsageError(f"{origin}: '# parameter: {words}' is not '{form}', TYPE one of {', '.join(TYPES)}")
    return Parameter(match[1], match[2], bool(match[3]), match[6], match[7])


def _parse_column(words: str, origin: str) -> Column:
    if match := _COLUMN.fullmatch(words):
        return Column(match[1], match[2])
    raise UsageError(f"{origin}: '# column: {words}' is not 'NAME: MEANING'")


def list_queries() -> list[Query]:
    """Every named query, sorted by group and name."""
    files = find_data("queries").glob("*.rq")
    queries = (parse_query(path.read_text(encoding="utf-8"), path.stem, f"queries/{path.name}") for path in files)
    return sorted(queries, key=lambda query: (query.group, query.name))


def format_queries(queries: Iterable[Query]) -> str:
    """The queries in groups as text to read: each with its parameters and its question."""
    lines = []
    for group, members in groupby(queries, key=lambda query: query.group):
        lines += ["", group]
        for query in members:
            lines += [
                f"  {' '.join([query.name, *map(_format_parameter, query.parameters)])}",
                f"      {query.question}",
            ]
    return "\n".join(lines).lstrip("\n") + "\n"


def _format_parameter(parameter: Parameter) -> str:
    if parameter.required:
        return f"{parameter.name}=…"
    return f"[{parameter.name}={'…' if parameter.default is None else parameter.default}]"


def find_query(name: str) -> Query:
    """The query called `name`, or in the file `name`, or on standard input where `name` is "-"."""
    if name == "-":
        return parse_query(_decode(sys.stdin.buffer.read(), "standard input"), "-", "standard input")
    known = {query.name: query for query in list_queries()}
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_file():
        return parse_query(_read(path), path.name, str(path))
    if path.suffix in (".rq", ".sparql") or len(path.parts) > 1:
        raise UsageError(f"{name}: no such file")
    raise UsageError(f"no query named {name!r}{_suggest(name, known)}; kg query alone lists them")


def _read(path: Path) -> str:
    try:
        return _decode(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def _decode(data: bytes, origin: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{origin}: not UTF-8 at byte {error.start}") from None


def _suggest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name.casefold(), list(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def parse_values(pairs: Iterable[str]) -> dict[str, str]:
    """Parameters as the command line writes them, "name=value" each; a name may stand once.

    >>> parse_values(["drug=blinatumomab", "status=a=b"])
    {'drug': 'blinatumomab', 'status': 'a=b'}
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"--param {pair}: write --param NAME=VALUE")
        if name in values:
            raise UsageError(f"--param {name} is given twice")
        values[name] = value
    return values


def run_query(store: ox.Store, query: Query, values: Mapping[str, str] | None = None) -> Answer:
    """The query's answer over all graphs of the store; this project's prefixes need no declaration.

    Raises UsageError, before anything runs, for an unknown or missing parameter, a syntax error (with line and
    column), SPARQL Update, and SERVICE.
    """
    text = query.bind(values or {})
    if refused := find_refused(text):
        raise UsageError(f"{query.origin}:{refused}" if refused[0].isdigit() else f"{query.origin}: {refused}")
    try:
        return store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError:
        raise UsageError(f"{query.origin}:{describe_fault(text, PREFIXES)}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise KGError(f"{query.origin}: cannot be answered: {' '.join(str(error).split())}") from error
