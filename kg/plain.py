"""The descriptions of plain tables among the files of a build, each under a name of its own.

Two tables that are described alike are two editions of one source. Two that are described differently and whose files
have one name (`2024/artg.csv`, `2025/artg.csv`) are two sources, each named after its whole path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.errors import UsageError
from kg.mappers.table import PlainRegister, find_description, load_description
from kg.prefixes import slug
from kg.read import Found, NotRead


class Descriptions:
    """What the descriptions beside some files say."""

    def __init__(self, files: Iterable[Found]) -> None:
        self._registers: dict[Path, PlainRegister | str] = {}  # by the description's own place; or what is wrong
        self._paths: dict[Path, str] = {}
        self._sheets: dict[Path, list[str]] = {}
        for found in files:
            path = find_description(found.file) if found.file else None
            if path:
                self._paths.setdefault(path, found.path.partition("!/")[0])
                self._sheets.setdefault(path, []).append(found.member)
        for path in self._paths:
            try:
                self._registers[path] = load_description(path)
            except UsageError as error:
                self._registers[path] = str(error)
        self._tell_apart()

    def _tell_apart(self) -> None:
        """Name tables that are described differently and called alike after their paths."""
        for path, register in self._find_clashes().items():
            name = f"table-{slug(self._paths[path])}"
            self._registers[path] = replace(register, name=name)
        for path in list(self._find_clashes())[1:]:
            self._registers[path] = (
                f"another table is called {self._paths[path]} as well and is described otherwise; rename one of them"
            )

    def _find_clashes(self) -> dict[Path, PlainRegister]:
        """The descriptions that share their name with another one, in the order of their tables."""
        named: dict[str, dict[Path, PlainRegister]] = {}
        for path, register in self._registers.items():
            if isinstance(register, PlainRegister):
                named.setdefault(register.name, {})[path] = register
        groups = (
            group for group in named.values() if any(item != next(iter(group.values())) for item in group.values())
        )
        return {path: register for group in groups for path, register in group.items()}

    def find(self, found: Found) -> PlainRegister | NotRead | None:
        """What is said of a file; why it is not read; None where it has no description."""
        path = find_description(found.file) if found.file else None
        if path is None:
            return None
        register, sheets = self._registers[path], self._sheets[path]
        if isinstance(register, str):
            return NotRead(found.path, "error", register)
        if register.sheet in sheets or not register.sheet:
            other = found.member and found.member != register.sheet
            return NotRead(found.path, "skipped", "a worksheet that the description leaves out") if other else register
        if found.member == sheets[0]:
            there = ", ".join(map(repr, sheets))
            what = (
                f"has no worksheet {register.sheet!r}, which {path.name} asks for; it has {there}; correct sheet there"
            )
            return NotRead(self._paths[path], "error", what)
        return NotRead(found.path, "skipped", "a worksheet that the description leaves out")
