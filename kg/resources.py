"""Where the files beside the code are (ontology, queries, shapes, sources), in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

from kg.cards import Card, load_cards
from kg.errors import EnvironmentFault


def find_data(name: str) -> Path:
    """The file or folder `name` ("queries", "ontology/kg.ttl"): inside an installed wheel, else beside the package."""
    package = Path(__file__).parent
    for path in (package / "_data" / name, package.parent / name):
        if path.exists():
            return path
    raise EnvironmentFault(f"{name} is missing from this installation of drug-kg; install it again")


def find_cards() -> dict[str, Card]:
    """The card of every source that this installation knows, by name."""
    return load_cards(find_data("sources"))
