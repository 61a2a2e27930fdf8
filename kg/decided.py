"""The decisions of a release, read back: what was decided about a node, by whom, when, why, and on which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg.mappings import mint_mapping
from kg.ntriples import mint_statement
from kg.vocabulary import KG
from kg.why import Explained, Explainer

MARKS = {
    KG.confirmedBy: "confirmed",
    KG.correctedBy: "corrected",
    KG.rejectedBy: "rejected",
    KG.settledBy: "settled",
}
"""By which property a node leads to a decision about it, and what that means in a word."""


class Decided(NamedTuple):
    """One decision about a node: its mark (rejected …), verdict, correction, and `place`: file and line."""

    iri: str
    mark: str
    verdict: str
    correction: str
    who: str
    when: str
    why: str
    place: str

    def told(self) -> str:
        """Who decided it, when and where, for the end of a line."""
        return ", ".join(item for item in (self.who, self.when, self.place) if item)


def decisions_of(store: ox.Store, nodes: Iterable[str]) -> list[Decided]:
    """The decisions that stand about some nodes, in the order of their places."""
    found: set[Decided] = set()
    for node in set(nodes):
        for predicate, mark in MARKS.items():
            for quad in store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(predicate), None, None):
                if isinstance(quad.object, ox.NamedNode):
                    found.add(_read(store, quad.object, mark))
    return sorted(found, key=lambda item: (item.place, item.iri))


def decisions_about(store: ox.Store, item: Explained) -> list[Decided]:
    """The decisions about a statement, as `kg why` tells it, or about the link that it is."""
    subject = ox.NamedNode(item.subject)
    nodes = {str(mint_mapping(item.subject, item.predicate, item.object))}
    for quad in store.quads_for_pattern(subject, ox.NamedNode(item.predicate), None, None):
        if _value(quad.object) == item.object:
            nodes.add(mint_statement(str(subject), f"<{item.predicate}>", str(quad.object)))
    return decisions_of(store, nodes)


def _read(store: ox.Store, node: ox.NamedNode, mark: str) -> Decided:
    def said(predicate: str) -> str:
        return ", ".join(_values(store, node, predicate))

    places = [f"{passage.path}:{passage.line}" for passage in Explainer(store).cited(node)]
    mark = "decided" if mark == "confirmed" and said(KG.verdict) == "correct" else mark
    who, when, why = said(KG.decidedBy), said(KG.decidedOn), "; ".join(_values(store, node, KG.reason))
    return Decided(node.value, mark, said(KG.verdict), said(KG.correctedValue), who, when, why, ", ".join(places))


def _values(store: ox.Store, node: ox.NamedNode, predicate: str) -> Iterator[str]:
    yield from sorted(
        {_value(quad.object) for quad in store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)}
    )


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


__all__ = ["MARKS", "Decided", "decisions_about", "decisions_of"]
