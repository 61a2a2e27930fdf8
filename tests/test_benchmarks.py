"""The copies that the benchmark of scaling builds are other worlds: as many statements, of nothing that is the same."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kg.pipeline import Build, build

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "sources" / name for name in ("dpd", "drugsatfda", "ema", "hsa", "medpath", "nci", "table")]
OTHERS = (  # what is not another in a world of other drugs, by the beginning of its IRI's last part
    "authority:", "biomarker:", "cell-type:", "class:", "column:", "condition:", "country:", "coverage:", "criterion:",
    "mapping:", "population:", "reference:", "register:", "source:", "target:", "therapy:", "unresolved:condition:",
    "unresolved:therapy:",
    "organisation:datapharm",  # the mapper itself names the publisher of a register
)  # fmt: skip
_ID = "<https://w3id.org/drug-kg/id/"


@pytest.fixture(scope="module")
def renamed() -> ModuleType:
    spec = importlib.util.spec_from_file_location("renamed", ROOT / "benchmarks" / "renamed.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["renamed"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def copies(renamed: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("copies")
    copier = renamed.Copier(SOURCES)
    copier.copy(folder / "one")
    copier.copy(folder / "two")
    return [folder / "one", folder / "two"]


def _build(paths: list[Path], out: Path) -> Build:
    return build([str(path) for path in paths], out, validate=False, copies=False)


def _described(out: Path) -> set[str]:
    """What a release describes, without what a world of other drugs shares with ours: dates, conditions and so on."""
    with (out / "graph.nq").open(encoding="utf-8") as lines:
        subjects = {line.split(" ", 1)[0].removeprefix(_ID) for line in lines if line.startswith(_ID)}
    return {name for name in subjects if not name.startswith(OTHERS) and ":date:" not in name}


def _count(built: Build) -> dict[str, tuple[int, ...]]:
    columns = "documents", "statements", "evidence", "quads", "rejected", "skipped", "unrecognised", "unresolved"
    sources = built.manifest["sources"].items()
    return {name: tuple(counts.get(column, 0) for column in columns) for name, counts in sources}


def test_each_copy_says_as_much_of_other_things(copies: list[Path], tmp_path: Path) -> None:
    outs = [tmp_path / str(number) for number in range(3)]
    built = [_build(paths, out) for paths, out in zip([SOURCES, *([copy] for copy in copies)], outs, strict=True)]
    first, second, third = map(_described, outs)
    assert len(first) > 400
    assert [first & second, first & third, second & third] == [set(), set(), set()]
    documented = [sum(not name.startswith("substance:") for name in names) for names in (first, second, third)]
    assert documented[0] == documented[1] == documented[2]  # the grammar of names knows words that are none elsewhere
    assert _count(built[1]) == _count(built[2]) == _count(built[0])


def test_copies_beside_each_other_add_up(copies: list[Path], tmp_path: Path) -> None:
    one, both = _build(SOURCES, tmp_path / "one"), _build([*SOURCES, copies[0]], tmp_path / "both")
    doubled = {name: tuple(2 * count for count in counts) for name, counts in _count(one).items()}
    assert _count(both) == doubled


def test_a_copy_has_the_files_of_the_input_but_for_what_is_no_document(copies: list[Path]) -> None:
    files = {f"{folder.name}/{file.relative_to(folder)}" for folder in SOURCES for file in folder.rglob("*.*")}
    assert {str(file.relative_to(copies[0])) for file in copies[0].rglob("*.*")} == files
    before, after = (
        (folder / "hsa").rglob("*.csv").__next__().read_bytes() for folder in (SOURCES[0].parent, copies[0])
    )
    assert before != after
    assert before.count(b"\r\n") == after.count(b"\r\n")
    assert before.count(b",") == after.count(b",")


def test_words_and_numbers_are_changed_in_their_case_and_width(renamed: ModuleType) -> None:
    numbers = renamed.Numbers()
    renamed.World("", numbers).number("trial", "10000000")
    world = renamed.World("q", numbers)
    telling = renamed.find_telling("Ado-Trastuzumab Emtansine")
    assert world.words("IMATINIB, Imatinib and imatinib mesylate", renamed.find_telling("imatinib mesylate")) == (
        "QIMATINIB, Qimatinib and qimatinib mesylate"
    )
    assert world.words("ado-trastuzumab emtansine", telling) == "ado-qtrastuzumab emtansine"
    assert world.number("trial", "00000417") == world.number("trial", "00000417") == "10000001"
    page = "drug: [X](/about-cancer/treatment/drugs/x-mab) NCT00000417 of 1234"
    assert world.page(page, frozenset(), frozenset()) == (
        "drug: [X](/about-cancer/treatment/drugs/qx-mab) NCT10000001 of 1234"
    )
