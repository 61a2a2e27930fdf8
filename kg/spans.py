"""Places in a raw text, and text for reading that knows where each of its characters came from.

Characters are Unicode code points of the raw text as decoded once, counted from 0, ends excluded (Web Annotation's
TextPositionSelector); a byte order mark counts as one. Lines end at LF or CRLF only and are counted from 1.

>>> text = Text.of("has **[CD19](/id=1)**¹ and\\r\\nCD3.")
>>> text.string
'has CD19 and CD3.'
>>> text.raw[slice(*text.place(4, 8))]
'CD19'
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a raw text: lines from 1, both included; characters from 0, the end excluded."""

    start_line: int
    end_line: int
    start: int
    end: int


class LineIndex:
    """Where each line of a raw text starts; turns character offsets into spans."""

    __slots__ = ("raw", "starts")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.starts = array("Q", [0])
        self.starts.extend(match.end() for match in re.finditer("\n", raw))

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds the character at `offset`."""
        return bisect_right(self.starts, offset)

    def span(self, start: int, end: int) -> Span:
        """The span of `raw[start:end]`; an empty one lies on the line of its start."""
        return Span(self.line_of(start), self.line_of(max(start, end - 1)), start, end)

    def lines(self) -> Iterator[tuple[int, int, int]]:
        """Each line as (1-based number, start, end), its line end excluded."""
        raw, count = self.raw, len(self.starts)
        for number, start in enumerate(self.starts, 1):
            end = self.starts[number] - 1 if number < count else len(raw)
            if number == count and start == len(raw):
                return
            if end > start and raw[end - 1] == "\r" and number < count:
                end -= 1
            yield number, start, end


@dataclass(frozen=True, slots=True)
class Link:
    """A Markdown link inside a `Text`: the visible characters it covers, and where it leads.

    `place` holds the raw offsets of all its markup, `address` those of `href`.
    """

    start: int
    end: int
    href: str
    place: tuple[int, int] = (0, 0)
    address: tuple[int, int] = (0, 0)


_INLINE = re.compile(
    r"!\[[^\]\n]*\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"  # an image shows no words
    r"|\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>-])"
    r"|(?P<mark>\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰†‡]+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w))"
    r"|(?P<space>\s+)"
)


class Text:
    """The visible words of a stretch of raw text: links and emphasis stripped, white space folded, footnote marks off.

    `string` is what a person reads; `place(i, j)` leads from its characters back to the raw offsets. `links` and
    `marks` (footnote marks with the visible offset they stood at) keep what was stripped; `bold` lists visible ranges.
    """

    __slots__ = ("__dict__", "bold", "links", "marks", "offsets", "raw", "string")

    def __init__(self, raw: str, start: int, end: int, *, markdown: bool = True) -> None:
        self.raw = raw
        letters: list[str] = []
        offsets = array("Q")
        self.links: list[Link] = []
        self.marks: list[tuple[int, str, int]] = []
        self.bold: list[tuple[int, int]] = []
        bold_from = -1

        def put(words: str, at: int) -> None:
            for k, letter in enumerate(words):
                letters.append(letter)
                offsets.append(at + k)

        def blank(at: int) -> None:
            if letters and letters[-1] != " ":
                letters.append(" ")
                offsets.append(at)

        def walk(lo: int, hi: int, depth: int = 0) -> None:
            nonlocal bold_from
            at = lo
            for match in _INLINE.finditer(raw, lo, hi):
                put(raw[at : match.start()], at)
                at = match.end()
                if match["space"] is not None:
                    blank(match.start())
                elif match["escaped"] is not None:
                    put(match["escaped"], match.end() - 1)
                elif match["href"] is not None:
                    first = len(letters)
                    if depth < 3:
                        walk(match.start("words"), match.end("words"), depth + 1)
                    self.links.append(Link(first, len(letters), match["href"], match.span(), match.span("href")))
                elif match["mark"] is not None:
                    mark = match["mark"]
                    if mark[0] not in "*_":
                        self.marks.append((len(letters), mark, match.start()))
                    elif len(mark) >= 2:
                        if bold_from < 0:
                            bold_from = len(letters)
                        else:
                            self.bold.append((bold_from, len(letters)))
                            bold_from = -1
            put(raw[at:hi], at)

        if not markdown:
            for match in re.finditer(r"\s+|\S+", raw[start:end]):
                if match[0].isspace():
                    blank(start + match.start())
                else:
                    put(match[0], start + match.start())
        else:
            walk(start, end)
        while letters and letters[-1] == " ":
            letters.pop()
            offsets.pop()
        if bold_from >= 0:
            self.bold.append((bold_from, len(letters)))
        self.string = "".join(letters)
        self.offsets = offsets

    @classmethod
    def of(cls, raw: str, *, markdown: bool = True) -> Text:
        """All of `raw` as one text."""
        return cls(raw, 0, len(raw), markdown=markdown)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of the visible characters `string[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    @cached_property
    def extent(self) -> tuple[int, int]:
        """The raw offsets from the first to past the last visible character; (0, 0) where nothing is visible."""
        return self.place(0, len(self.string)) if self.string else (0, 0)

    def __bool__(self) -> bool:
        return bool(self.string)
