"""The ledger as people and programs read it: a table, the worst documents first, and a text with marks beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.coverage import COLUMN_STATES, STATES, Entry, account_for, add_up, iter_again, iter_marked, name_state
from kg.ledger import Unit
from kg.model import Document
from kg.render import align

MARKS = {"read": "+", "skipped": "-", "rejected": "!", "unrecognised": "?", "": " "}
_COLOURS = {"read": "32", "skipped": "2", "rejected": "31", "unrecognised": "1;33", "": "0"}
_REJECTED = "rejected: "
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def render_ledger(entries: Sequence[Entry], limit: int = 0) -> Iterator[str]:
    """Yield the documents, at most `limit` of them (0: all), then the totals by source and the reasons for skipping."""
    totals = add_up(entries)
    states = [state for state in STATES if state != "rejected" or any(entry.states[state] for entry in entries)]
    shown = entries[:limit] if limit else entries
    rows: list[list[object]] = [["document", "units", *states, "recognised"]]
    rows += [[entry.name, *_cells(entry, states)] for entry in shown]
    yield from align(rows, right=range(1, len(rows[0])))
    if len(shown) < len(entries):
        yield f"… and {len(entries) - len(shown):,} documents more; --limit 0 lists all"
    yield ""
    rows = [["source", "documents", "units", *states, "recognised"]]
    rows += [[entry.name, entry.documents, *_cells(entry, states)] for entry in totals]
    yield from align(rows, right=range(1, len(rows[0])))
    yield from _reason_lines(totals[-1].reasons if totals else {})
    yield "(units are sentences, list items, lines, cells and rows; recognised are all but the unrecognised)"
    yield from _column_lines(entries, totals, limit)
    yield from _rejected_lines(entries, limit)


def _reason_lines(reasons: Mapping[str, int]) -> Iterator[str]:
    """Yield why units were skipped, and why rows were rejected, the most frequent reason first."""
    most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    skipped = [f"{count:,} {reason}" for reason, count in most if not reason.startswith(_REJECTED)]
    rejected = [f"{count:,} {reason.removeprefix(_REJECTED)}" for reason, count in most if reason.startswith(_REJECTED)]
    for word, told in (("skipped", skipped), ("rejected", rejected)):
        if told:
            yield f"{word}: {', '.join(told)}"


def _column_lines(entries: Sequence[Entry], totals: Sequence[Entry], limit: int) -> Iterator[str]:
    """Yield how many columns of tables are read, and by table the names of those that are not; of one table, why."""
    tables = [entry for entry in entries if entry.columns]
    if not tables:
        return
    yield ""
    rows: list[list[object]] = [["columns of tables", *COLUMN_STATES]]
    rows += [[e.name, *(e.columns.get(state, 0) for state in COLUMN_STATES)] for e in totals if e.columns]
    yield from align(rows, right=range(1, len(rows[0])))
    if len(tables) == 1:
        yield from _why_columns(tables[0].inputs[0]["columns"])
        return
    unread = [entry for entry in tables if entry.columns["skipped"] or entry.columns["unrecognised"]]
    unread.sort(key=lambda entry: (-entry.columns["unrecognised"], entry.name))
    shown = unread[:limit] if limit else unread
    for entry in shown:
        columns = entry.inputs[0]["columns"]
        told = (f"{state} {', '.join(columns[state])}" for state in ("unrecognised", "skipped") if columns[state])
        yield f"{entry.name}: {'; '.join(told)}"
    if unread:
        more = f"… and {len(unread) - len(shown):,} tables more; --limit 0 lists all; " * (len(shown) < len(unread))
        yield f"({more}kg ledger DOCUMENT tells why a column is not read)"


def _why_columns(columns: Mapping[str, Any]) -> Iterator[str]:
    for state in ("read", "unrecognised"):
        if columns[state]:
            yield f"{state}: {', '.join(columns[state])}"
    yield from (f"skipped: {name} ({reason})" for name, reason in columns["skipped"].items())


def _rejected_lines(entries: Sequence[Entry], limit: int) -> Iterator[str]:
    """Yield the place and the reason of rejected rows, as the build told them."""
    told = [
        f"{entry.name}:{problem['line']}: {problem['severity']}: {problem['what']}"
        for entry in sorted(entries, key=lambda entry: entry.name)
        for problem in (entry.inputs[0].get("problems", ()) if entry.states["rejected"] else ())
        if problem["severity"] != "info"
    ]
    if told:
        yield ""
        yield from told[:limit] if limit else told
        if limit and len(told) > limit:
            yield f"… and {len(told) - limit:,} reasons more; --limit 0 lists all"


def _cells(entry: Entry, states: Sequence[str]) -> list[object]:
    return [entry.units, *(entry.states[state] for state in states), _percent(entry.recognised)]


def _percent(share: float | None) -> str:
    """A share in percent, cut and not rounded, so that 100.0 means all."""
    return "-" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f} %"


def matches(state: str, reason: str, wanted_state: str, wanted_reason: str) -> bool:
    """Whether a unit is of the state and the reason that are asked for; an empty one asks for nothing."""
    return wanted_state in ("", state) and wanted_reason in ("", reason)


def render_text(document: Document, entry: Entry, colour: bool = False) -> Iterator[str]:
    """Yield a document's raw text: line number, mark, the reason for skipping, the words; then what the marks mean."""
    units = account_for(document)
    width = max((len(unit.reason) for unit in units), default=0)
    digits = len(str(len(document.index.starts)))
    yield f"{entry.name}: {describe(entry)}"
    last = 0
    for line, _, text, state, reason in iter_marked(document, units):
        number = str(line).rjust(digits) if line != last else " " * digits
        margin = f"{number} {MARKS[state]} {reason.ljust(width)}  "
        yield _paint(f"{margin}{_visible(text)}".rstrip(), state, colour)
        last = line
    yield "marks: " + ", ".join(f"{MARKS[state]} {state}" for state in STATES if entry.states[state])


