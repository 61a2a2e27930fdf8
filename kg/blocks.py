"""The blocks of a Markdown page, found by scanning its lines once: front matter, headings, paragraphs, items, rows.

Only what scraped pages hold is told apart; nested lists arrive flattened, so an item's depth is its indentation and
may say nothing. Offsets are those of the raw text; a block's marker (`- `, `## `) lies outside `start`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kg.spans import LineIndex

Kind = Literal["front matter", "heading", "paragraph", "item", "row", "rule"]


class Block(NamedTuple):
    """One block: its kind, the raw characters of its content, the line it starts on, and its level.

    `level` is 1 to 6 for a heading, the indentation for an item, else 0. A row's content is the whole line.
    """

    kind: Kind
    start: int
    end: int
    line: int
    level: int = 0


_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,2}[.)])[ \t]+")
_ROW = re.compile(r"\s*\|")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*$")


def iter_blocks(index: LineIndex) -> Iterator[Block]:
    """Yield a page's blocks in order; every line that is not blank lies in exactly one of them."""
    raw = index.raw
    kind: Kind = "paragraph"
    start = end = line = level = 0
    is_open = in_front = False
    for number, lo, hi in index.lines():
        first = lo + 1 if number == 1 and raw.startswith("\ufeff") else lo
        words = raw[first:hi]
        if number == 1 and words.rstrip() == "---":
            kind, start, line, level, is_open, in_front = "front matter", hi, number, 0, True, True
            continue
        if in_front:
            end = hi
            if words.rstrip() == "---":
                yield Block("front matter", min(start, lo), lo, line)
                is_open = in_front = False
            continue
        if not words.strip():
            if is_open:
                yield Block(kind, start, end, line, level)
            is_open = False
            continue
        heading, item = _HEADING.match(words), _ITEM.match(words)
        if heading or item or _ROW.match(words) or _RULE.match(words):
            if is_open:
                yield Block(kind, start, end, line, level)
            is_open = False
            if heading:
                yield Block("heading", first + heading.end(), hi, number, len(heading[1]))
            elif _ROW.match(words):
                yield Block("row", first, hi, number)
            elif _RULE.match(words):
                yield Block("rule", first, hi, number)
            elif item:
                kind, start, end, line, level = "item", first + item.end(), hi, number, len(item[1])
                is_open = True
        elif is_open:
            end = hi
        else:
            kind, start, end, line, level, is_open = "paragraph", first, hi, number, 0, True
    if is_open:
        yield Block(kind, start, max(end, start), line, level)
