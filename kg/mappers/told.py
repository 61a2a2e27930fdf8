"""What a page's prose tells of its drug beside classes, targets and uses, as statements; alike for every source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.grammar.actions import read_actions
from kg.grammar.mechanism import find_classes
from kg.grammar.readings import Mention, Passage
from kg.grammar.remarks import Kind, iter_remarks
from kg.model import Evidence, Finding, Iri, Literal, Skipped, Statement
from kg.nodes import describe_name
from kg.spans import Text
from kg.vocabulary import KG

RULES = {
    "administration": "how the drug is given: the way, the device, the rhythm",
    "boxed-warning": "what the drug's label has a boxed warning about",
    "cell-type": "a kind of cell that the drug is said to bind to, to bring to another, to stop or to kill",
    "composition": "a sentence that says what the drug is made of or how it is made",
    "form": "a sentence on the forms of the drug",
    "half-life": "the half-life of the drug, in figures or in words",
    "investigated": "what the drug is said to be studied for",
    "mechanism": "a sentence that says what the drug does in the body",
    "not-approved": "a condition that the drug is said not, or no longer, to be approved for",
    "payload": "the drug that is linked to an antibody",
}
"""What the rules read, by their names without the source's."""

_TEXTS: dict[Kind, tuple[Iri, str]] = {
    "administration": (KG.administration, "administration"),
    "boxed warning": (KG.boxedWarning, "boxed-warning"),
    "form": (KG.formDescription, "form"),
    "half-life": (KG.halfLife, "half-life"),
    "investigated": (KG.investigatedFor, "investigated"),
}

_DOSAGE = re.compile(  # the form in a page's name, which its sentences leave out
    r"(?:[\s–-]+(?:injection|topical|implant|tablets?|capsules?|oral|intravenous|subcutaneous|inhaled|liposom(?:e|al)))+$",
    re.IGNORECASE,
)

Cite = Callable[[Iterable[Passage], str], tuple[Evidence, ...]]


def rules_of(source: str) -> dict[str, str]:
    """The rules of this module under a source's name."""
    return {f"{source}.{name}": meaning for name, meaning in RULES.items()}


class Teller:
    """Makes statements about one drug, which its page calls by some names, with evidence as the page cites it."""

    def __init__(self, source: str, subject: Iri, names: Sequence[str], cite: Cite) -> None:
        self._source = source
        self._subject = subject
        self._names = list(dict.fromkeys([*names, *(_DOSAGE.sub("", name) for name in names)]))
        self._cite = cite

    def iter_actions(self, texts: Sequence[Text]) -> Iterator[Finding]:
        """Yield what the paragraphs that introduce the drug tell of what it does and is made of."""
        classes = [mention.name for mention in find_classes(texts, self._names)]
        actions = read_actions(texts, self._names, classes)
        for mention in actions.mechanism:
            yield self._state(KG.mechanism, mention, "mechanism")
        for mention in actions.composition:
            yield self._state(KG.composition, mention, "composition")
        for mention in actions.cells:
            yield from self._iter_named(KG.actsOnCell, KG.CellType, mention, "cell-type")
        for mention in actions.payloads:
            yield from self._iter_named(KG.payload, KG.Therapy, mention, "payload")
        for passage in actions.background:
            yield Skipped(*passage.text.place(passage.start, passage.end), "general")

    def iter_remarks(self, texts: Sequence[Text]) -> Iterator[Finding]:
        """Yield what any of the page's prose remarks of the drug."""
        for kind, mention in iter_remarks(texts, self._names):
            if kind == "not approved":
                yield from self._iter_named(KG.notApprovedFor, KG.Condition, mention, "not-approved")
            else:
                yield self._state(_TEXTS[kind][0], mention, _TEXTS[kind][1])

    def _evidence(self, mention: Mention, rule: str) -> tuple[Evidence, ...]:
        return self._cite(mention.passages, f"{self._source}.{rule}")

    def _state(self, predicate: Iri, mention: Mention, rule: str) -> Statement:
        return Statement(self._subject, predicate, Literal(mention.name), self._evidence(mention, rule))

    def _iter_named(self, predicate: Iri, kind: Iri, mention: Mention, rule: str) -> Iterator[Finding]:
        evidence = self._evidence(mention, rule)
        node = describe_name(kind, mention.name, *evidence)
        yield node
        yield Statement(self._subject, predicate, node.subject, evidence)
