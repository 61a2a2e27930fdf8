"""Why two names are one substance, or two: the mappings that lead from one to the other, or that keep them apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.mappings import MAPPINGS
from kg.prefixes import compress
from kg.vocabulary import KG, SKOS, SSSOM
from kg.why import Explainer, Passage, find_called, find_hubs, label_of

_GRAPH = ox.NamedNode(MAPPINGS)
_EQUAL = {str(iri) for iri in (SKOS.exactMatch, KG.nameOf, KG.recordOf)}
_FORMS = {str(iri) for iri in (KG.formulationOf, KG.saltOf, KG.suffixedFormOf)}
_NAMES = {str(iri) for iri in (KG.brandOf, KG.codeNameOf)}
_LINKS = _EQUAL | _FORMS | _NAMES | {str(iri) for iri in (KG.mixtureOf, KG.regimenOf)}


class Reason(NamedTuple):
    """One mapping: what it says, its justification, the reason in words, and the passages it rests on."""

    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    negated: bool
    justification: str
    reason: str
    passages: tuple[Passage, ...]


class Comparison(NamedTuple):
    """What two names are to each other, in a sentence, and the mappings that tell."""

    one: str
    other: str
    verdict: str
    reasons: tuple[Reason, ...]


def compare(store: ox.Store, one: str, other: str) -> Comparison:
    """Why two names, CURIEs or identifiers mean one substance, or two; a UsageError for an unknown name."""
    starts, goals = _require(store, one), _require(store, other)
    explainer = Explainer(store)
    if shared := starts & goals:
        given = (*_given(store, explainer, one), *_given(store, explainer, other))
        reasons = (*given, *_records(store, explainer, shared, starts | goals))
        return Comparison(one, other, f"{one} and {other} are one and the same", reasons)
    path = _walk(store, starts, goals, _EQUAL)
    if path is None and (apart := tuple(_keep_apart(store, explainer, starts, goals))):
        return Comparison(one, other, f"{one} and {other} are two: they were kept apart", apart)
    path = path if path is not None else _find_path(store, starts, goals)
    if path is None:
        return Comparison(one, other, f"{one} and {other} are two: no link leads from one to the other", ())
    reasons = tuple(reason for quad in path for reason in _reasons(store, explainer, *_terms(quad)))
    return Comparison(one, other, _verdict(store, one, other, path), reasons)


def _require(store: ox.Store, name: str) -> set[ox.NamedNode]:
    """The nodes that are called so themselves: records, brands, mentions, and the substance in this very form."""
    called = find_called(store, name)
    linked = {node for node in called if any(True for _ in _steps(store, node, _LINKS))}
    nodes = linked or find_hubs(store, name) or called
    if not nodes:
        raise UsageError(f"nothing is called {name!r}; try kg query drug-page or a CURIE such as kgr:brand:blincyto")
    return nodes


def _find_path(store: ox.Store, starts: set[ox.NamedNode], goals: set[ox.NamedNode]) -> list[ox.Quad] | None:
    """The fewest links from one name to the other: of forms first, then of brands, then of what is made of them."""
    for allowed in (_EQUAL | _FORMS, _EQUAL | _FORMS | _NAMES, _LINKS):
        found = _walk(store, starts, goals, allowed)
        if found is not None:
            return found
    return None


def _walk(
    store: ox.Store, starts: set[ox.NamedNode], goals: set[ox.NamedNode], allowed: set[str]
) -> list[ox.Quad] | None:
    came: dict[ox.NamedNode, tuple[ox.NamedNode, ox.Quad] | None] = dict.fromkeys(sorted(starts, key=str))
    queue = deque(came)
    while queue:
        node = queue.popleft()
        if node in goals:
            return _trace(came, node)
        for quad, to in sorted(_steps(store, node, allowed), key=lambda step: (str(step[0].predicate), str(step[1]))):
            if to not in came:
                came[to] = (node, quad)
                queue.append(to)
    return None


def _steps(store: ox.Store, node: ox.NamedNode, allowed: set[str]) -> Iterator[tuple[ox.Quad, ox.NamedNode]]:
    for quad in store.quads_for_pattern(node, None, None, _GRAPH):
        if quad.predicate.value in allowed and isinstance(quad.object, ox.NamedNode):
            yield quad, quad.object
    for quad in store.quads_for_pattern(None, None, node, _GRAPH):
        if quad.predicate.value in allowed and isinstance(quad.subject, ox.NamedNode):
            yield quad, quad.subject


def _trace(came: dict[ox.NamedNode, tuple[ox.NamedNode, ox.Quad] | None], node: ox.NamedNode) -> list[ox.Quad]:
    path = []
    while step := came[node]:
        node, quad = step
        path.append(quad)
    return path[::-1]


def _verdict(store: ox.Store, one: str, other: str, path: list[ox.Quad]) -> str:
    ways = [quad.predicate.value for quad in path]
    if not set(ways) - _EQUAL:
        return f"{one} and {other} are one substance"
    told = ", ".join(dict.fromkeys(compress(way) for way in ways if way not in _EQUAL))
    ends = {node for quad in path for node in (quad.subject, quad.object)}
    asked = {quad.object for node in ends for quad in _asked(store, node)}
    if len(asked) == 1:
        return f"{one} and {other} are two things of one substance, linked by {told}"
    return f"{one} and {other} are two, linked by {told}"


def _asked(store: ox.Store, node: object) -> Iterator[ox.Quad]:
    if isinstance(node, ox.NamedNode):
        yield from store.quads_for_pattern(node, ox.NamedNode(KG.askedAs), None, _GRAPH)


def _terms(quad: ox.Quad) -> tuple[str, str, str]:
    terms = (quad.subject, quad.predicate, quad.object)
    subject, predicate, obj = (term.value if isinstance(term, ox.NamedNode) else str(term) for term in terms)
    return subject, predicate, obj


def _reasons(store: ox.Store, explainer: Explainer, subject: str, predicate: str, obj: str) -> Iterator[Reason]:
    """Yield the mappings that say a triple, or that it does not hold."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(SSSOM.subject_id), ox.NamedNode(subject), _GRAPH):
        values: dict[str, str] = {}
        for item in store.quads_for_pattern(quad.subject, None, None, _GRAPH):
            values[item.predicate.value] = getattr(item.object, "value", "")
        if (values[SSSOM.predicate_id], values[SSSOM.object_id]) == (predicate, obj):
            yield _reason(explainer, quad.subject, values)


