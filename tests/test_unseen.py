"""Overviews and indications on drugs that no rule was written for: what is read of them, and what is missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.dates import parse_date
from kg.grammar.events import EventReading, find_events
from kg.grammar.indicated import read_indicated
from kg.grammar.makers import find_maker
from kg.grammar.mechanism import find_targets
from kg.spans import Text

FOLDER = Path(__file__).parent / "unseen"
FILES = {"first.jsonl": 12, "second.jsonl": 6, "third.jsonl": 6, "fourth.jsonl": 10}
PAGES = [json.loads(line) for name in FILES for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def event_of(event: EventReading) -> str:
    date = parse_date(event.date.name) if event.date else None
    return f"{event.regulator.name} {event.kind} {date.value if date else ''}".strip()


def read(page: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Each fact that the grammars read: its relation and its spellings."""
    overview, names = [Text.of(page["overview"], markdown=False)], [page["drug"]]
    facts = [("target", [found.name, *found.alts]) for found in find_targets(overview, names)]
    facts += [("maker", [maker.name]) for maker in [find_maker(overview, names)] if maker]
    facts += [("event", [each]) for each in dict.fromkeys(map(event_of, find_events(overview)))]  # whatever it is for
    readings = read_indicated([Text.of(page["indication"], markdown=False)], names)
    return facts + [("indicated", [found.condition.name, *found.condition.alts]) for found in readings]


def wanted(page: dict[str, Any]) -> list[tuple[str, list[str]]]:
    facts = [("target", names) for names in page["targets"]]
    facts += [("maker", [page["maker"]])] if page["maker"] else []
    facts += [("event", [" ".join(event).strip()]) for event in page["events"]]
    return facts + [("indicated", names) for names in page["conditions"]]


@pytest.mark.parametrize("page", PAGES, ids=[page["drug"] for page in PAGES])
def test_a_page_that_no_rule_was_written_for_is_read(page: dict[str, Any]) -> None:
    left = wanted(page)
    for relation, names in read(page):
        keys = {fold(name) for name in names}
        hit = next((fact for fact in left if fact[0] == relation and keys & set(map(fold, fact[1]))), None)
        assert hit, (relation, names)
        left.remove(hit)
    assert [f"{relation}: {names[0]}" for relation, names in left] == page.get("missed", [])


def test_the_sets_are_complete() -> None:
    assert {name: len((FOLDER / name).read_text(encoding="utf-8").splitlines()) for name in FILES} == FILES
