"""The graph that a source's documents must become: domain triples in readable TriG, without their evidence.

`python -m tests.expected` writes `sources/<source>/expected.trig` anew. Read every triple that changed beside its
document before you commit it: the file is what a reader checked, not what the program happens to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.cards import CARD, load_cards
from kg.jobs import plan_jobs
from kg.model import Document
from kg.parts import Part, iter_parts
from kg.prefixes import PREFIXES
from kg.turtle import iter_prefixes, iter_trig
from kg.vocabulary import KG

SOURCES = Path(__file__).parents[1] / "sources"
EXPECTED = "expected.trig"
EVIDENCE = tuple(f"<{PREFIXES[prefix]}" for prefix in ("kge", "kgs"))


def iter_graphs(source: str) -> Iterator[tuple[Document, list[str]]]:
    """Yield the documents of a source's folder, by path, each with the sorted N-Quads of its graph."""
    jobs, _ = plan_jobs([str(SOURCES / source)], None, load_cards(SOURCES), {})
    with TemporaryDirectory() as folder:
        for part in sorted(iter_parts(jobs, Path(folder), None, frozenset()), key=path_of):
            yield part.document, part.file(Path(folder)).read_text(encoding="utf-8").splitlines(keepends=True)


def path_of(part: Part) -> str:
    """The path of a part's document."""
    return part.document.path


def is_domain(line: str) -> bool:
    """Whether a quad is neither evidence nor leads to it."""
    return not line.startswith(EVIDENCE) and f" <{KG.evidence}> " not in line


def render(source: str) -> str:
    """The expected graph of a source as the mappers see it now: one named graph a document, in order of their names."""
    parts = ["".join(iter_prefixes())]
    for document, lines in iter_graphs(source):
        graph = "".join(iter_trig(filter(is_domain, lines))).removeprefix(parts[0])
        parts.append(f"\n# sources/{document.path}{graph}")
    return "".join(parts)


if __name__ == "__main__":
    for path in sorted(SOURCES.glob(f"*/{CARD}")):
        (path.parent / EXPECTED).write_text(render(path.parent.name), encoding="utf-8", newline="")
