"""Paths to documents: files, folders (recursively), members of archives, worksheets, standard input.

A document is decoded once and named by the hash of its bytes; a table is streamed and never held whole. What cannot
become a document is not lost: it comes back as a `NotRead` with the reason.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from kg.archives import ArchiveFault, check_archive, iter_members, open_member
from kg.errors import KGError
from kg.model import Document
from kg.sheets import Notice, open_sheet, sheet_names
from kg.vocabularies import is_vocabulary

HEAD = 65_536
"""How many bytes of a file a mapper sees when it is asked whether it reads it."""

MAX_LINE = 4 * 2**20
"""The longest line of prose, in bytes, that is read; a longer one is a file without line ends, not a page."""

_COMPANIONS = {"readme.md": "a README", "source.toml": "a source card", "expected.trig": "an expected graph"}

Recognise = Callable[[str, bytes], tuple[str, str] | None]
Encoding = Callable[[str], str]


class NotRead(NamedTuple):
    """A path that gave no document: `unknown` and `skipped` are counted, `error` is the input's fault (exit code 1)."""

    path: str
    outcome: Literal["unknown", "skipped", "error"]
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file, member of an archive or worksheet at hand: its relative path, and where it lies.

    The path is headed by the last name of the PATH it was found under; a member's is `archive.zip!/its/name`.
    """

    path: str
    file: Path | None
    member: str = ""

    def open(self, notice: Notice = lambda row, what: None) -> BinaryIO:
        """Its bytes as a stream; of a worksheet, the text that `kg.sheets` makes of it (`notice`: what is lost)."""
        if self.file is None:
            return sys.stdin.buffer
        if not self.member:
            return self.file.open("rb")
        if self.is_sheet:
            return open_sheet(self.file, self.member, notice)
        return open_member(self.file, self.member)

    @property
    def is_sheet(self) -> bool:
        """Whether it is a worksheet."""
        return self.file is not None and _is_workbook(self.file.name)

    def open_bytes(self, size: int = -1) -> bytes:
        """Its first `size` bytes, or all of them."""
        with self.open() as stream:
            return stream.read(size)

    def iter_lines(self, encoding: str) -> Iterator[str]:
        """Yield its lines with their line ends, decoded as it is read; lines end at LF, a CR before it is kept."""
        with self.open() as stream, io.TextIOWrapper(stream, encoding, newline="\n") as lines:
            yield from lines


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
            yield from _open_up(head, root)
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
            yield from _open_up(path, place)


def _is_workbook(name: str) -> bool:
    return name.casefold().endswith((".xlsx", ".xlsm"))


def _open_up(path: str, file: Path) -> Iterator[Found | NotRead]:
    """Yield a file, or what is in it where it is an archive or a workbook."""
    try:
        if _is_workbook(file.name):
            names = sheet_names(file)
            yield from (Found(f"{path}!/{name}", file, name) for name in names)
            if not names:
                yield NotRead(path, "unknown", "a workbook without a worksheet; if it should have one, fetch it again")
        elif file.name.casefold().endswith(".zip"):
            yield from _iter_archive(path, file)
        else:
            yield Found(path, file)
    except KGError as error:
        yield NotRead(path, "error", str(error))


def _iter_archive(path: str, file: Path) -> Iterator[Found | NotRead]:
    check_archive(file)
    members = list(iter_members(file))
    if not members:
        yield NotRead(path, "unknown", "an archive without a file; if it should hold one, fetch it again")
    for member in members:
        place = f"{path}!/{_shown(member.name)}"
        if member.fault:
            yield NotRead(place, "error", member.fault)
        elif member.name.rpartition("/")[2].startswith("."):
            yield NotRead(place, "skipped", "a hidden file")
        elif _is_workbook(member.name):
            yield NotRead(place, "unknown", "a workbook inside an archive; unpack the archive")
        else:
            yield Found(place, file, member.name)


def _shown(name: str) -> str:
    """A file's name as text; bytes that are not UTF-8 are shown as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "may not be read; change its permissions or leave it out"
    return f"cannot be read: {error.strerror if isinstance(error, OSError) and error.strerror else error}"


