"""Which disagreements a reader should judge: thirty of a release, chosen at random by a seed, with their places.

    kg build ../shared/corpus --out build && python benchmarks/conflicts.py build

Asks the rules of the release anew. Prints the counts by kind and by rule, then for each of the thirty the rule, the
label and where each side stands. Nothing of the documents' words is printed: a reader opens them at these lines.
The judgement stands in CONFLICTS.md.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from kg.conflicts import Conflict, find_conflicts, load_rules
from kg.store import open_store
from kg.vocabulary import KG

SEED = 20261121
SAMPLE = 30


def values(store: ox.Store, node: str, predicate: str) -> list[str]:
    """What a node has for a property, in any graph."""
    quads = store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(predicate), None, None)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal))


def places(store: ox.Store, item: Conflict, side: int) -> str:
    """Where one side stands: each file with its lines."""
    lines: dict[str, set[int]] = {}
    for passage in (place for position in item.positions if position.side == side for place in position.evidence):
        if values(store, passage, KG.role) != ["heading"]:
            path = values(store, values(store, passage, KG.document)[0], KG.path)[0]
            lines.setdefault(path, set()).update(map(int, values(store, passage, KG.startLine)))
    return "; ".join(f"{path}:{','.join(map(str, sorted(found)))}" for path, found in sorted(lines.items()))


def main(release: str) -> None:
    """Print what the rules find in a release, and the sample."""
    store = open_store(Path(release))
    start = time.perf_counter()
    items = find_conflicts(store, load_rules())
    print(f"{len(items)} disagreements; asked in {time.perf_counter() - start:.1f} s")
    for name, counts in (("kind", Counter(i.kind for i in items)), ("rule", Counter(i.rule.name for i in items))):
        print(f"\n| {name} | disagreements |\n|---|---|")
        for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            print(f"| {key} | {count} |")
    print(f"\nThe sample: {SAMPLE} of them, seed {SEED}.\n")
    print("| | rule | what | one side | the other |\n|---|---|---|---|---|")
    dice = random.Random(SEED)  # noqa: S311 - a sample to read, no secret
    chosen = dice.sample(items, min(SAMPLE, len(items)))
    for number, item in enumerate(sorted(chosen, key=lambda item: (item.rule.name, item.label, item.iri)), 1):
        sides = " | ".join(places(store, item, side) for side in (1, 2))
        print(f"| {number} | {item.rule.name} | {item.label} | {sides} |")


if __name__ == "__main__":
    main(sys.argv[1])
