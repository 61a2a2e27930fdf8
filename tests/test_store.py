"""The embedded store: loaded in pieces, opened for reading, and clear about what is missing or broken."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import store as stores
from kg.errors import EnvironmentFault, KGError, UsageError
from kg.store import build_store, open_store

QUADS = [f'<urn:s{n}> <urn:p> "{n}" <urn:g> .\n' for n in range(10)]


def _release(folder: Path, text: str = "".join(QUADS)) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "graph.nq").write_text(text, encoding="utf-8")
    return folder


def _values(build: Path) -> set[str]:
    return {str(quad) for quad in open_store(build)}


def test_a_store_built_in_pieces_holds_every_quad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PIECE_LINES", 3)
    build = _release(tmp_path / "build")
    in_memory = _values(build)
    build_store(build / "store", build / "graph.nq")
    assert len(in_memory) == 10
    assert _values(build) == in_memory


def test_an_empty_graph_gives_an_empty_store(tmp_path: Path) -> None:
    build = _release(tmp_path / "build", "")
    build_store(build / "store", build / "graph.nq")
    assert _values(build) == set()


@given(st.lists(st.binary(max_size=30)), st.integers(1, 5), st.integers(1, 40))
def test_pieces_are_whole_lines_and_lose_nothing(parts: list[bytes], lines: int, size: int) -> None:
    data = b"\n".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "PIECE_LINES", lines)
        patch.setattr(stores, "PIECE_BYTES", size)
        pieces = list(stores._iter_pieces(io.BytesIO(data)))
    assert b"".join(piece for _, piece in pieces) == data
    assert all(piece.endswith(b"\n") for _, piece in pieces[:-1])
    assert [first for first, _ in pieces] == [
        1 + b"".join(piece for _, piece in pieces[:number]).count(b"\n") for number in range(len(pieces))
    ]


def test_an_opened_store_cannot_be_written(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    build_store(build / "store", build / "graph.nq")
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(build).update("INSERT DATA { <urn:s> <urn:p> <urn:o> }")


def test_without_a_store_the_graph_file_is_read_into_memory(tmp_path: Path) -> None:
    assert len(open_store(_release(tmp_path / "build"))) == 10


def test_a_folder_without_a_graph_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no graph here; build one with: kg build PATH --out .*nowhere") as caught:
        open_store(tmp_path / "nowhere")
    assert caught.value.exit_code == 2


def test_a_broken_store_says_how_to_build_it_again(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    build_store(build / "store", build / "graph.nq")
    (build / "store" / "CURRENT").write_text("nothing\n")
    with pytest.raises(KGError, match=r"store: cannot be opened .* build it again: kg build PATH --out .*build$"):
        open_store(build)


def test_a_store_whose_files_were_cut_or_lost_says_how_to_build_it_again(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    build_store(build / "store", build / "graph.nq")
    first, second = sorted((build / "store").glob("*.sst"))[:2]
    first.write_bytes(first.read_bytes()[:-1])
    with pytest.raises(KGError, match=rf"{first.name} is not as it was built.*build it again"):
        open_store(build)
    first.unlink()
    second.unlink()
    with pytest.raises(KGError, match="is not as it was built"):
        open_store(build)


def test_a_store_folder_that_is_empty_says_how_to_build_it_again(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    (build / "store").mkdir()
    with pytest.raises(KGError, match="build it again"):
        open_store(build)


def test_a_line_that_is_no_quad_is_an_error_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PIECE_LINES", 3)
    build = _release(tmp_path / "build", "".join([*QUADS[:7], "not a quad\n", *QUADS[7:]]))
    with pytest.raises(KGError, match=r"graph\.nq:8: not N-Quads; build it again"):
        open_store(build)


def test_a_store_that_cannot_be_written_is_the_machines_fault(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    (build / "store").write_text("a file where the folder should be")
    with pytest.raises(EnvironmentFault, match="the store cannot be built") as caught:
        build_store(build / "store", build / "graph.nq")
    assert caught.value.exit_code == 3
