"""Is the release still what its sources say? Every hash, every span, every quote is checked again against the files.

Checked are: the release's own files against the manifest; each document's bytes against its hash; each passage
against the raw text at its place; each statement node against its triple; that each triple of a document has evidence.
"""

from __future__ import annotations

import hashlib
from array import array
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
_ROW = ox.NamedNode(KG.row)
_ROW_SPAN = _SPAN[0], _SPAN[3], _SPAN[4]
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
    return Verification(counter.checks, sum(text is not None for _, text, _ in texts.values()), tuple(counter.failures))


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
    triples = array("Q")
    quads = missing = 0
    try:
        store = open_store(folder)
    except KGError as error:
        counter.check(False, "store", str(error))
        store = None
    for quad in _iter_quads(folder / "graph.nq", counter):
        quads += 1
        triples.append(_fingerprint(quad.triple))
        missing += store is not None and quad not in store
    extra = 0 if store is None else len(store) - quads + missing
    counter.check(
        missing == extra == 0,
        "store",
        f"differs from graph.nq: of its {quads:,} quads {missing:,} are missing, and {extra:,} are in the store"
        " that are not in graph.nq; build the release again",
    )
    turtle = array("Q")
    try:
        turtle.extend(map(_fingerprint, ox.parse(path=str(folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)))
    except (OSError, SyntaxError) as error:
        counter.check(False, "graph.ttl", f"cannot be read: {error}; build the release again")
        return
    same = _distinct(turtle) == _distinct(triples)
    counter.check(same, "graph.ttl", "says other than graph.nq; build the release again")


def _fingerprint(triple: ox.Triple | ox.Quad) -> int:
    """A triple in eight bytes: of ten million, two differ and look alike once in 370,000 releases."""
    text = f"{triple.subject} {triple.predicate} {triple.object}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _distinct(fingerprints: array[int]) -> array[int]:
    """The fingerprints in order, each once."""
    return array("Q", (number for number, _ in groupby(sorted(fingerprints))))


def _read_texts(
    counter: _Counter, inputs: Sequence[Mapping[str, object]], sources: Sequence[str]
) -> dict[str, tuple[str, str | None, bool]]:
    """Each document's first path, its raw text (None where the bytes are gone), and whether it is a table."""
    texts: dict[str, tuple[str, str | None, bool]] = {}
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
        texts[sha256] = (path, text, bool(item.get("table")))
    return texts


def _iter_quads(path: Path, counter: _Counter) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        counter.check(False, path.name, f"cannot be read: {error}; build the release again")


def _check_graph(
    counter: _Counter, graph: ox.NamedNode, quads: Iterable[ox.Quad], texts: Mapping[str, tuple[str, str | None, bool]]
) -> None:
    """Check a document's graph, subject by subject; what is kept of it are the names of passages and statements."""
    sha256 = graph.value.removeprefix(PREFIXES["kgd"])
    path, text, in_table = texts.get(sha256, (compress(graph.value), None, False))
    counter.check(sha256 in texts, path, "a graph of a document that the manifest does not list")
    index = LineIndex(text) if text is not None else None
    links = _Links()
    for node, group in groupby(quads, key=lambda quad: quad.subject):
        description: Description = {}
        for quad in group:
            description.setdefault(quad.predicate, []).append(quad.object)
        name = node.value if isinstance(node, ox.NamedNode) else str(node)
        if name.startswith(PREFIXES["kge"]):
            links.passages.add(name)
            _check_evidence(counter, path, sha256, name, description, index)
        elif name.startswith(PREFIXES["kgs"]):
            _check_statement(counter, path, name, description, links)
        else:
            links.take(node, description, in_table=in_table)
    _check_links(counter, path, links)


class _Links:
    """What the nodes of one graph rest on, to be checked when all of them are known."""

    def __init__(self) -> None:
        self.passages: set[str] = set()
        self.cited: dict[str, str] = {}  # the passages that nodes cite, each with one of these nodes
        self.statements: set[str] = set()
        self.triples: set[str] = set()  # what statement nodes may speak of, by their names
        self.open: dict[str, str] = {}  # the triples that need a statement node, by its name

    def take(self, node: Node, description: Description, *, in_table: bool) -> None:
        """Note what a node says; of a register's rows all is described as a whole, so that no triple is kept."""
        cited = description.get(_EVIDENCE, ())
        self.cited.update((_text(item), _text(node)) for item in cited)
        if in_table and cited:
            return
        for predicate, objects in description.items():
            for obj in objects:
                statement = mint_statement(str(node), str(predicate), str(obj))
                self.triples.add(statement)
                if not cited:
                    self.open[statement] = f"{_text(node)} {predicate} {obj}"


def _check_links(counter: _Counter, path: str, links: _Links) -> None:
    for passage, node in links.cited.items():
        counter.check(passage in links.passages, path, f"{compress(node)}: evidence that is gone")
    for name, triple in links.open.items():
        counter.check(name in links.statements, path, f"no evidence for {triple}")
    for name in links.statements:
        counter.check(name in links.triples, path, f"{compress(name)}: the triple it speaks of is not there")


def _one(description: Description, predicate: ox.NamedNode) -> str:
    values = description.get(predicate, [])
    return getattr(values[0], "value", "") if len(values) == 1 else ""


def _check_evidence(
    counter: _Counter, path: str, sha256: str, name: str, description: Description, index: LineIndex | None
) -> None:
    own = compress(name)
    is_row = _ROW in description
    values = [_one(description, predicate) for predicate in (_ROW_SPAN if is_row else _SPAN)]
    if not counter.check(all(value.isdigit() for value in values), path, f"{own}: a place that is not whole numbers"):
        return
    if is_row:  # it begins in column 1, and the lines that it takes are in its quote
        first, start, end = map(int, values)
        last, column = first + _one(description, _QUOTE).count("\n"), 1
    else:
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


def _check_statement(counter: _Counter, path: str, name: str, description: Description, links: _Links) -> None:
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
    cited = description.get(_EVIDENCE, [])
    counter.check(bool(cited), path, f"{own}: no evidence")
    links.cited.update((_text(item), name) for item in cited)
    links.statements.add(name)


def _text(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
