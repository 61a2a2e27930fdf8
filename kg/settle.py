"""What the decisions of people change: which of them stand, what they make of names, and the view of what holds.

No document's graph is touched. A decision about a name adds or forbids a link in the graph of mappings; one about a
statement or a disagreement is told in `kgg:decisions`, beside all else. A decision whose ground has gone is not taken,
and says so with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.decisions import GROUNDED, Decision, ground_of, parse_decisions, take_agreeing
from kg.mappings import describe_mapping, mint_mapping
from kg.model import Document, Iri, Literal, Node, Problem
from kg.ntriples import iri_text, node_text
from kg.prefixes import PREFIXES, compress
from kg.sssom import OwnMapping
from kg.vocabularies import Link, Vocabulary
from kg.vocabulary import KG, RDF, RDFS, SEMAPV, SSSOM

DECISIONS = Iri(PREFIXES["kgg"] + "decisions")
"""The graph that says what holds by decision."""

Triple = tuple[Iri, Iri, Node]

_AGAIN = "remove the line, or look again with kg review"


class _Placed(NamedTuple):
    document: Document
    decision: Decision

    @property
    def place(self) -> str:
        return f"{self.document.path}:{self.decision.line}"


class _Said(NamedTuple):
    """A link that a decision makes (or with `negated` forbids)."""

    subject: Iri
    predicate: Iri
    object: Iri
    negated: bool


class Settler:
    """The decisions of some documents: weighed against the other documents, then told as a view.

    Call `weigh` with the store of all documents' graphs, link names with `vocabulary` and `own`, and `tell` with the
    store that holds mappings and disagreements too. `problems` are what is wrong, by the hash of the document.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.problems: dict[str, list[Problem]] = {}
        self._store = ox.Store()
        self._read = [
            _Placed(document, decision)
            for document in sorted(documents, key=lambda document: document.paths)
            for decision in parse_decisions(document.text)[0]
        ]
        at_hand = {id(item.decision): item for item in self._read}
        taken, opposed = take_agreeing([(item.decision, item.place) for item in self._read])
        for (decision, _), what, grave in opposed:
            if grave:
                self._complain(at_hand[id(decision)], what, "error")
        self._standing = [at_hand[id(decision)] for decision, _ in taken]

    def _complain(self, item: _Placed, what: str, severity: str = "warning") -> None:
        problem = Problem(item.decision.line, "error" if severity == "error" else "warning", what)
        self.problems.setdefault(item.document.sha256, []).append(problem)

    @property
    def counts(self) -> dict[str, int]:
        """How many decisions were read, and how many of them hold, for the manifest."""
        return {"read": len(self._read), "hold": len(self._standing)}

    # --- Before names are linked

    @property
    def waits(self) -> bool:
        """Whether there is a decision that has to be weighed."""
        return bool(self._standing)

    def weigh(self, store: ox.Store) -> None:
        """Keep the decisions about names and statements whose ground is still in the documents' graphs."""
        self._store = store
        self._keep(kind for kind in ("name", "statement"))
        self._store = ox.Store()

    def _keep(self, kinds: Iterable[str]) -> None:
        wanted = set(kinds)
        standing = []
        for item in self._standing:
            gone = self._find_gone(item.decision) if item.decision.kind in wanted else ""
            if gone:
                self._complain(item, f"{gone}; the decision is not taken: {_AGAIN}")
            else:
                standing.append(item)
        self._standing = standing

    def _find_gone(self, decision: Decision) -> str:
        """What is no longer there of what a decision rests on; "" where all is."""
        node = decision.subject if decision.is_link else decision.about
        called = f"the {'link' if decision.is_link else _KINDS[decision.kind]} {_called(decision)}"
        if next(self._quads(node, RDF.type), None) is None:
            was = f"; it was there on {decision.when}" if decision.ground and decision.when else ""
            return f"{called} is not in this build{was}"
        if not decision.ground:
            return ""
        nodes = {node, *self._positions(decision)} if decision.kind == "conflict" else {node}
        if decision.is_link and decision.object.startswith(f"<{PREFIXES['kgr']}"):
            nodes.add(Iri(decision.object[1:-1]))
        still = {item for quote in self._quotes(nodes) for item in ground_of([quote])}
        missing = len(set(decision.ground) - still)
        what = f"{missing} of the {len(decision.ground)} passages" if len(decision.ground) > 1 else "the passage"
        return f"{what} that {called} rested on can no longer be found" if missing else ""

    def _quads(self, subject: str, predicate: str) -> Iterator[ox.Quad]:
        yield from self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)

    def _values(self, subject: str, predicate: str) -> list[str]:
        return sorted({_value(quad.object) for quad in self._quads(subject, predicate)})

    def _positions(self, decision: Decision) -> list[Iri]:
        return [Iri(item) for item in self._values(decision.subject, KG.position)]

    def _quotes(self, nodes: Iterable[str]) -> Iterator[str]:
        """Yield the words of every passage of some nodes, and of the statements about them."""
        about, link = ox.NamedNode(RDF.subject), ox.NamedNode(KG.evidence)
        for node in sorted(nodes):
            found = [node]
            found += [_value(q.subject) for q in self._store.quads_for_pattern(None, about, ox.NamedNode(node), None)]
            for cited in found:
                for quad in self._store.quads_for_pattern(ox.NamedNode(cited), link, None, None):
                    yield from self._values(_value(quad.object), KG.quote)

    # --- What becomes of names

    @property
    def vocabulary(self) -> Vocabulary:
        """The links between names and references that are decided, as a vocabulary that wins."""
        found = Vocabulary("decisions")
        for item, said in self._links():
            if said.subject.startswith(tuple(GROUNDED)):
                curie = compress(said.object)
                manual, reason = SEMAPV.ManualMappingCuration, _reason(item)
                link = Link("", said.subject, said.predicate, said.object, curie, manual, said.negated, reason)
                found.links.append(link)
        return found

    @property
    def own(self) -> list[OwnMapping]:
        """The links between names, records and substances that are decided."""
        return [
            OwnMapping(
                *said,
                SEMAPV.ManualMappingCuration,
                f"{item.decision.why} ({item.decision.who})",
                item.document.path,
            )
            for item, said in self._links()
            if not said.subject.startswith(tuple(GROUNDED))
        ]

    def _links(self) -> Iterator[tuple[_Placed, _Said]]:
        """Yield each link once, with the first decision that makes it."""
        seen: set[_Said] = set()
        for item in sorted(self._standing, key=_order):
            for said in _iter_links(item.decision):
                if said not in seen:
                    seen.add(said)
                    yield item, said

    # --- The view

    def tell(self, store: ox.Store) -> list[str]:
        """The N-Quads lines of `kgg:decisions`, sorted: what is confirmed, rejected, corrected and settled."""
        self._store = store
        self._keep(["conflict"])
        triples: set[Triple] = set()
        refused: dict[str, list[Iri]] = {}
        for item in self._standing:
            decision = item.decision
            if decision.kind == "conflict":
                triples.update(self._tell_conflict(item))
            elif decision.kind == "statement" and not decision.is_link:
                triples.add((decision.about, _MARKS[decision.verdict], decision.iri))
                if decision.verdict != "accept":
                    refused.setdefault(decision.about, []).append(decision.iri)
            else:
                triples.update(self._tell_link(item))
        triples.update(self._settle_by_statements(refused))
        tail = f" {iri_text(DECISIONS)} .\n"
        self._store = ox.Store()
        return sorted(f"{iri_text(s)} {iri_text(p)} {node_text(o)}{tail}" for s, p, o in triples)

    def _tell_conflict(self, item: _Placed) -> Iterator[Triple]:
        decision, node = item.decision, item.decision.subject
        sides = {place: self._values(place, KG.side) for place in self._positions(decision)}
        chosen = self._values(node, KG.prefers) if decision.verdict == "accept" else []
        if decision.verdict == "correct":
            chosen = [place for place, side in sides.items() if side == [decision.correction]]
            if not chosen:
                known = ", ".join(sorted({side for found in sides.values() for side in found}))
                self._complain(item, f"there is no side {decision.correction}; its sides are {known}", "error")
                self._drop(item)
                return
        yield node, KG.settledBy, decision.iri
        for place in chosen:
            yield node, KG.settledFor, Iri(place)

    def _settle_by_statements(self, refused: dict[str, list[Iri]]) -> Iterator[Triple]:
        """Yield what settles a disagreement of which all sides but one are rejected or corrected."""
        touched = {
            _value(quad.subject).rpartition(":")[0]
            for statement in refused
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(KG.statement), ox.NamedNode(statement), None)
        }
        for node in sorted(touched):
            places = self._values(node, KG.position)
            said = {place: self._values(place, KG.statement)[0] for place in places}
            left = {place for place in places if said[place] not in refused}
            if len({tuple(self._values(place, KG.side)) for place in left}) == 1:
                yield from ((Iri(node), KG.settledFor, Iri(place)) for place in sorted(left))
                for place in places:
                    yield from ((Iri(node), KG.settledBy, iri) for iri in refused.get(said[place], ()))

    def _leads_nowhere(self, item: _Placed) -> bool:
        """Whether a decision leads a name to what this build does not hold; then it is not taken, and says so."""
        for said in _iter_links(item.decision):
            node = mint_mapping(said.subject, said.predicate, said.object)
            if not said.negated and next(self._quads(node, RDF.type), None) is None:
                self._complain(
                    item, f"{compress(said.object)} is not in this build, so the name leads nowhere; {_AGAIN}"
                )
                self._drop(item)
                return True
        return False

    def _drop(self, item: _Placed) -> None:
        self._standing = [other for other in self._standing if other is not item]

    def _tell_link(self, item: _Placed) -> Iterator[Triple]:
        decision = item.decision
        if self._leads_nowhere(item):
            return
        if decision.kind == "name" and decision.verdict != "correct":
            node = Iri(decision.subject.replace(PREFIXES["kgr"], PREFIXES["kgr"] + "unresolved:", 1))
            if next(self._quads(node, RDF.type), None) is None:
                self._complain(item, f"the name {_called(decision)} has a reference by now; {_AGAIN}")
                self._drop(item)
                return
            yield node, _MARKS[decision.verdict], decision.iri
        for said in _iter_links(decision):
            node = mint_mapping(said.subject, said.predicate, said.object)
            if next(self._quads(node, RDF.type), None) is not None:
                yield node, KG.confirmedBy if not said.negated or decision.negated else KG.rejectedBy, decision.iri
            else:
                yield from self._forbid(said, item)

    def _forbid(self, said: _Said, item: _Placed) -> Iterator[Triple]:
        """Yield a mapping that says of a link that it does not hold; the link itself is nowhere."""
        triple = said[:3]
        labels = [(self._values(node, RDFS.label) or [compress(node)])[0] for node in (said.subject, said.object)]
        reason = _reason(item)
        described = describe_mapping(
            *triple,
            SEMAPV.ManualMappingCuration,
            subject_label=labels[0],
            object_label=labels[1],
            reason=reason,
        )
        node = mint_mapping(*triple)
        yield from (found for found in described if found != triple)
        yield node, SSSOM.predicate_modifier, Literal("Not")
        yield node, KG.rejectedBy, item.decision.iri


