"""Names of molecules in noun phrases: "a protein called CD3", "HER2, a protein …", "VEGFR-1, -2, and -3".

What is a name is told by its shape and by the words around it, never by a list of molecules: a symbol (capitals, digits),
a noun whose ending means an enzyme, a noun that a word like "receptor" makes specific, or whatever "called" introduces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.grammar.clauses import ADVERBS, ARTICLES, COPULAS, MODALS, PREPOSITIONS, RELATIVES, VERBS, Token, form_of, is_adverb, singular

Place = tuple[int, int]


class Molecule(NamedTuple):
    """A molecule's name as written, the visible places it was read from (a shared head last), its other names."""

    name: str
    places: tuple[Place, ...]
    alts: tuple[str, ...] = ()


HEADS = frozenset(
    "antigen channel checkpoint chemokine complex coreceptor cytokine enzyme factor gene glycoprotein hydrolase integrin"
    " kinase ligand ligase marker molecule oncogene oncoprotein peptide phosphatase protease protein receptor structure"
    " substance subunit transferase transporter".split()
)
"""Nouns that say what a molecule is and, alone or with general adjectives, name none."""

_GENERAL = frozenset(
    "abnormal activated active all bad bacterial body cancer cancer-causing cancerous cell cell-surface cells cellular"
    " certain circulating class common costimulatory co-stimulatory critical cytoplasmic cytosolic different digestive"
    " distinct dna downstream endogenous essential excess extracellular faulty female first five four growth"
    " growth-promoting harmful healthy hormone hormones human immune important inactive inflammatory inhibitory intracellular key"
    " kind kinds large lipid main major male many membrane membrane-bound metabolic mitochondrial more multikinase multiple"
    " mutant mutated natural needed new non-receptor normal nuclear numerous one oncogenic other overactive particular"
    " plasma regulatory related relevant repair rna same second serine serine/threonine serine-threonine several sex signal signaling"
    " signalling single small soluble some specific steroid structural such surface target targeted third threonine three"
    " tissue transcription transmembrane tumor tumor-associated tumor-specific tumour tumour-associated two type types"
    " tyrosine unique unknown unwanted various viral vital wild-type".split()
)
_LEADING = frozenset(
    "allosteric atp-competitive available bioavailable bispecific brain-penetrant central competitive covalent direct dual"
    " first-generation first-in-class fully highly humanized investigational irreversible long-acting macrocyclic mixed"
    " monoclonal next-generation non-covalent non-steroidal noncovalent nonsteroidal novel once-daily oral orally pan"
    " partial peripheral potent pure recombinant reversible second-generation selective small-molecule specific steroidal"
    " strong synthetic systemic third-generation weak".split()
)
_WORK = frozenset("activity activities action actions effects function functions functioning signaling signalling".split())
_TAIL = _WORK | frozenset("active catalytic domain domains isoform isoforms pocket site sites subtypes".split())
_TRAILING = frozenset(
    "antigen antigens enzyme enzymes fusion gene glycoprotein itself kinase kinases molecule molecules oncoprotein"
    " protein proteins serine-threonine serine/threonine tyrosine".split()
)
_PASSING = _WORK | frozenset(
    "aspartate class combination conformation conformations cysteine domain domains effect epitope epitopes families family form forms group groove helix histidine isoform"
    " isoforms kind kinds lysine members member number pair pairs part parts pocket portion positions range region residue residues serine site sites strand"
    " strands subdomain subtypes subunit subunits surface type types variants variant variety".split()
)
_CELLISH = frozenset(
    "bacteria blood body bone bones brain cancer cancers cell cells chain chains chromosome chromosomes disease hormone hormones leukemia"
    " leukocytes lymphocyte lymphocytes lymphoma macrophages margin neurons neutrophils organ organs pathway pathways patients people plasma platelets region strain strains"
    " signal signals system tissue tissues tumor tumors tumour tumours vessel vessels virus viruses"
    " vitamin".split()
)
_STOPS = frozenset(
    "also and and/or as associated because being both but called causing displayed due e.g either expressed found formed"
    " had has have having he helping how i.e if including involved it kept known leading like linked located made more most"
    " named namely necessary needed neither not or overexpressed preventing present primarily produced required responsible"
    " resulting seen she so such termed than there thereby they therefore thus to used we what when where while why"
    " working".split()
)
_PARTICIPLES = frozenset("associated expressed linked overexpressed required".split())
_INTRODUCERS = frozenset("called named termed".split())
_JOINS = frozenset("and or and/or".split())
_ADJECTIVAL = ("ed", "ing", "ful", "ous", "ive", "able", "ible", "less", "al")
_CHEMICAL = re.compile(r"^(?:\d+[-,]|multi|dual|pan-)|(?:line|dine|azole|amide|urea|acid|type)$")
_PLAIN_ENZYME = re.compile(
    r"(?:(?:(?:methyl|acetyl|glycosyl)?transfer|synth|polymer|reduct|hydrol|deacetyl|dehydrogen|oxygen|hydroxyl)ase|synthetase)s?"
)
_AGENT = re.compile(r"-(?:releasing|stimulating|activated|binding|inhibiting|derived|related)$")
_NO_ENZYME = frozenset("base case cease chase crease database decrease disease erase increase lease phase phrase purchase release".split())
_ENZYME = re.compile(r".*(?:[a-z]{2}ases?|asomes?|ribosomes?)(?:[-–]\d\w?)?$")
_STRANDS = frozenset("backbone base bases double helix molecule molecules pair pairs strand strands".split())
_BOUND = re.compile(r"[a-z]{3,}(?:in|ins|on|ons|ened)(?:[-–]?\d+\w?)?$")
_PROCESS = re.compile(r"[\w-]+(?:[ts]ions?|ing|ment|ness|sis|toxin|toxins)$")
_FIBRES = re.compile(r"microtubules?|(?:[\w/]{1,6}[-–])?tubulin")
_NUCLEIC = re.compile(r"DNA|[a-z]*RNA")
_NUMBER = re.compile(r"[-–‑]?(?:\d{1,2}[a-zα-ω]?|I{1,3}|I?V|VI{1,3}|alpha|beta|gamma|delta|kappa|[α-ω]|[A-E])$")
_NUMBERED = re.compile(r"(.*?)([-–‑\s]?)(\d{1,2}[a-zα-ω]?|I{1,3}|I?V|VI{1,3}|alpha|beta|gamma|delta|[α-ω])$")
_SLASHED = re.compile(r"(.*?\D)(\d+|[α-ω])((?:/(?:\d+|[α-ω]))+)$")
_NO_SYMBOL = re.compile(r"(?:DNA|[a-z]*RNA|ATP|GTP|ADP|FDA|EMA|USA?|EU|UK|NK|CAR|[IVX]+|Ig[ADEGM]?\d?\b.*)(?:-.*)?$")


