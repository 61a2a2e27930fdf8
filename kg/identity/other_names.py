"""The names by which one substance goes in different countries, from the curated table of the ontology.

Spelling is grammar's (`kg.substances`); that glyburide is glibenclamide no grammar tells. Each row of
`ontology/names/substances.tsv` says where it was checked, and that stands in the reason of each link it gives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kg.errors import DocumentError
from kg.resources import find_data
from kg.substances import SubstanceName, fold_spelling, parse_name

COLUMNS = ["name", "other", "relation", "source", "checked"]
_RELATIONS = ("exactMatch", "saltOf")


class OtherName(NamedTuple):
    """One row: a substance's name (its INN where it has one), another name, how that is meant, and who says so."""

    name: SubstanceName
    other: SubstanceName
    is_form: bool
    source: str


def load_other_names(path: Path | None = None) -> list[OtherName]:
    """The rows of a table of names, by default the one that ships.

    Raises DocumentError, with the line, for columns, a relation or a chain of names that the table must not have.
    """
    path = path or find_data("ontology/names/substances.tsv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        if rows.fieldnames != COLUMNS:
            raise DocumentError(str(path), f"line 1: the columns are {', '.join(COLUMNS)}, each after a tab")
        return list(_check(path, rows))


def _check(path: Path, rows: csv.DictReader[str]) -> Iterable[OtherName]:
    firsts: set[str] = set()
    others: dict[str, str] = {}
    for row in rows:
        where = f"line {rows.line_num}"
        if None in row or not all(row.values()):
            raise DocumentError(
                str(path), f"{where}: each of {', '.join(COLUMNS)} needs a value, and no more than these"
            )
        if row["relation"] not in _RELATIONS:
            raise DocumentError(
                str(path), f"{where}: the relation is {' or '.join(_RELATIONS)}, not {row['relation']!r}"
            )
        name, other = parse_name(row["name"]), parse_name(row["other"])
        first, second = fold_spelling(name), fold_spelling(other)
        if second in others or second in firsts or first in others:
            raise DocumentError(
                str(path), f"{where}: {row['other']!r} is told of twice; give every other name its one name"
            )
        firsts.add(first)
        others[second] = first
        yield OtherName(name, other, row["relation"] == "saltOf", row["source"])


class Names:
    """What the table says of a name: the one name that stands for it, its other names, and the rows that say so."""

    def __init__(self, rows: Iterable[OtherName]) -> None:
        self._names: dict[str, OtherName] = {}
        self._others: dict[str, list[OtherName]] = {}
        self.forms: list[OtherName] = []
        for row in rows:
            if row.is_form:
                self.forms.append(row)
            else:
                self._names[fold_spelling(row.other)] = row
                self._others.setdefault(fold_spelling(row.name), []).append(row)

    def rename(self, name: SubstanceName) -> tuple[SubstanceName, tuple[OtherName, ...]]:
        """A name with the one name of its substance for each other name in it, and the rows used.

        The other name of a salt or a mixture is that of its base or its ingredients: albuterol sulfate.
        """
        if name.parts:
            renamed = [self.rename(part) for part in name.parts]
            rows = tuple(row for _, used in renamed for row in used)
            return name.with_parts([part for part, _ in renamed]) if rows else name, rows
        if row := self._names.get(fold_spelling(name)):
            return row.name, (row,)
        row = self._names.get(fold_spelling(name.root()))
        if row is None or row.name.salt or row.name.formulation:
            return name, ()
        return name.with_base(row.name.base), (row,)

    def others(self, name: SubstanceName) -> list[OtherName]:
        """The rows on the substance of a name itself: with the names that it also has."""
        one, _ = self.rename(name)
        return self._others.get(fold_spelling(one), [])
