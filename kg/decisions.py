"""The file of decisions: what a person who looked at a finding says of it, one line a decision, tab-separated.

`kg review` writes it and `kg build` reads it as a document of its own. A line is about one thing: a disagreement, a
name, or a statement (of a document, or a link between a name and its reference). Each line is read or refused by
itself; of lines that contradict each other none is taken.

>>> print(format_ground(["CD19", "CD3"]))
0a3ee2a7 23d7dcad
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, cast

import pyoxigraph as ox

from kg.mappings import mint_mapping
from kg.model import Iri
from kg.nodes import NAME_KINDS
from kg.ntriples import iri_text, mint_statement
from kg.prefixes import PREFIXES, compress, expand
from kg.spans import LineIndex
from kg.sssom import PREDICATES
from kg.vocabularies.terms import BASES, reference_iri
from kg.vocabulary import KG, SKOS

NAME = "decisions.tsv"
"""What the file is called where `kg build` finds it by itself."""

MARK = "# drug-kg decisions"
"""How the file begins, whatever it is called."""

COLUMNS = (
    "decision_id", "kind", "subject", "predicate", "predicate_modifier", "object", "verdict", "correction", "who",
    "when", "why", "label", "ground",
)  # fmt: skip
_NEEDED = ("kind", "subject", "verdict", "who", "why")

HEADER = (
    f"{MARK} 1\n"
    "# Written by kg review, read by kg build; a line may be removed, and the thing is then undecided again.\n"
    + "\t".join(COLUMNS)
    + "\n"
)

Kind = Literal["conflict", "name", "statement"]
Verdict = Literal["accept", "reject", "correct"]
KINDS: tuple[Kind, ...] = ("conflict", "name", "statement")
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "correct")

RELATIONS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
"""How a name may be related to its reference."""

GROUNDED: frozenset[str] = frozenset(
    f"{PREFIXES['kgr']}{NAME_KINDS[kind]}:"
    for kind in (KG.Biomarker, KG.Condition, KG.DrugClass, KG.Population, KG.Target)
)
"""How the nodes begin whose names have references; other names lead to a substance or a regimen."""

_LINKS = frozenset({*RELATIONS, *PREDICATES, KG.mixtureOf, KG.nameOf, KG.recordOf, KG.regimenOf})
_CONFLICT = re.compile(re.escape(PREFIXES["kgr"]) + "conflict:[0-9a-f]{32}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")
_GROUND = re.compile("[0-9a-f]{8}")
_MOST_GROUND = 12


class Decision(NamedTuple):
    """One line: what it is about, what is decided, by whom, when and why.

    `predicate` and `object` (an N-Triples term) are empty unless it is about a statement; `negated` where that is the
    link that must not hold. `correction` is, with the verdict "correct", the number of the side of a disagreement that
    holds, the reference of a name (`hgnc:1633`, `skos:closeMatch hgnc:1633`), or the value that a statement should
    have. `ground` are short hashes of the words that were seen; `line` counts from 1, `start` and `end` are characters.
    """

    kind: Kind
    subject: Iri
    predicate: Iri
    negated: bool
    object: str
    verdict: Verdict
    correction: str
    who: str
    when: str
    why: str
    label: str = ""
    ground: tuple[str, ...] = ()
    line: int = 0
    start: int = 0
    end: int = 0

    @property
    def topic(self) -> tuple[str, ...]:
        """What it is about: two decisions of one topic must agree."""
        return self.kind, self.subject, self.predicate, self.object

    @property
    def about(self) -> Iri:
        """The node that it is about: a disagreement, a name node, a mapping, or a statement node."""
        if self.kind != "statement":
            return self.subject
        if self.is_link:
            return mint_mapping(self.subject, self.predicate, self.object[1:-1])
        return Iri(mint_statement(iri_text(self.subject), iri_text(self.predicate), self.object))

    @property
    def is_link(self) -> bool:
        """Whether the statement is a link between a name or a record and what it is elsewhere."""
        return self.kind == "statement" and self.predicate in _LINKS

    @property
    def iri(self) -> Iri:
        """The IRI of the decision: a hash of what is decided, whoever says so."""
        told = (*self.topic, "Not" if self.negated else "", self.verdict, self.correction)
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
        return Iri(f"{PREFIXES['kgr']}decision:{digest[:32]}")

    @property
    def reference(self) -> tuple[Iri, Iri]:
        """The relation and the reference that it gives to a name; ("", "") where it gives none."""
        if self.kind == "conflict" or (self.kind == "statement" and not self.is_link) or self.verdict != "correct":
            return Iri(""), Iri("")
        *relation, reference = self.correction.split()
        grounded = self.subject.startswith(tuple(GROUNDED))
        default = SKOS.exactMatch if grounded else KG.nameOf
        return _relation(relation[0]) if relation else default, reference_iri(reference)

    def line_text(self) -> str:
        """The line of the file, with its line end."""
        cells = (
            compress(self.iri),
            self.kind,
            compress(self.subject),
            compress(self.predicate),
            "Not" if self.negated else "",
            compress(self.object[1:-1]) if self.object.startswith("<") else self.object,
            self.verdict,
            self.correction,
            *(" ".join(cell.split()) for cell in (self.who, self.when, self.why, self.label)),
            " ".join(self.ground),
        )
        return "\t".join(cells) + "\n"


class Fault(NamedTuple):
    """What is wrong with a line (from 1) of the file, and the way out; `grave` where the line is not taken."""

    line: int
    what: str
    grave: bool = True


def ground_of(quotes: Iterable[str]) -> tuple[str, ...]:
    """Short hashes of quoted words, white space folded: what must still stand for a decision to hold."""
    return tuple(sorted({_hash(quote) for quote in quotes}))[:_MOST_GROUND]


def format_ground(quotes: Iterable[str]) -> str:
    """The cell of the ground of some quotes."""
    return " ".join(ground_of(quotes))


def _hash(quote: str) -> str:
    return hashlib.sha256(" ".join(quote.split()).encode()).hexdigest()[:8]


def is_decisions(path: str, head: bytes) -> bool:
    """Whether a file is one of decisions, by its name or its first line."""
    return path.rsplit("/", 1)[-1] == NAME or head.removeprefix(b"\xef\xbb\xbf").startswith(MARK.encode())


def read_lines(index: LineIndex) -> Iterator[tuple[int, int, int, str]]:
    """Yield (number, start, end, text) of each line that is neither empty nor a comment; the header is the first."""
    for number, start, end in index.lines():
        text = index.raw[start:end]
        bare = text.removeprefix("\ufeff")
        if bare.strip() and not bare.startswith("#"):
            yield number, start, end, bare


def parse_decisions(text: str) -> tuple[list[Decision], list[Fault]]:
    """The decisions of a file in their order, and what is wrong with it, each with its line."""
    rows = list(read_lines(LineIndex(text)))
    if not rows:
        return [], [Fault(1, f"no decisions; the file begins with the columns {', '.join(_NEEDED)}")]
    first, columns = rows[0][0], [cell.strip() for cell in rows[0][3].split("\t")]
    if wrong := _wrong_header(columns):
        return [], [Fault(first, wrong)]
    read: list[Decision] = []
    faults: list[Fault] = []
    for number, start, end, line in rows[1:]:
        try:
            read.append(_parse(dict(_cells(columns, line)))._replace(line=number, start=start, end=end))
        except ValueError as error:
            faults.append(Fault(number, str(error)))
    taken, opposed = take_agreeing([(decision, f"line {decision.line}") for decision in read])
    faults += [Fault(decision.line, what, grave) for (decision, _), what, grave in opposed]
    return [decision for decision, _ in taken], sorted(faults)


Placed = tuple[Decision, str]
"""A decision and the words that a message calls its line by."""

_Claim = tuple[tuple[str, ...], tuple[str, ...]]


def take_agreeing(placed: Iterable[Placed]) -> tuple[list[Placed], list[tuple[Placed, str, bool]]]:
    """The decisions that no other one contradicts, and for the others, and for repeated ones, what to say of them."""
    items = list(placed)
    claims: dict[tuple[str, ...], list[tuple[tuple[str, ...], Placed]]] = {}
    for item in items:
        for key, value in _claims(item[0]):
            claims.setdefault(key, []).append((value, item))
    taken: list[Placed] = []
    said: list[tuple[Placed, str, bool]] = []
    seen: dict[tuple[str, str], Placed] = {}
    for item in items:
        others = [other for key, value in _claims(item[0]) for claim, other in claims[key] if claim != value]
        if others:
            what = f"{_words(item[0])} contradicts {others[0][1]}, which says {_words(others[0][0])}"
            said.append((item, f"{what}; neither is taken until one of the two lines is removed", True))
            continue
        first = seen.setdefault((item[0].iri, item[0].who), item)
        taken.append(item)
        if first is not item:
            said.append((item, f"says again what {first[1]} says; one of the two can go", False))
    return taken, said


def _claims(decision: Decision) -> Iterator[_Claim]:
    """Yield what a decision claims: two that claim different values for one key contradict each other."""
    flipped: dict[str, str] = {"accept": "reject", "reject": "accept"}
    verdict = flipped.get(decision.verdict, decision.verdict) if decision.negated else decision.verdict
    yield ("topic", *decision.topic), (verdict, decision.correction)
    if not decision.subject.startswith(tuple(GROUNDED)) or not (decision.kind == "name" or decision.is_link):
        return
    relation, reference = decision.reference
    if decision.is_link and decision.verdict != "correct":
        relation, reference = decision.predicate, Iri(decision.object[1:-1])
    old = decision.object[1:-1]
    if decision.is_link and (verdict == "reject" or (verdict == "correct" and old != reference)):
        yield ("pair", decision.subject, old), ("no",)
    if verdict != "reject" or decision.kind == "name":  # a name has one reference, or by decision none
        yield ("reference", decision.subject), (relation, reference)
    if reference and verdict != "reject":
        yield ("pair", decision.subject, reference), ("yes",)


def _words(decision: Decision) -> str:
    return f"{decision.verdict} {decision.correction}".rstrip()


def _wrong_header(columns: list[str]) -> str:
    if missing := [name for name in _NEEDED if name not in columns]:
        return f"no column {missing[0]}; the columns are separated by tabs, kg review writes them"
    if unknown := [name for name in columns if name not in COLUMNS]:
        return f"no column is called {unknown[0]!r}; there are {', '.join(COLUMNS)}"
    return ""


def _cells(columns: list[str], line: str) -> Iterator[tuple[str, str]]:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells in a table of {len(columns)} columns; the cells are separated by tabs")
    yield from zip(columns, cells, strict=True)


def _parse(cells: Mapping[str, str]) -> Decision:
    kind = _one_of("kind", cells["kind"], KINDS)
    verdict = _one_of("verdict", cells["verdict"], VERDICTS)
    for name in ("subject", "who", "why"):
        if not cells[name]:
            raise ValueError(f"{name} is empty; a decision says what it is about, who decided and why")
    when = cells.get("when", "")
    if when and not _DATE.fullmatch(when):
        raise ValueError(f"when is {when!r}, no date such as 2026-01-31")
    modifier = cells.get("predicate_modifier", "")
    if modifier not in ("", "Not"):
        raise ValueError(f"predicate_modifier {modifier!r} is neither empty nor Not")
    ground = tuple(cells.get("ground", "").split())
    if wrong := [item for item in ground if not _GROUND.fullmatch(item)]:
        raise ValueError(f"ground {wrong[0]!r} is no hash of 8 digits; leave the cell empty where none is known")
    decision = Decision(
        cast("Kind", kind),
        _iri("subject", cells["subject"]),
        _iri("predicate", cells.get("predicate", "")) if cells.get("predicate") else Iri(""),
        bool(modifier),
        _term(cells.get("object", "")),
        cast("Verdict", verdict),
        cells.get("correction", ""),
        cells["who"],
        when,
        cells["why"],
        cells.get("label", ""),
        ground,
    )
    _check(decision)
    if (given := cells.get("decision_id", "")) and expand(given) != decision.iri:
        fitting = compress(decision.iri)
        raise ValueError(f"decision_id does not fit what the line decides; write {fitting}, or leave the cell empty")
    return decision


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{name} {value!r} is none of {', '.join(known)}")
    return value


def _iri(name: str, written: str) -> Iri:
    bare = written.removeprefix("<").removesuffix(">")
    prefix, colon, local = bare.partition(":")
    if not (colon and local and (prefix in PREFIXES or local.startswith("//") or prefix.casefold() in BASES)):
        raise ValueError(f"{name} {written!r} is no CURIE with a known prefix, and no IRI")
    return Iri(expand(bare)) if prefix in PREFIXES else reference_iri(bare)


def _term(written: str) -> str:
    """An object as N-Triples writes it; "" stays so."""
    if not written.startswith('"'):
        return iri_text(_iri("object", written)) if written else ""
    try:
        parsed = next(iter(ox.parse(f"<x:s> <x:p> {written} .", format=ox.RdfFormat.N_TRIPLES)))
    except (SyntaxError, StopIteration):
        raise ValueError(f"object {written!r} is no literal as N-Triples writes it") from None
    return str(parsed.object)


def _check(decision: Decision) -> None:
    """Raise a ValueError where the cells do not fit together."""
    if decision.kind == "statement" and not (decision.predicate and decision.object):
        raise ValueError("a statement needs a subject, a predicate and an object")
    if decision.kind != "statement" and (decision.predicate or decision.object or decision.negated):
        raise ValueError(f"a {decision.kind} has a subject alone; leave predicate and object empty")
    if decision.kind == "conflict" and not _CONFLICT.fullmatch(decision.subject):
        raise ValueError(
            f"{compress(decision.subject)!r} names no disagreement; they look like kgr:conflict:<32 digits>"
        )
    if decision.is_link and not decision.object.startswith("<"):
        raise ValueError("a link leads to a node; its object is no literal")
    if decision.negated and not decision.is_link:
        raise ValueError("only a link can be one that must not hold (predicate_modifier Not)")
    if decision.is_link and decision.predicate not in {*RELATIONS, *PREDICATES}:
        raise ValueError(
            f"{compress(decision.predicate)} follows from the pages' own names; decide on the names instead"
        )
    if (decision.verdict == "correct") != bool(decision.correction):
        what = "correct needs a correction" if decision.verdict == "correct" else "only correct has a correction"
        raise ValueError(f"{what}; the correction is {decision.correction!r}")
    if decision.correction:
        _check_correction(decision)


def _check_correction(decision: Decision) -> None:
    if decision.kind == "conflict":
        if not re.fullmatch("[1-9][0-9]?", decision.correction):
            raise ValueError(f"correction {decision.correction!r} is no number of a side; a disagreement has 1, 2 …")
    elif decision.kind == "name" or decision.is_link:
        *relation, reference = decision.correction.split()
        if len(relation) > 1:
            raise ValueError(f"correction {decision.correction!r} is no reference, nor a relation and a reference")
        _iri("correction", reference)
        if relation and _relation(relation[0]) not in {*RELATIONS, *PREDICATES}:
            known = ", ".join(compress(item) for item in RELATIONS)
            raise ValueError(f"correction: {relation[0]!r} is none of {known}")


def _relation(written: str) -> Iri:
    return Iri(expand(written if ":" in written else f"skos:{written}"))


__all__ = [
    "COLUMNS", "GROUNDED", "HEADER", "KINDS", "MARK", "NAME", "RELATIONS", "VERDICTS", "Decision", "Fault", "Kind",
    "Placed", "Verdict", "format_ground", "ground_of", "is_decisions", "parse_decisions", "read_lines", "take_agreeing",
]  # fmt: skip
