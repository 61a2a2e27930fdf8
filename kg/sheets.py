"""Worksheets as text: one line a row, so that a sheet of a workbook (.xlsx) has places, a hash and quotes like a file.

Line N is the worksheet's row N; an empty row is an empty line, and nothing stands after the last value. Cells are apart
by tabs; within a cell a line end is written \\n, a tab \\t and a backslash \\\\ (`unescape` takes that back). A number
is its shortest exact decimal, a date (a number under a date's format) its ISO form, a truth value TRUE or FALSE, a
formula the value that was saved with it. A formula without one and an error are empty cells and a notice. Of merged
cells the first holds the value, which is a notice, too. A number under a format of elapsed time ([h]:mm) stays a number
of days.

The text is made while it is read: of the workbook its shared texts and one row are in memory, whatever the sheet holds
and however wide it claims to be. openpyxl 3.1 keeps the elements of a whole row, empty ones too, and stops at column
AAAA; python-calamine 0.9 lays out every cell between the first and the last, and dies of two values far apart.

>>> unescape(r"CD19\\nCD3")
'CD19\\nCD3'
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, cast

from kg.archives import MOST_BYTES, open_member
from kg.workbooks import CHUNK, Reader, SheetFault, Strings, naming, read_dates, read_strings, read_workbook

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
"""The size of a worksheet: ECMA-376 allows more, no program does."""

MOST_ROW = 4 * 2**20
"""The most bytes of one row, as of a line of any table."""

Notice = Callable[[int, str], None]
"""Is told the row (from 1) of a cell that has no value to show, and why; or the last row of merged cells."""

_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED = {"n": "\n", "t": "\t", "\\": "\\"}
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 22.9.2.19, ST_Xstring
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?$")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[Ee][-+]?\d{1,3})?", re.ASCII)


def sheet_names(file: Path) -> list[str]:
    """The names of a workbook's worksheets in their order, hidden ones too; sheets that are charts are left out.

    Raises ArchiveFault where the file is no workbook, is cut short or encrypted.
    """
    return list(read_workbook(file).sheets)


def open_sheet(file: Path, name: str, notice: Notice = lambda row, what: None) -> BinaryIO:
    """The text of a worksheet as UTF-8, made as it is read.

    Raises ArchiveFault at once where the workbook cannot be read or has no such sheet, and while reading where the
    sheet is damaged. `notice` is told of formulas without a saved value, of errors, and of merged cells.
    """
    book = read_workbook(file)
    if name not in book.sheets:
        raise SheetFault(f"has no worksheet {name!r}; it has {', '.join(map(repr, book.sheets)) or 'none'}")
    strings = read_strings(file, book.strings, _escape)
    rows = _Rows(strings, read_dates(file, book.styles), book.since_1904, notice)
    return cast("BinaryIO", io.BufferedReader(_Sheet(file, book.sheets[name], rows), 65_536))


def unescape(cell: str) -> str:
    """A cell's own text, with its line ends and tabs."""
    return _ESCAPED.sub(lambda match: _UNESCAPED.get(match[1], match[0]), cell) if "\\" in cell else cell


def _escape(text: str) -> bytes:
    if "_x" in text:
        text = _CODED.sub(_decode, text)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\\n").replace("\t", "\\t").encode()


def _decode(match: re.Match[str]) -> str:
    """The character that _x000D_ stands for; one that has no place in a text stays as it is written."""
    character = chr(int(match[1], 16))
    return character if character in "\t\n\r" or character.isprintable() else match[0]


def _plain_number(written: str) -> str | None:
    """A number without an exponent and in as few digits as give it back; None where it is none."""
    if written.isdecimal() and written.isascii() and len(written) < 16:
        return written.lstrip("0") or "0"
    value = float(written) if _NUMBER.fullmatch(written) else math.nan
    if not math.isfinite(value):
        return None
    text = format(Decimal(repr(value)), "f").removesuffix(".0")
    return "0" if text == "-0" else text


def _iso_date(written: str, since_1904: bool) -> str | None:
    """The date, time of day, or both that a number stands for; None where there is no such day."""
    serial = float(written) if _NUMBER.fullmatch(written) else math.nan
    if not 0 <= serial < 2_958_466:  # 9999-12-31
        return None
    day, rest = divmod(round(serial * 86_400_000), 86_400_000)  # milliseconds: a double holds no more of today
    if not since_1904 and day == 60:  # 1900-02-29, a day that Lotus 1-2-3 made up
        return None
    clock = (datetime.datetime.min + datetime.timedelta(milliseconds=rest)).time()
    time = clock.isoformat("milliseconds" if clock.microsecond else "seconds")
    if day == 0 and not since_1904:
        return time
    first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 31 if day < 60 else 30)
    try:
        date = (first + datetime.timedelta(days=day)).isoformat()
    except OverflowError:
        return None
    return f"{date}T{time}" if rest else date


