"""The figures of kg score are those of the outside scorer, on the real gold and on graphs that are wrong in places."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.pipeline import build
from kg.prefixes import PREFIXES
from kg.score import Score, macro_f1, measure, read_gold
from kg.score.words import fold
from kg.spans import LineIndex
from kg.store import build_store
from kg.vocabulary import KG, RDFS
from tests.conftest import ROOT, SHARED

SCORER = SHARED / "score" / "score.py"
GOLD = {
    "medpath": SHARED / "gold" / "medpath-dev.jsonl",
    "nci": SHARED / "gold" / "nci-dev.jsonl",
    "own medpath": ROOT / "tests" / "gold" / "medpath.jsonl",
    "own nci": ROOT / "tests" / "gold" / "nci.jsonl",
}
SPOILT = {KG.minimumAge, KG.conditionName, KG.status, KG.eventKind, KG.number, KG.drugType, KG.useStatus, RDFS.label}
"""Whose values are changed in a spoilt graph; of all other statements of documents some are dropped."""

KEPT = {f"<{KG.about}>", f"<{PREFIXES['rdf']}type>", f"<{KG.registerName}>", f"<{KG.evidence}>"}
_LINE = re.compile(r"(\S+) (\S+) (.*) (<\S+>) \.\n")
_FIGURES = re.compile(r"(\S+) +P +([\d.]+) +R +([\d.]+) +F1 +([\d.]+) +tp +(\d+) fp +(\d+) fn +(\d+)")


@pytest.fixture(scope="module")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the real pages and of the project's own."""
    out = tmp_path_factory.mktemp("pages") / "build"
    folders = [shared / "corpus" / "nci", shared / "corpus" / "medpath", shared / "seeds", ROOT / "sources"]
    build([str(folder) for folder in folders], out, validate=False, workers=2)
    return out


def spoil_line(line: str, grade: int) -> str:
    """An N-Quads line of a document as it is, changed or dropped, by its hash; evidence stays."""
    match = _LINE.fullmatch(line)
    if match is None or not match[4].startswith(f"<{PREFIXES['kgd']}") or match[2] in KEPT:
        return line
    if match[1].startswith((f"<{PREFIXES['kgs']}", f"<{PREFIXES['kge']}")):
        return line
    number = int(hashlib.sha256(line.encode()).hexdigest(), 16) % grade
    if match[2][1:-1] in SPOILT and match[3].startswith('"') and number < 3:
        words = ('"late ', '"', '"not ')[number]
        return line.replace('"', words, 1) if number != 1 else f'{match[1]} {match[2]} "none of these" {match[4]} .\n'
    return "" if number == 0 else line


