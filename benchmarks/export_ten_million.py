"""What exporting ten million triples costs: python benchmarks/export_ten_million.py [TRIPLES] [FORMAT]….

Makes a release whose documents look like pages (a drug with statements, each with its node and one passage, and a
description of each target), with its graphs of documents and mappings and its store; exports it with `kg export` in a
process of its own, and counts in what came out what must be there: quads or triples with pyoxigraph, rows, edges.
Prints seconds and peak memory; fails where an export takes more than 1 GiB or something is missing. Needs about 15 GB
below the temporary folder (TMPDIR) for ten million triples.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox

from kg.assemble import Assembler, assemble
from kg.catalogue import describe_documents
from kg.export.lines import carries_evidence, split_line
from kg.mappings import MAPPINGS, describe_mapping
from kg.model import Description, Document, Finding, Iri, Literal, Statement
from kg.nodes import mint_iri
from kg.prefixes import PREFIXES
from kg.release import MANIFEST, write_json
from kg.store import build_store
from kg.vocabulary import KG, RDF, RDFS, SEMAPV, SKOS

STATEMENTS = 40  # of one document: 1 triple, 5 of the statement node, 10 of the passage each
LIMIT = 1024 * 2**20
TARGETS = [mint_iri("target", f"molecule {number}") for number in range(500)]


def make_document(number: int) -> tuple[Document, list[Finding]]:
    """A made page about one drug, and what it says."""
    lines = [f"This drug no. {number} binds molecule {(number * 7 + row) % 500} in cells." for row in range(STATEMENTS)]
    text = "\n".join(lines) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document((f"made/{number}.md",), digest, len(text), "made", "utf-8", text)
    drug, starts = mint_iri("made", "drug", f"drug {number}"), document.index.starts
    said = [(RDF.type, KG.Drug), (RDFS.label, Literal(f"drug {number}")), (KG.nciThesaurusCode, Literal(f"C{number}"))]
    found: list[Finding] = []
    for row, line in enumerate(lines):
        evidence = (document.cite(starts[row], starts[row] + len(line), "made.target"),)
        target = (number * 7 + row) % 500
        if row < len(said):
            found.append(Statement(drug, *said[row], evidence))
        elif row % 2:
            found.append(Statement(drug, KG.targets, TARGETS[target], evidence))
            label = (RDFS.label, Literal(f"molecule {target}"))
            found.append(Description(TARGETS[target], KG.Target, (label,), evidence))
        else:
            found.append(Statement(drug, KG.pronunciation, Literal(line), evidence))
    return document, found


def iter_mappings(documents: int) -> Iterator[tuple[Iri, Iri, Iri | Literal]]:
    """Yield what the names are elsewhere: each target a reference, each drug a record of a substance."""
    for number, target in enumerate(TARGETS):
        reference, name = Iri(f"{PREFIXES['hgnc']}{number}"), f"molecule {number}"
        yield from ((reference, RDF.type, KG.Reference), (reference, RDFS.label, Literal(name)))
        yield reference, KG.referenceKind, Literal("gene")
        yield from _describe(target, SKOS.exactMatch, reference, name)
    for number in range(documents):
        substance, name = mint_iri("substance", f"drug {number}"), f"drug {number}"
        yield from ((substance, RDF.type, KG.Substance), (substance, RDFS.label, Literal(name)))
        yield from _describe(mint_iri("made", "drug", name), KG.recordOf, substance, name)


def _describe(subject: Iri, way: Iri, obj: Iri, name: str) -> Iterator[tuple[Iri, Iri, Iri | Literal]]:
    why = SEMAPV.LexicalMatching
    return describe_mapping(subject, way, obj, why, subject_label=name, object_label=name, reason="made")


def iter_quads(documents: int) -> Iterator[str]:
    """Yield the N-Quads of made documents in the order of a release's `graph.nq`."""
    order = sorted(range(documents), key=lambda number: make_document(number)[0].sha256)
    for number in order:
        yield from assemble(*make_document(number))
    yield from describe_documents(make_document(number)[0] for number in order)
    graph = Assembler(MAPPINGS)
    for triple in iter_mappings(documents):
        graph.add_triple(*triple)
    yield from graph.lines()


