"""Is the release still what its sources say? Every hash, every span, every quote is checked again against the files.

Checked are: the release's own files against the manifest; each document's bytes against its hash; each passage
against the raw text at its place; each statement node against its triple; that each triple of a document has evidence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import KGError
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES, compress
from kg.read import find_documents
from kg.release import hash_file
from kg.spans import LineIndex
from kg.store import open_store
from kg.vocabulary import KG, RDF

_SPAN = tuple(
    ox.NamedNode(iri) for iri in (KG.startLine, KG.endLine, KG.startColumn, KG.startCharacter, KG.endCharacter)
)
_EVIDENCE, _QUOTE, _DOCUMENT = (ox.NamedNode(iri) for iri in (KG.evidence, KG.quote, KG.document))
_REIFIED = tuple(ox.NamedNode(iri) for iri in (RDF.subject, RDF.predicate, RDF.object))
_DOCUMENT_GRAPHS = f"<{PREFIXES['kgd']}"

Node = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Description = dict[Node, list[Node]]


class Failure(NamedTuple):
    """One check that failed: the file (with line where one is known), and what is wrong."""

    place: str
    what: str


class Verification(NamedTuple):
    """How many checks ran, how many documents were read again, and every failure."""

    checks: int
    documents: int
    failures: tuple[Failure, ...]


class _Counter:
    def __init__(self) -> None:
        self.checks = 0
        self.failures: list[Failure] = []

    def check(self, holds: bool, place: str, what: str) -> bool:
        self.checks += 1
        if not holds:
            self.failures.append(Failure(place, what))
        return holds


def _strings(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def verify(folder: Path, manifest: Mapping[str, object], sources: Sequence[str]) -> Verification:
    """Check the release in `folder` against itself and against the documents under `sources` (files or folders)."""
    counter = _Counter()
    inputs = [item for item in _strings(manifest["inputs"]) if isinstance(item, dict)]
    _check_files(counter, folder, manifest)
    _check_copies(counter, folder)
    texts = _read_texts(counter, inputs, sources)
    for graph, quads in groupby(_iter_quads(folder / "graph.nq", counter), key=lambda quad: quad.graph_name):
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(PREFIXES["kgd"]):
            _check_graph(counter, graph, quads, texts)
    return Verification(counter.checks, sum(text is not None for _, text in texts.values()), tuple(counter.failures))


def _check_files(counter: _Counter, folder: Path, manifest: Mapping[str, object]) -> None:
    files = manifest.get("files")
    for name, expected in sorted(files.items()) if isinstance(files, dict) else ():
        path = folder / str(name)
        there = path.is_file()
        if counter.check(there, str(name), "is gone from the release; build it again"):
            counter.check(
                hash_file(path) == expected,
                str(name),
                "differs from its checksum in the manifest: changed after the build; build it again",
            )


def _check_copies(counter: _Counter, folder: Path) -> None:
    """The store and the Turtle must say what graph.nq says: they are what is queried and what is handed on."""
    triples: set[bytes] = set()
    quads = missing = 0
    try:
        store = open_store(folder)
    except KGError as error:
        counter.check(False, "store", str(error))
        store = None
    for quad in _iter_quads(folder / "graph.nq", counter):
        quads += 1
        triples.add(hashlib.blake2b(str(quad.triple).encode(), digest_size=12).digest())
        missing += store is not None and quad not in store
    same = missing == 0 and (store is None or len(store) == quads)
    counter.check(
        same, "store", f"differs from graph.nq ({missing:,} quads missing of {quads:,}); build the release again"
    )
    try:
        turtle = {
            hashlib.blake2b(str(quad.triple).encode(), digest_size=12).digest()
            for quad in ox.parse(path=str(folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
        }
    except (OSError, SyntaxError) as error:
        counter.check(False, "graph.ttl", f"cannot be read: {error}; build the release again")
        return
    counter.check(turtle == triples, "graph.ttl", "says other than graph.nq; build the release again")


def _read_texts(
    counter: _Counter, inputs: Sequence[Mapping[str, object]], sources: Sequence[str]
) -> dict[str, tuple[str, str | None]]:
    """Each document's first path and its raw text, None where the bytes are gone or cannot be decoded."""
    texts: dict[str, tuple[str, str | None]] = {}
    found = find_documents(inputs, sources)
    for item in inputs:
        sha256, path = str(item["sha256"]), str(_strings(item["paths"])[0])
        data, text = found[sha256], None
        if counter.check(data is not None, path, "not found under the sources; say where with --sources DIR"):
            data = data or b""
            actual = hashlib.sha256(data).hexdigest()
            same = actual == sha256
            counter.check(
                same,
                path,
                f"has changed: sha256 {actual[:12]}… is not {sha256[:12]}… of the build; build again",
            )
            text = data.decode(str(item["encoding"]), "replace" if not same else "strict")
        texts[sha256] = (path, text)
    return texts


