"""Seconds to the whole answer of the ten first questions, and of those over registers, on a release.

    python benchmarks/queries.py BUILD

The store is opened once, as a session of questions has it. Each question is asked three times; the first time is told
beside the median, since it reads from the disk what later ones find in memory. Rows are counted to their end.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from kg.query import find_query, run_query
from kg.store import open_store

# question, the values it is asked with, whether it is a point question (about one drug)
ASKED: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("drug-page", {"drug": "pembrolizumab"}, True),
    ("targets", {}, False),
    ("indications", {}, False),
    ("brands", {}, False),
    ("approvals", {}, False),
    ("says-otherwise", {}, False),
    ("who-says-approved", {"drug": "pembrolizumab"}, True),
    ("trials", {}, False),
    ("authorisations-by-drug", {"drug": "pembrolizumab"}, True),
    ("approval-timeline", {"drug": "pembrolizumab"}, True),
    ("authorisations-by-drug", {"drug": "imatinib"}, True),
    ("approval-timeline", {"drug": "imatinib"}, True),
    ("generics-of", {"drug": "imatinib"}, True),
    ("generics-of", {"drug": "acetaminophen"}, True),
    ("products-of-holder", {"holder": "Novartis Europharm"}, False),
    ("products-of-holder", {"holder": "Teva Canada"}, False),
    ("not-yet-in", {"in": "HSA", "drug": "palbociclib"}, True),
    ("not-yet-in", {"in": "FDA"}, False),
)
TIMES = 3


def main() -> None:
    """Print one line of a table a question."""
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/queries.py BUILD")
    store = open_store(Path(sys.argv[1]))
    print("| question | asked with | point | rows | first, s | median of 3, s |\n|---|---|---|---|---|---|")
    for name, values, is_point in ASKED:
        seconds = []
        rows = 0
        for _ in range(TIMES):
            start = time.perf_counter()
            answer = run_query(store, find_query(name), values)
            rows = sum(1 for _ in answer) if isinstance(answer, ox.QuerySolutions) else 0
            seconds.append(time.perf_counter() - start)
        told = ", ".join(f"{key}={value}" for key, value in values.items())
        cells = (name, told, "yes" if is_point else "", f"{rows:,}", f"{seconds[0]:.3f}")
        print(f"| {' | '.join(cells)} | {statistics.median(seconds):.3f} |", flush=True)


if __name__ == "__main__":
    main()
