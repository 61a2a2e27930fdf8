"""In which setting of treatment a use stands, by the words of oncology for line, phase and course of disease."""

from __future__ import annotations

import re

from kg.prefixes import slug

_SETTINGS = {
    "consolidation": r"consolidation",
    "maintenance": r"maintenance",
    "induction": r"induction",
    "after surgery (adjuvant)": r"(?<!neo)(?<!neo-)adjuvant|after surgery|following (?:surgery|resection)",
    "before surgery (neoadjuvant)": r"neo-?adjuvant|before surgery|prior to surgery",
    "newly diagnosed": (
        r"newly diagnosed|previously untreated|first[- ]line|initial treatment|not (?:yet )?been treated"
    ),
    "relapsed or refractory": (
        r"relapsed|refractory|recur(?:red|rent|s)|come back|did not respond|not responded|progressed|got(?:ten)? worse"
        r"|resistant|after (?:\w+ ){0,3}(?:therapy|treatment|chemotherapy)|have (?:already )?(?:been treated|received)"
        r"|second[- ]line"
    ),
    "remission": r"remission",
    "minimal residual disease": r"minimal residual disease|measurable residual disease|\bmrd\b",
}


def find_settings(text: str) -> frozenset[str]:
    """The settings that words name.

    >>> sorted(find_settings("in adults with relapsed or refractory disease"))
    ['relapsed or refractory']
    """
    folded = " ".join(text.casefold().split())
    return frozenset(name for name, said in _SETTINGS.items() if re.search(said, folded))


def mentions(text: str, term: str) -> bool:
    """Whether a text names a term, whatever the hyphens and the case, or a word that begins as the term's first one.

    >>> mentions("CD19-positive precursor ALL", "CD19"), mentions("Ph+ CML", "Philadelphia chromosome")
    (True, True)
    """
    words, sought = slug(text).split("-"), slug(term).split("-")
    if f" {' '.join(sought)} " in f" {' '.join(words)} ":
        return True
    first = sought[0]
    if len(first) < 6:
        return False
    return any(word == first or (1 < len(word) < 4 and len(sought) > 1 and first.startswith(word)) for word in words)


_PEOPLE = {
    "children": (
        r"child|pa?ediatric|infant|adolescent|teen|\bages? |\baged |years? (?:of age|old)|months? (?:of age|old)|young"
    ),
    "adults": r"adult|grown|patients|men\b|women\b|people",
    "women": r"wom[ae]n|female|adult|patients|postmenopausal|people",
    "men": r"\bm[ae]n\b|\bmale|adult|patients|people",
}


def is_young(population: str) -> bool:
    """Whether people are named as children, of whatever age.

    >>> is_young("children"), is_young("adults")
    (True, False)
    """
    return re.search(_PEOPLE["children"], population.casefold()) is not None


def names_people(text: str, population: str) -> bool:
    """Whether a text names people, in these or in other words.

    >>> names_people("pediatric patients", "children"), names_people("women", "children")
    (True, False)
    """
    folded, sought = text.casefold(), population.casefold()
    for people, said in _PEOPLE.items():
        if re.search(rf"\b{people[:5]}", sought):
            return re.search(said, folded) is not None
    return mentions(text, population)