def is_symbol(word: str) -> bool:
    """Whether a word has the shape of a molecule's symbol: capitals or digits within ("PD-1", "mTOR", "Bcl-2", "KIT")."""
    if re.fullmatch(r"[cv]-[a-z]{3}\d?", word):
        return True
    if not word[:1].isalnum() or len(word) > 24 or _NO_SYMBOL.match(word):
        return False
    letters = sum(c.isalpha() for c in word)
    capitals = sum(c.isupper() for c in word)
    if any(c.isdigit() for c in word):
        return letters >= 1 and (capitals >= 1 or letters <= 3) and "." not in word
    return capitals >= 2 or (capitals == 1 and not word[0].isupper() and 1 < letters <= 7 and "-" not in word)


def _spells(words: list[str], alias: str) -> bool:
    """Whether the letters of `alias` are first letters of `words`, in order, from the first word on."""
    letters = [c for c in alias.casefold() if c.isalnum()]
    if not letters or not words or words[0][0] != letters[0]:
        return False
    firsts = iter(w[0] for w in words)
    return all(letter in firsts for letter in letters)


def _alias(inside: str) -> str:
    """The other name in brackets: a symbol, or what "also called" introduces; else nothing."""
    words = re.sub(r"^(?:or|also (?:called|known as)|formerly|abbreviated(?: as)?)\s+", "", inside.strip())
    return words if is_symbol(words) or (words != inside.strip() and len(words.split()) <= 6) else ""


def _is_proper(word: str) -> bool:
    return len(word) >= 3 and word[0].isupper() and word[1:3].islower()


def _is_enzyme(low: str) -> bool:
    return bool(_ENZYME.match(low)) and low not in _NO_ENZYME and low + "s" not in _NO_ENZYME


def _is_made_by(low: str) -> bool:
    return low in ("kinase", "kinases", "enzyme", "enzymes")


