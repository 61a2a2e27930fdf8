"""Dosage forms and routes as registers write them: "TABLET, FILM COATED" and "Film-coated tablet" are one."""

from __future__ import annotations

import re
import unicodedata

_BASES = {
    "tablet": r"tab(?:let)?s?|comprimidos?",
    "capsule": r"cap(?:sule)?s?|capsulas?",
    "powder": r"powders?|polvo|lyophili[sz]ed|lyophilisate",
    "concentrate": r"concentrates?|concentrado|concentrated",
    "solution": r"solutions?|solucion",
    "suspension": r"suspensions?",
    "emulsion": r"emulsions?",
    "cream": r"creams?|crema",
    "ointment": r"ointments?|pomada",
    "gel": r"gels?",
    "patch": r"patch(?:es)?",
    "implant": r"implants?",
    "suppository": r"suppositor(?:y|ies)|supositorios?",
    "granules": r"granules?|granulado",
    "syrup": r"syrups?|jarabe",
}
_QUALITIES = {
    "film-coated": r"film[ -]?coated|recubiertos? con pelicula",
    "enteric": r"enteric[ -]?coated|gastro[ -]?resistant|delayed[ -]?release|gastrorresistentes?",
    "prolonged-release": r"(?:prolonged|extended|sustained|modified)[ -]?release|liberacion prolongada",
    "chewable": r"chewable|masticables?",
    "effervescent": r"effervescent|efervescentes?",
    "dispersible": r"(?:oro)?dispersible|disintegrating|bucodispersables?",
    "hard": r"hard",
    "soft": r"soft",
}
# "powder for solution" is a powder: what it becomes does not count
_PURPOSE = re.compile(r"\b(?:for|para)\b.*$")
_ROUTES = {
    "oral": r"oral|by mouth|po",
    "intravenous": r"intravenous|i\.?v\.?|infusion",
    "subcutaneous": r"subcutaneous|s\.?c\.?|sub-?q",
    "intramuscular": r"intramuscular|i\.?m\.?",
    "topical": r"topical|cutaneous",
    "intrathecal": r"intrathecal",
    "intravesical": r"intravesical",
    "inhalation": r"inhalation|respiratory",
    "nasal": r"nasal|intranasal",
    "ophthalmic": r"ophthalmic|ocular",
    "rectal": r"rectal",
    "transdermal": r"transdermal",
    "vaginal": r"vaginal",
    "intradermal": r"intradermal",
}


def _found(text: str, words: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, said in words.items() if re.search(rf"(?<!\w)(?:{said})(?!\w)", text))


def _fold(text: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def parse_form(written: str) -> tuple[frozenset[str], frozenset[str]]:
    """The base forms that a dosage form names and its qualities; a route behind a dash does not count.

    >>> [sorted(words) for words in parse_form("TABLET, FILM COATED")]
    [['tablet'], ['film-coated']]
    """
    text = _fold(written).split(" - ")[0]
    parts = [_PURPOSE.sub("", part).strip() for part in text.split(",")]
    bare = ", ".join(part for part in parts if part) or text
    bases = _found(bare, _BASES) or _found(text, _BASES)
    bases = bases - {"solution"} if "concentrate" in bases or "powder" in bases else bases
    return bases, _found(bare, _QUALITIES)


def compare_forms(one: str, other: str) -> str:
    """A contradiction between two base forms; granularity where only one tells a quality; empty where they agree."""
    (mine, my_qualities), (theirs, their_qualities) = parse_form(one), parse_form(other)
    if not mine or not theirs:
        return ""
    if not mine & theirs:
        return "contradiction"
    if my_qualities == their_qualities:
        return ""
    return "granularity" if not my_qualities or not their_qualities else "contradiction"


def compare_routes(one: str, other: str) -> str:
    """A contradiction where no route is shared, granularity where one names more, empty where they agree."""
    mine, theirs = _found(_fold(one), _ROUTES), _found(_fold(other), _ROUTES)
    if not mine or not theirs or mine == theirs:
        return ""
    return "granularity" if mine & theirs else "contradiction"
