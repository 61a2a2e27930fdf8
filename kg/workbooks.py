"""A workbook (.xlsx, ECMA-376): which worksheets it has, its shared texts, and which of its styles show a date.

It is a zip of XML: `kg.archives` checks the zip, and here every member is read as a stream, within limits of its own.
"""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from kg.archives import ArchiveFault, iter_members, open_member

MOST_STRINGS = 256 * 2**20
"""The most bytes of a workbook's shared texts, which must be in memory; the EMA's report has 1.7 MiB."""

MOST_ELEMENTS = 200_000
"""The most sheets, styles and relations of a workbook; Excel has at most 65,490 styles."""

MOST_CELL = 2**20
"""The most characters of one cell; Excel allows 32,767."""

MOST_TAG = 2**20
"""The most bytes of one tag."""

CHUNK = 16_384
"""How many bytes of a member are read at a time: a short row may become a long line."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: what encrypts a workbook, and what an .xls is
_NO_WORKBOOK = "is no workbook; save it as .xlsx"

# ECMA-376 18.8.30: the formats that have a number and no code; 46 is elapsed time. East Asian ones among them.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_BESIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


class SheetFault(ArchiveFault):
    """A workbook or a worksheet that cannot or must not be read; the text says why, and the way out."""


class Workbook(NamedTuple):
    """The members of a workbook: its worksheets by name, its shared texts and its styles, "" where it has none."""

    sheets: dict[str, str]
    strings: str
    styles: str
    since_1904: bool


class Strings:
    """The shared texts by their number; as bytes in one piece, since there may be millions."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: bytes) -> None:
        """Add the next one. Raises SheetFault where there are too many to hold."""
        self._data += text
        self._ends.append(len(self._data))
        if len(self._data) + 8 * len(self._ends) > MOST_STRINGS:
            raise SheetFault(f"has more than {MOST_STRINGS:,} bytes of shared texts; save the sheets as CSV")

    def __getitem__(self, number: int) -> bytes:
        """The text of that number. Raises SheetFault where there is none."""
        if not 0 <= number < len(self._ends) - 1:
            raise SheetFault("has a cell that refers to a shared text that is not there; save the workbook again")
        return bytes(self._data[self._ends[number] : self._ends[number + 1]])


class Reader:
    """Elements as they are read from a member: `start(name, attributes)`, `end(name)`, and the text between them.

    Names come without their namespace: the transitional and the strict form of a workbook differ in that alone.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._words: list[str] | None = None
        self._length = self._fed = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take
        self._parser.StartDoctypeDeclHandler = self._refuse

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def begin(self) -> None:
        """A new cell or shared text begins, whose parts together are at most MOST_CELL characters."""
        self._words, self._length = None, 0

    def listen(self) -> None:
        """Collect text from here on."""
        self._words = []

    def heard(self) -> str:
        """The text collected."""
        words, self._words = self._words or [], None
        return "".join(words)

    def feed(self, data: bytes) -> None:
        """Read on; no data is the end. Raises SheetFault where it is no XML."""
        self._fed += len(data)
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as error:
            raise SheetFault(f"is damaged ({error}); save the workbook again as .xlsx") from None
        if self._fed - self._parser.CurrentByteIndex > MOST_TAG:  # a tag is held until it is whole
            raise SheetFault(f"has a tag of more than {MOST_TAG:,} bytes; save the workbook again")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(self._names.get(name) or self._shorten(name), attributes)

    def _end(self, name: str) -> None:
        self.end(self._names.get(name) or self._shorten(name))

    def _shorten(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(self._names) < 1_000:
            self._names[name] = local
        return local

    def _take(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)
            self._length += len(words)
            if self._length > MOST_CELL:
                raise SheetFault(f"has a cell of more than {MOST_CELL:,} characters, which is no table's")

    def _refuse(self, *_: object) -> None:
        raise SheetFault("has a document type, which no workbook has; save it again as .xlsx")


class _Elements(Reader):
    """The elements of certain names, in order."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._wanted = names
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._wanted:
            self.found.append((name, {key.rpartition(" ")[2]: value for key, value in attributes.items()}))
            if len(self.found) > MOST_ELEMENTS:
                raise SheetFault(f"has more than {MOST_ELEMENTS:,} entries; save the sheets as CSV")


