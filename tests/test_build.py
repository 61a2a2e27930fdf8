"""A build: the seeds' values by hand, equal bytes whatever the machine, and one clear line for bad input."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.graph import Graph
from kg.pipeline import StrictBuild, build

ROOT = Path(__file__).parents[1]
FILES = ("dataset.ttl", "graph.nq", "graph.ttl", "manifest.json", "report.json", "report.ttl")


def hashes(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def run_kg(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_builds_are_equal_in_every_byte_whatever_the_machine(tmp_path: Path) -> None:
    nci, medpath = ROOT / "sources" / "nci", ROOT / "sources" / "medpath"
    first = run_kg(
        *("build", str(nci), str(medpath), "--out", str(tmp_path / "a"), "--workers", "1"),
        PYTHONHASHSEED="1",
        TZ="Asia/Kolkata",
        LC_ALL="C",
    )
    second = run_kg(
        *("build", "medpath", "nci", "--out", str(tmp_path / "b"), "--workers", "2"),
        cwd=ROOT / "sources",
        PYTHONHASHSEED="4242",
        TZ="America/Lima",
        LC_ALL="C.UTF-8",
    )
    assert first.stderr == second.stderr
    assert first.returncode == second.returncode == 0
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_a_failing_strict_build_leaves_the_release_before_it_whole(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build([str(ROOT / "sources")], out, validate=False)
    before = (out / "graph.nq").read_bytes()
    with pytest.raises(StrictBuild):
        build([str(ROOT / "sources" / "nci"), str(tmp_path / "nowhere")], out, validate=False, strict=True)
    assert (out / "graph.nq").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_build_that_reads_nothing_replaces_no_release(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build([str(ROOT / "sources")], out, validate=False)
    before = (out / "graph.nq").read_bytes()
    outcome = run_kg("build", str(tmp_path / "typo"), "--out", str(out))
    assert outcome.returncode == 1
    assert "no such file or folder" in outcome.stderr
    assert "no document was read; the release is left as it was" in outcome.stderr
    assert (out / "graph.nq").read_bytes() == before


def test_a_build_that_is_interrupted_leaves_the_release_before_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    build([str(ROOT / "sources")], out, validate=False)
    before = (out / "graph.nq").read_bytes()

    def interrupt(*arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.pipeline.Loader.finish", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build([str(ROOT / "sources" / "nci")], out, validate=False)
    assert (out / "graph.nq").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_equal_bytes_at_two_paths_are_read_once_and_give_a_row_for_each(tmp_path: Path) -> None:
    page = sorted((ROOT / "sources" / "nci").glob("*.md"))[0].read_bytes()
    for name in ("one/a.md", "two/b.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(page)
    outcome = build([str(tmp_path / "one"), str(tmp_path / "two")], tmp_path / "build", validate=False)
    (document,) = outcome.manifest["inputs"]
    assert document["paths"] == ["one/a.md", "two/b.md"]
    rows = Graph(tmp_path / "build").query("approvals")
    assert sorted(str(row["document"]) for row in rows) == ["a.md", "b.md"]


def test_a_table_that_two_editions_of_a_register_share_is_known_to_both(tmp_path: Path) -> None:
    for edition in ("2018", "2019"):  # the lookup tables are equal byte for byte, the others are not
        (tmp_path / edition).mkdir()
        for file in (ROOT / "sources" / "drugsatfda").glob("*.txt"):
            end = b"" if edition == "2018" or "Lookup" in file.name else b"\r\n"
            (tmp_path / edition / file.name).write_bytes(file.read_bytes() + end)
    first, second = str(tmp_path / "2018"), str(tmp_path / "2019")
    one, both = (
        build(paths, tmp_path / "out", validate=False, copies=False).manifest["sources"]["drugsatfda"]
        for paths in ([first], [first, second])
    )
    assert [both[name] for name in ("rejected", "unresolved")] == [2 * one[name] for name in ("rejected", "unresolved")]


def test_a_folder_that_is_no_release_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("keep me")
    outcome = run_kg("build", str(ROOT / "sources"), "--out", str(tmp_path), "--no-validate")
    assert outcome.returncode == 2
    assert "is no release" in outcome.stderr
    assert (tmp_path / "precious.txt").read_text() == "keep me"


def test_two_versions_of_a_page_differ_and_break_no_rule(tmp_path: Path) -> None:
    page = (ROOT / "sources" / "medpath" / "blinatumomab.txt").read_text(encoding="utf-8")
    (tmp_path / "pages").mkdir()
    for name, text in (("old.txt", page), ("new.txt", page.replace("Amgen Canada Inc", "Amgen Canada Ltd"))):
        (tmp_path / "pages" / name).write_text(text, encoding="utf-8")
    outcome = build([str(tmp_path / "pages")], tmp_path / "build")
    assert outcome.report is not None
    assert outcome.report.counts["error"] == 0
    (told,) = [item for item in outcome.report.results if item.shape.endswith("/Authorisation-holderName")]
    assert told.severity == "info"
    assert told.message.startswith("the documents that tell of kgr:medpath:authorisation:blinatumomab:health-canada:")
    assert "Amgen Canada Inc, Amgen Canada Ltd" in told.message