def make(folder: Path, triples: int) -> None:
    """Write a release of at least so many triples, and what each export of it must hold."""
    documents = triples // len(list(iter_quads(1))[: -len(TARGETS) * 13]) + 1
    write_json(folder / MANIFEST, {"inputs": []})
    quads, facts, links, distinct = 0, set[int](), set[int](), set[int]()
    with (folder / "graph.nq").open("w", encoding="utf-8", newline="") as stream:
        for line in iter_quads(documents):
            stream.write(line)
            triple = split_line(line)[:3]
            key, quads = hash(triple), quads + 1
            distinct.add(key)
            if not carries_evidence(line):
                facts.add(key)
                if triple[2].startswith("<") and triple[1] != f"<{RDF.type}>":
                    links.add(key)
    build_store(folder / "store", folder / "graph.nq")
    # no edges of KGX are: each document's source, and the four links of a mapping's node
    edges = len(links) - documents - 4 * (documents + len(TARGETS))
    expected = dict.fromkeys(("nq", "trig", "jsonld"), quads) | dict.fromkeys(("nt", "ttl", "rdf"), len(distinct))
    expected |= {"csv": len(facts), "tables": len(facts), "graphml": len(links)}
    expected |= {"kgx": edges, "sssom": 2 * documents + len(TARGETS)}
    write_json(folder / "expected.json", expected)


def measure(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of memory of a command, which must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}\n{errors}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def _rows(path: Path, delimiter: str) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        lines: Iterable[str] = (line for line in stream if not line.startswith("#"))
        return sum(1 for _ in csv.reader(lines, delimiter=delimiter)) - 1


def _edges(path: Path) -> int:
    found = 0
    for _, element in ET.iterparse(path):  # noqa: S314 - we wrote it
        found += element.tag.endswith("}edge")
        element.clear()
    return found


COUNTERS: dict[str, Callable[[Path], int]] = {
    "csv": lambda path: _rows(path, ","),
    "graphml": _edges,
    "kgx": lambda path: _rows(path.with_name(f"{path.name}_edges.tsv"), "\t"),
    "sssom": lambda path: _rows(path, "\t"),
    "tables": lambda path: _rows(path / "statements.csv", ","),
}
NAMES = {"kgx": "out", "sssom": "out.sssom.tsv", "tables": "out"}


def count(path: Path, form: str, expected: int) -> None:
    """Fail unless so much is found; in a process of its own, for a child inherits its parent's peak."""
    found = COUNTERS[form](path) if form in COUNTERS else sum(1 for _ in ox.parse(path=str(path)))
    if found != expected:
        raise SystemExit(f"{form}: {found:,} of {expected:,}")


def main(triples: int, forms: list[str]) -> None:
    """Make the graph, export it in each format, and print a row of a table for each."""
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        folder = Path(name)
        measure([sys.executable, __file__, "--make", name, str(triples)])
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        size = (folder / "graph.nq").stat().st_size
        print(f"{expected['nq']:,} triples, {size / 1e9:.2f} GB of N-Quads\n")
        print("| format | seconds | peak MiB | GB | counted |\n|---|---|---|---|---|")
        for form in forms:
            out = folder / "out"
            out.mkdir()
            target = out / NAMES.get(form, f"out.{form}")
            command = [sys.executable, "-m", "kg.cli", "export", "--graph", name, "--to", str(target), "--format"]
            seconds, peak = measure([*command, "csv" if form == "tables" else form])
            written = [path for path in out.rglob("*") if path.is_file()]
            total = sum(path.stat().st_size for path in written) / 1e9
            print(f"| {form} | {seconds:.0f} | {peak / 2**20:.0f} | {total:.2f} | {expected[form]:,} |", flush=True)
            measure([sys.executable, __file__, "--count", str(target), form, str(expected[form])])
            if peak > LIMIT:
                raise SystemExit(f"{form}: more than {LIMIT / 2**20:.0f} MiB")
            subprocess.run(["rm", "-r", str(out)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        sys.exit()
    if sys.argv[1:2] == ["--count"]:
        count(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        sys.exit()
    amounts = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(amounts[0] if amounts else 10_000_000, [word for word in sys.argv[1:] if not word.isdigit()] or ["nt", "ttl"])
