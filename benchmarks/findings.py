"""What the shapes and quality rules find on the real pages: writes FINDINGS.md, by rule with three examples each.

Usage: python benchmarks/findings.py [--check]

Needs the real input in ../shared; --check compares and writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.pipeline import build
from kg.report import Report, ValidationResult, curie

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PAGE = Path(__file__).with_name("FINDINGS.md")
EXAMPLES = 3
WORDS = 60


def find() -> Report:
    """The validation report of a build of every real page."""
    folders = [SHARED / "corpus" / "nci", SHARED / "corpus" / "medpath", SHARED / "seeds"]
    with TemporaryDirectory() as spare:
        outcome = build([str(folder) for folder in folders], Path(spare) / "build", workers=2)
    assert outcome.report is not None
    return outcome.report


def iter_page(report: Report) -> Iterator[str]:
    """Yield the lines of FINDINGS.md."""
    counts = ", ".join(f"{count:,} {severity}" for severity, count in report.counts.items())
    yield "# What validation finds on the real pages"
    yield ""
    yield f"266 pages of the US National Cancer Institute, nine of MedPath: {counts}."
    yield "Made by `python benchmarks/findings.py`. Each finding is real: its line, when opened, shows the cause"
    yield "(`tests/test_findings.py` opens all of them)."
    for shape, results in groupby(
        sorted(report.results, key=lambda item: (item.shape, item.order)), key=lambda item: item.shape
    ):
        found = list(results)
        yield ""
        yield f"## {curie(shape)}: {len(found):,} × {found[0].severity}"
        yield ""
        if rule := report.rules.get(shape):
            yield f"{rule}"
            yield ""
        yield from (_example(item) for item in found[:EXAMPLES])


def _example(item: ValidationResult) -> str:
    words = " ".join(item.place.quote.split()) if item.place else ""
    words = words if len(words) <= WORDS else f"{words[:WORDS]}…"
    return f"- `{item.place or curie(item.focus)}` “{words}”" if words else f"- `{item.place or curie(item.focus)}`"


def main() -> None:
    """Write or compare the page."""
    page = "\n".join(iter_page(find())) + "\n"
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text(encoding="utf-8") == page
            else "FINDINGS.md is not what a run gives; run without --check"
        )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
