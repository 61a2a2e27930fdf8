"""The review loop as a person and as a program meet it: a pipe, a terminal, and options."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.decisions import HEADER, parse_decisions
from kg.errors import UsageError
from kg.pipeline import build
from kg.review import Book, Walk, find_book, find_item, list_items, undecided
from kg.store import open_store
from tests.test_build import run_kg

ROOT = Path(__file__).parents[1]
QUESTION = "accept, reject, correct, skip or quit [a/r/c/s/q, ? for help]: "
COLUMNS = "decision_id kind subject predicate predicate_modifier object verdict correction who when why label ground"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `pages` and the release `build` made from them."""
    folder = tmp_path_factory.mktemp("review")
    (folder / "pages").mkdir()
    for page in ("nci/blinatumomab.md", "medpath/blinatumomab.txt", "medpath/rituximab.txt"):
        shutil.copy(ROOT / "sources" / page, folder / "pages")
    build([str(folder / "pages")], folder / "build", validate=False)
    return folder


def walk(place: Path, file: Path, answers: str, *, who: str = "Jane Doe", known: bool = False) -> tuple[Walk, str]:
    screen = io.StringIO()
    items = list_items(open_store(place / "build"))
    walking = Walk(Book(file), io.StringIO(answers), screen, who=who, known=known, when="2026-01-31")
    walking.run(undecided(items, (decision.topic for decision in Book(file).decisions)))
    return walking, screen.getvalue()


def rows(file: Path) -> list[dict[str, str]]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[0].split("\t") == COLUMNS.split()
    return [dict(zip(COLUMNS.split(), line.split("\t"), strict=True)) for line in lines[1:]]


# --- Through a pipe


