"""Triples are written one way only, each with its evidence, and read back by others as what they were."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import assemble
from kg.model import Description, Document, Evidence, Finding, Iri, Literal, Statement
from kg.nodes import describe_name, mint_iri
from kg.ntriples import iri_text, node_text
from kg.prefixes import PREFIXES, compress, expand, mint, slug
from kg.turtle import iter_turtle
from kg.vocabulary import KG, RDF, RDFS, XSD

TEXT = "Made-up drug\nIt binds to **[CD19](/x)** on B cells.\n"
DRUG = mint_iri("nci", "drug", "made-up")


def make_document(text: str = TEXT) -> Document:
    return Document(("p/a.md",), hashlib.sha256(text.encode()).hexdigest(), len(text), "nci", "utf-8", text)


def findings(document: Document) -> list[Finding]:
    start = document.text.index("CD19")
    seen = document.cite(start, start + 4, "nci.target")
    target = describe_name(KG.Target, "CD19", seen)
    return [target, Statement(DRUG, KG.targets, target.subject, (seen,))]


def test_a_statement_becomes_the_triple_its_statement_node_and_its_passage() -> None:
    document = make_document()
    triples = {(subject_of(q), compress(q.predicate.value), str(q.object)) for q in parse(document)}
    node = next(s for s, p, o in triples if p == "rdf:object" and o == f"<{mint('target', 'cd19')}>")
    evidence = f"{PREFIXES['kge']}{document.sha256[:16]}-28-32-nci.target"
    assert {
        (str(DRUG), "kg:targets", f"<{mint('target', 'cd19')}>"),
        (node, "rdf:subject", f"<{DRUG}>"),
        (node, "rdf:predicate", f"<{KG.targets}>"),
        (node, "rdf:type", f"<{RDF.Statement}>"),
        (node, "kg:evidence", f"<{evidence}>"),
        (evidence, "kg:quote", '"CD19"'),
        (evidence, "kg:startLine", f'"2"^^<{XSD.integer}>'),
        (evidence, "kg:startColumn", f'"16"^^<{XSD.integer}>'),
        (evidence, "kg:startCharacter", f'"28"^^<{XSD.integer}>'),
        (evidence, "kg:document", f"<{document.iri}>"),
        (evidence, "kg:role", '"words"'),
    } <= triples


def subject_of(quad: ox.Quad) -> str:
    assert isinstance(quad.subject, ox.NamedNode)
    return quad.subject.value


def parse(document: Document) -> list[ox.Quad]:
    return list(ox.parse("".join(assemble(document, findings(document))), format=ox.RdfFormat.N_QUADS))


def test_the_order_of_findings_changes_no_byte() -> None:
    document = make_document()
    forward = assemble(document, findings(document))
    assert forward == assemble(document, findings(document)[::-1])
    assert forward == sorted(forward)


def test_a_statement_without_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        assemble(make_document(), [Statement(DRUG, KG.targets, Iri("http://x.test/"), ())])
    with pytest.raises(ValueError, match="without evidence"):
        assemble(make_document(), [Description(DRUG, KG.Drug, (), ())])


def test_an_edit_elsewhere_renames_no_resource_and_no_statement() -> None:
    def named(text: str) -> set[str]:
        names = {subject_of(quad) for quad in parse(make_document(text))}
        return {name for name in names if not name.startswith(PREFIXES["kge"])}

    assert named(TEXT) == named("A new first line\n" + TEXT)


@given(st.text(max_size=40))
def test_every_literal_is_read_back_as_it_was(value: str) -> None:
    value = value.encode("utf-8", "ignore").decode()
    line = f"<http://s.test/> <http://p.test/> {node_text(Literal(value))} .\n"
    (triple,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    assert triple.object == ox.Literal(value)
    assert str(triple) == line[:-3].rstrip(" .")


@given(st.text(min_size=1, max_size=30))
def test_every_iri_that_is_written_can_be_read(tail: str) -> None:
    tail = tail.encode("utf-8", "ignore").decode()
    line = f"{iri_text('http://s.test/' + tail)} <http://p.test/> <http://o.test/> .\n"
    assert len(list(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))) == 1


@given(st.lists(st.tuples(st.sampled_from("ab/é-."), st.text(max_size=12)), max_size=12))
def test_turtle_says_the_same_as_the_quads_to_two_readers(pairs: list[tuple[str, str]]) -> None:
    document = make_document()
    seen = (Evidence(document.index.span(0, 4), "Made", "nci.name"),)
    clean = [(key, value.encode("utf-8", "ignore").decode()) for key, value in pairs]
    items: list[Finding] = [Statement(Iri(mint("x", k) + "/" + k), RDFS.label, Literal(v), seen) for k, v in clean]
    lines = assemble(document, items)
    turtle = "".join(iter_turtle(lines))
    quads = {quad.triple for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS)}
    assert set(ox.parse(turtle, format=ox.RdfFormat.TURTLE)) == {
        ox.Quad(triple.subject, triple.predicate, triple.object) for triple in quads
    }
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == len(quads)


def test_turtle_is_readable() -> None:
    document = make_document()
    turtle = "".join(iter_turtle(assemble(document, findings(document))))
    assert "\nkgr:target:cd19 a kg:Target ;\n" in turtle
    assert "kg:startLine 2" in turtle
    assert "@prefix kg: <https://w3id.org/drug-kg/ontology#> .\n" in turtle


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True))
def test_expanding_a_compressed_iri_gives_it_back(prefix: str, local: str) -> None:
    iri = PREFIXES[prefix] + local
    assert expand(compress(iri)) == iri


@given(st.text(max_size=40))
def test_a_slug_is_stable_under_case_space_and_itself(name: str) -> None:
    once = slug(name)
    assert slug(once) == once
    assert slug(f"  {name} ") == once
    assert not set(once) & set(' /:<>"')
