"""What must be known of all tables of the Drug Product Database before one row is read: its products and their dates.

A product stands in one table and its status, ingredients and so on in others; which products are left out, which row of
a product's history is the first that says APPROVED, and whether one status alone is current, no row tells by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kg.dates import CalendarDate, parse_date
from kg.mappers.dpd.layout import KEY, SETS
from kg.tables import Dataset, Passed, Record, Rejected

Place = tuple[str, int]
"""A row: the name of its table and its number."""

_Key = tuple[str, ...]

LEFT_OUT = {
    "veterinary": "a veterinary product; ask for it with --include veterinary",
    "disinfectant": "a disinfectant; ask for it with --include disinfectant",
}
"""The classes of products that are left out unless they are asked for, and the reason that their rows are given."""

FIRSTS = ("approved", "marketed")
"""The statuses whose first day is a date of the authorisation itself, in lower case; two kinds of date, never one."""

NO_CODE = Rejected("has no DRUG_CODE (a number), so that it is about no product", KEY)
NO_DIN = Rejected("the product has no DRUG_IDENTIFICATION_NUMBER", "DRUG_IDENTIFICATION_NUMBER")
REPEATED = Rejected("its DRUG_CODE stands in an earlier row as well, which is kept", KEY)
NO_PRODUCT = Rejected("its product is not in the table of products (drug)", KEY)

_UNAPPROVED = "products have no date of approval: no row of their history says APPROVED"
_SOLD_BEFORE = "products have a first MARKETED date before their first APPROVED one; both are kept as they are"


class Products(NamedTuple):
    """The products of the tables that lie together.

    `kept` are the DRUG_CODEs that are read, `passed` those that are left out and why, `sets` the sets whose table of
    products is there, `repeated` the rows of it whose code an earlier row has. `ordinals` numbers the rows of
    ingredients, status and ATC codes that say the same of a product, from the second on; `firsts` are the rows of
    status that give an authorisation's dates. `disputed` have several current statuses, `stateless` have none.
    `unknown` counts what the tables together leave open.
    """

    kept: frozenset[str]
    passed: Mapping[str, str]
    sets: frozenset[str]
    repeated: frozenset[Place]
    ordinals: Mapping[Place, int]
    firsts: frozenset[Place]
    disputed: frozenset[str]
    stateless: frozenset[str]
    unknown: Mapping[str, int]


def read_code(record: Record) -> str:
    """The DRUG_CODE of a row, "" where it is no number; a byte order mark before it is none of it."""
    code = record[KEY].strip('\ufeff"')
    return code if code.isascii() and code.isdigit() else ""


@lru_cache(maxsize=20_000)
def read_day(written: str) -> CalendarDate | None:
    """The day that the register writes as 09-AUG-2016, or None where it is none."""
    return parse_date(written.replace("-", " ")) or parse_date(written)


def refuse(record: Record, context: Products, suffix: str) -> Passed | Rejected | None:
    """Why a row about a product is not read, or None where it is; `suffix` is the set of its table."""
    code = read_code(record)
    if code in context.kept:
        return None
    if not code:
        return NO_CODE
    if reason := context.passed.get(code):
        return Passed(reason)
    return NO_PRODUCT if suffix in context.sets else None


def gather(dataset: Dataset) -> Products:
    """Read the products, and of their ingredients and status what no row tells by itself."""
    sets = frozenset(suffix for suffix in SETS if f"drug{suffix}" in dataset.names)
    kept: dict[str, str] = {}
    passed: dict[str, str] = {}
    repeated = set()
    for place, record in _iter_rows(dataset, "drug"):
        code = read_code(record)
        if not code or not record["DRUG_IDENTIFICATION_NUMBER"]:
            continue
        if code in kept or code in passed:
            repeated.add(place)
            continue
        product_class = record["CLASS"].casefold()
        if product_class in LEFT_OUT and product_class not in dataset.include:
            passed[code] = LEFT_OUT[product_class]
        else:
            kept[code] = place[0].removeprefix("drug")
    histories = _read_histories(dataset, passed)
    told = {code for code, suffix in kept.items() if f"status{suffix}" in dataset.names}
    return Products(
        kept=frozenset(kept),
        passed=passed,
        sets=sets,
        repeated=frozenset(repeated),
        ordinals=histories.ordinals
        | _number_rows(dataset, passed, "ingred", "ACTIVE_INGREDIENT_CODE")
        | _number_rows(dataset, passed, "ther", "TC_ATC_NUMBER"),
        firsts=frozenset(place for _, place in histories.firsts.values()),
        disputed=frozenset(code for code, count in histories.current.items() if count > 1),
        stateless=frozenset(told - histories.current.keys()),
        unknown=_count_unknown(told, histories.firsts),
    )


class _Histories(NamedTuple):
    firsts: dict[tuple[str, str], tuple[str, Place]]
    current: Counter[str]
    ordinals: dict[Place, int]


def _iter_rows(dataset: Dataset, table: str) -> Iterator[tuple[Place, Record]]:
    for suffix in SETS:
        name = table + suffix
        if name in dataset.names:
            for record in dataset.read(name):
                yield (name, record.row.number), record


def _read_histories(dataset: Dataset, passed: Mapping[str, str]) -> _Histories:
    found = _Histories({}, Counter(), {})
    seen: Counter[_Key] = Counter()
    for place, record in _iter_rows(dataset, "status"):
        code = read_code(record)
        if not code or code in passed:
            continue
        status, written = record["STATUS"].casefold(), record["HISTORY_DATE"]
        if record["CURRENT_STATUS_FLAG"] == "Y":
            found.current[code] += 1
        _number(seen, (code, status, written), place, found.ordinals)
        if status in FIRSTS and (day := read_day(written)):
            first = (day.earliest, place)
            # equal days: the row that stands first
            found.firsts[code, status] = min(found.firsts.get((code, status), first), first, key=lambda item: item[0])
    return found


def _number_rows(dataset: Dataset, passed: Mapping[str, str], table: str, column: str) -> dict[Place, int]:
    seen: Counter[_Key] = Counter()
    ordinals: dict[Place, int] = {}
    for place, record in _iter_rows(dataset, table):
        if (code := read_code(record)) and code not in passed:
            _number(seen, (code, record[column]), place, ordinals)
    return ordinals


def _number(seen: Counter[_Key], key: _Key, place: Place, ordinals: dict[Place, int]) -> None:
    seen[key] += 1
    if seen[key] > 1:
        ordinals[place] = seen[key]


def _count_unknown(told: set[str], firsts: Mapping[tuple[str, str], tuple[str, Place]]) -> dict[str, int]:
    unapproved = before = 0
    for code in told:
        approved, marketed = (firsts.get((code, status)) for status in FIRSTS)
        unapproved += approved is None
        before += bool(approved and marketed and marketed[0] < approved[0])
    return {what: count for what, count in ((_UNAPPROVED, unapproved), (_SOLD_BEFORE, before)) if count}
