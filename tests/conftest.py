"""What several tests stand on: the real input where it is there, and releases that are built once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input; a test that asks for it is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real input ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release built once from the project's own sources, without validation."""
    from kg.pipeline import build

    out = tmp_path_factory.mktemp("release") / "build"
    build([str(ROOT / "sources")], out, validate=False)
    return out


@pytest.fixture(scope="session")
def seeds_release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release built once from the two documents that the project started from, validated."""
    from kg.pipeline import build

    out = tmp_path_factory.mktemp("seeds") / "build"
    build([str(shared / "seeds")], out)
    return out
