"""Mention to reference, or unresolved with a reason.

A name is looked up as it is written, but for typography; then in other spellings; then without the brackets in it; and
at last the name of a disease without the words of stage, course or marker, and that of a drug class without what stands
before its head, which gives a wider reference and says so.
Where a step finds something the next is not taken. Among what it finds, a user's own row beats the curated vocabulary,
that an approved symbol or label, that a symbol of former times, that a synonym, that what is nearly the same. Two
references of one rank are ambiguous: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kg.model import Iri
from kg.names import (
    iter_heads,
    iter_wider,
    key,
    spellings,
    without_brackets,
    without_own_abbreviation,
)
from kg.prefixes import compress
from kg.vocabularies import Link, Term, Vocabulary
from kg.vocabulary import KG, SEMAPV, SKOS

ANSWERS: dict[str, frozenset[str]] = {
    KG.Biomarker: frozenset({"molecule", "biomarker", ""}),
    KG.Condition: frozenset({"condition", ""}),
    KG.DrugClass: frozenset({"class", ""}),
    KG.Population: frozenset({"population", ""}),
    KG.Target: frozenset({"molecule", ""}),
}
"""The classes whose names are grounded, and which terms may answer them ("" is a vocabulary that may hold anything)."""

_RANKS = ("curated", "label", "curated close", "curated narrower", "former", "synonym", "close", "narrower")
_INEXACT = {
    "close": SKOS.closeMatch,
    "curated close": SKOS.closeMatch,
    "curated narrower": SKOS.broadMatch,
    "narrower": SKOS.broadMatch,
}
_SAID = {
    "curated": "the curated vocabulary calls it so",
    "label": "it is the label",
    "former": "it is a former symbol",
    "synonym": "it is a synonym",
    "close": "it is a name of something nearly the same",
    "curated close": "the curated vocabulary has it as a name of something nearly the same",
    "curated narrower": "the curated vocabulary has it as a name of something narrower",
    "narrower": "it is a name of something narrower",
}


class Grounding(NamedTuple):
    """A mention's reference: how the two are related, and why."""

    term: Term
    predicate: Iri
    justification: Iri
    reason: str


class Unresolved(NamedTuple):
    """Why a mention has no reference; `candidates` are what an ambiguous one may mean."""

    reason: Literal["unknown", "ambiguous"]
    candidates: tuple[Term, ...] = ()


@dataclass(slots=True)
class Index:
    """The terms of some vocabularies by the keys of their names.

    `by_key` leads from a key to (rank, number of the term) pairs packed into integers, `by_spelling` from the keys of
    other spellings; the lists are tuples only where a key has several.
    """

    terms: list[Term] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    by_key: dict[str, int | tuple[int, ...]] = field(default_factory=dict, repr=False)
    by_spelling: dict[str, int | tuple[int, ...]] = field(default_factory=dict, repr=False)
    numbers: dict[str, int] = field(default_factory=dict, repr=False)
    links: dict[str, list[Link]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, vocabularies: Iterable[Vocabulary]) -> Index:
        """The index of some vocabularies; what two of them hold is one term with the first one's label."""
        index = cls()
        files = list(vocabularies)
        for vocabulary in files:
            for term in vocabulary.terms:
                if not term.obsolete:
                    index._number(term, vocabulary.name)
        for vocabulary in files:
            index._add_names(vocabulary)
            for link in vocabulary.links:
                for name in filter(None, (link.subject, key(link.name))):
                    index.links.setdefault(name, []).append(link)
        return index

    def term(self, iri: str) -> Term:
        """The term with an IRI; what no vocabulary holds has its CURIE for a label."""
        number = self.numbers.get(iri)
        known = None if number is None else self.terms[number]
        return known or Term(Iri(iri), compress(iri), (), checked="named by another entry")

    def source(self, iri: str) -> str:
        """The file that a term was read from, "" where none holds it."""
        number = self.numbers.get(iri)
        return "" if number is None else self.sources[number]

    def _number(self, term: Term, source: str) -> None:
        if term.iri not in self.numbers:
            self.numbers[term.iri] = len(self.terms)
            self.terms.append(term._replace(names=()))
            self.sources.append(source)

    def _add_names(self, vocabulary: Vocabulary) -> None:
        replaced = {term.iri: term.replaced_by for term in vocabulary.terms if term.obsolete}
        for term in vocabulary.terms:
            number = self.numbers.get(_follow(term.iri, replaced))
            if number is None:  # obsolete, and nothing replaces it
                continue
            for name in term.names:
                scope = "former" if term.obsolete and name.scope not in _INEXACT else name.scope
                if vocabulary.curated:
                    scope = f"curated {scope}" if scope in _INEXACT else "curated"
                self._add_name(name.text, number << 3 | _RANKS.index(scope))

    def _add_name(self, name: str, entry: int) -> None:
        plain = key(name)
        if plain:
            _put(self.by_key, plain, entry)
            for other in spellings(name):
                if other != plain:
                    _put(self.by_spelling, other, entry)

    def find(self, name: str, answers: frozenset[str] | None) -> tuple[str, list[Term]]:
        """How a name stands in the vocabularies and the terms of the best rank; ("", []) where none has it."""
        found = self._best(self.by_key.get(key(name)), answers)
        if found[1]:
            return found
        others = spellings(name, symbols=False)
        entries = [index.get(other) for other in others for index in (self.by_key, self.by_spelling)]
        return self._best(tuple(e for item in entries for e in _as_tuple(item)), answers)

    def _best(self, entries: int | tuple[int, ...] | None, answers: frozenset[str] | None) -> tuple[str, list[Term]]:
        found: dict[int, dict[int, Term]] = {}
        for entry in _as_tuple(entries):
            term = self.terms[entry >> 3]
            if answers is None or term.domain in answers:
                found.setdefault(entry & 7, {})[entry >> 3] = term
        if not found:
            return "", []
        rank = min(found)
        return _RANKS[rank], [term for _, term in sorted(found[rank].items())]


