"""The reference engine: pySHACL over an in-memory rdflib graph, asked about some nodes and what they point to."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.report import PropertyPath
from kg.validate.shapes import SH, SUBCLASS, Shape
from kg.vocabulary import RDF

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_TYPE = ox.NamedNode(RDF.type)
_TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
_CLASSES = ("http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})

# what Python says before 3.14 where rdflib takes "cannot be compared" for true
_NO_TRUTH = "NotImplemented should not be used in a boolean context"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Raw(NamedTuple):
    """One validation result as N-Triples terms; what is absent, and a path that is no single property, is empty."""

    severity: str
    shape: str
    component: str
    focus: str
    path: str
    value: str
    messages: tuple[str, ...]


class Batch(NamedTuple):
    """Some (shape, focus node) pairs, and the N-Triples of all that the shapes look at from there."""

    pairs: tuple[tuple[str, str], ...]
    ntriples: str


def run_batch(shapes: str, batch: Batch) -> list[Raw]:
    """What pySHACL reports for the pairs of a batch, sorted; `shapes` is the shapes graph as N-Triples."""
    from rdflib import Graph

    with hushed():
        graph = Graph()
        for triple in _untargeted(shapes):
            graph.add(triple)
        targets = (f"{shape} <{SH}targetNode> {focus} .\n" for shape, focus in batch.pairs)
        graph.parse(data="".join(targets), format="nt")
        return validate_graph(Graph().parse(data=batch.ntriples, format="nt"), graph)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep rdflib from telling of each ill-formed literal on standard error: the report tells it with its place."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            # else "yes"^^xsd:boolean is read as false, and passes for one
            warnings.filterwarnings("error", "Parsing weird boolean", UserWarning)
            warnings.filterwarnings("ignore", _NO_TRUTH, DeprecationWarning)
            yield
    finally:
        logger.disabled = before


def validate_graph(data: Graph, shapes: Graph) -> list[Raw]:
    """pySHACL's results for a whole graph, sorted: SHACL Core, no inference, the shapes taken as they are."""
    import pyshacl

    _forgive_incomparable()
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, advanced=False, inference="none", meta_shacl=False, allow_warnings=True
    )
    return sorted(set(_iter_results(report)))


@cache
def _forgive_incomparable() -> None:
    """Have values that cannot be compared reported, as SHACL 4.5.3 and 4.5.4 say.

    Over some ill-formed literals pySHACL 0.40 passes or ends in a TypeError, depending on the version of Python.
    """
    from pyshacl.constraints.core import property_pair_constraints as pairs

    for component, name in (
        (pairs.LessThanConstraintComponent, "_compare_lt"),
        (pairs.LessThanOrEqualsConstraintComponent, "_compare_ltoe"),
    ):
        if (compare := getattr(component, name, None)) is not None:
            setattr(component, name, _forgiving(compare))


def _forgiving(compare: Callable[..., Any]) -> Callable[..., Any]:
    def compared(self: Any, values: Iterable[Node], others: Iterable[Node], graph: Graph, focus: Node) -> Any:
        broken, reports = False, []
        with warnings.catch_warnings():
            warnings.filterwarnings("error", _NO_TRUTH, DeprecationWarning)
            for value, other in product(values, others):
                try:
                    fails, found = compare(self, [value], [other], graph, focus)
                except (TypeError, DeprecationWarning):
                    fails, found = True, [self.make_v_result(graph, focus, value_node=value)]
                broken = broken or fails
                reports += found
        return broken, reports

    return compared


@lru_cache(maxsize=2)
def _untargeted(shapes: str) -> tuple[tuple[Node, Node, Node], ...]:
    """The shapes graph without its targets: a batch names its own focus nodes."""
    from rdflib import Graph, URIRef

    targets = {URIRef(SH + name) for name in _TARGETS}
    classes = {URIRef(name) for name in _CLASSES}
    graph = Graph().parse(data=shapes, format="nt")
    return tuple(triple for triple in graph if triple[1] not in targets and triple[2] not in classes)


