"""Where a miss stands: the evidence of what is wrong, and the words of what was missed."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.mappers import MAPPERS
from kg.prefixes import PREFIXES
from kg.read import find_documents
from kg.score.relations import Relation
from kg.score.tally import Row, Wanted
from kg.score.words import fold
from kg.spans import LineIndex, Text
from kg.vocabulary import KG
from kg.why import Explainer

NEAR = 40
"""How many words away something still stands beside a word."""

_DIRECT = ("words", "row", "link")  # other roles lead in, head or refer
_FRONT_MATTER = re.compile(r"\ufeff?---\r?\n.*?^---\s*?$", re.DOTALL | re.MULTILINE)


class _Page(NamedTuple):
    """A document as it is searched: its lines, and each folded word with its offset."""

    lines: LineIndex
    words: list[str]
    offsets: list[int]


class Locator:
    """Leads from a fact to `file:line`, or to the file alone where no line can be found."""

    def __init__(self, store: ox.Store, inputs: Sequence[Mapping[str, Any]], sources: Sequence[str]) -> None:
        self._store, self._sources = store, sources
        self._inputs = {path.rsplit("/", 1)[-1]: item for item in inputs for path in item["paths"]}
        self._explainer = Explainer(store)
        self._pages: dict[str, _Page | None] = {}

    def find_evidence(self, document: str, relation: Relation, row: Row) -> str:
        """The place of the first words that a row of a query's answer rests on."""
        graph = ox.NamedNode(f"{PREFIXES['kgd']}{self._inputs[document]['sha256']}")
        values = {fold(row[name]) for name in ("indication", *relation.columns) if row.get(name) and name != "scheme"}
        nodes = self._follow([graph], KG.about, graph)
        if relation.of_indication:
            nodes, values = [ox.NamedNode(row["indication"])], values - {fold(row["indication"])}
        for predicate in relation.path[:-1]:
            nodes = self._follow(nodes, predicate, graph)
        last = ox.NamedNode(relation.path[-1]) if relation.path[-1] else None
        quads = (quad for node in nodes for quad in self._store.quads_for_pattern(node, last, None, graph))
        same = next((quad for quad in quads if values <= self._read_values(quad.object, graph)), None)
        passages = list(self._explainer.passages(same)) if same else []
        first = min(passages, key=lambda each: (each.role not in _DIRECT, each.line), default=None)
        return self._show(document, first.line if first else 0)

    def _follow(self, nodes: Sequence[ox.NamedNode], predicate: str | None, graph: ox.NamedNode) -> list[ox.NamedNode]:
        link = ox.NamedNode(predicate) if predicate else None
        quads = (quad for node in nodes for quad in self._store.quads_for_pattern(node, link, None, graph))
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def _read_values(self, node: object, graph: ox.NamedNode, depth: int = 2) -> set[str]:
        """What a value, or a node and those it leads to (its dates, its marker), says in words, folded."""
        if isinstance(node, ox.Literal):
            return {fold(node.value)}
        if not depth or not isinstance(node, ox.NamedNode):
            return {fold(node.value)} if isinstance(node, ox.NamedNode) else set()
        quads = self._store.quads_for_pattern(node, None, None, graph)
        return {fold(node.value)}.union(*(self._read_values(quad.object, graph, depth - 1) for quad in quads))

    def find_words(self, document: str, fact: Wanted, about: str = "") -> str:
        """The place where a fact's words stand, nearest to what it is about; the first of several."""
        page = self._read(document)
        if page is None:
            return self._show(document, 0)
        phrases = [fold(each).split() for each in fact.seek] or [each.split() for each in sorted(fact.spellings)]
        offset = _find(page, phrases, [fold(about).split()]) if any(phrases) else None
        if offset is None:
            offset = next((at for each in fact.seek if (at := page.lines.raw.find(each)) >= 0), None)
        if offset is None:  # names that share a head do not stand as one
            words = fold(fact.words).split()
            offset = _find(page, [[word] for word in words], [], near=len(words) + 6, every=True)
        return self._show(document, 0 if offset is None else page.lines.line_of(offset))

    def _show(self, document: str, line: int) -> str:
        path = self._inputs[document]["paths"][0] if document in self._inputs else document
        return f"{path}:{line}" if line else path

    def _read(self, document: str) -> _Page | None:
        if document not in self._pages:
            item = self._inputs.get(document)
            data = next(iter(find_documents([item], self._sources).values())) if item else None
            self._pages[document] = None if data is None or item is None else _read_page(data, item)
        return self._pages[document]


def _read_page(data: bytes, item: Mapping[str, Any]) -> _Page:
    raw = data.decode(item["encoding"], "replace")
    markdown = MAPPERS[item["source"]].layout == "markdown"
    front = _FRONT_MATTER.match(raw) if markdown else None
    text = Text(raw, front.end() if front else 0, len(raw), markdown=markdown)
    found = [
        (word, text.offsets[match.start()])
        for match in re.finditer(r"\S+", text.string)
        for word in fold(match[0]).split()
    ]
    return _Page(LineIndex(raw), [word for word, _ in found], [offset for _, offset in found])


def _find(
    page: _Page,
    phrases: Sequence[Sequence[str]],
    beside: Sequence[Sequence[str]],
    near: int = NEAR,
    every: bool = False,
) -> int | None:
    """The offset of the phrase around which the most of them, and of what is beside, stand, and closest.

    None where none of the phrases stands; with `every`, where not all of them stand around it.
    """
    places = {tuple(each): list(_positions(page.words, each)) for each in (*phrases, *beside) if each}
    anchors = sorted({at for each in phrases for at in places.get(tuple(each), ())})
    close = {at: [step for found in places.values() if (step := _nearest(found, at)) <= near] for at in anchors}
    best = max(anchors, key=lambda at: (len(close[at]), -sum(close[at]), -at), default=None)
    if best is None or (every and len(close[best]) < len(places)):
        return None
    return page.offsets[best]


def _nearest(places: Sequence[int], at: int) -> float:
    """How many words lie from a place to the nearest of some sorted places."""
    after = bisect_left(places, at)
    return min((abs(at - other) for other in places[max(after - 1, 0) : after + 1]), default=math.inf)


def _positions(words: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    size = len(phrase)
    for at in range(len(words) - size + 1):
        if words[at] == phrase[0] and words[at : at + size] == list(phrase):
            yield at
