"""An item as a person or a program reads it: both quotes with file and line, and what is to be said of them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from kg.conflicts.show import conflict_lines, hanging
from kg.prefixes import compress
from kg.review.items import Item
from kg.why import Passage

_MOST_PASSAGES = 6
_MOST_WORDS = 160


def render_item(item: Item, number: int, total: int, width: int = 100) -> Iterator[str]:
    """Yield the lines that show one item of a walk."""
    yield ""
    yield f"[{number}/{total}] {item.kind} · {compress(item.iri)}"
    if item.shown:
        yield from hanging(item.label, width, 3, 3)
        yield from conflict_lines(item.shown, width)
        yield "   Sides:"
        for key, said in item.choices:
            yield from hanging(f"{key}  {_short(said)}", width, 5, 8)
        return
    yield f"   {item.label}"
    if item.detail:
        yield from hanging(item.detail, width, 3, 3)
    yield from (f"      {_place(passage)}" for passage in item.passages[:_MOST_PASSAGES])
    if len(item.passages) > _MOST_PASSAGES:
        yield f"      and {len(item.passages) - _MOST_PASSAGES:,} more passages"
    yield from (f"     {number}  {label} <{key}>" for number, (key, label) in enumerate(item.choices, 1))


def render_list(items: Sequence[Item], decided: int) -> Iterator[str]:
    """Yield one line an item: kind, id, what it is about; then how many are decided."""
    for item in items:
        yield f"{item.kind:<9}  {compress(item.iri)}  {_short(item.label)}"
    yield f"{len(items):,} to look at; {decided:,} decided"


def list_json(items: Sequence[Item]) -> str:
    """The same as JSON, with the passages and what a correction may choose from."""
    listed = [
        {
            "id": compress(item.iri),
            "kind": item.kind,
            "label": item.label,
            "detail": item.shown.explanation if item.shown else item.detail,
            "choices": [{"correction": key, "label": label} for key, label in item.choices],
            "passages": [passage._asdict() for passage in item.passages],
        }
        for item in items
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1)


def _place(passage: Passage) -> str:
    role = "" if passage.role == "words" else f"  ({passage.role})"
    return f"{passage.path}:{passage.line}:{passage.column}  “{_short(passage.quote)}”{role}"


def _short(words: str) -> str:
    return textwrap.shorten(" ".join(words.split()), _MOST_WORDS, placeholder=" …")
