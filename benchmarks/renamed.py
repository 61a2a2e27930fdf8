"""Copies of an input that are other worlds of drugs: for measuring what twice as many documents cost.

Copies that were equal would be one document each, and equal names would meet: so a copy is renamed. The telling word of
each name of a drug, substance, brand or holder begins with another letter, and each key (numbers of applications,
products and trials; codes of substances) is another number as wide, used by no other copy. All else stays: lines,
columns, encodings, archives, conditions, and the drugs that pages name beside theirs ("after bendamustine"). The names
are those that the mappers find on pages, and those under the columns that they read as names in tables. READMEs and
`vocab/` are not copied; files that nothing reads are copied as they are.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import openpyxl

from kg.cards import load_cards
from kg.checkdigits import cas_check_digit, find_unii_fault, unii_check_character
from kg.jobs import Job, plan_jobs
from kg.mappers import find_mapper
from kg.model import Description, Literal, Statement
from kg.prefixes import PREFIXES
from kg.resources import find_data
from kg.substances import parse_name, split_ingredients
from kg.tables import iter_rows
from kg.vocabulary import KG, RDFS

LETTERS = "qxzjkwvy"  # few names begin with one of these, so that hardly any begins with two
NAMES = {KG.activeIngredient, KG.holderName, KG.ingredientName, KG.innName, KG.manufacturerName, KG.productName}
DRUGS = ("brand:", "medpath:drug:", "nci:drug:", "nci:entry:")  # their names are others on every page
OWN = ("ingredient:", "organisation:")  # of these, only on the page that says so: companies have plain words for names
PROSE = {KG.description, KG.hasIndication}
KEYS = {
    "ApplNo": "application",
    "DRUG_CODE": "DPD",
    "DRUG_IDENTIFICATION_NUMBER": "DIN",
    "EMA product number": "EMA",
    "registration_number": "HSA",
}
ON_PAGES = {
    "application": r"\b(?:ANDA|BLA|NDA)(\d{6})\b",
    "DIN": r"\b(\d{8})\b",
    "EMA": r"\bEMEA/[HV]/C/(\d{6})\b",
    "HSA": r"\bSIN(\d{5})P\b",
    "trial": r"\bNCT(\d{8})\b",
    "concept": r"\bC(\d{4,6})\b",
    "label": r"\bsetid=([0-9a-f]{8})\b",
    "dictionary": r"/cancer-drug/def/(\d+)",
    "MedlinePlus": r"/meds/a(\d+)",
}
_SAID = {RDFS.label, KG.name}
_WORD = re.compile(r"[^\W\d_]+")
_CAS = re.compile(r"\b(\d{2,7})-(\d\d)-\d\b")
_UNII = re.compile(r"^[0-9A-Z]{10}(?=\r?$)", re.MULTILINE)
_CELL = re.compile(r'(?:^|(?<=,))(?:"(?:[^"]|"")*"|[^,]*)(?=,|\Z)')


@cache
def find_telling(written: str) -> frozenset[str]:
    """The words that tell a name from others, in lower case; of several names or a mixture, one of each."""
    return frozenset().union(*map(_tell, split_ingredients(written.replace("&&", "\n"))))


def _tell(name: str) -> frozenset[str]:
    there = [word.casefold() for word in _WORD.findall(name)]
    parsed = parse_name(name)
    parts = parsed.parts or (parsed,)
    told = {_pick([word for word in there if word in _WORD.findall(part.base)]) for part in parts}
    codes = {word.casefold() for part in parts for code in part.codes for word in _WORD.findall(code)[:1]}
    return frozenset(filter(None, told)) | codes or frozenset(filter(None, [_pick(there)]))


def _pick(words: list[str]) -> str:
    return next((word for word in words if len(word) > 3), max(words, key=len, default=""))


class Numbers:
    """The keys that are taken, by kind, over all copies; and numbers that are not."""

    def __init__(self) -> None:
        self.taken: set[tuple[str, str]] = set()
        self._next: dict[tuple[str, int], Iterator[int]] = {}

    def draw(self, kind: str, width: int) -> str:
        """A number as wide that is not taken; a wider one where there is none left."""
        numbers = self._next.setdefault((kind, width), itertools.count(10 ** (width - 1)))
        number = next(key for at in numbers if (kind, key := str(at)) not in self.taken)
        self.taken.add((kind, number))
        return number


class World:
    """How one copy names things; the first one (without a letter) leaves all as it is, and takes note of the keys."""

    def __init__(self, letter: str, numbers: Numbers) -> None:
        self._letter, self._numbers = letter, numbers
        self._drawn: dict[tuple[str, str], str] = {}

    def number(self, kind: str, written: str) -> str:
        """A key in this world."""
        if not self._letter:
            self._numbers.taken.add((kind, written))
            return written
        if (kind, written) not in self._drawn:
            self._drawn[kind, written] = self._numbers.draw(kind, len(written))
        return self._drawn[kind, written]

    def word(self, word: str) -> str:
        """A word in this world, its case kept."""
        if not self._letter or not word[0].isupper():
            return self._letter + word
        return self._letter.upper() + (word if word.isupper() else word[0].lower() + word[1:])

    def words(self, text: str, telling: frozenset[str]) -> str:
        """A text in which these words are others."""
        return _WORD.sub(lambda match: self.word(match[0]) if match[0].casefold() in telling else match[0], text)

    def prose(self, text: str, telling: frozenset[str]) -> str:
        """The same of prose, where a short word is a name (ICE, OFF) only in capitals."""
        short = {word for word in _WORD.findall(text) if len(word) < 4 and not word.isupper()}
        return self.words(text, telling - {word.casefold() for word in short})

    def page(self, text: str, telling: frozenset[str], names: frozenset[str]) -> str:
        """A page: the telling words, whole names, the last part of the addresses of drugs' pages, and the keys."""
        whole = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))

        def change(match: re.Match[str]) -> str:
            if match["slug"]:
                return self.word(match[0])
            return (
                self.words(match[0], telling | find_telling(match[0]))
                if match["whole"]
                else self.prose(match[0], telling)
            )

        pattern = rf"(?<=/treatment/drugs/)(?P<slug>[\w-]+)|\b(?P<whole>{whole or '(?!)'})(?!\w)|{_WORD.pattern}"
        text = re.sub(pattern, change, text)
        for kind, key in ON_PAGES.items():
            text = re.sub(key, lambda match, kind=kind: self._within(match, kind), text)
        return _UNII.sub(self._unii, _CAS.sub(self._cas, text))

    def _within(self, match: re.Match[str], kind: str) -> str:
        start, end = match.start(1) - match.start(), match.end(1) - match.start()
        return match[0][:start] + self.number(kind, match[1]) + match[0][end:]

    def _cas(self, match: re.Match[str]) -> str:
        digits = self.number("CAS", match[1] + match[2])
        return f"{digits[:-2]}-{digits[-2:]}-{cas_check_digit(digits)}" if self._letter else match[0]

    def _unii(self, match: re.Match[str]) -> str:
        if not self._letter or find_unii_fault(match[0]) or match[0].isalpha():
            return match[0]
        digits = self.number("UNII", match[0][:9])
        return digits + unii_check_character(digits)

    def row(self, cells: list[str], kinds: list[str], telling: frozenset[str]) -> list[str]:
        """The cells of a row, each of the kind of its column (see `kinds_of`); in prose also these telling words."""
        pairs = list(zip(cells, kinds, strict=False))
        telling = telling.union(*(find_telling(cell) for cell, kind in pairs if kind == "name"))
        changed = [self._cell(cell, kind, telling) for cell, kind in pairs]
        return changed + cells[len(changed) :]

    def _cell(self, cell: str, kind: str, telling: frozenset[str]) -> str:
        if kind == "name":
            return self.words(cell, find_telling(cell))
        if kind == "prose":
            return self.prose(cell, telling)
        if kind == "address":
            head, slash, last = cell.rpartition("/")
            return head + slash + self._letter + last if slash else cell
        return re.sub(r"\d+", lambda match: self.number(kind, match[0]), cell) if kind else cell


