"""What exporting ten million triples costs: python benchmarks/export_ten_million.py [TRIPLES] [FORMAT]….

Makes a release whose documents look like pages (a drug with statements, each with its node and one passage),
exports it with `kg export` in a process of its own, and reads back what came out with pyoxigraph, which must
find every one. Prints seconds and peak memory; fails where an export takes more than 1 GiB. Needs about 10 GB
below the temporary folder (TMPDIR) for ten million triples.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.assemble import assemble
from kg.model import Document, Iri, Literal, Statement
from kg.nodes import mint_iri
from kg.release import MANIFEST, write_json
from kg.vocabulary import KG

STATEMENTS = 40  # of one document: 1 triple, 5 of the statement node, 10 of the passage each
LIMIT = 1024 * 2**20
TARGETS = [mint_iri("target", f"molecule {number}") for number in range(500)]


def make_document(number: int) -> tuple[Document, list[Statement]]:
    """A made page about one drug, and what it says."""
    lines = [f"This drug no. {number} binds molecule {(number * 7 + row) % 500} in cells." for row in range(STATEMENTS)]
    text = "\n".join(lines) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document((f"made/{number}.md",), digest, len(text), "made", "utf-8", text)
    drug, starts = mint_iri("made", "drug", f"drug {number}"), document.index.starts
    rows = []
    for row, line in enumerate(lines):
        evidence = document.cite(starts[row], starts[row] + len(line), "made.target")
        target: Iri | Literal = TARGETS[(number * 7 + row) % 500]
        rows.append(Statement(drug, KG.targets, target if row % 2 else Literal(line), (evidence,)))
    return document, rows


def iter_quads(documents: int) -> Iterator[str]:
    """Yield the N-Quads of made documents in the order of a release's `graph.nq`."""
    order = sorted(range(documents), key=lambda number: make_document(number)[0].sha256)
    for number in order:
        yield from assemble(*make_document(number))


def measure(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of memory of a command, which must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def main(triples: int, forms: list[str]) -> None:
    """Make the graph, export it in each format, and print a row of a table for each."""
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        folder = Path(name)
        write_json(folder / MANIFEST, {"inputs": []})
        with (folder / "graph.nq").open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(islice(iter_quads(triples // (16 * STATEMENTS) + 1), triples))
        size = (folder / "graph.nq").stat().st_size
        print(
            f"{triples:,} triples, {size / 1e9:.2f} GB of N-Quads\n\n"
            "| format | seconds | peak MiB | GB |\n|---|---|---|---|"
        )
        for form in forms:
            target = folder / f"out.{form}"
            command = [sys.executable, "-m", "kg.cli", "export", "--graph", name, "--to", str(target)]
            seconds, peak = measure(command)
            print(f"| {form} | {seconds:.0f} | {peak / 2**20:.0f} | {target.stat().st_size / 1e9:.2f} |", flush=True)
            measure([sys.executable, __file__, "--count", str(target), str(triples)])
            if peak > LIMIT:
                raise SystemExit(f"{form}: more than {LIMIT / 2**20:.0f} MiB")
            target.unlink()


def count(path: Path, expected: int) -> None:
    """Fail unless pyoxigraph finds so many triples; in a process of its own, for a child inherits its parent's peak."""
    found = sum(1 for _ in ox.parse(path=str(path)))
    if found != expected:
        raise SystemExit(f"{path.name}: {found:,} triples of {expected:,}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        count(Path(sys.argv[2]), int(sys.argv[3]))
        sys.exit()
    amounts = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(amounts[0] if amounts else 10_000_000, [word for word in sys.argv[1:] if not word.isdigit()] or ["nt", "ttl"])
