"""What the README and the pages of docs/ show is what the program prints."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.test_build import run_kg

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's sources and the release built from them, as after `make run`."""
    folder = tmp_path_factory.mktemp("workplace")
    (folder / "sources").symlink_to(ROOT / "sources")
    assert run_kg("build", cwd=folder).returncode == 0
    return folder


def shown_commands() -> list[tuple[str, str]]:
    """Each `$ kg …` of the README with the output that stands below it."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


@pytest.mark.parametrize(("command", "output"), shown_commands(), ids=[command for command, _ in shown_commands()])
def test_the_readme_shows_what_the_command_prints(workplace: Path, command: str, output: str) -> None:
    program, *arguments = command.split()
    assert program == "kg"
    assert run_kg(*arguments, cwd=workplace).stdout == output


def test_the_readme_fits_on_150_lines_and_shows_at_least_six_commands() -> None:
    assert len(README.splitlines()) <= 150
    assert len(shown_commands()) >= 6


def test_the_statement_that_the_readme_shows_is_in_the_graph(workplace: Path) -> None:
    (block,) = re.findall(r"```turtle\n(.*?)```", README, re.DOTALL)
    graph = (workplace / "build" / "graph.ttl").read_text(encoding="utf-8")
    for node in block.strip().split("\n\n"):
        assert f"\n{node}\n" in graph


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_examples_of_a_page_run_as_they_stand(page: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 0


def test_the_python_of_the_readme_runs(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workplace)
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102
    assert "Blinatumomab CD19 sources/nci/blinatumomab.md 28 CD19" in capsys.readouterr().out
