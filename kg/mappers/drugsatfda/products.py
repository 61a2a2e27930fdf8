"""What the rows about products say: Products, MarketingStatus and TE (therapeutic equivalence).

A product is one number within an application. It is an authorisation unless its marketing status says that it is
approved tentatively only: then it may not be sold yet, and is a regulatory decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.mappers.drugsatfda.register import Register, is_tentative, place
from kg.model import Description, Evidence, Iri, Literal, Node, Unresolved
from kg.nodes import describe_name, mint_iri
from kg.tables import Passed, Record, Rejected, Said
from kg.vocabulary import KG, RDFS, XSD

REGISTER = mint_iri("register", "fda")
NAME = "Drugs@FDA"

_TRUE = Literal("true", XSD.boolean)
_REPEATED = Rejected("its ApplNo and ProductNo stand in an earlier row as well, which is kept", "ProductNo")
_NO_CODE = Passed("names its product and says nothing of it")
_NO_STATUS = Rejected("its number is not in MarketingStatus_Lookup", "MarketingStatusID")
_SCHEDULES = ("prescription", "over-the-counter")
_EMPTY = frozenset(("", "N/A", "NA", "UNKNOWN"))
_COMMA_ROUTES = frozenset(("PERFUSION, BILIARY", "PERFUSION, CARDIAC"))  # single routes in the FDA's list of them
_OUTSIDE = re.compile(r";(?![^()]*\))")
_COMMA = re.compile(r",(?!\d{3}(?!\d))")  # that is not within a number such as 20,000
_FLAGS: tuple[tuple[Iri, str, str], ...] = (
    (KG.referenceDrug, "ReferenceDrug", "reference drug"),
    (KG.referenceStandard, "ReferenceStandard", "reference standard"),
)
_SPLIT_FORM = "more than one semicolon; all of it is kept as the form"
_UNPAIRED = "not one strength for each ingredient; both are kept, unpaired"


@lru_cache(maxsize=50_000)
def application_iri(application: str) -> Iri:
    """The application's node."""
    return mint_iri("drugsatfda", "application", application)


def find_subject(application: str, product: str, context: Register) -> tuple[Iri, Iri]:
    """A product's node and its class."""
    kind, of = ("decision", KG.RegulatoryDecision) if (application, product) in context.tentative else _AUTHORISATION
    return mint_iri("drugsatfda", kind, f"{application}-{product}"), of


_AUTHORISATION = "authorisation", KG.Authorisation


def map_product(record: Record, context: Register) -> Iterator[Said]:
    """Yield a product: the authorisation (or the tentative approval) with its ingredients, form, route and strength."""
    application, product = record["ApplNo"], record["ProductNo"]
    if refused := context.refuse_product(application, product):
        yield refused
    elif place("Products", record) in context.repeated:
        yield _REPEATED
    else:
        yield from _say_product(record, application, product, context)


def _say_product(record: Record, application: str, product: str, context: Register) -> Iterator[Said]:
    evidence = record.cite("drugsatfda.products")
    subject, of = find_subject(application, product, context)
    number, name = context.number(application), record["DrugName"].replace('""', '"')
    label = f"{NAME} {number}-{product}"
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"{label}: {name}" if name else label)),
        (KG.register, REGISTER),
        (KG.registerName, Literal(NAME)),
        (KG.number, Literal(number)),
        (KG.application, application_iri(application)),
    ]
    if name:
        properties.append((KG.productName, Literal(name)))
    for item in (
        *_say_form(record),
        *_say_contents(record, f"{application}-{product}", evidence),
        *_say_flags(record),
    ):
        if isinstance(item, Description | Unresolved):
            yield item
        else:
            properties.append(item)
    yield Description(subject, of, tuple(dict.fromkeys(properties)), (evidence,))


_Part = Description | Unresolved | tuple[Iri, Node]


def _say_form(record: Record) -> Iterator[_Part]:
    written = record["Form"]
    parts = _split_form(written)
    if written.count(";") > 1:
        yield record.unresolved("Form", "dosage form and route", _SPLIT_FORM)
    elif any(part.upper() in _EMPTY for part in written.split(";") if written):
        yield record.unresolved("Form", "dosage form and route", "the register gives none")
    yield from parts


@lru_cache(maxsize=5_000)
def _split_form(written: str) -> tuple[tuple[Iri, Node], ...]:
    """FORM;ROUTE, where several routes are apart by commas; what is not of this make is all form."""
    form, _, route = written.partition(";")
    if ";" in route:
        form, route = written, ""
    form, route = form.strip(), " ".join(route.split())
    routes = [route] if route.upper() in _COMMA_ROUTES else [item.strip() for item in route.split(",")]
    said: list[tuple[Iri, Node]] = [(KG.dosageForm, Literal(form))] if form.upper() not in _EMPTY else []
    said += [(KG.route, Literal(item)) for item in dict.fromkeys(routes) if item.upper() not in _EMPTY]
    return tuple(said)


