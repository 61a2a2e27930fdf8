"""Seconds and memory of a build for one, two and four copies of an input, each copy another world of drugs.

    python benchmarks/scaling.py ../shared/corpus --copies 1 2 4 --workers 2 [--only hsa ema] [--no-copies]

The first copy is the input itself, the others are renamed (`renamed.py`), so that no two copies share a document, a
drug or a number. Each set is built by a process of its own, as `kg build` does it, in a temporary folder (--temporary),
which must hold the copies, one release and what is made on the way to it.

The seconds are those on the clock, and those of all processors in all processes; the peak is that of the memory of all
processes together: the sum of their proportional set sizes (what several share is divided among them; from /proc, so
Linux only), taken each second. The last rows are ratios to the first set. One kind of disagreement is counted apart, as
it must grow with the square: a list of the drugs for a condition has none of the other worlds' drugs for it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from renamed import Copier  # noqa: E402

MIB = 2**20
OF_LISTS = "use-without-listing"
HEADER = (
    "| copies | documents | rows | quads | findings | disagreements | of lists | seconds | of processors | peak MiB "
    "| graph.nq MiB |"
)


class Figures(NamedTuple):
    """What one build did and cost; seconds, and MiB."""

    documents: int
    rows: int
    quads: int
    findings: int
    disagreements: int
    of_lists: int
    seconds: float
    processors: float
    peak: float
    graph: float


def iter_tree(root: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
        children.setdefault(parent, []).append(int(folder.name))
    waiting = [root]
    while waiting:
        yield (process := waiting.pop())
        waiting += children.get(process, [])


def measure_memory(process: int) -> int:
    """The proportional set size of a process in bytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def run(command: Sequence[str], log: Path) -> tuple[float, float, float]:
    """The seconds on the clock and of the processors, and the peak in MiB, of a command and all that it starts."""
    before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "PYTHONPATH": str(HERE.parent)}
        )
        while True:
            try:
                process.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, sum(map(measure_memory, iter_tree(process.pid))))
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        print(f"exit code {process.returncode}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, peak / MIB


def build(inputs: Sequence[Path], folder: Path, options: Sequence[str]) -> Figures:
    """Build a release of some inputs in a temporary folder, and measure that."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        out = Path(place) / "build"
        command = [sys.executable, "-m", "kg.cli", "build", *map(str, inputs), "--out", str(out), *options]
        costs = run(command, Path(place) / "log")
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        graph = out / "graph.nq"
        with graph.open("rb") as lines:
            quads = sum(1 for _ in lines)
        read, rules = manifest["inputs"], manifest["conflicts"].get("rules", {})
        return Figures(
            len(read),
            sum(item["text"]["units"] for item in read if "table" in item),
            quads,
            sum(manifest.get("validation", {}).values()),
            sum(rules.values()) - rules.get(OF_LISTS, 0),
            rules.get(OF_LISTS, 0),
            *costs,
            graph.stat().st_size / MIB,
        )


def print_table(sets: dict[int, Figures]) -> None:
    """Print the figures as a table in Markdown, and below it each one's ratio to the first set's."""
    print(HEADER)
    print("|" + "---|" * HEADER.count(" | ") + "---|")
    for copies, figures in sets.items():
        print(f"| {copies} | " + " | ".join(f"{value:,.0f}" for value in figures) + " |")
    first, *others = sets
    for copies in others:
        pairs = zip(sets[copies], sets[first], strict=True)
        ratios = (f"{value / one:.2f}" if one else "" for value, one in pairs)
        print(f"| {copies} : {first} | " + " | ".join(ratios) + " |")


def main() -> None:
    """Make the copies, build each set, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("input", type=Path)
    arguments.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4], metavar="N")
    arguments.add_argument("--workers", type=int, default=2, metavar="N")
    arguments.add_argument("--only", nargs="+", metavar="NAME", help="only these files and folders of the input")
    arguments.add_argument("--no-copies", action="store_true", help="graph.nq alone, as kg build --no-copies")
    arguments.add_argument("--temporary", type=Path, metavar="DIR", help="where the copies and the releases are made")
    given = arguments.parse_args()
    paths = [given.input / name for name in given.only] if given.only else [given.input]
    options = ["--workers", str(given.workers), "--quiet", *(["--no-copies"] if given.no_copies else [])]
    with tempfile.TemporaryDirectory(dir=given.temporary) as place:
        copier, folders = Copier(paths), [Path(place) / f"copy-{number}" for number in range(1, max(given.copies))]
        for folder in folders:
            copier.copy(folder)
        del copier
        sets = {number: build([*paths, *folders[: number - 1]], Path(place), options) for number in given.copies}
    print_table(sets)


if __name__ == "__main__":
    main()
