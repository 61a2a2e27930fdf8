"""The restricted programmes (REMS) that a drug is only available under.

>>> text = Text.of("Examplimab is only available as part of a special program called Exbrand and Whybrand REMS (…).")
>>> [mention.name for mention in find_programmes([text], ["Examplimab"])]
['Exbrand and Whybrand REMS']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.readings import Mention, Passage
from kg.spans import Text

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_PART = r"(?:[a-z]?[A-Z][\w'’®™-]*|\d[\w-]*)"
_NAME = re.compile(
    rf"(?<![\w-])(?!(?:The|A|An|This|These|Its?|Risk|Evaluation|Strateg(?:y|ies)|Called|Under|Through)\b)"
    rf"{_PART}(?:(?:,? and |,? or |, | ?/ ?| ){_PART})*? REMS\b"
)
_DENIED = re.compile(
    r"\b(?:no longer|not|never|without)\b[^,.;]*\bREMS\b"
    r"|\bREMS\b[^,.;]*\b(?:not (?:required|needed)|no longer|removed|ended)\b"
)
_IMPLICIT = re.compile(r"(?:It|This|These|The|Because|Due|To|Patients|People|Doctors|Both|Only)\b")


def _iter_sentences(words: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _SENTENCE_END.finditer(words):
        yield at, match.start()
        at = match.end()
    yield at, len(words)


def _is_about(words: str, start: int, end: int, names: Sequence[str]) -> bool:
    """Whether a sentence speaks of the drug: it names it before the programme, or refers to what stands before."""
    before = words[start:end].casefold()
    named = any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", before) for name in names if name)
    return named or _IMPLICIT.match(words, start) is not None


def find_programmes(texts: Sequence[Text], names: Sequence[str]) -> list[Mention]:
    """The REMS programmes that some prose ties the drug called `names` to; each name once, up to the word REMS."""
    found: dict[str, Mention] = {}
    for text in texts:
        for start, end in _iter_sentences(text.string):
            match = _NAME.search(text.string, start, end)
            if not match or _DENIED.search(text.string, start, end):
                continue
            if _is_about(text.string, start, match.start(), names):
                found.setdefault(match[0], Mention(match[0], (Passage(text, *match.span()),)))
    return list(found.values())
