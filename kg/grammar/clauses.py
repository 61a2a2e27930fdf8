"""Sentences of drug prose, and for each verb whether the drug is the one that acts.

What another substance, a cell or an unnamed "this" does is not the drug's doing, nor is what a sentence denies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.grammar.products import JOINING, RELEASING, TURNED, TURNING, YIELDED, find_parts, find_products
from kg.grammar.shapes import is_enzyme, is_symbol
from kg.grammar.speaker import CELLS, DRUG_NOUNS, ENGINEERED, MOLECULES, PARTS, Speaker, is_drug_phrase
from kg.grammar.words import (
    ARTICLES,
    BREAKS,
    CAUSES,
    CLAUSAL,
    COPULAS,
    ELLIPTIC,
    JOINS,
    MODALS,
    NEGATIONS,
    OFTEN,
    PREPOSITIONS,
    RELATIVES,
    VERBS,
    Token,
    form_of,
    is_adverb,
    singular,
    tokens_of,
)
from kg.spans import Text

_COMPOSING = JOINING | frozenset("combine compose comprise consist have make".split())

_ADDING = frozenset("added adding given inserted inserting".split())
_MAKING = frozenset("cause create form generate induce make produce".split())
_MADE = frozenset("breaks cross-links crosslinks cuts damage links".split())
_ACTING_AS = frozenset("act function serve work".split())
_NEAR = 40
_FOLLOWING = frozenset("after following on upon".split())
_LASTING = frozenset("chronic constant continued continuous lasting persistent prolonged sustained".split())
_OTHERS = frozenset("another any no other".split())


class Sentence(NamedTuple):
    """One sentence: its words outside brackets, whether the drug acts for each verb, and whether it is the subject."""

    text: Text
    tokens: Sequence[Token]
    acts: dict[int, bool]
    subject: bool

    def verb(self, at: int) -> str:
        """The infinitive of the verb at `at`."""
        return VERBS[self.tokens[at].low][0]


def read_sentence(text: Text, start: int, end: int, speaker: Speaker) -> Sentence:
    """One sentence with its verbs' actors; `speaker` then knows the parts it names, and whom "it" would mean."""
    tokens = tokens_of(text.string, start, end)
    if speaker.it:
        speaker.parts.update(find_products(tokens, TURNING))
    reader = _Reader(tokens, speaker)
    reader.read()
    if reader.main:
        speaker.parts.update(find_parts(tokens, reader.acts), find_products(tokens, TURNED))
    speaker.it = bool(reader.main) or not (reader.defines and tokens[0].low not in ("this", "these", "that"))
    return Sentence(text, tokens, reader.acts, reader.was or bool(reader.main))


