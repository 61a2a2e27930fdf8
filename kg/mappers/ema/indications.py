"""The cell of a medicine's indications: lists that lost their bullets, read with the grammar of the pages' prose.

Its text was a page with headings and lists; in the cell all of it is one line. What is left of a list is a colon and
semicolons (or dashes, or bullets): each item is read behind the words that open its list. The evidence is the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice

from kg.grammar.indicated import read_indicated
from kg.grammar.readings import IndicationReading, Mention, UseReading
from kg.model import Description, Evidence, Iri, Literal, Node
from kg.nodes import describe_criterion, describe_name, mint_iri
from kg.spans import Text
from kg.vocabulary import KG, RDFS, XSD

_LONGEST = 20_000
"""A longer cell is no list of indications; Excel's cells end at 32,767 characters."""

_MOST = 300
"""More passages, items of lists among them, are not read; the longest cell of the report has 60."""

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_GAP = re.compile(r"\s{3,}")
_REMARK = re.compile(
    r"\s*\((?:for [^()]{0,60}, )?(?:please )?see (?:also )?(?:sections?|annex)\b[^()]*\)", re.IGNORECASE
)
_GLUED = re.compile(r"(?<=[a-z)]{2}[.;:])(?=[A-Z][a-z])")  # "carcinoma.Keytruda": a line end that was lost
_STATED = re.compile(
    r"\b(?:indicated|approved|used?|authori[sz]ed|recommended|treatments?|prevention)\b", re.IGNORECASE
)
_SAYS = re.compile(r"\bindicated\b|(?<!should )\b(?:is|are|be|can|may) (?:\w+ )?used\b", re.IGNORECASE)
_BULLET = re.compile(r"(?:^|(?<=[\s:;,.]))\s*[-–•·●*]\s+(?=\S)|(?<=[a-z)])-\s+(?!and\b|or\b|to\b|/)(?=[a-z])")
_END = re.compile(r"(?<=[.])\s{2,}|(?<=[a-z0-9)\]%]\.)\s+(?=[A-Z])")
_FOLLOWING = re.compile(
    r"\s*(?:in |for )?(?:(?:either|any|one or more) of )?the following\b[^:;]{0,60}$", re.IGNORECASE
)
_PREPOSITION = re.compile(r"\s+(?:for|in|as|with)(?: the)?$", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:about|against|by|for|from|in|of|or|and|the|to|with|caused|indicated|associated)$", re.IGNORECASE
)
_OPENS_AGAIN = re.compile(r"(?:and |or )?(?:for|in|as|to|with|where|when|following)\b", re.IGNORECASE)
_COLON = re.compile(r":(?=\s|[-–•]|$)")
_CARE = re.compile(r"(?:[A-Za-z][\w-]*,? ){1,4}(?:of|for|in)\b")
_BARE = re.compile(r"(?:For|In|As|To|When)\b")
_PEOPLE = r"(?:adults?|adolescents?|child(?:ren)?|patients?|infants?|women|men|people|individuals|subjects|persons)"
_REWORDED = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\b([A-Z][A-Za-z]*V(?:[- ]?\d)?)[- ]infected (?=(?:\w+ )?" + _PEOPLE + r"\b)", r"\1 infection in "),
        (
            r"\b(?:(?:primary|booster|[Aa]ctive),? )*[Ii]mmuni[sz]ation (?:of [^,.;]{1,90} )?"
            r"(?:(?:against|to prevent|for (?:the )?prevention of) ?)(?:diseases? caused by )?",
            "prevention of ",
        ),
        (r"\bindicated for ((?:\w+ ){0,2}" + _PEOPLE + r") for\b", r"indicated in \1 for"),
        (r"\b[Rr]eduction in the (?:duration|incidence|frequency|rate) of ", "reduction of "),
        (r"\b([Tt]reatment|[Mm]anagement) in ((?:\w+ ){0,3}" + _PEOPLE + r") with ", r"\1 of \2 with "),
        (r"\b(?:[Dd]ecrease|[Rr]epair|[Ii]mprovement|[Ss]ubstitution treatment) (?:of|for|in) ", "treatment of "),
        (r"\bto relieve symptoms in ((?:\w+ ){0,2}" + _PEOPLE + r") with ([^.,;:]+)", r"to relieve \2 in \1"),
        (r"\bin monotherapy\b", "as monotherapy"),
        (r"^Monotherapy (?=for|in)", "Indicated as monotherapy "),
        (r"\b(therapy|treatment) \([A-Z]{2,5}\)", r"\1"),
        (r"\b(of|for|with)\s*[-•]\s+(?=\w)", r"\1: - "),
    )
)
"""Ways to name a use that the grammar of pages does not know, and the same in its words."""

