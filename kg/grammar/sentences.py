"""Sentences and what they must not be read for: brackets, conditions, denials, what is only being studied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.grammar.readings import Passage

_SENTENCE_END = re.compile(r"(?<=[\w)\]+-][\w)\]+-])[.!?]\s+(?=[A-Z(“\"])|(?<=[a-z)]{2})\.(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"\([^()]{0,2000}\)|\[[^\[\]]{0,2000}\]")

# "if the cancer has …", "Patients whose cancer has … should …" tell what else must hold, not what the drug is for.
_CONDITIONAL = re.compile(
    r"\bonly if\b|^(?:For )?[Pp](?:atients|eople)\b[^.]{0,400}\b(?:should|must|may (?:also )?have|if)\b"
    r"|\b(?:patients|people)\b[^.]{0,400}\bif (?:the|their)\b"
)
_DENIED = re.compile(
    r"\b(?:is|are|was|were|has|have|be)\s+(?:not|no longer|never)\b[^.]{0,40}\b(?:approved|used|given|available)\b"
    r"|\b(?:is|are|was|were) (?:no longer|not) [^.]{0,40}approved|withdrawn|should not be (?:used|given|taken)"
)
# A use forbidden to some tells which markers a cancer must not have; "unless", "only" leave it open.
_WHO = r"(?:\w+\s+){0,2}?(?:patients|people|adults|children|women|men|those|anyone|individuals|tumou?rs|cancers)"
_FORBIDDEN = re.compile(
    r"(?:,?\s*\b(?:and|but)\s+)?(?:\b(?:(?:should|must|may|can)\s+not|cannot)\s+be\s+(?:used|given|taken)"
    r"|\b[Dd]o\s+not\s+(?:use|give|take)(?:\s+[\w-]+){1,3}?|\b(?:is|are)\s+not\s+(?:meant|intended|recommended|suitable|indicated|to\s+be\s+(?:used|given)|used|given"
    r"|approved(?:\s+for\s+use)?)|\b(?:but|and)\s+not(?:\s+(?:used|given|approved|recommended)\b|(?=\s+(?:in|for)\b))|\b(?:is|are)\s+not(?=\s+for\b))\s+"
    rf"(?:(?:in|by|to|for)\s+(?:use\s+(?:in|by)\s+)?{_WHO}|(?:if|when)\s+(?:the|their)\s+(?:cancer|tumou?r|disease)s?)\b"
)
_FORBIDDEN_WHO = re.compile(
    r"^(?:Patients|People|Those|Adults)\b(?P<whom>[^.]{0,300}?)\s(?:should|must)\s+not\s+"
    r"(?:receive|take|get|use|be\s+(?:given|treated))\b"
)
_OPEN = re.compile(r"\b(?:unless|only|until|both|except)\b")
_STUDIED = re.compile(r"\b(?:being|be) (?:\w+ )?(?:studied|tested|investigated)\b|\bclinical trials?\b")
_IF = re.compile(r"(?:,\s*|\s+)(?:only\s+)?(?:if|unless)\s[^,.;]{0,300},?")
_UNKNOWN = re.compile(
    r"\b(?:it is )?not known (?:whether|if)\b[^.;]{0,300}|\bor (?:\w+ ){0,2}unknown\b"
    r"|\bor whose [^.;,]{0,60} (?:unknown|not known)\b"
)


def sentences(passage: Passage) -> Iterator[Passage]:
    """Yield the sentences of a passage, without the white space between them.

    A full stop ends a sentence where a capital follows, also where the space after it is missing.
    """
    words, at = passage.text.string, passage.start
    for match in _SENTENCE_END.finditer(words, passage.start, passage.end):
        yield passage._replace(start=at, end=match.start() + 1)
        at = match.end()
    if words[at : passage.end].strip():
        yield passage._replace(start=at)


def words_of(passage: Passage) -> str:
    """The visible characters of a passage."""
    return passage.text.string[passage.start : passage.end]


def blank(pattern: re.Pattern[str], words: str) -> str:
    """`words` with every match of `pattern` overwritten by spaces, so that offsets stay."""
    return pattern.sub(lambda match: " " * len(match[0]), words)


def outside_brackets(words: str) -> str:
    """`words` with everything in brackets, one inside the other too, overwritten by spaces."""
    return blank(_BRACKETS, blank(_BRACKETS, words)) if "(" in words or "[" in words else words


def certain(words: str) -> str:
    """`words` without what they leave open ("if …", "it is not known whether …"), overwritten by spaces."""
    return blank(_UNKNOWN, blank(_IF, words))


def is_conditional(words: str) -> bool:
    """Whether a sentence tells what must hold for some patients only, so that its markers gate nothing."""
    return _CONDITIONAL.search(words) is not None


class Ban(NamedTuple):
    """The words of a sentence that forbid a use, "should not be used in patients", and those that say in whom."""

    words: Passage
    whom: Passage | None

    @property
    def start(self) -> int:
        """Where the first of them begins; what stands before is allowed."""
        return min(self.words.start, self.whom.start) if self.whom else self.words.start


def forbidden(sentence: Passage) -> Ban | None:
    """What a sentence forbids to some, or None."""
    words, start = words_of(sentence), sentence.start
    if match := _FORBIDDEN.search(words):
        ban = sentence._replace(start=start + match.start(), end=start + match.end())
        return Ban(ban, sentence._replace(start=ban.end) if words[match.end() :].strip(" .") else None)
    if (match := _FORBIDDEN_WHO.match(words)) and match["whom"].strip():
        low, high = (start + at for at in match.span("whom"))
        ban = sentence._replace(start=high + 1, end=start + match.end())
        return Ban(ban, sentence._replace(start=low, end=high))
    return None


def is_open_ended(words: str) -> bool:
    """Whether words leave open to whom a use is forbidden ("unless …", "both …")."""
    return _OPEN.search(words) is not None


def is_denied(words: str) -> bool:
    """Whether a sentence denies a use, takes it back, or tells what is only being studied."""
    return _DENIED.search(words) is not None or _STUDIED.search(words) is not None


def trim(words: str, start: int, end: int, also: str = "") -> tuple[int, int]:
    """`start` and `end` moved inwards past white space and the characters `also`."""
    skip = " \t\r\n\u00a0" + also
    while start < end and words[start] in skip:
        start += 1
    while end > start and words[end - 1] in skip:
        end -= 1
    return start, end