def test_each_answer_becomes_a_line_at_once(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    walking, seen = walk(place, file, "a\n\nit is on record\ns\nc\n2\nit came later\nreject\nno drug\nq\n")
    assert [(row["verdict"], row["correction"], row["who"], row["why"], row["when"]) for row in rows(file)] == [
        ("accept", "", "Jane Doe", "it is on record", "2026-01-31"),
        ("correct", "2", "Jane Doe", "it came later", "2026-01-31"),
        ("reject", "", "Jane Doe", "no drug", "2026-01-31"),
    ]
    assert (walking.decided, walking.skipped) == (3, 1)
    assert seen.count("who [Jane Doe]: ") == 1  # remembered
    assert f"written: {file}:4\n" in seen
    assert file.read_text(encoding="utf-8").startswith(HEADER)


def test_both_quotes_are_shown_with_file_and_line_and_the_explanation(place: Path, tmp_path: Path) -> None:
    _, seen = walk(place, tmp_path / "decisions.tsv", "q\n")
    assert "pages/blinatumomab.md:36:1  “Yes”  under “FDA Approved”\n" in seen
    assert "pages/blinatumomab.txt:81:1  “No FDA approvals found for this drug.”" in seen
    assert "That\n   is what came of a search and no denial" in seen or "no denial" in " ".join(seen.split())
    assert "     1  NCI: approved by the FDA\n     2  MedPath: FDA: none found\n" in seen
    assert seen.endswith(QUESTION)


def test_the_end_of_the_answers_is_the_end_of_the_walk_and_nothing_is_lost(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    walking, seen = walk(place, file, "a\nJohn Doe\nyes\nr\n")
    assert walking.decided == 1
    assert [row["who"] for row in rows(file)] == ["John Doe"]
    assert seen.endswith("why: \n")


def test_what_is_decided_is_not_asked_again(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    first = walk(place, file, "a\n\nyes\nq\n")[1]
    second = walk(place, file, "q\n")[1]
    assert first.split("\n")[2] not in second
    assert "[1/" in second


def test_an_answer_that_does_not_fit_is_asked_for_again(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    answers = "x\n?\nc\n\n7\nc\n1\n\nit is so\nq\n"
    _, seen = walk(place, file, answers)
    assert seen.count("accept   the disagreement stands as it is told") == 2
    assert "there is no side 7; its sides are 1: NCI: approved by the FDA; 2: MedPath: FDA: none found" in seen
    assert [row["correction"] for row in rows(file)] == ["1"]


def test_a_name_is_corrected_to_a_reference_and_to_nothing_else(tmp_path: Path) -> None:
    page = (ROOT / "sources" / "nci" / "blinatumomab.md").read_text(encoding="utf-8")
    bullet = next(line for line in page.splitlines() if line.startswith("- **"))
    (tmp_path / "page.md").write_text(page.replace(bullet, f"{bullet}\n- **Grumbling spleen** in adults."), "utf-8")
    build([str(tmp_path / "page.md")], tmp_path / "build", validate=False)
    file = tmp_path / "decisions.tsv"
    items = [item for item in list_items(open_store(tmp_path / "build"), ["names"]) if "spleen" in item.label]
    screen = io.StringIO()
    answers = io.StringIO("c\nlymphoma\nx\nc\ncloseMatch DOID:0060060\nit is nearly that\n")
    Walk(Book(file), answers, screen, who="J", known=True, when="").run(items)
    assert "this cannot be decided: correction 'lymphoma' is no CURIE with a known prefix, and no IRI" in (
        screen.getvalue()
    )
    assert [(row["kind"], row["correction"], row["who"]) for row in rows(file)] == [
        ("name", "closeMatch DOID:0060060", "J")
    ]


def test_a_number_stands_for_a_reference_that_an_ambiguous_name_may_mean(place: Path, tmp_path: Path) -> None:
    (item,) = [item for item in list_items(open_store(place / "build"), ["names"]) if item.label == "methotrexate"]
    item = item._replace(choices=(("DOID:1", "one"), ("DOID:2", "other")))
    screen, file = io.StringIO(), tmp_path / "decisions.tsv"
    Walk(Book(file), io.StringIO("c\n2\nit is\n"), screen, who="J", known=True, when="").run([item])
    assert "     1  one <DOID:1>\n     2  other <DOID:2>\n" in screen.getvalue()
    assert [row["correction"] for row in rows(file)] == ["DOID:2"]


# --- In a terminal


def read_until(master: int, words: str, seconds: float = 30) -> str:
    seen, end = "", time.monotonic() + seconds
    while words not in seen:
        assert time.monotonic() < end, f"{words!r} did not come; seen: {seen!r}"
        if select.select([master], [], [], 0.5)[0]:
            seen += os.read(master, 65536).decode()
    return seen


def test_a_person_in_a_terminal_sees_an_item_answers_and_quits(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "review", "--kind", "conflicts", "--decisions", str(file)],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    try:
        seen = read_until(master, QUESTION)
        assert "[1/" in seen
        assert "No FDA approvals found for this drug." in seen
        for answer, question in (("c", "which side holds (its number): "), ("2", "who"), ("Jane Doe", "why: ")):
            os.write(master, f"{answer}\n".encode())
            read_until(master, question)
        os.write(master, b"the register says so\n")
        seen = read_until(master, QUESTION)
        assert f"written: {file}:4" in seen
        assert "[2/" in seen
        os.write(master, b"q\n")
        assert "1 decided, 0 skipped" in read_until(master, "left")
        assert process.wait(30) == 0
    finally:
        process.kill()
        os.close(master)
    assert [(row["verdict"], row["correction"], row["who"]) for row in rows(file)] == [("correct", "2", "Jane Doe")]


# --- By options


def test_one_thing_is_decided_without_being_asked(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.tsv"
    (item, *_) = list_items(open_store(place / "build"), ["conflicts"])
    short = item.iri.rpartition("/")[2][:16]  # conflict:3bff443
    done = run_kg(
        *("review", "--decisions", str(file), "--accept", short, "--why", "on record", "--who", "Jane Doe"), cwd=place
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"written: {file}:4\n")
    again = run_kg("review", "--decisions", str(file), "--reject", short, "--why", "x", "--who", "J", cwd=place)
    assert again.returncode == 2
    assert again.stderr == (f"kg: {file}:4: decided already (accept by Jane Doe); remove that line to decide again\n")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--accept", "conflict:"], r"kg: 'conflict:' may be kgr:conflict:"),
        (["--accept", "nothing"], "kg: nothing to decide is called 'nothing'; kg review --list shows the ids"),
        (["--accept", "conflict:3bff", "--why", ""], "kg: a decision needs its reason: --why TEXT"),
        (["--accept", "conflict:3bff", "--reject", "conflict:3bff"], "kg: --accept, --reject and --correct decide on"),
        (["--correct", "conflict:3bff", "9"], "kg: there is no side 9; its sides are 1: NCI: approved by the FDA; 2:"),
        (["--kind", "dates"], "kg: no kind 'dates'; there are conflicts, names, statements"),
        (["--drug", "nosuchdrug"], "kg: nothing is called 'nosuchdrug'; kg query documents lists the drugs' pages"),
    ],
)
def test_wrong_usage_says_the_way_out(place: Path, tmp_path: Path, options: list[str], what: str) -> None:
    reason = [] if "--why" in options else ["--why", "x"]
    done = run_kg("review", "--decisions", str(tmp_path / "d.tsv"), *reason, "--who", "J", *options, cwd=place)
    assert done.returncode == 2
    assert done.stderr.startswith(what)
    assert not (tmp_path / "d.tsv").exists()


def test_the_list_is_for_people_and_for_programs(place: Path, tmp_path: Path) -> None:
    options = ("review", "--decisions", str(tmp_path / "d.tsv"), "--kind", "names", "--drug", "rituximab")
    lines = run_kg(*options, "--list", cwd=place).stdout.splitlines()
    listed = json.loads(run_kg(*options, "--format", "json", cwd=place).stdout)
    assert lines[-1] == f"{len(listed)} to look at; 0 decided"
    assert [line.split()[1] for line in lines[:-1]] == [item["id"] for item in listed]
    assert {"kgr:unresolved:therapy:methotrexate"} <= {item["id"] for item in listed}
    (passage, *_) = next(item for item in listed if item["label"] == "methotrexate")["passages"]
    assert (passage["path"], passage["quote"]) == ("pages/rituximab.txt", "methotrexate")


def test_kinds_come_in_order_and_a_drug_narrows_them(place: Path) -> None:
    store = open_store(place / "build")
    kinds = [item.kind for item in list_items(store)]
    assert kinds == sorted(kinds)
    assert set(kinds) == {"conflict", "name", "statement"}
    paths = {passage.path for item in list_items(store, ["statements"], "rituximab") for passage in item.passages}
    assert "pages/rituximab.txt" in paths
    assert not any("blinatumomab" in item.label for item in list_items(store, ["conflicts"], "rituximab"))


def test_the_file_lies_beside_the_sources_unless_the_release_was_built_with_one(place: Path, tmp_path: Path) -> None:
    assert find_book(place / "build") == place / "pages" / "decisions.tsv"
    shutil.copytree(place / "pages", tmp_path / "in" / "pages")
    (tmp_path / "in" / "mine.tsv").write_text(HEADER, encoding="utf-8")
    build([str(tmp_path / "in")], tmp_path / "build", validate=False)
    assert find_book(tmp_path / "build") == tmp_path / "in" / "mine.tsv"


def test_who_is_asked_with_what_git_knows(place: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = Git Person\n", encoding="utf-8")
    options = ("review", "--decisions", str(tmp_path / "d.tsv"), "--reject", "conflict:3bff", "--why", "x")
    clean = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "GIT_CONFIG_SYSTEM": "/dev/null"}
    assert run_kg(*options, cwd=tmp_path, GIT_CEILING_DIRECTORIES="/", **clean).returncode == 2  # no release here
    assert run_kg(*options, "--graph", str(place / "build"), cwd=tmp_path, **clean).returncode == 0
    assert [row["who"] for row in rows(tmp_path / "d.tsv")] == ["Git Person"]


def test_a_file_at_fault_is_not_added_to(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.tsv"
    file.write_text(HEADER + "kgr:decision:1\tconflict\n", encoding="utf-8")
    done = run_kg("review", "--decisions", str(file), "--list", cwd=place)
    assert done.returncode == 1
    assert done.stderr == f"kg: {file}:4: 2 cells in a table of 13 columns; the cells are separated by tabs\n"


def test_a_line_is_added_below_a_file_without_a_last_line_end(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.tsv"
    walk(place, file, "a\n\nyes\n")
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    walk(place, file, "r\n\nno\n")
    read, faults = parse_decisions(file.read_text(encoding="utf-8"))
    assert ([decision.verdict for decision in read], faults) == (["accept", "reject"], [])


def test_an_id_must_mean_one_thing(place: Path) -> None:
    store = open_store(place / "build")
    with pytest.raises(UsageError, match="write more of the id"):
        find_item(store, "kgr:")
    assert find_item(store, "kgs:d5b12a61632505663b8f25c88e08bab6").label == "Blinatumomab targets CD3"


def test_the_loop_is_closed(place: Path, tmp_path: Path) -> None:
    """Review, build, and review again: what was decided holds and is asked no more."""
    shutil.copytree(place / "pages", tmp_path / "pages")
    assert run_kg("build", "pages", "--no-validate", "-q", cwd=tmp_path).returncode == 0
    answers = "a\nJane Doe\non record\nq\n"
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", "review"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=answers,
        capture_output=True,
        text=True,
        check=True,
    )
    file = tmp_path / "pages" / "decisions.tsv"
    assert f"kg build reads {file} where it lies under a PATH, or with --decisions\n" in done.stdout
    built = run_kg("build", "pages", cwd=tmp_path)
    assert "decisions: 1 of 1 hold; kg query decisions shows them\n" in built.stdout
    assert "validation: 0 error" in built.stdout
    left = run_kg("review", "--list", cwd=tmp_path).stdout
    assert left.endswith("to look at; 1 decided\n")
    assert "conflict:3bff4433" not in left
