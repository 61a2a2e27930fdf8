"""What a regulator's decision is for: the condition that a clause names after "for" or after "indication in".

>>> words = "In 2011, the FDA approved a tablet for daily use for gout and asked for a trial"
>>> find_condition(Passage(Text.of(words, markdown=False), 0, len(words)))[0].name
'gout'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.dates import DATE
from kg.grammar.diseases import find_names, is_named
from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import outside_brackets, words_of
from kg.spans import Text  # noqa: F401 (for the example)

FOR = re.compile(r"\b(?:for|to treat|to prevent|in)\s+")
"""What a decision is for stands after these words."""
_USE_IN = re.compile(r"\b(?:indications?|uses?|applications?|capsules|tablets) $")
_UNTIL = re.compile(
    r"\s(?:by|under|as|came|followed|where|when|because|since|while|whereas|but|though|although|was|were|is"
    r"|in which|for which|via)\s|[;]"
    rf"|,?\s(?:in|on)\s+{DATE}\b|,\s(?:in|with|which|that|who|but|making|becoming|followed|after|where|and (?:is|was"
    r"|by|in|on|the|first))\s"
    r"|,?\s(?:and|but) (?:is|was|has|are|first|by|in|on|the (?:FDA|EMA|European))\s"
)


def find_condition(place: Passage) -> tuple[Mention | None, tuple[Mention, ...]]:
    """What a decision is for: all the words of it, and the conditions named in them.

    Of several "for …" the first counts that names a condition by its noun ("a tablet for gout"), else the first; what
    is joined after the last such noun ("for gout, and asked for a study") is none.
    """
    best: tuple[Mention, ...] = ()
    for names in _iter_conditions(place):
        last = max((at for at, name in enumerate(names, 1) if is_named(name)), default=0)
        best = best or names[: last or None]
        if is_named(names[0]):
            best = names[:last]
            break
    if not best:
        return None, ()
    low = min(name.passages[0].start for name in best)
    high = max(name.passages[0].end for name in best)
    written = place.text.string[low:high] if len(best) > 1 else best[0].name
    return Mention(written, (place._replace(start=low, end=high),)), best


def _iter_conditions(place: Passage) -> Iterator[tuple[Mention, ...]]:
    """Yield what stands after each "for" of a clause."""
    words = outside_brackets(words_of(place))
    for match in FOR.finditer(words):
        rest = re.match(
            r"the first time\b|use\b(?! in)|(?:this|that) (?:indication|use)|\d|" + DATE, words[match.end() :]
        )
        place_or_time = match[0].strip() == "in" and not _USE_IN.search(words, 0, match.start())
        if rest or place_or_time:
            continue
        stop = _UNTIL.search(words, match.end())
        end = stop.start() if stop else len(words)
        names = find_names(place._replace(start=place.start + match.end(), end=place.start + end))
        if names:
            yield names
