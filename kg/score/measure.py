"""Measuring: what a release says of each document against what a reader found there."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.query import find_query, run_query
from kg.release import read_inputs, read_manifest
from kg.score.gold import Facts, Gold
from kg.score.pairing import Pairing, pair_indications, want_condition
from kg.score.places import Locator
from kg.score.relations import OF_PAIRS, RELATIONS, Relation, read_found, read_wanted
from kg.score.tally import Found, Matching, Row, Tally, Wanted, match_names, match_rows
from kg.store import open_store

ABSENT = "(not in the graph)"
"""The source of a document that the release does not hold."""

Answers = Mapping[str, Mapping[str, Sequence[Row]]]


class Miss(NamedTuple):
    """One fact that gold has and the graph has not ("missed"), or the other way round ("wrong"), with its place."""

    outcome: str
    relation: str
    source: str
    document: str
    about: str
    words: str
    gold_line: int
    place: str


@dataclass(slots=True)
class Score:
    """The counts by source and relation, every miss, and what is odd about the documents that gold names."""

    relaxed: bool
    documents: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def absent(self) -> int:
        """How many documents of gold the release does not hold."""
        return self.documents[ABSENT]

    def of(self, *sources: str) -> dict[str, Tally]:
        """The counts by relation over some sources, or over all."""
        total: dict[str, Tally] = {}
        for source in sources or self.tallies:
            for name, tally in self.tallies[source].items():
                total.setdefault(name, Tally()).add(tally)
        return {name: total[name] for name in RELATIONS if name in total}


def macro_f1(tallies: Mapping[str, Tally]) -> float:
    """The mean of the relations' F1; 1 where there is none."""
    return sum(tally.f1 for tally in tallies.values()) / len(tallies) if tallies else 1.0


def measure(folder: Path, gold: Sequence[Gold], origin: str = "gold", *, relaxed: bool = False) -> Score:
    """Score the release in `folder` against gold that was read from `origin`.

    All facts of a document that the release does not hold are missed, and a warning says so. Raises UsageError where
    there is no release, and where it holds none of gold's documents.
    """
    manifest = read_manifest(folder)
    store = open_store(folder)
    sources = _find_sources(manifest)
    if not any(item.document in sources for item in gold):
        held = ", ".join(sorted(sources)[:3]) or "nothing"
        raise UsageError(f"{folder} holds none of the {len(gold)} documents of {origin}; it holds {held} …")
    score = Score(relaxed)
    score.warnings += _iter_warnings(folder, gold, origin, sources)
    answers = _ask(store, {relation.query for item in gold for relation in _scored(item.facts)})
    marking = _Marking(score, Locator(store, manifest["inputs"], read_inputs(folder)), answers)
    for item in gold:
        marking.mark(item, (sources.get(item.document) or [ABSENT])[0])
    order = list(RELATIONS)
    score.misses.sort(key=lambda miss: (miss.source, order.index(miss.relation)))
    score.tallies = {source: score.tallies[source] for source in sorted(score.tallies)}
    return score


