"""The files beside the code are found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import resources
from kg.errors import EnvironmentFault
from kg.resources import find_data


def test_a_checkout_has_its_files_beside_the_package() -> None:
    assert find_data("queries/brands.rq") == Path(__file__).parents[1] / "queries" / "brands.rq"


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = tmp_path / "kg" / "_data" / "queries"
    packaged.mkdir(parents=True)
    (tmp_path / "queries").mkdir()
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "kg" / "resources.py"))
    assert find_data("queries") == packaged


def test_a_missing_file_is_the_installations_fault() -> None:
    with pytest.raises(EnvironmentFault, match="no/such is missing from this installation") as caught:
        find_data("no/such")
    assert caught.value.exit_code == 3
