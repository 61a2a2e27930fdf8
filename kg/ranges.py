"""Sorted N-Quads in pieces that hold whole subjects, so that they are merged, written and checked side by side.

A release's `graph.nq` is one sorted segment a named graph. What is said of a subject stands in several of them. A range
is the slice of each segment between two subjects: read together and sorted, it is a piece of the one stream that is
sorted by subject, and the pieces in order are the whole. Lines are compared as bytes, which is the order of their
characters, too.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

RANGE_BYTES = 32 * 2**20
"""About how much of the graph one range holds: 200,000 lines, 60 MB as Python lines."""

_SAMPLES = 64
_MANY_TEARS = 10_000  # a file in such disorder is read as one range: to look for subjects in each piece takes longer


class Segment(NamedTuple):
    """The bytes of a file that hold one named graph's lines, in order."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Range:
    """The lines of all segments of `file` whose subjects lie in [low, high); the first has no low, the last no high."""

    file: Path
    segments: tuple[Segment, ...]
    low: bytes
    high: bytes

    def lines(self) -> list[str]:
        """The lines, sorted by subject; equal triples of several graphs stand together."""
        return [line.decode() for line in sorted(self._iter_lines())]

    def _iter_lines(self) -> Iterator[bytes]:
        with self.file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for segment in self.segments:
                start = _find(data, segment, self.low) if self.low else segment.start
                end = _find(data, segment, self.high) if self.high else segment.end
                yield from data[start:end].splitlines(keepends=True)


def _find(data: mmap.mmap, segment: Segment, subject: bytes) -> int:
    """Where the first line of a segment begins whose subject is not before `subject`."""
    low, high = segment
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = data.find(b"\n", middle, high) + 1 or high
        if data[middle : data.find(b" ", middle)] < subject:
            low = end
        elif middle == low:
            return low
        else:
            high = middle
    return low


def plan_ranges(file: Path, breaks: Iterable[int] = ()) -> list[Range]:
    """The ranges of a release's `graph.nq`, in order; they depend on nothing but the file.

    Of a file that may have been changed by hand, `breaks` are the places where a line begins that is less than the one
    ahead of it: no segment goes beyond one, so that the ranges hold whole subjects however the lines stand.
    """
    size = file.stat().st_size
    if not size:
        return []
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        starts = {segment.start for segment in _iter_segments(data)}
        tears = set(breaks) - starts
        cuts = sorted(starts | tears)
        segments = tuple(map(Segment, cuts, [*cuts[1:], size]))
        count = max(1, size // RANGE_BYTES) if len(tears) <= _MANY_TEARS else 1
        bounds = _find_bounds(data, segments, count)
    return [Range(file, segments, low, high) for low, high in zip([b"", *bounds], [*bounds, b""], strict=True)]


def _iter_segments(data: mmap.mmap) -> Iterator[Segment]:
    """Yield where each graph's lines stand; graphs are sorted by name, so each one's end is found by halving."""
    start = 0
    while start < len(data):
        graph = _graph(data, start)
        low, high = start, len(data)
        while low < high:  # low: of this graph; high: beyond it
            middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if _graph(data, middle) == graph:
                low = data.find(b"\n", middle) + 1 or len(data)
            else:
                high = middle
        yield Segment(start, low)
        start = low


def _graph(data: mmap.mmap, start: int) -> bytes:
    end = data.find(b"\n", start)
    end = len(data) if end < 0 else end
    return data[data.rfind(b" ", start, end - 2) + 1 or start : end - 2]


def _find_bounds(data: mmap.mmap, segments: Sequence[Segment], count: int) -> list[bytes]:
    """Subjects that cut the graph into about equal pieces, from subjects at regular places of the segments."""
    step = max(1, len(data) // (count * _SAMPLES))
    found = []
    for segment in segments:
        for at in range(segment.start + step // 2, segment.end, step):
            start = data.rfind(b"\n", segment.start, at) + 1 or segment.start
            found.append(data[start : data.find(b" ", start)])
    found.sort()
    bounds = {found[number * len(found) // count] for number in range(1, count)} if found else set()
    return sorted(bounds)
