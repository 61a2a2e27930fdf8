"""Where an export goes: a file, a folder or standard output, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import EnvironmentFault, UsageError


@contextmanager
def workroom(target: str) -> Iterator[Path]:
    """A folder beside the target (for `-` where the system keeps such) that is gone at the end, whatever happens.

    What the machine refuses meanwhile is an EnvironmentFault; what stood at the target before still stands there.
    """
    beside = None if is_stream(target) else Path(target).resolve().parent
    try:
        with tempfile.TemporaryDirectory(prefix=".kg-export-", dir=beside) as room:
            yield Path(room)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if target == "-" else target
        why = error.strerror or error
        raise EnvironmentFault(f"{where}: cannot be written ({why}); free the place or choose another --to") from error


def is_stream(target: str) -> bool:
    """Whether a target is written as it comes: `-`, a pipe or a device."""
    return target == "-" or (Path(target).exists() and not Path(target).is_file() and not Path(target).is_dir())


def write_stream(texts: Iterable[str], target: str, stdout: BinaryIO) -> None:
    """Write texts to standard output, a pipe or a device as they come."""
    if target != "-":
        with Path(target).open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(texts)
        return
    for text in texts:
        stdout.write(text.encode())
    stdout.flush()


def publish(staged: dict[Path, Path]) -> list[Path]:
    """Move finished files to their places, where a file of that name gives way to them."""
    for place in staged:
        if place.is_dir():
            raise UsageError(f"{place}: is a folder; give a file, or --format csv for one table a class")
    for place, file in staged.items():
        file.replace(place.resolve())
    return list(staged)


def publish_folder(staged: Path, folder: Path, old: Path) -> list[Path]:
    """Put a finished folder in its place; one that was there before gives way if it holds nothing but tables."""
    folder = folder.resolve()
    if folder.exists():
        if not folder.is_dir() or any(path.suffix != ".csv" for path in folder.iterdir()):
            raise UsageError(f"{folder}: holds more than tables of an earlier export; choose another --to")
        folder.rename(old)
    try:
        staged.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    return sorted(folder.iterdir())
