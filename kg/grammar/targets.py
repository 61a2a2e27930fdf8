"""Molecules that a page says its drug binds, blocks, inhibits or attaches to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.classes import Kind
from kg.grammar.clauses import ARTICLES, PREPOSITIONS, RELATIVES, VERBS, Sentence, Token, is_adverb, singular, tokens_of
from kg.grammar.molecules import Molecule, Names, is_symbol, split_slashes

_PREPOSITIONS = {
    "bind": ("to", "with", "onto", "on", ""),
    "attach": ("to", "onto"),
    "stick": ("to", "onto"),
    "latch": ("on", "onto", "to"),
    "lock": ("on", "onto", "to"),
    "interact": ("with",),
    "interfere": ("with",),
    "act": ("on", "against", "at", "upon"),
    "work": ("on", "against"),
    "compete": ("for",),
    "direct": ("against", "at", "to", "toward", "towards"),
    "target": ("", "at", "to", "against"),
    "insert": ("into", "itself"),
    "incorporate": ("into",),
    "intercalate": ("into", "with", "between", ""),
    "enter": ("", "into"),
    "turn": ("off",),
    "shut": ("down", "off"),
    "specific": ("for", "to", "against"),
    "selective": ("for", "against"),
    "active": ("against",),
    "activity": ("against",),
    "aim": ("at",),
    "complex": ("with",),
    "complexes": ("with",),
    "bond": ("with", "to"),
    "bonds": ("with", "to"),
    "affinity": ("for", "to"),
    "specificity": ("for", "to", "against"),
    "selectivity": ("for", "against"),
    "inhibition": ("of",),
    "blockade": ("of",),
    "antagonism": ("of",),
}
"""What may stand between a word of action and the name of what it acts on; "" where nothing need stand there."""

_DIRECT = frozenset(
    "block inhibit antagonize antagonise engage recognize recognise disrupt inactivate neutralize neutralise suppress occupy"
    " trap sequester capture stabilize stabilise".split()
)
_STRANDS = frozenset("damage break enter insert incorporate intercalate alkylate cross-link crosslink methylate attack cause create form generate induce make produce add transfer".split())
"""What is done to DNA, RNA or microtubules; done to anything else, it tells no target."""

_HARMS = frozenset("adducts breaks bonds cross-links crosslinks cuts damage lesions links".split())
_ACTIVITY = frozenset("reduce lower decrease stop prevent limit slow".split())
_HOLDING = frozenset("keep stop prevent".split())
_WORKING = frozenset("working functioning acting doing sending signaling signalling".split())
_WORK_NOUNS = frozenset("activity activities action actions function functions effect effects".split())
_FIBRE_OR_STRAND = re.compile(r"(?:DNA|[a-z]*RNA|microtubules?|(?:[\w/]{1,6}[-–])?tubulin)")
_IDENTITY = frozenset("be carry consist contain comprise combine deliver link attach fuse conjugate join connect compose form".split())
_REGION_ENDS = frozenset(
    "approved indicated patients people treat treated treating treatment prior previously given than unlike resistant"
    " resistance studied investigated manufactured developed marketed combination other progressed disease after ;".split()
)
_NOMINAL = frozenset(
    "inhibitor antagonist blocker degrader engager modulator agonist antibody ligand neutralizer suppressor poison trap".split()
)
_COMPOUND = re.compile(
    r"(.*)[-–‑](?:directed|directing|targeted|targeting|specific|binding|blocking|inhibiting|inhibitory|engaging|degrading|disrupting|damaging|stabilizing|stabilising)$"
)
_ANTI = re.compile(r"anti[-–‑](.+)$", re.IGNORECASE)
_ANTIBODY_WORDS = frozenset("t t-cell cell blocking inhibiting targeting directed monoclonal bispecific chimeric humanized human igg single-chain recombinant therapeutic".split())


def iter_targets(sentence: Sentence, kinds: Sequence[Kind], drug: set[str]) -> Iterator[tuple[Molecule, bool]]:
    """Yield the molecules that a sentence says the drug acts on; true beside those that only a kind of drug names."""
    reader = _Reader(sentence, drug)
    for i, acts in sentence.acts.items():
        if acts:
            yield from ((molecule, False) for molecule in reader.objects(i))
    yield from ((molecule, True) for molecule in reader.identities())
    inside = {token.start for token in sentence.tokens}
    for kind in kinds:
        if kind.start not in inside:
            tokens = tokens_of(sentence.text.string, kind.start, kind.end)
            yield from ((molecule, True) for molecule in _Nouns(sentence.text.string, tokens, drug).before(len(tokens) - 1))


class _Reader:
    """Finds what the verbs and nouns of one sentence say that the drug acts on."""

    def __init__(self, sentence: Sentence, drug: set[str]) -> None:
        self.sentence, self.tokens = sentence, sentence.tokens
        self.nouns = _Nouns(sentence.text.string, sentence.tokens, drug)

    def objects(self, i: int) -> list[Molecule]:
        """The molecules that the verb at `i` has as its objects."""
        verb, form = VERBS[self.tokens[i].low]
        if form == "ed" and verb not in ("aim", "direct", "incorporate", "target", "insert") and not self._is_active(i):
            return []
        found: list[Molecule] = []
        if verb in _DIRECT or verb in _PREPOSITIONS:
            at = self._object(i, _PREPOSITIONS.get(verb, ("",)))
            found = self.nouns.names.read(at, bound=True) if at is not None else []
        elif verb in _STRANDS:
            found = self._struck(i)
        elif verb in _ACTIVITY or verb in _HOLDING:
            found = self._held(i, verb)
        if verb in _STRANDS:
            return [molecule for molecule in found if _FIBRE_OR_STRAND.fullmatch(molecule.name)]
        return found

    def _is_active(self, i: int) -> bool:
        """Whether a form in "-ed" is a past tense with an object, not a passive."""
        return False

    def _object(self, i: int, prepositions: tuple[str, ...]) -> int | None:
        """Where the object of the verb at `i` starts, past adverbs and "with high affinity"."""
        tokens, at = self.tokens, i + 1
        if tokens[i].low == "binding" and [token.low for token in tokens[at : at + 1]] == ["of"]:
            at += 2
        if prepositions == ("for",) and VERBS[tokens[i].low][0] == "compete":
            at = next((k for k in range(at, min(len(tokens), at + 6)) if tokens[k].low == "for"), at)
            lows = [token.low for token in tokens[at + 1 : at + 5]]
            if lows[1:2] == ["binding"] and lows[2:3] and lows[2] in ("of", "to"):
                return at + 4
        while at < min(len(tokens), i + 9):
            low = tokens[at].low
            if low in prepositions and not self._is_manner(at):
                return at + 1
            if self._is_manner(at):
                at = self._past_manner(at)
            elif is_adverb(tokens[at]) or (low in ("and", "or") and at + 1 < len(tokens) and is_adverb(tokens[at + 1])):
                at += 1
            else:
                break
        return at if "" in prepositions and at < len(tokens) else None

    def _is_manner(self, at: int) -> bool:
        """Whether "with high affinity and specificity" starts at `at`."""
        nouns = ("affinity", "specificity", "selectivity", "potency")
        return self.tokens[at].low in ("with", "in") and any(t.low in (*nouns, "manner") for t in self.tokens[at + 1 : at + 5])

    def _past_manner(self, at: int) -> int:
        nouns = ("affinity", "specificity", "selectivity", "potency", "manner")
        last = max(k for k in range(at + 1, min(at + 7, len(self.tokens))) if self.tokens[k].low in nouns)
        return last + 1

    def _struck(self, i: int) -> list[Molecule]:
        """The strands that are damaged, also in "causes breaks in the DNA" and "causing DNA damage"."""
        tokens = self.tokens
        verb = VERBS[tokens[i].low][0]
        if verb in ("add", "transfer", "attach"):
            end = self.nouns.names.phrase_end(i + 1)
            is_to = end < len(tokens) and tokens[end].low in ("to", "onto")
            return self.nouns.names.read(end + 1) if is_to else []
        if verb not in ("cause", "create", "form", "generate", "induce", "make", "produce"):
            return self.nouns.names.read(i + 1)
        ahead = range(i + 1, min(len(tokens), i + 12))
        harm = next((k for k in ahead if tokens[k].low in _HARMS), None)
        if harm is None or any(tokens[k].low in VERBS and k != harm for k in range(i + 1, harm)):
            return []
        if i + 1 < harm <= i + 3:
            named = self.nouns.one(i + 1, harm)
            if named:
                return named
        at = next((k for k in range(harm + 1, min(len(tokens), harm + 8)) if tokens[k].low in ("in", "to", "with", "between")), None)
        return self.nouns.names.read(at + 1) if at is not None else []

    def _held(self, i: int, verb: str) -> list[Molecule]:
        """The object of "keeps … from working" and of "lowers the activity of …"."""
        tokens, names = self.tokens, self.nouns.names
        if verb in _HOLDING:
            for k in range(i + 1, min(len(tokens) - 1, i + 16)):
                if tokens[k].low == "from" and tokens[k + 1].low in _WORKING:
                    return names.read(i + 1, bound=True)
                if tokens[k].low in RELATIVES:
                    break
        end = names.phrase_end(i + 1)
        if verb in _ACTIVITY and end > i + 1 and tokens[end - 1].low in _WORK_NOUNS:
            return names.read(i + 1)
        return []

    def identities(self) -> Iterator[Molecule]:
        """The molecules in what the drug is or is made of: "an anti-CD20 antibody", "an inhibitor of …"."""
        is_inside = False
        for i, token in enumerate(self.tokens):
            low = token.low
            if low in ("are", "include", "is") and i and self.tokens[i - 1].low in ("target", "targets"):
                yield from self._listed(i)
            if i in self.sentence.acts and VERBS[low][0] in _IDENTITY and not self._is_auxiliary(i):
                is_inside = self.sentence.acts[i] or (is_inside and VERBS[low][1] == "ed")
            elif low in ("as", "called") and self.sentence.subject and self.tokens[i - 1].low in ("works", "acts", "used"):
                is_inside = True
            elif low == "," and i and tokens_name(self.tokens[i - 1], self.nouns.drug):
                is_inside = True
            elif low in _REGION_ENDS:
                is_inside = False
            elif is_inside:
                yield from self._identity(i, low)

    def _listed(self, i: int) -> list[Molecule]:
        """The names in "its targets include …", "whose targets are …"."""
        owners = [token.low for token in self.tokens[max(0, i - 5) : i]]
        return self.nouns.names.read(i + 1, bound=True) if "its" in owners or "whose" in owners else []

    def _is_auxiliary(self, i: int) -> bool:
        """Whether a form of "be" only helps another verb ("is given")."""
        at = i + 1
        while at < len(self.tokens) and is_adverb(self.tokens[at]):
            at += 1
        return self.sentence.verb(i) == "be" and (at >= len(self.tokens) or self.tokens[at].low not in ARTICLES)

    def _identity(self, i: int, low: str) -> Iterator[Molecule]:
        if "-" in low or "–" in low or "‑" in low:
            yield from self.nouns.compound(i)
        if singular(low) in _NOMINAL:
            yield from self.nouns.before(i)
            if i + 1 < len(self.tokens) and self.tokens[i + 1].low in ("of", "against", "to", "for"):
                yield from self.nouns.names.read(i + 2, bound=True)


def tokens_name(token: Token, drug: set[str]) -> bool:
    """Whether a word names the drug."""
    return token.low in drug or token.low.split("-")[0] in drug


class _Nouns:
    """Reads the names that stand inside noun phrases."""

    def __init__(self, string: str, tokens: Sequence[Token], drug: set[str]) -> None:
        self.string, self.tokens, self.drug = string, tokens, drug
        self.names = Names(string, tokens, drug)

    def one(self, lo: int, hi: int) -> list[Molecule]:
        """The molecule that `tokens[lo:hi]` names, as a list of one or none."""
        molecule = self.names.name(lo, hi)
        return split_slashes(molecule) if molecule else []

    def before(self, at: int) -> list[Molecule]:
        """The molecules named before a noun like "inhibitor" at `at`: "a BRAF and MEK inhibitor"."""
        head, tokens = singular(self.tokens[at].low), self.tokens
        lo = at
        while lo > max(0, at - 10) and self._is_within(lo - 1):
            lo -= 1
        if head in ("antibody", "ligand", "trap", "engager"):
            return self._adjacent(lo, at)
        found: list[Molecule] = []
        start = lo
        for k in range(lo, at + 1):
            if k == at or tokens[k].low in ("and", "or", ","):
                found += self.one(start, k) if k > start else []
                start = k + 1
        found = self._with_head(lo, at) + found
        if head in ("agonist", "antagonist", "modulator", "degrader"):
            return [m for m in found if "receptor" in m.name or any(c.isdigit() for c in m.name)]
        return [molecule for molecule in found if molecule.name not in ("DNA", "RNA")]

    def _with_head(self, lo: int, at: int) -> list[Molecule]:
        """The first name of "an estrogen and progesterone receptor antagonist", whose head stands with the second."""
        tokens = self.tokens
        joint = next((k for k in range(lo + 1, at) if tokens[k].low in ("and", "or")), None)
        if joint is None or tokens[at - 1].low != "receptor" or is_symbol(tokens[joint - 1].word):
            return []
        word, head = tokens[joint - 1], tokens[at - 1]
        return [Molecule(f"{word.word} {head.word}", ((word.start, word.end), (head.start, head.end)))]

    def _is_within(self, at: int) -> bool:
        token = self.tokens[at]
        if token.low in ("and", "or", ","):
            if at == 0 or (is_symbol(self.tokens[at - 1].word) and is_symbol(self.tokens[at + 1].word)):
                return at > 0
            is_noun = self.tokens[at - 1].low.endswith(("gen", "one", "oid", "in"))
            return is_noun and [t.low for t in self.tokens[at + 2 : at + 3]] == ["receptor"]
        if token.low in ("called", "named", "as", "is", "are", "that") or token.low in RELATIVES:
            return False
        return token.low[-1].isalnum() and token.low not in ARTICLES and token.low not in PREPOSITIONS

    def _adjacent(self, lo: int, at: int) -> list[Molecule]:
        """The symbol right before "antibody", past words like "monoclonal"."""
        while at > lo and (self.tokens[at - 1].low in _ANTIBODY_WORDS or self.tokens[at - 1].word.startswith("IgG")):
            at -= 1
        if at > lo and is_symbol(self.tokens[at - 1].word) and "-amino" not in self.tokens[at - 1].low:
            return [m for m in self.one(at - 1, at) if m.name.isascii() and not _ANTI.match(m.name) and not _COMPOUND.match(m.name)]
        return []

    def compound(self, at: int) -> list[Molecule]:
        """The molecules inside one hyphenated word: "anti-CD3", "CD19-directed", "topoisomerase I-inhibiting"."""
        token = self.tokens[at]
        anti, suffixed = _ANTI.match(token.word), _COMPOUND.match(token.word)
        if anti:
            stem = token._replace(start=token.start + anti.start(1), word=anti[1], low=anti[1].casefold())
            tokens: list[Token] = [stem]
            if not is_symbol(stem.word):
                tokens += self._until_antibody(at + 1)
                if len(tokens) == 1:
                    return []
        elif suffixed and not suffixed[1]:
            lo = at
            while lo > max(0, at - 7) and self._is_within(lo - 1) and self.tokens[lo - 1].low not in ("and", "or", ","):
                lo -= 1
            tokens = list(self.tokens[lo:at])
        elif suffixed:
            word = suffixed[1]
            stem = token._replace(end=token.start + len(word), word=word, low=word.casefold())
            lo = at
            while lo > max(0, at - 4) and self._is_within(lo - 1) and self.tokens[lo - 1].low not in ("and", "or", ","):
                lo -= 1
            tokens = [*self.tokens[lo:at], stem]
        else:
            return []
        return _Nouns(self.string, tokens, self.drug).one(0, len(tokens))

    def _until_antibody(self, at: int) -> list[Token]:
        """The words up to "antibody" or "monoclonal", where one of them comes soon."""
        for k in range(at, min(len(self.tokens), at + 6)):
            if self.tokens[k].low in ("antibody", "antibodies", "monoclonal", "fragment"):
                return list(self.tokens[at:k])
        return []
