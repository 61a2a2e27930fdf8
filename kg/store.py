"""The embedded store: N-Quads in, an Oxigraph store on disk out, opened for reading only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import RdfFormat, Store

from kg.errors import EnvironmentFault, KGError, UsageError

SIZES = "sizes.json"
"""Inside a store's folder: the sizes of the files that hold the quads, as they were built."""

# bulk_load holds what it is given: 1.7 GiB for a file of 5.6 M quads at once, 0.2 GiB in pieces, and no slower
PIECE_LINES = 100_000
PIECE_BYTES = 64 * 2**20


def build_store(folder: Path, *files: Path) -> None:
    """Load N-Quads files into a new store on disk, or more of them into one, in pieces of bounded memory.

    No release may be read from `folder` meanwhile: the caller builds beside the old one and swaps when all is done.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(str(folder))
        for nquads in files:
            _load(store, nquads)
        store.flush()
        del store  # closes it: from here on its files stay as they are
        (folder / SIZES).write_text(json.dumps(_sizes(folder), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    except (OSError, RuntimeError) as error:
        raise EnvironmentFault(f"{folder}: the store cannot be built: {_one_line(error)}") from error


def open_store(build: Path) -> Store:
    """The graph that `kg build --out BUILD` wrote, for reading: its `store/`, or where that is not, its `graph.nq`."""
    folder, nquads = build / "store", build / "graph.nq"
    try:
        if folder.is_dir():
            _check(folder)
            return Store.read_only(str(folder))
        if not nquads.is_file():
            raise UsageError(f"{build}: no graph here; build one with: kg build PATH --out {build}")
        store = Store()
        _load(store, nquads)
        return store
    except (OSError, RuntimeError, ValueError) as error:  # a corrupt file is a RuntimeError of pyoxigraph
        where = folder if folder.is_dir() else nquads
        raise KGError(f"{where}: cannot be opened ({_one_line(error)}); {_way_out(build)}") from error


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.glob("*.sst")}


def _check(folder: Path) -> None:
    """Raise ValueError where a file of the store was lost or cut: reading such a store may take all memory."""
    expected = json.loads((folder / SIZES).read_text(encoding="utf-8"))
    if wrong := sorted({name for name, _ in expected.items() ^ _sizes(folder).items()}):
        raise ValueError(f"{wrong[0]} is not as it was built")


def _load(store: Store, nquads: Path) -> None:
    with nquads.open("rb") as file:
        for first_line, piece in _iter_pieces(file):
            try:
                store.bulk_load(piece, format=RdfFormat.N_QUADS)
            except SyntaxError as error:
                line = first_line + (error.lineno or 1) - 1
                raise KGError(f"{nquads}:{line}: not N-Quads; {_way_out(nquads.parent)}") from error


def _iter_pieces(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The number of its first line, and whole lines: at most PIECE_LINES of them, and about PIECE_BYTES, at a time."""
    first, lines, size = 1, list[bytes](), 0
    for line in file:
        lines.append(line)
        size += len(line)
        if len(lines) >= PIECE_LINES or size >= PIECE_BYTES:
            yield first, b"".join(lines)
            first, lines, size = first + len(lines), [], 0
    if lines:
        yield first, b"".join(lines)


def _way_out(build: Path) -> str:
    return f"build it again: kg build PATH --out {build}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
