"""What is read, what is not, and the one clear line that says why."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kg.model import Document
from kg.read import MAX_LINE, Found, NotRead, iter_files, read_document

PAGE = "---\nsource: made\n---\n# Läpatinib\r\n"


def recognise(path: str, head: bytes) -> tuple[str, str] | None:
    return ("made", "") if b"source: made" in head else None


def read_all(*paths: Path, encoding: str = "utf-8") -> list[Document | NotRead]:
    items: list[Document | NotRead] = []
    for found in iter_files(map(str, paths)):
        item = found if isinstance(found, NotRead) else read_document(found, recognise, lambda source: encoding)
        items.append(item)
    return items


def the_only(items: list[Document | NotRead]) -> NotRead:
    (item,) = items
    assert isinstance(item, NotRead)
    return item


def test_a_vocabulary_is_no_document_and_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.obo").write_text("format-version: 1.2\n\n[Term]\nid: A:1\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("HGNC ID\tApproved Symbol\nHGNC:5\tA1BG\n", encoding="utf-8")
    items = read_all(tmp_path)
    assert [(item.outcome, item.reason) for item in items if isinstance(item, NotRead)] == [
        ("skipped", "a vocabulary; to ground names to its terms, give it to --vocabulary")
    ] * 2


def test_a_page_is_decoded_once_and_named_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(PAGE.encode())
    (document,) = read_all(tmp_path / "a.md")
    assert isinstance(document, Document)
    assert document.text == PAGE
    assert document.paths == ("a.md",)
    assert document.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_a_byte_order_mark_stays_a_character(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf" + PAGE.encode())
    (document,) = read_all(tmp_path)
    assert isinstance(document, Document)
    assert document.text == "\ufeff" + PAGE


def test_paths_are_headed_by_the_last_name_of_the_path_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pages" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(PAGE)
    monkeypatch.chdir(tmp_path / "pages")
    assert [item.path for item in iter_files(["."])] == ["pages/deep/a.md"]
    assert [item.path for item in iter_files(["deep/a.md"])] == ["a.md"]
    assert [item.path for item in iter_files([str(tmp_path / "pages" / "deep") + "/"])] == ["deep/a.md"]


def test_the_order_of_the_paths_given_changes_nothing(tmp_path: Path) -> None:
    for name in ("x/1.md", "y/2.md", "3.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE + name)
    paths = [str(tmp_path / name) for name in ("x", "y", "3.md")]
    assert list(iter_files(paths)) == list(iter_files(reversed(paths)))


def test_another_encoding_is_read_where_the_card_declares_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(PAGE.encode("cp1252"))
    (document,) = read_all(tmp_path, encoding="cp1252")
    assert isinstance(document, Document)
    assert "Läpatinib" in document.text


def test_bytes_that_the_encoding_forbids_are_named_with_file_byte_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(PAGE.encode("cp1252"))
    item = the_only(read_all(tmp_path / "a.md"))
    assert (item.path, item.outcome) == ("a.md", "error")
    assert item.reason.startswith("byte 24 (0xE4, line 4) is not utf-8;")


def test_an_empty_file_is_unknown_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    assert the_only(read_all(tmp_path)).reason.startswith("empty")


def test_a_binary_file_is_unknown_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    item = the_only(read_all(tmp_path))
    assert item.outcome == "unknown"
    assert item.reason.startswith("binary")


def test_text_in_another_encoding_that_no_mapper_knows_is_an_error_with_its_byte(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("nobody's L\xe4ge".encode("cp1252"))
    assert the_only(read_all(tmp_path)).reason.startswith("byte 10 (0xE4, line 1) is not utf-8;")


def test_utf_16_is_told_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("source: made".encode("utf-16"))
    item = the_only(read_all(tmp_path))
    assert (item.outcome, item.reason.split(",")[0]) == ("error", "byte 0: UTF-16")


def test_a_name_that_is_no_utf_8_is_shown_with_escapes(tmp_path: Path) -> None:
    place = os.fsencode(tmp_path) + b"/x\xff.md"
    with open(place, "wb") as stream:  # noqa: PTH123 - a name that a Path of text cannot hold
        stream.write(PAGE.encode())
    (document,) = read_all(tmp_path)
    assert isinstance(document, Document)
    assert document.paths == (f"{tmp_path.name}/x\\xff.md",)


def test_a_pipe_and_a_release_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "build").mkdir()
    for name in ("manifest.json", "graph.nq", "page.md"):
        (tmp_path / "build" / name).write_text(PAGE)
    items = read_all(tmp_path, tmp_path / "pipe")
    assert [item.outcome for item in items if isinstance(item, NotRead)] == ["skipped"] * 3


def test_a_path_that_does_not_exist_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    item = the_only(read_all(tmp_path / "nowhere"))
    assert item.outcome == "error"
    assert "give a path that exists" in item.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    (tmp_path / "a.md").chmod(0)
    assert "permissions" in the_only(read_all(tmp_path)).reason


def test_a_file_that_may_not_be_read_is_an_error_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text(PAGE)

    def refuse(self: Found, size: int = -1) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Found, "open_bytes", refuse)
    assert the_only(read_all(tmp_path)) == NotRead(
        f"{tmp_path.name}/a.md", "error", "may not be read; change its permissions or leave it out"
    )


def test_a_loop_of_links_ends_and_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    items = read_all(tmp_path)
    assert sum(isinstance(item, Document) for item in items) == 1
    reasons = {item.path.rsplit("/", 1)[-1]: item for item in items if isinstance(item, NotRead)}
    assert "loop" in reasons["again"].reason
    assert reasons["self"].outcome == "error"


def test_a_line_too_long_for_a_page_is_refused_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"---\nsource: made\n---\n" + b"x" * (MAX_LINE + 1) + b"\nend\n")
    assert the_only(read_all(tmp_path)).reason.startswith("line 4 is longer than")


def test_many_lines_are_no_long_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"source: made\n" + (b"x" * 1000 + b"\n") * (MAX_LINE // 500))
    (document,) = read_all(tmp_path)
    assert isinstance(document, Document)


def test_a_card_a_readme_and_an_expected_graph_are_no_documents(tmp_path: Path) -> None:
    for name in ("source.toml", "README.md", "expected.trig", ".hidden"):
        (tmp_path / name).write_text(PAGE)
    assert {item.outcome for item in read_all(tmp_path) if isinstance(item, NotRead)} == {"skipped"}
    assert len(read_all(tmp_path)) == 4
