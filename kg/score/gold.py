"""Gold: what a reader found in a document, one JSON object a line; the format is told in docs/gold.md.

Pages in the layout of the NCI and of MedPath have fields of their own, but one format: a line may have any of them. A
field that is left out was not annotated and is not scored; [] or null says that the page has none.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import DocumentError, UsageError

Facts = dict[str, Any]
Shape = str | list[Any] | dict[str, Any]

# "!" after a field's name: must be there; "?" after a type: may be null; {"*": …}: any keys
_MARKER = {"name!": "text", "status!": "text"}
_INDICATION = {
    "condition!": "text",
    "alts": ["text"],
    "nci_terms": ["text"],
    "use": "text",
    "populations": ["text"],
    "min_age": "text?",
    "biomarkers": [_MARKER],
    "partners": ["text"],
    "accelerated": "flag",
}
_CELLS = ("product", "holder", "number", "form", "route", "strength", "status", "date")
FIELDS: dict[str, Shape] = {
    "document!": "text",
    "drug": "text",
    "kind": "text",
    "brands": ["text"],
    "identifiers": {"*": ["text"]},
    "targets": [{"name!": "text", "alts": ["text"]}],
    "fda_status": "text?",
    "classes": ["text"],
    "indications": [_INDICATION],
    "rems": "text?",
    "components": ["text"],
    "approved_for": [{"group!": "text", "name!": "text", "href!": "text"}],
    "drug_type": "text?",
    "maker": "text?",
    "conditions": ["text"],
    "indicated_for": [{"condition!": "text", "alts": ["text"]}],
    "approval_events": [{"regulator!": "text", "kind!": "text", "date": "text?", "condition": "text?"}],
    "authorisations": [{"regulator!": "text", **dict.fromkeys(_CELLS, "text?")}],
    "none_found": ["text"],
    "told": {"*": ["text"]},
    "trials": [dict.fromkeys(("posted", "phase", "status", "sponsor", "title", "study_id"), "text?")],
}
_TYPES: dict[str, tuple[type, str]] = {"text": (str, "a text"), "flag": (bool, "true or false")}


class Gold(NamedTuple):
    """What a reader found in one document, and the line of the gold file that says so."""

    line: int
    document: str
    facts: Facts


def read_gold(path: Path) -> list[Gold]:
    """Every line of a gold file; a UsageError where there is no file, a DocumentError with the line that is no gold."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DocumentError(str(path), f"not UTF-8 at byte {error.start}") from None
    found = [_parse(path, number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not found:
        raise DocumentError(str(path), "holds no gold: write one JSON object a line")
    lines: dict[str, int] = {}
    for item in found:
        if (first := lines.setdefault(item.document, item.line)) != item.line:
            raise DocumentError(str(path), f"{item.document!r} stands on line {first} already", item.line)
    return found


def _parse(path: Path, number: int, line: str) -> Gold:
    try:
        facts = json.loads(line, object_pairs_hook=_once)
        _check(facts, FIELDS, "")
    except json.JSONDecodeError as error:
        raise DocumentError(str(path), f"not JSON at column {error.colno}: {error.msg}", number) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(str(path), str(error), number) from None
    return Gold(number, facts["document"], facts)


def _once(pairs: list[tuple[str, Any]]) -> Facts:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the field {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _check(value: object, shape: Shape, where: str) -> None:
    """Raise ValueError where a value is not of a shape, with the way to it: indications[2].use."""
    if isinstance(shape, list):
        for number, item in enumerate(_require(value, list, "a list", where), 1):
            _check(item, shape[0], f"{where}[{number}]")
    elif isinstance(shape, dict):
        _check_fields(_require(value, dict, "an object", where), shape, where)
    elif not (shape.endswith("?") and value is None):
        _require(value, *_TYPES[shape.rstrip("?")], where, " or null" * shape.endswith("?"))


def _require(value: object, kind: type, what: str, where: str, more: str = "") -> Any:
    if isinstance(value, kind):
        return value
    shown = json.dumps(value, ensure_ascii=False)
    raise ValueError(
        f"{where or 'the line'} must be {what}{more}, not {shown if len(shown) < 40 else shown[:40] + '…'}"
    )


def _check_fields(value: Mapping[str, object], shape: Mapping[str, Shape], where: str) -> None:
    dot = f"{where}." if where else ""
    if "*" in shape:
        for name, item in value.items():
            _check(item, shape["*"], f"{dot}{name}")
        return
    known = {name.rstrip("!"): item for name, item in shape.items()}
    for name, item in value.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
            raise ValueError(f"unknown field {dot + name!r}; {hint}")
        _check(item, known[name], f"{dot}{name}")
    for name in shape:
        if name.endswith("!") and name.rstrip("!") not in value:
            raise ValueError(f"the field {dot + name.rstrip('!')!r} is missing")
