"""What of a release is exported: all of it, one class, one source, or the triples that a query constructs.

- A class: all that is said of its nodes, and the type and the label of the nodes that they lead to.
- A source: what its documents say, with its card, its rules, and the vocabulary that all sources share.
- A query: the triples that it constructs. Those that a document says come in that document's graph with their
  evidence; those that are new come in a graph named after the query (`kgg:query-<name>`), without any.

Each statement brings its evidence, and each passage the names of its document and rule.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.export.lines import carries_evidence, graph_of
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES, expand, slug
from kg.query import Query, find_query, run_query
from kg.store import open_store
from kg.vocabulary import CLASSES, KG, RDF, RDFS

_TYPE, _LABEL = ox.NamedNode(RDF.type), ox.NamedNode(RDFS.label)
_EVIDENCE, _SOURCE = ox.NamedNode(KG.evidence), ox.NamedNode(KG.source)
_DOCUMENT, _RULE = ox.NamedNode(KG.document), ox.NamedNode(KG.rule)
_NAMING = tuple(f"<{iri}>" for iri in (RDF.type, RDFS.label, KG.evidence, KG.path))
_DOCUMENTS, _VOCABULARY = f"<{PREFIXES['kgg']}documents>", f"<{PREFIXES['kgg']}vocabulary>"

Keep = Callable[[str], bool]


@dataclass(frozen=True)
class Selection:
    """The quads of a release that are exported, as often as they are asked for, in the order of its `graph.nq`.

    `only` names a class, a source, or a CONSTRUCT query (by name or file); without `evidence` the statement nodes,
    the passages and the links to them are left out.
    """

    folder: Path
    only: str = ""
    evidence: bool = True

    @cached_property
    def store(self) -> ox.Store:
        """The release's store."""
        return open_store(self.folder)

    def lines(self) -> Iterator[str]:
        """Yield the quads as N-Quads lines, sorted by graph, then by triple."""
        keep, derived = self._choice
        path = self.folder / "graph.nq"
        if not path.is_file():
            raise KGError(f"{path}: is not there; build it again: kg build PATH --out {self.folder}")
        with path.open(encoding="utf-8", newline="\n") as stream:
            kept: Iterable[str] = filter(keep, stream) if keep else stream
            if derived:
                kept = heapq.merge(kept, derived, key=lambda line: (graph_of(line), line))
            yield from (line for line in kept if self.evidence or not carries_evidence(line))

    @cached_property
    def _choice(self) -> tuple[Keep | None, list[str]]:
        """What keeps a line (None: each is kept), and the lines that are in no document."""
        if not self.only:
            return None, []
        if kind := _find_class(self.only):
            return _keep_class(self.store, kind), []
        sources = _find_sources(self.store)
        if self.only in sources:
            return _keep_source(self.store, sources, self.only), []
        return _construct(self.store, _find_query(self.only, sources))


def _find_class(name: str) -> str | None:
    by_name = {known.casefold(): str(getattr(KG, known)) for known in CLASSES}
    iri = expand(name)
    return iri if iri in by_name.values() else by_name.get(name.removeprefix("kg:").casefold())


def _find_sources(store: ox.Store) -> dict[str, ox.NamedNode]:
    """The sources of a release by name."""
    cards = store.quads_for_pattern(None, _TYPE, ox.NamedNode(KG.Source), None)
    names = (quad for card in cards for quad in store.quads_for_pattern(card.subject, ox.NamedNode(KG.name), None))
    found = [(str(getattr(quad.object, "value", "")), quad.subject) for quad in names]
    return {name: node for name, node in sorted(found, key=str) if isinstance(node, ox.NamedNode)}


def _find_query(name: str, sources: Iterable[str]) -> Query:
    try:
        return find_query(name)
    except UsageError as error:
        listed = f"classes: {', '.join(sorted(CLASSES))}; sources: {', '.join(sources)}"
        raise UsageError(f"--only: no class or source named {name!r}, and {error}; {listed}") from None


