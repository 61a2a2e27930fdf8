"""The walk: each item is shown, a verdict and a reason are asked for, and the answer becomes a line at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO

from kg.decisions import Decision, Verdict, ground_of
from kg.errors import EnvironmentFault, KGError, UsageError
from kg.review.book import Book
from kg.review.items import Item
from kg.review.show import render_item
from kg.why import Passage

_ANSWERS: dict[str, str] = {"a": "accept", "r": "reject", "c": "correct", "s": "skip", "q": "quit"}
_QUESTION = "accept, reject, correct, skip or quit [a/r/c/s/q, ? for help]"
_HELP = {
    "conflict": """
   accept   the disagreement stands as it is told; where a reading is preferred, that one holds
   reject   it is no disagreement
   correct  one side holds: its number is asked for""",
    "name": """
   accept   it is right that the name has no reference
   reject   these words are no name
   correct  it means something: its reference is asked for, such as hgnc:1633 or closeMatch DOID:9952""",
    "statement": """
   accept   it is right as it stands
   reject   it does not hold; what the document says stays in its graph, and is marked
   correct  something else should stand there: what, is asked for""",
}
_ASKED = {
    "conflict": "which side holds (its number)",
    "name": "what it means (a reference such as hgnc:1633, or a number from the list)",
    "statement": "what should stand there (a reference such as DOID:9952, or the value)",
}


class Answer(NamedTuple):
    """What a person decided on an item."""

    verdict: Verdict
    who: str
    why: str
    correction: str = ""


def decide(item: Item, answer: Answer, when: str) -> Decision:
    """The line that an answer becomes; the words that were seen are its ground."""
    if fault := _wrong_side(item, answer.correction):
        raise UsageError(fault)
    return Decision(
        item.kind,
        item.subject,
        item.predicate,
        item.negated,
        item.object,
        answer.verdict,
        _chosen(item, answer.correction),
        answer.who,
        when,
        answer.why,
        item.label,
        ground_of(passage.row or passage.quote for passage in _telling(item)),
    )


def _wrong_side(item: Item, correction: str) -> str:
    """What is wrong with the number of a disagreement's side; "" where it is one, or none is given."""
    if item.kind != "conflict" or not correction or correction in (key for key, _ in item.choices):
        return ""
    known = "; ".join(f"{key}: {said}" for key, said in item.choices)
    return f"there is no side {correction}; its sides are {known}"


def _telling(item: Item) -> list[Passage]:
    """The passages that carry what is decided on; where only headings do, these."""
    said = [passage for passage in item.passages if passage.role not in ("heading", "lead-in", "scope")]
    return said or list(item.passages)


def _chosen(item: Item, correction: str) -> str:
    """A correction as the file has it; the number of a candidate becomes its reference."""
    if item.kind == "name" and correction.isdecimal() and 0 < int(correction) <= len(item.choices):
        return item.choices[int(correction) - 1][0]
    return " ".join(correction.split())


class _Ended(Exception):
    """Whoever answers has no more answers."""


class Walk:
    """Shows items one at a time on `screen` and reads the answers from `answers`, a terminal or a pipe.

    `who` decides; where that is not `known`, it is what is proposed when the name is asked for, once a session.
    """

    def __init__(
        self, book: Book, answers: TextIO, screen: TextIO, *, who: str, known: bool, when: str, width: int = 100
    ) -> None:
        self._book, self._answers, self._screen = book, answers, screen
        self._who, self._when, self._width = who, when, width
        self._asked_who = known
        self.decided = self.skipped = 0

    def run(self, items: Sequence[Item]) -> None:
        """Go through the items until the last, until quit, or until the answers end."""
        try:
            for number, item in enumerate(items, 1):
                if not self._one(item, number, len(items)):
                    return
        except _Ended:
            self._say("")

    def _one(self, item: Item, number: int, total: int) -> bool:
        for line in render_item(item, number, total, self._width):
            self._say(line)
        while (word := self._verdict(item)) not in ("skip", "quit"):
            correction = self._ask(_ASKED[item.kind], lambda given: bool(given)) if word == "correct" else ""
            if fault := _wrong_side(item, correction):  # before the reason is typed
                self._say(f"   {fault}")
                continue
            who, why = self._name(), self._ask("why", lambda given: bool(given))
            verdict: Verdict = "accept" if word == "accept" else "reject" if word == "reject" else "correct"
            try:
                place = self._book.add(decide(item, Answer(verdict, who, why, correction), self._when))
            except EnvironmentFault:
                raise
            except KGError as error:  # asked again
                self._say(f"   {error}")
                continue
            self.decided += 1
            self._say(f"   written: {place}")
            return True
        self.skipped += word == "skip"
        return word == "skip"

    def _verdict(self, item: Item) -> str:
        while True:
            given = self._ask(_QUESTION).casefold()
            known = [word for letter, word in _ANSWERS.items() if given in (letter, word)]
            if known:
                return known[0]
            self._say(_HELP[item.kind].strip("\n"))

    def _name(self) -> str:
        """Who decides: asked for once a session."""
        if not self._asked_who:
            default = f" [{self._who}]" if self._who else ""
            self._who = self._ask(f"who{default}", lambda given: bool(given or self._who)) or self._who
            self._asked_who = True
        return self._who

    def _ask(self, question: str, fits: Callable[[str], bool] = lambda given: True) -> str:
        while True:
            self._screen.write(f"{question}: ")
            self._screen.flush()
            line = self._answers.readline()
            if not line:
                raise _Ended
            if fits(line.strip()):
                return line.strip()

    def _say(self, line: str) -> None:
        self._screen.write(line + "\n")
