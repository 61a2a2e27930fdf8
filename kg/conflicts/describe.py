"""Disagreements as a graph of their own: `kgg:conflicts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.conflicts.detect import Conflict, Position
from kg.conflicts.rules import Rule
from kg.model import Iri, Literal, Node
from kg.nodes import mint_iri
from kg.ntriples import iri_text, node_text
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG, RDF, RDFS, XSD

CONFLICTS = Iri(PREFIXES["kgg"] + "conflicts")
"""The graph that holds every disagreement."""

Triple = tuple[Iri, Iri, Node]


def describe_conflicts(conflicts: Iterable[Conflict]) -> list[str]:
    """The N-Quads lines of `kgg:conflicts`, sorted: disagreements, positions, and the rules that found them."""
    found = list(conflicts)
    rules = {conflict.rule.name: conflict.rule for conflict in found}
    triples = {triple for conflict in found for triple in _describe(conflict)}
    triples |= {triple for rule in rules.values() for triple in _describe_rule(rule)}
    tail = f" {iri_text(CONFLICTS)} .\n"
    return sorted(f"{iri_text(s)} {iri_text(p)} {node_text(o)}{tail}" for s, p, o in triples)


def _rule_iri(rule: Rule) -> Iri:
    return mint_iri("conflict-rule", rule.name)


def _describe_rule(rule: Rule) -> Iterator[Triple]:
    node = _rule_iri(rule)
    yield node, RDF.type, KG.ConflictRule
    yield node, RDFS.label, Literal(rule.name)
    yield node, RDFS.comment, Literal(rule.said["compares"])


def _describe(conflict: Conflict) -> Iterator[Triple]:
    node = conflict.iri
    yield node, RDF.type, KG.Conflict
    yield node, RDFS.label, Literal(conflict.label)
    yield node, KG.conflictKind, Literal(conflict.kind)
    yield node, KG.conflictRule, _rule_iri(conflict.rule)
    yield node, KG.severity, Literal(conflict.severity)
    yield node, KG.explanation, Literal(conflict.explanation)
    yield node, KG.policy, Literal(conflict.policy)
    for about in conflict.concerns:
        yield node, KG.concerns, Iri(about)
    for number, position in enumerate(conflict.positions, 1):
        place = Iri(f"{node}:{number}")
        yield node, KG.position, place
        if position.side == conflict.prefers:
            yield node, KG.prefers, place
            yield node, KG.preferenceReason, Literal(conflict.rule.preference)
        yield from _describe_position(place, position)


def _describe_position(node: Iri, position: Position) -> Iterator[Triple]:
    yield node, RDF.type, KG.Position
    yield node, RDFS.label, Literal(position.label)
    yield node, KG.side, Literal(str(position.side), XSD.integer)
    yield node, KG.propertyName, Literal(compress(position.triple.predicate[1:-1]))
    yield node, KG.statement, Iri(position.statement)
    if position.triple.document:
        yield node, KG.document, Iri(position.triple.document)
    for passage in position.evidence:
        yield node, KG.evidence, Iri(passage)


def count_conflicts(conflicts: Iterable[Conflict]) -> dict[str, dict[str, int]]:
    """The number of disagreements by kind and by rule, for the manifest."""
    found = list(conflicts)
    by = {"kinds": Counter(item.kind for item in found), "rules": Counter(item.rule.name for item in found)}
    return {name: dict(sorted(count.items())) for name, count in by.items()}
