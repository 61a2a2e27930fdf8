"""Export a release: one writer a format, streamed and sorted, the same bytes for the same content."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kg.errors import UsageError
from kg.export import graphml, kgx, rdf, sssom, tables
from kg.export.place import is_stream, publish, publish_folder, workroom, write_stream
from kg.export.selection import Selection

Writer = Callable[[Selection, Path], Iterator[str]]


class Format(NamedTuple):
    """A format: the suffixes that tell it, and its writer; None where it is more than one file.

    A writer yields the text of a selection and may use a folder for what it sorts.
    """

    suffixes: tuple[str, ...]
    writer: Writer | None


FORMATS: dict[str, Format] = {
    "csv": Format((".csv",), tables.iter_statements),
    "graphml": Format((".graphml",), graphml.iter_graphml),
    "jsonld": Format((".jsonld",), rdf.iter_jsonld),
    "kgx": Format((), None),
    "nq": Format((".nq",), rdf.iter_nquads),
    "nt": Format((".nt",), rdf.iter_ntriples),
    "rdf": Format((".rdf", ".owl"), rdf.iter_rdfxml),
    "sssom": Format((".sssom.tsv",), sssom.iter_sssom),
    "trig": Format((".trig",), rdf.iter_trig_document),
    "ttl": Format((".ttl",), rdf.iter_turtle_document),
}
"""What can be written; `csv` into a folder is one table a class beside the statements."""


def choose_format(target: str, form: str | None = None) -> str:
    """The format asked for, else the one that the target's suffix tells; a UsageError that lists what there is."""
    if form is not None:
        if form not in FORMATS:
            raise UsageError(f"no format {form!r}; choose from {', '.join(FORMATS)}")
        return form
    found = [name for name, item in FORMATS.items() if target.casefold().endswith(item.suffixes)]
    if not found:
        raise UsageError(f"{target}: its name tells no format; give --format, one of {', '.join(FORMATS)}")
    return found[0]


def export(selection: Selection, target: str, form: str | None = None, *, stdout: BinaryIO | None = None) -> list[Path]:
    """Write a selection to a file, `-`, a folder (csv: one table a class) or a prefix (kgx); the files written.

    All is written beside its place and moved there when it is finished, so that nothing half-written stays; a pipe is
    written as it comes. Raises UsageError for an unknown format, EnvironmentFault where the place cannot be written.
    """
    form = choose_format(target, form)
    writer = FORMATS[form].writer
    if writer is None and is_stream(target):
        raise UsageError(
            f"{form} is two tables; give a prefix: --to PREFIX writes PREFIX_nodes.tsv and PREFIX_edges.tsv"
        )
    with workroom(target) as room:
        if writer is None:
            return _export_kgx(selection, target, room)
        if is_stream(target):
            write_stream(writer(selection, room), target, stdout or sys.stdout.buffer)
            return []
        if form == "csv" and _is_folder(target):
            return _export_tables(selection, Path(target), room)
        file = room / "file"
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(writer(selection, room))
        return publish({Path(target): file})


def _is_folder(target: str) -> bool:
    """Whether a target for tables is a folder: it is one, is written like one, or has no suffix."""
    return Path(target).is_dir() or target.endswith("/") or not Path(target).suffix


def _export_tables(selection: Selection, folder: Path, room: Path) -> list[Path]:
    staged = room / "tables"
    staged.mkdir()
    tables.write_tables(selection, room, staged)
    return publish_folder(staged, folder, room / "old")


def _export_kgx(selection: Selection, prefix: str, room: Path) -> list[Path]:
    nodes, edges = room / "nodes", room / "edges"
    kgx.write_kgx(selection, room, nodes, edges)
    return publish({Path(f"{prefix}_nodes.tsv"): nodes, Path(f"{prefix}_edges.tsv"): edges})


__all__ = ["FORMATS", "Format", "Selection", "choose_format", "export"]
