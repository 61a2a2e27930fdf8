"""Vocabularies in OBO 1.2 and 1.4 (https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import DocumentError
from kg.vocabularies.terms import CURIE, Name, Term, Vocabulary, find_cycles, make_term, reference_iri

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(\w*)')
_ESCAPE = re.compile(r"\\(.)")


def read_obo(path: Path, text: str, into: Vocabulary) -> None:
    """Read the terms of an OBO file; a circle of is_a is a notice, for names do not need the hierarchy."""
    version = re.search(r"^data-version:\s*(\S+)", text[:4096], re.MULTILINE)
    checked = f"{path.name} {version[1]}" if version else path.name
    where: dict[str, int] = {}
    parents: dict[str, list[str]] = {}
    for line, tags in _iter_stanzas(text):
        curie = next(iter(tags.get("id", ())), "")
        if not CURIE.fullmatch(curie) and "://" not in curie:
            raise DocumentError(str(path), f"a [Term] needs an id such as DOID:9952; found {curie!r}", line)
        if "name" not in tags:
            raise DocumentError(str(path), f"{curie} has no name; a [Term] needs one", line)
        if (first := where.setdefault(curie, line)) != line:
            into.notices.append((line, f"{curie} stands twice, first in line {first}; its names are taken together"))
        parents.setdefault(curie, []).extend(item.split()[0] for item in tags.get("is_a", ()) if item)
        into.terms.append(_read_term(curie, tags, checked))
    if not where:
        raise DocumentError(str(path), "no [Term] in it; an OBO file lists its terms so", 1)
    for circle in find_cycles(parents):
        what = f"is_a runs in a circle: {' → '.join((*circle, circle[0]))}; it is ignored"
        into.notices.append((where[circle[0]], what))


def _iter_stanzas(text: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Yield (line, tag -> values) for each [Term]; comments after ! go, but in quotes."""
    tags: dict[str, list[str]] | None = None
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            if tags is not None:
                yield start, tags
            tags, start = ({} if line.strip() == "[Term]" else None), number
        elif tags is not None:
            tag, colon, value = line.partition(":")
            if colon and tag in _WANTED:
                tags.setdefault(tag, []).append(value.strip())
    if tags is not None:
        yield start, tags


_WANTED = frozenset({"id", "name", "synonym", "is_a", "is_obsolete", "replaced_by", "exact_synonym", "related_synonym"})


_SCOPES = {"EXACT": "synonym", "NARROW": "narrower", "RELATED": "close"}  # a broader name would be a guess


def _read_term(curie: str, tags: dict[str, list[str]], checked: str) -> Term:
    names = []
    for tag, fixed in (("synonym", ""), ("exact_synonym", "EXACT"), ("related_synonym", "RELATED")):
        for match in filter(None, map(_QUOTED.match, tags.get(tag, ()))):
            if scope := _SCOPES.get(fixed or match[2] or "RELATED"):
                names.append(Name(_ESCAPE.sub(r"\1", match[1]), scope))
    label = _ESCAPE.sub(r"\1", tags["name"][0])
    replaced = next(iter(tags.get("replaced_by", ())), "")
    obsolete = tags.get("is_obsolete", ["false"])[0].startswith("true")
    return make_term(
        curie,
        label.removeprefix("obsolete ") if obsolete else label,
        names,
        checked=checked,
        obsolete=obsolete,
        replaced_by=reference_iri(replaced.split()[0]) if replaced else None,
    )