def kinds_of(job: Job) -> list[str]:
    """What stands under each column of a table: a name, prose, an address, a kind of key, or none of these ("")."""
    gives: dict[str, set[str]] = {}
    for predicate, columns in job.table.properties.items():
        for column in columns:
            gives.setdefault(column, set()).add(predicate)
    kinds = []
    for column in job.document.columns:
        given = gives.get(column, set())
        key = job.document.source if KG.number in given and column != "ApplType" else ""
        address = "address" if column.endswith("URL") else ""
        words = "name" if given & NAMES else "prose" if given & PROSE else ""
        kinds.append(KEYS.get(column) or address or key or words)
    return kinds


def change_table(job: Job, world: World, telling: frozenset[str]) -> str:
    """The text of a table in a world, with its line ends and quotes as they are."""
    text, kinds, parts, at = "".join(job.iter_lines()), kinds_of(job), list[str](), 0
    delimiter, quoted = job.table.delimiter, job.table.quoted
    for row in iter_rows(io.StringIO(text, newline="\n"), delimiter, quoted=quoted):
        cells = _CELL.findall(row.quote) if quoted and delimiter == "," else row.quote.split(delimiter)
        if row.number >= job.layout.above and delimiter.join(cells) == row.quote:
            parts += text[at : row.span.start], delimiter.join(world.row(cells, kinds, telling))
            at = row.span.end
    return "".join(parts) + text[at:]


