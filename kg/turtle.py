"""Sorted N-Quads to readable Turtle, streamed: one block a subject, `a` first, each triple once."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.prefixes import PREFIXES

_LOCAL = re.compile(r"[^\W]([\w:.-]*[\w:-])?\Z")  # the safe part of Turtle's PN_LOCAL
_TYPED = re.compile(r'(".*")\^\^<(.*)>\Z', re.DOTALL)
_BARE = {
    PREFIXES["xsd"] + "integer": re.compile(r"(0|-?[1-9]\d*)\Z"),
    PREFIXES["xsd"] + "boolean": re.compile("true|false"),
}
_RDF_TYPE = f"<{PREFIXES['rdf']}type>"


@functools.lru_cache(maxsize=65_536)
def _name(iri: str) -> str:
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix, local = _NAMESPACES.get(iri[1:cut]), iri[cut:-1]
    return f"{prefix}:{local}" if prefix is not None and _LOCAL.match(local) else iri


_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def _term(text: str) -> str:
    if text.startswith("<"):
        return _name(text)
    if typed := _TYPED.match(text):
        bare = _BARE.get(typed[2])
        if bare and bare.match(typed[1][1:-1]):
            return typed[1][1:-1]
        return f"{typed[1]}^^{_name(f'<{typed[2]}>')}"
    return text


def _triples(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    last = None
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        triple = (subject, predicate, rest.rsplit(" ", 2)[0])
        if triple != last:
            yield triple
        last = triple


def iter_prefixes() -> Iterator[str]:
    """Yield the prefix declarations of this project, one a line."""
    for prefix, namespace in sorted(PREFIXES.items()):
        yield f"@prefix {prefix}: <{namespace}> .\n"


def iter_subjects(lines: Iterable[str]) -> Iterator[str]:
    """Yield a block a subject for N-Quads lines sorted by subject; graph names are dropped, equal triples once."""
    for subject, triples in groupby(_triples(lines), key=lambda triple: triple[0]):
        by_predicate: dict[str, list[str]] = {}
        for _, predicate, obj in triples:
            terms = by_predicate.setdefault("a" if predicate == _RDF_TYPE else _name(predicate), [])
            terms.append(_term(obj))
        ordered = sorted(by_predicate, key=lambda name: (name != "a", name))
        body = " ;\n    ".join(f"{name} {', '.join(sorted(set(by_predicate[name])))}" for name in ordered)
        yield f"\n{_name(subject)} {body} .\n"


def iter_turtle(lines: Iterable[str]) -> Iterator[str]:
    """Yield a Turtle document for N-Quads lines sorted by subject: prefixes, then a block a subject."""
    yield from iter_prefixes()
    yield from iter_subjects(lines)


def iter_trig(lines: Iterable[str]) -> Iterator[str]:
    """Yield a TriG document for N-Quads lines sorted by graph, then subject."""
    yield from iter_prefixes()
    for graph, quads in groupby(lines, key=lambda line: line[:-3].rpartition(" ")[2]):
        yield f"\n{_name(graph)} {{\n"
        yield from iter_subjects(quads)
        yield "}\n"
