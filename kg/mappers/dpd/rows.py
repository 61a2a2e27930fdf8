"""What a row of each table of the Drug Product Database says.

Every table but that of the products adds to an authorisation that it names by its DRUG_CODE alone, so each row
describes that authorisation again, with the row as its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from kg.mappers.dpd.products import FIRSTS, NO_CODE, NO_DIN, REPEATED, Products, read_code, read_day, refuse
from kg.model import Description, Evidence, Iri, Literal, Node
from kg.nodes import describe_date, describe_name, mint_iri
from kg.tables import Passed, Record, Rejected, Said
from kg.vocabulary import KG, RDFS, XSD

_REGISTER = mint_iri("register", "health-canada")
_NAME = Literal("Drug Product Database")
_TRUE = Literal("true", XSD.boolean)
_CLASSES = frozenset(("human", "veterinary", "disinfectant", "radiopharmaceutical"))
_OWNER = "DIN OWNER"
_DIN = re.compile(r"\d{8}")
_ATC = re.compile(r"Q?[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?")
_EMPTY = Passed("names its product and says nothing of it")
_AGAIN = Passed("says the same as an earlier row")
_UNASSIGNED = Passed("the register says that no ATC code is assigned")
_NO_OWNER = Passed("a company that is not the holder of the number (DIN OWNER)")

Say = Callable[[Record, Evidence, Products, str], Iterator[Said]]
"""What a row says whose product is read: the row, its evidence, the context, and the name of its table."""


@lru_cache(maxsize=20_000)
def _product(code: str) -> Iri:
    return mint_iri("dpd", "authorisation", code)


def map_about(record: Record, context: Products, *, name: str, suffix: str, rule: str, say: Say) -> Iterator[Said]:
    """Yield what a row about a product says, or why it is not read."""
    refused = refuse(record, context, suffix)
    if refused is not None:
        yield refused
    else:
        yield from say(record, record.cite(rule), context, name)


def map_product(record: Record, context: Products, *, name: str, rule: str) -> Iterator[Said]:
    """Yield the authorisation of a product under its Drug Identification Number."""
    code, number = read_code(record), record["DRUG_IDENTIFICATION_NUMBER"]
    if not code or not number:
        yield NO_DIN if code else NO_CODE
    elif (name, record.row.number) in context.repeated:
        yield REPEATED
    elif reason := context.passed.get(code):
        yield Passed(reason)
    else:
        yield from _say_product(record, code, number, record.cite(rule))
        if code in context.stateless:
            yield record.unresolved("BRAND_NAME", "status", "no row of its history says which status is current")


def _say_product(record: Record, code: str, number: str, evidence: Evidence) -> Iterator[Said]:
    brand, descriptor, product_class = record["BRAND_NAME"], record["DESCRIPTOR"], record["CLASS"]
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"DIN {number}: {brand}" if brand else f"DIN {number}")),
        (KG.register, _REGISTER),
        (KG.registerName, _NAME),
        (KG.number, Literal(number)),
    ]
    if brand:
        properties.append((KG.productName, Literal(brand)))
    if descriptor:
        properties.append((KG.description, Literal(descriptor)))
    if product_class.casefold() in _CLASSES:
        properties.append((KG.productClass, Literal(product_class.casefold())))
    else:
        yield record.unresolved("CLASS", "product class", "none of the classes of the register")
    if not _DIN.fullmatch(number):
        yield record.unresolved("DRUG_IDENTIFICATION_NUMBER", "number", "not the eight digits of a DIN; kept as it is")
    yield Description(_product(code), KG.Authorisation, tuple(properties), (evidence,))


def _add(record: Record, evidence: Evidence, *properties: tuple[Iri, Node]) -> Description:
    return Description(_product(read_code(record)), KG.Authorisation, properties, (evidence,))


def say_text(column: str, predicate: Iri) -> Say:
    """A rule for a table that adds the text of one column to the authorisation."""

    def say(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
        written = record[column]
        yield _add(record, evidence, (predicate, Literal(written))) if written else _EMPTY

    return say


def say_biosimilar(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """The table lists the biosimilars; its read-me has the code before the word, its files have it last."""
    kinds = record["BIOSIMILAR_TYPE"].casefold(), record["BIOSIMILAR_TYPE_F"].casefold()
    if "biosimilar" in kinds:
        yield _add(record, evidence, (KG.designation, Literal("biosimilar")))
    else:
        yield Rejected("says something else than that the product is a biosimilar", "BIOSIMILAR_TYPE")


def say_company(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """The owner of the DIN is the holder; another company on the record only takes its post."""
    company = record["COMPANY_NAME"]
    if record["COMPANY_TYPE"].upper() != _OWNER:
        yield _NO_OWNER
    elif not company:
        yield _EMPTY
    else:
        holder = describe_name(KG.Organisation, company, evidence, within=record["COUNTRY"])
        yield holder
        yield _add(record, evidence, (KG.holderName, Literal(company)), (KG.holder, holder.subject))


def say_ingredient(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """An active ingredient with its strength, and with the dosage that the strength is in."""
    written = record["INGREDIENT"]
    if not written:
        yield _EMPTY
        return
    ingredient = describe_name(KG.Ingredient, written, evidence)
    strength = _join(" ", record["STRENGTH"], record["STRENGTH_UNIT"]) if record["STRENGTH"] else ""
    dosage = _join(" ", record["DOSAGE_VALUE"], record["DOSAGE_UNIT"])
    whole = _join(" / ", strength, dosage) if strength else ""
    ordinal = context.ordinals.get((name, record.row.number), 1)
    key = record["ACTIVE_INGREDIENT_CODE"] or written
    part = mint_iri("dpd", "ingredient", read_code(record), key, str(ordinal))
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(_join(" ", written, whole))),
        (KG.ingredient, ingredient.subject),
        (KG.ingredientName, Literal(written)),
    ]
    properties += [(KG.strength, Literal(strength))] if strength else []
    properties += [(KG.dosage, Literal(dosage))] if dosage else []
    yield ingredient
    yield Description(part, KG.ProductIngredient, tuple(properties), (evidence,))
    added: list[tuple[Iri, Node]] = [
        (KG.activeIngredient, Literal(written)),
        (KG.ingredient, ingredient.subject),
        (KG.hasIngredient, part),
    ]
    added += [(KG.strength, Literal(whole))] if whole else []
    yield _add(record, evidence, *added)


def _join(mark: str, *parts: str) -> str:
    return mark.join(filter(None, parts))


def say_package(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """The sizes in which a product is packed: number, unit and kind where they stand apart, then the remark."""
    columns = ("PACKAGE_SIZE", "PACKAGE_SIZE_UNIT", "PACKAGE_TYPE", "PRODUCT_INFORMATION")
    written = _join(" ", *(record[column] for column in columns))
    yield _add(record, evidence, (KG.packageSize, Literal(written))) if written else _EMPTY


def say_species(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """The animals that a veterinary product is for."""
    written = _join(": ", record["VET_SPECIES"], record["VET_SUB_SPECIES"])
    yield _add(record, evidence, (KG.species, Literal(written))) if written else _EMPTY


def say_class(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """The ATC code of a product, at whatever level of the classification."""
    code = "".join(record["TC_ATC_NUMBER"].split()).rstrip("*").upper()  # a star only leads to a remark
    if not code:
        yield _EMPTY
    elif (name, record.row.number) in context.ordinals:
        yield _AGAIN
    elif _ATC.fullmatch(code):
        yield _add(record, evidence, (KG.atcCode, Literal(code)))
    elif code.startswith("UNASSIGN"):
        yield _UNASSIGNED
    else:
        yield Rejected("not an ATC code", "TC_ATC_NUMBER")


def say_status(record: Record, evidence: Evidence, context: Products, name: str) -> Iterator[Said]:
    """A change of status; the current one is the authorisation's, the first days of two are its dates."""
    code, status, written = read_code(record), record["STATUS"], record["HISTORY_DATE"]
    if not status:
        yield _EMPTY
        return
    place = (name, record.row.number)
    change = mint_iri("dpd", "status", code, status, written, str(context.ordinals.get(place, 1)))
    said: list[tuple[Iri, Node]] = [(KG.status, Literal(status))]
    added: list[tuple[Iri, Node]] = [(KG.statusChange, change)]
    date = _describe_day(status.casefold(), written)
    if date:
        said.append((KG.date, date.subject))
        yield date._replace(evidence=(evidence,))
    elif written:
        yield record.unresolved("HISTORY_DATE", "date", "no day of the calendar")
    if record["CURRENT_STATUS_FLAG"] == "Y" and code in context.disputed:
        yield record.unresolved("STATUS", "status", "its product has several current statuses; none is taken for it")
    elif record["CURRENT_STATUS_FLAG"] == "Y":
        said.append((KG.isCurrent, _TRUE))
        added.append((KG.status, Literal(status)))
    if date and place in context.firsts and status.casefold() in FIRSTS:
        added.append((KG.date, date.subject))
    day = read_day(written)
    label = Literal(_join(" ", status, day.value if day else written))
    yield Description(change, KG.StatusChange, ((RDFS.label, label), *said), (evidence,))
    yield _add(record, evidence, *added)


@lru_cache(maxsize=20_000)
def _describe_day(kind: str, written: str) -> Description | None:
    """The day of a change of status, without its evidence: one node for each day and kind."""
    day = read_day(written)
    return describe_date("dpd", kind, written, day) if day else None
