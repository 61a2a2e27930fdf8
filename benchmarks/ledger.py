"""What is read of the real pages, what is skipped and why, and what is not recognised: writes LEDGER.md.

Usage: python benchmarks/ledger.py [--check]

Needs the real input in ../shared; --check compares and writes nothing. What the remaining sentences are about is told
by hand, by pattern, in WHY; a sentence for which there is no pattern is counted as "something else".
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.blocks import iter_blocks
from kg.coverage import STATES, Entry, account_for, add_up, iter_again, read_ledger
from kg.ledger import Unit
from kg.model import SKIP_REASONS, Document
from kg.pipeline import build
from kg.release import read_manifest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PAGE = Path(__file__).with_name("LEDGER.md")
FOLDERS = ("corpus/nci", "corpus/medpath", "seeds")

WHY: tuple[tuple[str, str, str], ...] = (
    (
        "who may get the drug, without a condition",
        r"\bis used in (?:\w+ )?patients\b|\bis used for patients\b|or did not respond|Metastatic|used:$|with:$",
        "it narrows the uses above it, and the grammar of uses has not found which",
    ),
    (
        "a use for something that is no disease",
        r"inflammation|side effects|other diseases|stem cells",
        "there is no name of a condition to link",
    ),
    ("another name of the drug", r"\bis (?:also )?called\b", "names come from headings and fields"),
    ("where the drug can be had", r"\bavailable in|\bother countries\b", "one drug; markets are told by registers"),
    ("what the drug is like", r"\bsimilar to\b", "a comparison is no class and no mechanism"),
    ("a footnote that no mark leads to", r"^¹", "the page's slip; it is listed as unresolved"),
    ("an application, a synthesis, a history", r"[Aa]pplication|synthesi[sz]ed", "it is no decision of a regulator"),
)
"""What a remaining sentence is about, the words that tell, and why it is not read."""


def is_prose(document: Document, unit: Unit) -> bool:
    """Whether a unit is a sentence: it ends as one, and is no value of the front matter."""
    block = next((b for b in iter_blocks(document.index) if b.start <= unit.start < b.end), None)
    words = " ".join(document.text[unit.start : unit.end].split())
    return (block is None or block.kind != "front matter") and re.search(r"\w[.!?:][\"')\]*]*$", words) is not None


def measure() -> tuple[list[Entry], dict[str, Counter[str]], Counter[str], list[str]]:
    """The ledger, the sentences of each source by state, what remains by kind, and which sentence is of no kind."""
    sentences: dict[str, Counter[str]] = {}
    remains: Counter[str] = Counter()
    other: list[str] = []
    with TemporaryDirectory() as folder:
        paths = [str(SHARED / name) for name in FOLDERS]
        build(paths, Path(folder) / "build", validate=False, workers=2)
        entries = read_ledger(read_manifest(Path(folder) / "build"))
    for entry, document in iter_again(entries, paths):
        count = sentences.setdefault(entry.source, Counter())
        for unit in account_for(document):
            words = " ".join(document.text[unit.start : unit.end].split())
            if is_prose(document, unit):
                count["read" if unit.state == "evidence" else unit.state] += 1
            if unit.state == "unrecognised":
                kind = next((kind for kind, pattern, _ in WHY if re.search(pattern, words)), "something else")
                remains[kind] += 1
                other += [f"{document.path}: {words}"] if kind == "something else" else []
    return entries, sentences, remains, other


def iter_table(header: list[str], rows: list[list[object]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "|".join("---" + ":" * isinstance(cell, int) for cell in rows[0]) + "|"
    for row in rows:
        yield "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) + " |"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"


def render() -> Iterator[str]:
    entries, sentences, remains, other = measure()
    states = [state for state in STATES if state != "rejected"]
    totals = add_up(entries)
    yield HEAD
    rows: list[list[object]] = []
    for total in totals:
        share = percent(total.states["unrecognised"], total.units)
        rows.append([total.name, total.documents, total.units, *(total.states[state] for state in states), share])
    yield from iter_table(["source", "documents", "units", *states, "unrecognised of all"], rows)
    yield "\nSentences alone (what ends in a full stop, a question mark or a colon, outside the front matter):\n"
    rows = [
        [name, sum(count.values()), *(count[state] for state in states), percent(count["unrecognised"], count.total())]
        for name, count in sorted(sentences.items())
    ]
    yield from iter_table(["source", "sentences", *states, "unrecognised of all"], rows)
    yield "\n## What is skipped\n"
    reasons = totals[-1].reasons
    most = sorted(reasons, key=lambda reason: (-reasons[reason], reason))
    yield from iter_table(
        ["reason", "units", "what it is"], [[name, reasons[name], SKIP_REASONS[name]] for name in most]
    )
    yield SKIPPED
    yield "\n## What remains, and why\n"
    why = {kind: reason for kind, _, reason in WHY}
    kinds = sorted(remains, key=lambda kind: (kind == "something else", -remains[kind], kind))
    yield from iter_table(
        ["what", "units", "why it is not read"],
        [[k, remains[k], why.get(k, "see the list of `kg ledger`")] for k in kinds],
    )
    yield WORST
    rows = [
        [
            entry.name.rpartition("/")[2],
            entry.units,
            entry.states["unrecognised"],
            percent(entry.states["unrecognised"], entry.units),
        ]
        for entry in entries
        if entry.states["unrecognised"]
    ]
    yield from iter_table(["document", "units", "unrecognised", "of all"], rows[:10])
    for line in other:
        print(line, file=sys.stderr)


HEAD = """# What is read of the real pages

Made by `python benchmarks/ledger.py`, which builds the pages of the National Cancer Institute and of MedPath in the
real input and adds up what `kg ledger` shows; `tests/test_coverage.py` holds that it is what a run gives. A unit is a
sentence, a list item, a heading, or a line or cell of a table. It counts as *read* where a statement rests on some of
its words: a long sentence of which a name is taken is read, whatever else it says.
"""
SKIPPED = """
Skipped means that the words were recognised as saying nothing of a drug. All but six of the sentences under *general*
stand on the pages about drugs that are not approved yet and on the indexes of pages; those six, on pages of drugs, tell
of a disease, of the body, or of combinations as such. *No relation* are fields that say how a page is kept, and "No
clinical trials found". A sentence that tells of a drug is read, or it is unrecognised.
"""
WORST = """
The documents with the largest share; `kg ledger --state unrecognised --show` prints each line.
"""


def main() -> None:
    page = "\n".join(render()).rstrip() + "\n"
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page:
        sys.exit(f"{PAGE.name} is not what a run gives; run python benchmarks/ledger.py")


if __name__ == "__main__":
    main()