_NO_NAME = re.compile(
    r"(?:no|not|above|able|any|as|both|each|either|equal|except|for|in|others?|received|suspected|such|that|the|their"
    r"|them|these|this|those|when|where|who|whom|with|without|[-–])(?![\w-]).*|(?:mild|moderate|severe|,? (?:or|to) )+"
    r"|(?:associated|additional|certain|multiple) risk factors?"
    r"|\w+ly|the(?:adults|patients|treatment)\b.*|i\.e\..*|age groups?|exercise capacity"
    r"|(?:incidence|recurrence|duration|combination|induction|initiation|reduction|(?:active )?immuni[sz]ation)"
    r"(?: of .*)?"
    r"|(?:first|second|third)?[-– ]?(?:line )?treatment of .*"
    r"|(?:an? )?(?:inadequate|insufficient|intolerance|clinical|partial|complete) (?:response|control|benefit).*"
    r"|(?:also )?known|given|used|must|need(?:ed)?|treatment up|body weight\b.*|aged\b.*|[≥≤<>?].*"
    r"|(?:initial )?body mass index\b.*|.*(?:[≥≤<>]|(?:less|more|greater|lower) than) ?\d+ ?%"
    rf"|(?:(?:paediatric|pediatric|young|adult|elderly|and) )*{_PEOPLE}\b(?!-| with\b| affected\b).*"
    rf"|(?:(?:infected|{_PEOPLE}|years?|months?|weeks?|aged?|old(?:er)?|of|over|under|above|below|from|at|least|and"
    r"|or|to|any|all|three|able|unable|tolerate|\d+)\b[ ,]*)+",
    re.IGNORECASE,
)
"""What the grammar takes for a condition behind these words and is none."""


def read_cell(cell: str, names: Sequence[str], substances: Set[str] = frozenset()) -> list[IndicationReading]:
    """The conditions that a cell says a medicine called `names` is for, in order; none of a cell that is too long.

    None of the `substances` (case folded) is taken for a condition.
    """
    if len(cell) > _LONGEST:
        return []
    texts = [Text.of(passage, markdown=False) for passage in islice(iter_passages(cell, names), _MOST)]
    readings = read_indicated([text for text in texts if text], names)
    return [reading for reading in readings if _is_condition(reading.condition.name, substances)]


def _is_condition(name: str, substances: Set[str]) -> bool:
    return not _NO_NAME.fullmatch(name) and name.casefold() not in substances


def iter_passages(cell: str, names: Sequence[str] = ()) -> Iterator[str]:
    """Yield the passages of a cell, each item of a list behind the words that open it.

    >>> list(iter_passages("X is indicated in adults for: - glioma; - the treatment of gout (see section 5.1). So."))
    ['X is indicated in adults for glioma.', 'X is indicated in adults for the treatment of gout.', 'So.']
    """
    text = _GAP.sub("  ", cell.replace("\u2011", "-"))
    text = _GLUED.sub(" ", _REMARK.sub("", text))
    for pattern, words in _REWORDED:
        text = pattern.sub(words, text)
    if names:
        text = _find_heads("|".join(re.escape(f"{name[:1].upper()}{name[1:]}") for name in names if name)).sub(
            ". ", text
        )
    bare = not _SAYS.search(text)
    for number, sentence in enumerate(_END.split(text)):
        passage = sentence.strip()
        if "should" not in passage or "indicated" in passage:  # else how to use it; what for stands elsewhere
            yield from _iter_items(_state(passage) if bare and number == 0 else passage)


def _find_heads(names: str) -> re.Pattern[str]:
    """Where a heading ends and a sentence about the medicine begins: "Melanoma Examplia is indicated …"."""
    return re.compile(rf"(?<=[a-z)])\s+(?=(?:{names})(?:,| (?:as|can|in|is|may|monotherapy is)\b))")


