"""Where a finding was caused: the passages behind the statement concerned, else behind its focus node.

Also fills the placeholders of a message, which name the values of the focus node.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.prefixes import PREFIXES, expand
from kg.report import Place
from kg.validate.terms import lexical, show
from kg.vocabulary import KG, RDF, RDFS

RELATED = 4  # how many further passages a finding shows
_PLACEHOLDER = re.compile(r"\{([$?]?[\w-]+(?::[\w-]+)?)\}")
_IRI = re.compile(r"<([^>]*)>")
_DOCUMENTS = f"<{PREFIXES['kgd']}"
_RECORDS = f"<{PREFIXES['kgr']}"
_EVIDENCE, _LABELS = ox.NamedNode(KG.evidence), (str(RDF.type), str(RDFS.label))


class Places:
    """Looks up passages and values in a release's store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._statements = lru_cache(maxsize=64)(self._list_statements)
        self._place = lru_cache(maxsize=4096)(self._read_place)

    def find(self, focus: str, path: str = "", value: str = "") -> tuple[Place, ...]:
        """The passages for a finding about N-Triples terms, the most telling first; none where no document says it."""
        if not focus.startswith("<"):
            return ()
        node = ox.NamedNode(focus[1:-1])
        first = _IRI.search(path)
        for passages in self._candidates(node, first[1] if first else "", value):
            if places := sorted({place for item in passages if (place := self._place(item))}, key=self._rank):
                return tuple(places[: RELATED + 1])
        paths = self.values(focus, KG.path)
        return (Place(paths[0], 1, 1),) if paths else ()  # a document as a whole

    def values(self, focus: str, predicate: str) -> list[str]:
        """The values of a property at a node as people read them, sorted."""
        if not focus.startswith("<"):
            return []
        quads = self._store.quads_for_pattern(ox.NamedNode(focus[1:-1]), ox.NamedNode(predicate), None, None)
        return sorted({show(str(quad.object)) for quad in quads})

    def most_in_a_document(self, focus: str, path: str) -> int:
        """How many values a property has at a node in the document that gives it most.

        Longer paths, values that stand outside of the documents' graphs, and nodes that are named by what they say
        (statements, passages: no two documents may differ on them) count as more than any limit.
        """
        if not (focus.startswith(_RECORDS) and _IRI.fullmatch(path)):
            return sys.maxsize
        quads = self._store.quads_for_pattern(ox.NamedNode(focus[1:-1]), ox.NamedNode(path[1:-1]), None, None)
        graphs = Counter(str(quad.graph_name) for quad in quads)
        return max(graphs.values()) if all(name.startswith(_DOCUMENTS) for name in graphs) else sys.maxsize

    def fill(self, message: str, focus: str, path: str, value: str) -> str:
        """A message with {$this}, {$path}, {$value} and {kg:number} replaced by what they stand for."""

        def put(match: re.Match[str]) -> str:
            name = match[1].lstrip("$?")
            if name in ("this", "focus"):
                return show(focus)
            if name == "path":
                return show(path)
            if name == "value" and value:
                return show(value)
            predicate = path[1:-1] if name == "value" else expand(name)
            if name != "value" and predicate == name:
                return match[0]
            return ", ".join(self.values(focus, predicate)) if predicate else "nothing"

        return _PLACEHOLDER.sub(lambda match: put(match) or "nothing", message)

    def _candidates(self, node: ox.NamedNode, path: str, value: str) -> Iterator[list[ox.NamedNode]]:
        """Yield lists of evidence nodes, those nearest to the finding first."""
        yield [node]  # a passage itself
        said = self._statements(node)
        yield [item for predicate, term, item in said if predicate == path and term == value]
        yield [item for predicate, _, item in said if predicate == path]
        yield self._cited(node)
        for wanted in _LABELS:
            yield [item for predicate, _, item in said if predicate == wanted]
        yield [item for _, _, item in said]
        yield self._cited_by(node)
        if value.startswith("<"):
            yield self._cited(ox.NamedNode(value[1:-1]))

    def _list_statements(self, node: ox.NamedNode) -> tuple[tuple[str, str, ox.NamedNode], ...]:
        """(predicate, object, evidence) of each statement whose subject is `node`."""
        return tuple(
            (self._text(statement, RDF.predicate)[1:-1], self._text(statement, RDF.object), item)
            for statement in self._about(node, RDF.subject)
            for item in self._cited(statement)
        )

    def _about(self, node: ox.NamedNode, role: str) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(role), node, None)
        return list(dict.fromkeys(quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)))

    def _cited(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(node, _EVIDENCE, None, None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def _cited_by(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """The passages of what leads to a node, whether stated or described."""
        quads = self._store.quads_for_pattern(None, None, node, None)
        subjects = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        return [item for subject in subjects for item in self._cited(subject)]

    def _text(self, node: ox.NamedNode, predicate: str) -> str:
        quads = self._store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        return min((str(quad.object) for quad in quads), default="")

    def _read_place(self, evidence: ox.NamedNode) -> Place | None:
        said: dict[str, str] = {}
        graphs: set[str] = set()
        for quad in sorted(self._store.quads_for_pattern(evidence, None, None, None), key=str):
            said.setdefault(quad.predicate.value, str(quad.object))
            graphs.add(str(quad.graph_name))
        if KG.startLine not in said:
            return None
        line, column = (_number(said.get(name, "")) for name in (KG.startLine, KG.startColumn))
        words = lexical(said.get(KG.quote, '""'))
        return Place(self._path([said.get(KG.document, ""), *sorted(graphs)]), line, column, words, evidence.value)

    def _path(self, documents: list[str]) -> str:
        """The first path of the first of some nodes that is a document: a graph is named like its document."""
        paths = [path for document in documents for path in self.values(document, KG.path)]
        return paths[0] if paths else "?"

    def _rank(self, place: Place) -> tuple[object, ...]:
        """Words before headings and other roles, then in the order of documents and lines."""
        roles = self.values(f"<{place.evidence}>", KG.role)
        return roles != ["words"] and roles != ["row"], place


def _number(term: str) -> int:
    text = lexical(term) if term else "1"
    return max(int(text), 1) if text.isdecimal() else 1
