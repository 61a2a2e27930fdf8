"""From rules to disagreements: each rule is asked of the store, its rows are compared, and rows of one case are one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox

from kg.conflicts.compare import COMPARATORS, Outcome, Row
from kg.conflicts.rules import PLACE, Rule, fill
from kg.errors import KGError
from kg.model import Iri
from kg.ntriples import mint_statement
from kg.prefixes import PREFIXES, compress
from kg.vocabulary import KG, RDFS, SKOS

MOST_LISTED = 8

Spread = Callable[[Callable[["Rule"], list["Conflict"]], Iterable["Rule"]], Iterable[list["Conflict"]]]


class Triple(NamedTuple):
    """What a document says: its IRI, and three terms as N-Triples writes them.

    The document is empty for a silence, where `subject` is the coverage.
    """

    document: str
    subject: str
    predicate: str
    object: str


class Position(NamedTuple):
    """What one document says in a disagreement: its side, the triple, what that means in words, where it stands."""

    side: int
    triple: Triple
    label: str
    statement: str
    evidence: tuple[str, ...]


class Conflict(NamedTuple):
    """One disagreement; `prefers` is the side that the rule prefers (0: none)."""

    iri: Iri
    rule: Rule
    kind: str
    severity: str
    label: str
    explanation: str
    policy: str
    concerns: tuple[str, ...]
    positions: tuple[Position, ...]
    prefers: int


class _Case(NamedTuple):
    """A row that is a disagreement, and what comparing gave."""

    row: Row
    kind: str
    triples: tuple[tuple[int, Triple], ...]
    about: str


def find_conflicts(store: ox.Store, rules: Iterable[Rule]) -> list[Conflict]:
    """Every disagreement that the rules find, each once, in the order of its IRI, whatever the order of rules."""
    finder = _Finder(store)
    return _take_once(map(finder.find, _ordered(rules)))


def find_side_by_side(opened: Callable[[], ox.Store], rules: Iterable[Rule], spread: Spread) -> list[Conflict]:
    """The same, of the store that `opened` gives; `spread` is like `map`, and may work in several processes."""
    return _take_once(spread(partial(_find_by, opened), _ordered(rules)))


def _find_by(opened: Callable[[], ox.Store], rule: Rule) -> list[Conflict]:
    return list(_Finder(opened()).find(rule))


def _ordered(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: rule.name)


def _take_once(groups: Iterable[Iterable[Conflict]]) -> list[Conflict]:
    found: dict[str, Conflict] = {}
    for group in groups:
        for conflict in group:
            known = found.get(conflict.iri)
            if known is None or conflict[3:6] < known[3:6]:
                found[conflict.iri] = conflict
    return [conflict for _, conflict in sorted(found.items())]


class _Finder:
    """Asks the rules of one store; keeps what documents are called."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._called: dict[str, str] = {}

    def find(self, rule: Rule) -> Iterator[Conflict]:
        """Yield the disagreements that one rule finds."""
        cases: dict[tuple[str, ...], list[_Case]] = {}
        rows = self._ask(rule)
        for row, kind in _compare(rule, rows):
            triples = tuple(_iter_triples(rule, row))
            case = _Case(row, kind, triples, row["about"])
            key = tuple(row.get(name, "") for name in rule.one_for) if rule.one_for else tuple(map(str, triples))
            cases.setdefault((kind, *key), []).append(case)
        for (kind, *_), members in sorted(cases.items()):
            if conflict := self._make(rule, kind, members):
                yield conflict

    def _ask(self, rule: Rule) -> list[Row]:
        try:
            answer = self._store.query(rule.query, prefixes=PREFIXES, use_default_graph_as_union=True)
            assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - the rule was read strictly
            rows = [{name: _cell(name, solution[name]) for name in rule.columns} for solution in answer]
        except (OSError, ValueError, RuntimeError) as error:
            raise KGError(f"{rule.origin}: cannot be answered: {' '.join(str(error).split())}") from error
        unique = {tuple(row.values()): row for row in rows if row["about"]}
        return [row for _, row in sorted(unique.items())]

    def _make(self, rule: Rule, kind: str, cases: Sequence[_Case]) -> Conflict | None:
        triples = sorted({(side, triple) for case in cases for side, triple in case.triples})
        if len({side for side, _ in triples}) < 2:
            return None
        values = _collect([case.row for case in cases])
        values |= {f"who{side}": self._who(triples, side) for side in rule.sides}
        told = sorted({" ".join(triple[1:]) for _, triple in triples})
        digest = hashlib.sha256("\n".join((rule.name, *told)).encode()).hexdigest()[:32]
        return Conflict(
            Iri(f"{PREFIXES['kgr']}conflict:{digest}"),
            rule,
            kind,
            rule.words("severity", kind),
            fill(rule.words("label", kind), values),
            fill(rule.words("text", kind), values),
            fill(rule.words("policy", kind), values),
            tuple(sorted({case.about[1:-1] for case in cases})),
            tuple(self._position(rule, side, triple, cases) for side, triple in triples),
            rule.prefers,
        )

    def _position(self, rule: Rule, side: int, triple: Triple, cases: Sequence[_Case]) -> Position:
        rows = [case.row for case in cases if (side, triple) in case.triples]
        label = fill(rule.said[f"side {side}"], _collect(rows))
        if not triple.document:
            return Position(side, triple, label, triple.subject[1:-1], ())
        statement, evidence = self._passages(triple)
        if not evidence:
            said = " ".join(compress(term[1:-1]) if term[0] == "<" else term for term in triple[1:])
            raise KGError(f"{rule.origin}: {self._called_of(triple.document)} holds no evidence of {said}")
        return Position(side, triple, label, statement, evidence)

    def _passages(self, triple: Triple) -> tuple[str, tuple[str, ...]]:
        """The statement node of a triple in its document, else the node that it describes, with the passages."""
        link, graph = ox.NamedNode(KG.evidence), ox.NamedNode(triple.document)
        for node in (mint_statement(*triple[1:]), triple.subject[1:-1]):
            quads = self._store.quads_for_pattern(ox.NamedNode(node), link, None, graph)
            if found := sorted(_value(quad.object) for quad in quads):
                return node, tuple(found)
        return "", ()

    def _who(self, triples: Iterable[tuple[int, Triple]], side: int) -> str:
        called = {self._called_of(triple.document) for at, triple in triples if at == side and triple.document}
        return join(sorted(called))

    def _called_of(self, document: str) -> str:
        """What a document is called: its source's short name and its first path."""
        if document not in self._called:
            node = ox.NamedNode(document)
            paths = sorted(_value(quad.object) for quad in self._store.quads_for_pattern(node, _PATH, None, None))
            sources = [quad.object for quad in self._store.quads_for_pattern(node, _SOURCE, None, None)]
            self._called[document] = f"{self._source(sources)} ({paths[0] if paths else compress(document)})"
        return self._called[document]

    def _source(self, sources: Sequence[object]) -> str:
        for way in (SKOS.altLabel, RDFS.label):
            for source in sources:
                if isinstance(source, ox.NamedNode):
                    quads = self._store.quads_for_pattern(source, ox.NamedNode(way), None, None)
                    if names := sorted(_value(quad.object) for quad in quads):
                        return names[0]
        return "the document"