def change_workbook(jobs: Iterable[Job], world: World, telling: frozenset[str], file: Path, target: Path) -> None:
    """Write a workbook with its sheets in a world; what stands in the rows down to a header stays."""
    book = openpyxl.load_workbook(file)
    for job in jobs:
        kinds, above = kinds_of(job), True
        for row in book[job.found.member]:
            values = [cell.value if isinstance(cell.value, str) else "" for cell in row]
            if above:
                above = not {" ".join(value.split()) for value in values} >= set(job.table.needs)
                continue
            for cell, value in zip(row, world.row(values, kinds, telling), strict=True):
                if isinstance(cell.value, str):
                    cell.value = value
    book.save(target)


def _find_names(job: Job, kinds: tuple[str, ...]) -> frozenset[str]:
    """The names that a page's mapper finds of what is of some kinds."""
    starts, names = tuple(PREFIXES["kgr"] + kind for kind in kinds), set[str]()
    for finding in find_mapper(job.document.source).findings(job.read()):
        if isinstance(finding, Description | Statement) and (str(finding.subject).startswith(starts)):
            said = finding.properties if isinstance(finding, Description) else ((finding.predicate, finding.object),)
            names.update(str(node.value) for what, node in said if what in _SAID and isinstance(node, Literal))
    return frozenset(names)


class Copier:
    """Makes copies of what lies under some paths, each in a folder of its own, the files at their old places."""

    def __init__(self, paths: Sequence[Path]) -> None:
        cards = load_cards(find_data("sources"))
        jobs, _ = plan_jobs([str(path) for path in paths], None, cards, {})
        self._paths = paths
        self._jobs: dict[tuple[Path | None, str], Job] = {(job.found.file, job.found.member): job for job in jobs}
        pages = {job.document.sha256: job for job in jobs if job.layout is None}
        drugs = frozenset().union(*(_find_names(job, DRUGS) for job in pages.values()))
        self._telling = frozenset().union(*map(find_telling, drugs))
        self._own = {key: _find_names(job, OWN) for key, job in pages.items()}
        self._numbers, self._made = Numbers(), 0
        original = World("", self._numbers)
        for job in jobs:  # so that the keys of the input are known
            self._change(job, original)

    def copy(self, folder: Path) -> None:
        """Write the next copy into a folder that does not exist yet."""
        world = World(LETTERS[self._made], self._numbers)
        self._made += 1
        for path in self._paths:
            for file in sorted(path.rglob("*") if path.is_dir() else [path]):
                if file.is_file() and not file.name.startswith((".", "README")) and "vocab" not in file.parts:
                    target = folder / path.name / file.relative_to(path)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    self._copy_file(file, target, world)

    def _copy_file(self, file: Path, target: Path, world: World) -> None:
        if file.suffix.casefold() in (".xlsx", ".xlsm"):
            sheets = [job for (at, _), job in self._jobs.items() if at == file]
            change_workbook(sheets, world, self._telling, file, target)
        elif file.suffix == ".zip":
            with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
                for name in old.namelist():
                    new.writestr(name, self._changed(file, name, world) or old.read(name))
        else:
            target.write_bytes(self._changed(file, "", world) or file.read_bytes())

    def _changed(self, file: Path, member: str, world: World) -> bytes | None:
        """The bytes of a document in a world; None for what is no document."""
        job = self._jobs.get((file, member))
        if job is None:
            return None
        text = self._change(job, world)
        if text == "".join(job.iter_lines()):  # a lookup table: an empty line, or all copies' would be one document
            text += "\n" * self._made
        return text.encode(job.document.encoding)

    def _change(self, job: Job, world: World) -> str:
        if job.layout:
            return change_table(job, world, self._telling)
        return world.page(job.read().text, self._telling, self._own[job.document.sha256])