def _iter_quads(path: Path, counter: _Counter) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        counter.check(False, path.name, f"cannot be read: {error}; build the release again")


def _check_graph(
    counter: _Counter, graph: ox.NamedNode, quads: Iterable[ox.Quad], texts: Mapping[str, tuple[str, str | None]]
) -> None:
    sha256 = graph.value.removeprefix(PREFIXES["kgd"])
    path, text = texts.get(sha256, (compress(graph.value), None))
    counter.check(sha256 in texts, path, "a graph of a document that the manifest does not list")
    nodes: dict[Node, Description] = {}
    for quad in quads:
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    index = LineIndex(text) if text is not None else None
    for node, description in nodes.items():
        name = node.value if isinstance(node, ox.NamedNode) else str(node)
        if name.startswith(PREFIXES["kge"]):
            _check_evidence(counter, path, sha256, name, description, index)
        elif name.startswith(PREFIXES["kgs"]):
            _check_statement(counter, path, name, description, nodes)
        else:
            _check_covered(counter, path, node, description, nodes)


def _one(description: Description, predicate: ox.NamedNode) -> str:
    values = description.get(predicate, [])
    return getattr(values[0], "value", "") if len(values) == 1 else ""


def _check_evidence(
    counter: _Counter, path: str, sha256: str, name: str, description: Description, index: LineIndex | None
) -> None:
    own = compress(name)
    values = [_one(description, predicate) for predicate in _SPAN]
    if not counter.check(
        all(value.isdigit() for value in values), path, f"{own}: a place that is not five whole numbers"
    ):
        return
    first, last, column, start, end = map(int, values)
    place = f"{path}:{first}:{column}"
    counter.check(
        name.startswith(f"{PREFIXES['kge']}{sha256[:16]}-{start}-{end}-"),
        place,
        f"{own}: its name does not fit its place {start}–{end}",
    )
    counter.check(_one(description, _DOCUMENT) == PREFIXES["kgd"] + sha256, place, f"{own}: cites another document")
    if index is None:
        return
    quote = _one(description, _QUOTE)
    raw = index.raw[start:end]
    counter.check(bool(quote) and raw == quote, place, f"says {raw[:60]!r} where {quote[:60]!r} is quoted")
    span = index.span(start, end)
    counter.check(
        (span.start_line, span.end_line, start - index.starts[span.start_line - 1] + 1) == (first, last, column),
        place,
        f"{own}: characters {start}–{end} lie on lines {span.start_line}–{span.end_line}",
    )


def _check_statement(
    counter: _Counter, path: str, name: str, description: Description, nodes: Mapping[Node, Description]
) -> None:
    parts = [description.get(predicate, []) for predicate in _REIFIED]
    own = compress(name)
    if not counter.check(all(len(part) == 1 for part in parts), path, f"{own}: not one subject, predicate, object"):
        return
    subject, predicate, obj = (part[0] for part in parts)
    counter.check(
        name == mint_statement(str(subject), str(predicate), str(obj)),
        path,
        f"{own}: its name does not fit its triple {subject} {predicate} {obj}",
    )
    counter.check(
        obj in nodes.get(subject, {}).get(predicate, []), path, f"{own}: the triple it speaks of is not there"
    )
    cited = description.get(_EVIDENCE, [])
    counter.check(
        bool(cited) and all(item in nodes for item in cited),
        path,
        f"{own}: no evidence, or evidence that is gone",
    )


def _check_covered(
    counter: _Counter, path: str, node: Node, description: Description, nodes: Mapping[Node, Description]
) -> None:
    cited = description.get(_EVIDENCE, [])
    if cited:
        counter.check(all(item in nodes for item in cited), path, f"{compress(_text(node))}: evidence that is gone")
        return
    for predicate, objects in description.items():
        for obj in objects:
            statement = ox.NamedNode(mint_statement(str(node), str(predicate), str(obj)))
            counter.check(
                statement in nodes,
                path,
                f"no evidence for {_text(node)} {predicate} {obj}",
            )


def _text(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
