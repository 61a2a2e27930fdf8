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
from kg.export.lines import graph_of, parse_literal, require_xml, sort_lines, split_line
from kg.export.selection import Selection
from kg.prefixes import PREFIXES, compress
from kg.turtle import iter_trig, iter_turtle
from kg.vocabulary import RDF

_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)  # a name of XML without a colon, as far as ASCII goes

Triple = tuple[str, str, str]


def iter_nquads(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield N-Quads, by graph, then by triple."""
    yield from selection.lines()


def iter_ntriples(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield N-Triples in order, each once."""
    last = ""
    for line in sort_lines((f"{line[:-3].rpartition(' ')[0]} .\n" for line in selection.lines()), spare):
        if line != last:
            yield line
        last = line


def iter_turtle_document(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield Turtle, one block a subject."""
    yield from iter_turtle(sort_lines(selection.lines(), spare))


def iter_trig_document(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield TriG, one block a graph."""
    yield from iter_trig(selection.lines())


def iter_jsonld(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield a JSON-LD 1.1 document: a context of prefixes, then one object a graph with its nodes."""
    yield json.dumps({"@context": dict(sorted(PREFIXES.items()))}, ensure_ascii=False)[:-1] + ', "@graph": ['
    comma = ""
    for graph, quads in groupby(selection.lines(), key=graph_of):
        yield f'{comma}\n{{"@id": {json.dumps(graph[1:-1], ensure_ascii=False)}, "@graph": ['
        inner = ""
        for node in _iter_nodes(split_line(line)[:3] for line in quads):
            yield f"{inner}\n{json.dumps(node, ensure_ascii=False)}"
            inner = ","
        yield "]}"
        comma = ","
    yield "\n]}\n"


def _iter_nodes(triples: Iterable[Triple]) -> Iterator[dict[str, object]]:
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        node: dict[str, list[object]] = {}
        for _, predicate, obj in group:
            if predicate == f"<{RDF.type}>":
                node.setdefault("@type", []).append(compress(obj[1:-1]))
            else:
                node.setdefault(compress(predicate[1:-1]), []).append(_json_term(obj))
        yield {"@id": subject[1:-1], **node}


def _json_term(text: str) -> object:
    if text.startswith("<"):
        return {"@id": text[1:-1]}
    value, datatype, language = parse_literal(text)
    if language:
        return {"@value": value, "@language": language}
    return {"@value": value, "@type": datatype} if datatype else value


def iter_rdfxml(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield an RDF/XML document; what XML 1.0 cannot hold, a character or a name, is a UsageError that names it."""
    declared = " ".join(f"xmlns:{prefix}={quoteattr(namespace)}" for prefix, namespace in sorted(PREFIXES.items()))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {declared}>\n'
    triples = (split_line(line)[:3] for line in sort_lines(selection.lines(), spare))
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        yield f"<rdf:Description rdf:about={quoteattr(subject[1:-1])}>\n"
        for _, predicate, obj in sorted(set(group)):
            yield f"  {_property(predicate[1:-1], obj)}\n"
        yield "</rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _property(predicate: str, obj: str) -> str:
    name, declared = _element(predicate)
    if obj.startswith("<"):
        return f"<{name}{declared} rdf:resource={quoteattr(obj[1:-1])}/>"
    value, datatype, language = parse_literal(obj)
    kind = f" rdf:datatype={quoteattr(datatype)}" if datatype else f' xml:lang="{language}"' if language else ""
    text = escape(require_xml(value), {"\r": "&#13;"})
    return f"<{name}{declared}{kind}>{text}</{name}>"


def _element(predicate: str) -> tuple[str, str]:
    """The element of a predicate, and the declaration of its namespace where it is none of this project's."""
    prefix, _, local = compress(predicate).partition(":")
    if prefix in PREFIXES and _NAME.fullmatch(local):
        return f"{prefix}:{local}", ""
    name = _NAME.search(predicate)
    if name is None:
        raise UsageError(f"RDF/XML cannot write the property {predicate}; export to Turtle, N-Quads or CSV")
    return f"ns:{name[0]}", f" xmlns:ns={quoteattr(predicate[: name.start()])}"
