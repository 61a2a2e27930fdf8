"""A score as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.render import align
from kg.score.measure import Miss, Score, macro_f1
from kg.score.tally import Tally

RELAXED = (
    "relaxed: names of conditions, targets, classes, drugs and makers match where one holds all words of the other"
)


def render_score(score: Score, *, misses: bool = False) -> Iterator[str]:
    """Yield a table for each source, one for all of several, and with `misses` each fact that is not right."""
    blocks = [(source, score.of(source), score.documents[source]) for source in score.tallies]
    if len(blocks) > 1:
        blocks.append(("all", score.of(), score.documents.total()))
    for name, tallies, documents in blocks:
        yield from _table(name, tallies)
        yield f"macro F1 {macro_f1(tallies):.3f} over {len(tallies)} relations, {documents:,} documents"
        yield ""
    yield RELAXED if score.relaxed else "strict: a fact counts when its words are those of gold, folded"
    if misses:
        yield from map(_show_miss, score.misses)


def _table(name: str, tallies: Mapping[str, Tally]) -> Iterator[str]:
    rows: list[list[object]] = [[name, "precision", "recall", "F1", "right", "wrong", "missed"]]
    for relation, tally in tallies.items():
        shares = [f"{share:.3f}" for share in (tally.precision, tally.recall, tally.f1)]
        rows.append([relation, *shares, tally.right, tally.wrong, tally.missed])
    yield from align(rows, right=range(1, 7))


def _show_miss(miss: Miss) -> str:
    about = f" [{miss.about}]" if miss.about else ""
    return f"{miss.place}: {miss.outcome} {miss.relation}{about}: {miss.words}"


def score_json(score: Score) -> str:
    """The same as JSON, with every miss."""
    value = {
        "matching": "relaxed" if score.relaxed else "strict",
        **_counts(score.of(), score.documents.total()),
        "sources": {source: _counts(score.of(source), score.documents[source]) for source in score.tallies},
        "misses": [miss._asdict() for miss in score.misses],
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def _counts(tallies: Mapping[str, Tally], documents: int) -> dict[str, Any]:
    return {
        "documents": documents,
        "macro_f1": macro_f1(tallies),
        "relations": {name: _tally(tally) for name, tally in tallies.items()},
    }


def _tally(tally: Tally) -> dict[str, float | int]:
    shares = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
    return {**shares, "right": tally.right, "wrong": tally.wrong, "missed": tally.missed}
