"""Sorted files into one sorted stream, with a bounded number of files open."""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_OPEN = 256


def iter_merged(files: Sequence[Path], spare: Path) -> Iterator[str]:
    """Yield the lines of sorted text files in one order; many files are merged by way of the folder `spare`."""
    while len(files) > MOST_OPEN:
        batches = [files[at : at + MOST_OPEN] for at in range(0, len(files), MOST_OPEN)]
        files = [_merge(batch, spare / f"{len(files)}-{number}.merged") for number, batch in enumerate(batches)]
    with contextlib.ExitStack() as stack:
        yield from heapq.merge(*(stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in files))


def _merge(files: Sequence[Path], target: Path) -> Path:
    with target.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(iter_merged(files, target.parent))
    return target
