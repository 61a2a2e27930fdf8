"""Paths to documents: files, folders (recursively) and standard input, decoded once, named by the hash of their bytes.

What cannot become a document is not lost: it comes back as a `NotRead` with the reason.
"""

from __future__ import annotations

import codecs
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from kg.model import Document

HEAD = 65_536
"""How many bytes of a file a mapper sees when it is asked whether it reads it."""

MAX_LINE = 4 * 2**20
"""The longest line of prose, in bytes, that is read; a longer one is a file without line ends, not a page."""

_COMPANIONS = {"readme.md": "a README", "source.toml": "a source card", "expected.trig": "an expected graph"}

Recognise = Callable[[str, bytes], str | None]
Encoding = Callable[[str], str]


class NotRead(NamedTuple):
    """A path that gave no document: `unknown` and `skipped` are counted, `error` is the input's fault (exit code 1)."""

    path: str
    outcome: Literal["unknown", "skipped", "error"]
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file at hand: its relative path, headed by the last name of the PATH it was found under, and where it lies."""

    path: str
    file: Path | None

    def open_bytes(self, size: int = -1) -> bytes:
        """Its first `size` bytes, or all of them."""
        if self.file is None:
            return sys.stdin.buffer.read(size)
        with self.file.open("rb") as stream:
            return stream.read(size)


def iter_files(paths: Iterable[str]) -> Iterator[Found | NotRead]:
    """Yield every file under the PATHs, sorted by relative path; links that loop and missing paths as `NotRead`."""
    found: dict[tuple[str, str], Found | NotRead] = {}
    for given in paths:
        for item in _walk(given):
            place = str(item.file.resolve()) if isinstance(item, Found) and item.file else ""
            found[item.path, place] = item
    yield from (found[key] for key in sorted(found))


def find_documents(inputs: Iterable[Mapping[str, object]], sources: Sequence[str]) -> dict[str, bytes | None]:
    """The bytes of each input by hash: at its path under the sources, else wherever those bytes lie now."""
    wanted = {str(item["sha256"]): _paths(item) for item in inputs}
    files = [item for item in iter_files(sources) if isinstance(item, Found) and item.file is not None]
    by_path = {item.path: item for item in files}
    found: dict[str, bytes | None] = dict.fromkeys(wanted)
    for sha256, paths in wanted.items():
        at_hand = [by_path[path].open_bytes() for path in paths if path in by_path]
        same = [data for data in at_hand if hashlib.sha256(data).hexdigest() == sha256]
        found[sha256] = same[0] if same else (at_hand[0] if at_hand else None)
    missing = {sha256 for sha256, data in found.items() if data is None}
    for item in files if missing else ():
        data = item.open_bytes()
        if (sha256 := hashlib.sha256(data).hexdigest()) in missing:
            found[sha256] = data
    return found


def _paths(item: Mapping[str, object]) -> list[str]:
    paths = item["paths"]
    return [str(path) for path in paths] if isinstance(paths, list) else []


def _walk(given: str) -> Iterator[Found | NotRead]:
    if given == "-":
        yield Found("-", None)
        return
    root = Path(given)
    try:
        head = _shown(root.resolve().name) or "root"
        if root.is_dir():
            yield from _walk_folder(root, head, frozenset())
        elif root.is_file():
            yield Found(head, root)
        elif root.exists():
            yield NotRead(head, "skipped", "neither a file nor a folder")
        else:
            yield NotRead(
                _shown(given), "error", "no such file or folder; give a path that exists, or - for standard input"
            )
    except (OSError, RuntimeError) as error:
        yield NotRead(_shown(given), "error", _reason(error))


def _walk_folder(folder: Path, relative: str, above: frozenset[tuple[int, int]]) -> Iterator[Found | NotRead]:
    status = folder.stat()
    if (status.st_dev, status.st_ino) in above:
        yield NotRead(relative, "skipped", "a link back to a folder above it (a loop); nothing new is behind it")
        return
    try:
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        yield NotRead(relative, "error", _reason(error))
        return
    for name in entries:
        path, place = f"{relative}/{_shown(name)}", folder / name
        if name.startswith("."):
            yield NotRead(path, "skipped", "a hidden file")
        elif not place.exists():
            yield NotRead(path, "error", "a link that leads nowhere or in a circle; remove or repair it")
        elif (place / "manifest.json").is_file() and (place / "graph.nq").is_file():
            yield NotRead(path, "skipped", "a release that kg build wrote")
        elif place.is_dir():
            yield from _walk_folder(place, path, above | {(status.st_dev, status.st_ino)})
        elif not place.is_file():
            yield NotRead(path, "skipped", "neither a file nor a folder")
        else:
            yield Found(path, place)


def _shown(name: str) -> str:
    """A file's name as text; bytes that are not UTF-8 are shown as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "may not be read; change its permissions or leave it out"
    return f"cannot be read: {error.strerror if isinstance(error, OSError) and error.strerror else error}"


def read_document(found: Found, recognise: Recognise, encoding: Encoding) -> Document | NotRead:
    """The document in a file, or why there is none.

    `recognise(path, head)` names the source whose mapper reads it, or None; `encoding(source)` is what that source's
    card declares. Bytes that the encoding does not allow are an error that names the first of them.
    """
    companion = _COMPANIONS.get(found.path.rsplit("/", 1)[-1].casefold())
    if companion:
        return NotRead(found.path, "skipped", companion)
    try:
        head = found.open_bytes(HEAD) if found.file else (data := found.open_bytes())[:HEAD]
        if not head:
            return NotRead(found.path, "unknown", "empty; if it should hold a page, fetch it again")
        source = recognise(found.path, head)
        if source is None:
            return _unknown(found.path, head)
        if found.file:
            data = found.open_bytes()
    except OSError as error:
        return NotRead(found.path, "error", _reason(error))
    return _decode(found.path, data, source, encoding(source))


def _unknown(path: str, head: bytes) -> NotRead:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return NotRead(path, "error", "byte 0: UTF-16, not utf-8; convert the file, or declare its encoding in a card")
    if b"\0" in head:
        what = "binary, and no mapper recognises it; leave it out, or name its source with --source"
        return NotRead(path, "unknown", what)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character cut at the end of the head is no fault
    except UnicodeDecodeError as error:
        return NotRead(path, "error", _undecodable(head, error))
    what = "no mapper recognises it; name its source with --source, or add a source (sources/README.md)"
    return NotRead(path, "unknown", what)


def _undecodable(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start:,} (0x{data[error.start]:02X}, line {line}) is not {error.encoding}"
    return f"{where}; convert the file, or declare its encoding in a card"


def _decode(path: str, data: bytes, source: str, encoding: str) -> Document | NotRead:
    start, long_line = 0, 0
    while len(data) - start > MAX_LINE and not long_line:
        end = data.rfind(b"\n", start, start + MAX_LINE)
        long_line = data.count(b"\n", 0, start) + 1 if end < 0 else 0
        start = end + 1
    if long_line:
        reason = f"line {long_line} is longer than {MAX_LINE:,} bytes, no page of text; restore its line ends"
        return NotRead(path, "error", reason)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return NotRead(path, "error", _undecodable(data, error))
    return Document((path,), hashlib.sha256(data).hexdigest(), len(data), source, encoding, text)