class _Rows(Reader):
    """The lines of a worksheet, as its elements are read."""

    def __init__(self, strings: Strings, dates: list[bool], since_1904: bool, notice: Notice) -> None:
        super().__init__()
        self.out: list[bytes] = []
        self._strings, self._dates, self._since_1904, self._notice = strings, dates, since_1904, notice
        self._row = self._written = self._column = self._size = 0
        self._columns: dict[str, int] = {}
        self._cells: dict[int, bytes] = {}
        self._kind = self._style = self._value = ""
        self._inside = self._formula = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.begin()
            self._inside, self._formula, self._value = True, False, ""
            self._column = self._find_column(attributes.get("r", ""))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        elif name == "v" or (name == "t" and not self._phonetic):
            if self._inside:
                self.listen()
        elif name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._tell_merged(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "v" or (name == "t" and not self._phonetic):
            if self._inside:
                self._value += self.heard()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def _begin_row(self, written: str) -> None:
        number = int(written) if written.isdecimal() and len(written) < 9 else self._row + 1 if not written else 0
        if not self._row < number <= MOST_ROWS:
            raise SheetFault(f"has row {written[:20]!r} after row {self._row:,}; save the workbook again")
        self._row, self._column, self._size = number, 0, 0
        self._cells.clear()

    def _find_column(self, reference: str) -> int:
        """The number of the column of "AB12", from 1; a cell that names none is the next one."""
        if not reference:
            return self._column + 1
        letters = reference.rstrip("0123456789")
        if (known := self._columns.get(letters)) is not None:
            return known
        if not re.fullmatch("[A-Z]{1,9}", letters):
            raise SheetFault(f"has a cell {reference[:20]!r}, which is no place; save the workbook again")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if number <= MOST_COLUMNS:  # the names of empty columns beyond are not kept
            self._columns[letters] = number
        return number

    def _end_cell(self) -> None:
        self._inside = False
        value = self._show() if self._value else self._miss()
        if not value:
            return
        if self._column > MOST_COLUMNS:
            where = f"row {self._row:,}, column {self._column:,}"
            raise SheetFault(f"has a value in {where}, where {MOST_COLUMNS:,} columns are read; move it")
        self._size += len(value)
        if self._size > MOST_ROW:
            raise SheetFault(f"has more than {MOST_ROW:,} bytes in row {self._row:,}, which is no row of a table")
        self._cells[self._column] = value

    def _miss(self) -> bytes:
        if self._formula and self._kind not in ("str", "inlineStr"):
            self._tell("holds a formula whose value was not saved; open the workbook and save it")
        return b""

    def _show(self) -> bytes:
        kind, value = self._kind, self._value
        if kind == "s":
            return self._strings[int(value) if value.isdecimal() and len(value) < 12 else -1]
        if kind == "n":
            return self._show_number(value)
        if kind == "b":
            return b"FALSE" if value == "0" else b"TRUE"
        if kind == "e":
            self._tell(f"holds the error {value[:20]}")
            return b""
        return _escape(_MIDNIGHT.sub("", value) if kind == "d" else value)

    def _show_number(self, value: str) -> bytes:
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else 0
        if style < len(self._dates) and self._dates[style]:
            if date := _iso_date(value, self._since_1904):
                return date.encode()
            self._tell(f"is shown as a date and is none: {value[:20]}")
        number = _plain_number(value)
        if number is None:
            self._tell(f"should be a number and is none: {value[:20]}")
        return _escape(value) if number is None else number.encode()

    def _tell(self, what: str) -> None:
        self._notice(self._row, f"the cell in column {self._column} {what}")

    def _tell_merged(self, place: str) -> None:
        """Tell of merged cells at the last of their rows: "D4:E5"."""
        last = re.search(r"\d{1,8}$", place)
        self._notice(
            int(last[0]) if last else self._row,
            "merged cells, of which only the first holds the value; unmerge them and fill each",
        )

    def _end_row(self) -> None:
        if not self._cells:
            return
        line, before = [b"\n" * (self._row - self._written - 1)], 1
        for column in sorted(self._cells):
            line.append(b"\t" * (column - before))
            line.append(self._cells[column])
            before = column
        line.append(b"\n")
        self.out.append(b"".join(line))
        self._written = self._row


class _Sheet(io.RawIOBase):
    """The text of a worksheet, made as it is read."""

    def __init__(self, file: Path, member: str, rows: _Rows) -> None:
        super().__init__()
        self._member, self._rows = member, rows
        self._source = open_member(file, member)
        self._ready = memoryview(b"")
        self._left = MOST_BYTES
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._ready and not self._ended:
            self._read_on()
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _read_on(self) -> None:
        data = self._source.read(CHUNK)
        with naming(self._member):
            self._rows.feed(data)
        self._ended = not data
        self._ready = memoryview(b"".join(self._rows.out))
        self._rows.out.clear()
        self._left -= len(self._ready)
        if self._left < 0:
            raise SheetFault(f"{self._member}: its text is longer than {MOST_BYTES:,} bytes; save the sheet as CSV")

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
