"""The embedded store: loaded in pieces, opened for reading, and clear about what is missing or broken."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import store as stores
from kg.errors import EnvironmentFault, KGError, UsageError
from kg.store import Loader, build_store, open_store

QUADS = [f'<urn:s{n}> <urn:p> "{n}" <urn:g> .\n' for n in range(10)]


def _release(folder: Path, text: str = "".join(QUADS)) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "graph.nq").write_text(text, encoding="utf-8")
    return folder


def _values(build: Path) -> set[str]:
    return {str(quad) for quad in open_store(build)}


def test_a_store_built_in_pieces_holds_every_quad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PIECE_BYTES", 90)
    build = _release(tmp_path / "build")
    in_memory = _values(build)
    build_store(build / "store", build / "graph.nq")
    assert len(in_memory) == 10
    assert _values(build) == in_memory


def test_an_empty_graph_gives_an_empty_store(tmp_path: Path) -> None:
    build = _release(tmp_path / "build", "")
    build_store(build / "store", build / "graph.nq")
    assert _values(build) == set()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 99), max_size=6), max_size=5), st.integers(1, 90), st.booleans())
def test_files_in_pieces_of_any_size_lose_nothing(files: list[list[int]], size: int, ended: bool) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "PIECE_BYTES", size)
        paths = [Path(folder, f"{number}.nq") for number in range(len(files))]
        for path, numbers in zip(paths, files, strict=True):
            text = "".join(f'<urn:s> <urn:p> "{number}" <urn:g> .\n' for number in numbers)
            path.write_text(text if ended else text.removesuffix("\n"), encoding="utf-8")
        build_store(Path(folder, "store"), *paths)
        with_store = {str(quad.object.value) for quad in open_store(Path(folder))} if any(files) else set()
    assert with_store == {str(number) for numbers in files for number in numbers}


def test_a_line_that_is_no_quad_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.nq", tmp_path / "bad.nq"
    good.write_text("".join(QUADS), encoding="utf-8")
    bad.write_text("".join([*QUADS[:2], "not a quad\n"]), encoding="utf-8")
    with pytest.raises(KGError, match=r"bad\.nq:3: not N-Quads"):
        build_store(tmp_path / "store", good, bad)


def test_a_store_is_loaded_while_the_caller_goes_on_and_once_more_after_it_was_read(tmp_path: Path) -> None:
    first, second = tmp_path / "first.nq", tmp_path / "second.nq"
    first.write_text("".join(QUADS[:4]), encoding="utf-8")
    second.write_text("".join(QUADS[4:]), encoding="utf-8")
    with Loader(tmp_path / "store") as loader:
        loader.add(first)
        loader.finish()
        assert len(open_store(tmp_path)) == 4
        loader.add(second)
        loader.finish()
        assert len(open_store(tmp_path)) == 10


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
    monkeypatch.setattr(stores, "PIECE_BYTES", 90)
    build = _release(tmp_path / "build", "".join([*QUADS[:7], "not a quad\n", *QUADS[7:]]))
    with pytest.raises(KGError, match=r"graph\.nq:8: not N-Quads; build it again"):
        open_store(build)


def test_a_store_that_cannot_be_written_is_the_machines_fault(tmp_path: Path) -> None:
    build = _release(tmp_path / "build")
    (build / "store").write_text("a file where the folder should be")
    with pytest.raises(EnvironmentFault, match="the store cannot be built") as caught:
        build_store(build / "store", build / "graph.nq")
    assert caught.value.exit_code == 3
