"""The other name that a page gives right beside a name: "B-cell maturation antigen (BCMA)", "HER2, also called ERBB2".

>>> from kg.spans import Text
>>> from kg.grammar.readings import Passage
>>> text = Text.of("It treats hairy cell leukemia (HCL) and others.")
>>> name = Mention("hairy cell leukemia", (Passage(text, 10, 29),), ("HCL", "hairy cell leukemia (HCL)"))
>>> [(other.name, other.passages[0].start) for other in find_beside(name, abbreviations=True)]
[('HCL', 31)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.grammar.readings import Mention, Passage
from kg.names import find_abbreviations, key, words

_LONGEST = 160
_BESIDE = re.compile(
    r"\s*(?:[(\[]\s*(?:[^()\[\]]*[,;/]\s*|[^()\[\]]*\bor\s+)?|,\s*)(?P<called>(?:also|sometimes|formerly|previously|otherwise)?\s*"
    r"(?:called|known\s+as|referred\s+to\s+as|termed)?\s*(?:as\s+)?)"
)


def find_beside(mention: Mention, *, abbreviations: bool = False) -> Iterator[Mention]:
    """Yield the other names of a mention that stand right after it, each at its own place.

    With `abbreviations`, only those that abbreviate the whole name: of "relapsed hairy cell leukemia (HCL)", HCL is not
    the name. A longer form of the name itself ("BCMA protein") is none.
    """
    place = mention.passages[0]
    after = place.text.string[place.end : place.end + _LONGEST]
    for alt in mention.alts:
        if _holds(alt, mention.name) or _holds(mention.name, alt):
            continue
        if abbreviations and not _abbreviates(alt, mention.name):
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(alt)}(?!\w)", after):
            before = _BESIDE.fullmatch(after, 0, found.start())
            if before and (after.lstrip()[0] != "," or before["called"].strip()):
                start = place.end + found.start()
                yield Mention(alt, (Passage(place.text, start, start + len(alt)),))
                break


def _holds(name: str, part: str) -> bool:
    """Whether a name has all the words of another in their order: "CD30 protein" is no other name of CD30."""
    return f" {' '.join(words(part))} " in f" {' '.join(words(name))} "


def _abbreviates(short: str, name: str) -> bool:
    long = find_abbreviations(f"{name} ({short})").get(short, "")
    return bool(long) and key(long) == key(name)
