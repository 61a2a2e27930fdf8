"""Disagreements as people and programs read them: quotes with file and line, then the paragraph."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.conflicts.listing import Shown, Side
from kg.conflicts.rules import KINDS, MEANINGS
from kg.prefixes import compress
from kg.why import Passage

FORMATS = ("table", "json", "markdown", "csv")

_COLUMNS = (
    "conflict", "kind", "severity", "rule", "drug", "label", "side", "source", "says", "preferred", "file", "line",
    "quote", "under", "explanation", "preference", "policy", "settled",
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
    if items:
        yield ""
    for term, meaning in _legend(items):
        yield from hanging(f"{term}: {meaning}", width, 2, 4)
    for number, item in enumerate(items, 1):
        yield ""
        yield from hanging(f"{number}. {item.label}", width, 0, 3)
        yield from conflict_lines(item, width)


def _legend(items: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    """Yield what the words mean that stand above every disagreement: its kind, and the short names of sources."""
    kinds = {item.kind for item in items}
    yield from ((kind, MEANINGS[kind]) for kind in KINDS if kind in kinds)
    titles = {side.source: side.title for item in items for side in item.positions}
    yield from ((name, title) for name, title in sorted(titles.items()) if title not in ("", name))


def conflict_lines(item: Shown, width: int) -> Iterator[str]:
    """Yield the lines below a disagreement's title: its kind, its sides with their words, and the paragraph."""
    yield from hanging(f"{item.kind}, severity {item.severity}", width, 3, 3)
    yield ""
    yield from _sides(item, width)
    yield ""
    yield from hanging(f"Why: {item.explanation}", width, 3, 3)
    if item.preference:
        yield from hanging(f"Preferred reading: {_preferred(item)}, because {item.preference}", width, 3, 3)
    yield from hanging(f"Policy: {item.policy}", width, 3, 3)
    if item.settled:
        yield from hanging(f"Settled: {item.settled}", width, 3, 3)
    yield from hanging(f"{compress(item.iri)}  (rule {item.rule})", width, 3, 3)


def hanging(text: str, width: int, first: int, then: int) -> list[str]:
    """A text in lines of at most `width`, the first and the others indented by so many spaces."""
    return textwrap.wrap(
        text,
        max(width - 1, 40),
        initial_indent=" " * first,
        subsequent_indent=" " * then,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _preferred(item: Shown) -> str:
    """The readings of the preferred side, by source: "MedPath: first approval; full approval"."""
    said: dict[str, list[str]] = {}
    for side in _told(item):
        if side.preferred:
            said.setdefault(side.source, []).append(side.says)
    return "; ".join(f"{source}: {'; '.join(dict.fromkeys(words))}" for source, words in said.items())


def _told(item: Shown) -> list[Side]:
    """The positions in the order in which their words stand; of those that say the same in the same words one."""
    alone: dict[object, Side] = {}
    for side in item.positions:
        words = [(passage.path, passage.line, passage.column, passage.quote) for passage in _words(side.passages)]
        alone.setdefault((side.side, side.source, side.says, tuple(words)), side)
    return sorted(alone.values(), key=lambda side: (side.side, _first(side)))


def _first(side: Side) -> tuple[str, int, int]:
    return min(((passage.path, passage.line, passage.column) for passage in _words(side.passages)), default=("", 0, 0))


def _sides(item: Shown, width: int) -> Iterator[str]:
    """Yield each position, and below it the words that it rests on."""
    for side in _told(item):
        yield from hanging(f"{side.source}:  {side.says}{'  (preferred)' if side.preferred else ''}", width, 3, 6)
        for passage in _words(side.passages):
            under = f"  {where}" if (where := _where(side, passage)) else ""
            place = f"{passage.path}:{passage.line}:{passage.column}"
            yield from hanging(f"{place}  “{_short(passage.quote)}”{under}", width, 6, 10)
        if not side.passages:
            yield from hanging("(its source's card says that it covers this; no row of it does)", width, 6, 10)


def _words(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that carry the statement; where only headings do, these."""
    said = [passage for passage in passages if passage.role not in (*_ABOVE, "link")]
    return said or list(passages)


def _where(side: Side, passage: Passage) -> str:
    """What names some words: the column of a cell, the heading above them; "" where there is none."""
    above = _heading(side, passage)
    return f"{'in column' if passage.cell else 'under'} “{above}”" if above else ""


def _heading(side: Side, passage: Passage) -> str:
    """The column of a cell, or the heading or field name above some words, which a bare "Yes" needs."""
    if passage.cell:
        return passage.cell
    above = [other.quote for other in side.passages if other.role in _ABOVE and other.path == passage.path]
    return _short(above[0]) if above and passage.role not in _ABOVE else ""


def _short(quote: str) -> str:
    return textwrap.shorten(" ".join(quote.split()), _MOST_WORDS, placeholder=" …")


def _markdown(items: Sequence[Shown]) -> Iterator[str]:
    yield "# Disagreements"
    yield ""
    yield summary(items) + "."
    yield from ("",) if items else ()
    yield from (f"- *{term}*: {meaning}" for term, meaning in _legend(items))
    for item in items:
        yield from ("", f"## {item.label}", "")
        yield f"{item.kind}, severity {item.severity}, rule `{item.rule}`, `{compress(item.iri)}`"
        yield ""
        for side in _told(item):
            yield f"- **{side.source}**: {side.says}{' (preferred)' if side.preferred else ''}"
            for passage in _words(side.passages):
                under = f", {where}" if (where := _where(side, passage)) else ""
                yield f"  - `{passage.path}:{passage.line}:{passage.column}`: “{_short(passage.quote)}”{under}"
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
        told = (item.explanation, item.preference, item.policy, item.settled)
        for side in _told(item):
            says = (side.side, side.source, side.says, "yes" if side.preferred else "")
            for place in [_place(side, passage) for passage in _words(side.passages)] or [("", "", "", "")]:
                table.writerow((*head, *says, *place, *told))
    return stream.getvalue()


def _place(side: Side, passage: Passage) -> tuple[object, ...]:
    return passage.path, passage.line, " ".join(passage.quote.split()), _heading(side, passage)


def _json(item: Shown) -> dict[str, object]:
    sides = [
        {**side._asdict(), "passages": [passage._asdict() for passage in side.passages]} for side in item.positions
    ]
    return {**item._asdict(), "positions": sides}
