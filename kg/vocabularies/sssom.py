"""Tables of mappings in SSSOM (https://mapping-commons.github.io/sssom/spec-formats-tsv/): names that a user links."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import DocumentError
from kg.model import Iri
from kg.prefixes import compress
from kg.vocabularies.table import iter_rows
from kg.vocabularies.terms import BASES, Link, Vocabulary, reference_iri
from kg.vocabulary import SEMAPV, SKOS

# SSSOM: https://mapping-commons.github.io/sssom/spec-formats-tsv/

_RELATIONS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
_PREFIX_LINE = re.compile(r"^#\s{1,8}([\w.-]+):\s*[\"']?(\w+://[^\s\"']+)", re.MULTILINE)


def read_sssom(path: Path, text: str, into: Vocabulary) -> None:
    """Read the rows of an SSSOM table; prefixes that its curie_map names are used where ours lack them."""
    prefixes = dict(_PREFIX_LINE.findall(text))
    rows = iter_rows(path, text)
    _, header = next(rows)
    for column in ("object_id", "predicate_id"):
        if column not in header:
            raise DocumentError(str(path), f"an SSSOM table needs the column {column}", 1)
    for line, cells in rows:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        into.links.append(_sssom_link(path, line, row, prefixes))


def _sssom_link(path: Path, line: int, row: dict[str, str], prefixes: dict[str, str]) -> Link:
    name, subject = row.get("subject_label", ""), row.get("subject_id", "")
    if not row.get("object_id") or not (name or subject):
        raise DocumentError(str(path), "a row needs an object_id, and a subject_label or subject_id", line)
    predicate = _full(row.get("predicate_id", ""), prefixes)
    if predicate not in _RELATIONS:
        known = ", ".join(map(compress, _RELATIONS))
        raise DocumentError(str(path), f"predicate {row.get('predicate_id')!r} cannot ground a name; use {known}", line)
    return Link(
        name,
        _full(subject, prefixes) if subject else "",
        predicate,
        _full(row["object_id"], prefixes),
        row.get("object_label", "") or row["object_id"],
        _full(row.get("mapping_justification", ""), prefixes)
        if row.get("mapping_justification")
        else SEMAPV.ManualMappingCuration,
        row.get("predicate_modifier", "").casefold() == "not",
    )


def _full(curie: str, prefixes: dict[str, str]) -> Iri:
    prefix, _, local = curie.partition(":")
    if prefix.casefold() not in BASES and prefix in prefixes:
        return Iri(prefixes[prefix] + local)
    return reference_iri(curie)