def _follow(iri: Iri, replaced: Mapping[Iri, Iri | None]) -> str:
    """The term that an obsolete one leads to, however many steps away; a circle leads nowhere."""
    seen: set[str] = set()
    while iri in replaced and iri not in seen:
        seen.add(iri)
        iri = replaced[iri] or Iri("")
    return "" if iri in seen else iri


def _put(into: dict[str, int | tuple[int, ...]], name: str, entry: int) -> None:
    known = into.get(name)
    if known is None:
        into[name] = entry
    elif entry not in _as_tuple(known):
        into[name] = (*_as_tuple(known), entry)


def _as_tuple(entries: int | tuple[int, ...] | None) -> tuple[int, ...]:
    return () if entries is None else (entries,) if isinstance(entries, int) else entries


class Grounder:
    """Grounds names against an index; a name of a class has one answer, whichever document holds it."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def ground(
        self, name: str, kind: str | None = None, *, subject: str = "", long: str = ""
    ) -> Grounding | Unresolved:
        """The reference of a name that stands for a node of class `kind` (any, where it is None).

        `subject` is the node's IRI, for a user's own rows; `long` is the name with its page's abbreviations spelt out.
        """
        if linked := self._linked(name, subject):
            return linked
        forbidden = {link.object for link in self._links(name, subject) if link.forbidden}
        plain = self._ground(name, kind, forbidden)
        spelt = self._ground(long, kind, forbidden) if long else plain
        if isinstance(spelt, Unresolved) or (isinstance(plain, Grounding) and plain.term.iri == spelt.term.iri):
            return plain
        return _abbreviated(spelt, long)

    def _links(self, name: str, subject: str) -> list[Link]:
        return [*self.index.links.get(subject, ()), *self.index.links.get(key(name), ())] if self.index.links else []

    def _linked(self, name: str, subject: str) -> Grounding | None:
        for link in self._links(name, subject):
            if not link.forbidden:
                known = link.object in self.index.numbers
                own = Term(link.object, link.object_label, (), checked="a row of a mapping table")
                term = self.index.term(link.object) if known else own
                return Grounding(
                    term, link.predicate, link.justification, link.reason or "a row of a mapping table says so"
                )
        return None

    def _ground(self, name: str, kind: str | None, forbidden: set[Iri]) -> Grounding | Unresolved:
        answers = None if kind is None else ANSWERS.get(kind, frozenset())
        plain = without_own_abbreviation(name)
        ways = [(text, SKOS.exactMatch, "") for text in dict.fromkeys((name, plain))]
        if (bare := without_brackets(plain)) != plain:
            ways.append((bare, SKOS.closeMatch, "without what stands in brackets"))
        if answers is None or "condition" in answers:
            ways += [(wider, SKOS.broadMatch, f"without the words “{left}”") for wider, left in iter_wider(bare)]
        if kind == KG.DrugClass:
            ways += [(wider, SKOS.broadMatch, f"without the words “{left}”") for wider, left in iter_heads(bare)]
        for text, predicate, how in ways:
            rank, terms = self.index.find(text, answers)
            terms = [term for term in terms if term.iri not in forbidden]
            if len(terms) == 1:
                return _grounding(terms[0], rank, predicate, how, text)
            if terms:
                return Unresolved("ambiguous", tuple(sorted(terms, key=lambda term: term.iri)))
        return Unresolved("unknown")


def _grounding(term: Term, rank: str, predicate: Iri, how: str, text: str) -> Grounding:
    if predicate != SKOS.broadMatch:
        predicate = _INEXACT.get(rank, predicate)
    curated = rank.startswith("curated") and not how
    justification = SEMAPV.ManualMappingCuration if curated else SEMAPV.LexicalMatching
    reason = f"{how}: “{text}”; {_SAID[rank]}" if how else _SAID[rank]
    return Grounding(term, predicate, justification, reason)


def _abbreviated(found: Grounding, long: str) -> Grounding:
    """A grounding by an abbreviation of one page: other pages may mean something else, so the match is not exact."""
    predicate = SKOS.closeMatch if found.predicate == SKOS.exactMatch else found.predicate
    reason = f"the page spells it out: “{long}”; {found.reason}"
    return Grounding(found.term, predicate, SEMAPV.LexicalMatching, reason)
