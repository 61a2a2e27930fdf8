"""The ontology says all its terms and no others, each with what a reader needs to use it rightly."""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SKOS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import PROV, DefinedNamespace
from rdflib.term import Node

from kg.glossary import render_glossary
from kg.prefixes import PREFIXES, compress, slug
from kg.vocabulary import CLASSES, DATA_PROPERTIES, KG, OBJECT_PROPERTIES

FOLDER = Path(__file__).parents[1] / "ontology"
KINDS = {OWL.Class: CLASSES, OWL.ObjectProperty: OBJECT_PROPERTIES, OWL.DatatypeProperty: DATA_PROPERTIES}
PROPERTIES = sorted(OBJECT_PROPERTIES + DATA_PROPERTIES)
HEADER = URIRef("https://w3id.org/drug-kg/ontology")
SECTIONS = """
FDA, EMA, HSA, NMPA, PPB, TGA, Health Canada, CIMA AEMPS, Philippines FDA, Saudi SFDA, Malaysia NPRA, UK EMC
""".strip().split(", ")

# Biolink Model 4.4.6, Web Annotation and FHIR: what of them is named here, read in their own files on 2026-11-21.
ELSEWHERE = """
biolink:Agent biolink:ClinicalTrial biolink:Disease biolink:DiseaseOrPhenotypicFeature biolink:Drug biolink:DrugLabel
biolink:Gene biolink:MacromolecularComplex biolink:PopulationOfIndividualOrganisms biolink:Protein biolink:Treatment
biolink:WebPage biolink:affects biolink:clinical_approval_status biolink:clinical_trial_overall_status
biolink:clinical_trial_phase biolink:directly_physically_interacts_with biolink:disease_context_qualifier
biolink:has_evidence biolink:has_part biolink:highest_FDA_approval_status biolink:population_context_qualifier
biolink:primary_knowledge_source biolink:supporting_text biolink:trade_name biolink:treats
biolink:treats_or_applied_or_studied_to_treat
http://hl7.org/fhir/RegulatedAuthorization oa:TextPositionSelector oa:TextQuoteSelector oa:end oa:exact oa:hasSource
oa:start sssom:Mapping
""".split()


@cache
def ontology() -> Graph:
    return Graph().parse(FOLDER / "kg.ttl")


@cache
def authorities() -> Graph:
    return Graph().parse(FOLDER / "authorities.ttl")


def term(name: str) -> URIRef:
    return URIRef(getattr(KG, name))


def words(subject: Node, predicate: URIRef) -> list[str]:
    return [str(item) for item in ontology().objects(subject, predicate) if isinstance(item, Literal)]


def classes_of(name: str, way: URIRef) -> set[str]:
    """The classes or datatypes of a property's domain or range, those of a union one by one."""
    found: set[str] = set()
    for item in ontology().objects(term(name), way):
        unions = list(ontology().objects(item, OWL.unionOf))
        found |= {str(member) for union in unions for member in Collection(ontology(), union)} or {str(item)}
    return found


@pytest.mark.parametrize("kind", KINDS, ids=compress)
def test_the_ontology_and_the_closed_namespace_have_the_same_terms(kind: URIRef) -> None:
    defined = {str(s) for s in ontology().subjects(RDF.type, kind) if str(s).startswith(PREFIXES["kg"])}
    assert defined == {str(term(name)) for name in KINDS[kind]}


def test_the_names_of_the_vocabulary_are_sorted_and_each_stands_once() -> None:
    for names in KINDS.values():
        assert names == sorted(set(names))


@pytest.mark.parametrize("name", sorted(CLASSES + PROPERTIES))
def test_a_term_has_one_label_one_definition_and_an_example(name: str) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        assert len(words(term(name), predicate)) == 1
    assert words(term(name), SKOS.example)
    texts = [item for item in ontology().objects(term(name)) if isinstance(item, Literal)]
    assert {text.language for text in texts} == {"en"}


def test_no_two_terms_of_a_kind_share_a_label() -> None:
    for names in KINDS.values():
        labels = [words(term(name), RDFS.label)[0] for name in names]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_has_domain_and_range_or_says_why_not(name: str) -> None:
    own = {str(term(other)) for other in CLASSES} | {str(RDF.Property)}
    domain, reach = classes_of(name, RDFS.domain), classes_of(name, RDFS.range)
    assert domain <= own
    assert domain or words(term(name), SKOS.scopeNote)[0].startswith("No domain: ")
    assert reach
    assert reach <= own if name in OBJECT_PROPERTIES else all(item.startswith(str(XSD)) for item in reach)


