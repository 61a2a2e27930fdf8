"""Disagreements as people and programs read them: quotes with file and line, then the paragraph."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.conflicts.listing import Shown, Side
from kg.conflicts.rules import KINDS
from kg.prefixes import compress
from kg.why import Passage

FORMATS = ("table", "json", "markdown", "csv")

_COLUMNS = (
    "conflict", "kind", "severity", "rule", "drug", "label", "side", "source", "says", "file", "line", "quote",
    "explanation", "policy", "settled",
)  # fmt: skip
_ABOVE = ("heading", "lead-in", "scope")
_MOST_WORDS = 160


def render_conflicts(items: Sequence[Shown], form: str = "table", width: int = 100) -> str:
    """The disagreements in one of FORMATS, ending in a line end: `width` is that of the terminal."""
    if form == "json":
        return json.dumps([_json(item) for item in items], ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        return _csv(items)
    lines = _markdown(items) if form == "markdown" else _table(items, width)
    return "\n".join(lines) + "\n"


def summary(items: Iterable[Shown]) -> str:
    """How many disagreements there are, by kind.

    >>> summary([])
    'no disagreements'
    """
    counts = Counter(item.kind for item in items)
    total = sum(counts.values())
    listed = ", ".join(f"{counts[kind]:,} {kind}" for kind in KINDS if counts[kind])
    return f"{total:,} disagreement{'s' * (total != 1)}: {listed}" if total else "no disagreements"


def _table(items: Sequence[Shown], width: int) -> Iterator[str]:
    yield summary(items)
    for number, item in enumerate(items, 1):
        yield ""
        yield f"{number}. {item.label}"
        yield from conflict_lines(item, width)


def conflict_lines(item: Shown, width: int) -> Iterator[str]:
    """Yield the lines below a disagreement's title: its kind, its sides with their words, and the paragraph."""
    yield f"   {item.kind} · severity {item.severity} · rule {item.rule} · {compress(item.iri)}"
    yield ""
    yield from _sides(item.positions)
    yield ""
    yield from _wrapped(item.explanation, width)
    yield from _wrapped(f"Policy: {item.policy}", width)
    if item.preference:
        yield from _wrapped(f"Preferred reading: {_preferred(item)}, because {item.preference}", width)
    if item.settled:
        yield from _wrapped(f"Settled: {item.settled}", width)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, max(width - 1, 40), initial_indent="   ", subsequent_indent="   ", break_on_hyphens=False
    )


def _preferred(item: Shown) -> str:
    sides = {f"{side.source}: {side.says}" for side in item.positions if side.preferred}
    return "; ".join(sorted(sides))


def _sides(sides: Sequence[Side]) -> Iterator[str]:
    """Yield each position, and below it the words that it rests on."""
    for side in sides:
        yield f"   {side.source}  {side.says}{'  (preferred)' if side.preferred else ''}"
        for passage in _words(side.passages):
            above = [
                _short(other.quote) for other in side.passages if other.role in _ABOVE and other.path == passage.path
            ]
            under = f"  under “{above[0]}”" if above and passage.role not in _ABOVE else ""
            yield f"      {passage.path}:{passage.line}:{passage.column}  “{_short(passage.quote)}”{under}"
        if not side.passages:
            yield "      (its source's card says that it covers this; no row of it does)"


def _words(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that carry the statement; where only headings do, these."""
    said = [passage for passage in passages if passage.role not in (*_ABOVE, "link")]
    return said or list(passages)


def _short(quote: str) -> str:
    return textwrap.shorten(" ".join(quote.split()), _MOST_WORDS, placeholder=" …")


def _markdown(items: Sequence[Shown]) -> Iterator[str]:
    yield "# Disagreements"
    yield ""
    yield summary(items) + "."
    for item in items:
        yield from ("", f"## {item.label}", "")
        yield f"{item.kind}, severity {item.severity}, rule `{item.rule}`, `{compress(item.iri)}`"
        yield ""
        for side in item.positions:
            yield f"- **{side.source}**: {side.says}"
            for passage in _words(side.passages):
                yield f"  - `{passage.path}:{passage.line}:{passage.column}`: “{_short(passage.quote)}”"
        yield from ("", item.explanation, "", f"*Policy:* {item.policy}")
        if item.preference:
            yield from ("", f"*Preferred reading:* {_preferred(item)}, because {item.preference}")
        if item.settled:
            yield from ("", f"*Settled:* {item.settled}")


def _csv(items: Iterable[Shown]) -> str:
    """One row a passage, so that each quote has its own file and line."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_COLUMNS)
    for item in items:
        head = (compress(item.iri), item.kind, item.severity, item.rule, "; ".join(item.drugs), item.label)
        for side in item.positions:
            for place in [_place(passage) for passage in _words(side.passages)] or [("", "", "")]:
                told = (item.explanation, item.policy, item.settled)
                table.writerow((*head, side.side, side.source, side.says, *place, *told))
    return stream.getvalue()


def _place(passage: Passage) -> tuple[object, ...]:
    return passage.path, passage.line, " ".join(passage.quote.split())


def _json(item: Shown) -> dict[str, object]:
    sides = [
        {**side._asdict(), "passages": [passage._asdict() for passage in side.passages]} for side in item.positions
    ]
    return {**item._asdict(), "positions": sides}
