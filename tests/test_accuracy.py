"""The page on accuracy is what a run gives and gives a reason for all that it counts; no rule knows a name of gold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "benchmarks" / "ACCURACY.md"
RULES = sorted([*(ROOT / "kg" / "grammar").glob("*.py"), *(ROOT / "kg" / "mappers").rglob("*.py")])


def test_the_page_on_accuracy_is_what_a_run_gives(shared: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "accuracy.py"), "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_error_and_every_silence_has_its_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "the reason is not known yet" not in page
    silent = [row.split(" | ") for row in page.partition("why silent")[2].splitlines()[2:]]
    assert len(silent) == 13
    for relation, _, with_gold, _, without, why in silent:
        assert (with_gold, without) == ("0", "0") or why.strip("| "), relation


def iter_rule_texts() -> Iterator[str]:
    """The texts in the code that reads pages, docstrings with their examples aside."""
    for path in RULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                yield node.value.casefold()


def iter_names(shared: Path) -> Iterator[str]:
    """What gold calls pages, drugs, brands and makers, and its conditions of several words."""
    for path in sorted((shared / "gold").glob("*.jsonl")):
        for fact in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield from (fact["document"].rsplit(".", 1)[0], fact["drug"], fact.get("maker") or "")
            yield from (*fact["brands"], *fact.get("components", []), *fact.get("conditions", []))
            indications = [*fact.get("indications", []), *fact.get("indicated_for", [])]
            yield from (name for item in indications for name in (item["condition"], *item["alts"]) if " " in name)


def test_no_rule_names_a_page_a_drug_or_a_condition_of_gold(shared: Path) -> None:
    names = {name.casefold() for name in iter_names(shared) if name}
    assert len(names) > 400
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
    assert {match[0] for text in iter_rule_texts() for match in pattern.finditer(text)} == set()
