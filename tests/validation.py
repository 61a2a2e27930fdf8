"""Releases made by hand for the tests of validation, and what pySHACL says of the whole graph at once."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from kg.prefixes import PREFIXES
from kg.report import Report
from kg.validate import validate_release
from kg.validate.reference import validate_graph
from kg.validate.shapes import path_text, read_hierarchy, read_shapes
from kg.validate.terms import bare

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()))
HEAD += "@prefix ex: <http://example.org/> .\n@prefix shape: <http://example.org/shape/> .\n"

Seen = tuple[str, str, str, str, str, str, str]


def write_release(folder: Path, data: str, shapes: str, ontology: str = "", checks: dict[str, str] | None = None) -> Path:
    """Write a release's graph.nq, half of its triples in each of two graphs and some in both, and the rules for it."""
    triples = sorted(f"{t.subject} {t.predicate} {t.object}" for t in ox.parse(HEAD + data, format=ox.RdfFormat.TURTLE))
    one = {f"{line} <urn:graph:1> .\n" for number, line in enumerate(triples) if number % 2 or number % 3 == 0}
    two = {f"{line} <urn:graph:2> .\n" for number, line in enumerate(triples) if not number % 2}
    (folder / "graph.nq").write_text("".join([*sorted(one), *sorted(two)]), encoding="utf-8")
    for name in ("shapes", "ontology", "checks"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "shapes" / "made.ttl").write_text(HEAD + shapes, encoding="utf-8")
    (folder / "ontology" / "made.ttl").write_text(HEAD + ontology, encoding="utf-8")
    for name, text in (checks or {}).items():
        (folder / "checks" / f"{name}.rq").write_text(text, encoding="utf-8")
    return folder


def validate_made(folder: Path, workers: int = 1) -> Report:
    """The report on what `write_release` wrote."""
    return validate_release(
        folder,
        workers=workers,
        shapes=folder / "shapes",
        ontology=folder / "ontology",
        checks=folder / "checks",
    )


def see_report(report: Report) -> set[Seen]:
    """The SHACL findings of a report, places left out."""
    return {
        (item.severity, item.shape, item.component, item.focus, item.path, item.value, item.message)
        for item in report.results
        if item.component.startswith(PREFIXES["sh"])
    }


def see_whole(folder: Path) -> set[Seen]:
    """What pySHACL finds in the union of all graphs and the class hierarchy, all in one run."""
    hierarchy, described = read_hierarchy(sorted((folder / "ontology").glob("*.ttl")))
    shapes = read_shapes(sorted((folder / "shapes").glob("*.ttl")), described)
    store = ox.Store()
    store.bulk_load(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    data = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in store)
    data += "".join(f"{one} <{PREFIXES['rdfs']}subClassOf> {other} .\n" for one, other in hierarchy)
    raw = validate_graph(Graph().parse(data=data, format="nt"), Graph().parse(data=shapes.ntriples, format="nt"))
    words = {"Violation": "error", "Warning": "warning", "Info": "info"}
    inner = shapes.within()
    seen = set()
    for item in raw:
        shape = inner.get(item.shape)
        path = item.path or (path_text(shape.path) if shape and shape.path else "")
        terms = (item.shape, item.component, item.focus, path)
        plain = [bare(term) for term in terms]
        word = words.get(item.severity.rsplit("#", 1)[-1].rstrip(">"), "error")
        seen.add((word, plain[0], plain[1], plain[2], plain[3], item.value, "; ".join(item.messages)))
    return seen
