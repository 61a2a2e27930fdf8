"""Releases made by hand for the tests of validation, and what pySHACL says of the whole graph at once."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from kg.prefixes import PREFIXES
from kg.report import CHECK, SEVERITIES, Report, Severity
from kg.validate import validate_release
from kg.validate.reference import hushed, validate_graph
from kg.validate.shapes import path_text, read_hierarchy, read_shapes
from kg.validate.terms import bare

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()))
HEAD += "@prefix ex: <http://example.org/> .\n"

Seen = tuple[str, ...]
"""Severity, shape, component, focus node, path, value and message of a finding."""


def write_release(folder: Path, data: str, shapes: str, ontology: str = "") -> Path:
    """Write a release's graph.nq, half of its triples in each of two graphs and some in both, and the rules for it."""
    parsed = ox.parse(HEAD + data, format=ox.RdfFormat.TURTLE)
    triples = sorted(f"{t.subject} {t.predicate} {t.object}" for t in parsed)
    one = {f"{line} <urn:graph:1> .\n" for number, line in enumerate(triples) if number % 2 or number % 3 == 0}
    two = {f"{line} <urn:graph:2> .\n" for number, line in enumerate(triples) if not number % 2}
    (folder / "graph.nq").write_text("".join([*sorted(one), *sorted(two)]), encoding="utf-8")
    for name in ("shapes", "ontology", "checks"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "shapes" / "made.ttl").write_text(HEAD + shapes, encoding="utf-8")
    (folder / "ontology" / "made.ttl").write_text(HEAD + ontology, encoding="utf-8")
    return folder


def validate_made(folder: Path, workers: int = 1, vacuous: Severity = "info") -> Report:
    """The report on what `write_release` wrote."""
    shapes, ontology, checks = (folder / name for name in ("shapes", "ontology", "checks"))
    return validate_release(folder, workers=workers, vacuous=vacuous, shapes=shapes, ontology=ontology, checks=checks)


def see_report(report: Report) -> set[Seen]:
    """The SHACL findings of a report, places left out."""
    return {
        (item.severity, item.shape, item.component, item.focus, item.path, item.value, item.message)
        for item in report.results
        if not item.shape.startswith(CHECK)
    }


def see_whole(folder: Path, rules: Path | None = None) -> set[Seen]:
    """What pySHACL finds in the union of all graphs and the class hierarchy, all in one run.

    `rules` holds the folders of shapes and ontology; by default they lie in the release.
    """
    rules = rules or folder
    hierarchy, described = read_hierarchy(sorted((rules / "ontology").glob("*.ttl")))
    shapes = read_shapes(sorted((rules / "shapes").glob("*.ttl")), described)
    store = ox.Store()
    store.bulk_load(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    data = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in store)
    data += "".join(f"{one} <{PREFIXES['rdfs']}subClassOf> {other} .\n" for one, other in hierarchy)
    with hushed():
        raw = validate_graph(Graph().parse(data=data, format="nt"), Graph().parse(data=shapes.ntriples, format="nt"))
    words = {f"<{PREFIXES['sh']}{name}>": word for word, name in SEVERITIES.items()}
    inner, seen = shapes.within(), set[Seen]()
    for item in raw:
        shape = inner.get(item.shape)
        path = item.path or (path_text(shape.path) if shape and shape.path else "")
        terms = [bare(term) for term in (item.shape, item.component, item.focus, path)]
        seen.add((words.get(item.severity, "error"), *terms, item.value, "; ".join(item.messages)))
    return seen