_PATH, _SOURCE = ox.NamedNode(KG.path), ox.NamedNode(KG.source)


def _compare(rule: Rule, rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Yield the rows that are disagreements, with what the comparator adds, and their kinds."""
    if not rule.comparator:
        yield from ((row, rule.kinds[0]) for row in rows)
        return
    comparator = COMPARATORS[rule.comparator]
    for group in _groups(rows, rule.case) if rule.case else ([row] for row in rows):
        found = list(comparator.compare(group))
        if rule.agree != "any" or len(found) == len(group):
            yield from (({**row, **outcome.values}, _kind(rule, outcome)) for row, outcome in found)


def _kind(rule: Rule, outcome: Outcome) -> str:
    kind = outcome.kind or rule.kinds[0]
    if kind not in rule.kinds:
        raise KGError(f"{rule.origin}: the comparator says {kind!r}, which '# kind:' does not list")
    return kind


def _groups(rows: Iterable[Row], names: Sequence[str]) -> Iterator[list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    yield from (group for _, group in sorted(groups.items()))


def _iter_triples(rule: Rule, row: Row) -> Iterator[tuple[int, Triple]]:
    for side in rule.sides:
        triple = Triple(*(row[f"{name}{side}"] for name in PLACE))
        if triple.subject:
            yield side, triple._replace(document=triple.document[1:-1])


def _collect(rows: Sequence[Row]) -> dict[str, str]:
    """For each column what its rows hold, each value once, as words: "a, b and c"."""
    names = {name: None for row in rows for name in row}
    return {name: join(list(dict.fromkeys(_words(row, name) for row in rows))) for name in names}


def _words(row: Row, name: str) -> str:
    return plain(row.get(name, "")) if _is_term(name) else row.get(name, "")


def join(items: Sequence[str]) -> str:
    """Words as an English list; a long one is cut, and says so.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    items = [item for item in items if item]
    if len(items) > MOST_LISTED:
        items = [*items[: MOST_LISTED - 1], f"{len(items) - MOST_LISTED + 1} more"]
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def _is_term(name: str) -> bool:
    """Whether a column is kept as N-Triples writes it, so that triples can be minted from it."""
    return name == "about" or name.rstrip("0123456789") in PLACE


def _cell(name: str, term: object) -> str:
    if term is None:
        return ""
    return str(term) if _is_term(name) else _value(term)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def plain(text: str) -> str:
    """The words of a term in N-Triples: a literal's value, an IRI's CURIE; other text as it is."""
    if text.startswith("<") and text.endswith(">"):
        return compress(text[1:-1])
    if text.startswith('"'):
        parsed = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
        return _value(parsed.object)
    return text


__all__ = ["Conflict", "Position", "Triple", "find_conflicts", "find_side_by_side", "join", "plain"]
