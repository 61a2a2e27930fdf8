"""How a name is compared with another: case, hyphens, Greek letters, spelling, plurals, inverted names, abbreviations.

Two keys stand for a name. Its *key* leaves out what is mere typography; its *spellings* are the keys of the ways in
which the same name is also written. Neither ever guesses: what differs in a letter is another name.

>>> key("PDGFR-β") == key("pdgfr beta") == "pdgfrbeta"
True
>>> sorted(spellings("Leukaemia, Acute Lymphoblastic"))
['acutelymphoblasticleukemia', 'leukemiaacutelymphoblastic']
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping

_LETTERS = "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi"
_LETTERS += " ρ rho σ sigma ς sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega"
GREEK = dict(zip(_LETTERS.split()[::2], _LETTERS.split()[1::2], strict=True))
_SIGNS = str.maketrans({**GREEK, "+": " plus ", "&": " and ", "ß": "ss"})
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_WORDS = re.compile(r"[^\W_]+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")

AMERICAN: tuple[tuple[str, str], ...] = (
    ("leucaem", "leukem"),
    ("aemi", "emi"),
    ("anaesth", "anesth"),
    ("coeliac", "celiac"),
    ("diarrhoea", "diarrhea"),
    ("faec", "fec"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("haem", "hem"),
    ("isation", "ization"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("orrhoe", "orrhe"),
    ("paediatr", "pediatr"),
    ("sulph", "sulf"),
    ("tumour", "tumor"),
)
"""British spelling and the American one that stands for both."""

_BRITISH = re.compile("|".join(british for british, _ in AMERICAN))
_SYMBOL = re.compile(r"(?!.*[a-z]{3})\S{1,12}")  # BRAF, CD3E, c-KIT: written as a symbol, so its s is no plural


def words(name: str) -> list[str]:
    """The words of a name without case, accents, possessives and punctuation; Greek letters and + are spelt out.

    >>> words("Waldenström's FcγR+")
    ['waldenstrom', 'fcgammar', 'plus']
    """
    if name.isascii():
        text = name.lower()
        if "+" in text or "&" in text:
            text = text.translate(_SIGNS)
    else:
        text = unicodedata.normalize("NFKC", name).casefold().translate(_SIGNS)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if "s" in text:
        text = _POSSESSIVE.sub("", text)
    return _WORDS.findall(text)


def key(name: str) -> str:
    """A name without typography: its words run together, but for digits, which a space keeps apart."""
    return _join(words(name))


def _join(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _BETWEEN_DIGITS.sub("_", " ".join(parts)).replace(" ", "")


@functools.lru_cache(maxsize=65_536)
def _american(word: str) -> str:
    if _BRITISH.search(word):
        for british, american in AMERICAN:
            word = word.replace(british, american)
    return word


@functools.lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """A word of small letters without the s of its plural."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "uses")):
        return word[:-2]
    return word[:-1]


def turn(name: str) -> str:
    """An inverted name the right way round, or the name itself where it has no comma or is a list.

    >>> turn("Leukemia, B-Cell, Chronic"), turn("adults, children and women")
    ('Chronic B-Cell Leukemia', 'adults, children and women')
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) < 2 or len(parts) > 4 or not all(parts) or re.search(r"\b(?:and|or|with|due)\b", name):
        return name
    return " ".join(reversed(parts))


def spellings(name: str, *, symbols: bool = True) -> list[str]:
    """The keys of a name in American spelling and the singular, as written and turned the right way round.

    What is written as a symbol keeps its s; without `symbols` (a page may write it in any case) any short word does.
    """
    found = [_spelt(name, symbols)]
    if "," in name and (turned := turn(name)) != name:
        found.append(_spelt(turned, symbols))
    return found


def _spelt(name: str, symbols: bool) -> str:
    if _SYMBOL.fullmatch(name) if symbols else len(name) < 6:
        return key(name)
    return _join([singular(_american(word)) for word in words(name)])


# Abbreviations

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SHORT = re.compile(r"\(\s*\*{0,2}([A-Za-z][A-Za-z0-9/+-]{1,9})\*{0,2}\s*\)")
_EMPHASIS = str.maketrans("", "", "*_")
_FOLDED = re.compile(r"[ \t]*\r?\n[ \t]*(?=\S)")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9+]*")
_STOP = re.compile(r"[.;:()\n•|]")


def find_abbreviations(text: str) -> dict[str, str]:
    """The abbreviations that a text defines, as "long form (SHORT)"; one that it defines in two ways is left out.

    The long form is the shortest run of words before the bracket that holds the letters of the short form in order
    and begins with the first of them (Schwartz and Hearst, Pacific Symposium on Biocomputing 2003).

    >>> find_abbreviations("It treats *acute lymphoblastic leukemia* (ALL).")
    {'ALL': 'acute lymphoblastic leukemia'}
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        before = _LINK.sub(r"\1", text[max(0, match.start() - 240) : match.start()]).translate(_EMPHASIS)
        short, before = match[1], _STOP.split(_FOLDED.sub(" ", before))[-1].rstrip()
        long = _long_form(short, before)
        if long and key(found.setdefault(short, long)) != key(long):
            found[short] = ""
    return {short: long for short, long in found.items() if long}


def _long_form(short: str, before: str) -> str:
    """The end of `before` that `short` abbreviates, "" where none does."""
    if not any(c.isupper() for c in short):
        return ""
    at = len(before)
    for number, letter in enumerate(reversed(short.lower())):
        if not letter.isalnum():
            continue
        at = before.lower().rfind(letter, 0, at)
        while at > 0 and number == len(short) - 1 and before[at - 1].isalnum():
            at = before.lower().rfind(letter, 0, at)
        if at < 0:
            return ""
    long = before[at:]
    most = min(len(short) + 5, 2 * len(short))
    return long if len(short) < len(long) and len(long.split()) <= most else ""


