"""What stands among the names of conditions in prose and is none of them: brackets, bullets, partners between commas.

All of it is overwritten by spaces, so that the places of the other words stay.

>>> set_apart("used, with or without salt, for gout").split()
['used', 'for', 'gout']
"""

from __future__ import annotations

import re

from kg.grammar.ailments import FIXED
from kg.grammar.readings import Passage
from kg.grammar.sentences import blank, outside_brackets, words_of

PEOPLE = (
    r"(?:patients?|adults?|children|adolescents?|women|men|infants?|neonates?|newborns?|people|individuals?|persons?"
    r"|subjects?"
    r"|those|contacts|males?|females?|boys|girls|populations?|recipients)"
)
"""The people who have a condition, as a regular expression without named groups."""

WITH = r"(?:in (?:combination|conjunction|association)|together|along|concomitantly|concurrently|combined) with"
_INSERTED = re.compile(
    rf",\s*(?:(?:when )?(?:used |given )?(?:either )?(?:alone or |as monotherapy or )?{WITH}"
    rf"|as (?:an? )?(?:monotherapy|single agent|(?:adjunct|add-on)(?!\w* (?:\w+ )?(?:therapy|treatment) (?:in|for"
    rf"|of))[^,;]*)|alone|either alone|with or without)[^;]*?,(?=\s*(?:of|for|in|to|is|as)\b)",
    re.IGNORECASE,
)
_FRAME = re.compile(r"[•▪◦·]|\bthe following [^:;.]{0,80}:|(?<=\b(?:of|in)):|(?<=\bfor):")


def plain_words(passage: Passage) -> str:
    """The words of a passage with brackets, bullets and the colons before lists overwritten by spaces."""
    return blank(_FRAME, outside_brackets(words_of(passage)))


def set_apart(words: str) -> str:
    """`words` with what stands between commas about partners ("…, in combination with B, for …") overwritten."""
    return blank(_INSERTED, words)


def hide_joints(raw: str, words: str) -> str:
    """`words` with the joints of fixed phrases hidden and their other letters kept."""
    letters = list(words)
    for match in FIXED.finditer(raw):
        for at in range(*match.span()):
            letters[at] = "_" if raw[at] in " ," else raw[at]
    return "".join(letters)
