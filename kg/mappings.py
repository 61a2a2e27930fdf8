"""Semantic mappings: what a name or a drug of one document is elsewhere, beside the documents' graphs.

A mapping is an SSSOM node with the reason for it, and the triple that it is about. Both stand in one graph of their
own, so that a document's graph holds nothing but what the document says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from kg.model import Iri, Literal, Node
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG, RDF, RDFS, SSSOM

MAPPINGS = Iri(PREFIXES["kgg"] + "mappings")
"""The graph that holds every mapping."""

Triple = tuple[Iri, Iri, Node]


def mint_mapping(subject: str, predicate: str, object: str) -> Iri:  # noqa: A002 - SSSOM's word
    """The IRI of the mapping that says a triple of three IRIs: a hash of nothing but the triple."""
    digest = hashlib.sha256(f"{subject} {predicate} {object}".encode()).hexdigest()
    return Iri(f"{PREFIXES['kgr']}mapping:{digest[:32]}")


def describe_mapping(
    subject: Iri,
    predicate: Iri,
    object: Iri,  # noqa: A002 - SSSOM's word
    justification: Iri,
    *,
    subject_label: str,
    object_label: str,
    reason: str,
    evidence: Iterable[Iri] = (),
    object_source: str = "",
    confidence: str = "",
) -> Iterator[Triple]:
    """Yield the triple `subject predicate object` and the mapping node that justifies it.

    `justification` is a term of SEMAPV, `reason` the same for a reader, `evidence` the passages (IRIs) that name the
    subject or tell of the link, `object_source` the vocabulary that the object is from, `confidence` a decimal in
    [0, 1] where a rule gives one.
    """
    node = mint_mapping(subject, predicate, object)
    way = compress(predicate).partition(":")[2]
    yield subject, predicate, object
    yield node, RDF.type, KG.Mapping
    yield node, RDFS.label, Literal(f"{subject_label} {way} {object_label}")
    yield node, SSSOM.subject_id, subject
    yield node, SSSOM.predicate_id, predicate
    yield node, SSSOM.object_id, object
    yield node, SSSOM.mapping_justification, justification
    yield node, SSSOM.subject_label, Literal(subject_label)
    yield node, SSSOM.object_label, Literal(object_label)
    yield node, SSSOM.comment, Literal(reason)
    if object_source:
        yield node, SSSOM.object_source, Literal(object_source)
    if confidence:
        yield node, SSSOM.confidence, Literal(confidence, PREFIXES["xsd"] + "decimal")
    for passage in evidence:
        yield node, KG.evidence, passage
