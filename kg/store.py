"""The embedded store: N-Quads in, an Oxigraph store on disk out, opened for reading only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Self

from pyoxigraph import RdfFormat, Store

from kg.errors import EnvironmentFault, KGError, UsageError

SIZES = "sizes.json"
"""Inside a store's folder: the sizes of the files that hold the quads, as they were built."""

# bulk_load holds about 2 kB a quad of what it is given: 1.7 GiB for a file of 5.6 M quads at once; pieces are no slower
PIECE_BYTES = 16 * 2**20


def build_store(folder: Path, *files: Path) -> None:
    """Load N-Quads files into a new store on disk, or more of them into one, in pieces of bounded memory.

    No release may be read from `folder` meanwhile: the caller builds beside the old one and swaps when all is done.
    """
    with Loader(folder) as loader:
        loader.add(*files)
        loader.finish()


class Loader:
    """Loads N-Quads files into a store on disk while the caller does something else: Oxigraph works beside Python.

    Files are loaded in the order in which they were added, and have to stay as they are until `finish`, which waits
    for them all, closes the store and raises EnvironmentFault where it could not be written; it can be opened for
    reading from then on until more is added. As a context manager it leaves nothing running behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "store")
        self._pending: list[Future[None]] = []
        self._store: Store | None = None
        self._piece: list[_Chunk] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def add(self, *files: Path) -> None:
        """Load these files next; comes back at once."""
        self._pending += [self._thread.submit(self._load, file) for file in files]

    def finish(self) -> None:
        """Wait until all that was added is in the store."""
        pending, self._pending = [*self._pending, self._thread.submit(self._close)], []
        try:
            for future in pending:
                future.result()
        except (OSError, RuntimeError) as error:
            raise EnvironmentFault(f"{self._folder}: the store cannot be built: {_one_line(error)}") from error

    def _load(self, file: Path) -> None:
        if self._store is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._store = Store(str(self._folder))
        for chunk in _iter_chunks(file):
            self._piece.append(chunk)
            if sum(chunk.size for chunk in self._piece) >= PIECE_BYTES:
                self._load_piece(self._store)

    def _load_piece(self, store: Store) -> None:
        piece, self._piece = self._piece, []
        _load(store, piece, own=True)

    def _close(self) -> None:
        if self._store is not None:
            self._load_piece(self._store)
            self._store.flush()
            self._store = None  # closes it: from here on its files stay as they are
            sizes = json.dumps(_sizes(self._folder), indent=1, sort_keys=True)
            (self._folder / SIZES).write_text(sizes + "\n", encoding="utf-8")


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
        for chunk in _iter_chunks(nquads):
            _load(store, [chunk])
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


class _Chunk(NamedTuple):
    """Lines of a file, of which the first has that number."""

    file: Path
    first: int
    lines: list[bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.lines))


def _iter_chunks(file: Path) -> Iterator[_Chunk]:
    first = 1
    with file.open("rb") as stream:
        while lines := stream.readlines(PIECE_BYTES):
            if not lines[-1].endswith(b"\n"):
                lines[-1] += b"\n"  # so that the next file begins on a line of its own
            yield _Chunk(file, first, lines)
            first += len(lines)


def _load(store: Store, piece: Sequence[_Chunk], *, own: bool = False) -> None:
    """Load chunks as one piece: a hundred small files, each by itself, take long. KGError for a line that is none.

    The IRIs of the build's `own` lines were checked when they were written; once more takes a seventh of the time.
    """
    lines = [line for chunk in piece for line in chunk.lines]
    try:
        store.bulk_load(b"".join(lines), format=RdfFormat.N_QUADS, lenient=own)
    except SyntaxError as error:
        index = (error.lineno or 1) - 1
        places = [
            (chunk.file, number) for chunk in piece for number in range(chunk.first, chunk.first + len(chunk.lines))
        ]
        file, line = places[index]
        raise KGError(f"{file}:{line}: not N-Quads; {_way_out(file.parent)}") from error


def _way_out(build: Path) -> str:
    return f"build it again: kg build PATH --out {build}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
