"""TOML files that people write for this project: read with the fault's place, and held to the keys that are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.errors import UsageError


def read_toml(path: Path, what: str, absent: str = "") -> dict[str, Any]:
    """The keys of a TOML file, which errors call `what`; a UsageError where it is none, or is `absent`."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        if absent and isinstance(error, FileNotFoundError):
            raise UsageError(f"{path}: {absent}") from None
        raise UsageError(f"{path}: the {what} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: the {what} is not UTF-8 at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: the {what} is not TOML: {error}") from None


def key_error(path: Path, key: str, what: str) -> UsageError:
    """The error that a key of a file is not as it must be."""
    return UsageError(f"{path}: {key} {what}")


def check_keys(
    path: Path, place: str, table: Mapping[str, Any], known: Iterable[str], optional: Iterable[str] = ()
) -> None:
    """Raise a UsageError for the first key of `table` that is not known, or is known, not optional, and missing."""
    unknown = sorted(set(table) - set(known))
    missing = [key for key in known if key not in table and key not in optional]
    if unknown or missing:
        what = f"unknown key {unknown[0]!r}" if unknown else f"missing key {missing[0]!r}"
        raise UsageError(f"{path}: {place and place + ': '}{what}; known keys: {', '.join(sorted(known))}")
