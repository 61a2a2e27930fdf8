"""Zip archives, read member by member without unpacking them, in bounded memory.

An archive comes from outside: what it says of itself (names, sizes, ratios) is checked before anything is read, and
checked again against what the reading yields. A member that must not or cannot be read has its `fault`, the others are
read nevertheless; an archive that breaks a limit as a whole, or whose directory is gone, is an `ArchiveFault`.
"""

from __future__ import annotations

import copy
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from kg.errors import KGError

MOST_ENTRIES = 10_000
"""The most entries of an archive; a register has some dozens of tables, and every entry costs memory and a line."""

MOST_DIRECTORY = 4 * 2**20
"""The most bytes of an archive's directory, which is read whole: 10,000 entries with names of 400 bytes."""

MOST_BYTES = 4 * 2**30
"""The most bytes of one member once decompressed; the largest table of a register has some hundred MiB."""

MOST_BYTES_IN_ALL = 16 * 2**30
"""The most bytes of all members once decompressed: a night of reading."""

MOST_RATIO = 250
"""The most bytes that one compressed byte may become. Registers reach 14, a sheet of empty cells about 100; deflate
ends at 1,032, which only one byte repeated comes near."""

RATIO_FROM = 2**20
"""A member that is no longer than this is not held to the ratio; it can do no harm."""

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_METHOD_NAMES = {9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz", 98: "PPMd"}
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # of the entry, strongly, with a masked header: APPNOTE 4.4.4
_LOCAL_HEADER = 30  # bytes of a local file header before its name: APPNOTE 4.3.7
_NESTED = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tbz", ".tgz", ".txz", ".xz", ".zip", ".zst")
_DRIVE = re.compile(r"[A-Za-z]:")
_BUFFER = 65_536
_NO_ZIP = "is cut short or no zip; fetch it again"


class ArchiveFault(KGError):
    """An archive or a member that cannot or must not be read; the text says why, and the way out."""


class Member(NamedTuple):
    """One file in an archive: its name, its size in bytes as declared, and why it is not read ("" where it is)."""

    name: str
    size: int
    fault: str = ""


def check_archive(file: Path) -> None:
    """Raise an ArchiveFault where `file` is no zip, is cut short, or is too much as a whole."""
    with _open(file):
        pass


def iter_members(file: Path) -> Iterator[Member]:
    """Yield the files of an archive by name, each name once, folders left out.

    Raises ArchiveFault where the archive as a whole cannot be read.
    """
    with _open(file) as archive:
        yield from sorted(_list(archive).values())


def open_member(file: Path, name: str) -> BinaryIO:
    """The bytes of one member, decompressed as they are read, in memory that does not depend on its size.

    Raises ArchiveFault at once where the member has a fault, and while reading where it holds more or less than it
    declares, or other bytes than its checksum says.
    """
    with _open(file) as archive:
        member = _list(archive).get(name)
    if member is None:
        raise ArchiveFault(f"has no member {name!r}")
    if member.fault:
        raise ArchiveFault(f"{name}: {member.fault}")
    return cast("BinaryIO", io.BufferedReader(_Checked(file, name), _BUFFER))


class _Directory(io.FileIO):
    """A file of which at most MOST_DIRECTORY bytes are read at once, so that a directory cannot fill the memory."""

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, os.fstat(self.fileno()).st_size - self.tell())
        asked = left if size is None or size < 0 else min(size, left)
        if asked > MOST_DIRECTORY:
            raise ArchiveFault(f"its directory is longer than {MOST_DIRECTORY:,} bytes; unpack it")
        return super().read(asked) or b""


