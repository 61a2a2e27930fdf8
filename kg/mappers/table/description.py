"""The description of a plain table (`<file>.toml`): which register it is, and which column is which field.

It is read as strictly as a source's card: a slip of the pen is one UsageError with the file and the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

from kg.cards import Card, Coverage
from kg.dates import Order, parse_date
from kg.mappers.table.registers import Register, find_register, make_register
from kg.model import Iri
from kg.prefixes import slug
from kg.toml import check_keys, key_error, read_toml
from kg.vocabulary import KG

SUFFIX = ".toml"
"""What a description's name has beyond its table's."""


class Field(NamedTuple):
    """A property of an authorisation that a column may give, and whether a cell may hold several values."""

    predicate: Iri
    several: bool = False


FIELDS: dict[str, Field] = {
    "atc": Field(KG.atcCode, several=True),
    "description": Field(KG.description),
    "drug_type": Field(KG.drugType),
    "form": Field(KG.dosageForm, several=True),
    "holder": Field(KG.holderName),
    "ingredients": Field(KG.activeIngredient, several=True),
    "inn": Field(KG.innName),
    "licence_number": Field(KG.licenceNumber),
    "manufacturer": Field(KG.manufacturerName, several=True),
    "manufacturer_country": Field(KG.manufacturerCountry, several=True),
    "number": Field(KG.number),
    "prescription_type": Field(KG.prescriptionType),
    "product": Field(KG.productName),
    "product_class": Field(KG.productClass),
    "registration_type": Field(KG.registrationType),
    "route": Field(KG.route, several=True),
    "schedule": Field(KG.schedule),
    "status": Field(KG.status),
    "strength": Field(KG.strength, several=True),
    "therapeutic_area": Field(KG.therapeuticArea),
    "url": Field(KG.url),
}
"""The fields by the names that a description uses; beside them `date`, with a kind of date each."""


class Column(NamedTuple):
    """A column that gives a field: its name in the header, and what divides the values of a cell ("" for one value)."""

    name: str
    separator: str = ""


@dataclass(frozen=True, slots=True)
class PlainRegister:
    """A plain table as its description tells of it.

    `name` is the source's name, `file` that of the table; `columns` leads from a field to its column, `dates` from a
    kind of date in the register's own word to its. `key` are the columns that tell two records apart.
    """

    name: str
    file: str
    register: Register
    title: str
    origin: str
    licence: str
    as_of: str
    covers: str
    columns: Mapping[str, Column]
    dates: Mapping[str, str]
    order: Order
    key: tuple[str, ...]
    delimiter: str
    encoding: str
    header: str
    sheet: str

    @property
    def card(self) -> Card:
        """The table's card, as if it had a folder in sources/."""
        return Card(
            name=self.name,
            title=self.title,
            origin=self.origin,
            licence=self.licence,
            media_type="text/csv",
            documents=f"One table of {self.register.label}, described by {self.file}{SUFFIX}.",
            covers=(Coverage(self.covers, self.as_of, register=self.register.label),),
            kept=(*sorted(self.columns), *(f"date of {kind}" for kind in sorted(self.dates))),
            dropped=(),
            encoding=self.encoding,
        )


def find_description(file: Path) -> Path | None:
    """The description that lies beside a table, if there is one."""
    path = file.with_name(file.name + SUFFIX)
    return path if path.is_file() else None


def find_described(path: Path) -> Path | None:
    """The table that a description lies beside, if `path` is one."""
    table = path.with_name(path.name.removesuffix(SUFFIX))
    return table if path.name != table.name and table.is_file() else None


_TEXTS = ("title", "origin", "licence", "as_of", "covers")
_OPTIONS = {"dates": "ymd", "delimiter": "", "encoding": "utf-8", "header": "first", "sheet": ""}
_CHOICES = {"dates": ("dmy", "mdy", "ymd"), "header": ("first", "search")}
_KEYS = (*_TEXTS, *_OPTIONS, "register", "columns", "key")
_WORKBOOKS = (".xlsx", ".xlsm")


