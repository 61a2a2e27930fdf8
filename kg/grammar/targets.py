"""Molecules that a page says its drug binds, blocks, inhibits or attaches to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.classes import Kind
from kg.grammar.clauses import Sentence
from kg.grammar.compounds import NOMINAL, Compounds
from kg.grammar.effects import (
    ADDING,
    CAUSING,
    DIRECT,
    HARMS,
    HOLDING,
    KEEPING,
    LEADING,
    LOWERING,
    PASSIVE,
    REACTING,
    SLIGHT,
    STRIKING,
    TUNING,
    WORKING,
)
from kg.grammar.molecules import Molecule
from kg.grammar.products import JOINING
from kg.grammar.shapes import FIBRES, NUCLEIC, WORK
from kg.grammar.words import (
    ARTICLES,
    COPULAS,
    JOINS,
    NEGATIONS,
    RELATIVES,
    VERBS,
    form_of,
    is_adverb,
    singular,
    tokens_of,
)

_WORKING_AS = frozenset("act acting acts functions functioning identified serves used works working".split())
_COMPARED = frozenset("another earlier like other previous prior than unlike".split())
_FRAGMENTS = frozenset("domain fragment moiety portion scfv".split())
_OBJECT_OF = ("of", "against", "at", "on", "to", "for")
_ORIGINS = ("developed", "made", "produced", "raised")
_PRESENTED = frozenset(", . ; designed developed discovered identified known studied".split())
_TURNED = frozenset("converted hydrolysed hydrolyzed metabolised metabolized transformed".split())
_MANNERS = frozenset("affinity manner potency selectivity specificity".split())
_IDENTITY = frozenset(
    "attach be carry combine compose comprise conjugate connect consist contain couple deliver form fuse join link"
    " make".split()
)
"""Verbs that say what the drug is or is made of."""

_REGION_ENDS = frozenset(
    "; after approved combination derived developed disease given indicated investigated manufactured marketed other"
    " patients people previously prior progressed resistance resistant studied than treat treated treating"
    " treatment unlike".split()
)
"""Words after which a sentence no longer says what the drug is."""


def iter_targets(sentence: Sentence, kinds: Sequence[Kind], drug: set[str]) -> Iterator[tuple[Molecule, bool]]:
    """Yield the molecules that a sentence says the drug acts on; true beside those that only a kind of drug names."""
    string = sentence.text.string
    reader = _Reader(sentence, drug)
    for i, acts in sentence.acts.items():
        if acts or reader.is_chemical(i):
            yield from ((molecule, False) for molecule in reader.objects(i))
        elif sentence.subject:
            yield from ((molecule, False) for molecule in reader.done_to(i))
    yield from ((molecule, True) for molecule in reader.identities())
    starts = {token.start for token in sentence.tokens}
    for kind in kinds:
        if kind.start not in starts:  # a kind in brackets
            tokens = tokens_of(string, kind.start, kind.end)
            yield from ((molecule, True) for molecule in Compounds(string, tokens, drug).before(len(tokens) - 1))


class _Reader:
    """Finds what the verbs and nouns of one sentence say that the drug acts on."""

    def __init__(self, sentence: Sentence, drug: set[str]) -> None:
        self.sentence, self.tokens = sentence, sentence.tokens
        self.names = Compounds(sentence.text.string, sentence.tokens, drug)
        self.low = self.names.low

    def is_chemical(self, i: int) -> bool:
        """Whether the verb at `i` says what only a drug's products do to DNA ("ions that alkylate DNA")."""
        denied = any(self.low(k) in NEGATIONS for k in range(i - 3, i))
        return self.sentence.verb(i) in REACTING and form_of(self.low(i)) in ("s", "base") and not denied

    # -- verbs

    def objects(self, i: int) -> list[Molecule]:
        """The molecules that the verb at `i` has as its objects."""
        verb, form = VERBS[self.low(i)]
        if form == "ed" and verb not in PASSIVE:
            return []
        if (form == "noun" and self._is_slight(i)) or (verb == "trap" and form == "ing"):
            return []
        found: list[Molecule] = []
        if verb == "displace":
            source = next((k for k in range(i + 1, i + 7) if self.low(k) == "from"), None)
            return self.names.read(source + 1, bound=True) if source is not None else []
        if verb == "link":
            return self._linked(i)
        if verb in DIRECT or verb in LEADING:
            at = self._object(i, LEADING.get(verb, ("",)))
            found = self.names.read(at, bound=True) if at is not None else []
            found += self._again(at - 1) if found and at is not None and self.low(at - 1) in _OBJECT_OF else []
            found += self._lesser(i) if found else []
            found += self._other(i) if found and verb in ("attach", "bind") else []
        if not found and verb in KEEPING:
            found = self._kept_apart(i)
        if not found and verb in STRIKING:
            found = self._struck(i, verb)
        if verb in LOWERING or verb in HOLDING:
            found = self._held(i, verb)
        if verb in TUNING:
            return found if any(_is_tuned(molecule) for molecule in found) else []
        if verb in STRIKING and verb != "attach":
            return [molecule for molecule in found if _is_strand(molecule)]
        return found

    def _lesser(self, i: int) -> list[Molecule]:
        """What is acted on "to a lesser degree", later in the sentence: "inhibits A, with or without …, and to …"."""
        for k in range(i + 2, min(len(self.tokens), i + 40)):
            if form_of(self.low(k)) == "s" or self.low(k) in (";", "that", "which"):
                break
            if self.low(k) in ("degree", "extent") and self.low(k - 1) == "lesser":
                return self.names.read(k + 1, bound=True)
        return []

    def done_to(self, i: int) -> list[Molecule]:
        """The subject of "X and Y are also inhibited", a clause of its own that names nobody else who does it."""
        copula = i - 2 if is_adverb(self.low(i - 1)) else i - 1
        if self.sentence.verb(i) not in DIRECT or self.low(copula) not in COPULAS or self.low(i + 1) in ("by", "in"):
            return []
        start = next((k + 1 for k in range(copula - 1, max(-1, i - 24), -1) if self.low(k) in (";", ":")), None)
        if start is None:
            return []
        listed = Compounds(self.sentence.text.string, self.tokens[start:copula], self.names.drug)
        return listed.read(0, bound=True)

    def _is_slight(self, i: int) -> bool:
        """Whether the affinity that the noun at `i` names is none to speak of: "its affinity for X is negligible"."""
        at = next((k for k in range(i + 1, i + 14) if self.low(k) in ("are", "is")), None)
        return at is not None and any(self.low(k) in SLIGHT for k in (at + 1, at + 2))

    def _kept_apart(self, i: int) -> list[Molecule]:
        """The receptor in "inhibits the binding of a hormone to its receptor"; what is kept from it has no symbol."""
        at = next((k for k in range(i + 1, i + 10) if self.low(k) == "binding"), None)
        if at is None or not (self.low(at + 1) == "of" or self.low(at - 1) == "their"):
            return []
        to = next((k for k in range(at + 1, at + 9) if self.low(k) == "to"), None)
        if to is None or any(token.word != token.low for token in self.tokens[at:to]):
            return []
        return [molecule for molecule in self.names.read(to + 1, bound=True) if "receptor" in molecule.name]

    def _other(self, i: int) -> list[Molecule]:
        """What the other half binds in "one domain attaches to A on …, the other to B"."""
        for k in range(i + 3, min(len(self.tokens), i + 24)):
            if form_of(self.low(k)) in ("s", "base"):
                break
            if [self.low(at) for at in (k - 2, k - 1, k)] == ["the", "other", "to"]:
                return self.names.read(k + 1, bound=True)
        return []

    def _linked(self, i: int) -> list[Molecule]:
        """What an engager links: "CD3 on T cells to CD19 on B cells"; a linker's parts stand on no cell."""
        ahead = range(i + 2, min(len(self.tokens), i + 12))
        second = next((k for k in ahead if self.low(k) in ("and", "to", "with")), i)
        found = self.names.read(i + 1, bound=True) + self.names.read(second + 1, bound=True)
        string = self.sentence.text.string
        return [molecule for molecule in found if string.startswith(" on ", molecule.places[-1][1])]

    def _object(self, i: int, prepositions: tuple[str, ...]) -> int | None:
        """Where the object of the verb at `i` starts, past adverbs and "with high affinity"."""
        at = i + 1
        if self.low(i) == "binding" and self.low(at) == "of":  # "binding of NAME to"
            at += 2
        if self.sentence.verb(i) == "compete":
            at = next((k for k in range(at, at + 6) if self.low(k) == "for"), at)
            if self.low(at + 2) == "binding" and self.low(at + 3) in ("of", "to"):
                return at + 4
        if self.low(i) in ("active", "activity"):  # "active in vitro at low concentrations against"
            at = next((k for k in range(at, at + 8) if self.low(k) in (*prepositions, ",", ";")), at)
        while at < min(len(self.tokens), i + 9):
            low = self.low(at)
            if self._is_manner(at):
                at = max(k for k in range(at + 1, at + 5) if self.low(k) in _MANNERS) + 1
            elif low in prepositions:
                return self._past_verb(at + 1)
            elif is_adverb(low) or ((low in JOINS or low == "but") and is_adverb(self.low(at + 1))):
                at += 1
            else:
                break
        return self._past_verb(at) if "" in prepositions else None

    def _is_manner(self, at: int) -> bool:
        """Whether "with high affinity and specificity" starts at `at`."""
        return self.low(at) in ("with", "in") and any(self.low(k) in _MANNERS for k in range(at + 1, at + 5))

    def _past_verb(self, at: int) -> int:
        """Past the second verb of "binds to and activates"."""
        return at + 2 if self.low(at) == "and" and self.low(at + 1).endswith(("s", "ing")) else at

    def _struck(self, i: int, verb: str) -> list[Molecule]:
        """The strands that are hit: "adds alkyl groups to DNA", "causes breaks in the DNA", "causing DNA damage"."""
        if verb in ADDING:
            end = self.names.phrase_end(i + 1)
            found = self.names.read(end + 1) if self.low(end) in ("to", "onto") else []
            return [molecule for molecule in found if _is_strand(molecule)]
        if verb not in CAUSING:
            return self.names.read(i + 1)
        harm = next((k for k in range(i + 1, i + 12) if self.low(k) in HARMS), None)
        if harm is None or any(self.low(k) in VERBS for k in range(i + 1, harm)):
            return []
        found = self.names.one(i + 1, harm) if i + 1 < harm <= i + 3 else []
        at = next((k for k in range(harm + 1, harm + 8) if self.low(k) in ("in", "to", "with", "between")), None)
        return found or (self.names.read(at + 1) if at is not None else [])

    def _held(self, i: int, verb: str) -> list[Molecule]:
        """The object of "keeps … from working" and of "lowers the activity of …"."""
        if verb in HOLDING:
            for k in range(i + 1, i + 16):
                if self.low(k) == "from" and self.low(k + 1) in WORKING and self.low(k + 2) not in ("through", "via"):
                    return self.names.read(i + 1, bound=True)
                if self.low(k) in RELATIVES:
                    break
        end = self.names.phrase_end(i + 1)
        is_work = end > i + 1 and (self.low(end - 1) in WORK or self.low(end - 1) == "effect")
        return self.names.read(i + 1) if verb in LOWERING and is_work else []

    # -- what the drug is

    def identities(self) -> Iterator[Molecule]:
        """The molecules in what the drug is or is made of: "an anti-CD20 antibody", "an inhibitor of …"."""
        is_inside = False
        for i in range(len(self.tokens)):
            low = self.low(i)
            if low in ("are", "include", "is") and self.low(i - 1) in ("target", "targets"):
                yield from self._listed(i)
            if low in ("are", "include") and self.low(i - 2) == "it" and self.low(i - 3) in ("that", "which"):
                yield from self.names.read(i + 1, bound=True) if self.low(i - 1) in VERBS else []
            if i in self.sentence.acts and self.sentence.verb(i) in _IDENTITY and not self._is_auxiliary(i):
                is_joined = self.sentence.subject and self.sentence.verb(i) in JOINING
                is_inside = self.sentence.acts[i] or ((is_inside or is_joined) and form_of(low) == "ed")
            elif i in self.sentence.acts and form_of(low) in ("s", "base"):
                is_inside = False
            elif self._opens_identity(i):
                is_inside = True
            elif low in _REGION_ENDS and [low, self.low(i + 1)] != ["combination", "of"]:
                is_inside = False
            elif is_inside or (low in ("arm", "receptor") and self.sentence.subject) or self._is_fragment(i):
                yield from self._identity(i, low)

    def _opens_identity(self, i: int) -> bool:
        """Whether "works as", or a comma after the drug's name, starts to say what the drug is."""
        if self.low(i) == "as" and self.low(i + 1) in ("a", "an") and self.low(i - 1) in _PRESENTED:
            return self.sentence.subject
        if self.low(i) in ("as", "called"):
            at = i - 1
            while at > 0 and is_adverb(self.low(at)):
                at -= 1
            return self.sentence.subject and self.low(at) in _WORKING_AS
        if self.low(i) != ",":
            return False
        before = self.low(i - 1)
        names = (before, before.split("-")[0], before.removesuffix("at"))
        return any(name in self.names.drug for name in names) or self._is_product(i)

    def _is_product(self, i: int) -> bool:
        """Whether the comma at `i` stands after what the drug turns into: "is converted into X, an inhibitor of …"."""
        turned = any(self.low(k) in _TURNED for k in range(max(0, i - 10), i - 1))
        return turned and self.sentence.subject and self.low(i + 1) in ("a", "an") and self.low(i - 2) in ("to", "into")

    def _is_auxiliary(self, i: int) -> bool:
        """Whether a form of "be" only helps another verb ("is given")."""
        at = i + 1
        while is_adverb(self.low(at)):
            at += 1
        return self.sentence.verb(i) == "be" and self.low(at) not in ARTICLES and self.low(at) != "among"

    def _listed(self, i: int) -> list[Molecule]:
        """The names in "its targets include …", "whose targets are …"."""
        owned = any(self.low(k) in ("its", "whose") for k in range(i - 5, i))
        return self.names.read(i + 1, bound=True) if owned else []

    def _identity(self, i: int, low: str) -> Iterator[Molecule]:
        if "-" in low or "–" in low or "‑" in low:
            yield from self.names.compound(i)
        if low == "arm" and self.low(i - 1) in ("one", "first") and self.low(i + 1) in ("against", "for"):
            yield from self._arms(i + 1)
        if low == "receptor" and self.low(i + 1) in ("against", "directed"):  # of engineered cells
            yield from self.names.read(i + 2 + (self.low(i + 2) in ("against", "at", "to")), bound=True)
        if low == "substrate" and self.low(i - 1) in ("false", "suicide") and self.low(i + 1) in ("for", "of"):
            yield from self.names.read(i + 2, bound=True)
        if singular(low) in NOMINAL:
            yield from self.names.before(i)
            at = self._past_origin(i + 1)
            if low == "antibody" and self.low(at) == "to" and self._is_joined(i):
                return
            if self.low(at) in _OBJECT_OF:
                yield from self.names.read(at + 1, bound=True) or self._stood_for(i)
                yield from self._again(at)

    def _is_fragment(self, i: int) -> bool:
        """Whether "anti-X" at `i` tells what an antibody or a part of one binds, and not one that is compared with."""
        if not self.low(i).startswith("anti-") or any(self.low(k) in _COMPARED for k in range(i - 3, i)):
            return False
        return any(self.low(k) in _FRAGMENTS for k in range(i + 1, i + 5))

    def _arms(self, at: int) -> list[Molecule]:
        """What the arms bind in "with one arm for A on … and the other for B"; the preposition stands at `at`."""
        found = self.names.read(at + 1, bound=True)
        for k in range(at + 3, min(len(self.tokens), at + 36)):
            if self.low(k) == self.low(at) and self.low(k - 1) in ("another", "arm", "other", "second"):
                found += self.names.read(k + 1, bound=True)
        return found

    def _is_joined(self, i: int) -> bool:
        """Whether a verb of joining has the antibody at `i` for its object: "links an antibody to a toxin"."""
        return any(self.sentence.verb(k) in JOINING for k in range(max(0, i - 8), i) if k in self.sentence.acts)

    def _past_origin(self, at: int) -> int:
        """Past "developed by … " to the preposition after it: "an antibody developed by MAKER against X"."""
        if self.low(at) not in _ORIGINS:
            return at
        ahead = range(at + 1, min(len(self.tokens), at + 10))
        return next((k for k in ahead if self.low(k) in ("against", "directed")), at)

    def _again(self, at: int) -> list[Molecule]:
        """What the preposition at `at`, said again, leads to: "an inhibitor of X …, preferentially of Y and Z"."""
        found: list[Molecule] = []
        for k in range(at + 2, min(len(self.tokens), at + 26)):
            low, before = self.low(k), self.low(k - 1)
            if form_of(low) in ("s", "base") or low in RELATIVES or low == ";":
                break
            if low == self.low(at) and (before in JOINS or before == "," or is_adverb(before)):
                found += self.names.read(k + 1, bound=True)
        return found

    def _stood_for(self, i: int) -> list[Molecule]:
        """The receptor in "an antagonist of HORMONE at the … receptor"."""
        at = next((k for k in range(i + 2, i + 6) if self.low(k) == "at"), None)
        return self.names.read(at + 1, bound=True) if at is not None else []


def _is_tuned(molecule: Molecule) -> bool:
    """Whether a molecule is a receptor, a channel, or the enzyme that does for one."""
    return bool(re.search(r"receptor|channel|cyclase", " ".join((molecule.name, *molecule.alts))))


def _is_strand(molecule: Molecule) -> bool:
    """Whether a molecule is DNA, RNA or what microtubules are made of."""
    return bool(NUCLEIC.fullmatch(molecule.name) or FIBRES.fullmatch(molecule.name))
