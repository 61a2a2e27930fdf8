"""A sorted graph in ranges of subjects: together they are the whole, each subject in one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ranges
from kg.ranges import plan_ranges

_names = st.text(alphabet="abcé:/", min_size=1, max_size=4)
_quads = st.sets(st.tuples(_names, st.sampled_from(["p", "q"]), _names, st.sampled_from(["g1", "g2", "g3"])))


def write(path: Path, quads: set[tuple[str, str, str, str]]) -> list[str]:
    lines = [(g, f'<{s}> <{p}> "{o}" <{g}> .\n') for s, p, o, g in quads]
    path.write_text("".join(line for _, line in sorted(lines)), encoding="utf-8", newline="")
    return [line for _, line in lines]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges") / "graph.nq"


@given(_quads)
def test_ranges_hold_every_line_once_in_order_and_no_subject_twice(
    place: Path, quads: set[tuple[str, str, str, str]]
) -> None:
    lines = write(place, quads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "RANGE_BYTES", 40)
        pieces = [piece.lines() for piece in plan_ranges(place)]
    assert [line for piece in pieces for line in piece] == sorted(lines, key=str.encode)
    subjects = [{line.split(" ")[0] for line in piece} for piece in pieces]
    assert sum(map(len, subjects)) == len(set().union(*subjects))


def test_a_graph_of_any_size_is_cut_into_about_equal_ranges(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place, {(f"s{number:05}", "p", "o" * 20, f"g{number % 7}") for number in range(5000)})
    monkeypatch.setattr(ranges, "RANGE_BYTES", 20_000)
    sizes = [sum(map(len, piece.lines())) for piece in plan_ranges(place)]
    assert len(sizes) > 5
    assert max(sizes) < 3 * min(sizes)


def test_an_empty_graph_has_no_range(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").touch()
    assert plan_ranges(tmp_path / "graph.nq") == []
