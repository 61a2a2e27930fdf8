"""What validation finds on the real pages is real: every finding's line, when opened, shows its words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kg.pipeline import build
from kg.spans import LineIndex

ROOT = Path(__file__).parents[1]


def test_every_finding_opens_at_its_words(shared: Path, tmp_path: Path) -> None:
    corpus = shared / "corpus"
    outcome = build([str(corpus / "nci"), str(corpus / "medpath")], tmp_path / "build", workers=2)
    assert outcome.report is not None
    opened: dict[str, LineIndex] = {}
    for result in outcome.report.results:
        if result.shape.endswith("vacuous-shape"):  # it opens the shape's file
            continue
        assert result.place is not None, result
        for place in (result.place, *result.related):
            if place.path not in opened:
                opened[place.path] = LineIndex((corpus / place.path).read_bytes().decode())
            index = opened[place.path]
            start = index.starts[place.line - 1] + place.column - 1
            assert place.quote, result
            assert index.raw[start : start + len(place.quote)] == place.quote, result
    assert len(opened) > 20


def test_the_page_of_findings_is_what_a_run_gives(shared: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "findings.py"), "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
