"""A release in the RDF syntaxes, streamed from its N-Quads and sorted: equal content gives equal bytes.

Turtle, N-Triples and RDF/XML hold the union of the graphs, each triple once; N-Quads, TriG and JSON-LD hold the graphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from kg.errors import UsageError
from kg.prefixes import PREFIXES, compress
from kg.sorting import iter_sorted
from kg.turtle import iter_trig, iter_turtle

_XML_FORBIDS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>)?\Z', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-F]{4}|U[0-9A-F]{8}|.)")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_RDF = PREFIXES["rdf"]

Triple = tuple[str, str, str]


def _triple(line: str) -> Triple:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.rsplit(" ", 2)[0]


def parse_literal(text: str) -> tuple[str, str]:
    """The value and the datatype ("" for xsd:string) of a literal in N-Triples."""
    match = _LITERAL.match(text)
    if match is None:
        raise ValueError(f"not a literal of this project: {text}")
    value = match[1]
    if "\\" in value:
        value = _ESCAPE.sub(lambda m: _PLAIN.get(m[1]) or (chr(int(m[1][1:], 16)) if len(m[1]) > 1 else m[1]), value)
    return value, match[2] or ""


def iter_nquads(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield N-Quads: the lines as they are."""
    yield from lines


def iter_ntriples(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield N-Triples in order, each once."""
    last = ""
    for line in iter_sorted((f"{line[:-3].rpartition(' ')[0]} .\n" for line in lines), spare):
        if line != last:
            yield line
        last = line


def iter_turtle_sorted(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield Turtle, one block a subject."""
    yield from iter_turtle(iter_sorted(lines, spare))


def iter_trig_document(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield TriG, one block a graph."""
    yield from iter_trig(lines)


def iter_jsonld(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield a JSON-LD 1.1 document: a context of prefixes, then one object a graph with its nodes."""
    yield json.dumps({"@context": dict(sorted(PREFIXES.items()))}, ensure_ascii=False)[:-1] + ', "@graph": ['
    comma = ""
    for graph, quads in groupby(lines, key=lambda line: line[:-3].rpartition(" ")[2]):
        yield f'{comma}\n{{"@id": {json.dumps(graph[1:-1], ensure_ascii=False)}, "@graph": ['
        inner = ""
        for node in _iter_nodes(map(_triple, quads)):
            yield f"{inner}\n{json.dumps(node, ensure_ascii=False)}"
            inner = ","
        yield "]}"
        comma = ","
    yield "\n]}\n"


def _iter_nodes(triples: Iterable[Triple]) -> Iterator[dict[str, object]]:
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        node: dict[str, list[object]] = {}
        for _, predicate, obj in group:
            if predicate == f"<{_RDF}type>":
                node.setdefault("@type", []).append(compress(obj[1:-1]))
            else:
                node.setdefault(compress(predicate[1:-1]), []).append(_json_term(obj))
        yield {"@id": subject[1:-1], **node}


def _json_term(text: str) -> object:
    if text.startswith("<"):
        return {"@id": text[1:-1]}
    value, datatype = parse_literal(text)
    return {"@value": value, "@type": datatype} if datatype else value


def iter_rdfxml(lines: Iterable[str], spare: Path) -> Iterator[str]:
    """Yield an RDF/XML document; a character that XML 1.0 cannot hold is a UsageError that names it."""
    declared = " ".join(f"xmlns:{prefix}={quoteattr(namespace)}" for prefix, namespace in sorted(PREFIXES.items()))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {declared}>\n'
    triples = map(_triple, iter_sorted(lines, spare))
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        yield f"<rdf:Description rdf:about={quoteattr(subject[1:-1])}>\n"
        for _, predicate, obj in sorted(set(group)):
            yield f"  {_property(predicate[1:-1], obj)}\n"
        yield "</rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _property(predicate: str, obj: str) -> str:
    name, declared = compress(predicate), ""
    if name == predicate:
        cut = max(predicate.rfind("/"), predicate.rfind("#")) + 1
        name, declared = f"ns:{predicate[cut:]}", f" xmlns:ns={quoteattr(predicate[:cut])}"
    if obj.startswith("<"):
        return f"<{name}{declared} rdf:resource={quoteattr(obj[1:-1])}/>"
    value, datatype = parse_literal(obj)
    if bad := _XML_FORBIDS.search(value):
        raise UsageError(f"RDF/XML cannot hold U+{ord(bad[0]):04X} (in {value[:40]!r}); export to Turtle or N-Triples")
    typed = f" rdf:datatype={quoteattr(datatype)}" if datatype else ""
    text = escape(value, {"\r": "&#13;"})
    return f"<{name}{declared}{typed}>{text}</{name}>"
