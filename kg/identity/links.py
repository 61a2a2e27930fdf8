"""The links between names, records and substances, each with its justification, its reason and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from kg.identity.facts import IDENTIFIERS, Facts, Passages, Record
from kg.identity.groups import Apart, Judge, Placement, Union, by_identifier, place
from kg.identity.other_names import Names, OtherName
from kg.model import Iri
from kg.prefixes import PREFIXES, compress, slug
from kg.sssom import OwnMapping
from kg.substances import SubstanceName, Way, asked_by, fold_spelling, parse_name, squash
from kg.vocabulary import KG, SEMAPV, SKOS

WAYS: dict[Way, Iri] = {"salt": KG.saltOf, "formulation": KG.formulationOf, "suffix": KG.suffixedFormOf}
_SAYS: dict[Way, str] = {"salt": "the salt", "formulation": "the formulation", "suffix": "the affix"}
_SUBSTANCE, _REGIMEN, _CODE = (f"{PREFIXES['kgr']}{kind}:" for kind in ("substance", "regimen", "code"))


class Link(NamedTuple):
    """A triple between two nodes, why it holds, and the passages that tell; `negated` where it must not hold."""

    subject: Iri
    predicate: Iri
    object: Iri
    justification: Iri
    reason: str
    evidence: Passages
    negated: bool = False


class Identity:
    """Every link that the documents' names and identifiers give, and the user's own ones, which win."""

    def __init__(self, facts: Facts, own: Sequence[OwnMapping] = (), other_names: Iterable[OtherName] = ()) -> None:
        self._facts, self._own, self._other_names = facts, own, Names(other_names)
        self.links: dict[tuple[str, str, str], Link] = {}
        self.names: dict[str, SubstanceName] = {}
        self.labels: dict[str, str] = {}
        self.keys: dict[str, set[str]] = {}
        self.unresolved: list[Record] = []
        self.unused: list[OwnMapping] = []
        self.labels_of_mentions: dict[str, str] = {}
        drugs = [record for record in facts.of(KG.Drug) if KG.Combination not in record.classes]
        self.regimens = facts.of(KG.Combination)
        self._judge = Judge(own)
        self.placement: Placement = place(drugs, self._judge)
        self.drugs = drugs
        self._homes: dict[str, Iri] = {}
        self._at_home: dict[str, list[Record]] = {}
        for add in (self._add_records, self._add_same, self._add_forms, self._add_ingredients, self._add_common_names):
            add()
        for add in (self._add_spellings, self._add_other_names, self._add_regimens, self._add_brands):
            add()
        for add in (self._add_mentions, self._add_own):
            add()
        self.asked = self._find_asked()

    @property
    def apart(self) -> list[Apart]:
        """The records that share a name and are not of one substance."""
        return self.placement.apart

    def label_of(self, iri: str) -> str:
        """What a node of a link is called, for a reader."""
        record = self._facts.records.get(iri)
        named = self.labels.get(iri) or self.labels_of_mentions.get(iri)
        return named or (record.label if record and record.labels else compress(iri))

    def _link(self, subject: Iri, way: Iri, obj: Iri, why: Iri, reason: str, evidence: Iterable[Iri]) -> None:
        at = (subject, way, obj)
        known = self.links.get(at)
        found = frozenset(evidence) | (known.evidence if known else frozenset())
        self.links[at] = Link(
            subject, way, obj, known.justification if known else why, known.reason if known else reason, found
        )

    def _substance(self, key: str, name: SubstanceName) -> Iri:
        iri = Iri(_SUBSTANCE + key)
        self.names.setdefault(iri, name)
        self.labels.setdefault(iri, name.label)
        self.keys.setdefault(iri, set()).update(asked_by(name.label))
        return iri

    def _add_records(self) -> None:
        for record in self.drugs:
            name = self.placement.names[self.placement.keys[record.iri]]
            home = self._homes[record.iri] = self._substance(self.placement.keys[record.iri], name)
            self._at_home.setdefault(home, []).append(record)
            self.keys[home].update(*map(asked_by, (record.label, *(value for _, value in record.identifiers))))
            if other := self.placement.by_identifier.get(record.iri):
                why, reason = (
                    SEMAPV.BackgroundKnowledgeBasedMatching,
                    f"{_shared(record, other)}, which is called “{other.label}”",
                )
            else:
                why, reason = SEMAPV.LexicalMatching, f"it is called “{record.label}”"
            self._link(record.iri, KG.recordOf, home, why, reason, record.name_evidence)
            self._add_codes(record.name, record.label, home, record.name_evidence)

    def _add_codes(self, name: SubstanceName, written: str, home: Iri, evidence: Passages) -> None:
        for code in name.codes:
            iri = Iri(_CODE + squash(code))
            self.labels.setdefault(iri, code)
            self.keys[home].update(asked_by(code))
            reason = f"it stands in brackets in “{written}”"
            self._link(iri, KG.codeNameOf, home, SEMAPV.LexicalMatching, reason, evidence)

    def _add_same(self) -> None:
        """Link the records of one substance with each other, and those of two names that an identifier makes one."""
        pairs = {
            (one.iri, other.iri): (one, other)
            for held in self._at_home.values()
            for one, other in combinations(held, 2)
        }
        pairs |= {
            (one.iri, other.iri): (one, other) for one, other in by_identifier(self.drugs) if self._across(one, other)
        }
        for _, (one, other) in sorted(pairs.items()):
            self._add_pair(one, other)

    def _across(self, one: Record, other: Record) -> bool:
        """Whether an identifier makes two names one: never a salt and its base, nor what contradicts."""
        verdict = self._judge.verdict(one, other)
        homes = [self.placement.keys[record.iri] for record in (one, other)]
        roots = [self.placement.names[key].root().key for key in homes]
        return verdict is not None and verdict.same and homes[0] != homes[1] and roots[0] != roots[1]

    def _add_pair(self, one: Record, other: Record) -> None:
        verdict = self._judge.verdict(one, other)
        if verdict and not verdict.same:
            return  # one of them gives the identifier of another form: what the names say stays, no more
        if verdict and verdict.kind:
            why, reason = SEMAPV.BackgroundKnowledgeBasedMatching, _shared(one, other)
            shared = one.identifiers.keys() & other.identifiers.keys()
            evidence = {passage for at in shared for record in (one, other) for passage in record.identifiers[at]}
        else:
            why, reason = SEMAPV.LexicalMatching, _alike(one, other)
            evidence = {*one.name_evidence, *other.name_evidence}
        self._link(one.iri, SKOS.exactMatch, other.iri, why, reason, evidence)
        homes = sorted({self._homes[one.iri], self._homes[other.iri]})
        if len(homes) == 2:
            told = f"{one.label} and {other.label}: {reason}"
            self._link(homes[0], SKOS.exactMatch, homes[1], SEMAPV.MappingChaining, told, evidence)

    def _add_forms(self) -> None:
        """Link each substance to the one that it is a form of, down to its base, and a mixture to its ingredients."""
        for iri, name in sorted(self.names.items()):
            self._add_form(Iri(iri), name, self._evidence_of(iri))

    def _add_form(self, iri: Iri, name: SubstanceName, evidence: Passages) -> None:
        while step := name.parent():
            way, base = step
            parent = self._substance(base.key, base)
            reason = f"“{name.label}” is “{base.label}” with {_SAYS[way]} “{name.added(way)}”"
            self._link(iri, WAYS[way], parent, SEMAPV.LexicalMatching, reason, evidence)
            iri, name = parent, base
        for part in name.parts:
            ingredient = self._substance(part.key, part)
            reason = f"“{name.label}” names “{part.label}” among {len(name.parts)} ingredients"
            self._link(iri, KG.mixtureOf, ingredient, SEMAPV.LexicalMatching, reason, evidence)
            self._add_form(ingredient, part, evidence)

    def _add_ingredients(self) -> None:
        """Link what registers call the active ingredients of products to substances: known ones, or new ones."""
        for record in self._facts.of(KG.Ingredient):
            name, evidence = record.name, record.name_evidence
            home = Iri(_SUBSTANCE + name.key)
            if home not in self.names:
                self._substance(name.key, name)
                self._add_form(home, name, evidence)
            self.keys[home].update(asked_by(record.label))
            reason = f"“{record.label}” is the name “{name.label}”"
            self._link(record.iri, KG.nameOf, home, SEMAPV.LexicalMatching, reason, evidence)
            self._add_codes(name, record.label, home, evidence)

    def _add_common_names(self) -> None:
        """Link an ingredient to the substance that a register calls it by its common name, where that is another one.

        Only a product of one ingredient with one common name tells which is which.
        """
        for (iri, inn), passages in sorted(self._facts.common.items()):
            record, name = self._facts.records.get(iri), parse_name(inn)
            if record is None or name.parts or fold_spelling(name.root()) == fold_spelling(record.name.root()):
                continue
            home = self._substance(name.key, name)
            self._add_form(home, name, frozenset(passages))
            reason = f"a register gives “{inn}” as the common name of “{record.label}”"
            self._link(record.iri, KG.nameOf, home, SEMAPV.BackgroundKnowledgeBasedMatching, reason, passages)

    def _evidence_of(self, home: str) -> Passages:
        return frozenset(passage for record in self._at_home.get(home, ()) for passage in record.name_evidence)

    def _add_spellings(self) -> None:
        """Link two names that differ in nothing but the spelling rules of INN."""
        alike: dict[str, list[str]] = {}
        for iri, name in sorted(self.names.items()):
            if iri == _SUBSTANCE + name.key:  # none that stands apart from others of its name
                alike.setdefault(fold_spelling(name), []).append(iri)
        for found in alike.values():
            for one, other in combinations(found, 2):
                reason = f"“{self.labels[one]}” and “{self.labels[other]}” differ only in spelling"
                evidence = self._evidence_of(one) | self._evidence_of(other)
                self._link(Iri(one), SKOS.exactMatch, Iri(other), SEMAPV.LexicalMatching, reason, evidence)

    def _add_other_names(self) -> None:
        """Link the names of one substance in different countries, and let each be asked by all of them."""
        one_name: dict[str, list[tuple[str, tuple[OtherName, ...]]]] = {}
        for iri, name in sorted(self.names.items()):
            if iri == _SUBSTANCE + name.key:
                renamed, rows = self._other_names.rename(name)
                one_name.setdefault(fold_spelling(renamed), []).append((iri, rows))
                for row in self._other_names.others(name):
                    self.keys[iri].update(*(asked_by(called.label) for called in (row.name, row.other)))
        for found in one_name.values():
            for (one, rows), (other, more) in combinations(found, 2):
                if rows != more:
                    self._link_other_name(Iri(one), Iri(other), SKOS.exactMatch, dict.fromkeys((*rows, *more)))
        for row in self._other_names.forms:
            one, other = (Iri(_SUBSTANCE + name.key) for name in (row.other, row.name))
            if one in self.names and other in self.names:
                self._link_other_name(one, other, KG.saltOf, [row])

    def _link_other_name(self, one: Iri, other: Iri, way: Iri, rows: Iterable[OtherName]) -> None:
        told = "; ".join(f"“{row.other.label}” is another name of “{row.name.label}” ({row.source})" for row in rows)
        if way == KG.saltOf:
            told = "; ".join(f"“{row.other.label}” is a form of “{row.name.label}” ({row.source})" for row in rows)
        evidence = self._evidence_of(one) | self._evidence_of(other)
        self._link(one, way, other, SEMAPV.ManualMappingCuration, told, evidence)

    def _add_regimens(self) -> None:
        for record in self.regimens:
            home = self._homes[record.iri] = Iri(_REGIMEN + slug(record.label))
            self.labels.setdefault(home, record.label)
            named = (record.label, *(value for _, value in record.identifiers))
            self.keys.setdefault(home, set()).update(*map(asked_by, named))
            reason = f"it is called “{record.label}”"
            self._link(record.iri, KG.recordOf, home, SEMAPV.LexicalMatching, reason, record.name_evidence)
            for component, passages in record.objects(KG.component):
                if part := self._homes.get(component):
                    told = f"“{record.label}” lists {self.label_of(component)} among its drugs"
                    self._link(home, KG.regimenOf, part, SEMAPV.BackgroundKnowledgeBasedMatching, told, passages)

    def _add_brands(self) -> None:
        for record in (*self.drugs, *self.regimens):
            for brand, passages in record.objects(KG.brand):
                home, label = self._homes[record.iri], self.label_of(brand)
                self.keys[home].update(asked_by(label))
                reason = f"a page on {record.label} names it as a brand"
                self._link(brand, KG.brandOf, home, SEMAPV.BackgroundKnowledgeBasedMatching, reason, passages)

    def _add_mentions(self) -> None:
        """Link the names that documents mention to what is called so; what nothing is called stays unresolved."""
        found: dict[str, list[str]] = {}
        for iri, keys in sorted(self.keys.items()):
            for key in keys:
                found.setdefault(key, []).append(iri)
        for record in self._facts.of(KG.Therapy):
            homes = self._find(record, found)
            for home, reason in homes:
                self._link(record.iri, KG.nameOf, home, SEMAPV.LexicalMatching, reason, record.name_evidence)
            if not homes:
                self.unresolved.append(record)
        for record in self._facts.listed:
            for home, reason in self._find(record, found):
                self.labels_of_mentions[record.iri] = record.label
                self._link(record.iri, KG.nameOf, home, SEMAPV.LexicalMatching, reason, record.name_evidence)

    def _find(self, record: Record, known: dict[str, list[str]]) -> list[tuple[Iri, str]]:
        """The substance or regimen that a name means, with the reason; none where it may mean several."""
        called = f"“{record.label}” is its name"
        if found := self._find_substance(record.name):
            return [(found, called)]
        renamed, rows = self._other_names.rename(record.name)
        for row in rows:
            if found := self._find_substance(renamed):
                return [(found, f"“{record.label}” is another name of it ({row.source})")]
        key = squash(record.label)
        homes = known.get(key, [])
        regimens = [iri for iri in homes if iri.startswith(_REGIMEN)]
        if len(regimens or homes) == 1:
            return [
                (Iri((regimens or homes)[0]), called if regimens else f"“{record.label}” is a name that its pages give")
            ]
        return []

    def _find_substance(self, name: SubstanceName) -> Iri | None:
        """The substance called so: one that is known, or a new form of one that is."""
        iri = Iri(_SUBSTANCE + name.key)
        if iri in self.names:
            return iri
        step = name.parent()
        if step is None or name.parts or self._find_substance(step[1]) is None:
            return None
        self._substance(name.key, name)
        self._add_form(iri, name, frozenset())
        return iri

    def _add_own(self) -> None:
        """Let the user's own mappings win: what they forbid goes, what they say comes."""
        for row in self._own:
            reason, place = row.reason, f"{row.reason} ({row.place})"
            ends = [(row.subject, row.object)]
            if row.predicate == SKOS.exactMatch:
                ends.append((row.object, row.subject))
            for subject, obj in ends:
                self.links.pop((subject, row.predicate, obj), None)
            if not all(self._knows(iri) for iri in (row.subject, row.object)):
                self.unused.append(row)
                continue
            at = (row.subject, row.predicate, row.object)
            self.links[at] = Link(*at, row.justification, place, frozenset(), row.negated)
            homes = [self._homes.get(iri, iri) for iri in (row.subject, row.object)]
            if row.predicate == KG.nameOf and not row.negated:
                self.unresolved = [record for record in self.unresolved if record.iri != row.subject]
            if row.predicate == SKOS.exactMatch and not row.negated and homes[0] != homes[1] and homes != list(at[::2]):
                self._link(
                    Iri(homes[0]), SKOS.exactMatch, Iri(homes[1]), row.justification, f"{reason} ({row.place})", ()
                )

    def _knows(self, iri: str) -> bool:
        return iri in self._facts.records or iri in self.labels

    def _find_asked(self) -> dict[str, str]:
        """The substance as which each one is asked: one for all its forms, spellings and equal names."""
        union, forms = Union(), set[str]()
        for (subject, way, obj), link in sorted(self.links.items()):
            if (
                not link.negated
                and subject in self.keys
                and obj in self.keys
                and way in (SKOS.exactMatch, *WAYS.values())
            ):
                union.join(subject, obj)
                forms.update((subject,) if way != SKOS.exactMatch else ())
        asked: dict[str, str] = {}
        for group in union.sets(self.keys):
            first = min(group, key=lambda iri: (iri in forms, iri))
            asked.update((iri, first) for iri in group)
        return asked

    def iter_apart(self) -> Iterator[Link]:
        """Yield, for each two records kept apart, that they do not match, and why."""
        for item in self.apart:
            if item.verdict.own is None and item.verdict.kind is not None:
                kind = item.verdict.kind
                values = [", ".join(sorted(record.values(kind))) for record in (item.one, item.other)]
                called = f"both are called “{item.one.label}”, yet their {IDENTIFIERS[kind]}s differ"
                reason = f"{called}: {values[0]} and {values[1]}"
                evidence = frozenset(
                    passage
                    for record in (item.one, item.other)
                    for (at, _), passages in record.identifiers.items()
                    for passage in (passages if at == kind else ())
                )
                why = SEMAPV.BackgroundKnowledgeBasedMatching
                yield Link(item.one.iri, SKOS.exactMatch, item.other.iri, why, reason, evidence, negated=True)


def _shared(one: Record, other: Record) -> str:
    """The first kind of identifier that two records share, in words."""
    for kind, called in IDENTIFIERS.items():
        if both := one.values(kind) & other.values(kind):
            return f"both have the {called} {', '.join(sorted(both))}"
    return "the user's own mapping"


def _alike(one: Record, other: Record) -> str:
    if one.label == other.label:
        return f"both are called “{one.label}”"
    return f"“{one.label}” and “{other.label}” are one name in two spellings: {one.name.label}"
