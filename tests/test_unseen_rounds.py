"""Pages by writers who do not know the tool: what is read of each round now is what the page on accuracy says."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "unseen" / "rounds"
PAGE = ROOT / "benchmarks" / "ACCURACY.md"


def test_the_figures_of_each_round_are_those_on_the_page() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "unseen.py")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() in PAGE.read_text(encoding="utf-8")


def test_each_name_that_a_writer_annotated_stands_on_its_page_or_is_put_together_from_it() -> None:
    for path in sorted(FOLDER.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(rows) == 20, path.name
        for row in rows:
            words = set(f"{row['overview']} {row['indication']}".casefold().replace("-", " ").split())
            for name in (item["name"] for item in row["targets"]):
                first = name.casefold().replace("-", " ").split()[0].strip(",;()0123456789")
                assert any(first in word for word in words), (path.name, row["drug"], name)
