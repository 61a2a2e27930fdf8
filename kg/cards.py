"""A source's card (`source.toml`): where its documents come from, what they cover, what is kept and what is dropped.

A card is read strictly, so that a slip of the pen is an error with its file and key rather than a silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.dates import parse_date
from kg.products import FIELDS, PRODUCT_CLASSES
from kg.toml import check_keys, key_error, read_toml

CARD = "source.toml"
"""The name of a card's file inside the folder of its source."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source speaks about, and as of when; outside of it, its silence says nothing.

    `register` names the register that the source draws on ("FDA"), `topic` the subject where there is no register;
    one of the two is empty. `as_of` is an ISO date to the precision known. `excludes` are kinds of product that the
    source leaves out, of those that `kg.products` tells by their names ("gene therapies"); `only` is the field of
    medicine that it keeps to ("cancer"), empty where there is none.
    """

    what: str
    as_of: str
    register: str = ""
    topic: str = ""
    excludes: tuple[str, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of the documents that is left out of the graph, and the reason."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """One source as its card tells of it; `documents` says what one document of it is, `called` its short name."""

    name: str
    title: str
    origin: str
    licence: str
    media_type: str
    documents: str
    covers: tuple[Coverage, ...]
    kept: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    encoding: str = "utf-8"
    called: str = ""


_TEXTS = ("name", "title", "origin", "licence", "media_type", "documents", "encoding", "called")
_COVER = ("register", "topic", "what", "as_of")
_KEYS = (*_TEXTS, "covers", "kept", "dropped")


def load_card(path: Path) -> Card:
    """The card in the file `path`; an unknown or missing key or a wrong value is a UsageError that names it."""
    table = read_toml(path, "card", "there is no card; write one as sources/README.md says")
    check_keys(path, "", table, _KEYS, optional=("encoding", "called"))
    card = Card(
        **{key: _text(path, key, table[key]) for key in _TEXTS if key in table},
        covers=tuple(_coverage(path, key, item) for key, item in _items(path, "covers", table["covers"])),
        kept=tuple(_text(path, key, item) for key, item in _items(path, "kept", table["kept"])),
        dropped=tuple(_dropped(path, key, item) for key, item in _items(path, "dropped", table["dropped"])),
    )
    _check_values(path, card)
    return card


def load_cards(folder: Path) -> dict[str, Card]:
    """The cards of every source in `folder` by name, sorted; each source's folder bears its card's name."""
    cards = {}
    for source in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))):
        card = load_card(source / CARD)
        if card.name != source.name:
            raise key_error(
                source / CARD, "name", f"is {card.name!r} in the folder {source.name!r}; make the two equal"
            )
        cards[card.name] = card
    return cards


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise key_error(path, key, f"must be a text, not {_kind(value)}")
    if not value.strip():
        raise key_error(path, key, "must not be empty")
    return value


def _items(path: Path, key: str, value: object) -> list[tuple[str, object]]:
    """The items of a list, each with the key that an error calls it by: `kept[2]` is the second."""
    if not isinstance(value, list):
        raise key_error(path, key, f"must be a list, not {_kind(value)}")
    return [(f"{key}[{number}]", item) for number, item in enumerate(value, 1)]


def _table(
    path: Path, key: str, value: object, known: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, str]:
    if not isinstance(value, dict):
        raise key_error(path, key, f"must be a table, not {_kind(value)}")
    check_keys(path, key, value, known, optional)
    return {name: _text(path, f"{key}.{name}", text) for name, text in value.items()}


def _coverage(path: Path, key: str, value: object) -> Coverage:
    value, excludes = _take_excludes(path, key, value)
    table = _table(path, key, value, (*_COVER, "excludes", "only"), optional=("register", "topic", "excludes", "only"))
    if ("register" in table) == ("topic" in table):
        raise key_error(path, key, "must have one of the keys register and topic")
    if parse_date(table["as_of"]) is None:
        raise key_error(path, f"{key}.as_of", f"must be a date such as 2025-12-30, not {table['as_of']!r}")
    if table.get("only", FIELDS[0]) not in FIELDS:
        raise key_error(path, f"{key}.only", f"must be one of {', '.join(FIELDS)}, not {table['only']!r}")
    return Coverage(**table, excludes=excludes)


def _take_excludes(path: Path, key: str, value: object) -> tuple[object, tuple[str, ...]]:
    """A table without its list `excludes`, and that list."""
    if not isinstance(value, dict) or "excludes" not in value:
        return value, ()
    items = [(at, _text(path, at, item)) for at, item in _items(path, f"{key}.excludes", value["excludes"])]
    for at, item in items:
        if item not in PRODUCT_CLASSES:
            raise key_error(path, at, f"must be one of {', '.join(PRODUCT_CLASSES)}, not {item!r}")
    return {name: item for name, item in value.items() if name != "excludes"}, tuple(item for _, item in items)


def _dropped(path: Path, key: str, value: object) -> Dropped:
    return Dropped(**_table(path, key, value, ("what", "why")))


def _check_values(path: Path, card: Card) -> None:
    if not card.origin.startswith(("https://", "http://")):
        raise key_error(path, "origin", f"must be a URL, not {card.origin!r}")
    try:
        "a".encode(card.encoding)
    except LookupError:
        raise key_error(
            path, "encoding", f"must be one that Python knows, such as utf-8, not {card.encoding!r}"
        ) from None


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date")