_KINDS = {"conflict": "disagreement", "name": "name", "statement": "statement"}
_MARKS = {"accept": KG.confirmedBy, "reject": KG.rejectedBy, "correct": KG.correctedBy}


def _iter_links(decision: Decision) -> Iterator[_Said]:
    """Yield the links that a decision makes or forbids."""
    if decision.is_link:
        own = _Said(decision.subject, decision.predicate, Iri(decision.object[1:-1]), False)
        if decision.verdict == "accept":
            yield own._replace(negated=decision.negated)
        elif decision.verdict == "reject":
            yield own._replace(negated=not decision.negated)
        elif decision.reference != own[1:3]:
            yield from [own._replace(negated=True)] if decision.reference[1] != own.object else []
    predicate, reference = decision.reference
    if reference:
        yield _Said(decision.subject, predicate, reference, False)


def _reason(item: _Placed) -> str:
    """Why a link was decided, by whom, in which file: no line of it, so that the order of lines changes nothing."""
    return f"{item.decision.why} ({item.decision.who}, {item.document.path})"


def _order(item: _Placed) -> tuple[str, ...]:
    return item.decision.iri, item.decision.who, item.decision.why, item.document.path


def _called(decision: Decision) -> str:
    words = f"“{decision.label}” " if decision.label else ""
    return f"{words}<{compress(decision.about)}>"


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def with_problems(problems: Sequence[Problem], more: Sequence[Problem]) -> tuple[Problem, ...]:
    """A document's problems with those of its decisions, in the order of lines."""
    return tuple(sorted((*problems, *more))) if more else tuple(problems)


__all__ = ["DECISIONS", "Settler", "with_problems"]
