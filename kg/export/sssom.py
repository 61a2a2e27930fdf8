"""The mappings of a release: SSSOM/TSV 1.0 with its metadata (https://w3id.org/sssom/), one mapping a row.

Two kinds stand in it. The mappings of the release (`kg:Mapping`, in `kgg:mappings`) have their own justification, and
the reason and the passages as comment; `Not` is the modifier of what was kept apart. Identifiers that documents state
are mappings too: how a page came to them is not told, hence `semapv:UnspecifiedMatching`. The only identifier that a
node has in a scheme is an exact match, one of several a close match, and a page or a label about the drug is
`rdfs:seeAlso`. A value that has not its scheme's form, or whose check digit is wrong, makes no mapping.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.export.facts import Fact, Reader, iter_facts
from kg.export.identifiers import SCHEMES, split_iri
from kg.export.lines import parse_literal, sort_lines
from kg.export.selection import Selection
from kg.mappings import MAPPINGS, mint_mapping
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG, RDF, SSSOM
from kg.why import Passage

COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "mapping_provider", "confidence", "comment"),
)

_JUSTIFICATION = "semapv:UnspecifiedMatching"
_NAMESPACES = {
    **{scheme.prefix: scheme.namespace for scheme in SCHEMES.values()},
    **{prefix: PREFIXES[prefix] for prefix in ("kg", "kgr", "rdfs", "semapv", "skos")},
}
_HEAD = {
    "mapping_set_id": "https://w3id.org/drug-kg/mappings",
    "mapping_set_title": "What the names on drug pages are elsewhere, and the identifiers that the pages state",
    "license": "https://www.apache.org/licenses/LICENSE-2.0",
    "mapping_tool": "https://w3id.org/drug-kg/",
}
_MINTED = f"<{PREFIXES['kgr']}mapping:"
_GRAPH = f"<{MAPPINGS}>"


def iter_sssom(selection: Selection, spare: Path) -> Iterator[str]:
    """Yield SSSOM/TSV: the metadata as comments, then a mapping a row, sorted by subject.

    A mapping is selected with its node, or with the triple that it is about.
    """
    rows = _Rows(Reader(selection))
    lines = sort_lines(rows.iter_all(iter_facts(selection, spare)), spare)
    first = next(lines, "")  # all were made by now, so that every prefix is known
    yield "#curie_map:\n"
    yield from (f"#  {prefix}: {iri}\n" for prefix, iri in sorted(rows.prefixes.items()))
    yield from (f"#{key}: {value}\n" for key, value in sorted(_HEAD.items()))
    yield _format_row(COLUMNS)
    yield first
    yield from (line for line, _ in groupby(lines) if line != first)


def _format_row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerow(" ".join(cell.split()) for cell in cells)
    return out.getvalue()


class _Rows:
    """Makes the rows, and knows the prefixes that stand in them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.prefixes = dict(_NAMESPACES)
        self._unknown: dict[str, str] = {}

    def iter_all(self, facts: Iterable[Fact]) -> Iterator[str]:
        """Yield a line for each mapping that some facts hold; one that they hold twice comes twice."""
        for _, group in groupby(facts, key=lambda fact: fact[:2]):
            same = list(group)
            if same[0].predicate[1:-1] in SCHEMES:
                yield from map(_format_row, self._stated(same))
            yield from (_format_row(self._mapping(node)) for fact in same if (node := self._find_mapping(fact)))

    def _find_mapping(self, fact: Fact) -> str:
        """The node of the mapping that a fact is of, or is about; "" where it is neither."""
        if fact.subject.startswith(_MINTED):
            return fact.subject if fact.predicate == f"<{RDF.type}>" else ""
        if _GRAPH not in fact.graphs or not fact.is_link:
            return ""
        node = f"<{mint_mapping(*(term[1:-1] for term in fact[:3]))}>"
        return node if self._reader.classes(node) else ""

    def _mapping(self, node: str) -> tuple[str, ...]:
        def value(predicate: str) -> str:
            return next(iter(self._reader.values(node, predicate)), "")

        sources = ", ".join(self._reader.values(node, SSSOM.object_source))
        reason = "; ".join(self._reader.values(node, SSSOM.comment)) + (f" ({sources})" if sources else "")
        return (
            *(self._curie(value(SSSOM.subject_id)), value(SSSOM.subject_label)),
            *(self._curie(value(SSSOM.predicate_id)), value(SSSOM.predicate_modifier)),
            *(self._curie(value(SSSOM.object_id)), value(SSSOM.object_label)),
            "|".join(map(self._curie, self._reader.values(node, SSSOM.mapping_justification))),
            *("", value(SSSOM.confidence)),
            "; ".join([reason, *map(describe_passage, self._reader.cited(node))]),
        )

    def _stated(self, facts: list[Fact]) -> Iterator[tuple[str, ...]]:
        """Yield the mappings from the identifiers that one node has in one scheme."""
        scheme = SCHEMES[facts[0].predicate[1:-1]]
        stated = [(fact, curie) for fact in facts if (curie := scheme.curie(parse_literal(fact.object).value))]
        match = "skos:exactMatch" if len(stated) == 1 else "skos:closeMatch"
        for fact, curie in stated:
            documents = (self._reader.document_of(graph, KG.url) for graph in fact.graphs)
            yield (
                *(compress(fact.subject[1:-1]), self._reader.label(fact.subject)),
                *(match if scheme.matches else "rdfs:seeAlso", "", curie, "", _JUSTIFICATION),
                *(next(filter(None, documents), ""), ""),
                "; ".join(map(describe_passage, self._reader.passages(fact))),
            )

    def _curie(self, iri: str) -> str:
        """The CURIE of an IRI, whose prefix is then known; a namespace without one gets `ns1`, `ns2` …"""
        parts = split_iri(iri)
        if parts is None:
            return iri
        prefix = parts.prefix
        if not prefix or self.prefixes.get(prefix, parts.namespace) != parts.namespace:
            prefix = self._unknown.setdefault(parts.namespace, f"ns{len(self._unknown) + 1}")
        self.prefixes[prefix] = parts.namespace
        return f"{prefix}:{parts.local}"


def describe_passage(passage: Passage) -> str:
    """A passage in one line: its place, its words, its rule."""
    return f"{passage.path}:{passage.line}:{passage.column}: “{passage.quote}” [{passage.rule}]"