def expand_abbreviations(name: str, known: Mapping[str, str]) -> str:
    """The name with each word that is one of `known` abbreviations in full; words that only begin so stay.

    >>> expand_abbreviations("B-cell precursor ALL", {"ALL": "acute lymphoblastic leukemia"})
    'B-cell precursor acute lymphoblastic leukemia'
    """
    return _TOKEN.sub(lambda match: known.get(match[0], match[0]), name)


_BRACKETS = re.compile(r"\s*\(\s*([^()]*?)\s*\)")


def without_own_abbreviation(name: str) -> str:
    """The name without brackets that hold nothing but its own abbreviation.

    >>> without_own_abbreviation("Mantle Cell Lymphoma (MCL)"), without_own_abbreviation("Stomach (Gastric) Cancer")
    ('Mantle Cell Lymphoma', 'Stomach (Gastric) Cancer')
    """

    def drop(match: re.Match[str]) -> str:
        before = name[: match.start()]
        return "" if _long_form(match[1], before) or _initials(before, match[1]) else match[0]

    return _BRACKETS.sub(drop, name).strip()


def _initials(before: str, short: str) -> bool:
    initials = "".join(word[0] for word in _TOKEN.findall(before)).lower()
    return len(short) > 1 and initials.endswith(short.lower())


def without_brackets(name: str) -> str:
    """The name without what stands in brackets."""
    return " ".join(_BRACKETS.sub("", name).split())


# Words that narrow a disease without being part of its name

_NARROWING = r"""
active accelerated~phase acute~phase advanced aggressive blast~phase blast~crisis chronic~phase classic classical
differentiated disseminated early extensive extensive~stage early~stage limited~stage high~grade low~grade high~risk
intermediate~risk low~risk very~high~risk very~low~risk intermediate-\d~risk low- indolent inoperable invasive localized
locally metastatic mild moderate moderately newly~diagnosed node persistent previously~treated previously~untreated
progressive recurrent refractory relapsed relapsing residual resectable severe severely stage~[0IVX]+[A-D]? symptomatic
treated untreated unresectable nonresectable smoldering adult childhood pediatric
""".split()  # ~ stands for a space or a hyphen
_WORD = "|".join(sorted(_NARROWING, key=len, reverse=True)).replace("~", "[ -]")
_COMPOUND = (
    r"[\w/-]+-(?:associated|dependent|eligible|induced|ineligible|na[iï]ve|refractory|related|resistant|sensitive)"
)
_ONE = rf"(?:{_WORD}|{_COMPOUND})"
_JOIN = r"(?:\s*(?:,\s*(?:or|and)\b|,|/|\b(?:and/or|or|and|to)\b)\s*|\s+)"
_LEADING = re.compile(rf"{_ONE}(?:{_JOIN}{_ONE})*(?:\s*,\s*|\s+)", re.IGNORECASE)
_MARKER = re.compile(
    r".*(?:[ -](?:positive|negative|mutated|mutant|expressing|deficient|overexpressing)|\w\+)(?:\s*,\s*|\s+)",
    re.IGNORECASE,
)
_HALF = re.compile(r"\Z|(?:and/or|or|and|to)\b", re.IGNORECASE)  # "low-grade or follicular …": half of a list
_OTHER_HALF = re.compile(r"(?:and/or|or|and)\s+[\w-]+\s+(?=\S+\s+\S)")
_TRAILING = re.compile(
    r"\s*,?\s+(?:stages?\s+[0IVX]+[A-D]?|that|which|who|whose|refractory\s+to|resistant\s+to|due\s+to|associated\s+with"
    r"|with|without|after|following|in\s+(?:adults|children|men|people|patients|women)|in\s+(?:\w+\s+)?phase)\b.*",
    re.IGNORECASE,
)


def iter_wider(name: str) -> Iterator[tuple[str, str]]:
    """Yield (a wider name, the words left out) for a disease's name with words of stage, course or marker.

    Nearest first; what stands before the last marker goes before what stands after it.

    >>> list(iter_wider("relapsed or refractory CD19-positive mantle cell lymphoma"))[-1]
    ('mantle cell lymphoma', 'relapsed or refractory CD19-positive')
    """
    whole, head = name, ""
    for _ in range(6):
        match = _LEADING.match(name) or _MARKER.match(name)
        tail = None if match else _TRAILING.search(name)
        other = _OTHER_HALF.match(name, match.end()) if match else None
        if other:  # "low-grade or follicular X": either is an X
            head, name = f"{head}{name[: other.end()]}", name[other.end() :]
        elif match and not _HALF.match(name, match.end()):
            head, name = f"{head}{match[0]}", name[match.end() :]
        elif tail and tail.start() > 0:
            name = name[: tail.start()]
        else:
            return
        left = " … ".join(part.strip(" ,") for part in whole.split(name, 1) if part.strip(" ,"))
        yield name, left


def iter_heads(name: str) -> Iterator[tuple[str, str]]:
    """Yield (a wider name, the words left out) for the name of a kind of thing, whose head stands last.

    >>> list(iter_heads("oral small molecule inhibitor"))
    [('small molecule inhibitor', 'oral'), ('molecule inhibitor', 'oral small')]
    """
    parts = name.split()
    for at in range(1, len(parts) - 1):
        yield " ".join(parts[at:]), " ".join(parts[:at])
