"""Disagreements: what documents say against each other, found by rules that one can read and add to.

`find_conflicts` asks the rules of a store, `describe_conflicts` writes them as a graph of their own (`kgg:conflicts`),
`list_conflicts` reads them back to be shown. No document's graph is changed, and no side is ever deleted.
"""

from __future__ import annotations

from kg.conflicts.describe import CONFLICTS, count_conflicts, describe_conflicts
from kg.conflicts.detect import Conflict, Position, find_conflicts, find_side_by_side
from kg.conflicts.listing import Shown, ask_again, conflicts_of, list_conflicts
from kg.conflicts.rules import KINDS, SEVERITIES, Rule, load_rules, parse_rule
from kg.conflicts.show import render_conflicts

__all__ = [
    "CONFLICTS",
    "KINDS",
    "SEVERITIES",
    "Conflict",
    "Position",
    "Rule",
    "Shown",
    "ask_again",
    "conflicts_of",
    "count_conflicts",
    "describe_conflicts",
    "find_conflicts",
    "find_side_by_side",
    "list_conflicts",
    "load_rules",
    "parse_rule",
    "render_conflicts",
]
