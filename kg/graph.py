"""A release opened for reading: questions, evidence, neighbours, paths, and the graph as other libraries have it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.prefixes import PREFIXES, compress, expand
from kg.query import find_query, parse_query, run_query
from kg.release import read_manifest
from kg.same import Comparison, compare
from kg.store import open_store
from kg.vocabulary import CLASSES, KG, RDF
from kg.walk import Edge, Path, Step, Walker
from kg.why import Explained, Explainer, Passage, explain, label_of, require_named

if TYPE_CHECKING:
    import networkx
    import rdflib

_NUMBERS = {"integer": int, "decimal": float, "double": float}


class Trail(NamedTuple):
    """One step of a path or to a neighbour as people read it, with the passages that its triple rests on."""

    source: str
    source_label: str
    predicate: str
    forward: bool
    target: str
    target_label: str
    passages: tuple[Passage, ...]


class Neighbor(NamedTuple):
    """A node reached from another: how many steps away, and by which step."""

    distance: int
    trail: Trail


class Graph:
    """A release in a folder, as `kg build` wrote it. Raises UsageError where there is none."""

    def __init__(self, folder: str | FilePath = "build") -> None:
        self.folder = FilePath(folder)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The release's inputs, counts and checksums."""
        return read_manifest(self.folder)

    @cached_property
    def store(self) -> ox.Store:
        """The Oxigraph store, opened for reading."""
        return open_store(self.folder)

    def query(self, question: str, **parameters: object) -> list[dict[str, object]]:
        """The rows of a named query, or of SPARQL text: column -> str, int, float, bool or None where it is unbound."""
        is_text = any(mark in question for mark in " \n{")
        query = parse_query(question, "query") if is_text else find_query(question)
        answer = run_query(self.store, query, {name: str(value) for name, value in parameters.items()})
        if not isinstance(answer, ox.QuerySolutions):
            raise UsageError("Graph.query answers SELECT; take Graph.to_rdflib() for CONSTRUCT, DESCRIBE and ASK")
        names = [variable.value for variable in answer.variables]
        return [{name: _python(solution[name]) for name in names} for solution in answer]

    def why(self, subject: str, predicate: str | None = None, obj: str | None = None) -> list[Explained]:
        """The statements about a name, CURIE or IRI, each with file, line and quoted words."""
        return explain(self.store, subject, predicate, obj)

    def compare(self, one: str, other: str) -> Comparison:
        """Why two names, CURIEs or identifiers mean one substance, or two, with the mappings that tell."""
        return compare(self.store, one, other)

    def neighbors(self, name: str, depth: int = 1, through: Sequence[str] = ()) -> Iterator[Neighbor]:
        """Yield what is within `depth` steps of a name, nearest first, each once, with the evidence of its step."""
        walker = Walker(self.store, self.require_classes(through))
        explainer = Explainer(self.store)
        starts = [item.iri for item in require_named(self.store, name)]
        for distance, node, step in walker.neighbors(starts, depth):
            yield Neighbor(distance, self._trail(explainer, node, step))

    def paths(
        self, start: str, goal: str, *, max_length: int = 6, every: bool = False, through: Sequence[str] = ()
    ) -> Iterator[tuple[Trail, ...]]:
        """Yield paths from one name to another, shorter ones first, each step with its evidence.

        The shortest ones only, unless `every`. Classes in `through` are walked even if they are no steps by default,
        and a path must meet one of them on its way. Yields nothing where no path has `max_length` steps or fewer.
        """
        classes = self.require_classes(through)
        walker, explainer = Walker(self.store, classes), Explainer(self.store)
        starts, goals = ([item.iri for item in require_named(self.store, name)] for name in (start, goal))
        only_shortest = not every and not classes
        shortest = 0
        for path in walker.iter_paths(starts, goals, max_length, only_shortest=only_shortest):
            if classes and not any(walker.types(step.to) & classes for step in path[:-1]):
                continue
            shortest = shortest or len(path)
            if not every and len(path) > shortest:
                return
            yield tuple(self._trails(explainer, path))

    def require_classes(self, names: Iterable[str]) -> frozenset[str]:
        """The IRIs of classes given as `Target`, `kg:Target` or an IRI; a UsageError that lists what there is."""
        known = {str(getattr(KG, name)): name for name in CLASSES}
        by_name = {name.casefold(): iri for iri, name in known.items()}
        found = set()
        for name in names:
            iri = by_name.get(name.removeprefix("kg:").casefold(), expand(name))
            if iri not in known:
                raise UsageError(f"no class named {name!r}; classes: {', '.join(sorted(known.values()))}")
            found.add(iri)
        return frozenset(found)

    def _trails(self, explainer: Explainer, path: Path) -> Iterator[Trail]:
        for step in path:
            here = step.edge.subject if step.to == step.edge.object else step.edge.object
            yield self._trail(explainer, here, step)

    def _trail(self, explainer: Explainer, here: str, step: Step) -> Trail:
        labels = [label_of(self.store, ox.NamedNode(node)) for node in (here, step.to)]
        forward = step.edge.subject == here and step.edge.object == step.to
        passages = explainer.passages_of(step.edge.subject, step.edge.predicate, step.edge.object)
        return Trail(here, labels[0], step.edge.predicate, forward, step.to, labels[1], passages)

    def to_networkx(self, *, evidence: bool = True) -> networkx.MultiDiGraph[str]:
        """Every node and link but evidence and statement nodes as a `networkx.MultiDiGraph`.

        Nodes are IRIs with `label`, `classes` (CURIEs) and the values of their literal properties by name; edges have
        the predicate's name as key, `predicate` (IRI), `documents`, and with `evidence` the `passages` they rest on.
        """
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        explainer = Explainer(self.store)
        hidden = {KG.Evidence, RDF.Statement}
        walker = Walker(self.store)
        edges: dict[Edge, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, None, None, None):
            if not isinstance(quad.subject, ox.NamedNode) or walker.types(quad.subject.value) & hidden:
                continue
            subject, name = quad.subject.value, compress(quad.predicate.value).partition(":")[2]
            if isinstance(quad.object, ox.Literal):
                graph.add_node(subject)
                graph.nodes[subject].setdefault(name, []).append(quad.object.value)
            elif quad.predicate.value == RDF.type:
                graph.add_node(subject)
            elif isinstance(quad.object, ox.NamedNode) and not walker.types(quad.object.value) & hidden:
                edges.setdefault(Edge(subject, quad.predicate.value, quad.object.value), set()).add(
                    quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
                )
        for edge, documents in sorted(edges.items()):
            data: dict[str, object] = {"predicate": edge.predicate, "documents": sorted(documents)}
            if evidence:
                data["passages"] = explainer.passages_of(*edge)
            graph.add_edge(edge.subject, edge.object, key=compress(edge.predicate).partition(":")[2], **data)
        for node, attributes in graph.nodes(data=True):
            attributes["classes"] = sorted(compress(item) for item in walker.types(node))
            attributes["label"] = sorted(attributes.get("label", [])) or [compress(node)]
            attributes["label"] = attributes["label"][0]
        return graph

    def to_rdflib(self, *, dataset: bool = False) -> rdflib.Graph:
        """The triples as an `rdflib.Graph`, or with `dataset` the quads as an `rdflib.Dataset`."""
        import rdflib

        if dataset:
            target: rdflib.Graph = rdflib.Dataset()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 warns of what it does itself
                target.parse(str(self.folder / "graph.nq"), format="nquads")
        else:
            target = rdflib.Graph()
            target.parse(str(self.folder / "graph.ttl"), format="turtle")
        for prefix, namespace in PREFIXES.items():
            target.bind(prefix, namespace)
        return target


def _python(term: object) -> object:
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else term if term is None else str(term)
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "boolean":
        return term.value in ("true", "1")
    try:
        return _NUMBERS[kind](term.value) if kind in _NUMBERS else term.value
    except ValueError as error:
        raise KGError(f"{term}: not a {kind}") from error