def _iter_results(report: Graph) -> Iterator[Raw]:
    from rdflib import URIRef

    def term(result: Node, name: str) -> str:
        return next((to_ntriples(node) for node in report.objects(result, URIRef(SH + name))), "")

    for result in set(report.objects(None, URIRef(SH + "result"))):
        path = term(result, "resultPath")
        yield Raw(
            term(result, "resultSeverity"),
            term(result, "sourceShape"),
            term(result, "sourceConstraintComponent"),
            term(result, "focusNode"),
            "" if path.startswith("_:") else path,
            term(result, "value"),
            tuple(sorted(str(message) for message in report.objects(result, URIRef(SH + "resultMessage")))),
        )


def to_ntriples(node: Node) -> str:
    """An rdflib term as N-Triples text."""
    from rdflib import BNode, Literal

    if isinstance(node, Literal):
        text = f'"{str(node).translate(_ESCAPES)}"'
        if node.language:
            return f"{text}@{node.language}"
        plain = node.datatype is None or str(node.datatype).endswith("XMLSchema#string")
        return text if plain else f"{text}^^<{node.datatype}>"
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"


class Neighbourhood:
    """Collects the triples that shapes look at from their focus nodes: the nodes' own, and along the shapes' paths."""

    def __init__(self, store: ox.Store, hierarchy: Iterable[tuple[str, str]]) -> None:
        self._store = store
        self._hierarchy = [f"{one} {SUBCLASS} {other} .\n" for one, other in hierarchy]
        self._lines: set[str] = set()
        self._whole: set[Term] = set()

    def visit(self, node: Term, shape: Shape) -> None:
        """Take in what `shape` looks at when `node` is its focus node."""
        self._take_whole(node)
        values = [node] if shape.path is None else self._walk([node], shape.path)
        for value in values:
            self._take(value, _TYPE)
            for _, shapes in shape.nested:
                for inner in shapes:
                    self.visit(value, inner)

    def ntriples(self) -> str:
        """All of it, sorted, with the classes' hierarchy."""
        return "".join(sorted(self._lines | set(self._hierarchy)))

    def _take_whole(self, node: Term) -> None:
        if node not in self._whole:
            self._whole.add(node)
            self._take(node, None)

    def _take(self, node: Term, predicate: ox.NamedNode | None) -> list[Term]:
        """Add a node's triples; their objects."""
        if isinstance(node, ox.Literal):
            return []
        quads = list(self._store.quads_for_pattern(node, predicate, None, None))
        self._lines.update(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
        return [quad.object for quad in quads]

    def _take_back(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        """Add the triples that lead to a node; their subjects."""
        quads = list(self._store.quads_for_pattern(None, predicate, node, None))
        self._lines.update(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
        return [quad.subject for quad in quads]

    def _walk(self, nodes: Sequence[Term], path: PropertyPath, back: bool = False) -> list[Term]:
        """The nodes at the end of a path, in SPARQL's sense; its triples are added."""
        if isinstance(path, str):
            predicate, step = ox.NamedNode(path[1:-1]), self._take_back if back else self._take
            return list(dict.fromkeys(end for node in nodes for end in step(node, predicate)))
        if path.kind == "inversePath":
            return self._walk(nodes, path.parts[0], not back)
        if path.kind == "alternativePath":
            return list(dict.fromkeys(end for part in path.parts for end in self._walk(nodes, part, back)))
        if path.kind == "sequence":
            for part in reversed(path.parts) if back else path.parts:
                nodes = self._walk(nodes, part, back)
            return list(nodes)
        ends = dict.fromkeys(nodes if path.kind != "oneOrMorePath" else ())
        reached = self._walk(nodes, path.parts[0], back)
        while fresh := [node for node in reached if node not in ends]:
            ends.update(dict.fromkeys(fresh))
            reached = [] if path.kind == "zeroOrOnePath" else self._walk(fresh, path.parts[0], back)
        return list(ends)
