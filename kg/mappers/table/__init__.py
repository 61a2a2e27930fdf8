"""Plain tables: any register as CSV, TSV or worksheet, with a small TOML file beside it that says what its columns are.

`artg.csv.toml` describes `artg.csv`. There is no mapper for such tables until the description is read: `load_plain`
makes one, which can be pickled and made again from the same file.
"""

from __future__ import annotations

from pathlib import Path

from kg.mappers.table.description import SUFFIX, PlainRegister, find_described, find_description, load_description
from kg.mappers.table.rows import map_register
from kg.tables import TableMapper

__all__ = [
    "SUFFIX",
    "PlainRegister",
    "find_described",
    "find_description",
    "load_description",
    "load_plain",
    "map_register",
]


def load_plain(path: Path) -> TableMapper:
    """The mapper that the description `path` makes; a slip of the pen in it is a UsageError."""
    return map_register(load_description(path))