def _find_sources(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The sources of the documents that have each file name: two documents, or one at two paths, give two."""
    found: dict[str, list[str]] = {}
    for item in manifest["inputs"]:
        for path in item["paths"]:
            found.setdefault(path.rsplit("/", 1)[-1], []).append(item["source"])
    return found


def _iter_warnings(
    folder: Path, gold: Iterable[Gold], origin: str, sources: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for item in gold:
        count, where = len(sources.get(item.document, ())), f"{origin}:{item.line}: {item.document!r}"
        if not count:
            close = difflib.get_close_matches(item.document.rsplit("/", 1)[-1], sources, 1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            yield f"{where} is not in {folder}{hint}: all its facts count as missed"
        elif count > 1:
            yield f"{where} is the name of {count} files in {folder}: what they say is counted together"


def _scored(facts: Facts) -> Iterator[Relation]:
    """Yield the relations that gold says anything of, be it that there is none."""
    has_indications = "indications" in facts
    for relation in RELATIONS.values():
        if has_indications if relation.of_indication else relation.field in facts:
            yield relation


def _ask(store: ox.Store, queries: Iterable[str]) -> Answers:
    """The rows of some named queries by document."""
    return {name: _by_document(run_query(store, find_query(name))) for name in sorted(queries)}


def _by_document(answer: object) -> dict[str, list[Row]]:
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - the named queries are SELECT
    names = [variable.value for variable in answer.variables]
    found: dict[str, list[Row]] = {}
    for solution in answer:
        terms = {name: solution[name] for name in names}
        row = {name: term.value for name, term in terms.items() if isinstance(term, ox.NamedNode | ox.Literal)}
        found.setdefault(row["document"].rsplit("/", 1)[-1], []).append(row)
    return found


class _Marking:
    """Marks one document after the other."""

    def __init__(self, score: Score, locator: Locator, answers: Answers) -> None:
        self._score, self._locator, self._answers = score, locator, answers

    def mark(self, gold: Gold, source: str) -> None:
        self._score.documents[source] += 1
        self._score.tallies.setdefault(source, {})
        for relation in _scored(gold.facts):
            if not relation.of_indication and relation.name != "indication":
                wanted = read_wanted(relation, gold.facts)
                found = read_found(relation, self._rows(relation, gold))
                self._count(gold, source, relation, self._match(relation, wanted, found))
        if "indications" in gold.facts:
            self._mark_indications(gold, source)

    def _rows(self, relation: Relation, gold: Gold) -> Sequence[Row]:
        return self._answers[relation.query].get(gold.document, ())

    def _match(self, relation: Relation, wanted: list[Wanted], found: list[Found]) -> Matching:
        if relation.kind == "row":
            return match_rows(wanted, found)
        return match_names(wanted, found, relaxed=self._score.relaxed and relation.kind == "name")

    def _count(self, gold: Gold, source: str, relation: Relation, matching: Matching, about: str = "") -> None:
        self._score.tallies[source].setdefault(relation.name, Tally()).add(matching)
        for fact in matching.missed:
            place = self._locator.find_words(gold.document, fact, about)
            self._miss("missed", gold, source, relation, about, fact.words, place)
        for item in matching.wrong:
            place = self._locator.find_evidence(gold.document, relation, item.row)
            self._miss("wrong", gold, source, relation, about, item.words, place)

    def _miss(
        self, outcome: str, gold: Gold, source: str, relation: Relation, about: str, words: str, place: str
    ) -> None:
        miss = Miss(outcome, relation.name, source, gold.document, about, words, gold.line, place)
        self._score.misses.append(miss)

    def _mark_indications(self, gold: Gold, source: str) -> None:
        relation, items = RELATIONS["indication"], gold.facts["indications"]
        rows = self._rows(relation, gold)
        pairings = pair_indications(items, rows, relaxed=self._score.relaxed)
        last = {row["indication"]: row for row in rows}
        missed = [want_condition(item) for item, iri in pairings if item is not None and iri is None]
        wrong = read_found(relation, [last[iri] for item, iri in pairings if item is None and iri is not None])
        matching = Matching(len(pairings) - len(missed) - len(wrong), missed, wrong)
        self._count(gold, source, relation, matching)
        for attribute in (each for each in RELATIONS.values() if each.of_indication):
            if not items or any(attribute.field in item for item in items):  # else nobody annotated it here
                for pairing in pairings:
                    self._mark_attribute(gold, source, attribute, pairing, last)

    def _mark_attribute(
        self, gold: Gold, source: str, relation: Relation, pairing: Pairing, last: Mapping[str, Row]
    ) -> None:
        item, iri = pairing
        if (item is not None and relation.field not in item) or (relation.name in OF_PAIRS and None in pairing):
            return
        about = item["condition"] if item is not None else last[iri or ""]["condition"]
        rows = [row for row in self._rows(relation, gold) if row["indication"] == iri]
        if relation.name in OF_PAIRS and relation.name != "condition-name":
            rows = rows[-1:]  # one row for each dictionary term, all with the same age and use
        wanted = [] if item is None else read_wanted(relation, item)
        self._count(gold, source, relation, self._match(relation, wanted, read_found(relation, rows)), about)
