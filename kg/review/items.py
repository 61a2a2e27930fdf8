"""What a person should look at: disagreements, names without a reference, and links that are not certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.conflicts import Shown, list_conflicts
from kg.decisions import Kind
from kg.errors import UsageError
from kg.model import Iri
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES, compress, expand
from kg.vocabulary import KG, RDF, RDFS, SKOS, SSSOM
from kg.why import Explainer, Passage, explain, find_called, find_hubs, in_order, records_of

KINDS: dict[str, Kind] = {"conflicts": "conflict", "names": "name", "statements": "statement"}
"""What `--kind` may be, and the kind of decision that it leads to."""

_DOUBTFUL = (SKOS.closeMatch, SKOS.broadMatch)


class Item(NamedTuple):
    """One thing to decide on: its node, what it is about, the triple where it is a statement, and the passages.

    `negated` where it is a link that must not hold; `choices` are what a correction may choose from: the sides of a
    disagreement, the references that an ambiguous name may mean; `shown` is the disagreement.
    """

    kind: Kind
    iri: str
    label: str
    detail: str
    passages: tuple[Passage, ...]
    subject: Iri
    predicate: Iri = Iri("")
    object: str = ""
    negated: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    shown: Shown | None = None


def list_items(store: ox.Store, kinds: Iterable[str] = (), drug: str = "") -> list[Item]:
    """What is to be looked at, of some kinds (all where none is named) and about a drug by any of its names.

    Disagreements come first, the gravest at the head; then names without a reference, those with most passages at the
    head; then links that are close or broad matches, and records that were kept apart. Raises UsageError for a kind or
    a drug that there is none of.
    """
    wanted = [_kind(kind) for kind in kinds] or list(KINDS.values())
    reader = _Reader(store)
    found: list[Item] = []
    if "conflict" in wanted:
        found += [_of_conflict(item) for item in list_conflicts(store, drug=drug)]
    others = [*(reader.names() if "name" in wanted else ()), *(reader.links() if "statement" in wanted else ())]
    if drug:
        documents = _documents_of(store, drug)
        others = [item for item in others if any(passage.path in documents for passage in item.passages)]
    return found + others


def find_item(store: ox.Store, name: str) -> Item:
    """The item that an id names: a CURIE or an IRI, or the beginning of one that is to be looked at.

    Every statement of a document can be named (`kgs:…`), whether or not it is doubtful. Raises UsageError where
    nothing, or more than one thing, is called so.
    """
    iri = expand(name)
    reader = _Reader(store)
    if iri.startswith(PREFIXES["kgs"]) and (found := reader.statement(iri)):
        return found
    items = list_items(store)
    close = [item for item in items if item.iri == iri] or [
        item for item in items if item.iri.startswith((iri, PREFIXES["kgr"] + iri))
    ]
    if len(close) == 1:
        return close[0]
    if not close:
        raise UsageError(f"nothing to decide is called {name!r}; kg review --list shows the ids")
    listed = ", ".join(compress(item.iri) for item in close[:3])
    raise UsageError(f"{name!r} may be {listed}{' …' if len(close) > 3 else ''}: write more of the id")


def list_statements(store: ox.Store, subject: str, predicate: str, obj: str) -> list[Item]:
    """The statements of documents that three names mean, as `kg why` understands them.

    Raises UsageError where nothing is said so, or only by the description of a node, which has no statement node.
    """
    reader, found = _Reader(store), dict[str, Item]()
    for item in explain(store, subject, predicate, obj):
        node = ox.NamedNode(item.subject)
        for quad in store.quads_for_pattern(node, ox.NamedNode(item.predicate), None, None):
            iri = mint_statement(str(node), f"<{item.predicate}>", str(quad.object))
            if _value(quad.object) == item.object and (statement := reader.statement(iri)):
                found[iri] = statement
    if not found:
        raise UsageError(
            f"{subject} {predicate} {obj}: no statement of its own; decide on the name or the disagreement"
        )
    return [item for _, item in sorted(found.items())]


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise UsageError(f"no kind {name!r}; there are {', '.join(KINDS)}")
    return KINDS[name]


def _of_conflict(shown: Shown) -> Item:
    passages = in_order({passage for side in shown.positions for passage in side.passages})
    numbers = sorted({side.side for side in shown.positions})
    choices = tuple((str(number), _side(shown, number)) for number in numbers)
    detail = f"{shown.kind}, severity {shown.severity}"
    return Item("conflict", shown.iri, shown.label, detail, passages, Iri(shown.iri), choices=choices, shown=shown)


def _side(shown: Shown, number: int) -> str:
    """What a side says, by source: "MedPath: first approval; full approval"."""
    said: dict[str, list[str]] = {}
    for side in shown.positions:
        if side.side == number:
            said.setdefault(side.source, []).append(side.says)
    return "; ".join(f"{source}: {'; '.join(dict.fromkeys(words))}" for source, words in said.items())


def _documents_of(store: ox.Store, drug: str) -> set[str]:
    """The paths of the documents that describe what a name means."""
    nodes = find_hubs(store, drug) | records_of(store, drug) | find_called(store, drug)
    if not nodes:
        raise UsageError(f"nothing is called {drug!r}; kg query documents lists the drugs' pages")
    kind = ox.NamedNode(RDF.type)
    graphs = {quad.graph_name for node in nodes for quad in store.quads_for_pattern(node, kind, None, None)}
    path = ox.NamedNode(KG.path)
    named = [graph for graph in graphs if isinstance(graph, ox.NamedNode)]
    return {_value(quad.object) for graph in named for quad in store.quads_for_pattern(graph, path, None, None)}


class _Reader:
    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._explainer = Explainer(store)

    def _values(self, node: str, predicate: str) -> list[str]:
        quads = self._store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(predicate), None, None)
        return sorted({_value(quad.object) for quad in quads})

    def _label(self, node: str) -> str:
        return next(iter(self._values(node, RDFS.label)), compress(node))

    def _nodes(self, kind: str) -> list[str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(kind), None)
        return sorted({_value(quad.subject) for quad in quads})

    def names(self) -> list[Item]:
        """The names without a reference, those with the most passages first."""
        found = [self._name(node) for node in self._nodes(KG.UnresolvedName)]
        return sorted(found, key=lambda item: (-len(item.passages), item.label, item.iri))

    def _name(self, node: str) -> Item:
        subject = Iri(self._values(node, SSSOM.subject_id)[0])
        (reason,) = self._values(node, KG.unresolvedReason)
        means = [(compress(iri), self._label(iri)) for iri in self._values(node, KG.candidate)]
        kind = subject.removeprefix(PREFIXES["kgr"]).partition(":")[0]
        said = f"a {kind} without a reference: {reason}"
        if means:
            said += "; it may mean " + " or ".join(f"{label} <{curie}>" for curie, label in means)
        passages = self._explainer.cited(ox.NamedNode(node))
        return Item("name", node, self._label(node), said, passages, subject, choices=tuple(means))

    def links(self) -> list[Item]:
        """The close and broad matches, and the records that were kept apart, by what they are called."""
        found = [item for node in self._nodes(KG.Mapping) for item in self._link(node)]
        return sorted(found, key=lambda item: (item.label, item.iri))

    def _link(self, node: str) -> Iterator[Item]:
        predicate = Iri(self._values(node, SSSOM.predicate_id)[0])
        negated = self._values(node, SSSOM.predicate_modifier) == ["Not"]
        if (predicate not in _DOUBTFUL and not negated) or self._values(node, KG.rejectedBy):
            return
        subject, obj = (Iri(self._values(node, way)[0]) for way in (SSSOM.subject_id, SSSOM.object_id))
        named = [self._values(node, way)[0] for way in (SSSOM.subject_label, SSSOM.object_label)]
        way = compress(predicate).partition(":")[2]
        label = f"“{named[0]}” {'not ' if negated else ''}{way} {named[1]}"
        detail = f"<{compress(subject)}> {'not ' if negated else ''}{compress(predicate)} <{compress(obj)}>: "
        detail += "; ".join(self._values(node, SSSOM.comment))
        passages = self._explainer.cited(ox.NamedNode(node))
        yield Item("statement", node, label, detail, passages, subject, predicate, f"<{obj}>", negated)

    def statement(self, iri: str) -> Item | None:
        """A statement of a document, None where there is no such node."""
        node = ox.NamedNode(iri)
        terms: list[object] = []
        for way in (RDF.subject, RDF.predicate, RDF.object):
            quads = list(self._store.quads_for_pattern(node, ox.NamedNode(way), None, None))
            if not quads:
                return None
            terms.append(quads[0].object)
        subject, predicate = Iri(_value(terms[0])), Iri(_value(terms[1]))
        obj = terms[2]
        called = self._label(_value(obj)) if isinstance(obj, ox.NamedNode) else _value(obj)
        label = f"{self._label(subject)} {compress(predicate).partition(':')[2]} {called}"
        return Item("statement", iri, label, "", self._explainer.cited(node), subject, predicate, str(obj))


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def undecided(items: Sequence[Item], decided: Iterable[tuple[str, ...]]) -> list[Item]:
    """The items whose topic no line of a file of decisions is about."""
    known = set(decided)
    return [item for item in items if topic_of(item) not in known]


def topic_of(item: Item) -> tuple[str, ...]:
    """What a decision on an item is about, as `kg.decisions` compares it."""
    return item.kind, item.subject, item.predicate, item.object
