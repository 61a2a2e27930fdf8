"""A user's own mappings: what a table may say, and one clear line for the first thing wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KGError
from kg.prefixes import expand
from kg.sssom import read_mappings
from kg.vocabulary import KG, SEMAPV, SKOS
from tests.test_build import run_kg

HEAD = "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\tcomment\n"
ROW = "kgr:nci:drug:a\tskos:exactMatch\tkgr:nci:drug:b\t\tone drug\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "own.sssom.tsv"
    path.write_bytes(text.encode())
    return path


def test_a_row_adds_a_link_and_a_row_with_not_forbids_one(tmp_path: Path) -> None:
    rows = read_mappings(
        write(
            tmp_path,
            "# curie_map:\n#   mine: https://example.org/\n"
            + HEAD
            + ROW
            + "mine:x\tkg:saltOf\t<https://example.org/y>\tNot\t\n",
        )
    )
    assert [(row.predicate, row.negated, row.place) for row in rows] == [
        (SKOS.exactMatch, False, "own.sssom.tsv:4"),
        (KG.saltOf, True, "own.sssom.tsv:5"),
    ]
    assert rows[0].subject == expand("kgr:nci:drug:a")
    assert (rows[1].subject, rows[1].object) == ("https://example.org/x", "https://example.org/y")
    assert {row.justification for row in rows} == {SEMAPV.ManualMappingCuration}
    assert [row.reason for row in rows] == ["one drug", "a user's own mapping forbids it"]


def test_windows_line_ends_and_a_mark_at_the_start_are_no_fault(tmp_path: Path) -> None:
    assert len(read_mappings(write(tmp_path, "\ufeff" + (HEAD + ROW).replace("\n", "\r\n")))) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 0, "no rows"),
        ("a,b,c\n", 1, "no column subject_id"),
        (HEAD + "kgr:a\tskos:exactMatch\n", 2, "2 cells in a table of 5 columns"),
        (HEAD + ROW.replace("skos:exactMatch", "owl:sameAs"), 2, "predicate 'owl:sameAs' is none of"),
        (HEAD + ROW.replace("kgr:nci:drug:a", "nobody:a"), 2, "'nobody:a' is no CURIE"),
        (HEAD + ROW.replace("kgr:nci:drug:a", "imatinib"), 2, "'imatinib' is no CURIE"),
        (HEAD + ROW.replace("kgr:nci:drug:a", ""), 2, "subject_id is empty"),
        (HEAD + ROW.replace("\t\t", "\tNever\t"), 2, "predicate_modifier 'Never'"),
        (HEAD + ROW.replace("drug:b", "drug:a"), 2, "subject and object are the same"),
        (HEAD + ROW + ROW.replace("\t\t", "\tNot\t"), 3, "forbids what line 2 says"),
    ],
)
def test_a_malformed_table_is_one_line_with_file_and_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(KGError) as error:
        read_mappings(path)
    place = f"{path}:{line}: " if line else f"{path}: "
    assert str(error.value).startswith(place + what)
    assert "\n" not in str(error.value)


def test_a_table_that_is_not_utf_8_or_not_there_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    with pytest.raises(KGError, match="cannot be read"):
        read_mappings(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KGError, match="not UTF-8 at byte 0"):
        read_mappings(path)


def test_the_command_line_says_it_in_one_line_and_builds_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "x\n")
    done = run_kg("build", "sources/nci/imatinib.md", "--out", str(tmp_path / "build"), "--mappings", str(path))
    assert done.returncode == 1
    assert done.stderr == f"kg: {path}:2: 1 cells in a table of 5 columns\n"
    assert not (tmp_path / "build").exists()