def test_each_alignment_leads_to_a_term_that_exists() -> None:
    ways = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
    aligned = {str(o) for way in ways for s, o in ontology().subject_objects(way) if str(s).startswith(PREFIXES["kg"])}
    known: dict[str, type[DefinedNamespace]] = {
        "schema": SDO,
        "prov": PROV,
        "dcterms": DCTERMS,
        "rdfs": RDFS,
        "rdf": RDF,
        "skos": SKOS,
    }
    others = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # rdflib warns of a term that a namespace lacks
        for iri in aligned:
            prefix, _, name = compress(iri).partition(":")
            if prefix == "kg":
                assert name in CLASSES
            elif prefix in known:
                assert str(getattr(known[prefix], name)) == iri
            else:
                others.add(compress(iri))
    assert others == set(ELSEWHERE)


def test_classes_are_never_aligned_with_properties_by_subclass() -> None:
    for name in CLASSES:
        for upper in ontology().objects(term(name), RDFS.subClassOf):
            assert compress(str(upper)).partition(":")[2][0].isupper()
    for name in PROPERTIES:
        for upper in ontology().objects(term(name), RDFS.subPropertyOf):
            assert compress(str(upper)).partition(":")[2][0].islower()


def test_the_header_names_version_licence_and_purpose() -> None:
    said = {compress(str(p)) for p in ontology().predicates(HEADER)}
    assert {"dcterms:title", "dcterms:description", "dcterms:license", "owl:versionInfo"} <= said
    assert not list(ontology().objects(HEADER, OWL.imports))


@pytest.mark.parametrize("name", ["kg.ttl", "authorities.ttl"])
def test_both_parsers_read_the_same_triples(name: str) -> None:
    path = FOLDER / name
    assert len(list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))) == len(Graph().parse(path))


def test_the_glossary_is_the_one_of_the_ontology() -> None:
    assert (FOLDER / "GLOSSARY.md").read_text(encoding="utf-8") == render_glossary(FOLDER / "kg.ttl")


# Authorities, registers and countries


def test_authorities_use_no_blank_nodes_and_only_terms_that_exist() -> None:
    known = {str(item) for item in KG}
    for s, p, o in authorities():
        assert isinstance(s, URIRef)
        assert isinstance(o, URIRef | Literal)
        assert not str(p).startswith(PREFIXES["kg"]) or str(p) in known
        assert not isinstance(o, URIRef) or str(o) in known or (o, RDF.type, None) in authorities()


def test_each_section_name_leads_to_one_register_with_authority_and_country() -> None:
    for section in SECTIONS:
        (register,) = (s for s in authorities().subjects(SKOS.altLabel, Literal(section)) if "register:" in str(s))
        assert str(register) == PREFIXES["kgr"] + f"register:{slug(section)}"
        (authority,) = authorities().objects(register, term("authority"))
        (country,) = authorities().objects(register, term("country"))
        assert (authority, term("country"), country) in authorities()
    assert len(set(authorities().subjects(RDF.type, term("Register")))) == len(SECTIONS)


def test_the_uk_compendium_lists_licences_of_the_mhra_and_cima_is_the_register_of_aemps() -> None:
    def said(register: str, predicate: str) -> list[str]:
        subject = URIRef(PREFIXES["kgr"] + f"register:{register}")
        return [compress(str(item)) for item in authorities().objects(subject, term(predicate))]

    assert said("uk-emc", "authority") == ["kgr:authority:mhra"]
    assert said("uk-emc", "maintainedBy") == ["kgr:organisation:datapharm"]
    assert said("cima-aemps", "authority") == said("cima-aemps", "maintainedBy") == ["kgr:authority:aemps"]


def test_a_regulators_name_in_prose_leads_to_one_authority() -> None:
    names: dict[str, set[str]] = {}
    for authority in authorities().subjects(RDF.type, term("Authority")):
        for way in (RDFS.label, SKOS.altLabel):
            for name in authorities().objects(authority, way):
                names.setdefault(str(name), set()).add(compress(str(authority)))
    assert all(len(found) == 1 for found in names.values())
    assert names["European Medicines Agency"] == {"kgr:authority:ema"}
    assert names["U.S. Food and Drug Administration"] == {"kgr:authority:fda"}
    assert names["Pharmacy and Poisons Board"] == {"kgr:authority:ppb"}


def test_every_entry_says_where_it_was_checked() -> None:
    for subject in set(authorities().subjects()):
        assert list(authorities().objects(subject, term("checkedAgainst"))), subject
