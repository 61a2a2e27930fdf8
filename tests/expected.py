"""The graph that a source's documents must become: domain triples in readable TriG, without their evidence.

`python -m tests.expected` writes `sources/<source>/expected.trig` anew. Read every triple that changed beside its
document before you commit it: the file is what a reader checked, not what the program happens to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from kg.assemble import assemble
from kg.cards import CARD, load_card
from kg.mappers import MAPPERS
from kg.model import Document
from kg.prefixes import PREFIXES
from kg.turtle import iter_prefixes, iter_trig
from kg.vocabulary import KG

SOURCES = Path(__file__).parents[1] / "sources"
EXPECTED = "expected.trig"
EVIDENCE = tuple(f"<{PREFIXES[prefix]}" for prefix in ("kge", "kgs"))


def iter_documents(source: str) -> Iterator[Document]:
    """Yield the documents of a source's folder, by name."""
    card = load_card(SOURCES / source / CARD)
    for path in sorted((SOURCES / source).iterdir()):
        if path.name not in (CARD, EXPECTED):
            raw = path.read_bytes()
            name = f"sources/{source}/{path.name}"
            text = raw.decode(card.encoding)
            yield Document((name,), sha256(raw).hexdigest(), len(raw), source, card.encoding, text)


def iter_domain(document: Document) -> Iterator[str]:
    """Yield the N-Quads of a document that are neither evidence nor lead to it."""
    for line in assemble(document, MAPPERS[document.source].findings(document)):
        if not line.startswith(EVIDENCE) and f" <{KG.evidence}> " not in line:
            yield line


def render(source: str) -> str:
    """The expected graph of a source as the mappers see it now: one named graph a document, in order of their names."""
    parts = ["".join(iter_prefixes())]
    for document in iter_documents(source):
        graph = "".join(iter_trig(iter_domain(document))).removeprefix(parts[0])
        parts.append(f"\n# {document.path}{graph}")
    return "".join(parts)


if __name__ == "__main__":
    for name in MAPPERS:
        (SOURCES / name / EXPECTED).write_text(render(name), encoding="utf-8", newline="")
