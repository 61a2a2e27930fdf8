"""How fast names are found in text, and what a large vocabulary costs: `python benchmarks/ground_speed.py`.

Vocabularies of made-up diseases, each with a label and two synonyms, written as OBO and read back; the text is made of
sentences of which every fourth holds a term, so that a name stands in about every 350 characters. Where ../shared is
there, its pages are scanned for its vocabularies too, which they name in every 100 characters. Each figure is the best
of five runs in processor time; memory is the process's peak so far.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.ground import Grounder, Index
from kg.pipeline import load_vocabularies
from kg.scan import Scanner
from kg.vocabularies import Vocabulary, load_vocabulary

PAGES = Path(__file__).parents[1].parent / "shared" / "corpus" / "nci"
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bra cle dri flo gru".split()
FILLER = "the study of patients who were given this medicine shows that most of them had fewer signs afterwards".split()


def word(rng: random.Random, length: int = 4) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(length))


def write_vocabulary(path: Path, terms: int) -> list[str]:
    """Write an OBO file with so many terms; gives their labels."""
    rng = random.Random(terms)  # noqa: S311 - no secret
    labels = [f"{word(rng)} {word(rng, 3)} {rng.choice(('carcinoma', 'lymphoma', 'syndrome'))}" for _ in range(terms)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("format-version: 1.2\n")
        for number, label in enumerate(labels):
            stream.write(f"\n[Term]\nid: TOY:{number:07}\nname: {label}\n")
            for _ in range(2):
                stream.write(f'synonym: "{word(rng)} {word(rng, 3)} disease" EXACT []\n')
            stream.write(f"is_a: TOY:{number // 2:07}\n" if number else "")
    return labels


def make_text(labels: list[str], size: int) -> str:
    rng = random.Random(7)  # noqa: S311 - no secret

    def sentences() -> Iterator[str]:
        made = 0
        while made < size:
            words = rng.sample(FILLER, 14)
            if rng.random() < 0.25:
                words[7:7] = [rng.choice(labels)]
            sentence = " ".join(words).capitalize() + ".\n"
            made += len(sentence)
            yield sentence

    return "".join(sentences())


def memory() -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{peak // (1024 * (1024 if sys.platform == 'darwin' else 1)):,} MB"


def measure(what: str, scanner: Scanner, texts: list[str]) -> None:
    best, hits, size = float("inf"), 0, sum(len(text.encode()) for text in texts)
    for _ in range(5):
        start = time.process_time()
        hits = sum(len(scanner.scan(text)) for text in texts)
        best = min(best, time.process_time() - start)
    print(f"  {what}: {size / best / 1e6:.1f} MB/s ({hits:,} names in {size / 1e6:.1f} MB)")


def measure_real() -> None:
    """The real pages against the curated vocabulary, the Disease Ontology's subsets and HGNC's table."""
    files = [
        PAGES.parent / "vocab" / name for name in ("DO_cancer_slim.obo", "NCIthesaurus.obo", "hgnc_entries_2016-05.txt")
    ]
    vocabularies = load_vocabularies(files)
    index = Index.of(vocabularies)
    print(f"curated vocabulary, Disease Ontology and HGNC: {len(index.terms):,} terms")
    texts = [path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*.md"))]
    measure("real pages", Scanner(vocabularies, Grounder(index)), texts)


def load(folder: Path, terms: int) -> tuple[list[str], Vocabulary, Index]:
    path = folder / f"{terms}.obo"
    labels = write_vocabulary(path, terms)
    start = time.process_time()
    vocabulary = load_vocabulary(path)
    read = time.process_time() - start
    index = Index.of([vocabulary])
    indexed = time.process_time() - start
    print(f"{terms:,} terms with {3 * terms:,} names ({path.stat().st_size / 1e6:.0f} MB of OBO):")
    print(f"  read in {read:.1f} s, indexed after {indexed:.1f} s; peak memory {memory()}")
    return labels, vocabulary, index


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 500_000]
    with tempfile.TemporaryDirectory() as name:
        for terms in sizes:
            labels, vocabulary, index = load(Path(name), terms)
            if terms > 200_000:
                continue  # what a build needs; texts are scanned by kg ground alone
            start = time.process_time()
            scanner = Scanner([vocabulary], Grounder(index))
            print(f"  machine built in {time.process_time() - start:.1f} s; peak memory {memory()}")
            measure("made-up text", scanner, [make_text(labels, 4_000_000)])
    if PAGES.is_dir():
        measure_real()


if __name__ == "__main__":
    main()
