"""Sorting in runs gives what sorting at once gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import merge
from kg.merge import iter_merged
from kg.sorting import iter_sorted

LINES = st.lists(st.text(alphabet="ab é\u2028\r", max_size=4).map(lambda text: text + "\n"), max_size=40)


@given(LINES, st.integers(1, 7))
def test_lines_come_in_order_whatever_the_length_of_a_run(lines: list[str], run_lines: int) -> None:
    with TemporaryDirectory() as spare:
        assert list(iter_sorted(lines, Path(spare), run_lines)) == sorted(lines)


def test_more_files_than_may_be_open_are_merged_by_way_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "MOST_OPEN", 3)
    files = [tmp_path / str(number) for number in range(20)]
    for number, path in enumerate(files):
        path.write_text(f"{number:02}\n{number + 50:02}\n")
    expected = sorted([f"{n:02}\n" for n in range(20)] + [f"{n + 50:02}\n" for n in range(20)])
    assert list(iter_merged(files, tmp_path)) == expected
