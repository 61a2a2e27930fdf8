"""What a release is, for catalogues and editors: VoID, DCAT, PROV and PAV in one Turtle file beside the graph.

The file names the checksums of the others, so it cannot be one of their graphs. It holds no clock and no blank node:
the dataset is named after the checksum of its N-Quads, and so is the run that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.cards import Card
from kg.census import Census
from kg.model import Document, Iri, Literal, Node
from kg.nodes import mint_iri
from kg.ntriples import iri_text, node_text
from kg.prefixes import BASE, PREFIXES, compress, slug
from kg.turtle import iter_turtle
from kg.vocabulary import RDF, RDFS, XSD, Namespace

DATASET = "dataset.ttl"

_DCAT = Namespace(PREFIXES["dcat"], "Dataset Distribution byteSize distribution mediaType version".split())
_DCTERMS = Namespace(
    PREFIXES["dcterms"],
    "LicenseDocument conformsTo description license rights source title".split(),
)
_PAV = Namespace(PREFIXES["pav"], "createdWith version".split())
_PROV = Namespace(PREFIXES["prov"], "Activity Entity SoftwareAgent used wasAssociatedWith wasGeneratedBy".split())
_SCHEMA = Namespace(PREFIXES["schema"], ["softwareVersion"])
_SPDX = Namespace(PREFIXES["spdx"], "Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue".split())
_VOID = Namespace(
    PREFIXES["void"],
    """
    Dataset Linkset class classPartition classes distinctSubjects documents entities feature linkPredicate objectsTarget
    properties property propertyPartition subjectsTarget subset triples uriSpace vocabulary
    """.split(),
)
_HEX = PREFIXES["xsd"] + "hexBinary"
_NATURAL = PREFIXES["xsd"] + "nonNegativeInteger"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES = {"json": "application/json", "nq": "application/n-quads", "ttl": "text/turtle"}
_CONTENTS = {
    "graph.nq": ("every quad, sorted, a named graph a document", "N-Quads"),
    "graph.ttl": ("the triples of all graphs, each once", "Turtle"),
    "report.json": ("the validation report for programs", ""),
    "report.ttl": ("the SHACL validation report", "Turtle"),
}

Triple = tuple[Iri, Iri, Node]


class File(NamedTuple):
    """A file by its name, the SHA-256 of its bytes in hexadecimal, and its size in bytes."""

    name: str
    sha256: str
    size: int


class Made(NamedTuple):
    """What a release was made of and with: its documents, the other files that were read, and the program's version."""

    documents: Sequence[Document]
    used: Sequence[File]
    cards: Mapping[str, Card]
    version: str


def iter_dataset(census: Census, made: Made, files: Sequence[File]) -> Iterator[str]:
    """Yield the Turtle lines that describe the release whose `files` (graph.nq among them) were written."""
    content = next(file.sha256 for file in files if file.name == "graph.nq")
    dataset = mint_iri("dataset", content[:16])
    triples = [
        *_iter_about(dataset, f"{made.version}+{content[:12]}", made),
        *_iter_numbers(dataset, census),
        *_iter_sources(dataset, census, made),
        *_iter_links(dataset, census),
        *(triple for file in files for triple in _iter_distribution(dataset, file)),
        *_iter_run(dataset, mint_iri("run", content[:16]), made),
    ]
    lines = {f"{iri_text(s)} {iri_text(p)} {node_text(o)} <> .\n" for s, p, o in triples}
    own = f"<{dataset}"
    yield from iter_turtle(sorted(lines, key=lambda line: (line[: len(own) + 1] != f"{own}>", own not in line, line)))


def _count(number: int) -> Literal:
    return Literal(str(number), XSD.integer)


def _iter_about(dataset: Iri, version: str, made: Made) -> Iterator[Triple]:
    names = ", ".join(made.cards[name].title for name in sorted({document.source for document in made.documents}))
    yield dataset, RDF.type, _VOID.Dataset
    yield dataset, RDF.type, _DCAT.Dataset
    yield dataset, RDF.type, _PROV.Entity
    yield dataset, _DCTERMS.title, Literal(f"Drug knowledge graph {version}")
    what = "What documents say of drugs, each statement with the file, lines, characters and words it was read from"
    yield dataset, _DCTERMS.description, Literal(f"{what}. Sources: {names or 'none'}.")
    yield dataset, _DCTERMS.rights, Literal("Each source keeps its own licence: see the licence of each subset.")
    yield dataset, _DCTERMS.conformsTo, Iri(BASE + "ontology")
    for predicate in (_PAV.version, _DCAT.version):
        yield dataset, predicate, Literal(version)


def _iter_numbers(dataset: Iri, census: Census) -> Iterator[Triple]:
    classes, properties = census.classes(), census.properties()
    numbers = {
        _VOID.triples: census.triples,
        _VOID.entities: census.entities,
        _VOID.distinctSubjects: census.subjects,
        _VOID.classes: len(classes),
        _VOID.properties: len(properties),
    }
    yield from ((dataset, predicate, _count(number)) for predicate, number in numbers.items())
    yield dataset, _VOID.uriSpace, Literal(PREFIXES["kgr"])
    yield from ((dataset, _VOID.vocabulary, space) for space in sorted({_namespace(name) for name in properties}))
    yield from _iter_properties(dataset, properties)
    for kind, nodes in classes.items():
        part = _part(dataset, "class", kind)
        yield dataset, _VOID.classPartition, part
        yield part, RDF.type, _VOID.Dataset
        yield part, getattr(_VOID, "class"), Iri(kind)
        yield part, _VOID.entities, _count(nodes)
        yield from _iter_properties(part, census.properties(kind))


