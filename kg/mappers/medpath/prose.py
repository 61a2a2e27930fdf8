"""The prose of a page: what its overview tells of targets, classes, maker and approvals, and what the drug is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kg.dates import parse_date
from kg.grammar.beside import find_beside
from kg.grammar.events import EventReading, find_events
from kg.grammar.indicated import read_indicated
from kg.grammar.makers import find_maker
from kg.grammar.mechanism import find_classes, find_targets
from kg.grammar.readings import IndicationReading, Mention, Passage, UseReading
from kg.mappers.medpath.page import Line, Page, Section, skip
from kg.mappers.told import Teller, rules_of
from kg.model import Evidence, Finding, Iri, Literal, Problem, Statement
from kg.nodes import describe_criterion, describe_date, describe_name, mint_iri
from kg.vocabulary import KG, RDF, RDFS, SKOS, XSD

RULES = {
    "medpath.class": "a kind of drug that the overview says the drug is",
    "medpath.condition": "an entry of the list of associated conditions",
    "medpath.event": "a clause of the overview that tells a regulator's decision",
    "medpath.indication": "a condition that the indication section says the drug is indicated for",
    "medpath.maker": "the organisation that the overview first says makes, developed or markets the drug",
    "medpath.report": "the title, the date of publication and the summary of the research report",
    "medpath.target": "a molecule that the overview says the drug binds, blocks or attaches to",
    "medpath.use": "in whom, with what and for which markers a drug is indicated for a condition",
    **rules_of("medpath"),
}

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NOTHING = re.compile(r"No .{1,60}\b(?:found|available|listed|reported)\b.{0,40}", re.IGNORECASE)
_PUBLISHED = re.compile(r"Published(?: on)?\s*:?\s*(?P<date>.*\S)", re.IGNORECASE)
_SUMMARY = re.compile(r"\[?\s*Executive Summary\s*\]?", re.IGNORECASE)


def _cite(page: Page, passages: Iterable[Passage], rule: str) -> tuple[Evidence, ...]:
    """Evidence for what a grammar read; equal passages once."""
    cited = (page.document.cite_text(at.text, at.start, at.end, rule, at.role) for at in passages)
    return tuple(dict.fromkeys(cited))


def _iter_named(page: Page, mention: Mention, predicate: Iri, kind: Iri, rule: str) -> Iterator[Finding]:
    evidence = _cite(page, mention.passages, rule)
    node = describe_name(kind, mention.name, *evidence)
    yield node
    yield page.state(predicate, node.subject, *evidence)
    if kind == KG.Target:
        for other in find_beside(mention):
            yield Statement(node.subject, SKOS.altLabel, Literal(other.name), _cite(page, other.passages, rule))


def iter_overview(page: Page, section: Section, names: Sequence[str]) -> Iterator[Finding]:
    """Yield what the overview tells of the drug; sentences that tell nothing of it stay unrecognised."""
    texts = [page.text(line) for line in section.lines]
    yield skip(section.heading, "layout")
    for mention in find_classes(texts, names):
        yield from _iter_named(page, mention, KG.drugClass, KG.DrugClass, "medpath.class")
    for mention in find_targets(texts, names):
        yield from _iter_named(page, mention, KG.targets, KG.Target, "medpath.target")
    if maker := find_maker(texts, names):
        yield from _iter_named(page, maker, KG.maker, KG.Organisation, "medpath.maker")
    for event in find_events(texts):
        yield from _iter_event(page, event)
    teller = _teller(page, names)
    yield from teller.iter_actions(texts)
    yield from teller.iter_remarks(texts)


def _teller(page: Page, names: Sequence[str]) -> Teller:
    return Teller("medpath", page.drug, names, partial(_cite, page))


def _iter_event(page: Page, event: EventReading) -> Iterator[Finding]:
    date = parse_date(event.date.name) if event.date else None
    about = event.condition.name if event.condition else ""
    key = (event.authority, event.kind, date.value if date else "undated", about or "unspecified")
    iri = mint_iri("medpath", "event", page.key, *key)
    references = [mention for mention in (event.regulator, event.condition) if mention]
    referred = [passage for mention in references for passage in mention.passages if passage.role == "reference"]
    evidence = _cite(page, (*event.stated, *referred), "medpath.event")
    label = f"{page.label}: {event.kind}, {event.regulator.name}{f', {date.value}' if date else ''}"
    yield page.state(KG.hasEvent, iri, *evidence)
    yield Statement(iri, RDF.type, KG.RegulatoryEvent, evidence)
    yield Statement(iri, RDFS.label, Literal(label), evidence)
    yield Statement(iri, KG.eventKind, Literal(event.kind), evidence)
    named = _cite(page, event.regulator.passages, "medpath.event")
    yield Statement(iri, KG.authority, mint_iri("authority", event.authority), named)
    yield Statement(iri, KG.authorityName, Literal(event.regulator.name), named)
    if event.date and date:
        written = _cite(page, event.date.passages, "medpath.event")
        described = describe_date("medpath", event.kind, event.date.name, date, *written)
        yield described
        yield Statement(iri, KG.date, described.subject, written)
    elif event.date:
        line = page.document.index.line_of(event.stated[0].text.place(event.stated[0].start, event.stated[0].end)[0])
        yield Problem(line, "warning", f"{event.date.name!r} is no day of the calendar")
    yield from _iter_event_conditions(page, iri, event)


def _iter_event_conditions(page: Page, iri: Iri, event: EventReading) -> Iterator[Finding]:
    if event.condition is None:
        return
    evidence = _cite(page, event.condition.passages, "medpath.event")
    yield Statement(iri, KG.conditionName, Literal(event.condition.name), evidence)
    for mention in event.conditions:
        words = _cite(page, mention.passages, "medpath.event")
        condition = describe_name(KG.Condition, mention.name, *words)
        yield condition
        yield from _iter_beside(page, condition.subject, mention, "medpath.event")
        yield Statement(iri, KG.condition, condition.subject, words)


def _iter_beside(page: Page, condition: Iri, mention: Mention, rule: str) -> Iterator[Finding]:
    for other in find_beside(mention, abbreviations=True):
        yield Statement(condition, SKOS.altLabel, Literal(other.name), _cite(page, other.passages, rule))


def iter_indications(page: Page, section: Section, names: Sequence[str]) -> Iterator[Finding]:
    """Yield what the drug is indicated for, each condition with its uses."""
    yield skip(section.heading, "layout")
    texts = [page.text(page.item(line)) for line in section.lines]
    for reading in read_indicated(texts, names):
        yield from _iter_indication(page, section, reading)
    yield from _teller(page, names).iter_remarks(texts)


def _iter_indication(page: Page, section: Section, reading: IndicationReading) -> Iterator[Finding]:
    name = reading.condition.name
    key = ("medpath", "indication", page.key, name)
    node = mint_iri(*key) if reading.purpose == "treat" else mint_iri(*key, reading.purpose)
    words = _cite(page, reading.condition.passages, "medpath.indication")
    stated = _cite(page, reading.stated, "medpath.indication")
    support = tuple(dict.fromkeys((*words, *stated, page.cite(section.heading, "medpath.indication", "heading"))))
    condition = describe_name(KG.Condition, name, *words)
    yield condition
    yield from _iter_beside(page, condition.subject, reading.condition, "medpath.indication")
    yield page.state(KG.hasIndication, node, *support)
    if reading.status == "approved":
        yield page.state(KG.indicatedFor, condition.subject, *support)
    yield Statement(node, RDF.type, KG.Indication, support)
    yield Statement(node, RDFS.label, Literal(f"{page.label}: {name}"), words)
    yield Statement(node, KG.useStatus, Literal(reading.status), support)
    yield Statement(node, KG.purpose, Literal(reading.purpose), support)
    yield Statement(node, KG.condition, condition.subject, words)
    yield Statement(node, KG.conditionName, Literal(name), words)
    for number, use in enumerate(reading.uses, 1):
        yield from _iter_use(page, node, number, f"{page.label}: {name}, use {number}", use, words)


def _iter_use(
    page: Page, node: Iri, number: int, label: str, use: UseReading, words: tuple[Evidence, ...]
) -> Iterator[Finding]:
    iri = Iri(f"{node}:use:{number}")
    yield Statement(node, KG.hasUse, iri, words)
    yield Statement(iri, RDF.type, KG.IndicationUse, words)
    yield Statement(iri, RDFS.label, Literal(label), words)
    for predicate, kind, mentions in (
        (KG.population, KG.Population, use.populations),
        (KG.partner, KG.Therapy, use.partners),
        (KG.brand, KG.Brand, use.brands),
    ):
        for mention in mentions:
            evidence = _cite(page, mention.passages, "medpath.use")
            named = describe_name(kind, mention.name, *evidence)
            yield named
            yield Statement(iri, predicate, named.subject, evidence)
    yield from _iter_limits(page, iri, use)


def _iter_limits(page: Page, iri: Iri, use: UseReading) -> Iterator[Finding]:
    """Yield the lowest age, the line of treatment, and the markers of a use."""
    if use.minimum_age:
        evidence = _cite(page, use.minimum_age.passages, "medpath.use")
        number, unit = use.minimum_age.name.split()
        days = int(number) * _DAYS[unit.rstrip("s")]
        yield Statement(iri, KG.minimumAge, Literal(use.minimum_age.name), evidence)
        yield Statement(iri, KG.minimumAgeDays, Literal(str(days), XSD.integer), evidence)
    if use.line_of_treatment:
        evidence = _cite(page, use.line_of_treatment.passages, "medpath.use")
        yield Statement(iri, KG.lineOfTreatment, Literal(use.line_of_treatment.name), evidence)
    for criterion in use.criteria:
        evidence = _cite(page, criterion.marker.passages, "medpath.use")
        marker = describe_name(KG.Biomarker, criterion.marker.name, *evidence)
        node = describe_criterion(marker, criterion.status, *evidence)
        yield from (marker, node)
        yield Statement(iri, KG.criterion, node.subject, evidence)


def iter_conditions(page: Page, section: Section) -> Iterator[Finding]:
    """Yield the conditions that the page lists as associated with the drug."""
    yield skip(section.heading, "layout")
    for line in section.lines:
        if _NOTHING.fullmatch(line.words):
            yield skip(line, "no relation")
            continue
        item = page.item(line)
        evidence = page.cite(item, "medpath.condition")
        heading = page.cite(section.heading, "medpath.condition", "heading")
        condition = describe_name(KG.Condition, item.words, evidence)
        yield condition
        yield page.state(KG.associatedCondition, condition.subject, evidence, heading)


def iter_report(page: Page, section: Section) -> Iterator[Finding]:
    """Yield the report that the page announces, with each paragraph of its summary."""
    published = next((line for line in section.lines if _PUBLISHED.fullmatch(line.words)), None)
    others = [line for line in section.lines if line is not published]
    title = next((line for line in others if not _is_summary(line)), None)
    summary = [line for line in others if line is not title and _summary_of(page, line)]
    yield from _iter_report(page, section, published, title, summary)
    yield skip(section.heading, "layout")
    for line in others:
        if line is not title and line not in summary:
            yield skip(line, "boilerplate" if line.words.casefold().startswith("continue reading") else "layout")


def _is_summary(line: Line) -> bool:
    return line.words.startswith("[") or line.words.casefold().startswith(("continue reading", "executive summary"))


def _summary_of(page: Page, line: Line) -> Line | None:
    """A paragraph of the summary without the brackets around it; None for what only heads or ends the summary."""
    if line.words.casefold().startswith("continue reading") or _SUMMARY.fullmatch(line.words):
        return None
    raw = page.document.text[line.start : line.end]
    start = line.start + (len(raw) - len(raw.lstrip("[ ")))
    end = line.end - (len(raw) - len(raw.rstrip("] ")))
    words = " ".join(page.document.text[start:end].split())
    return Line(words, start, end, line.number) if words else None


def _iter_report(
    page: Page, section: Section, published: Line | None, title: Line | None, summary: Sequence[Line]
) -> Iterator[Finding]:
    lines = [line for line in (title, published) if line]
    if not lines:
        return
    match = _PUBLISHED.fullmatch(published.words) if published else None
    date = parse_date(match["date"]) if match else None
    iri = mint_iri("medpath", "report", page.key, date.value if date else lines[0].words)
    evidence = tuple(page.cite(line, "medpath.report") for line in lines)
    heading = page.cite(section.heading, "medpath.report", "heading")
    yield page.state(KG.hasReport, iri, *evidence, heading)
    yield Statement(iri, RDF.type, KG.Report, (*evidence, heading))
    yield Statement(iri, RDFS.label, Literal(title.words if title else f"{page.label}: report"), evidence)
    if title:
        yield Statement(iri, KG.title, Literal(title.words), evidence[:1])
    for line in filter(None, (_summary_of(page, line) for line in summary)):
        yield Statement(iri, KG.summary, Literal(line.words), (page.cite(line, "medpath.report"),))
    if published and match:
        start = published.end - len(match["date"])
        cited = page.document.cite(start, published.end, "medpath.report")
        if date is None:
            yield Problem(published.number, "warning", f"{match['date']!r} is no day of the calendar")
            return
        described = describe_date("medpath", "Published", match["date"], date, cited)
        yield described
        yield Statement(iri, KG.date, described.subject, (cited,))
