"""The command line: exit codes, one clear line for each fault, and help that shows an example."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli import cli
from tests.test_build import run_kg

ROOT = Path(__file__).parents[1]
GOOD = sorted((ROOT / "sources" / "nci").glob("*.md"))[:1]


def test_every_command_has_an_example_in_its_help() -> None:
    for name, command in cli.commands.items():
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert f"Example: kg {name}" in shown.output, name
        assert isinstance(command, click.Command)


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output.startswith("kg, version 0.1.0")


FAULTS = [
    ("empty.md", b"", 0, "empty"),
    ("binary.dat", bytes(range(256)) * 4, 0, "binary"),
    ("latin.md", "---\nsource: NCI\n---\n\n# Läpatinib\n".encode("cp1252"), 1, "is not utf-8"),
    (
        "broken.md",
        b"---\nsource: NCI\nurl: https://www.cancer.gov/x\ntags: [one\n---\n# A - NCI\n# A\n",
        1,
        "front matter",
    ),
    ("alias.md", b"---\nsource: NCI\na: &x [1]\nb: *x\n---\n# A - NCI\n# A\n", 1, "alias"),
    ("long.md", b"---\nsource: NCI\n---\n" + b"word " * 2_000_000, 1, "longer than"),
    ("strange.txt", b"nothing that anybody reads\n", 0, "no mapper recognises it"),
]


@pytest.mark.parametrize(("name", "content", "code", "what"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_bad_file_gets_one_clear_line_and_the_rest_is_built(
    tmp_path: Path, name: str, content: bytes, code: int, what: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    (tmp_path / "in" / "good.md").write_bytes(GOOD[0].read_bytes())
    outcome = run_kg("build", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--no-validate")
    lines = [line for line in outcome.stderr.splitlines() if f"in/{name}" in line]
    assert len(lines) == 1, outcome.stderr
    assert what in lines[0]
    assert outcome.returncode == code, outcome.stderr
    assert (tmp_path / "out" / "graph.nq").stat().st_size > 10_000


def test_a_path_that_does_not_exist_is_one_line_and_the_rest_is_built(tmp_path: Path) -> None:
    outcome = run_kg("build", str(tmp_path / "nowhere"), str(GOOD[0]), "--out", str(tmp_path / "out"), "--no-validate")
    assert outcome.returncode == 1
    assert "no such file or folder" in outcome.stderr
    assert (tmp_path / "out" / "graph.nq").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["query", "brandz"], 2, "did you mean"),
        (["query", "brands", "--param", "x=1"], 2, "no parameter 'x'"),
        (["query", "brands", "--format", "yaml"], 2, "choose from"),
        (["why", "nobody-by-this-name"], 2, "nothing is called"),
        (["why", "blinatumomab", "tragets"], 2, "did you mean targets"),
        (["build", "--source", "nic", "x"], 2, "known sources: "),
        (["path", "blinatumomab", "CD19", "--through", "Targit"], 2, "classes: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_says_what_there_is(release: Path, arguments: list[str], code: int, what: str) -> None:
    graph = [] if arguments[0] == "build" else ["--graph", str(release)]
    outcome = run_kg(*arguments, *graph)
    assert outcome.returncode == code, outcome.stderr
    assert what in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert outcome.stdout == ""


def test_a_syntax_error_is_told_with_line_and_column(release: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?x WHERE {\n  ?x a\n}\n")
    outcome = run_kg("query", str(tmp_path / "q.rq"), "--graph", str(release))
    assert outcome.returncode == 2
    assert "q.rq:3:1" in outcome.stderr


def test_no_release_is_told_with_the_way_out(tmp_path: Path) -> None:
    outcome = run_kg("why", "CD19", "--graph", str(tmp_path / "none"))
    assert outcome.returncode == 2
    assert "kg build" in outcome.stderr


def test_a_reader_that_leaves_early_is_no_error(release: Path) -> None:
    command = f"{sys.executable} -m kg.cli query identifiers --format csv --graph {release} | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
