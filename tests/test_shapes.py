"""Each case of tests/shapes gives exactly the results that its header lists, and no part of a shape can be left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.prefixes import PREFIXES, compress, expand
from kg.vocabulary import CLASSES, DATA_PROPERTIES, KG, OBJECT_PROPERTIES

ROOT = Path(__file__).parent
SHAPES = sorted((ROOT.parent / "shapes").glob("*.ttl"))
CASES = sorted((ROOT / "shapes").glob("*/*.ttl"))
NEIGHBOURS = ROOT / "shapes" / "neighbours.ttl"
KGSH = Namespace("https://w3id.org/drug-kg/shape/")
STATEMENT = URIRef(PREFIXES["rdf"] + "Statement")

PARAMETERS = {
    getattr(SH, name)
    for name in """
    class closed datatype hasValue in lessThan lessThanOrEquals maxCount maxInclusive maxLength minCount minInclusive
    minLength nodeKind or pattern property targetClass
    """.split()
}
LISTS = (SH["in"], SH["or"], SH.ignoredProperties)
UNSAID = {"Statement"}  # graphs type statement nodes as rdf:Statement


class Result(NamedTuple):
    """What a report says of one focus node: the shape and the component, as IRIs."""

    focus: str
    shape: str
    component: str


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in SHAPES:
        graph.parse(path)
    return graph


@cache
def data(path: Path) -> Graph:
    return Graph().parse(path)


@cache
def expected(path: Path) -> frozenset[Result]:
    lines = re.findall(r"^# expect: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines, f"{path}: the header expects nothing; say '# expect: nothing'"
    return frozenset(Result(*map(_read_term, line.split())) for line in lines if line != "nothing")


def _read_term(term: str) -> str:
    return term[1:-1] if term.startswith("<") else expand(term.replace("kgsh:", KGSH))


def validate(graph: Graph, against: Graph) -> frozenset[Result]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=against, inplace=True)
    said = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return frozenset(Result(*(str(report.value(result, name)) for name in said)) for result in results)


@pytest.fixture(scope="module")
def found() -> dict[str, frozenset[Result]]:
    """The results of all cases, validated as one graph, by focus node."""
    graph = Graph()
    for path in (NEIGHBOURS, *CASES):
        graph += data(path)
    results = defaultdict(set)
    for result in validate(graph, shapes()):
        results[result.focus].add(result)
    return {focus: frozenset(some) for focus, some in results.items()}


def case_name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def short_name(shape: Node) -> tuple[str, str]:
    """The folder and the file name of a shape's cases: kgsh:Trial is Trial/closed, kgsh:Trial-iri is Trial/iri."""
    folder, _, name = str(shape).removeprefix(KGSH).partition("-")
    return folder, name or "closed"


@cache
def named_shapes() -> tuple[URIRef, ...]:
    types = (SH.NodeShape, SH.PropertyShape)
    return tuple(sorted({s for t in types for s in shapes().subjects(RDF.type, t) if isinstance(s, URIRef)}))


@pytest.mark.parametrize("path", CASES, ids=case_name)
def test_a_case_gives_the_results_that_its_header_lists(path: Path, found: dict[str, frozenset[Result]]) -> None:
    subjects = {str(subject) for subject in data(path).subjects()}
    assert {result for subject in subjects for result in found.get(subject, ())} == expected(path)


def test_the_neighbours_conform(found: dict[str, frozenset[Result]]) -> None:
    assert not [found[name] for subject in data(NEIGHBOURS).subjects() if (name := str(subject)) in found]


def test_no_two_cases_speak_of_one_node() -> None:
    seen: dict[Node, Path] = {}
    for path in (NEIGHBOURS, *CASES):
        for subject in set(data(path).subjects()):
            assert seen.setdefault(subject, path) == path


def test_every_shape_has_a_valid_and_an_invalid_case() -> None:
    wanted = {(*short_name(shape), kind) for shape in named_shapes() for kind in ("valid", "invalid")}
    assert {(path.parent.name, *path.stem.rsplit("-", 1)) for path in CASES} == wanted
    assert (len(SHAPES), len(named_shapes()), len(CASES)) == (53, 489, 978)


def test_a_valid_case_expects_nothing_and_an_invalid_case_its_own_shape() -> None:
    for path in CASES:
        shapes_named = {short_name(URIRef(result.shape)) for result in expected(path)}
        folder, (name, kind) = path.parent.name, path.stem.rsplit("-", 1)
        assert ((folder, name) in shapes_named) if kind == "invalid" else not shapes_named


# Mutation: each part of each shape is left out once, and a case must notice.


