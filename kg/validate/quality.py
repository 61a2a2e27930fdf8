"""Quality rules that look further than one node: SPARQL queries, and the check characters of identifiers.

A rule is a file of queries/checks/. Its leading comments say what it looks for, how grave it is, and what a finding
says; each row of its answer is a finding about ?focus, with ?path and ?value where the query gives them:

    # question: Which links lead to a node that nothing describes?
    # severity: error
    # message: {value} has no class: the page that {path} leads to was not read

Absence is written as MINUS, which Oxigraph answers a hundred times faster than FILTER NOT EXISTS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.checkdigits import find_cas_fault, find_unii_fault
from kg.errors import KGError, UsageError
from kg.prefixes import PREFIXES
from kg.report import CHECK, SEVERITIES, Severity
from kg.sparql import describe_fault
from kg.validate.terms import lexical
from kg.vocabulary import KG

_HEADER = re.compile(r"#\s*(question|severity|message):\s*(.*)")
_SPARQL = PREFIXES["sh"] + "SPARQLConstraintComponent"
_DIGITS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "cas-check-digit": (KG.casNumber, find_cas_fault),
    "unii-check-character": (KG.unii, find_unii_fault),
}


class Check(NamedTuple):
    """A quality rule: its name, what it looks for, how grave a finding is, its message, and the SPARQL query."""

    name: str
    question: str
    severity: Severity
    message: str
    query: str

    @property
    def iri(self) -> str:
        """The IRI that its findings name as their source."""
        return CHECK + self.name


class Flaw(NamedTuple):
    """One finding of a quality rule: the rule, and N-Triples terms, empty where the rule gives none."""

    check: str
    component: str
    severity: Severity
    message: str
    focus: str
    path: str
    value: str


def read_check(path: Path) -> Check:
    """A quality rule from its file; a UsageError where the header lacks something."""
    text = path.read_text(encoding="utf-8")
    said = {match[1]: match[2].strip() for line in text.splitlines() if (match := _HEADER.match(line))}
    for key in ("question", "severity", "message"):
        if not said.get(key):
            raise UsageError(f"{path.name}:1: the header has no '# {key}: …'")
    severity = next((word for word in SEVERITIES if word == said["severity"]), None)
    if severity is None:
        raise UsageError(f"{path.name}:1: severity {said['severity']!r} is none of {', '.join(SEVERITIES)}")
    return Check(path.stem, said["question"], severity, said["message"], text)


def find_flaws(store: ox.Store, check: Check) -> list[Flaw]:
    """What a quality rule finds in a store, all graphs taken as one."""
    return [Flaw(check.iri, _SPARQL, check.severity, check.message, *row) for row in sorted(_rows(store, check))]


def _rows(store: ox.Store, check: Check) -> set[tuple[str, str, str]]:
    try:
        answer = store.query(check.query, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise UsageError(f"checks/{check.name}.rq:{describe_fault(check.query, PREFIXES)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise KGError(f"checks/{check.name}.rq: cannot be answered: {error}") from error
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - a test holds every check to SELECT ?focus
    names = [variable.value for variable in answer.variables]
    at = [names.index(name) if name in names else None for name in ("focus", "path", "value")]
    terms = ([None if i is None else row[i] for i in at] for row in answer)
    return {(str(focus), str(path or ""), str(value or "")) for focus, path, value in terms if focus is not None}


def iter_digit_faults(store: ox.Store) -> Iterator[Flaw]:
    """Yield the UNII and CAS numbers whose check character is wrong; the value stays as it was written."""
    for name, (predicate, find_fault) in sorted(_DIGITS.items()):
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            term = str(quad.object)
            if fault := find_fault(lexical(term)):
                message = f"{{$value}} is mistyped or no identifier: {fault}; compare it with the source"
                yield Flaw(CHECK + name, CHECK + name, "warning", message, str(quad.subject), f"<{predicate}>", term)
