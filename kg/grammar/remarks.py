"""What prose says of a drug beside what it does and is for: how it is given, its forms, its half-life, what it is not.

>>> from kg.spans import Text
>>> page = Text.of("Examplimab is given by infusion. It has a half-life of 2 days and is not approved to treat gout.")
>>> [(kind, mention.name) for kind, mention in iter_remarks([page], ["Examplimab"])]
[('administration', 'given by infusion'), ('half-life', 'half-life of 2 days'), ('not approved', 'gout')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from kg.grammar.readings import Mention, Passage
from kg.grammar.words import iter_sentences
from kg.spans import Text

Kind = Literal["administration", "boxed warning", "form", "half-life", "investigated", "not approved"]

_END = (
    r"(?=[.,;:)]|$| (?:for|to|in) (?:patients|people|adults|children|those|the treatment)\b| and (?:is|it|for|has)\b)"
)
_TO_STOP = rf"[^.;:()]*?(?:\d\.\d[^.;:()]*?)*{_END}"
_WAYS = (
    r"(?:by|as(?! a salt)|through|into|under|at|over|every|once|twice|daily|weekly|orally|intravenously|subcutaneously"
    r"|intramuscularly|topically|in the form of|on the)"
)
_HOURS = r"(?:seconds?|minutes?|min|hours?|h|days?|weeks?|months?)"

_ADMINISTRATION = re.compile(
    rf"\b(?:(?:given|taken|injected|infused|administered|applied|implanted|inhaled) {_WAYS}\b{_TO_STOP}"
    rf"|(?:given|administered) (?:orally|intravenously|subcutaneously|intramuscularly|topically)\b"
    rf"|receiv(?:e|ing) (?:an?|the) [^.;:()]{{0,40}}?\b(?:infusion|injection|implant)s?\b{_TO_STOP})"
)
_ROUTE = re.compile(
    r"\bis an? (?:[\w-]+ ){0,2}?(?P<words>oral|orally (?:available|bioavailable|active)|intravenous|subcutaneous"
    r"|injectable|topical|inhaled) (?=[\w-])"
)
_BOXED = re.compile(r"\bboxed warning (?:about|for|of|on|regarding|concerning) (?P<words>[^.;:]+?)(?=[.;:]|$)")
_FORM = re.compile(
    r"\b(?:is|comes?|made|available) (?:also |only )?(?:(?:available|made|sold) )?(?:in|as|by) [^.]{0,60}?"
    r"\b(?:forms?|formulations?|tablets?|capsules?|liquid|wafers?|combination pack|injections?|version)\b"
    r"|\bis an? (?:[\w-]+ ){0,3}(?:form|formulation|version|combination)s? of\b"
    r"|^(?:This|These|That|For [^.,]{0,40}, this) forms? (?:can|may|is|are|has|works?)\b"
)
_OTHER_FORM = re.compile(r"\bdifferent\b|\balso\b|^This form")  # then it is not the drug that is given so
_HALF_LIFE = re.compile(
    r"\b(?:(?:short|long|brief|prolonged|terminal|elimination|plasma|serum|biological|mean|median|average|very"
    r"|relatively)[ -])*half-li(?:fe|ves)"
    r"(?: (?:of|is|was) (?:about |approximately |around |roughly |up to )?"
    rf"\d[\d.]*(?: ?(?:to|or|-|–) ?\d[\d.]*)? {_HOURS}\b)?"
)
_INVESTIGATED = re.compile(
    r"\b(?:is|are|continues? to be) (?:also |currently |still )?(?:being |under )?"
    r"(?:studied|investigated|tested|evaluated|explored|investigation|study)(?:,[^.,;]{0,80},)? "
    r"(?:in|for|as) (?P<words>[^.;:]+?)(?=[.;:]|$)"
)
_NOT = r"(?:is|are) (?:not(?: currently| yet)?|no longer) "
_OF = r"(?: by (?:the )?(?:[A-Z][\w.-]* ?){1,4})?"
_FOR = r"(?:to treat |for (?:use in |treating |the treatment of )?(?:patients with |people with |adults with )?)"
_STOP = r"(?=[.;:(]|$|, (?:in|for) which|, (?:although|though|but|and)| and is | outside | because | unless )"
_NOT_APPROVED = re.compile(
    rf"\b{_NOT}(?:approved|indicated|licen[sc]ed|authori[sz]ed|meant){_OF}(?: |(?<= )){_FOR}(?P<words>[^.;:(]+?){_STOP}"
    r"|\bThe use of [^.,;]{2,80}? (?:to treat|for|in) (?P<use>[^.;:,]+?) is no longer (?:[A-Z]+-)?"
    r"(?:approved|indicated)"
)
_VAGUE = re.compile(r"^(?:it|this|that|them|these|any|other|all|use|everyone|some)\b|^\W*$")
_REFERS = re.compile(
    r"(?:It|This|These|They|The (?:drug|medicine|label|US label|use of)|Since|For|In|As|So)\b|[A-Z][\w.]* labels?\b"
)


def iter_remarks(texts: Sequence[Text], names: Sequence[str]) -> Iterator[tuple[Kind, Mention]]:
    """Yield what paragraphs about a drug, which they call by `names`, remark of it, in order, as written."""
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?!\w)", re.I)
    for text in texts:
        for start, end in iter_sentences(text.string):
            words = text.string[start:end].rstrip()
            if _REFERS.match(words) or (names and named.match(words)):
                for kind, low, high in sorted(_find(words), key=lambda found: (found[1], found[0])):
                    yield kind, Mention(words[low:high], (Passage(text, start + low, start + high),))


def _find(words: str) -> Iterator[tuple[Kind, int, int]]:
    form = _FORM.search(words)
    if form:
        yield "form", 0, len(words)
    if not form or not re.search(
        r"\bdifferent\b|\balso\b|^This form", words
    ):  # else it is the other form that is given so
        for pattern in (_ADMINISTRATION, _ROUTE):
            yield from (("administration", *_span(match)) for match in pattern.finditer(words))
    yield from (("half-life", *match.span()) for match in _HALF_LIFE.finditer(words))
    yield from (("boxed warning", *_span(match)) for match in _BOXED.finditer(words))
    yield from (("investigated", *_span(match)) for match in _INVESTIGATED.finditer(words))
    for match in _NOT_APPROVED.finditer(words):
        low, high = match.span("use" if match["use"] else "words")
        if not _VAGUE.match(words[low:high]):
            yield "not approved", low, high


def _span(match: re.Match[str]) -> tuple[int, int]:
    """Where the words of a match are, without white space behind them."""
    group = "words" if match.re.groupindex else 0
    return match.start(group), match.start(group) + len(match[group].rstrip(" ,"))
