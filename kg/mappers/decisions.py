"""What a person decided: the lines of a file of decisions as nodes, each with its line as evidence."""

from __future__ import annotations

from collections.abc import Iterator

from kg.decisions import Decision, is_decisions, parse_decisions, read_lines
from kg.model import Description, Document, Finding, Iri, Literal, Mapper, Node, Problem, Skipped
from kg.vocabulary import KG, RDFS

RULES = {"decisions.line": "A line of the file says what one person decided about one finding, when and why."}

_ABOUT = {"conflict": KG.aboutConflict, "name": KG.aboutName, "statement": KG.aboutStatement}


def findings(document: Document) -> Iterator[Finding]:
    """Yield a decision for each line that is one, and a problem for each that is none."""
    decisions, faults = parse_decisions(document.text)
    for decision in decisions:
        yield _describe(document, decision)
    for fault in faults:
        yield Problem(fault.line, "error" if fault.grave else "warning", fault.what)
    yield from _skip(document)


def _describe(document: Document, decision: Decision) -> Description:
    properties: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(label_of(decision))),
        (_ABOUT[decision.kind], decision.about),
        (KG.verdict, Literal(decision.verdict)),
        (KG.decidedBy, Literal(decision.who)),
        (KG.reason, Literal(decision.why)),
    ]
    if decision.correction:
        properties.append((KG.correctedValue, Literal(decision.correction)))
    if decision.when:
        properties.append((KG.decidedOn, Literal(decision.when)))
    evidence = document.cite(decision.start, decision.end, "decisions.line", "row")
    return Description(decision.iri, KG.Decision, tuple(properties), (evidence,))


def label_of(decision: Decision) -> str:
    """What a person calls a decision: the verdict, and what it is about."""
    told = decision.label or decision.about.rpartition("/")[2]
    return f"{decision.verdict}: {told}"


def _skip(document: Document) -> Iterator[Skipped]:
    header = next(read_lines(document.index), (0, 0, 0, ""))[0]
    for number, start, end in document.index.lines():
        if number == header:
            yield Skipped(start, end, "table header")
        elif document.text[start:end].removeprefix("\ufeff").startswith("#"):
            yield Skipped(start, end, "layout")


DECISIONS = Mapper("decisions", is_decisions, findings, RULES, layout="lines")
