"""The lines of a release's N-Quads: their parts, their terms, and which of them carry evidence."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.errors import UsageError
from kg.prefixes import PREFIXES
from kg.sorting import iter_sorted
from kg.vocabulary import KG

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?\Z', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-F]{4}|U[0-9A-F]{8}|.)")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_XML_FORBIDS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CARRIERS = (f"<{PREFIXES['kgs']}", f"<{PREFIXES['kge']}")  # statement nodes and passages
_EVIDENCE, _LINKS = f"<{KG.evidence}>", (f"<{KG.statement}>", f"<{KG.aboutStatement}>")


class Value(NamedTuple):
    """A literal's value, its datatype's IRI ("" for xsd:string) and its language ("" for none)."""

    value: str
    datatype: str = ""
    language: str = ""


def split_line(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a line, as N-Quads writes them."""
    subject, predicate, rest = line.split(" ", 2)
    obj, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, obj, graph


def graph_of(line: str) -> str:
    """The graph of a line, as N-Quads writes it."""
    return line[:-3].rpartition(" ")[2]


def carries_evidence(line: str) -> bool:
    """Whether a line belongs to a statement node or a passage, or links to one."""
    if line.startswith(_CARRIERS):
        return True
    _, predicate, rest = line.split(" ", 2)
    return predicate == _EVIDENCE or (predicate in _LINKS and rest.startswith(_CARRIERS))


def parse_literal(text: str) -> Value:
    r"""A literal's value from N-Quads.

    >>> parse_literal('"55.0 \\"µg\\""')
    Value(value='55.0 "µg"', datatype='', language='')
    """
    match = _LITERAL.match(text)
    if match is None:
        raise ValueError(f"not a literal: {text}")
    value = match[1]
    if "\\" in value:
        value = _ESCAPE.sub(lambda m: _PLAIN.get(m[1]) or (chr(int(m[1][1:], 16)) if len(m[1]) > 1 else m[1]), value)
    return Value(value, match[2] or "", match[3] or "")


def require_xml(text: str) -> str:
    """The text as it is; a UsageError that names a character which XML 1.0 cannot hold."""
    if bad := _XML_FORBIDS.search(text):
        raise UsageError(f"XML cannot hold U+{ord(bad[0]):04X} (in {text[:40]!r}); export to Turtle, N-Quads or CSV")
    return text


def sort_lines(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield lines in order, within bounded memory; each sort has a folder of its own inside `spare`."""
    yield from iter_sorted(lines, Path(tempfile.mkdtemp(dir=spare)))
