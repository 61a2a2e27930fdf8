"""Which register a plain table is: one that `ontology/authorities.ttl` knows by its name, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.errors import UsageError
from kg.model import Iri, Literal, Node
from kg.nodes import mint_iri
from kg.prefixes import PREFIXES
from kg.resources import find_data
from kg.vocabulary import KG, RDF, RDFS, SKOS

Triple = tuple[Iri, Iri, Node]


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its IRI, its short name, the country it is for, and the triples that describe it where it is new."""

    iri: Iri
    label: str
    country: str
    triples: tuple[Triple, ...] = ()

    @property
    def key(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition(":")[2]


class _Known(NamedTuple):
    """What authorities.ttl holds: nodes by each of their names, case folded; labels and countries by node."""

    registers: dict[str, Iri]
    authorities: dict[str, Iri]
    countries: dict[str, Iri]
    labels: dict[Iri, str]
    within: dict[Iri, Iri]


@lru_cache(maxsize=1)
def _read_known() -> _Known:
    import pyoxigraph as ox

    known = _Known({}, {}, {}, {}, {})
    kinds = {KG.Register: known.registers, KG.Authority: known.authorities, KG.Country: known.countries}
    triples = [
        (Iri(triple.subject.value), Iri(triple.predicate.value), triple.object.value)
        for triple in ox.parse(path=str(find_data("ontology/authorities.ttl")), format=ox.RdfFormat.TURTLE)
    ]
    types = {subject: kinds.get(Iri(value), {}) for subject, predicate, value in triples if predicate == RDF.type}
    for subject, predicate, value in sorted(triples):
        if predicate in (RDFS.label, SKOS.altLabel):
            types[subject].setdefault(value.casefold(), subject)
        if predicate == RDFS.label:
            known.labels[subject] = value
            types[subject].setdefault(subject.rpartition(":")[2], subject)
        if predicate == KG.country:
            known.within[subject] = Iri(value)
    return known


def find_register(name: str, place: str) -> Register:
    """The known register of that name; an unknown one is a UsageError that begins with `place` and lists the known."""
    known = _read_known()
    iri = known.registers.get(name.casefold())
    if iri is None:
        names = ", ".join(sorted({iri.removeprefix(PREFIXES["kgr"] + "register:") for iri in known.registers.values()}))
        way = "or give register = {label, authority, country}"
        raise UsageError(f"{place}: register {name!r} is unknown; known are {names}; {way}")
    return Register(iri, name, known.labels[known.within[iri]])


def make_register(label: str, authority: str, country: str, checked: str, place: str) -> Register:
    """A register that is not known yet; its authority and country may be. `checked` says where its entry stands."""
    known = _read_known()
    iri = mint_iri("register", label)
    if iri in known.labels or label.casefold() in known.registers:
        raise UsageError(f'{place}: register {label!r} is known already; write register = "{label}"')
    country_iri = known.countries.get(country.casefold())
    authority_iri = known.authorities.get(authority.casefold())
    triples: list[Triple] = []
    if country_iri is None:
        country_iri = mint_iri("country", country)
        triples += _describe(country_iri, KG.Country, country, checked)
    if authority_iri is None:
        authority_iri = mint_iri("authority", authority)
        triples += [
            *_describe(authority_iri, KG.Authority, authority, checked),
            (authority_iri, KG.country, country_iri),
        ]
    triples += [
        *_describe(iri, KG.Register, label, checked),
        (iri, SKOS.altLabel, Literal(label)),
        (iri, KG.authority, authority_iri),
        (iri, KG.maintainedBy, authority_iri),
        (iri, KG.country, country_iri),
    ]
    return Register(iri, label, known.labels.get(country_iri, country), tuple(triples))


def _describe(iri: Iri, kind: Iri, label: str, checked: str) -> list[Triple]:
    return [(iri, RDF.type, kind), (iri, RDFS.label, Literal(label)), (iri, KG.checkedAgainst, Literal(checked))]
