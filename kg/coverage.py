"""What became of the text of each document of a release, as its manifest counts it, and of each unit in its place.

A unit (`kg.ledger`) is *read* where a statement rests on it, *skipped* for a reason of a closed list, *rejected* where
a row of a table is at fault, or *unrecognised*. The four add up to the units. A table is accounted for by its columns
too: read, skipped with a reason, or unrecognised.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import KGError, UsageError
from kg.ledger import Unit, iter_units
from kg.mappers import MAPPERS
from kg.model import Document
from kg.read import find_documents

STATES = ("read", "skipped", "rejected", "unrecognised")
"""What can become of a unit, in the order in which it is shown."""

COLUMN_STATES = ("read", "skipped", "unrecognised")
"""What can become of a table's column, in the order in which it is shown."""

BATCH = 200
"""How many documents are in memory at a time when they are read again."""


class Entry(NamedTuple):
    """The units of one document, or of all documents of a source, by state, and the skipped ones by reason.

    `columns` are those of tables by state, none where there is no table.
    """

    name: str
    source: str
    documents: int
    states: Mapping[str, int]
    reasons: Mapping[str, int]
    inputs: tuple[Mapping[str, Any], ...] = ()
    columns: Mapping[str, int] = {}

    @property
    def units(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def recognised(self) -> float | None:
        """The share of units that are not unrecognised, from 0 to 1; None where there are none."""
        return 1 - self.states["unrecognised"] / self.units if self.units else None


class Marked(NamedTuple):
    """A stretch of one line of a document: line and column (from 1), its raw text, what became of it ("" of blanks)."""

    line: int
    column: int
    text: str
    state: str
    reason: str


def read_ledger(manifest: Mapping[str, Any]) -> list[Entry]:
    """One entry a document of a release, the one with the largest unrecognised share first."""
    entries = [_read_entry(item) for item in manifest["inputs"]]
    return sorted(entries, key=_worst_first)


def _worst_first(entry: Entry) -> tuple[float, int, str]:
    share = 1.0 if entry.recognised is None else entry.recognised
    return share, -entry.states["unrecognised"], entry.name


def _read_entry(item: Mapping[str, Any]) -> Entry:
    text = item.get("text", {})
    counts = {state: int(text.get("evidence" if state == "read" else state, 0)) for state in STATES}
    columns = {state: len(names) for state, names in item.get("columns", {}).items()}
    return Entry(str(item["paths"][0]), str(item["source"]), 1, counts, dict(text.get("reasons", {})), (item,), columns)


def add_up(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a source, by name, and where there are several, `all`."""
    by_source: dict[str, list[Entry]] = {}
    listed = list(entries)
    for entry in listed:
        by_source.setdefault(entry.source, []).append(entry)
    totals = [_total(source, by_source[source]) for source in sorted(by_source)]
    return [*totals, _total("all", listed)] if len(totals) != 1 else totals


def _total(name: str, entries: Sequence[Entry]) -> Entry:
    states: Counter[str] = Counter(dict.fromkeys(STATES, 0))
    reasons: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for entry in entries:
        states.update(entry.states)
        reasons.update(entry.reasons)
        columns.update(entry.columns)
    documents = sum(entry.documents for entry in entries)
    return Entry(name, name, documents, dict(states), dict(sorted(reasons.items())), (), dict(columns))


def find_entries(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The documents that a path, its end, its file's name without suffix, or the first signs of a hash mean.

    Where none is called so, those whose file's name holds the words. Raises UsageError where there is none.
    """
    ranks: dict[int, list[Entry]] = {}
    for entry in entries:
        if (rank := _rank(entry.inputs[0], name.casefold())) is not None:
            ranks.setdefault(rank, []).append(entry)
    if ranks:
        return ranks[min(ranks)]
    stems = {_stem(str(path)): str(path) for entry in entries for path in entry.inputs[0]["paths"]}
    close = [stems[stem] for stem in difflib.get_close_matches(name.casefold(), sorted(stems), n=3)]
    hint = f"; did you mean {', '.join(close)}?" if close else "; kg ledger without a name lists them"
    raise UsageError(f"no document is called {name!r} in this release{hint}")


def _rank(item: Mapping[str, Any], name: str) -> int | None:
    """How well a name, case folded, fits a document: 0 its path, 1 its file, 2 a part of its file's name, else None."""
    paths = [str(path).casefold() for path in item["paths"]]
    if any(path == name or path.endswith(f"/{name}") for path in paths):
        return 0
    if name in map(_stem, paths) or (len(name) >= 8 and str(item["sha256"]).startswith(name)):
        return 1
    return 2 if any(name in path.rpartition("/")[2] for path in paths) else None


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0].casefold()


def iter_again(entries: Sequence[Entry], sources: Sequence[str]) -> Iterator[tuple[Entry, Document]]:
    """Yield each entry with its document, read again where the build found it or under `sources`.

    Raises KGError at one that is gone or has changed since, or is a table, whose rows its mapper accounts for.
    """
    for at in range(0, len(entries), BATCH):
        batch = entries[at : at + BATCH]
        found = find_documents((item for entry in batch for item in entry.inputs), sources)
        yield from ((entry, _restore(entry, found)) for entry in batch)


def _restore(entry: Entry, found: Mapping[str, bytes | None]) -> Document:
    (item,) = entry.inputs
    data = found[item["sha256"]]
    if entry.source not in MAPPERS:
        raise KGError(f"{entry.name}: a table, not a text that could be marked; its rows are counted, see kg ledger")
    if data is None:
        raise KGError(f"{entry.name}: not found under the sources; say where with --sources DIR")
    if hashlib.sha256(data).hexdigest() != item["sha256"]:
        raise KGError(f"{entry.name}: has changed since the build; build again")
    text = data.decode(item["encoding"])
    return Document(tuple(item["paths"]), item["sha256"], item["bytes"], entry.source, item["encoding"], text)


def account_for(document: Document) -> list[Unit]:
    """Every unit of a document with what became of it, in order, as the build counted them."""
    mapper = MAPPERS[document.source]
    return list(iter_units(document, mapper.findings(document), mapper.layout))


def narrow(entries: Sequence[Entry], state: str, reason: str) -> list[Entry]:
    """The documents that have units of a state or reason, those with most of them first.

    Raises UsageError for a reason that nothing in the release is skipped for.
    """
    known = {known for entry in entries for known in entry.reasons}
    if reason and reason not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise UsageError(f"nothing is skipped for the reason {reason!r} here; reasons: {listed}")
    counted = [(entry.reasons.get(reason, 0) if reason else entry.states[state], entry) for entry in entries]
    return [entry for count, entry in sorted(counted, key=lambda item: (-item[0], item[1].name)) if count]


def name_state(unit: Unit) -> str:
    """The state of a unit by its name in STATES."""
    return "read" if unit.state == "evidence" else unit.state


def iter_marked(document: Document, units: Sequence[Unit]) -> Iterator[Marked]:
    """Yield the whole text in stretches: each line, cut where another unit begins; a blank line has no state."""
    at = 0
    for number, lo, hi in document.index.lines():
        while at < len(units) and units[at].end <= lo:
            at += 1
        past = at
        while past < len(units) and units[past].start < hi:
            past += 1
        on_line = units[at:past]
        starts = [lo, *(max(unit.start, lo) for unit in on_line[1:]), hi]
        for unit, start, end in zip(on_line, starts, starts[1:], strict=False):
            yield Marked(number, start - lo + 1, document.text[start:end].rstrip(), name_state(unit), unit.reason)
        if not on_line:
            yield Marked(number, 1, document.text[lo:hi], "", "")