def _state(passage: str) -> str:
    """The first words of a cell that does not say "indicated", since its column does."""
    words = f"{passage[:1].lower()}{passage[1:]}" if passage[1:2].islower() else passage
    if _BARE.match(passage):
        return f"Indicated {words}"
    if _CARE.match(words.removeprefix("the ")):
        return f"Indicated for the {words.removeprefix('the ')}"
    return passage


def _iter_items(passage: str) -> Iterator[str]:
    lead, *rest = _COLON.split(passage, 1)
    items = _divide(rest[0]) if rest else []
    if not items or not _STATED.search(lead):
        if passage:
            yield passage
        return
    joined = (item if _SAYS.search(item) else _join(lead, item) for item in items)
    yield from dict.fromkeys(f"{item}." for item in joined)


def _divide(rest: str) -> list[str]:
    """The items of a list, apart by bullets or else by semicolons."""
    parts = _BULLET.split(rest) if _BULLET.search(rest) else rest.split(";")
    items = (part.strip(" \t\n;.,") for part in parts)
    return [re.sub(r"[,;]? (?:and|or)$", "", item) for item in items if item]


def _join(lead: str, item: str) -> str:
    lead = lead.rstrip()
    if shorter := _FOLLOWING.sub("", lead):
        lead = f"{shorter} for" if shorter != lead and not _PREPOSITION.search(shorter) else shorter
    if _OPENS_AGAIN.match(item):
        lead = _PREPOSITION.sub("", lead)
    elif re.match(r"treatment|prevention", item, re.IGNORECASE) and not _PREPOSITION.search(lead):
        lead += " for"
    elif not _OPEN.search(lead):
        return lead  # its words end with a name: the items say when, and not what for
    return f"{lead} {item}"


def describe(
    reading: IndicationReading, key: str, label: str, use_status: str, evidence: Evidence
) -> Iterator[Description]:
    """Yield the nodes of an indication, the indication itself last; `key` is that of the medicine called `label`."""
    name = reading.condition.name
    parts = ("ema", "indication", key, name)
    node = mint_iri(*parts) if reading.purpose == "treat" else mint_iri(*parts, reading.purpose)
    condition = describe_name(KG.Condition, name, evidence)
    yield condition
    said: list[tuple[Iri, Node]] = [
        (RDFS.label, Literal(f"{label}: {name}")),
        (KG.condition, condition.subject),
        (KG.conditionName, Literal(name)),
        (KG.purpose, Literal(reading.purpose)),
        (KG.useStatus, Literal(use_status)),
    ]
    for number, use in enumerate(reading.uses, 1):
        iri = Iri(f"{node}:use:{number}")
        yield from _describe_use(use, iri, f"{label}: {name}, use {number}", evidence)
        said.append((KG.hasUse, iri))
    yield Description(node, KG.Indication, tuple(said), (evidence,))


def _describe_use(use: UseReading, iri: Iri, label: str, evidence: Evidence) -> Iterator[Description]:
    said: list[tuple[Iri, Node]] = [(RDFS.label, Literal(label))]
    named: tuple[tuple[Iri, Iri, tuple[Mention, ...]], ...] = (
        (KG.population, KG.Population, use.populations),
        (KG.partner, KG.Therapy, use.partners),
    )
    for predicate, kind, mentions in named:
        for mention in mentions:
            thing = describe_name(kind, mention.name, evidence)
            yield thing
            said.append((predicate, thing.subject))
    for criterion in use.criteria:
        marker = describe_name(KG.Biomarker, criterion.marker.name, evidence)
        node = describe_criterion(marker, criterion.status, evidence)
        yield from (marker, node)
        said.append((KG.criterion, node.subject))
    if use.minimum_age:
        number, unit = use.minimum_age.name.split()
        said.append((KG.minimumAge, Literal(use.minimum_age.name)))
        said.append((KG.minimumAgeDays, Literal(str(int(number) * _DAYS[unit.rstrip("s")]), XSD.integer)))
    if use.line_of_treatment:
        said.append((KG.lineOfTreatment, Literal(use.line_of_treatment.name)))
    yield Description(iri, KG.IndicationUse, tuple(dict.fromkeys(said)), (evidence,))