def read_document(
    found: Found,
    recognise: Recognise,
    encoding: Encoding,
    card: str = "",
    notice: Notice = lambda row, what: None,
) -> Document | NotRead:
    """The document in a file, or why there is none.

    `recognise(path, head)` names the source whose mapper reads it and, where it is a table, which of the source's
    tables it is, else ""; or it gives None. `encoding(source)` is what that source's card declares, and `card` is where
    that card lies, if it is not the source's own. Bytes that the encoding does not allow are an error that names the
    first of them. A table's document has no text: it is streamed; `notice` is told what a worksheet has no value for.
    """
    companion = _COMPANIONS.get(found.path.rsplit("/", 1)[-1].casefold())
    if companion:
        return NotRead(found.path, "skipped", companion)
    try:
        head = found.open_bytes(HEAD) if found.file else (data := found.open_bytes())[:HEAD]
        if not head:
            return NotRead(found.path, "unknown", "empty; if it should hold a page, fetch it again")
        known = recognise(found.path, head)
        if known is None:
            return _unknown(found.path, head)
        source, table = known
        card = card or f"sources/{source}/source.toml"
        if table and found.file:
            return _scan(found, source, table, encoding(source), card, notice)
        if found.file:
            data = found.open_bytes()
    except ArchiveFault as error:
        return NotRead(found.path, "error", str(error))
    except OSError as error:
        return NotRead(found.path, "error", _reason(error))
    return _decode(found.path, data, source, encoding(source), table, card)


_CHUNK = 2**20


def _scan(found: Found, source: str, table: str, encoding: str, card: str, notice: Notice) -> Document | NotRead:
    """A table's document: its bytes are hashed, and each is decoded once, so that no later reading can fail."""
    digest, size, line = hashlib.sha256(), 0, 0
    decoder = codecs.getincrementaldecoder(encoding)()
    with found.open(notice) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            line = len(chunk) - chunk.rfind(b"\n") - 1 + (0 if b"\n" in chunk else line)
            if line > MAX_LINE:
                what = f"has a line longer than {MAX_LINE:,} bytes, no row of a table; restore its line ends"
                return NotRead(found.path, "error", what)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                at = size - len(error.object) + error.start
                what = f"byte {at:,} (0x{error.object[error.start]:02X}) is not {encoding}"
                return NotRead(found.path, "error", f"{what}; {_way_out(encoding, card)}")
    if decoder.getstate()[0]:
        return NotRead(found.path, "error", f"ends within a character of {encoding}; fetch it again")
    return Document((found.path,), digest.hexdigest(), size, source, encoding, "", table)


def _unknown(path: str, head: bytes) -> NotRead:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return NotRead(path, "error", f"byte 0: UTF-16, not utf-8; {_way_out('utf-8')}")
    if b"\0" in head:
        what = "binary, and no mapper recognises it; leave it out, or name its source with --source"
        return NotRead(path, "unknown", what)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character cut at the end of the head is no fault
    except UnicodeDecodeError as error:
        return NotRead(path, "error", _undecodable(head, error))
    if is_vocabulary(head):
        return NotRead(path, "skipped", "a vocabulary; to ground names to its terms, give it to --vocabulary")
    what = "no mapper recognises it; name its source with --source, or add a source (sources/README.md)"
    return NotRead(path, "unknown", what)


def _way_out(encoding: str, card: str = "") -> str:
    """How a file in another encoding is read after all; one that no source reads has no card to declare it in."""
    return (
        f"convert the file to {encoding}, or declare its encoding in {card}"
        if card
        else f"convert the file to {encoding}"
    )


def _undecodable(data: bytes, error: UnicodeDecodeError, card: str = "") -> str:
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start:,} (0x{data[error.start]:02X}, line {line}) is not {error.encoding}"
    return f"{where}; {_way_out(error.encoding, card)}"


def _decode(path: str, data: bytes, source: str, encoding: str, table: str, card: str) -> Document | NotRead:
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
        return NotRead(path, "error", _undecodable(data, error, card))
    return Document((path,), hashlib.sha256(data).hexdigest(), len(data), source, encoding, text, table)
