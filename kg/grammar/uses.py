"""What clauses say of a use: in whom, from which age, for which markers, with what; and how uses inherit and join."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kg.grammar.footnotes import read_brands
from kg.grammar.markers import read_markers
from kg.grammar.partners import read_partners
from kg.grammar.populations import days_of, in_children_only_by_sex, read_ages, read_populations
from kg.grammar.readings import Criterion, Mention, Passage, UseReading
from kg.grammar.sentences import (
    forbidden,
    is_conditional,
    is_denied,
    is_open_ended,
    outside_brackets,
    sentences,
    words_of,
)
from kg.model import Role

_LINE = re.compile(
    r"\b(?:as|for)\s+(?:part\s+of\s+)?(?:the\s+|an?\s+|extended\s+|local\s+)*(?P<line>(?:(?:first|second|third)(?:\s+or\s+(?:second|third))?(?:[-–\s]line)?"
    r"(?:\s+(?:maintenance|hormone|systemic))?|maintenance|adjuvant|neoadjuvant|palliative|conditioning|consolidation"
    r"|remission\s+induction|induction)\s+(?:treatment|therapy))\b",
    re.IGNORECASE,
)


def read_use(
    passage: Passage, abbreviations: Mapping[str, str], *, opens: bool = False, continues: bool = False
) -> UseReading:
    """What the sentences of a passage say of a use; `opens` and `continues` as in `read_partners`."""
    use = UseReading()
    for number, sentence in enumerate(sentences(passage)):
        ban = forbidden(sentence)
        allowed = sentence._replace(end=max(sentence.start, ban.start)) if ban else sentence
        if words_of(allowed).strip() and not is_denied(words_of(allowed)):
            first = number == 0
            use = merge(use, _sentence(allowed, abbreviations, opens and first, continues and first))
        if ban and ban.whom and not is_open_ended(words_of(ban.whom)):
            # A variant of a gene that must be mutated may be forbidden; what is said of the gene stands.
            known = {item.marker.name for item in use.criteria}
            banned = read_markers(ban.whom, abbreviations, ban.words)
            use = merge(use, UseReading(criteria=tuple(item for item in banned if item.marker.name not in known)))
    return use


def _sentence(sentence: Passage, abbreviations: Mapping[str, str], opens: bool, continues: bool) -> UseReading:
    brands = tuple(read_brands(sentence))
    if brands or is_conditional(words_of(sentence)):
        return UseReading(brands=brands)
    return UseReading(
        populations=tuple(read_populations(sentence)),
        minimum_age=_lowest(tuple(read_ages(sentence))),
        criteria=tuple(read_markers(sentence, abbreviations)),
        partners=tuple(read_partners(sentence, opens=opens, continues=continues)),
        line_of_treatment=_line(sentence),
    )


def _line(sentence: Passage) -> Mention | None:
    match = _LINE.search(outside_brackets(words_of(sentence)))
    if not match:
        return None
    start, end = (sentence.start + at for at in match.span("line"))
    return Mention(" ".join(match["line"].split()), (sentence._replace(start=start, end=end),))


def _lowest(ages: tuple[Mention, ...]) -> Mention | None:
    return min(ages, key=lambda age: days_of(age.name)) if ages else None


def merge(first: UseReading, second: UseReading) -> UseReading:
    """Both together: each fact once, with the passages of both, and the lower of the ages."""
    ages = tuple(age for age in (first.minimum_age, second.minimum_age) if age)
    return UseReading(
        description=first.description or second.description,
        populations=_distinct(first.populations + second.populations),
        minimum_age=_lowest(ages),
        criteria=_distinct_criteria(first.criteria + second.criteria),
        partners=_distinct(first.partners + second.partners),
        accelerated=tuple(dict.fromkeys(first.accelerated + second.accelerated)),
        brands=_distinct(first.brands + second.brands),
        line_of_treatment=first.line_of_treatment or second.line_of_treatment,
    )


def _distinct(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for mention in mentions:
        key = mention.name.casefold()
        known = found.get(key)
        passages = dict.fromkeys(known.passages + mention.passages) if known else mention.passages
        found[key] = (known or mention)._replace(passages=tuple(passages))
    return tuple(found.values())


def _distinct_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    found: dict[tuple[str, str], Criterion] = {}
    for criterion in criteria:
        key = (criterion.marker.name.casefold(), criterion.status)
        marker = _distinct((found[key].marker, criterion.marker))[0] if key in found else criterion.marker
        found[key] = Criterion(marker, criterion.status)
    return tuple(found.values())


def within(use: UseReading, line: UseReading) -> UseReading:
    """A use with all that the line above it says, unless it has its own age or choice of partners."""
    if use.minimum_age:
        line = replace(line, minimum_age=None)
    own = {mention.name.casefold() for mention in use.partners}
    if own and own < {mention.name.casefold() for mention in line.partners}:
        line = replace(line, partners=())
    return merge(use, line)


def finished(use: UseReading, own: frozenset[str] = frozenset()) -> UseReading:
    """A use without what adds nothing once all of it is known; none of the drug's `own` names is its partner."""
    partners = tuple(mention for mention in use.partners if mention.name.casefold() not in own)
    return replace(use, populations=in_children_only_by_sex(use.populations), partners=partners)


def in_role(use: UseReading, role: Role) -> UseReading:
    """A use whose words do another thing: those of a lead-in, or of a sentence that covers several uses."""
    return _with_passages(use, lambda passage: passage._replace(role=role) if passage.role == "words" else passage)


def _with_passages(use: UseReading, change: Callable[[Passage], Passage]) -> UseReading:
    def one(mention: Mention) -> Mention:
        return mention._replace(passages=tuple(map(change, mention.passages)))

    return replace(
        use,
        populations=tuple(map(one, use.populations)),
        minimum_age=one(use.minimum_age) if use.minimum_age else None,
        criteria=tuple(Criterion(one(item.marker), item.status) for item in use.criteria),
        partners=tuple(map(one, use.partners)),
        accelerated=tuple(map(change, use.accelerated)),
        brands=tuple(map(one, use.brands)),
        line_of_treatment=one(use.line_of_treatment) if use.line_of_treatment else None,
    )
