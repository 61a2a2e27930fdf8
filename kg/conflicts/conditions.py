"""When two conditions may be one disease, or one a kind of the other: by reference, by hierarchy, or by their words.

A gap is claimed only between conditions that are certainly apart; so everything here errs towards "related".
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Collection

from kg.prefixes import PREFIXES, expand, slug
from kg.resources import find_data

_COURSE = frozenset(
    """
    cancer cancers carcinoma carcinomas adenocarcinoma tumor tumors neoplasm neoplasms malignancy malignant disease
    disorder syndrome a an and or of the in to for due with other types type from that is are has have been advanced
    metastatic relapsed refractory recurrent unresectable resectable locally early late stage i ii iii iv high low
    intermediate risk grade active severe moderate moderately severely mild newly diagnosed previously treated
    positive negative mutated mutation adult adults children childhood pediatric patients progressive certain
    invasive
    """.split()
)
_KIND = frozenset({"acute", "chronic", "precursor"})
_LINEAGE = re.compile(r"\b[bt][ -]cell\b|\b[bt]\b", re.IGNORECASE)
_IMPLIED = {"astrocytoma": "glioma", "glioblastoma": "glioma"}
_SPELT = ((r"leukaemia", "leukemia"), (r"tumour", "tumor"), (r"oe", "e"), (r"ae", "e"), (r"myelogenous", "myeloid"))
_HEADING = re.compile(
    r"^(?:drugs? (?:combinations? )?(?:approved|used) (?:for|in|to (?:treat|prevent|relieve))|drug combinations? used "
    r"(?:for|in|to treat))\s+",
    re.IGNORECASE,
)


def condition_of_heading(heading: str) -> str:
    """The condition that a list's heading names: "Drugs Approved for Melanoma" is of melanoma.

    >>> condition_of_heading("Drugs Approved to Treat Cervical Cancer")
    'Cervical Cancer'
    """
    return _HEADING.sub("", heading.strip())


def condition_words(name: str) -> frozenset[str]:
    """The words of a condition's name that tell the disease: without its stage, its course, and words such as cancer.

    >>> sorted(condition_words("relapsed or refractory mantle cell lymphoma (MCL)"))
    ['cell', 'lymphoma', 'mantle']
    """
    text = slug(re.sub(r"\([^)]*\)", " ", name))
    for national, right in _SPELT:
        text = text.replace(national, right)
    words = (re.sub(r"(?<=[^s])s$", "", word) for word in text.split("-"))
    return frozenset(word for word in words if word not in _COURSE)


def _loose_words(name: str) -> frozenset[str]:
    """The same without what tells one kind from another: acute or chronic, B cell or T cell; with what they imply."""
    words = condition_words(_LINEAGE.sub(" ", name)) - _KIND
    return frozenset(word for word in words if len(word) > 1) | {_IMPLIED[word] for word in words if word in _IMPLIED}


@functools.cache
def _broader() -> dict[str, frozenset[str]]:
    """For each reference all that are broader, or share cases with it, directly or by way of others."""
    direct: dict[str, set[str]] = {}
    with find_data("ontology/hierarchy/conditions.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            direct.setdefault(_iri(row["id"]), set()).add(_iri(row["broader"]))
    return {iri: frozenset(_climb(iri, direct)) for iri in direct}


def _climb(iri: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for parent in direct.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _iri(written: str) -> str:
    prefix, _, local = written.partition(":")
    if prefix == "reference":
        return f"{PREFIXES['kgr']}reference:condition:{slug(local)}"
    return expand(f"obo:{prefix}_{local}")


def broader_references(reference: str) -> frozenset[str]:
    """The references of all wider diseases than one, as far as the shipped hierarchy tells (IRIs)."""
    return _broader().get(reference, frozenset())


def related_conditions(one: str, mine: Collection[str], other: str, theirs: Collection[str]) -> bool:
    """Whether two conditions, each by its name and its references, may be one, or one a kind of the other."""
    if set(mine) & set(theirs):
        return True
    if any(a in broader_references(b) or b in broader_references(a) for a in mine for b in theirs):
        return True
    words, others = _loose_words(one), _loose_words(other)
    return not words or not others or words <= others or others <= words


_CANCER = re.compile(
    r"cancer|carcinoma|leuk[a]?emia|lymphoma|myeloma|sarcoma|melanoma|tumou?r|neoplas|blastoma|glioma|mesothelioma|metasta"
    r"|malignan|myelodysplas|myelofibrosis|polycythemia|thrombocythemia|macroglobulin|mastocyto|histiocyt|fungoides",
    re.IGNORECASE,
)


def is_cancer(name: str) -> bool:
    """Whether a condition is a cancer or a blood disorder that is counted as one, by its name.

    >>> is_cancer("mantle cell lymphoma"), is_cancer("rheumatoid arthritis")
    (True, False)
    """
    return _CANCER.search(name) is not None


def names_of_heading(heading: str) -> list[str]:
    """The conditions that a heading names, each as told and each of several that it joins.

    >>> names_of_heading("Drugs Approved for Ovarian, Fallopian Tube, or Primary Peritoneal Cancer")[1:]
    ['Ovarian', 'Fallopian Tube', 'Primary Peritoneal Cancer']
    """
    whole = condition_of_heading(heading)
    parts = [part for part in re.split(r",\s*(?:and|or)?\s*|\s+(?:and|or)\s+", whole) if part]
    return [whole, *(parts if len(parts) > 1 else [])]


def is_named(name: str, text: str) -> bool:
    """Whether a text names a condition: all of the words that tell it stand there together."""
    words = condition_words(name)
    return bool(words) and words <= condition_words(text)