def _iter_properties(dataset: Iri, properties: Mapping[str, tuple[int, int]]) -> Iterator[Triple]:
    for name, (triples, subjects) in properties.items():
        part = _part(dataset, "property", name)
        yield dataset, _VOID.propertyPartition, part
        yield part, RDF.type, _VOID.Dataset
        yield part, _VOID.property, Iri(name)
        yield part, _VOID.triples, _count(triples)
        yield part, _VOID.distinctSubjects, _count(subjects)


def _part(dataset: Iri, kind: str, iri: str) -> Iri:
    short = compress(iri)
    return Iri(f"{dataset}:{kind}:{short if short != iri else slug(iri)}")


def _namespace(iri: str) -> Iri:
    return Iri(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1])


def _iter_sources(dataset: Iri, census: Census, made: Made) -> Iterator[Triple]:
    """Yield one subset a source that was read: how much of it, from where, under which licence."""
    for name in sorted({document.source for document in made.documents}):
        card, part = made.cards[name], Iri(f"{dataset}:source:{slug(name)}")
        licence = mint_iri("licence", name)
        yield dataset, _VOID.subset, part
        yield part, RDF.type, _VOID.Dataset
        yield part, _DCTERMS.title, Literal(card.title)
        yield part, _DCTERMS.source, Iri(card.origin)
        yield part, _VOID.documents, _count(sum(document.source == name for document in made.documents))
        yield part, _VOID.triples, _count(census.by_source[name])
        yield part, _DCTERMS.license, licence
        yield licence, RDF.type, _DCTERMS.LicenseDocument
        yield licence, RDFS.label, Literal(card.licence)


def _iter_links(dataset: Iri, census: Census) -> Iterator[Triple]:
    """Yield one linkset for each vocabulary that names lead to, and each way in which they do."""
    for (predicate, space), count in census.links.items():
        target = mint_iri("dataset", "of", space)
        part = Iri(f"{dataset}:links:{slug(compress(predicate))}:{slug(space)}")
        yield dataset, _VOID.subset, part
        yield part, RDF.type, _VOID.Linkset
        yield part, _VOID.linkPredicate, Iri(predicate)
        yield part, _VOID.subjectsTarget, dataset
        yield part, _VOID.objectsTarget, target
        yield part, _VOID.triples, _count(count)
        yield target, RDF.type, _VOID.Dataset
        yield target, _VOID.uriSpace, Literal(space)


def _iter_distribution(dataset: Iri, file: File) -> Iterator[Triple]:
    part = Iri(f"{dataset}:file:{slug(file.name)}")
    what, syntax = _CONTENTS.get(file.name, ("", ""))
    media = _MEDIA_TYPES.get(file.name.rpartition(".")[2], "application/octet-stream")
    yield dataset, _DCAT.distribution, part
    yield part, RDF.type, _DCAT.Distribution
    yield part, _DCAT.mediaType, Iri(_MEDIA + media)
    yield from _iter_file(part, file)
    if what:
        yield part, _DCTERMS.description, Literal(what)
    if syntax and file.name.startswith("graph"):
        yield dataset, _VOID.feature, Iri(f"{_FORMATS}{syntax}")


def _iter_file(node: Iri, file: File) -> Iterator[Triple]:
    checksum = Iri(f"{node}:sha256")
    yield node, _DCTERMS.title, Literal(file.name)
    yield node, _DCAT.byteSize, Literal(str(file.size), _NATURAL)
    yield node, _SPDX.checksum, checksum
    yield checksum, RDF.type, _SPDX.Checksum
    yield checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256
    yield checksum, _SPDX.checksumValue, Literal(file.sha256, _HEX)


def _iter_run(dataset: Iri, run: Iri, made: Made) -> Iterator[Triple]:
    agent = mint_iri("software", "drug-kg", made.version)
    yield run, RDF.type, _PROV.Activity
    yield run, RDFS.label, Literal(f"kg build of {len(made.documents):,} documents")
    yield run, _PROV.wasAssociatedWith, agent
    yield agent, RDF.type, _PROV.SoftwareAgent
    yield agent, RDFS.label, Literal("drug-kg")
    yield agent, _SCHEMA.softwareVersion, Literal(made.version)
    yield dataset, _PROV.wasGeneratedBy, run
    yield dataset, _PAV.createdWith, agent
    for node, file in _iter_used(made):
        yield run, _PROV.used, node
        yield node, RDF.type, _PROV.Entity
        yield from _iter_file(node, file)


def _iter_used(made: Made) -> Iterator[tuple[Iri, File]]:
    """Yield each document under the IRI of its graph, and each other file."""
    for document in made.documents:
        yield document.iri, File(document.path, document.sha256, document.size)
    for file in made.used:
        yield mint_iri("file", file.name, file.sha256[:16]), file