@pytest.fixture(scope="module", params=[0, 40, 12, 5], ids=["as built", "spoilt a little", "spoilt", "spoilt much"])
def graph(request: pytest.FixtureRequest, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release, and three that lost or changed a share of their statements."""
    if not request.param:
        return pages
    out: Path = tmp_path_factory.mktemp("spoilt") / "build"
    out.mkdir()
    shutil.copy(pages / "manifest.json", out)
    (out / "store").mkdir()
    shutil.copy(pages / "store" / "inputs.json", out / "store")
    with (pages / "graph.nq").open(encoding="utf-8") as lines, (out / "graph.nq").open("w", encoding="utf-8") as spoilt:
        spoilt.writelines(spoil_line(line, request.param) for line in lines)
    build_store(out / "store", out / "graph.nq")
    return out


def ask_scorer(gold: Path, graph: Path) -> str:
    asked = [sys.executable, "-m", "kg.cli", "query", "--graph", str(graph)]
    command = [sys.executable, str(SCORER), "-v", str(gold), *asked]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def read_misses(output: str) -> Counter[tuple[str, ...]]:
    """The outside scorer's misses: relation, outcome, document, indication; the words of a wrong one, folded."""
    found: Counter[tuple[str, ...]] = Counter()
    relation = ""
    for line in output.splitlines():
        if figures := _FIGURES.match(line):
            relation = figures[1]
        elif match := re.match(r"    (missed|wrong)  +([^\[]+?)( \[.*\])?: (.*)", line):
            words = fold(match[4]) if match[1] == "wrong" and relation != "approved-for" else ""
            found[relation, match[1], match[2], fold(match[3] or ""), words] += 1
    return found


def show_misses(score: Score) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for miss in score.misses:
        words = fold(miss.words) if miss.outcome == "wrong" and miss.relation != "approved-for" else ""
        words = "yes" if miss.relation == "accelerated" and words else words
        found[miss.relation, miss.outcome, miss.document, fold(miss.about), words] += 1
    return found


@pytest.mark.parametrize("name", sorted(GOLD))
def test_the_figures_are_those_of_the_outside_scorer(graph: Path, name: str) -> None:
    output = ask_scorer(GOLD[name], graph)
    score = measure(graph, read_gold(GOLD[name]))
    theirs = {match[1]: match.groups()[1:] for match in _FIGURES.finditer(output)}
    known_there = {relation: tally for relation, tally in score.of().items() if relation != "told"}
    ours = {
        relation: (
            *(f"{share:.3f}" for share in (tally.precision, tally.recall, tally.f1)),
            *map(str, (tally.right, tally.wrong, tally.missed)),
        )
        for relation, tally in known_there.items()
    }
    assert ours == theirs
    assert f"macro F1 {macro_f1(known_there):.3f} over {len(ours)} relations" in output
    misses = show_misses(score)
    assert Counter({miss: count for miss, count in misses.items() if miss[0] != "told"}) == read_misses(output)
    if graph.parent.name.startswith("spoilt"):
        assert len(score.misses) >= 20


@pytest.mark.parametrize("name", ["medpath", "nci"])
def test_every_wrong_fact_has_the_line_of_its_evidence(pages: Path, name: str) -> None:
    empty: dict[type, object] = {list: [], dict: {}, bool: False}
    gold = [
        item._replace(facts={field: empty.get(type(value)) for field, value in item.facts.items()})
        for item in read_gold(GOLD[name])
    ]
    misses = measure(pages, gold).misses
    assert {miss.outcome for miss in misses} == {"wrong"}
    assert len(misses) >= 500
    assert [miss for miss in misses if not re.fullmatch(r".+\.(md|txt):\d+", miss.place)] == []


@pytest.mark.parametrize("name", ["medpath", "nci"])
def test_every_missed_fact_has_a_line_that_has_some_of_its_words(pages: Path, name: str, tmp_path: Path) -> None:
    shutil.copy(pages / "manifest.json", tmp_path)
    with (pages / "graph.nq").open(encoding="utf-8") as lines:
        (tmp_path / "graph.nq").write_text("".join(line for line in lines if "graph/documents" in line))
    (tmp_path / "store").mkdir()
    build_store(tmp_path / "store", tmp_path / "graph.nq")
    shutil.copy(pages / "store" / "inputs.json", tmp_path / "store")
    misses = measure(tmp_path, read_gold(GOLD[name])).misses
    assert {miss.outcome for miss in misses} == {"missed"}
    assert len(misses) >= 500
    for miss in misses:
        path, _, line = miss.place.rpartition(":")
        (file,) = SHARED.rglob(path.rsplit("/", 1)[-1])
        words = fold(LineIndex(file.read_bytes().decode()).raw.split("\n")[int(line) - 1]).split()
        assert set(fold(miss.words).split()) & set(words), miss


@functools.cache
def load_fold() -> Callable[[str], str]:
    spec = importlib.util.spec_from_file_location("scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return cast("Callable[[str], str]", scorer.norm)


@given(st.text() | st.text(alphabet="aeisou’'-–+*® \u0301SsÄ", max_size=30))
def test_names_are_folded_as_the_outside_scorer_folds_them(shared: Path, text: str) -> None:
    assert fold(text) == load_fold()(text)