def _is_head(low: str) -> bool:
    return singular(low) in HEADS


class Names:
    """Reads molecules' names from the words of a sentence; `drug` are words that name the drug itself."""

    def __init__(self, string: str, tokens: Sequence[Token], drug: set[str]) -> None:
        self.string, self.tokens, self.drug = string, tokens, drug

    # -- one noun phrase

    def phrase_end(self, at: int) -> int:
        """Where the run of nouns and adjectives that starts at `at` ends."""
        tokens, k = self.tokens, at
        while k < min(len(tokens), at + 14) and not self._ends(k, at):
            k += 1
        return k

    def _ends(self, k: int, at: int) -> bool:
        token = self.tokens[k]
        low = token.low
        if not low[-1].isalnum() and not low.endswith(("'", "+")):
            return True
        follows = self.tokens[k + 1].low if k + 1 < len(self.tokens) else "."
        is_noun_next = follows not in PREPOSITIONS and follows not in RELATIVES and follows[0].isalnum()
        if low in _PARTICIPLES and is_noun_next and follows not in _JOINS:
            return False
        if low in PREPOSITIONS or low in RELATIVES or low in _STOPS or low in COPULAS or low in MODALS:
            return True
        if k == at:
            return False
        if low in ARTICLES and not _NUMBER.match(token.word) or (is_adverb(token) and low not in ADVERBS):
            return True
        if low in VERBS and form_of(low) == "s" and low not in ("forms", "changes", "targets"):
            return True
        if low.endswith("ing") and _is_head(self.tokens[k - 1].low):
            return True
        return is_symbol(self.tokens[k - 1].word) and (low.endswith("ed") or (form_of(low) == "ing" and not _is_head(follows)))

    def _inner(self, lo: int, hi: int) -> int:
        """Where the phrase starts once articles, owners ("the cell's") and general adjectives are off."""
        tokens = self.tokens
        firsts = [aside[0].casefold() for aside in tokens[hi - 1].inside if is_symbol(aside)] if hi > lo else []
        symbolic = any(is_symbol(token.word) for token in tokens[lo:hi])
        while lo < hi - 1:
            low = tokens[lo].low
            numbered = low in ("type", "class", "pan-class") and _NUMBER.match(tokens[lo + 1].word)
            if hi - lo > 2 and (numbered or tokens[lo + 1].low.endswith("-type")):
                lo += 2
                continue
            if low[0] in firsts and low not in ARTICLES:
                break
            owner = low.endswith(("'s", "s'")) and tokens[lo].word[0].islower()
            general = low in _GENERAL and (symbolic or not self._opens_name(low))
            if not (owner or general or low in ARTICLES or low in _LEADING):
                break
            lo += 1
        after = self._after_head(lo, hi)
        return lo if firsts and self._is_abbreviated(lo, hi) and not self._is_abbreviated(after, hi) else after

    def _opens_name(self, low: str) -> bool:
        return low in ("tumor", "tumour", "human", "nuclear", "plasma", "transcription", "cell", "tissue", "dna", "rna", "growth")

    def _after_head(self, lo: int, hi: int) -> int:
        """Past "protein" in "the protein PD-1": a name may follow the noun that says what it is."""
        tokens = self.tokens
        for k in range(hi - 2, lo - 1, -1):
            if not (_is_head(tokens[k].low) or tokens[k].low in ("family", "families")):
                continue
            word = tokens[k + 1].word
            if is_symbol(word) and not _NUMBER.match(word):
                return k + 1
            if self._is_abbreviated(k + 1, hi):
                return k + 1
            if self.is_general(lo, k + 1) and not _NUMBER.match(word) and not _is_head(word.casefold()):
                return k + 1
        return lo

    def is_general(self, lo: int, hi: int) -> bool:
        """Whether no word of a phrase tells which molecule is meant."""
        return all(
            _is_head(t.low) or t.low in _GENERAL or t.low in ARTICLES or t.low in _LEADING for t in self.tokens[lo:hi]
        )

    def name(self, lo: int, hi: int, *, bound: bool = False, called: bool = False) -> Molecule | None:
        """The molecule that `tokens[lo:hi]` names, if any; `bound`: a verb binds it; `called`: a word introduces it."""
        tokens = self.tokens
        lo = self._inner(lo, hi)
        while hi - 1 > lo and tokens[hi - 1].low in _TAIL:
            hi -= 1
        if lo >= hi or not self._is_named(lo, hi, bound=bound, called=called):
            return None
        last = hi
        while last - 1 > lo and tokens[last - 1].low in _TRAILING:
            last -= 1
        if last < hi and (all(is_symbol(t.word) for t in tokens[lo:last]) or self._stands_alone(last, hi)):
            return self._molecule(lo, last, (self._words(lo, hi),))
        if _NUCLEIC.fullmatch(tokens[lo].word) and tokens[hi - 1].low in _STRANDS:
            return self._molecule(lo, lo + 1)
        if hi - lo > 1 and is_symbol(tokens[hi - 1].word) and tokens[hi - 2].word.islower() and len(tokens[hi - 1].word) > 2:
            return self._molecule(hi - 1, hi, (self._words(lo, hi),))
        return self._molecule(lo, hi)

    def _is_named(self, lo: int, hi: int, *, bound: bool, called: bool) -> bool:
        tokens, head = self.tokens, self.tokens[hi - 1]
        if any(token.low in self.drug for token in tokens[lo:hi]) or head.low in _CELLISH:
            return False
        if _NUCLEIC.fullmatch(head.word) or _FIBRES.fullmatch(head.low):
            return hi - lo == 1
        if _NUCLEIC.fullmatch(tokens[lo].word) and all(token.low in _STRANDS for token in tokens[lo + 1 : hi]):
            return True
        if self.is_general(lo, hi):
            return False
        if called:
            return not _PROCESS.match(head.low) or is_symbol(head.word)
        if hi - lo > 1 and _NUMBER.match(head.word):
            before = tokens[hi - 3] if hi - lo > 2 and tokens[hi - 2].low in ("type", "subtype") else tokens[hi - 2]
            if bound and (_BOUND.match(before.low) and before.low not in _PASSING or self._is_abbreviated(lo, hi)):
                return True
            return _is_head(before.low.rsplit("-", 1)[-1]) or _is_enzyme(before.low) or is_symbol(before.word)
        if is_symbol(head.word):
            return all(not _PROCESS.match(token.low) for token in tokens[lo : hi - 1])
        if head.low in ("family", "families"):
            return any(is_symbol(token.word) or _is_proper(token.word) for token in tokens[lo:hi])
        if _is_head(head.low) or head.low in _TRAILING:
            return self._is_specific(lo, hi)
        if _is_enzyme(head.low):
            return hi - lo > 1 or not _PLAIN_ENZYME.fullmatch(head.low)
        if self._is_abbreviated(lo, hi):
            return bound
        if _is_proper(head.word):
            return bound and hi - lo == 1
        return bound and hi - lo <= 2 and bool(_BOUND.match(head.low)) and not _PROCESS.match(head.low)

    def _stands_alone(self, last: int, hi: int) -> bool:
        """Whether a name is whole without the "enzyme" or "protein" after it ("isocitrate dehydrogenase 1 enzyme")."""
        if any(token.low in ("kinase", "kinases", "tyrosine", "fusion") for token in self.tokens[last:hi]):
            return False
        head = self.tokens[last - 1]
        return _is_enzyme(head.low) or bool(_NUMBER.match(head.word))

    def _is_abbreviated(self, lo: int, hi: int) -> bool:
        """Whether brackets hold the first letters of a phrase ("… family member 7 (XYZF7)")."""
        words = [w for token in self.tokens[lo:hi] for w in re.split(r"[-–]", token.low) if w and w not in ARTICLES]
        parts = [part.strip() for inside in self.tokens[hi - 1].inside for part in re.split(r"[,;]", inside)] if lo < hi else []
        return any(is_symbol(alias) and _spells(words, alias) for alias in parts)

    def _is_specific(self, lo: int, hi: int) -> bool:
        """Whether a word before "receptor", "kinase" … tells which one."""
        words = [t for t in self.tokens[lo:hi] if not _is_head(t.low) and t.low not in _TRAILING and t.low not in _GENERAL]
        if _is_made_by(self.tokens[hi - 1].low):
            words = [token for token in words if not _CHEMICAL.search(token.low)]
        for token in words:
            adjective = token.low.endswith(_ADJECTIVAL) and not _AGENT.search(token.low)
            if is_symbol(token.word) or _is_proper(token.word) or not adjective or any(map(is_symbol, token.inside)):
                return True
        return bool(words) and "growth factor" in self._words(lo, hi)

    def _words(self, lo: int, hi: int) -> str:
        """The words of a phrase without its brackets, its last noun in the singular."""
        words = [token.word for token in self.tokens[lo:hi]]
        at = len(words) - 1
        if at and _NUMBER.match(words[at]):
            at -= 1
        if _is_head(words[at].casefold()) and "family" not in words:
            words[at] = singular(words[at])
        for k, token in enumerate(self.tokens[lo : hi - 1]):
            if token.asides and not _alias(token.inside[0]):
                words[k] = self.string[token.start : token.asides[-1][1] + 1]
        return " ".join(words).replace(" -", "-").replace(" –", "–")

    def _molecule(self, lo: int, hi: int, alts: tuple[str, ...] = ()) -> Molecule:
        tokens = self.tokens
        known = [*alts]
        for token in tokens[lo:hi]:
            known += (alias for inside in token.inside for part in re.split(r"[,;]", inside) if (alias := _alias(part)))
        if hi - lo == 1 and tokens[lo].low.startswith("pan-"):
            token = tokens[lo]
            return Molecule(token.word[4:], ((token.start + 4, token.end),), tuple(known))
        name = self._words(lo, hi)
        return Molecule(name, ((tokens[lo].start, tokens[hi - 1].end),), tuple(a for a in known if a != name))

    # -- lists of names

    def read(self, at: int, *, bound: bool = False) -> list[Molecule]:
        """The molecules that the words from `at` on name, over "and", commas, "including" and "called"."""
        found: list[Molecule] = []
        waiting: list[tuple[int, int]] = []
        called = False
        while at < len(self.tokens):
            at = self._skip(at)
            end = self._spelled(at) or self.phrase_end(at)
            inside = self._inside(at, end)
            if inside is not None:
                at, introduced = inside
                called = called or introduced
                continue
            item = self._item(at, end, found, bound=bound, called=called)
            if item and self._is_cut(end):
                break
            if item:
                found += [*self._share(waiting, end), *item]
                waiting = []
            elif self._may_wait(at, end):
                waiting.append((at, end))
            else:
                break
            step = self._next(end, called=called)
            if step is None:
                break
            at = step
        return found

    def _skip(self, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].low in ("to", "with", "on", "onto", "against", "both", "either", "also", "at"):
            at += 1
        return at

    def _spelled(self, at: int) -> int | None:
        """Where a name with "of" ends whose first letters the brackets after it hold ("… target of … (mTOR)")."""
        for k in range(at + 2, min(len(self.tokens), at + 9)):
            for lo, hi in self.tokens[k].asides:
                lows = [token.low for token in self.tokens[at : k + 1] if token.low not in ARTICLES]
                words = [word for low in lows for word in re.split(r"[-–]", low) if word]
                last = max((n for n, word in enumerate(words) if word == "of"), default=-1)
                alias = self.string[lo:hi]
                if last >= 0 and len(alias) > 2 and _spells(words, alias) and not _spells(words[last + 1 :], alias):
                    return k + 1
        return None

    def _item(self, lo: int, hi: int, found: list[Molecule], *, bound: bool, called: bool) -> list[Molecule]:
        """The name (or the names joined by a slash) that the phrase `tokens[lo:hi]` is, if it is one."""
        if lo >= hi:
            return []
        if found and hi - lo == 1 and _NUMBER.match(self.tokens[lo].word):
            return self._counted(found, self.tokens[lo])
        named = any(is_symbol(t.word) or _NUCLEIC.fullmatch(t.word) for t in self.tokens[lo:hi])
        if self.tokens[lo].low in ("its", "their") and not named:
            return []
        if self.tokens[hi - 1].asides and singular(self.tokens[hi - 1].low) != self.tokens[hi - 1].low:
            listed = self._bracketed(lo, hi, many=True)
            if len(listed) > 1:
                return listed
        molecule = self.name(lo, hi, bound=bound, called=called)
        if molecule is None and "of" in (token.low for token in self.tokens[lo:hi]):
            return [self._molecule(self._inner(lo, hi), hi)]
        if molecule is None:
            return self._bracketed(lo, hi)
        return split_slashes(molecule)

    def _counted(self, found: list[Molecule], token: Token) -> list[Molecule]:
        """The name that a mere number stands for ("VEGFR-1, -2"): its stem comes from the name before."""
        last = found[-1]
        match = _NUMBERED.match(last.name)
        if not match or not match[1]:
            return []
        first = last.places[-1]
        stem = (first[0], first[0] + len(match[1])) if len(last.places) == 1 else first
        return [Molecule(match[1] + match[2] + token.word.lstrip("-–‑"), ((token.start, token.end), stem))]

    def _bracketed(self, lo: int, hi: int, *, many: bool = False) -> list[Molecule]:
        """The names in brackets after a general phrase: "several kinases (RET, KIT and FLT3)"."""
        if hi <= lo or not (self.is_general(lo, hi) or many):
            return []
        found: list[Molecule] = []
        for start, end in self.tokens[hi - 1].asides:
            for match in re.finditer(r"[^\s,;/]+", self.string[start:end]):
                word = match[0]
                if is_symbol(word):
                    found.append(Molecule(word, ((start + match.start(), start + match.end()),)))
                elif word not in ("and", "or", "e.g.", "eg"):
                    return []
        return found

    def _inside(self, at: int, end: int) -> tuple[int, bool] | None:
        """Where the names start that a phrase only leads to, and whether "called" introduces them; else None."""
        tokens = self.tokens
        if end <= at or end >= len(tokens):
            return None
        after, head = tokens[end].low, tokens[end - 1].low.rsplit("-", 1)[-1]
        follows = tokens[end + 1].low if end + 1 < len(tokens) else ""
        if _is_head(head) or head in _WORK or head in ("family", "families", "members", "one"):
            if after in _INTRODUCERS or (after == "known" and follows == "as"):
                return end + 1 + (after == "known"), True
            if self._is_one(at, end) and not (head in _PASSING and after == "of"):
                return None
            if after in ("including", "like", "namely", ":"):
                return end + 1, False
            if after == "such" and follows == "as":
                return end + 2, False
            if after == "," and follows in ("including", "such", "namely", "like"):
                return end + 2 + (follows == "such"), False
        if end - at > 1 and (_NUMBER.match(tokens[end - 1].word) or tokens[end - 1].word.isdigit()):
            head = tokens[end - 2].low
        if head in _PASSING and after in ("of", "on", "in", "within") and end - at <= 8:
            return end + 1, False
        if self.is_general(at, end):
            if after == "," and (is_symbol(tokens[min(end + 1, len(tokens) - 1)].word) or _is_enzyme(follows)):
                return end + 1, False
            bare = _NUCLEIC.fullmatch(tokens[end - 1].word) or any(_is_head(token.low) for token in tokens[at:end])
            if after in _JOINS and not bare:
                return end + 1, False
            return self._called_later(end)
        return None

    def _is_one(self, lo: int, hi: int) -> bool:
        """Whether a phrase names one molecule, of which "including" tells only forms."""
        head = self.tokens[hi - 1].low
        return singular(head) == head and not self.is_general(lo, hi) and head in HEADS

    def _called_later(self, at: int) -> tuple[int, bool] | None:
        """The names in "a protein on the surface of cancer cells called CD20": past the place, up to "called"."""
        for k in range(at, min(len(self.tokens) - 1, at + 12)):
            low = self.tokens[k].low
            if low in _INTRODUCERS:
                return (k + 1, True) if is_symbol(self.tokens[k + 1].word) else None
            if low == "," and self.tokens[k + 1].low in ("among", "including", "namely", "notably", "such"):
                return (k + 2 if self.tokens[k + 1].low not in ("among", "such") else k + 3), False
            if low in RELATIVES or low in _JOINS or low == "," or form_of(low) == "s":
                return None
        return None

    def _may_wait(self, lo: int, hi: int) -> bool:
        """Whether a phrase may be one of several words before a shared head ("estrogen and progesterone receptors")."""
        if not 0 < hi - lo <= 3 or hi >= len(self.tokens) or self.is_general(lo, hi):
            return False
        head = self.tokens[hi - 1].low
        return (self.tokens[hi].low in _JOINS or self.tokens[hi].low == ",") and head not in _CELLISH and not _PROCESS.match(head)

    def _share(self, waiting: list[tuple[int, int]], end: int) -> list[Molecule]:
        """The names that waited for the head which ends at `end`, if that is a plural noun for molecules."""
        head = self.tokens[end - 1]
        if not (_is_head(head.low) and head.low != singular(head.low)):
            return []
        found = []
        for lo, hi in waiting:
            first = lo + sum(1 for t in self.tokens[lo:hi] if t.low in ARTICLES or t.low in _LEADING)
            place = (self.tokens[first].start, self.tokens[hi - 1].end) if first < hi else None
            if place:
                name = f"{self._words(first, hi)} {singular(head.word)}"
                found.append(Molecule(name, (place, (head.start, head.end))))
        return found

    def _is_cut(self, at: int) -> bool:
        """Whether a word that looks like a name shares a later noun that is none ("DNA and RNA synthesis")."""
        if at + 1 >= len(self.tokens) or self.tokens[at].low not in _JOINS:
            return False
        if self.tokens[at + 1].low in VERBS:
            return False
        end = self.phrase_end(at + 1)
        return end == at + 3 and bool(_PROCESS.match(self.tokens[end - 1].low)) and self.tokens[at + 1].low not in ARTICLES

    def _next(self, at: int, *, called: bool) -> int | None:
        """Where the next name of the list starts; None where the list ends at `at`."""
        tokens, count = self.tokens, len(self.tokens)
        if at >= count:
            return None
        low = tokens[at].low
        if low == "," and at + 1 < count:
            if tokens[at + 1].low in _JOINS:
                return self._joined(at + 2)
            if tokens[at + 1].low in ARTICLES:
                end = self.phrase_end(at + 1)
                return at + 1 if any(is_symbol(token.word) for token in tokens[at + 2 : end]) else None
            return at + 1
        if low in _JOINS:
            return self._joined(at + 1)
        if low == "as" and [t.low for t in tokens[at : at + 3]] == ["as", "well", "as"]:
            return self._joined(at + 3)
        return self._past_place(at)

    def _joined(self, at: int) -> int | None:
        """Where the name after "and" starts; None where a new clause does ("… and blocks")."""
        tokens = self.tokens
        if at < len(tokens) and tokens[at].low in ("also", "then", "possibly"):
            at += 1
        if at >= len(tokens) or form_of(tokens[at].low) in ("s", "base", "ing"):
            return None
        end = self.phrase_end(at)
        is_clause = end < len(tokens) and (form_of(tokens[end].low) in ("s", "base") or tokens[end].low in MODALS | COPULAS)
        return None if is_clause else at

    def _past_place(self, at: int) -> int | None:
        """Past the place of one name ("on healthy T cells and a protein called …") to another that is sure to be one."""
        tokens = self.tokens
        if tokens[at].low not in PREPOSITIONS and tokens[at].low not in ("found", "expressed", "present", "located"):
            return None
        for k in range(at + 1, min(len(tokens) - 1, at + 14)):
            low = tokens[k].low
            if low in RELATIVES or low in VERBS or low == ";":
                return None
            if low in _JOINS:
                start = self._skip(k + 1)
                end = self.phrase_end(start)
                sure = start > k + 1 or self._inside(start, end) is not None or self._is_sure(start, end)
                return start if sure and end > start else None
        return None

    def _is_sure(self, lo: int, hi: int) -> bool:
        head = self.tokens[hi - 1] if hi > lo else None
        return head is not None and is_symbol(head.word) and (hi - lo == 1 or self.is_general(lo, hi - 1))


def split_slashes(molecule: Molecule) -> list[Molecule]:
    """Several molecules where one word names them with slashes ("CDK4/6", "PD-1/PD-L1"); else the one."""
    name, (lo, hi) = molecule.name, molecule.places[0]
    if not re.search(r"[/×]|\dx[A-Z]", name) or " " in name or hi - lo != len(name):
        return [molecule]
    match = _SLASHED.match(name)
    if match and "/" not in match[1]:
        stem = (lo, lo + len(match[1]))
        found = [Molecule(match[1] + match[2], ((lo, lo + match.end(2)),))]
        for part in re.finditer(r"[^/]+", match[3]):
            at = lo + match.start(3) + part.start()
            found.append(Molecule(match[1] + part[0], ((at, at + len(part[0])), stem)))
        return found
    parts = list(re.finditer(r"(?:(?!x[A-Z])[^/×])+", name))
    if all(is_symbol(part[0]) for part in parts) and any(c.isdigit() for part in parts for c in part[0]):
        return [Molecule(part[0], ((lo + part.start(), lo + part.end()),)) for part in parts]
    return [molecule]
