"""What stands among the names of conditions in prose and is none of them: brackets, bullets, partners between commas.

All of it is overwritten by spaces, so that the places of the other words stay.

>>> set_apart("used, with or without salt, for gout").split()
['used', 'for', 'gout']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.ailments import FIXED, is_head
from kg.grammar.readings import Passage
from kg.grammar.sentences import blank, outside_brackets, words_of

PEOPLE = (
    r"(?:patients?|adults?|children|adolescents?|women|men|infants?|neonates?|newborns?|people|individuals?|persons?"
    r"|subjects?"
    r"|those|contacts|males?|females?|boys|girls|populations?|recipients)"
)
"""The people who have a condition, as a regular expression without named groups."""

HAVING = (
    r"(?:whose(?=\s(?:[\w-]+ ){1,4}(?:is|are) (?:not|inadequately|poorly|insufficiently) (?:\w+ ){0,2}"
    r"(?:controlled|managed))"
    r"|with(?! [^,;:.]{1,60} involvement (?:after|following) )|who have|who has|having"
    r"|suffering from|diagnosed with|affected by|experiencing|presenting with"
    r"|(?:with [^,;:.]{1,60} involvement )?(?:after|following) (?:\w+ ){0,2}"
    r"(?:resection|excision|removal|debulking) of)"
)
"""What joins people and the condition they have, as a regular expression without named groups."""
_WHO = re.compile(
    rf"(?:(?! for | to | in | of (?!age))[^,;]){{0,60}}?\b{PEOPLE}\b(?:,? (?:and|or) |, )?"
    rf"(?:(?! for | to (?!\d))[^;]){{0,90}}?\s{HAVING}\s+",
    re.IGNORECASE,
)
REOPENS = re.compile(
    r"(?:for|of|in|to treat|treating|with(?! [\w-]+(?: and [\w-]+)? (?:in|for|as) (?!combination|conjunction"
    r"|addition)))\s+(?=\S)"
)
"""What opens a name anew after a joint."""

WITH = r"(?:in (?:combination|conjunction|association)|together|along|concomitantly|concurrently|combined) with"
_INSERTED = re.compile(
    rf",\s*(?:(?:when )?(?:used |given )?(?:either )?(?:alone or |as monotherapy or )?{WITH}"
    rf"|as (?:an? )?(?:monotherapy|single agent|(?:adjunct|add-on)(?!\w* (?:\w+ )?(?:therapy|treatment) (?:in|for"
    rf"|of))[^,;]*)|alone|either alone|with or without)[^;]*?,(?=\s*(?:of|for|in|to|is|as)\b)"
    r"|(?<=[,;])\s*(?:and )?with [^,;:.]{1,80},(?=\s*for\b)|(?<=\band), with [^,;:.]{1,60},(?=\s)",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"[•▪◦·]|\bthe following (?!(?:\w+ )?(?:sub)?(?:types|forms) of )[^:;.]{0,80}:|(?<=\b(?:of|in)):|(?<=\bfor):"
    r"|,?\s\bnot otherwise specified\b"
)

_SHORT = re.compile(r"\s*\(([A-Z][A-Z-]{1,8})\)")
_WITHIN = re.compile(r" with ")
_TWIN = re.compile(r"\b([a-z]+ (?P<noun>[a-z]+))(?P<with> with )(?!(?:an?|the|no|at|or|one|prior|evidence)\b)(?=[a-z])")
_FAR = 100

_KINDS = re.compile(r"(\bthe following (?:\w+ )?(?:sub)?(?:types|forms) of [^:;.]{0,80}):(?=\s)")
"""A list of kinds after the condition that they are kinds of: "the following forms of gout: …"."""


def plain_words(passage: Passage) -> str:
    """The words of a passage with brackets, bullets and the colons before lists overwritten by spaces or a comma."""
    return blank(_FRAME, _KINDS.sub(r"\g<1>,", outside_brackets(words_of(passage))))


def set_apart(words: str) -> str:
    """`words` with what stands between commas about partners ("…, in combination with B, for …") overwritten."""
    return blank(_INSERTED, words)


def skip_people(words: str, at: int) -> int:
    """Where the names begin that stand after people ("adults and children aged 2 years or older with")."""
    if opener := REOPENS.match(words, at):
        at = opener.end()
    match = _WHO.match(words, at)
    if match and not any(is_head(word) for word in re.findall(r"[\w-]+", match[0])):
        return match.end()
    return at


def hide_joints(raw: str, words: str) -> str:
    """`words` with the joints of fixed phrases, and the "with" of names that have it, hidden; other letters kept."""
    letters = list(words)
    for low, high in (*(match.span() for match in FIXED.finditer(raw)), *_within_names(raw)):
        for at in range(low, high):
            letters[at] = "_" if raw[at] in " ," else raw[at]
    return "".join(letters)


def _within_names(raw: str) -> Iterator[tuple[int, int]]:
    """Where "with" stands in a name: its abbreviation has the words after it too, or only they tell two names apart."""
    for short in _SHORT.finditer(raw):
        letters = "".join(c for c in short[1].casefold() if c.isalpha())
        for match in _WITHIN.finditer(raw, max(0, short.start() - _FAR), short.start()):
            before = re.findall(r"\w+", raw[max(0, match.start() - _FAR) : match.start()])
            after = re.findall(r"\w+", raw[match.end() : short.start()])
            if 0 < len(after) < len(letters) and _initials([*before[len(after) - len(letters) :], *after]) == letters:
                yield match.span()
    twins = [match for match in _TWIN.finditer(raw) if is_head(match["noun"])]
    for match in twins:
        if sum(other[1] == match[1] for other in twins) > 1:
            yield match.span("with")


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words).casefold()