class _StringReader(Reader):
    def __init__(self, encode: Callable[[str], bytes]) -> None:
        super().__init__()
        self.strings = Strings()
        self._encode = encode
        self._runs: list[str] = []
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t" and not self._phonetic:
            self.listen()
        elif name == "rPh":  # how it is pronounced: ECMA-376 18.4.6
            self._phonetic = True
        elif name == "si":
            self.begin()
            self._runs.clear()

    def end(self, name: str) -> None:
        if name == "t" and not self._phonetic:
            self._runs.append(self.heard())
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append(self._encode("".join(self._runs)))


@contextmanager
def naming(member: str) -> Iterator[None]:
    """Name the member in a SheetFault that comes from reading it."""
    try:
        yield
    except SheetFault as error:
        raise SheetFault(f"{member}: {error}") from None


def _read(file: Path, member: str, reader: Reader) -> None:
    with open_member(file, member) as stream, naming(member):
        while data := stream.read(CHUNK):
            reader.feed(data)
        reader.feed(b"")


def _read_elements(file: Path, member: str, *names: str) -> list[tuple[str, dict[str, str]]]:
    reader = _Elements(frozenset(names))
    _read(file, member, reader)
    return reader.found


def _read_relations(file: Path, member: str) -> dict[str, tuple[str, str]]:
    """Which member each relation of a member leads to, and of which kind it is, by the relation's id."""
    folder, name = posixpath.split(member)
    found = {}
    for _, attributes in _read_elements(file, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship"):
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = target, attributes.get("Type", "").rpartition("/")[2]
    return found


def read_workbook(file: Path) -> Workbook:
    """The parts of a workbook. Raises ArchiveFault where the file is none, is cut short or encrypted."""
    with file.open("rb") as stream:
        if stream.read(8) == _OLE:
            raise SheetFault("is encrypted or in the old format .xls; save it as .xlsx without a password")
    if "_rels/.rels" not in {member.name for member in iter_members(file)}:
        raise SheetFault(_NO_WORKBOOK)
    root = next((target for target, kind in _read_relations(file, "").values() if kind == "officeDocument"), None)
    if root is None:
        raise SheetFault(_NO_WORKBOOK)
    relations = _read_relations(file, root)
    members = {kind: target for target, kind in reversed(relations.values())}
    sheets: dict[str, str] = {}
    since_1904 = False
    for tag, attributes in _read_elements(file, root, "sheet", "workbookPr"):
        target, kind = relations.get(attributes.get("id", ""), ("", ""))
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")
        elif kind == "worksheet":
            sheets.setdefault(attributes.get("name", ""), target)
    return Workbook(sheets, members.get("sharedStrings", ""), members.get("styles", ""), since_1904)


def read_strings(file: Path, member: str, encode: Callable[[str], bytes]) -> Strings:
    """The shared texts of a workbook, each as `encode` gives it; none where `member` is empty."""
    reader = _StringReader(encode)
    if member:
        _read(file, member, reader)
    return reader.strings


_SECTIONS = ("numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


def read_dates(file: Path, member: str) -> list[bool]:
    """For each style that a cell may have whether it shows a date; none where `member` is empty."""
    codes: dict[str, str] = {}
    dates: list[bool] = []
    section = ""
    for tag, attributes in _read_elements(file, member, *_SECTIONS, "numFmt", "xf") if member else ():
        if tag in _SECTIONS:
            section = tag
        elif section == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif section == "cellXfs":
            number = attributes.get("numFmtId", "0")
            builtin = number.isdecimal() and len(number) < 9 and int(number) in _DATE_FORMATS
            dates.append(_shows_date(codes[number]) if number in codes else builtin)
    return dates


def _shows_date(code: str) -> bool:
    """Whether a format's code shows days or hours; a format of elapsed time shows how many there are."""
    bare = _BESIDE.sub("", code).partition(";")[0]
    return not _ELAPSED.search(bare) and re.search("[dmyhs]", bare, re.IGNORECASE) is not None
