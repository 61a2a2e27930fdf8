"""The account of a document: each unit of its text is evidence, skipped with a reason, rejected, or unrecognised.

A unit is a sentence of prose, or a cell or line of a page's table; a list item starts a new one. Of a register's table
each row is one. The counts add up to the units, whatever the document holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from kg.blocks import iter_blocks
from kg.model import Description, Document, Finding, Skipped, Statement

State = Literal["evidence", "skipped", "unrecognised"]
Layout = Literal["markdown", "lines"]

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]*¹²³]*\s+(?=[\"'(\[*_]*[A-Z¹²³])")


class Unit(NamedTuple):
    """One sentence, cell or line: its raw characters, what became of it, and for a skipped one the reason."""

    start: int
    end: int
    state: State
    reason: str = ""


class Account(NamedTuple):
    """How many units of a document are evidence, skipped (by reason), unrecognised, and rejected (rows alone)."""

    evidence: int
    skipped: int
    unrecognised: int
    reasons: dict[str, int]
    rejected: int = 0

    @property
    def units(self) -> int:
        """All of them."""
        return self.evidence + self.skipped + self.unrecognised + self.rejected


class _Cover:
    """Whether any of some stretches overlaps a given one."""

    def __init__(self, stretches: Iterable[tuple[int, int, str]]) -> None:
        merged: list[tuple[int, int, str]] = []
        for start, end, label in sorted(stretches):
            if merged and start < merged[-1][1]:
                if end > merged[-1][1]:
                    merged.append((merged[-1][1], end, label))
            else:
                merged.append((start, end, label))
        self._merged = merged
        self._ends = [end for _, end, _ in merged]

    def find(self, start: int, end: int) -> str | None:
        """The label of the first stretch that overlaps, or None."""
        at = bisect_left(self._ends, start + 1)
        return self._merged[at][2] if at < len(self._merged) and self._merged[at][0] < end else None


def _iter_stretches(document: Document, layout: Layout) -> Iterator[tuple[int, int]]:
    if layout == "lines":
        yield from ((start, end) for _, start, end in document.index.lines())
        return
    for block in iter_blocks(document.index):
        if block.kind == "front matter":
            inside = re.compile(r"[^\r\n]+").finditer(document.text, block.start, block.end)
            yield from ((match.start(), match.end()) for match in inside)
        else:
            yield block.start, block.end


def _iter_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def iter_units(document: Document, findings: Iterable[Finding], layout: Layout = "markdown") -> Iterator[Unit]:
    """Yield every unit of a document with what became of it; evidence wins over skipped."""
    read: set[tuple[int, int, str]] = set()
    skipped: list[tuple[int, int, str]] = []
    for finding in findings:
        if isinstance(finding, Statement | Description):
            read.update((evidence.span.start, evidence.span.end, "") for evidence in finding.evidence)
        elif isinstance(finding, Skipped):
            skipped.append((finding.start, finding.end, finding.reason))
    evidence, passed = _Cover(read), _Cover(skipped)
    for lo, hi in _iter_stretches(document, layout):
        for start, end in _iter_sentences(document.text, lo, hi):
            if not document.text[start:end].strip("\ufeff \t\r\n|-"):
                continue
            if evidence.find(start, end) is not None:
                yield Unit(start, end, "evidence")
            elif (reason := passed.find(start, end)) is not None:
                yield Unit(start, end, "skipped", reason)
            else:
                yield Unit(start, end, "unrecognised")


def balance(units: Iterable[Unit]) -> Account:
    """The account of some units."""
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for unit in units:
        states[unit.state] += 1
        if unit.reason:
            reasons[unit.reason] += 1
    return Account(states["evidence"], states["skipped"], states["unrecognised"], dict(sorted(reasons.items())))