@dataclass(slots=True)
class _Kept:
    """What is kept: whole subjects, triples, and nodes of which only the type and the label are wanted."""

    store: ox.Store
    subjects: set[str] = field(default_factory=set)
    triples: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def has(self, line: str) -> bool:
        """Whether a line is kept."""
        subject, predicate, _ = line.split(" ", 2)
        if subject in self.subjects or (subject in self.named and predicate in _NAMING):
            return True
        return bool(self.triples) and line[:-3].rpartition(" ")[0] in self.triples

    def cite(self, quad: ox.Quad) -> None:
        """Keep the evidence of a quad."""
        if quad.predicate == _EVIDENCE:
            self._keep_passage(quad.object)
        statement = ox.NamedNode(mint_statement(str(quad.subject), str(quad.predicate), str(quad.object)))
        if cited := list(self.store.quads_for_pattern(statement, _EVIDENCE, None)):
            self.subjects.add(str(statement))
            for link in cited:
                self._keep_passage(link.object)

    def name(self, node: object) -> None:
        """Keep the type and the label of a node, with their evidence."""
        if not isinstance(node, ox.NamedNode) or str(node) in self.named:
            return
        self.named.add(str(node))
        for predicate in (_TYPE, _LABEL, _EVIDENCE):
            for quad in self.store.quads_for_pattern(node, predicate, None):
                self.cite(quad)

    def _keep_passage(self, passage: object) -> None:
        if isinstance(passage, ox.NamedNode) and str(passage) not in self.subjects:
            self.subjects.add(str(passage))
            for predicate in (_DOCUMENT, _RULE):
                for quad in self.store.quads_for_pattern(passage, predicate, None):
                    self.name(quad.object)


def _keep_class(store: ox.Store, kind: str) -> Keep:
    kept = _Kept(store)
    for typed in store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), None):
        if str(typed.subject) in kept.subjects:
            continue
        kept.subjects.add(str(typed.subject))
        for quad in store.quads_for_pattern(typed.subject, None, None, None):
            kept.cite(quad)
            if quad.predicate not in (_TYPE, _EVIDENCE):
                kept.name(quad.object)
    return kept.has


def _keep_source(store: ox.Store, sources: dict[str, ox.NamedNode], name: str) -> Keep:
    def parts(node: ox.NamedNode) -> set[str]:
        return {str(node), *(str(quad.subject) for quad in store.quads_for_pattern(None, _SOURCE, node, None))}

    own = parts(sources[name])
    foreign = {part for other, node in sources.items() if other != name for part in parts(node)}

    def keep(line: str) -> bool:
        graph, subject = graph_of(line), line[: line.index(" ")]
        return graph in own or (graph in (_DOCUMENTS, _VOCABULARY) and subject not in foreign)

    return keep


def _construct(store: ox.Store, query: Query) -> tuple[Keep, list[str]]:
    answer = run_query(store, query)
    if not isinstance(answer, ox.QueryTriples):
        raise UsageError(f"{query.origin}: gives no triples; write CONSTRUCT, or take kg query --format csv for rows")
    kept, derived = _Kept(store), set[str]()
    graph = f"{PREFIXES['kgg']}query-{slug(query.name.removesuffix('.rq'))}"
    for triple in answer:
        if "BlankNode" in {type(term).__name__ for term in (triple.subject, triple.object)}:
            raise UsageError(f"{query.origin}: constructs a blank node, which has another name each time; use an IRI")
        said = list(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))
        for quad in said:
            _keep_triple(kept, quad)
        if not said:
            derived.add(f"{triple.subject} {triple.predicate} {triple.object} <{graph}> .\n")
    return kept.has, sorted(derived)


def _keep_triple(kept: _Kept, quad: ox.Quad) -> None:
    kept.triples.add(f"{quad.subject} {quad.predicate} {quad.object}")
    kept.cite(quad)
    for link in kept.store.quads_for_pattern(quad.subject, _EVIDENCE, None, quad.graph_name):
        statement = mint_statement(str(quad.subject), str(quad.predicate), str(quad.object))
        if f"<{statement}>" not in kept.subjects:  # what has no statement node rests on its subject's passages
            kept.triples.add(f"{quad.subject} {_EVIDENCE} {link.object}")
            kept.cite(link)