@contextmanager
def _open(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, checked as a whole."""
    with _Directory(file) as source:
        archive = _read_directory(source)
        with archive:
            entries = archive.infolist()
            if any(entry.header_offset < 0 for entry in entries):  # its beginning is gone, and the places with it
                raise ArchiveFault(_NO_ZIP)
            if len(entries) > MOST_ENTRIES:
                raise ArchiveFault(f"has {len(entries):,} entries, more than {MOST_ENTRIES:,}; unpack it")
            total = sum(entry.file_size for entry in entries)
            if total > MOST_BYTES_IN_ALL:
                raise ArchiveFault(f"holds {total:,} bytes, more than {MOST_BYTES_IN_ALL:,}; unpack what is needed")
            yield archive


def _read_directory(source: _Directory) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, EOFError):  # ValueError: an offset before the file's start
        raise ArchiveFault(_NO_ZIP) from None
    except (NotImplementedError, UnicodeDecodeError) as error:
        raise ArchiveFault(f"is a zip that cannot be read: {error}; unpack it") from None


def _list(archive: zipfile.ZipFile) -> dict[str, Member]:
    """The files of an archive by name."""
    ends = _find_ends(archive)
    members: dict[str, Member] = {}
    for entry in archive.infolist():
        name = entry.orig_filename
        if name.endswith("/") and not entry.file_size and not _name_fault(name.rstrip("/")):
            continue
        if name in members:
            fault = "stands more than once in the archive, and which one counts is unknown; zip it anew"
        else:
            fault = _name_fault(name) or _kind_fault(entry) or _size_fault(entry, ends[entry.header_offset])
        members[name] = Member(name, entry.file_size, fault)
    return members


def _find_ends(archive: zipfile.ZipFile) -> dict[int, int]:
    """Where each entry must end: at the start of the next one, or of the directory; -1 where two start together."""
    starts = sorted(entry.header_offset for entry in archive.infolist())
    follows = [*starts[1:], archive.start_dir][: len(starts)]  # an empty archive has a directory alone
    return {start: -1 if start == end else end for start, end in reversed(list(zip(starts, follows, strict=True)))}


def _name_fault(name: str) -> str:
    parts = name.split("/")
    if not name or any(ord(character) < 32 or ord(character) == 127 for character in name):
        return "its name is empty or has a control character; zip it anew"
    if name.startswith("/") or _DRIVE.match(name):
        return "its name is absolute; it is not read"
    if "\\" in name:
        return "its name has a backslash, which is a folder to some systems; zip it anew"
    if ".." in parts or "." in parts or "" in parts:
        return "its name leads out of the archive or has an empty part; it is not read"
    if name.casefold().endswith(_NESTED):
        return "an archive inside the archive; unpack it"
    return ""


def _kind_fault(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a link; put the file itself into the archive"
    if kind not in (0, stat.S_IFREG):
        return "no plain file; leave it out of the archive"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted; unpack it with its password"
    if entry.compress_type not in _METHODS:
        method = _METHOD_NAMES.get(entry.compress_type, f"method {entry.compress_type}")
        return f"compressed with {method}, where only deflate is read; unpack it"
    return ""


def _size_fault(entry: zipfile.ZipInfo, end: int) -> str:
    # the name is counted in characters, of which each is a byte or more: a lower bound is enough
    if entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size > end:
        return "its bytes overlap those of another entry; fetch the archive again"
    if entry.file_size > MOST_BYTES:
        return f"holds {entry.file_size:,} bytes, more than {MOST_BYTES:,}; divide it"
    if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size:
        ratio = entry.file_size // max(1, entry.compress_size)
        return f"becomes {ratio:,} times as long when decompressed, more than {MOST_RATIO}; unpack it if it is genuine"
    return ""


class _Checked(io.RawIOBase):
    """The bytes of a member, which must be as many as declared and have its checksum."""

    def __init__(self, file: Path, name: str) -> None:
        super().__init__()
        self._name = name
        self._source = file.open("rb")
        self._archive = zipfile.ZipFile(self._source)
        entry = copy.copy(self._archive.getinfo(name))
        self._left = entry.file_size
        entry.file_size += 1  # so that a byte beyond the declared size is seen rather than cut off
        with self._faults():
            self._stream = self._archive.open(entry)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        with self._faults():
            data = self._stream.read(min(len(view), _BUFFER))
        if len(data) > self._left:
            raise ArchiveFault(f"{self._name}: holds more bytes than it declares; fetch the archive again")
        if not data and len(view) and self._left:
            raise ArchiveFault(f"{self._name}: ends {self._left:,} bytes early; fetch the archive again")
        self._left -= len(data)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._archive.close()
            self._source.close()
        super().close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            self.close()
            why = "its checksum does not hold" if "CRC" in str(error) else f"it is damaged ({error})"
            raise ArchiveFault(f"{self._name}: {why}; fetch the archive again") from None
