"""What the rows of a register's table say, in short form, for tests of the table mappers."""

from __future__ import annotations

from kg.model import Description, Literal, Unresolved
from kg.prefixes import PREFIXES
from kg.tables import Said
from kg.vocabulary import KG


def authorisation(said: list[Said]) -> dict[str, list[str]]:
    """The values of a row's authorisation, by the short name of the property; IRIs as CURIEs without their prefix."""
    [found] = [item for item in said if isinstance(item, Description) and item.type == KG.Authorisation]
    return values_of(found)


def values_of(item: Description) -> dict[str, list[str]]:
    """The values of a node by the short names of its properties, its own IRI under ""; IRIs as in `authorisation`."""
    values: dict[str, list[str]] = {"": [item.subject.removeprefix(PREFIXES["kgr"])]}
    for predicate, node in item.properties:
        value = node.value if isinstance(node, Literal) else node.removeprefix(PREFIXES["kgr"])
        values.setdefault(predicate.rpartition("#")[2], []).append(value)
    return values


def unresolved(said: list[Said]) -> list[tuple[str, str, str]]:
    """The quotes that a row leaves without an object, with their kind and the reason."""
    return [(item.quote, item.kind, item.reason) for item in said if isinstance(item, Unresolved)]
