"""What must be known of all tables of Drugs@FDA before one row is read.

Which keys exist, what the numbers mean that the lookup tables explain, which submission first approved an application,
and which products are only tentatively approved: no row tells these by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kg.dates import CalendarDate, parse_date
from kg.tables import Dataset, Record, Rejected

Place = tuple[str, int, int]
"""A row: the name of its table, its number and where it begins."""

NO_NUMBER = Rejected("has no application number", "ApplNo")
NO_APPLICATION = Rejected("its application is not in Applications", "ApplNo")
NO_PRODUCT = Rejected("its product is not in Products", "ProductNo")
NO_SUBMISSION = Rejected("its submission is not in Submissions", "SubmissionNo")

_KEYS = {
    "Applications": ("ApplNo",),
    "Products": ("ApplNo", "ProductNo"),
    "Submissions": ("ApplNo", "SubmissionType", "SubmissionNo"),
}
_UNKNOWN_DAY = "1900-01-01"
_NO_ORIGINAL = "applications have no first approval: no ORIG submission is on record"
_TENTATIVE = "applications have no first approval: their ORIG submissions are approved tentatively (TA) only"
_NO_DAY = f"applications have no first approval: no approved ORIG submission has a date (none, or {_UNKNOWN_DAY})"


class Register(NamedTuple):
    """The tables that lie together.

    `applications` is each application's type by its number, `products` the numbers of each application's products,
    `submissions` the keys of all submissions; each None where its table is not there, so that nothing is missed in it.
    `repeated` are the rows whose key an earlier row has, `firsts` the rows of the submissions that first approved their
    application, `tentative` the products that are approved tentatively only. `marketing`, `classes` and `documents`
    are what the numbers of the lookup tables mean. `unknown` counts the applications without first approval.
    """

    applications: Mapping[str, str] | None
    products: Mapping[str, tuple[str, ...]] | None
    submissions: frozenset[tuple[str, ...]] | None
    repeated: frozenset[Place]
    firsts: frozenset[Place]
    tentative: frozenset[tuple[str, str]]
    marketing: Mapping[str, str]
    classes: Mapping[str, str]
    documents: Mapping[str, str]
    unknown: Mapping[str, int]

    def refuse(self, application: str) -> Rejected | None:
        """Why a row about an application is not read, or None where it is."""
        if not application:
            return NO_NUMBER
        if self.applications is not None and application not in self.applications:
            return NO_APPLICATION
        return None

    def refuse_product(self, application: str, product: str) -> Rejected | None:
        """Why a row about a product is not read, or None where it is."""
        if refused := self.refuse(application):
            return refused
        if self.products is not None and product not in self.products.get(application, ()):
            return NO_PRODUCT
        return None

    def number(self, application: str) -> str:
        """The application's number with its type before it ("NDA021588"), as the FDA writes it."""
        return (self.applications or {}).get(application, "") + application


def place(table: str, record: Record) -> Place:
    """Where a row stands."""
    return table, record.row.number, record.row.span.start


@lru_cache(maxsize=50_000)
def read_day(written: str) -> CalendarDate | None:
    """The day that the extract writes as 2014-09-04 00:00:00; None where it is none, and for the first of 1900, which
    stands for an unknown day."""
    day = written.partition(" ")[0]
    return None if day == _UNKNOWN_DAY else parse_date(day)


def is_tentative(status: str) -> bool:
    """Whether the words of a marketing status say that the product is approved tentatively."""
    return "tentative" in status.casefold()


def gather(dataset: Dataset) -> Register:
    """Read the keys of all tables, the lookup tables, the days of the original submissions and the statuses."""
    repeated: set[Place] = set()
    applications = {key[0]: record["ApplType"] for key, record in _iter_keys(dataset, "Applications", repeated)}
    products: dict[str, list[str]] = {}
    for (application, product), _ in _iter_keys(dataset, "Products", repeated):
        products.setdefault(application, []).append(product)
    originals = _Originals({}, set(), set())
    submissions = set()
    for key, record in _iter_keys(dataset, "Submissions", repeated):
        submissions.add(key)
        if key[1] == "ORIG":
            originals.add(key[0], record)
    marketing = _read_lookup(dataset, "MarketingStatus_Lookup", "MarketingStatusID", "MarketingStatusDescription")
    classes = _read_lookup(dataset, "SubmissionClass_Lookup", "SubmissionClassCodeID", "SubmissionClassCode")
    classes |= _read_lookup(
        dataset, "SubmissionClass_Lookup", "SubmissionClassCodeID", "SubmissionClassCodeDescription"
    )
    names = dataset.names
    return Register(
        applications=applications if "Applications" in names else None,
        products={key: tuple(value) for key, value in products.items()} if "Products" in names else None,
        submissions=frozenset(submissions) if "Submissions" in names else None,
        repeated=frozenset(repeated),
        firsts=frozenset(found for _, found in originals.first.values()),
        tentative=_find_tentative(dataset, marketing),
        marketing=marketing,
        classes=classes,
        documents=_read_lookup(
            dataset,
            "ApplicationsDocsType_Lookup",
            "ApplicationDocsType_Lookup_ID",
            "ApplicationDocsType_Lookup_Description",
        ),
        unknown=_count_unknown(applications, originals) if "Submissions" in names else {},
    )


def _iter_keys(dataset: Dataset, table: str, repeated: set[Place]) -> Iterator[tuple[tuple[str, ...], Record]]:
    """Yield the rows of a table with their keys; those whose key an earlier row of the file has go to `repeated`."""
    columns = _KEYS[table]
    seen: set[tuple[str, ...]] = set()
    before = 0
    for record in dataset.read(table):
        if record.row.number <= before:  # another file begins: another edition of the table
            seen.clear()
        before = record.row.number
        key = tuple([record[column] for column in columns])
        if key in seen:
            repeated.add(place(table, record))
        elif key[0]:
            seen.add(key)
            yield key, record


def _read_lookup(dataset: Dataset, table: str, number: str, words: str) -> dict[str, str]:
    return {record[number]: record[words] for record in dataset.read(table) if record[words]}


class _Originals(NamedTuple):
    """Of applications with an original submission: the first approval's day and row, and which are approved at all."""

    first: dict[str, tuple[str, Place]]
    approved: set[str]
    seen: set[str]

    def add(self, application: str, record: Record) -> None:
        self.seen.add(application)
        if record["SubmissionStatus"] == "AP":
            self.approved.add(application)
            if day := read_day(record["SubmissionStatusDate"]):
                found = day.earliest, place("Submissions", record)
                self.first[application] = min(self.first.get(application, found), found, key=lambda item: item[0])


def _find_tentative(dataset: Dataset, marketing: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    tentative: set[tuple[str, str]] = set()
    others: set[tuple[str, str]] = set()
    for record in dataset.read("MarketingStatus"):
        key = record["ApplNo"], record["ProductNo"]
        (tentative if is_tentative(marketing.get(record["MarketingStatusID"], "")) else others).add(key)
    return frozenset(tentative - others)


def _count_unknown(applications: Mapping[str, str], originals: _Originals) -> dict[str, int]:
    count: Counter[str] = Counter()
    for application in applications:
        if application not in originals.seen:
            count[_NO_ORIGINAL] += 1
        elif application not in originals.approved:
            count[_TENTATIVE] += 1
        elif application not in originals.first:
            count[_NO_DAY] += 1
    return dict(count)
