"""Sentences that say what a drug is for: "X is approved to treat:", "X may also be used to prevent …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.grammar.conditions import bold_region, has_head, phrase_region
from kg.grammar.readings import Passage, Purpose, UseStatus
from kg.grammar.sentences import forbidden, is_denied, words_of

_ADVERBS = (
    r"(?:(?:also|now|always|typically|currently|only|often|usually|mainly|commonly|generally|still|sometimes|FDA|both)"
    r"[-\s]+)*"
)
_APPROVED = re.compile(rf"\b(?:is|are|was|were|been)\s+{_ADVERBS}approved\b", re.IGNORECASE)
_USED = re.compile(
    rf"\b(?:(?:is|are|was|were)\s+{_ADVERBS}(?:used|given)|(?:may|can)\s+{_ADVERBS}be\s+{_ADVERBS}(?:used|given))\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|sometimes|may|can)\b", re.IGNORECASE)
_VERB = (
    r"(?:treat|prevent|relieve|reduce|decrease|lower|lessen|ease|control|manage|detect|diagnose|find|locate|identify|image|see|show"
    r"|visualize|protect\s+against)"
)
_PURPOSE = re.compile(
    rf"\b(?:to\s+(?:help\s+)?(?P<verb>{_VERB}(?:,?\s+(?:and|or)\s+(?:to\s+)?(?:help\s+)?{_VERB})*)"
    r"|(?:as|for|in)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}(?P<noun>treatment|prevention|management|diagnosis|detection)"
    r"\s+(?:and\s+prevention\s+)?(?:of|for)"
    r"|for(?:\s+use(?:\s+with\s+[^,.;:]{1,100}?)?\s+(?:in|by))?(?=\s+(?:adults|children|patients|people|men|women|infants)\b))\b",
    re.IGNORECASE,
)
_RISK = re.compile(
    r"\b(?:reduce|decrease|lower|lessen)\s+(?:the\s+|a\s+person.s\s+)?(?:chances?|risks?|incidence|number|likelihood)\b",
    re.IGNORECASE,
)
_OF_RISK = re.compile(
    r"\s+(?:the\s+|a\s+)?(?:chances?|risks?|incidence|likelihood)\s+(?:of|that)\s+(?:getting\s+|having\s+)?",
    re.IGNORECASE,
)
# "to reduce the chance of x in patients with:" prevents x, not what the list names.
_OF_PATIENTS = re.compile(
    r"\b(?:patients|people|adults|children|men|women|those)\s+(?:with|who\s+have)\s*:?$", re.IGNORECASE
)
_PREVENT = re.compile(r"\bprevent|\bprotect", re.IGNORECASE)
_TREAT = re.compile(r"\btreat|\bmanage", re.IGNORECASE)
_DIAGNOSE = re.compile(r"\b(?:detect|diagnos|find|locate|identify|image|imaging|visualize|see\b|show\b)", re.IGNORECASE)

_WHOM = re.compile(
    r"\s+(?:(?:certain|some|most|postmenopausal)\s+)?(?:adults?|children|men|women|patients?|people|individuals|infants)\b"
    r"[^.:;]{0,160}?\b(?:with|who\s+have|that\s+have|for)\s+",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:(?:other|many|certain|some|several|various|different|types?|kinds?|forms?|of|the|and|or|related|serious|rare|these"
    r"|this|it|them|following|cancers?|conditions?|diseases?|disorders?|patients?|people|problems?|tumou?rs?|adults?"
    r"|children|women|men|blood|solid(?!\s+tumou?rs))\b[\s,]*)+",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\W*(?:it|they|this|these|that|both|the (?:drug|vaccine|combination|treatment)|use|the use)\b", re.IGNORECASE
)
_TAKEN = re.compile(
    r"(?:Patients|Adults|People|Women|Men|Children)\s+(?:(?:may|can|must|will)\s+)?(?:also\s+)?(?:take|receive|get)\s+it\b"
)
_USAGE = re.compile(rf"\s+(?:(?:is|are)\s+{_ADVERBS}|(?:may|can)\s+{_ADVERBS}be\s+)(?:used|given)\b", re.IGNORECASE)


class LeadIn(NamedTuple):
    """A sentence that says what a drug is for: the status and the purpose it gives to the conditions under it."""

    sentence: Passage
    status: UseStatus
    purpose: Purpose


# What may stand before the subject: "In combination with x, the drug is …".
_FRONTED = re.compile(r"\s*(?:in|with|together|along|when|for|as|used|given)\b[^.;:]{0,300},\s+(?=\S)", re.IGNORECASE)


class Subject:
    """Whom the page is about: accepts pronouns, the drug's names, and however the first lead-in calls it."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words = _name_words(" ".join(names))

    def accepts(self, words: str) -> bool:
        """Whether `words`, the subject of a sentence, mean the page's drug; the first subject asked about does."""
        words = _FRONTED.sub("", words)
        own = _name_words(words)
        if not self._words & own and not _PRONOUN.match(words) and self._words:
            return False
        self._words |= own if not _PRONOUN.match(words) else set()
        return True

    def learn(self, words: str) -> None:
        """Take `words`, the subject of the page's first lead-in, as a name of the drug."""
        self._words |= _name_words(words)


