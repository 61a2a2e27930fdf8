"""Who makes a drug: the first organisation that prose says manufactures, makes, developed or markets it.

>>> text = Text.of("Examplix was developed by Sample & Co. and is marketed by Another Pharma.")
>>> find_maker([text], ["Examplix"]).name
'Sample & Co.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import sentences, words_of
from kg.grammar.words import COPULAS, JOINS, PREPOSITIONS, RELATIVES
from kg.spans import Text

_MAKES = (
    r"(?:manufactured|made|produced|created|developed|engineered|marketed|co-?developed|co-?marketed|commerciali[sz]ed"
    r"|sold|distributed|supplied|launched|introduced|brought to (?:the )?market)"
)
_BY = re.compile(
    rf"\b(?:(?i:{_MAKES})(?:,? (?:and|or|and/or) (?:(?:is|was|are) )?(?:\w+ly )?{_MAKES})*"
    r"|(?:under|in) (?:\w+ )?development|\b(?:[Ii]ts|[Tt]he|whose) (?:\w+ )?(?:development|commerciali[sz]ation"
    r"|manufacture|marketing)(?= by)"
    r"|(?i:discovered|invented|synthesi[sz]ed|identified)(?= by [A-Z][^,;.()]{1,60},? and (?:is|was)(?: \w+)?"
    r" (?:developed|marketed|commerciali[sz]ed|sold) (?:jointly |together )?with\b)"
    r"|(?i:discovered|invented"
    r"|synthesi[sz]ed)(?= by [A-Z][^,;.()]{1,60} and (?:(?:\w+ly|later|then) )*"
    r"(?:developed|marketed|commerciali[sz]ed|sold)\b(?!(?: \w+ly)? by (?!it\b))))"
    r"(?: (?:under|as|with) (?:the |its )?(?:(?:brand|trade|proprietary)[ -]?(?:name|mark)?s? "
    r"|trademarks? (?:names? )?)?(?:of )?[A-Z][\w-]+®?,?)?"
    r"(?:,? (?:first |originally |worldwide|globally|since \d{4}|in (?:the )?(?:early |late )?(?:\d{4}s?"
    r"|[A-Z][\w.]*(?: [A-Z][\w.]*){0,3})))?"
    r" (?:jointly |exclusively |first |commercially |clinically |originally )?(?:by|at|in the(?= laborator))"
    r" (?:(?:[A-Z][\w.-]*,? ){1,3}and (?:(?:his|her|their) )?(?:colleagues|co-?workers|team|associates) (?:at|of"
    r"|from) )?"
    r"(?:(?:the|a|an) )?(?:(?:[\w-]+ ){0,2}(?:company|firm|manufacturer|group|(?:researchers|scientists|chemists) at"
    r"|laborator(?:y|ies) of)(?: the)?,? )?"
)
_ACTIVE = re.compile(
    r"(?:, (?:[A-Z][\w-]+ )*[a-z][^,;]{2,80},)? (?:(?:\w+ly|first|later|then|has|have) )*"
    r"(?:(?:discovered|invented|created)(?: (?:it|(?:the|this) \w+))? and (?:now |later )?)?(?:co-?)?"
    r"(?:manufactures?|makes?|develop(?:s|ed)?|market(?:s|ed)?|produces?|sells?|commerciali[sz]es?|introduced|launched)\b"
    r"(?: and (?:(?:\w+ly) )?(?:manufactures?|makes?|develops?|markets?|produces?|sells?|commerciali[sz]es?)\b)?"
)
_IS_MAKER = re.compile(
    r" was the first (?:\w+ )?to (?:make|produce|develop|market|sell)\b| is (?:now )?the (?:\w+ )?(?:manufacturer"
    r"|maker|developer|marketer|sponsor|marketing authori[sz]ation holder)"
    r" (?:of|for)\b"
)
_OFFICE = re.compile(r" is (?:now )?its (?:\w+ )?(?:manufacturer|maker|developer|marketer|sponsor)\b")
_PARTNER = re.compile(r",? (?:and|&) (?=[A-Z])")
_APPOSED = re.compile(
    r"\b(?:[Ii]ts|[Tt]he) (?:manufacturer|maker|developer|sponsor|marketing authori[sz]ation holder)(?:,| is| was)? "
)
_PRODUCT_OF = re.compile(
    r"(?:\bis|,) (?:a|the) (?:brand|product|trademark|result) of "
    r"(?:an? (?:\w+ )?(?:collaboration|partnership|alliance) (?:between|of) )?"
)
_KEPT = r"(?:Inc|Co|Ltd|Corp|Cos|Bros|S\.A|S\.p\.A|B\.V|N\.V|A\.G|L\.P|K\.K|St|Dr|U\.S)"
_PART = (
    rf"(?:(?<![\w.])(?:{_KEPT}|(?:[A-Z]\.)*[A-Z])\.(?=\s|$)|[A-Z0-9][\w'’/-]*(?:\.[A-Z][a-z]*)*|[a-z]?[A-Z][\w'’/-]*)"
)
_NAME = re.compile(
    rf"{_PART}(?: and (?:Company|Co\.?|Sons)\b|,? {_KEPT}\.?(?![\w])|,? (?:LLC|AG|plc|PLC|GmbH|NV|SA|KGaA)\b| (?:&|of"
    rf"|de|van|von|der|für) (?={_PART}){_PART}| {_PART})*"
)
_NO_NAME = re.compile(
    r"(?:The|This|It|In|A|An|US|U\.S|United|European|FDA|EMA|Phase|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b(?!.*(?:Inc|Ltd|Pharma|Laborator|Compan|Group|Institut"
    r"|Universit|Therap|Bio|Corp|Medic|Scien))"
)
_DRUG = (
    r"(?:drug|agent|antibody|compound|molecule|medicine|medication|product|conjugate|therapy|treatment|vaccine"
    r"|combination|inhibitor|(?:\w+ )?(?:form|formulation|preparation))"
)
_LOWER = re.compile(
    r"[a-z][\w-]{2,}(?: [a-z][\w-]{2,}| [A-Z][\w-]+)?"
    r" (?:GmbH|AG|SE|plc|PLC|Ltd\.?|Limited|Inc\.?|LLC|NV|BV|AB|A/S|KGaA)(?!\w)"
)
_FROM = re.compile(
    r"\bfrom (?=[A-Z][^,;.]{1,40}, (?:(?:now|also|and) )*(?:marketed|sold|launched|commerciali[sz]ed) (?:as|under)\b)"
)
_WHO_MAKES = re.compile(
    r",? (?:who|which|that) (?:(?:\w+ly|first|later|now|also|still|had|has|have|then) )*(?:co-?)?"
    r"(?:(?:manufactures?d?|makes?|made|develop(?:s|ed)?|market(?:s|ed)?|produced?s?|s[eo]lls?|sold|launched|introduced"
    r"|commerciali[sz]e[sd]?)\b(?: and (?:(?:\w+ly) )?[a-z-]+s\b)?(?= it\b| the (?:drug|compound|product|medicine)\b)"
    r"|(?:brought|put|placed|took) it (?:to|on|onto|into) (?:the )?market\b)"
    r"| (?:(?:\w+ly|first|then|later) )?(?:brought|put|placed|took) "
    r"(?:it|the (?:drug|compound|product|medicine)) (?:to|on|onto|into) (?:the )?market\b"
    r"| [a-z-]+ [^,;.]{1,60} and (?:then |later )?(?:brought|put|placed|took) it (?:to|on|onto|into) (?:the )?market\b"
)
"""After an organisation: "…, which markets it"."""
_THAT = re.compile(r"[a-z]\)?,? (?:that|which) (?:(?:the|a) (?:\w+ )?(?:company|firm|manufacturer) )?(?=[A-Z])")
_MADE = re.compile(
    r"(?:, [^,;]{2,60},| (?:first )?[a-z-]+ed [^,;.]{1,60} and(?: then)?)? (?:(?:\w+ly|first|later|now|also|had|has"
    r"|have) )*(?:co-?)?"
    r"(?:manufactures?d?|makes?|made|develop(?:s|ed)|market(?:s|ed)|produce[sd]|sells|sold|launched|introduced"
    r"|commerciali[sz]e[sd])\b(?! (?:the|a|an|by|other|its|their|several|many)\b)"
)
_OWNS = re.compile(r"['’]s(?= )")
_SLASHED = re.compile(r"([\w .&-]{4,})/[A-Z][\w .&-]{3,}")
_TWIN = re.compile(r" and ([A-Z][\w-]*)")


def find_maker(texts: Sequence[Text], names: Sequence[str]) -> Mention | None:
    """The organisation that the texts first say manufactures, makes, developed or markets the drug, as written."""
    for text in texts:
        if not text.string:
            continue
        for sentence in sentences(Passage(text, 0, len(text.string))):
            found = sorted(_iter_makers(sentence, names), key=lambda mention: mention.passages[0].start)
            if found:
                return found[0]
    return None


def _iter_makers(sentence: Passage, names: Sequence[str]) -> Iterator[Mention]:
    words = words_of(sentence)
    for pattern in (_BY, _APPOSED, _PRODUCT_OF, _FROM):
        for match in pattern.finditer(words):
            found = _named(sentence, match.end())
            grown = match[0].casefold().startswith("produced")
            yield from (maker for maker in found if not grown or not _grows(words, match.end(), maker))
    for match in _THAT.finditer(words):
        if (name := _NAME.match(words, match.end())) and _MADE.match(words, name.end()):
            yield from _named(sentence, match.end())
    for match in _NAME.finditer(words):
        verb = _active(words, match.end())
        if (
            _WHO_MAKES.match(words, match.end())
            or _OFFICE.match(words, match.end())
            or (verb and _speaks_of(words[verb.end() :], names))
        ):
            yield from _named(sentence, match.start())
        elif (owned := _OWNS.search(match[0])) and _speaks_of(words[match.start() + owned.end() :], names):
            yield _mention(sentence, match.start(), match.start() + owned.start())


def _active(words: str, at: int) -> re.Match[str] | None:
    """The verb of making after the organisation that ends at `at`, or after it "and" a second one."""
    second = joint and _NAME.match(words, joint.end()) if (joint := _PARTNER.match(words, at)) else None
    return _ACTIVE.match(words, at) or _IS_MAKER.match(words, at) or (second and _ACTIVE.match(words, second.end()))


def _speaks_of(words: str, names: Sequence[str]) -> bool:
    """Whether what follows "makes" is the drug."""
    called = "|".join(map(re.escape, names)) or "it"
    return re.match(rf" (?:it|(?:the|this) {_DRUG}|{called})\b", words, re.IGNORECASE) is not None


def _grows(words: str, at: int, maker: Mention) -> bool:
    """Whether what produces it is a living thing ("produced by Chinese hamster cells", "by Bacillus subtilis")."""
    follows = re.match(r" ([a-z]+)", words[at + len(maker.name) :])
    return follows is not None and follows[1] not in PREPOSITIONS | JOINS | RELATIVES | COPULAS


def _named(sentence: Passage, start: int) -> Iterator[Mention]:
    words = words_of(sentence)
    match = _NAME.match(words, start) or _LOWER.match(words, start)
    if match is None or _NO_NAME.match(match[0]):
        return
    end = match.end()
    if (twin := _TWIN.match(words, end)) and twin[1] in match[0].split():  # one firm of two equal names
        end = (_NAME.match(words, twin.start(1)) or twin).end()
    yield _mention(sentence, start, end)


def _mention(sentence: Passage, start: int, end: int) -> Mention:
    name = words_of(sentence)[start:end].rstrip(",")
    if twins := _SLASHED.fullmatch(name):
        name = twins[1]
    if name.endswith(".") and not re.search(rf"(?:^|[\s.]){_KEPT}\.$", name):
        name = name.rstrip(".")
    passage = sentence._replace(start=sentence.start + start, end=sentence.start + start + len(name))
    return Mention(" ".join(name.split()), (passage,))