class _Reader:
    """Walks a sentence once from left to right, keeping whose clause it is in.

    `main` and `clause` say whether the drug is the subject of the main clause and of the one it is in (None: not yet
    known); `phrase` is where the noun phrase before the next verb may start; `copula` is the verb that says what the
    subject is, `is_kind` whether that subject is the drug.
    """

    def __init__(self, tokens: Sequence[Token], speaker: Speaker) -> None:
        self.tokens, self.speaker = tokens, speaker
        self.acts: dict[int, bool] = {}
        self.main: bool | None = None
        self.clause: bool | None = None
        self.phrase = 0
        self.copula = self.verb = -1
        self.is_kind = self.is_composed = self.causes = self.defines = self.is_new = self.was = False

    def read(self) -> None:
        """Fill `acts`: for the position of each verb, whether the drug is its subject."""
        self._open(0)
        for i, token in enumerate(self.tokens):
            low = token.low
            if low in BREAKS and not self._is_plain(i):
                self._open(i + 1)
            elif low == ",":
                self._comma(i)
            elif low in JOINS:
                self.phrase = i + 1
            elif low in RELATIVES and self._is_relative(i):
                self.clause = self._is_antecedent(i)
                self.phrase, self.causes = i + 1, False
            elif low in VERBS and not self._is_noun(i):
                self.acts[i] = self._is_actor(i, form_of(low))
                self.verb = i
                if self._is_verb(i):
                    self.phrase = i + 1
            if low in CAUSES:
                self.causes = True

    # -- what the words are

    def _low(self, at: int) -> str:
        """The word at `at`; a full stop where there is none."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else "."

    def _is_plain(self, at: int) -> bool:
        """Whether "so", "once" and a colon open no clause: "the X so formed", "taken once daily", "a 2:1 format"."""
        low, follows = self._low(at), self._low(at + 1)
        if low == ":" and follows.isdigit():
            return True
        return (low == "so" and form_of(follows) == "ed") or (
            low == "once" and (is_adverb(follows) or follows in OFTEN)
        )

    def _is_noun(self, at: int) -> bool:
        """Whether "a conjugate", "its targets", "causes breaks" is a noun here: a plain verb wants a plural subject."""
        low, before = self._low(at), self._low(at - 1) if at else ","
        if before in ("a", "an", "the", "its", "their") and form_of(low) in ("s", "base"):
            return True
        if low in ("binding", "targeting") and singular(self._low(at + 1)) in PARTS:
            return True
        if form_of(low) == "base" and at > self.phrase and before not in RELATIVES and not self._is_plural(at - 1):
            return True
        if low not in _MADE:
            return False
        return any(VERBS[self._low(k)][0] in _MAKING for k in range(max(0, at - 4), at) if k in self.acts)

    def _is_plural(self, at: int) -> bool:
        """Whether the word at `at` may be the last of a plural subject, or stands between a subject and its verb."""
        low = self._low(at)
        if low in MODALS or low in PREPOSITIONS or low == "they" or is_adverb(low):
            return True
        return singular(low) != low or (self.phrase > 0 and self._low(self.phrase - 1) in JOINS)

    def _is_verb(self, at: int) -> bool:
        """Whether the word at `at` is a verb here, not the adjective of "the linked drug"."""
        form, follows = form_of(self._low(at)), self._low(at + 1)
        return form in ("s", "base", "ing") or (form == "ed" and (follows in PREPOSITIONS or not follows[0].isalnum()))

    def _is_relative(self, at: int) -> bool:
        """Whether "that" opens a relative clause ("a drug that"), not a noun phrase or an object clause."""
        return at > 0 and (self._low(at) != "that" or self._low(at - 1) not in CLAUSAL)

    def _is_identity(self, at: int) -> bool:
        """Whether the verb at `at` says what its subject is or contains."""
        verb, k = VERBS[self._low(at)][0], at + 1
        if verb in _ACTING_AS:
            return self._low(k) == "as"
        while is_adverb(self._low(k)) and self._low(k) != "both":
            k += 1
        return verb in ("contain", "comprise") or (verb == "be" and self._low(k) in ARTICLES)

    # -- clauses

    def _open(self, at: int) -> None:
        """A new clause starts: its subject is the noun phrase there; the old one goes on where a verb stands."""
        self.phrase, self.copula, self.causes, self.is_kind = at, -1, False, False
        subject = self._lead(at)
        self.was = self.was or bool(self.main)
        self.main = self.main if subject is None else subject
        self.clause = self.main
        self.is_new = subject is None and self._low(at - 1) in (";", ":", "—")

    def _comma(self, at: int) -> None:
        """A relative clause closes; what came before the first verb was only an introduction."""
        if self._is_apposed(at):
            self.main = True
        elif not self.main and not any(form_of(self._low(i)) in ("s", "base", "ed") for i in self.acts):
            self.main = None
            self.main = self._lead(at + 1)
        elif self.main is None and self._lead(at + 1):
            self.main = True
            self.acts.update({i: bool(self.main) for i in self.acts if form_of(self._low(i)) == "ed"})
        self.clause, self.phrase, self.causes = self.main, at + 1, False

    def _is_apposed(self, at: int) -> bool:
        """Whether the comma at `at` stands between the drug, as a clause's subject, and another name for it."""
        opens = self.phrase > 0 and (self._low(self.phrase - 1) in JOINS or self._low(self.phrase - 1) in BREAKS)
        if not opens or self.phrase == at or self.verb >= self.phrase:
            return False
        return is_drug_phrase(self.tokens, self.phrase, at, self.speaker)

    def _lead(self, at: int) -> bool | None:
        """Whether the noun phrase that starts at `at` is the drug; None where none starts there."""
        if self._low(at) in ("both", "all") and form_of(self._low(at + 1)) == "base":
            return True
        while is_adverb(self._low(at)) or self._low(at) in ("that", "and", "or"):
            at += 1
        low = self._low(at)
        if low in PREPOSITIONS or low in MODALS or low in VERBS or low in BREAKS or not low[0].isalnum():
            return None
        if low == "unlike" or (low.endswith("ed") and at > 0 and self._low(at - 1) in ELLIPTIC):
            return None
        if low == "it" and self.main is False:
            return False
        hi = at + 1
        while hi < at + 10 and not self._ends_lead(hi):
            hi += 1
        return is_drug_phrase(self.tokens, at, hi, self.speaker)

    def _ends_lead(self, at: int) -> bool:
        low = self._low(at)
        if low in MODALS or low in RELATIVES or low in PREPOSITIONS or not low[0].isalnum():
            return True
        return self._is_verb(at) and not (form_of(low) == "base" and self._low(at - 1) in ARTICLES)  # "the conjugate"

    def _is_antecedent(self, at: int) -> bool:
        """Whether the noun before `at` is the drug, a kind of drug that it is, or a part or product of it."""
        tokens, k = self.tokens, self._antecedent(at)
        head, lo = self._low(k), self._phrase_start(k)
        if self.speaker.is_name(tokens[k]) or self._is_yielded(lo, k) or self._is_complex(lo):
            return True
        if self.is_kind and self._is_further(at):
            return True
        if self.is_kind and lo in (self.copula, self.copula + 1) and head not in CELLS:
            return True
        if head in ("them", "receptor") and any(token.low in _ADDING for token in tokens[max(0, at - 8) : at + 16]):
            return True
        if (self.is_composed and head in DRUG_NOUNS) or (self.is_kind and head == "one"):
            return True
        if (self.is_composed or self.is_kind) and singular(head) in PARTS:
            return True
        if head in DRUG_NOUNS:
            apposed = self._low(lo) == "," and lo > 0 and self.speaker.is_name(tokens[lo - 1])
            return self.is_kind or apposed or any(self._low(at) in ("the", "this") for at in (lo, min(k, lo + 1)))
        if head == "molecule" and self._low(k - 1) == "small":
            return self.is_kind
        if head in MOLECULES or head in CELLS:
            return any(token.low in ENGINEERED for token in tokens[lo : k + 1])
        return self.is_kind and not is_enzyme(head) and (self._low(at - 1) != "," or self._low(at) == "that")

    def _is_further(self, at: int) -> bool:
        """Whether what follows "that" at `at` is said of the drug: "that also acts on", "that is linked to"."""
        follows = self._low(at + 1)
        verb, form = VERBS.get(self._low(at + 2), ("", ""))
        return follows == "also" or (follows in COPULAS and form == "ed" and verb in JOINING)

    def _antecedent(self, at: int) -> int:
        """Where the noun stands that "that" at `at` refers to: a comma before it closes an insertion."""
        if at < 2 or self._low(at - 1) != ",":
            return at - 1
        opening = next((k for k in range(at - 2, self.copula, -1) if self._low(k) == ","), 0)
        return opening - 1 if self._low(at) == "that" and opening > 0 else at - 2

    def _phrase_start(self, k: int) -> int:
        """Where the word stands that comes before the noun phrase which ends at `k`."""
        lo = k
        while lo > 0 and k - lo < 8 and lo != self.copula:
            low = self._low(lo)
            if low in PREPOSITIONS or low in COPULAS or low in (",", "called", "and"):
                break
            lo -= 1
        return lo

    def _is_complex(self, lo: int) -> bool:
        """Whether the word at `lo` is the "with" of "forms a complex with X": what follows says what both do."""
        made = self._low(lo - 1) in ("adduct", "complex") and self._low(lo) == "with"
        return made and bool(self.clause) and self._low(lo - 3).startswith("form")

    def _is_yielded(self, lo: int, k: int) -> bool:
        """Whether `tokens[lo:k + 1]` is what the drug turns into, is joined to or delivers."""
        if self._low(lo) in ("into", "to") and self._is_turned(lo):  # "enzymes turn it in the cell into X, which …"
            return self.speaker.it
        if self.speaker.it and any(self._low(at) in RELEASING for at in range(max(0, k - 5), k)):
            return True
        if not self.clause:
            return False
        start = lo - 8 if self._low(lo) in ("called", ",", "to") else lo - 2
        if self._low(lo) == "to" and (
            self._low(lo - 1) == "," or self._low(lo - 1) in JOINS
        ):  # "is converted in three steps, …, to X, whose"
            start = lo - 24
        return any(token.low in YIELDED for token in self.tokens[max(0, start) : k])

    def _is_turned(self, lo: int) -> bool:
        """Whether "turns it" or the like stands before the "into" at `lo`."""
        return any([self._low(k), self._low(k + 1)] in TURNING for k in range(max(0, lo - 7), lo - 1))

    # -- actors

    def _is_actor(self, at: int, form: str) -> bool:
        """Whether the drug is the subject of the verb at `at`, which is not denied."""
        k, negated = at - 1, False
        while k >= 0 and self._is_auxiliary(k, form):
            negated = negated or self._low(k) in NEGATIONS
            k -= 1
        if self._low(k) in ("rather", "than", "without", "unlike", "cannot"):
            return False
        if form == "ed" and self._low(k) in DRUG_NOUNS and self._low(k - 1) in _OTHERS:
            return False
        if negated:
            self._is_subject(at, k, form)
            return False
        if form == "ing":
            return self._is_gerund(at, k)
        nearby = [token.low for token in self.tokens[max(0, k - 3) : k + 1]]
        denied = any(low in NEGATIONS for low in nearby)
        if form == "noun":
            if self._low(at) in ("alkylation", "methylation"):  # "its toxicity is due to methylation of DNA"
                return self._low(k) in ("by", "through", "to", "via") and self.speaker.it
            if self._low(at) == "incorporation" and (self._low(k) == "its" or (k == 0 and self._low(k) in _FOLLOWING)):
                return self.speaker.it
            if self._low(at + 1) == "of" and at <= 1 and self.speaker.it and self._is_blocked(at):
                return True
            return bool(self.clause) and not denied and not any(low in ("no", "lacks", "little") for low in nearby)
        if form == "base" and self._low(k) == "to":
            return bool(self.clause) and not denied and not self.causes
        return self._is_subject(at, k, form)

    def _is_auxiliary(self, at: int, form: str) -> bool:
        """Whether the word at `at` stands between a verb of that form and its subject."""
        low = self._low(at)
        return is_adverb(low) or low in MODALS or (form != "s" and low in COPULAS)

    def _is_subject(self, at: int, k: int, form: str) -> bool:
        """Whether the drug is the subject of a finite verb: the noun phrase that ends at `k`, else its clause's."""
        low = self._low(at)
        if low == "made":
            self.is_composed = bool(self.clause)
        if k >= self.phrase and form != "ed":
            self.clause = bool(self.clause) if self._is_within(k) else self._is_drug(k)
            if self.main is None or self.phrase == 0 or self.is_new:
                self.main, self.is_new = self.clause, False
            self.defines = self.defines or (self.phrase == 0 and low in COPULAS)
        if VERBS[low][0] in _COMPOSING and self.clause:
            self.is_composed = True
        if self._is_identity(at):
            self.copula, self.is_kind = at, bool(self.clause)
        return bool(self.clause)

    def _is_within(self, k: int) -> bool:
        """Whether the words up to `k` are still a relative clause's: "whose X", "that accumulates in cells"."""
        before, low = self._low(self.phrase - 1), self._low(self.phrase)
        if before == "whose":
            return self._low(k) not in MOLECULES and self._low(k) not in CELLS
        return before in ("that", "which") and k > self.phrase and low.endswith("s") and low not in VERBS

    def _is_drug(self, k: int) -> bool:
        """Whether the noun phrase that ends at `k` is the drug."""
        if self._low(k) == "it" and self._low(k - 1) == "where" and self.speaker.it:
            return bool(self.main) or any(self._low(at) in ("it", "its") for at in range(max(0, k - _NEAR), k - 1))
        if self._low(k) in ("it", "they"):
            return self.speaker.it and (self.is_new or not (self._low(k) == "it" and self.main is False))
        if self.speaker.is_name(self.tokens[k]) and self._low(k - 1) not in PREPOSITIONS:
            return True
        while k > self.phrase and (
            form_of(self._low(k)) == "ed" or self._low(k) in ("so", "thus")
        ):  # "the X so formed"
            k -= 1
        start = self.phrase
        if self._low(start) in PREPOSITIONS:  # "on internalization the conjugate …"
            start = next((at for at in range(k, start, -1) if self._low(at) in ARTICLES), start)
        return is_drug_phrase(self.tokens, start, k + 1, self.speaker)

    def _is_gerund(self, at: int, k: int) -> bool:
        """Whether the drug does what an "-ing" says: after "by", a comma or "and", or beside the drug's noun."""
        if k < 0:
            return True
        low = self._low(k)
        if low in ("of", "from", "without", "in", "to", "at"):
            return low == "of" and self._low(k - 1) == "capable" and bool(self.clause)
        if self._low(at) == "binding" and self._low(at + 1) == "of":
            return at + 2 < len(self.tokens) and self.speaker.is_name(self.tokens[at + 2])
        if low == "its" and self._low(at) == "binding":
            return self._is_own(k)
        if low in ARTICLES or low in ("than", "instead"):
            return False
        if low in PREPOSITIONS or low in BREAKS or low in JOINS or low == ",":
            return self.main is None or bool(self.clause)
        if self._low(k - 1) == "to":  # "to minimise binding"
            return False
        return self._is_antecedent(at) and self.verb <= max(self.copula, self.phrase - 1)

    def _is_blocked(self, at: int) -> bool:
        """Whether a sentence begins with what the drug does: "Inhibition of X …", "Sustained stimulation of X …"."""
        low = self._low(at)
        lasts = low == "stimulation" and self._low(at - 1) in _LASTING
        return lasts or low in ("antagonism", "blockade", "inhibition")

    def _is_own(self, k: int) -> bool:
        """Whether "its" at `k` is the drug's: it opens a clause or follows a preposition, after no other molecule."""
        opens = k == 0 or self._low(k - 1) in PREPOSITIONS or self._low(k - 1) in BREAKS
        return (
            opens and self.speaker.it and not any(is_symbol(token.word) for token in self.tokens[max(0, k - _NEAR) : k])
        )
