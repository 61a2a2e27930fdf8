"""Lines in order within bounded memory: sorted runs on disk, merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from kg.merge import iter_merged

RUN_LINES = 400_000
"""How many lines are sorted at once: about 200 MB of N-Quads."""


def iter_sorted(lines: Iterable[str], spare: Path, run_lines: int = RUN_LINES) -> Iterator[str]:
    """Yield lines in order; what is in memory at once is one run, the rest lies in files in the folder `spare`."""
    source, files = iter(lines), list[Path]()
    while run := sorted(islice(source, run_lines)):
        if not files and len(run) < run_lines:
            yield from run
            return
        files.append(spare / f"run-{len(files)}")
        with files[-1].open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(run)
    yield from iter_merged(files, spare)