def _reason(explainer: Explainer, node: object, values: dict[str, str]) -> Reason:
    assert isinstance(node, ox.NamedNode)  # noqa: S101 - a mapping is named by its hash
    return Reason(
        values[SSSOM.subject_id],
        values[SSSOM.subject_label],
        values[SSSOM.predicate_id],
        values[SSSOM.object_id],
        values[SSSOM.object_label],
        values.get(SSSOM.predicate_modifier) == "Not",
        compress(values[SSSOM.mapping_justification]),
        values[SSSOM.comment],
        explainer.cited(node),
    )


def _given(store: ox.Store, explainer: Explainer, name: str) -> Iterator[Reason]:
    """Yield the records whose pages give a name as their identifier."""
    for kind in (KG.unii, KG.casNumber, KG.nciThesaurusCode):
        value = ox.Literal(name)
        for quad in store.quads_for_pattern(None, ox.NamedNode(kind), value, None):
            label = label_of(store, quad.subject)
            passages = tuple(explainer.passages(quad))
            terms = _terms(quad)
            yield Reason(terms[0], label, kind, name, name, False, "", "its page gives it", passages)


def _records(
    store: ox.Store, explainer: Explainer, shared: set[ox.NamedNode], named: set[ox.NamedNode]
) -> Iterator[Reason]:
    """Yield why the records that two names share, or that are called by either, are of one substance."""
    hubs = {to for node in shared for _, to in _steps(store, node, {str(KG.recordOf)})} | shared
    for node in sorted({*_with_records(store, hubs)} & {*_with_records(store, named)}, key=str):
        for quad, to in _steps(store, node, {str(KG.recordOf)}):
            if to in hubs and quad.subject == node:
                yield from _reasons(store, explainer, *_terms(quad))


def _keep_apart(
    store: ox.Store, explainer: Explainer, starts: Iterable[ox.NamedNode], goals: Iterable[ox.NamedNode]
) -> Iterator[Reason]:
    """Yield the mappings that say that a record of one name is not a record of the other."""
    mine, theirs = ({node.value for node in _with_records(store, side)} for side in (starts, goals))
    for one in sorted(mine):
        for other in sorted(theirs - {one}):
            for subject, obj in ((one, other), (other, one)):
                yield from _reasons(store, explainer, subject, SKOS.exactMatch, obj)


def _with_records(store: ox.Store, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.NamedNode]:
    for node in nodes:
        yield node
        for quad in store.quads_for_pattern(None, ox.NamedNode(KG.recordOf), node, _GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


__all__ = ["Comparison", "Reason", "compare"]