def _say_contents(record: Record, key: str, evidence: Evidence) -> Iterator[_Part]:
    """Yield ingredients and strengths, paired where there are several and one strength for each."""
    strengths, remark, are_single = _split_strength(record["Strength"])
    names = _split_names(record["ActiveIngredient"])
    for name in dict.fromkeys(names):
        ingredient = _describe_ingredient(name)
        yield ingredient._replace(evidence=(evidence,))
        yield KG.activeIngredient, Literal(name)
        yield KG.ingredient, ingredient.subject
    for strength in strengths:
        yield KG.strength, Literal(strength)
    if remark:
        yield KG.description, Literal(remark)
    if len(names) == len(strengths) > 1 and are_single:
        for at, (name, strength) in enumerate(zip(names, strengths, strict=True), 1):
            part = mint_iri("drugsatfda", "ingredient", key, str(at))
            yield _describe_part(part, name, strength, evidence)
            yield KG.hasIngredient, part
    elif len(names) > 1 and strengths:
        yield record.unresolved("Strength", "strength", _UNPAIRED)


@lru_cache(maxsize=20_000)
def _describe_ingredient(name: str) -> Description:
    return describe_name(KG.Ingredient, name)


def _describe_part(iri: Iri, name: str, strength: str, evidence: Evidence) -> Description:
    properties = (
        (RDFS.label, Literal(f"{name}: {strength}")),
        (KG.ingredient, _describe_ingredient(name).subject),
        (KG.ingredientName, Literal(name)),
        (KG.strength, Literal(strength)),
    )
    return Description(iri, KG.ProductIngredient, properties, (evidence,))


@lru_cache(maxsize=20_000)
def _split_names(written: str) -> tuple[str, ...]:
    """The ingredients of a cell; a semicolon in brackets divides nothing: PANCRELIPASE (AMYLASE;LIPASE;PROTEASE)."""
    names = (" ".join(name.split()) for name in _OUTSIDE.split(written))
    return tuple(name for name in names if name)


@lru_cache(maxsize=20_000)
def _split_strength(written: str) -> tuple[tuple[str, ...], str, bool]:
    """The strengths of a cell; the remark that stands behind them between stars; and whether each is a single one.

    A semicolon within brackets divides nothing. A strength with a comma is one of several parts of a pack, and a
    bracket with semicolons is about all of them: neither is the strength of one ingredient.
    """
    amounts, _, remark = written.partition("*")
    values = tuple(value for part in _OUTSIDE.split(amounts) if (value := " ".join(part.split())))
    is_single = not _COMMA.search(amounts) and len(values) == amounts.count(";") + 1
    return values, " ".join(remark.strip("* ").split()), is_single


def _say_flags(record: Record) -> Iterator[_Part]:
    for predicate, column, kind in _FLAGS:
        written = record[column]
        if written == "1":
            yield predicate, _TRUE
        elif written not in ("", "0"):
            yield record.unresolved(column, kind, "neither 1 (it is one) nor 0 (it is none)")


def map_status(record: Record, context: Register) -> Iterator[Said]:
    """Yield the marketing status of a product in the words of the lookup table; it is the product's alone."""
    application, product = record["ApplNo"], record["ProductNo"]
    if refused := context.refuse_product(application, product):
        yield refused
        return
    status = context.marketing.get(record["MarketingStatusID"])
    if not status:
        yield _NO_STATUS
        return
    properties: list[tuple[Iri, Node]] = [(KG.status, Literal(status))]
    if status.casefold() in _SCHEDULES:
        properties.append((KG.schedule, Literal(status)))
    subject, of = find_subject(application, product, context)
    if is_tentative(status) and of == KG.RegulatoryDecision:
        properties.append((KG.decisionKind, Literal("tentative approval")))
    yield Description(subject, of, tuple(properties), (record.cite("drugsatfda.marketing-status"),))


def map_equivalence(record: Record, context: Register) -> Iterator[Said]:
    """Yield the code that says to which products this one is therapeutically equivalent."""
    application, product, code = record["ApplNo"], record["ProductNo"], record["TECode"]
    if refused := context.refuse_product(application, product):
        yield refused
    elif not code:
        yield _NO_CODE
    else:
        subject, of = find_subject(application, product, context)
        properties = ((KG.therapeuticEquivalence, Literal(code)),)
        yield Description(subject, of, properties, (record.cite("drugsatfda.te"),))
