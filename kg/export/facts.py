"""What the tables are made of: each triple of the domain once, and what a person needs to read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.export.lines import carries_evidence, parse_literal, sort_lines, split_line
from kg.export.selection import Selection
from kg.prefixes import compress
from kg.vocabulary import KG, RDF
from kg.why import Explainer, Passage, in_order, label_of

_NO_NAME = re.compile(r"[^\w.-]")
_REMEMBERED = 50_000  # labels and the like that are looked up again and again


class Fact(NamedTuple):
    """One triple, as N-Quads writes its terms, and the graphs that hold it."""

    subject: str
    predicate: str
    object: str
    graphs: tuple[str, ...]

    @property
    def is_link(self) -> bool:
        """Whether it leads from a node to a node; a class is none."""
        return self.object.startswith("<") and self.predicate != f"<{RDF.type}>"


def _sorted_once(selection: Selection, spare: Path) -> Path:
    """The file of a selection's lines without those that carry evidence, sorted by triple; made on demand."""
    path = spare / "facts.nq"
    if not path.exists():
        lines = (line for line in selection.lines() if not carries_evidence(line))
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(sort_lines(lines, spare))
    return path


def _iter_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        yield from stream


def iter_facts(selection: Selection, spare: Path) -> Iterator[Fact]:
    """Yield each triple of a selection once, sorted; statement nodes and passages are none."""
    quads = map(split_line, _iter_lines(_sorted_once(selection, spare)))
    yield from _joined(quads)


def _joined(quads: Iterable[tuple[str, str, str, str]]) -> Iterator[Fact]:
    for (subject, predicate, obj), group in groupby(quads, key=lambda quad: quad[:3]):
        yield Fact(subject, predicate, obj, tuple(quad[3] for quad in group))


def iter_nodes(selection: Selection, spare: Path) -> Iterator[tuple[str, list[Fact]]]:
    """Yield each node of a selection with its facts, sorted; one that is only led to has none."""
    links = (fact.object for fact in iter_facts(selection, spare) if fact.is_link)
    bare = (f"{node} \n" for node in links)
    lines = sort_lines(chain(_iter_lines(_sorted_once(selection, spare)), bare), spare)
    for node, group in groupby(lines, key=lambda line: line[: line.index(" ")]):
        quads = (split_line(line) for line in group if len(line) > len(node) + 2)
        yield node, list(_joined(quads))


class Reader:
    """Looks up in the release's store what people call a node, what it is, and what a fact rests on."""

    def __init__(self, selection: Selection) -> None:
        self._store = selection.store
        self._explainer = Explainer(self._store)
        self._evidence = selection.evidence
        remember: Callable[[Callable[..., object]], object] = lru_cache(_REMEMBERED)
        self.values: Callable[[str, str], tuple[str, ...]] = remember(self._values)  # type: ignore[assignment]
        self.label: Callable[[str], str] = remember(self._label)  # type: ignore[assignment]

    def _values(self, node: str, predicate: str) -> tuple[str, ...]:
        """The values and IRIs that a node has for a property, sorted."""
        quads = self._store.quads_for_pattern(ox.NamedNode(node[1:-1]), ox.NamedNode(predicate), None)
        return tuple(sorted({str(getattr(quad.object, "value", quad.object)) for quad in quads}))

    def _label(self, node: str) -> str:
        return label_of(self._store, ox.NamedNode(node[1:-1]))

    def classes(self, node: str) -> tuple[str, ...]:
        """The classes of a node as IRIs, sorted."""
        return self.values(node, RDF.type)

    def document_of(self, graph: str, predicate: str) -> str:
        """The first value that a document has for a property; "" where it has none."""
        return next(iter(self.values(graph, predicate)), "")

    def sources(self, graphs: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the sources that some graphs' documents come from, sorted."""
        nodes = {node for graph in graphs for node in self.values(graph, KG.source)}
        return tuple(sorted({name for node in nodes for name in self.values(f"<{node}>", KG.name)}))

    def evidence(self, fact: Fact) -> list[ox.NamedNode]:
        """The evidence nodes of a fact, sorted by IRI; none where the selection is without evidence."""
        return sorted({node for quad in self._quads(fact) for node in self._explainer.evidence(quad)}, key=str)

    def passages(self, fact: Fact) -> tuple[Passage, ...]:
        """The passages that a fact rests on, by document, the words themselves first; of a row the cell for it."""
        return in_order({passage for quad in self._quads(fact) for passage in self._explainer.passages(quad)})

    def _quads(self, fact: Fact) -> Iterator[ox.Quad]:
        """A fact in each graph that holds it; none where the selection is without evidence."""
        if self._evidence:
            subject, predicate = ox.NamedNode(fact.subject[1:-1]), ox.NamedNode(fact.predicate[1:-1])
            yield from (ox.Quad(subject, predicate, to_term(fact.object), ox.NamedNode(g[1:-1])) for g in fact.graphs)

    def cited(self, node: str) -> tuple[Passage, ...]:
        """The passages that a node cites itself, such as a mapping; none where the selection is without evidence."""
        return self._explainer.cited(ox.NamedNode(node[1:-1])) if self._evidence else ()


def to_term(text: str) -> ox.NamedNode | ox.Literal:
    """An IRI or a literal of N-Quads as the store has it."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    value, datatype, language = parse_literal(text)
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)


def name_of(iri: str) -> str:
    """The bare name of a property or class: `targets`, `label`.

    >>> name_of("https://w3id.org/drug-kg/ontology#targets")
    'targets'
    """
    return _NO_NAME.sub("-", compress(iri).rpartition(":")[2].rpartition("/")[2].rpartition("#")[2]) or "value"


def join_values(values: list[str] | tuple[str, ...]) -> str:
    r"""Several values in one cell: apart by |, a | of a value itself as \|.

    >>> join_values(["a", "b|c"])
    'a|b\\|c'
    """
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)
