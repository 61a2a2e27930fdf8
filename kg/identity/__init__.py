"""Identity: which records, names, brands and regimens of all documents are one substance, or forms of one.

The documents' graphs stay as they are. What is found goes into the graph of mappings: a hub for each substance
(`kgr:substance:<name>`) and regimen, typed links to it, and for each link a mapping with its reason and evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.identity.facts import Record, read_facts
from kg.identity.links import Identity, Link
from kg.identity.other_names import load_other_names
from kg.mappings import MAPPINGS, Triple, describe_mapping
from kg.model import Iri, Literal
from kg.ntriples import iri_text, node_text
from kg.prefixes import PREFIXES
from kg.sssom import OwnMapping
from kg.vocabulary import KG, RDF, RDFS, SSSOM

_INGREDIENT = PREFIXES["kgr"] + "ingredient:"
_CLASSES = {"substance": KG.Substance, "regimen": KG.Regimen, "code": KG.CodeName}


class Identities(NamedTuple):
    """The N-Quads of the graph of mappings, and the counts of what was linked, for the manifest."""

    lines: list[str]
    counts: dict[str, int]


def link_identities(graphs: Iterable[Iterable[bytes]], own: Sequence[OwnMapping] = ()) -> Identities:
    """The links between what the documents name; each of `graphs` gives one document's graph as sorted lines.

    `own` are the user's mappings, which win. The order of the graphs changes nothing.
    """
    identity = Identity(read_facts(graphs), own, load_other_names())
    triples = (*_iter_nodes(identity), *_iter_mappings(identity), *_iter_unresolved(identity.unresolved))
    tail = f" {iri_text(MAPPINGS)} .\n"
    lines = {f"{iri_text(s)} {iri_text(p)} {node_text(o)}{tail}" for s, p, o in triples}
    return Identities(sorted(lines), _count(identity, own))


def _iter_nodes(identity: Identity) -> Iterator[Triple]:
    for iri, label in sorted(identity.labels.items()):
        node = Iri(iri)
        kind = iri.removeprefix(PREFIXES["kgr"]).partition(":")[0]
        yield node, RDF.type, _CLASSES[kind]
        yield node, RDFS.label, Literal(label)
        for key in sorted(identity.keys.get(iri, ())):
            yield node, KG.key, Literal(key)
        if iri in identity.asked:
            yield node, KG.askedAs, Iri(identity.asked[iri])


def _iter_mappings(identity: Identity) -> Iterator[Triple]:
    for link in (*(link for _, link in sorted(identity.links.items())), *identity.iter_apart()):
        yield from _describe(identity, link)


def _describe(identity: Identity, link: Link) -> Iterator[Triple]:
    triple = (link.subject, link.predicate, link.object)
    described = describe_mapping(
        *triple,
        link.justification,
        subject_label=identity.label_of(link.subject),
        object_label=identity.label_of(link.object),
        reason=link.reason,
        evidence=sorted(link.evidence),
    )
    for item in described:
        if item != triple:
            yield item
            if item[1] == RDF.type and link.negated:
                yield item[0], SSSOM.predicate_modifier, Literal("Not")
        elif not link.negated:
            yield item


def _iter_unresolved(names: Iterable[Record]) -> Iterator[Triple]:
    for record in names:
        node = Iri(record.iri.replace(PREFIXES["kgr"], PREFIXES["kgr"] + "unresolved:", 1))
        yield node, RDF.type, KG.UnresolvedName
        yield node, RDFS.label, Literal(record.label)
        yield node, SSSOM.subject_id, record.iri
        yield node, KG.unresolvedReason, Literal("unknown")
        for passage in sorted(record.name_evidence):
            yield node, KG.evidence, passage


def _count(identity: Identity, own: Sequence[OwnMapping]) -> dict[str, int]:
    named = [link.subject for link in identity.links.values() if link.predicate == KG.nameOf and not link.negated]
    ingredients = {iri for iri in named if iri.startswith(_INGREDIENT)}
    return {
        "records": len(identity.drugs) + len(identity.regimens),
        "substances": len({identity.asked[iri] for iri in identity.names}),
        "regimens": len({iri for iri in identity.asked if iri not in identity.names}),
        "links": sum(not link.negated for link in identity.links.values()),
        "names_linked": sum(iri not in identity.labels_of_mentions and iri not in ingredients for iri in named),
        "ingredients": len(ingredients),
        "names_unresolved": len(identity.unresolved),
        "kept_apart": len(identity.apart),
        "own": len(own),
        "own_unused": len(identity.unused),
    }


__all__ = ["Identities", "link_identities"]
