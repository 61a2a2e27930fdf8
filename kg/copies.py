"""The graph as one file, and as Turtle: the parts in the order of their graphs, then all of them by subject.

The Turtle is written in ranges of subjects (`kg.ranges`), which are spread over the processes; while a range's lines
pass by, what the dataset's description tells of them is counted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from kg.census import Census
from kg.parts import spread
from kg.ranges import Range, plan_ranges
from kg.turtle import iter_prefixes, iter_subjects


def write_nquads(folder: Path, parts: Path) -> None:
    """Write `graph.nq`: the sorted parts one after the other; the parts are gone afterwards."""
    files = sorted(parts.glob("*.nq"))  # the hashes, then ~conflicts, ~documents …: the graphs in the order of names
    with (folder / "graph.nq").open("wb") as target:
        for path in files:
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, target)
            path.unlink()


class _Work(NamedTuple):
    piece: Range
    target: Path | None
    census: Census


def write_turtle(folder: Path, spare: Path, census: Census, pool: Executor | None) -> None:
    """Write `graph.ttl` from `graph.nq`, by way of files in `spare`, and count its triples in `census`."""
    ranges = plan_ranges(folder / "graph.nq")
    work = (_Work(piece, spare / f"{number:06}.ttl", census.empty()) for number, piece in enumerate(ranges))
    with (folder / "graph.ttl").open("wb") as target:
        target.write("".join(iter_prefixes()).encode())
        for path, counts in _iter_done(pool, work):
            census.add(counts)
            target.write(path.read_bytes())
            path.unlink()


def _iter_done(pool: Executor | None, work: Iterator[_Work]) -> Iterator[tuple[Path, Census]]:
    for path, counts in spread(pool, _write_range, work):
        assert path is not None  # noqa: S101 - every range of the Turtle has a file
        yield path, counts


def count_all(folder: Path, census: Census, pool: Executor | None) -> None:
    """Count the triples of `graph.nq` in `census`, where no Turtle is wanted."""
    work = (_Work(piece, None, census.empty()) for piece in plan_ranges(folder / "graph.nq"))
    for _, counts in spread(pool, _write_range, work):
        census.add(counts)


def _write_range(work: _Work) -> tuple[Path | None, Census]:
    lines = work.census.watch(work.piece.lines())
    if work.target is None:
        for _ in lines:
            pass
    else:
        with work.target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(iter_subjects(lines))
    return work.target, work.census
