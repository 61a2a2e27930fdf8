"""What covers uses from elsewhere: footnotes, and sentences such as "These uses are approved under …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import is_denied, words_of
from kg.spans import Text

_ACCELERATED = re.compile(
    r"\bapproved under\b[^.]{0,80}\bAccelerated Approval\b|\baccelerated approval\b", re.IGNORECASE
)
_BRANDS = (
    re.compile(
        r"\bapproved (?:only )?for (?:the )?(?:use of (?:the )?)?(?P<names>[^.;:]{1,300}?) brands?\b(?: names?)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"^Only (?:the )?(?P<names>[^.;:]{1,300}?)(?: brands?(?: names?)?(?: of [\w -]{1,60}?)?)? (?:is|are)"
        r" (?:FDA[- ])?approved (?:for|in) (?:this|these)\b",
    ),
    re.compile(
        r"^(?:The )?(?P<names>[^.;:]{1,300}?) (?:is|are) the only brands?(?: names?)?\b[^.;:]{0,80}?"
        r" approved (?:for|in) (?:this|these)\b",
    ),
)
_BRAND = re.compile(r"[^\s,]+(?: (?!and\b|or\b)[^\s,]+)*?(?=,| and\b| or\b|$)")

Cover = Literal["all", "this"]


def is_accelerated(sentence: Passage) -> bool:
    """Whether a sentence ties uses to FDA's Accelerated Approval Program."""
    words = words_of(sentence)
    return _ACCELERATED.search(words) is not None and not is_denied(words)


def covers(sentence: Passage) -> Cover:
    """Which uses a covering sentence speaks of: all of the page, or only those that stand just before it."""
    return "this" if re.match(r"(?:[¹²³⁴-⁹†‡*\d]\s*)?This (?:use|indication)\b", words_of(sentence)) else "all"


def is_footnote(text: Text) -> bool:
    """Whether a paragraph begins with the mark that leads to it."""
    return any(at == 0 for at, _, _ in text.marks)


def marks_in(passage: Passage) -> Iterator[str]:
    """Yield the footnote marks on the words of a passage; a mark at its very start belongs to what stands before."""
    for at, mark, _ in passage.text.marks:
        if passage.start < at <= passage.end:
            yield from mark if len(set(mark)) > 1 else [mark]


def read_brands(sentence: Passage) -> Iterator[Mention]:
    """Yield each brand that a sentence limits a use to ("This use is approved for the A and B brands of …")."""
    match = next((found for pattern in _BRANDS if (found := pattern.search(words_of(sentence)))), None)
    for brand in _BRAND.finditer(match["names"]) if match else ():
        name = re.sub(r"^(?:and|or|the) ", "", brand[0].strip())
        at = sentence.start + match.start("names") + brand.end() - len(name) if match else 0
        if name and name[0].isupper():
            yield Mention(name, (sentence._replace(start=at, end=at + len(name)),))
