"""Which disagreements a reader should judge: thirty of a build, chosen at random by a seed, with their places.

    python benchmarks/conflicts.py ../shared/corpus/nci ../shared/corpus/medpath ../shared/seeds

Prints the counts by kind and by rule, then for each of the thirty the rule, the label and where each side stands.
Nothing of the documents' words is printed: a reader opens them at these lines. The judgement stands in CONFLICTS.md.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kg.conflicts import Shown, find_conflicts, list_conflicts, load_rules
from kg.pipeline import build
from kg.store import open_store

SEED = 20261121
SAMPLE = 30


def places(item: Shown, side: int) -> str:
    """Where one side stands: each file with its lines."""
    lines: dict[str, set[int]] = {}
    for position in item.positions:
        for passage in position.passages if position.side == side else ():
            if passage.role != "heading":
                lines.setdefault(passage.path, set()).add(passage.line)
    return "; ".join(f"{path}:{','.join(map(str, sorted(found)))}" for path, found in sorted(lines.items()))


def main(paths: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "build"
        start = time.perf_counter()
        build(paths, out, validate=False)
        whole = time.perf_counter() - start
        store = open_store(out)
        start = time.perf_counter()
        find_conflicts(store, load_rules())
        asked = time.perf_counter() - start
        items = sorted(list_conflicts(store), key=lambda item: item.iri)
    print(f"{len(items)} disagreements; asked in {asked:.1f} s of a build of {whole:.1f} s")
    for name, counts in (("kind", Counter(i.kind for i in items)), ("rule", Counter(i.rule for i in items))):
        print(f"\n| {name} | disagreements |\n|---|---|")
        for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            print(f"| {key} | {count} |")
    print(f"\nThe sample: {SAMPLE} of them, seed {SEED}.\n")
    print("| | rule | what | one side | the other |\n|---|---|---|---|---|")
    dice = random.Random(SEED)  # noqa: S311 - a sample to read, no secret
    chosen = dice.sample(items, min(SAMPLE, len(items)))
    for number, item in enumerate(sorted(chosen, key=lambda item: (item.rule, item.label, item.iri)), 1):
        print(f"| {number} | {item.rule} | {item.label} | {places(item, 1)} | {places(item, 2)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
