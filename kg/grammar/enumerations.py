"""Lists of molecules: "proteins called A and B", "kinases, including X, Y and Z", "VEGFR-1, -2, and -3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.grammar.molecules import Molecule, Phrases, split_slashes
from kg.grammar.shapes import (
    DRUG_ADJECTIVES,
    HEADS,
    NUCLEIC,
    NUMBER,
    NUMBERED,
    PASSING,
    PROCESS,
    WORK,
    is_enzyme,
    is_head,
    is_no_molecule,
    is_symbol,
    spells,
)
from kg.grammar.words import ARTICLES, COPULAS, JOINS, MODALS, PREPOSITIONS, RELATIVES, VERBS, Token, form_of, singular

_INTRODUCERS = frozenset("called named termed".split())
_EXAMPLES = frozenset(": including like namely".split())
_LEADING_ON = frozenset("against also at both either on onto to with".split())
_GROUPS = WORK | frozenset("families family members one".split())
_DEGREES = frozenset("affinity concentrations degree doses extent potency vitro vivo".split())
_ADDING_ON = [words.split() for words in ("as well as", "in addition to", "along with", "together with")]
_SIGNALLING = frozenset("co-stimulatory costimulatory signaling signalling transmembrane".split())
_PLACES = frozenset("cleft epitope pocket site".split())
_QUANTITIES = frozenset("all many most several some".split())
_PARTS_OF_DRUGS = frozenset("agent dimer drug linker payload toxin".split())
_EMPHASIS = frozenset("chiefly especially mainly notably particularly primarily specifically".split())
_NUMBERED = re.compile(r"(.*?)([-–‑\s]?)(\d{1,2}[a-zα-ω]?|I{1,3}|I?V|VI{1,3}|alpha|beta|gamma|delta|[α-ω])$")
_WORD = re.compile(r"[^\s,;/]+")


class Names(Phrases):
    """Reads lists of molecules' names from the words of a sentence."""

    def read(self, at: int, *, bound: bool = False) -> list[Molecule]:
        """The molecules that the words from `at` on name, over "and", commas, "including" and "called"."""
        found: list[Molecule] = []
        waiting: list[tuple[int, int]] = []
        called = False
        step: int | None = at
        start = last = at
        while step is not None and step < len(self.tokens):
            at = self._skip(step)
            end = self._spelled(at) or self.phrase_end(at)
            inside = self._inside(at, end)
            if inside is not None:
                bound = bound and self.low(end - 1) not in ("action", "actions", "effect", "effects")
                step, called = inside[0], called or inside[1]
                continue
            if self.low(end) in ("-", "–") and self.low(end + 1) in JOINS and 0 < end - at <= 3:
                waiting.append((at, end))  # "kappa- and delta-opioid receptors"
                step = end + 2
                continue
            item = self._item(at, end, found, bound=bound, called=called)
            if item and self._is_cut(end):
                break
            if item:
                found += [*self._share(waiting, at, end), *item]
                waiting, last = [], end
            elif self._may_wait(at, end):
                waiting.append((at, end))
            else:
                break
            step = self._next(end)
        if len(found) > 1 and any(self.low(k) == "complex" for k in range(start, last)):  # "between X and DNA"
            found = [molecule for molecule in found if not NUCLEIC.fullmatch(molecule.name)] or found
        return self._pair(found, last)

    def _pair(self, found: list[Molecule], end: int) -> list[Molecule]:
        """Names with the others that one bracket behind the last lists: "kinases 4 and 6 (ABC4 and ABC6)"."""
        others = self._bracketed(end) if len(found) > 1 else []
        if len(others) != len(found) or any(molecule.alts for molecule in found):
            return found
        return [one._replace(alts=(other.name,)) for one, other in zip(found, others, strict=True)]

    # -- one item

    def _skip(self, at: int) -> int:
        while self.low(at) in _LEADING_ON:
            at += 1
        return at

    def _spelled(self, at: int) -> int | None:
        """Where a name with "of" ends whose first letters the brackets after it hold ("… target of … (mTOR)")."""
        for k in range(at + 2, min(len(self.tokens), at + 9)):
            for alias in self.tokens[k].inside:
                lows = [token.low for token in self.tokens[at : k + 1] if token.low not in ARTICLES]
                words = [word for low in lows for word in re.split(r"[-–]", low) if word]
                last = max((n for n, word in enumerate(words) if word == "of"), default=-1)
                if last >= 0 and len(alias) > 2 and spells(words, alias) and not spells(words[last + 1 :], alias):
                    return k + 1
        return None

    def _item(self, lo: int, hi: int, found: list[Molecule], *, bound: bool, called: bool) -> list[Molecule]:
        """The name, or the names joined by a slash or in brackets, that the phrase `tokens[lo:hi]` is, if any."""
        if lo >= hi:
            return []
        words = self.tokens[lo:hi]
        if found and hi - lo == 1 and NUMBER.match(words[0].word):
            return self._counted(found[-1], words[0])
        symbolic = any(is_symbol(token.word) for token in words)
        owned = any(token.low.endswith("'s") or NUCLEIC.fullmatch(token.word) for token in words)
        if words[0].low in ("its", "their") and not (symbolic or owned):
            return []
        listed = self._bracketed(hi)
        if len(listed) > 1 and self._is_listed(words, listed, symbolic=symbolic):
            return listed
        molecule = self.name(lo, hi, bound=bound, called=called)
        if molecule is None and any(token.low == "of" for token in words):
            molecule = self.molecule(self.inner(lo, hi), hi)
        if molecule is None:
            return self._bracketed(hi) or self._scattered(hi) if self.is_general(lo, hi) else []
        return split_slashes(molecule)

    def _is_listed(self, words: Sequence[Token], listed: list[Molecule], *, symbolic: bool) -> bool:
        """Whether the names in brackets are the members of what stands before them, not its other names or forms."""
        if symbolic:
            return all(molecule.name.startswith(words[-1].word) for molecule in listed)
        return singular(words[-1].low) != words[-1].low

    def _counted(self, last: Molecule, token: Token) -> list[Molecule]:
        """The name that a mere number stands for ("VEGFR-1, -2"): its stem comes from the name before."""
        match = _NUMBERED.match(last.name)
        if not match or not match[1]:
            return []
        first = last.places[-1]
        stem = (first[0], min(first[1], first[0] + len(match[1]))) if len(last.places) == 1 else first
        return [Molecule(match[1] + match[2] + token.word.lstrip("-–‑"), ((token.start, token.end), stem))]

    def _bracketed(self, hi: int) -> list[Molecule]:
        """The names in brackets after a phrase: "several kinases (RET, KIT and FLT3)"; none where other words stand."""
        found: list[Molecule] = []
        for start, end in self.tokens[hi - 1].asides:
            for match in _WORD.finditer(self.string[start:end]):
                if is_symbol(match[0]):
                    found.append(Molecule(match[0], ((start + match.start(), start + match.end()),)))
                elif match[0] not in ("and", "or", "e.g.", "eg"):
                    return []
        return found

    def _scattered(self, hi: int) -> list[Molecule]:
        """The names in several brackets: "kinases involved in growth (RET, KIT) and in spread (MET)"."""
        found: list[Molecule] = []
        if is_head(self.low(hi - 1)):
            for k in range(hi, min(len(self.tokens), hi + 24)):
                if self.low(k) in RELATIVES or form_of(self.low(k)) == "s" or self.low(k) == ";":
                    break
                found += self._bracketed(k + 1)
        return found if len(found) > 1 else []

    # -- phrases that lead to names

    def _inside(self, at: int, end: int) -> tuple[int, bool] | None:
        """Where the names start that a phrase only leads to, and whether "called" introduces them; else None."""
        if end <= at or end >= len(self.tokens):
            return None
        after, head = self.low(end), self.low(end - 1).rsplit("-", 1)[-1]
        if head == "chain" and after == "of" and is_symbol(self.tokens[end + 1].word):
            return end + 1, False
        if head == "complex" and (
            after in ("between", "that") or (after == "of" and not self._is_name(at, end))
        ):  # "the complex that X forms with DNA"
            return end + 1, False
        if is_head(head) or head in _GROUPS:
            if after in _INTRODUCERS:
                return end + 1, True
            if after == "known" and self.low(end + 1) == "as":
                return end + 2, True
            if self._is_one(at, end) and not (head in PASSING and after in ("of", "shared")):
                return None
            start = self._examples(end)
            if start is not None:
                return start, False
        if end - at > 1 and (NUMBER.match(self.tokens[end - 1].word) or self.tokens[end - 1].word.isdigit()):
            head = self.low(end - 2)
        if head == "assembly" and after == "into":
            return end + 1, False
        if head in PASSING and after in ("of", "on", "in", "within"):
            return (end + 1, False) if after == "of" or not self._is_name(at, end) else None
        if any(self.low(k) in _PLACES for k in (end - 1, end - 2)) and (start := self._placed(end)):
            return start, False
        if head in PASSING and after == "shared" and self.low(end + 1) == "by":
            return end + 2, False
        if self.tokens[end - 1].word.endswith("mRNA") and after in ("of", "for", "encoding") and end - at < 4:
            return end + 1, False
        return self._past_general(at, end) if self.is_general(at, end) else None

    def _placed(self, at: int) -> int | None:
        """Where the name starts in "an epitope close to the membrane on both loops of X"; `at` is past the place."""
        found = None
        for k in range(at, min(len(self.tokens), at + 12)):
            if form_of(self.low(k)) or self.low(k) in JOINS or not self.low(k)[0].isalnum():
                break
            found = k + 1 if self.low(k) == "of" else found
        return found

    def _is_name(self, lo: int, hi: int) -> bool:
        """Whether a phrase that ends in a number or in "site" is itself a name."""
        return self.name(lo, hi) is not None or self._is_abbreviated(lo, hi)

    def _is_one(self, lo: int, hi: int) -> bool:
        """Whether a phrase names one molecule, of which "including" tells only forms."""
        return self.low(hi - 1) in HEADS and not self.is_general(lo, hi)

    def _examples(self, at: int) -> int | None:
        """Where the names start after "including", "such as", ", including" … at `at`."""
        at += self.low(at) == ","
        at += self.low(at) in ("chief", "foremost", "most")
        if self.low(at) == "among" and self.low(at + 1) in ("them", "these"):
            return at + 2
        if self.low(at) == "such":
            return at + 2
        return at + 1 if self.low(at) in _EXAMPLES else None

    def _past_general(self, at: int, end: int) -> tuple[int, bool] | None:
        """Where the names start after general words: "two enzymes, X and Y", "wild-type and mutant X"."""
        follows = self.tokens[end + 1] if end + 1 < len(self.tokens) else self.tokens[end]
        if self.low(end) == "," and (is_symbol(follows.word) or is_enzyme(follows.low)):
            return end + 1, False
        named = NUCLEIC.fullmatch(self.tokens[end - 1].word) or any(is_head(self.low(k)) for k in range(at, end))
        if self.low(end) in JOINS and not named:
            return end + 1, False
        if self.low(end) == "of" and self._is_owner(at, end):
            return end + 1, False
        return self._called_later(end)

    def _is_owner(self, at: int, end: int) -> bool:
        """Whether a name follows the "of" at `end`: "the tyrosine kinase of X"."""
        if NUCLEIC.fullmatch(self.tokens[end - 1].word) or singular(self.low(end - 1)) in (
            "downstream",
            "ligand",
            "member",
        ):
            return False
        start = self._skip(end + 1)
        return self._is_name(start, self.phrase_end(start))

    def _called_later(self, at: int) -> tuple[int, bool] | None:
        """The names in "a protein on the surface of cancer cells called CD20": past the place, up to "called"."""
        is_relative = False
        for k in range(at, min(len(self.tokens) - 1, at + 16)):
            low, follows = self.low(k), self.low(k + 1)
            if low in RELATIVES or low in ("implicated", "involved"):
                is_relative = True
            elif low in _INTRODUCERS:
                is_name = is_symbol(self.tokens[k + 1].word) and not is_head(self.low(k - 1))
                return (k + 1, True) if is_name else None
            elif low == "," and follows in ("among", "including", "namely", "notably", "such"):
                return k + 2 + (follows in ("among", "such")), False
            elif low == "," and (colon := self._colon(k)):
                return colon + 1, False
            elif low == "," and is_relative and self.low(k + 2) in (",", *JOINS):
                continue  # "that take part in growth, spread and …, namely"
            elif low in (",", ";") or (not is_relative and (low in JOINS or form_of(low) == "s")):
                return None
        return None

    def _colon(self, at: int) -> int:
        """Where the colon stands that opens the list after "several kinases, some of which act in growth: …"; or 0."""
        if self.low(at + 1) not in ("some", "all", "many", "several", "most") or self.low(at + 2) != "of":
            return 0
        ahead = range(at + 3, min(len(self.tokens) - 1, at + 30))
        return next((k for k in ahead if self.low(k) in (":", ";")), 0)

    # -- shared heads

    def _may_wait(self, lo: int, hi: int) -> bool:
        """Whether a phrase may be one of several words before a shared head ("estrogen and progesterone receptors")."""
        if not 0 < hi - lo <= 3 or self.is_general(lo, hi) or not (self.low(hi) in JOINS or self.low(hi) == ","):
            return False
        return not is_no_molecule(self.low(hi - 1)) and not PROCESS.match(self.low(hi - 1))

    def _share(self, waiting: list[tuple[int, int]], start: int, end: int) -> list[Molecule]:
        """The names that waited for the head which ends at `end`, if that is a plural noun for molecules."""
        head = self.tokens[end - 1]
        if not is_head(head.low) or head.low == singular(head.low):
            return []
        found = []
        for lo, hi in waiting:
            first = lo + sum(1 for t in self.tokens[lo:hi] if t.low in ARTICLES or t.low in DRUG_ADJECTIVES)
            if first < hi:
                at = self._shared_from(first, hi, start, end)
                before = self.tokens[start].word.partition("-")[2] if self.low(hi) in ("-", "–") else ""
                own = f"{self.words(first, hi)}-{before}" if before else self.words(first, hi)
                places = (self.tokens[first].start, self.tokens[hi - 1].end), (self.tokens[at].start, head.end)
                found.append(Molecule(f"{own} {self.words(at, end)}", places))
        return found

    def _shared_from(self, first: int, hi: int, start: int, end: int) -> int:
        """Where the head starts that a name shares: of "beta-2 adrenergic receptors", "alpha-1" has the two nouns."""
        is_parallel = hi - first == 1 and end - start > 2
        counted = all(NUMBERED.search(self.low(k)) or NUMBER.match(self.tokens[k].word) for k in (first, start))
        return start + 1 if is_parallel and (counted or self.low(hi) in ("-", "–")) else end - 1

    def _is_cut(self, at: int) -> bool:
        """Whether a word that looks like a name shares a later noun that is none ("DNA and RNA synthesis")."""
        follows = self.low(at + 1)
        if self.low(at) not in JOINS or follows in VERBS or follows in ARTICLES or is_head(self.low(at - 1)):
            return False
        end = self.phrase_end(at + 1)
        return end == at + 3 and bool(PROCESS.match(self.low(end - 1)))

    # -- from one item to the next

    def _next(self, at: int) -> int | None:
        """Where the next name of the list starts; None where the list ends at `at`."""
        if self.low(at) == ",":
            is_clause = self.opens_clause(at + 1)
            if is_clause or (self.low(at + 1) == "with" and self._is_makeup(at + 2)):
                return None
            if self.low(at + 1) in JOINS:
                return self._joined(at + 2)
            if self.low(at + 1) in ("both", "two", "three") and self.low(at + 2) in PASSING:
                return None  # ", two isoforms of …"
            if self.low(at + 1) == "including":  # forms of the molecule just named, then others
                close = next((k for k in range(at + 2, at + 10) if self.low(k) == ","), at)
                return self._next(close) if close > at else None
            if self.low(at + 1) in _EMPHASIS:
                return at + 2
            if self.low(at + 1) in ("as", "in", "along", "together"):
                return self._next(at + 1)
            if self.low(at + 1) in ARTICLES:
                end = self.phrase_end(at + 1)
                if any(self.low(k) in _PARTS_OF_DRUGS for k in range(at + 2, end)):
                    return None
                if self.low(end) in JOINS and is_symbol(self.tokens[min(end + 1, len(self.tokens) - 1)].word):
                    return at + 1  # ", the insulin receptor and ABC1"
                goes_on = self.low(end) == "," or self.low(end) in JOINS or is_symbol(self.tokens[end - 1].word)
                named = any(is_symbol(word) for t in self.tokens[at + 2 : end] for word in (t.word, *t.inside))
                return at + 1 if goes_on and named else None
            return at + 1
        if self.low(at) in JOINS:
            return self._joined(at + 1)
        for link in _ADDING_ON:
            if [self.low(at + k) for k in range(len(link))] == link and not self._is_makeup(at + len(link)):
                return self._joined(at + len(link))
        return self._past_place(at)

    def _is_makeup(self, at: int) -> bool:
        """Whether what follows are parts of the drug: "together with 4-1BB and CD3-zeta signaling domains"."""
        ahead = range(at, min(len(self.tokens), at + 9))
        return any(self.low(k) in ("domain", "domains") and self.low(k - 1) in _SIGNALLING for k in ahead)

    def _joined(self, at: int) -> int | None:
        """Where the name after "and" starts; None where a new clause does ("and blocks", "and the toxin enters")."""
        at += self.low(at) in ("also", "then", "possibly")
        if self.low(at) in _QUANTITIES and [self.low(at + 1), self.low(at + 2)] in (["of", "its"], ["of", "their"]):
            return self._next(self.phrase_end(at + 3))  # "X and many of its isoforms, as well as Y"
        if self.low(at) == ",":  # "and, at higher doses, NAME"
            at = next((k + 1 for k in range(at + 1, at + 8) if self.low(k) == ","), at)
        if self.low(at) == "to" and form_of(self.low(at + 1)) == "base":
            return None
        at = self._past_degree(at)
        at += 2 * (self.low(at) in ("that", "those") and self.low(at + 1) == "of")  # "as well as that of X"
        at += self.low(at) in ("at", "for")  # "affinity for X and also for Y"
        if form_of(self.low(at)) in ("s", "base", "ing"):
            return None
        if self.low(at) in ("a", "an") and self.low(self.phrase_end(at) - 1) in _PARTS_OF_DRUGS:
            return None
        after = self.low(self.phrase_end(at))
        is_clause = form_of(after) in ("s", "base") or after in MODALS or after in COPULAS
        return None if is_clause else at

    def _past_degree(self, at: int) -> int:
        """Past "to a lesser extent" and "in vitro", and the "of" after them, to the name."""
        if self.low(at) not in ("to", "in", "at", "with"):
            return at
        end = next((k + 1 for k in range(at + 1, at + 5) if self.low(k) in _DEGREES), at)
        return end + 1 if end > at and self.low(end) in ("of", "against", "for", ",") else end

    def _past_place(self, at: int) -> int | None:
        """Past the place of one name ("on healthy T cells and a protein called …") to another that surely is one."""
        if self.low(at) not in PREPOSITIONS and self.low(at) not in ("found", "expressed", "present", "located"):
            return None
        for k in range(at + 1, min(len(self.tokens) - 1, at + 14)):
            low = self.low(k)
            if low in RELATIVES or low in VERBS or low == ";":
                return None
            if low in JOINS:
                start = self._skip(k + 1)
                end = self.phrase_end(start)
                sure = start > k + 1 or self._inside(start, end) is not None or self._is_sure(start, end)
                return start if sure and end > start else None
        return None

    def _is_sure(self, lo: int, hi: int) -> bool:
        if hi > lo and self._is_abbreviated(lo, hi):
            return True
        return hi > lo and is_symbol(self.tokens[hi - 1].word) and (hi - lo == 1 or self.is_general(lo, hi - 1))