def _name_words(words: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]{3,}", words.casefold()) if word not in {"the", "and", "drug", "use"}}


def _trigger(words: str) -> tuple[re.Match[str], UseStatus] | None:
    if match := _APPROVED.search(words):
        return match, "approved"
    if match := _USED.search(words):
        return match, "also-used" if _ALSO.search(match[0]) else "approved"
    return None


def read_lead_in(sentence: Passage, subject: Subject, *, opens_list: bool) -> LeadIn | None:
    """The sentence as a lead-in, or None: one that denies, speaks of another drug, or states no use.

    A sentence that opens a list may leave the purpose to be understood ("is approved for use with X for:").
    """
    words = words_of(sentence)
    found = _trigger(words)
    if found is None or is_denied(_permitted(sentence)) or not subject.accepts(words[: found[0].start()]):
        return None
    match, status = found
    if not _PURPOSE.search(words, match.start()) and not (
        opens_list and status == "approved" and "approved" in match[0]
    ):
        return None
    return LeadIn(sentence, status, purpose_of(words[match.start() :]))


def _permitted(sentence: Passage) -> str:
    """The words of a sentence up to those that forbid the use to some."""
    ban = forbidden(sentence)
    return words_of(sentence._replace(end=max(sentence.start, ban.start)) if ban else sentence)


def purpose_of(words: str) -> Purpose:
    """What words such as "is approved to reduce the risk of" say that the drug is for."""
    match = _PURPOSE.search(words)
    if not match or not (match["verb"] or match["noun"]) or _TREAT.search(match[0]):
        return "treat"
    if risk := _RISK.match(words, match.start("verb") if match["verb"] else match.start()):
        return "relieve" if _OF_PATIENTS.search(words, risk.end()) else "prevent"
    if _PREVENT.search(match[0]):
        return "prevent"
    return "diagnose" if _DIAGNOSE.search(match[0]) else "relieve"


def read_objects(lead: LeadIn) -> Iterator[tuple[int, int]]:
    """Yield where a lead-in names the conditions itself ("is approved to treat advanced **x** in adults")."""
    text, end = lead.sentence.text, lead.sentence.end
    words = text.string
    found = _trigger(words_of(lead.sentence))
    at = lead.sentence.start + (found[0].end() if found else 0)
    for match in _PURPOSE.finditer(words, at, end):
        if match.start() < at:
            continue
        start = match.end()
        if risk := _OF_RISK.match(words, start, end):
            start = risk.end()
        if whom := _WHOM.match(words, start, end):
            start = whom.end()
        while start < end and words[start].isspace():
            start += 1
        region = bold_region(text, start, end) or phrase_region(text, start, end)
        if region and region[1] <= end and _names_condition(lead, *region):
            yield region
            at = region[1]


def _names_condition(lead: LeadIn, start: int, end: int) -> bool:
    text = lead.sentence.text
    words = text.string[start:end]
    if is_general(words) or len(words) > 200:
        return False
    is_bold = any(low < end and start < high for low, high in text.bold)
    return is_bold or has_head(text, start, end)


def is_general(words: str) -> bool:
    """Whether a phrase names no condition in particular ("other types of cancer", "cancer", "patients")."""
    words = words.strip(" .,;:")
    return not words or _GENERAL.fullmatch(words) is not None


def is_usage(sentence: Passage, subject: Subject) -> bool:
    """Whether a sentence under a list tells in whom, or how, the drug is used for what the list names."""
    words = words_of(sentence)
    if ban := forbidden(sentence):
        before = words[: max(0, ban.start - sentence.start)]
        return not before.strip() or subject.accepts(before)
    if _TAKEN.match(words):
        return True
    match = _USAGE.search(words)
    if not match or is_denied(words) or len(words[: match.start()].split()) > 12:
        return False
    return _PURPOSE.search(words, match.end()) is None and subject.accepts(words[: match.start()])
