"""What the grammars find: names and uses, each with the visible passages it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kg.model import Role
from kg.spans import Text

Purpose = Literal["treat", "prevent", "relieve", "diagnose"]
UseStatus = Literal["approved", "also-used"]


class Passage(NamedTuple):
    """Visible characters `text.string[start:end]` and what they do for the fact; never empty."""

    text: Text
    start: int
    end: int
    role: Role = "words"


class Mention(NamedTuple):
    """The name of something as the page writes it (a shared head restored), its passages, its other names there."""

    name: str
    passages: tuple[Passage, ...]
    alts: tuple[str, ...] = ()


class Criterion(NamedTuple):
    """A biological marker that the disease must or must not have; `status` as in the annotation guidelines."""

    marker: Mention
    status: str


@dataclass(frozen=True, slots=True)
class UseReading:
    """One way in which a drug is used for a condition; what the lead-in or the condition's line says holds here too."""

    description: Mention | None = None
    populations: tuple[Mention, ...] = ()
    minimum_age: Mention | None = None
    criteria: tuple[Criterion, ...] = ()
    partners: tuple[Mention, ...] = ()
    accelerated: tuple[Passage, ...] = ()
    brands: tuple[Mention, ...] = ()
    line_of_treatment: Mention | None = None


@dataclass(frozen=True, slots=True)
class IndicationReading:
    """One condition that a page says a drug is used for: its name, the dictionary terms inside the name, its uses."""

    condition: Mention
    status: UseStatus
    purpose: Purpose
    stated: tuple[Passage, ...]
    terms: tuple[Mention, ...] = ()
    uses: tuple[UseReading, ...] = field(default_factory=lambda: (UseReading(),))
