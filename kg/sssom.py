"""A user's own mappings: a small SSSOM table (https://mapping-commons.github.io/sssom/) that adds or forbids links."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import DocumentError, UsageError
from kg.model import Iri
from kg.prefixes import PREFIXES, expand
from kg.vocabulary import KG, SKOS

PREDICATES: tuple[Iri, ...] = (
    SKOS.exactMatch,
    KG.brandOf,
    KG.codeNameOf,
    KG.formulationOf,
    KG.nameOf,
    KG.saltOf,
    KG.suffixedFormOf,
)
"""The links that a user may add or forbid."""

_NEEDED = ("subject_id", "predicate_id", "object_id")
_CURIE_MAP = re.compile(r"#\s+(\w[\w.-]*)\s*:\s*[\"']?(\S+?)[\"']?\s*")
_ABSOLUTE = re.compile(r"<?([a-z][a-z0-9+.-]*://[^<>\"{}|\\^`\s]+)>?", re.IGNORECASE)


class OwnMapping(NamedTuple):
    """One row: a link that holds, or with `negated` one that must not, the user's reason, and where it stands."""

    subject: Iri
    predicate: Iri
    object: Iri
    negated: bool
    justification: Iri
    reason: str
    place: str


def read_mappings(path: Path) -> list[OwnMapping]:
    """The rows of an SSSOM table; a DocumentError with file and line for the first thing wrong with it."""
    try:
        lines = [line.rstrip("\r") for line in path.read_bytes().decode("utf-8-sig").split("\n")]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DocumentError(str(path), f"not UTF-8 at byte {error.start}") from None
    prefixes = dict(PREFIXES)
    for line in lines:
        if match := _CURIE_MAP.fullmatch(line):
            prefixes.setdefault(match[1], match[2])
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    return list(_iter_mappings(path, rows, prefixes))


def _iter_mappings(path: Path, rows: list[tuple[int, str]], prefixes: Mapping[str, str]) -> Iterator[OwnMapping]:
    if not rows:
        raise DocumentError(str(path), f"no rows; an SSSOM table begins with the columns {', '.join(_NEEDED)}")
    first, header = rows[0][0], _cells(rows[0][1])
    if missing := [name for name in _NEEDED if name not in header]:
        raise DocumentError(str(path), f"no column {missing[0]}; the columns are separated by tabs", first)
    seen: dict[tuple[str, str, str], tuple[bool, int]] = {}
    for number, line in rows[1:]:
        cells = _cells(line)
        if len(cells) != len(header):
            raise DocumentError(str(path), f"{len(cells)} cells in a table of {len(header)} columns", number)
        row = _Row(path, number, dict(zip(header, cells, strict=True)), prefixes).mapping()
        said = seen.setdefault((row.subject, row.predicate, row.object), (row.negated, number))
        if said[0] != row.negated:
            raise DocumentError(str(path), f"forbids what line {said[1]} says, or the other way round", number)
        yield row


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter="\t"))]


class _Row(NamedTuple):
    path: Path
    line: int
    cells: dict[str, str]
    prefixes: Mapping[str, str]

    def mapping(self) -> OwnMapping:
        """The row as a mapping; a DocumentError with its line where it is none."""
        predicate = self._iri("predicate_id")
        if predicate not in PREDICATES:
            known = ", ".join(f"kg:{item.rpartition('#')[2]}" for item in PREDICATES[1:])
            raise self._fault(f"predicate {self.cells['predicate_id']!r} is none of skos:exactMatch, {known}")
        modifier = self.cells.get("predicate_modifier", "")
        if modifier not in ("", "Not"):
            raise self._fault(f"predicate_modifier {modifier!r} is neither empty nor Not")
        subject, obj = self._iri("subject_id"), self._iri("object_id")
        if subject == obj:
            raise self._fault("subject and object are the same node")
        justified = self.cells.get("mapping_justification") or "semapv:ManualMappingCuration"
        why = self.cells.get("comment") or (
            "a user's own mapping" if not modifier else "a user's own mapping forbids it"
        )
        place = f"{self.path.name}:{self.line}"
        return OwnMapping(subject, predicate, obj, bool(modifier), self._expand(justified), why, place)

    def _iri(self, column: str) -> Iri:
        if not self.cells[column]:
            raise self._fault(f"{column} is empty")
        return self._expand(self.cells[column])

    def _expand(self, curie: str) -> Iri:
        prefix, colon, local = curie.partition(":")
        if match := _ABSOLUTE.fullmatch(curie):
            return Iri(match[1])
        if colon and local and prefix in self.prefixes:
            return Iri(self.prefixes[prefix] + local if prefix not in PREFIXES else expand(curie))
        raise self._fault(f"{curie!r} is no CURIE with a known prefix, and no IRI")

    def _fault(self, what: str) -> DocumentError:
        return DocumentError(str(self.path), what, self.line)


__all__ = ["PREDICATES", "OwnMapping", "read_mappings"]
