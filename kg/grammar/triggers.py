"""The words that tell a regulator's decision: which kind, by how it is spoken of."""

from __future__ import annotations

import re
from typing import Literal

from kg.grammar.regulators import REGULATOR

EventKind = Literal[
    "first approval", "accelerated approval", "conditional approval", "full approval", "withdrawn", "refused",
    "not approved",
]  # fmt: skip

APPROVAL = r"(?:(?:marketing|regulatory|market|commercial) )?(?:approval|authori[sz]ation|licen[cs]e|clearance)s?"

_FULL = r"(?:full|regular|traditional|standard|permanent|unconditional)"
# What a clause tells, the most telling first.
_PATTERNS: tuple[tuple[EventKind, str], ...] = (
    (
        "not approved",
        r"\b(?:is|are|was|were|has|have|had)(?: (?:currently|yet|still|so far))* (?:not|never|yet to be)"
        r"(?: (?:yet|currently|been|be|so far|officially))*(?: (?:FDA|EMA)[- ])? ?(?:approved|authori[sz]ed|licensed"
        rf"|granted {APPROVAL})"
        rf"|\b(?:not|never) (?:yet )?(?:received|obtained|gained|been granted) (?:\w+ )?{APPROVAL}"
        r"|\bhas yet to be approved"
        r"|\bneither\b.{1,60}\b(?:approved|authori[sz]ed)\b|\b(?:is|remains) unapproved|\bnot [\w-]+-approved"
        r"|\bbut not(?: yet)? (?:by|in)\b"
        r"|\bno (?:FDA|EMA)[- ]approval",
    ),
    (
        "withdrawn",
        r"\bwithdr(?:awn|ew)\b(?! from (?:the |a )?(?:stud|trial|treat|therap))|\brevoked\b|\brescinded\b"
        rf"|\bwithdrawal of (?:\w+ ){{0,3}}?(?:indication|application|{APPROVAL})",
    ),
    (
        "refused",
        r"\brefus(?:ed|als?)\b|\brecommended against\b|\brejected\b|\bturned down\b"
        r"|\bdeclined(?:,? (?:in|on) [\w ,]{4,18}?)? to (?:approve|grant)"
        r"|\bdeclined (?:the|an|its) (?:\w+ )?application"
        r"|\bdenied (?!that)(?:\w+ )*?(?:approval|authori[sz]ation)|\bnegative opinion\b"
        r"|\bcomplete response letters?\b",
    ),
    (
        "full approval",
        rf"\b(?:convert|switch|chang|upgrad)\w+ (?:\w+ ){{0,2}}?(?:accelerated|conditional) {APPROVAL}\b[^;]{{0,120}}?"
        rf" (?:in)?to (?:an? )?{_FULL}\b|\b(?:became|made) full\b",
    ),
    (
        "accelerated approval",
        rf"\baccelerated (?:{APPROVAL}|basis|one\b|pathway|programme?|procedure|route)|\baccelerated-approval\b",
    ),
    ("conditional approval", rf"\bconditional(?:ly)? (?:{APPROVAL}|approved|authori[sz]ed)"),
    (
        "full approval",
        rf"\b{_FULL} (?:{APPROVAL}|one\b)|\b(?:fully"
        r"|unconditionally) approved",
    ),
    (
        "first approval",
        r"\b(?:first|initially|originally) (?:been )?(?:approved|authori[sz]ed|licensed|cleared)"
        r"|\b(?:approved|authori[sz]ed|licensed) (?:\w+ ){0,6}?for the first time"
        r"|\b(?:approved|authori[sz]ed|licensed|cleared) (?:it|(?:the|this) \w+) first\b"
        r"|\b(?:was|became|were) the first(?: \w+){0,3}? to (?:approve|authori[sz]e|license|clear)\b"
        r"|\bbecame the first(?: [\w-]+){1,8}? (?:(?:to be|to have been|ever) )?(?:approved|authori[sz]ed|licensed"
        r"|cleared)\b"
        rf"|\b{APPROVAL} came (?:first|initially) (?:from|in|by)\b"
        rf"|\b{APPROVAL} (?:was|were) (?:first|initially|originally) (?:granted|given|received|obtained|issued)"
        rf"|\b(?:first|initially|originally) (?:\w+ ){{0,3}}?(?:{APPROVAL}|approved)|\b(?:first|initial"
        rf"|original)(?: \w+)? {APPROVAL}",
    ),
)
TRIGGER = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
PLAIN = re.compile(
    r"\b(?:granted|gave) it (?=(?:in|on) )"
    r"|\b(?:is|are|was|were|been|it|and|but|then|subsequently|later|also|already|had|FDA|EMA|Agency|Commission|Canada|Administration"
    r"|has|have) (?:also )?"
    r"(?:approved|authori[sz]ed|licensed)\b|\b(?:granted|received|obtained|gained|won|gave|given"
    rf"|issued) (?:\w+['’]?s? ){{0,4}}?{APPROVAL}"
    rf"|\b{APPROVAL} (?:was|were) (?:granted|given|received|obtained|issued)"
    r"|^\W*(?:(?:although|though|while) )?(?:already )?(?:approved|authori[sz]ed|licensed)\b"
    rf"|\b{APPROVAL}(?: for [^,;.]{{3,60}}?)? (?:by|from) (?:the )?{REGULATOR}|\b{REGULATOR}(?:['’]s)? {APPROVAL}"
    rf"|\b(?:{APPROVAL}|{REGULATOR}) (?:soon |then )?(?:followed|came|did so)(?= (?:suit )?(?:in|on|from) )",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(?:being|under) (?:\w+ )?(?:investigat\w+|stud\w+|evaluat\w+|review)\b|\b(?:expected|anticipated|pending"
    r"|seeking|recommend(?:ed|s|ing))\b"
    r"|\bif (?:it is )?approved\b|\bdesignation\b|\b(?:maintained|upheld|retained)\b",
    re.IGNORECASE,
)
"""What is still being studied or reviewed, so that nothing was decided."""
OTHER = re.compile(
    r"^\W*(?:(?:A|The|Its|An|This|These|Several|Other|Some)\s)?(?:[\w-]+\s){0,3}?"
    r"(?:generics?|biosimilars?|companion diagnostics?|assays?|tests?|devices?|analogues?)\b",
    re.IGNORECASE,
)
"""The start of a sentence that tells of another product: a generic, a biosimilar, a test."""
ENDED = re.compile(r"\b(?:suspended|lapsed|expired|renew\w*|surrendered)\b", re.IGNORECASE)
"""What befalls an approval that was given at another time."""
ASKED = re.compile(
    r"\b(?:sought|seeks?|applied|applies|submitted|filed|await\w*|before|until|without)\b", re.IGNORECASE
)
"""What makes a mere mention of an approval none: it was asked for, or waited for."""