def describe(entry: Entry) -> str:
    """The counts of an entry in one line."""
    counts = ", ".join(f"{entry.states[state]:,} {state}" for state in STATES if entry.states[state])
    return f"{entry.units:,} units, {counts}" if counts else "no text"


def render_units(document: Document, state: str, reason: str, colour: bool = False) -> Iterator[str]:
    """Yield one line for each unit of a state or reason: file, line and column, mark, reason, and the raw words."""
    for unit, line, column in _places(document, state, reason):
        words = _visible(" ".join(document.text[unit.start : unit.end].split()))
        said = f" {unit.reason}:" if unit.reason else ""
        yield _paint(
            f"{document.path}:{line}:{column}: {MARKS[name_state(unit)]}{said} {words}", name_state(unit), colour
        )


def _places(document: Document, state: str, reason: str) -> Iterator[tuple[Unit, int, int]]:
    for unit in account_for(document):
        if matches(name_state(unit), unit.reason, state, reason):
            line = document.index.line_of(unit.start)
            yield unit, line, unit.start - document.index.starts[line - 1] + 1


def _paint(text: str, state: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[state]}m{text}\x1b[0m" if colour and text else text


def _visible(text: str) -> str:
    """The text without signs that would do something to a terminal."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text.expandtabs(4).removeprefix("\ufeff"))


def ledger_json(entries: Sequence[Entry], shown: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> str:
    """The same as JSON: documents and totals by source, and by document its units where they are asked for."""
    documents = [{"document": entry.name, "source": entry.source, **_counts(entry)} for entry in entries]
    for item, entry in zip(documents, entries, strict=True):
        if entry.columns:
            item["columns"] = entry.inputs[0]["columns"]
        if shown is not None:
            item["stretches"] = shown[str(item["document"])]
    totals = {entry.name: {"documents": entry.documents, **_counts(entry)} for entry in add_up(entries)}
    return json.dumps({"documents": documents, "sources": totals}, ensure_ascii=False, indent=1)


def _counts(entry: Entry) -> dict[str, object]:
    share = entry.recognised
    counts: dict[str, object] = {"units": entry.units, **entry.states, "reasons": dict(entry.reasons)}
    if entry.columns:
        counts["columns"] = dict(entry.columns)
    return {**counts, "recognised": None if share is None else round(share, 6)}


def list_units(document: Document, state: str, reason: str) -> list[dict[str, Any]]:
    """The units of a document for a program: characters from 0, line and column from 1, state, reason, raw text."""
    return [
        {
            "start": unit.start,
            "end": unit.end,
            "line": line,
            "column": column,
            "state": name_state(unit),
            "reason": unit.reason,
            "text": document.text[unit.start : unit.end],
        }
        for unit, line, column in _places(document, state, reason)
    ]


def show(
    entries: Sequence[Entry],
    sources: Sequence[str],
    state: str,
    reason: str,
    *,
    form: str = "table",
    colour: bool = False,
) -> Iterator[str]:
    """Yield the texts of some documents, read again: whole with marks, or the units of a state or reason, or JSON."""
    documents = iter_again(entries, sources)
    if form == "json":
        yield ledger_json(entries, {entry.name: list_units(found, state, reason) for entry, found in documents})
        return
    for number, (entry, document) in enumerate(documents):
        if state or reason:
            yield from render_units(document, state, reason, colour)
        else:
            yield from ("",) if number else ()
            yield from render_text(document, entry, colour)
