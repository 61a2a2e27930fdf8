"""Three tables of Drugs@FDA as RDF: ours beside Morph-KGC on the same files, in one run.

    python benchmarks/morph_kgc.py MORPH_PYTHON [DRUGSATFDA.zip]

`MORPH_PYTHON` is the interpreter of an environment that has `morph-kgc` (it pins older rdflib and pyoxigraph, so it
wants one of its own). Each is timed as a whole command, with two processes; the better of three runs counts. Morph-KGC
gets UTF-8 copies with rows of one width, made beforehand and not timed: it reads neither cp1252 nor ragged rows.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
TABLES = ("Products", "Applications", "MarketingStatus")
RUNS = 3
CONFIGURATION = """[CONFIGURATION]
output_file: out.nq
output_format: N-QUADS
number_of_processes: 2
logging_level: WARNING
[TABLES]
mappings: {mapping}
"""


class Run(NamedTuple):
    """A whole command: seconds on the clock and of all processors, and the largest process, in MiB."""

    wall: float
    processor: float
    peak: float


def run(command: list[str], folder: Path) -> Run:
    """Run a command to its end; its output is thrown away."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(HERE.parent)}
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, used, after.ru_maxrss / 1024)


def unpack(archive: Path, folder: Path) -> None:
    """Write the three tables as published, and as Morph-KGC can read them."""
    (folder / "raw").mkdir()
    with zipfile.ZipFile(archive) as tables:
        for name in TABLES:
            raw = tables.read(f"{name}.txt")
            (folder / "raw" / f"{name}.txt").write_bytes(raw)
            rows = [line.split("\t") for line in raw.decode("cp1252").replace("\r\n", "\n").rstrip("\n").split("\n")]
            fitting = ["\t".join(row) + "\n" for row in rows if len(row) == len(rows[0])]
            (folder / f"{name}.tsv").write_text("".join(fitting), encoding="utf-8")
    (folder / "morph.ini").write_text(CONFIGURATION.format(mapping=HERE / "morph_kgc.ttl"), encoding="utf-8")


def count(graph: Path) -> tuple[int, int]:
    """How many domain triples the documents' graphs hold, and how many quads of evidence."""
    domain = evidence = 0
    with graph.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if "<https://w3id.org/drug-kg/document/" not in line[-130:]:
                continue
            told = line.startswith("<https://w3id.org/drug-kg/evidence/") or "ontology#evidence> " in line
            evidence += told
            domain += not told
    return domain, evidence


def main() -> None:
    """Print both, and the ratio."""
    python, archive = (
        sys.argv[1],
        Path(sys.argv[2] if len(sys.argv) > 2 else "../shared/corpus/drugsatfda/drugsatfda.zip"),
    )
    ours = [
        sys.executable,
        "-m",
        "kg.cli",
        "build",
        "raw",
        "--out",
        "out",
        "--no-copies",
        "--no-validate",
        "--workers",
        "2",
    ]
    theirs = [python, "-m", "morph_kgc", "morph.ini"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        unpack(archive.resolve(), folder)
        pairs = [(run(theirs, folder), run(ours, folder)) for _ in range(RUNS)]
        domain, evidence = count(folder / "out" / "graph.nq")
        with (folder / "out.nq").open("rb") as lines:
            mapped = sum(1 for _ in lines)
    print(
        "| | domain triples | quads of evidence | seconds | of processors | domain triples/s | largest process, MiB |"
    )
    print("|---|---|---|---|---|---|---|")
    rates = []
    for name, runs, triples, cited in (
        ("Morph-KGC", [pair[0] for pair in pairs], mapped, 0),
        ("drug-kg", [pair[1] for pair in pairs], domain, evidence),
    ):
        best = min(runs)
        rates.append(triples / best.wall)
        figures = f"{best.wall:.1f} | {best.processor:.1f} | {rates[-1]:,.0f} | {best.peak:.0f}"
        print(f"| {name} | {triples:,} | {cited:,} | {figures} |")
    print(f"\nratio of domain triples/s, drug-kg to Morph-KGC: {rates[1] / rates[0]:.2f}")


if __name__ == "__main__":
    main()