def load_description(path: Path) -> PlainRegister:
    """The description in the file `path`; an unknown or missing key or a wrong value is a UsageError that names it."""
    table = read_toml(path, "description")
    check_keys(path, "", table, _KEYS, optional=(*_OPTIONS, "key"))
    texts = {key: _text(path, key, table[key]) for key in _TEXTS}
    options = {key: _text(path, key, table[key]) if key in table else usual for key, usual in _OPTIONS.items()}
    file = path.name.removesuffix(SUFFIX)
    columns, dates = _columns(path, table["columns"])
    _check_values(path, texts, options)
    return PlainRegister(
        **texts,
        name=f"table-{slug(Path(file).stem)}",
        file=file,
        register=_register(path, table["register"]),
        columns=columns,
        dates=dates,
        order=cast("Order", options["dates"]),
        key=_key(path, table.get("key", [columns["number"].name])),
        delimiter=_delimiter(path, file, options["delimiter"]),
        encoding=options["encoding"],
        header=options["header"],
        sheet=options["sheet"],
    )


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise key_error(path, key, "must be a text in quotes")
    may_be_space = key == "delimiter" or key.endswith(".separator")
    text = value if may_be_space else value.strip()
    if not text:
        raise key_error(path, key, "must not be empty")
    return text


def _table(path: Path, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise key_error(path, key, "must be a table of keys")
    return value


def _register(path: Path, value: object) -> Register:
    """A register that is known by its name, or one with its label, authority and country."""
    if not isinstance(value, dict):
        return find_register(_text(path, "register", value), str(path))
    check_keys(path, "register", value, ("label", "authority", "country"))
    texts = {key: _text(path, f"register.{key}", text) for key, text in value.items()}
    return make_register(**texts, checked=path.name, place=str(path))


def _columns(path: Path, value: object) -> tuple[dict[str, Column], dict[str, str]]:
    table = _table(path, "columns", value)
    check_keys(path, "columns", table, (*FIELDS, "date"), optional=(*(FIELDS.keys() - {"number"}), "date"))
    if not table.keys() & {"product", "ingredients"}:
        raise key_error(path, "columns", "must have one of the keys product and ingredients")
    columns = {name: _column(path, name, item) for name, item in table.items() if name != "date"}
    kinds = _table(path, "columns.date", table.get("date", {}))
    return columns, {kind: _text(path, f"columns.date.{kind}", item) for kind, item in kinds.items()}


def _column(path: Path, name: str, value: object) -> Column:
    key = f"columns.{name}"
    if not isinstance(value, dict):
        return Column(_text(path, key, value))
    if not FIELDS[name].several:
        raise key_error(path, key, "has one value a cell: it must be the column's name in quotes")
    check_keys(path, key, value, ("column", "separator"))
    return Column(
        **{
            part: _text(path, f"{key}.{part}", text)
            for part, text in (("name", value["column"]), ("separator", value["separator"]))
        }
    )


def _key(path: Path, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise key_error(path, "key", "must be a list of the columns that together occur once")
    return tuple(_text(path, f"key[{number}]", item) for number, item in enumerate(value, 1))


def _delimiter(path: Path, file: str, declared: str) -> str:
    if len(declared) > 1 or declared in ('"', "\n", "\r"):
        raise key_error(path, "delimiter", f"must be one character such as ';' or '\\t', not {declared!r}")
    return declared or ("\t" if Path(file).suffix.casefold() in (".tsv", ".tab", *_WORKBOOKS) else ",")


def _check_values(path: Path, texts: Mapping[str, str], options: Mapping[str, str]) -> None:
    if not texts["origin"].startswith(("https://", "http://")):
        raise key_error(path, "origin", f"must be a URL, not {texts['origin']!r}")
    if parse_date(texts["as_of"]) is None:
        raise key_error(path, "as_of", f"must be a date such as 2025-12-30, not {texts['as_of']!r}")
    for key, choices in _CHOICES.items():
        if options[key] not in choices:
            raise key_error(path, key, f"must be one of {', '.join(choices)}, not {options[key]!r}")
    try:
        "a".encode(options["encoding"])
    except LookupError:
        known = "one that Python knows, such as utf-8"
        raise key_error(path, "encoding", f"must be {known}, not {options['encoding']!r}") from None
    is_workbook = Path(path.name.removesuffix(SUFFIX)).suffix.casefold() in _WORKBOOKS
    if is_workbook != bool(options["sheet"]):
        raise key_error(path, "sheet", "must name the worksheet" if is_workbook else "is for workbooks (.xlsx) only")
    for key in ("delimiter", "encoding"):
        if is_workbook and options[key] != _OPTIONS[key]:
            raise key_error(path, key, "is for files of text; a workbook needs none")
