"""Which indication of gold is which of the graph: by name first, then by dictionary terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.score.gold import Facts
from kg.score.relations import RELATIONS, read_found, read_wanted
from kg.score.tally import Row, Wanted, pair_contained


class Pairing(NamedTuple):
    """An indication of gold beside its IRI in the graph; one of them is None where it stands alone."""

    wanted: Facts | None
    found: str | None


Same = Callable[[Facts, Sequence[Row]], bool]


def pair_indications(gold: Sequence[Facts], rows: Sequence[Row], *, relaxed: bool = False) -> list[Pairing]:
    """Pair the indications of gold with those of the graph, one to one; then those of each that stand alone.

    Relaxed, what is left pairs where one name holds all words of the other.
    """
    left: dict[str, list[Row]] = {}
    for row in rows:
        left.setdefault(row["indication"], []).append(row)
    pairs: list[Pairing] = []
    alone = _pair(gold, left, _same_name, pairs)
    alone = _pair(alone, left, _same_terms, pairs)
    if relaxed:
        matched = pair_contained([want_condition(item) for item in alone], {iri: _names(left[iri]) for iri in left})
        pairs += [Pairing(alone[at], iri) for at, iri in sorted(matched.items())]
        alone = [item for at, item in enumerate(alone) if at not in matched]
        left = {iri: own for iri, own in left.items() if iri not in matched.values()}
    return [*pairs, *(Pairing(item, None) for item in alone), *(Pairing(None, iri) for iri in left)]


def _pair(gold: Iterable[Facts], left: dict[str, list[Row]], same: Same, pairs: list[Pairing]) -> list[Facts]:
    """Move what is the same from `left` to `pairs`; what stays of gold."""
    alone = []
    for item in gold:
        found = next((iri for iri, rows in left.items() if same(item, rows)), None)
        if found is None:
            alone.append(item)
        else:
            pairs.append(Pairing(item, found))
            del left[found]
    return alone


def want_condition(item: Facts) -> Wanted:
    """An indication of gold by the spellings of its condition."""
    return read_wanted(RELATIONS["condition-name"], item)[0]


def _names(rows: Sequence[Row]) -> set[str]:
    return {found.value for found in read_found(RELATIONS["condition-name"], rows)}


def _same_name(item: Facts, rows: Sequence[Row]) -> bool:
    return bool(want_condition(item).spellings & _names(rows))


def _same_terms(item: Facts, rows: Sequence[Row]) -> bool:
    terms = set(item.get("nci_terms", []))
    return bool(terms) and _read_terms(rows) == terms


def _read_terms(rows: Iterable[Mapping[str, str]]) -> set[str]:
    terms = [row["nciTerm"].rsplit("/", 1)[-1] for row in rows if row.get("nciTerm")]
    return {re.sub(r"\D", "", term).lstrip("0") for term in terms}