def iter_description(graph: Graph, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """Yield a node's triples and those of the blank nodes that they lead to."""
    for triple in graph.triples((node, None, None)):
        yield triple
        if isinstance(triple[2], BNode):
            yield from iter_description(graph, triple[2])


@cache
def alone(shape: URIRef) -> tuple[tuple[Node, Node, Node], ...]:
    """One shape as a graph of its own: targeted as its owner is, with no more than the paths of its properties."""
    owners = list(shapes().subjects(SH.property, shape))
    targets = [target for owner in owners for target in shapes().objects(owner, SH.targetClass)]
    paths = [(p, SH.path, o) for p in shapes().objects(shape, SH.property) for o in shapes().objects(p, SH.path)]
    described = iter_description(shapes(), shape)
    return (*described, *paths, *((shape, SH.targetClass, target) for target in targets))


def iter_mutants(shape: URIRef) -> Iterator[tuple[str, Graph]]:
    """Yield the shape without one parameter, one target class, or one member of a list, each time."""
    whole = Graph()
    for triple in alone(shape):
        whole.add(triple)
    for s, p, o in whole:
        if p in PARAMETERS and (p != SH.property or s != shape):  # a property's owner counts as its target
            mutant = Graph() + whole
            mutant.remove((s, p, o))
            if p == SH.closed:  # which ignored properties cannot do without
                mutant.remove((s, SH.ignoredProperties, None))
            yield f"without {p} {o}", mutant
        for at in range(len(Collection(whole, o))) if p in LISTS else ():
            mutant = Graph() + whole
            del Collection(mutant, o)[at]
            yield f"without member {at} of {p}", mutant


def own_cases(shape: URIRef) -> tuple[Graph, frozenset[Result]]:
    """The nodes of a shape's two cases, and the results that they expect from this shape."""
    folder, name = short_name(shape)
    paths = [ROOT / "shapes" / folder / f"{name}-{kind}.ttl" for kind in ("valid", "invalid")]
    graph = Graph()
    for path in (NEIGHBOURS, *paths):
        graph += data(path)
    return graph, frozenset(result for path in paths for result in expected(path) if result.shape == str(shape))


@pytest.mark.parametrize("file", SHAPES, ids=lambda path: path.stem)
def test_leaving_out_any_part_of_a_shape_changes_the_result_of_its_cases(file: Path) -> None:
    for shape in [shape for shape in named_shapes() if short_name(shape)[0] == file.stem]:
        graph, wanted = own_cases(shape)
        whole = Graph()
        for triple in alone(shape):
            whole.add(triple)
        assert validate(graph, whole) == wanted
        survivors = [what for what, mutant in iter_mutants(shape) if validate(graph, mutant) == wanted]
        assert not survivors, f"{compress(shape)}: no case notices: {survivors}"


# What every shape says of itself


def test_each_shape_lies_in_the_file_of_its_name() -> None:
    for file in SHAPES:
        graph = Graph().parse(file)
        subjects = {s for s in graph.subjects() if isinstance(s, URIRef)}
        assert {short_name(subject)[0] for subject in subjects} == {file.stem}


@pytest.mark.parametrize("shape", named_shapes(), ids=lambda shape: "-".join(short_name(shape)))
def test_a_shape_has_one_severity_and_a_message_with_a_value_and_a_way_out(shape: URIRef) -> None:
    (message,) = map(str, shapes().objects(shape, SH.message))
    (severity,) = shapes().objects(shape, SH.severity)
    assert severity in (SH.Violation, SH.Warning, SH.Info)
    placeholders = set(re.findall(r"\{([^}]*)\}", message))
    assert placeholders
    assert placeholders - {"$this", "$value", "$path"} <= {compress(term) for term in KG}
    assert re.search(r"[.:;] ", message)
    assert message.endswith(".")


def test_every_class_has_a_file_and_every_property_a_shape() -> None:
    targets = set(shapes().objects(None, SH.targetClass))
    assert targets == {URIRef(getattr(KG, name)) for name in CLASSES if name not in UNSAID} | {STATEMENT}
    assert {file.stem for file in SHAPES} == {*CLASSES, "Node"}
    paths = set(shapes().objects(None, SH.path))
    assert {name for name in OBJECT_PROPERTIES + DATA_PROPERTIES if URIRef(getattr(KG, name)) not in paths} == set()


def test_the_shapes_use_nothing_beyond_shacl_core() -> None:
    beyond = {"sparql", "js", "rule", "target", "select", "ask", "expression"}
    assert not {str(p).removeprefix(PREFIXES["sh"]) for p in shapes().predicates()} & beyond


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl() -> None:
    pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
