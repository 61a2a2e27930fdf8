"""Vocabularies as tables of tab-separated columns: our own, HGNC's, and any with an id and a label."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import DocumentError
from kg.nodes import mint_iri
from kg.vocabularies.terms import CURIE, KINDS, Name, Term, Vocabulary, make_term, reference_iri

_COLUMNS = {
    "id": ("id", "curie", "identifier", "hgnc id", "hgnc_id", "mondo_id", "reference"),
    "label": ("label", "approved symbol", "symbol", "preferred label", "preferred name", "term", "name"),
    "name": ("approved name", "full name", "name"),
    "synonyms": ("synonyms", "synonym", "alias_symbol", "alias symbols", "aliases", "also known as"),
    "more": ("alias_name", "alias names"),
    "former": ("former", "prev_symbol", "previous symbols", "previous symbol"),
    "close": ("close", "close synonyms", "related synonyms"),
    "narrower": ("narrower", "narrow synonyms"),
    "status": ("status",),
    "kind": ("kind", "type"),
    "parts": ("parts",),
    "protein": ("protein", "uniprot_ids", "uniprot id(supplied by uniprot)"),
    "checked": ("checked",),
    "source": ("source",),
}
_SEE = re.compile(r"symbol withdrawn, see (\S+)")


def read_table(path: Path, text: str, into: Vocabulary) -> None:
    """Read a table whose header names an id and a label; a withdrawn symbol is a name of what replaced it."""
    table = _Table(path, into)
    rows = iter_rows(path, text)
    _, header = next(rows)
    columns = _columns(path, header)
    for line, cells in rows:
        if len(cells) > len(header):
            what = f"{len(cells)} cells under {len(header)} columns; remove what is too much"
            raise DocumentError(str(path), what, line)
        cells += [""] * (len(header) - len(cells))
        table.add(line, {name: cells[at].strip() for name, at in columns.items()})
    into.terms.extend(table.terms())


def _columns(path: Path, header: list[str]) -> dict[str, int]:
    """Which column holds what; DocumentError where ids or labels are missing."""
    titles = [cell.strip().casefold() for cell in header]
    found: dict[str, int] = {}
    for name, known in _COLUMNS.items():
        at = next((titles.index(title) for title in known if title in titles), None)
        if at is not None and at not in found.values():
            found[name] = at
    if "id" not in found or "label" not in found:
        raise DocumentError(str(path), f"the header needs a column id and a column label; found {', '.join(header)}", 1)
    return found


def iter_rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) without comments and empty lines; quotes as Excel and R write them."""
    reader = csv.reader(text.split("\n"), delimiter="\t")
    try:
        for cells in reader:
            if any(cells) and not cells[0].startswith("#"):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DocumentError(str(path), f"no table: {error}", reader.line_num) from error


class _Table:
    """The terms of a table by their IRI, and the symbols that were withdrawn."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.path, self.vocabulary = path, vocabulary
        self.known: dict[str, tuple[int, Term]] = {}
        self.former: list[tuple[int, str, str]] = []

    def add(self, line: int, row: dict[str, str]) -> None:
        if match := _SEE.match(row.get("name", "")):
            self.former.append((line, row["label"].partition("~")[0], match[1]))
        elif "withdrawn" not in row.get("status", "").casefold():
            self.check(line, row)
            term = _read_term(self.path, row)
            first, known = self.known.setdefault(term.iri, (line, term))
            if first != line:
                self.known[term.iri] = first, _together(known, term)
                if known.label != term.label:
                    what = f"{row['id']} stands twice, first in line {first}; its names are taken together"
                    self.vocabulary.notices.append((line, what))

    def check(self, line: int, row: dict[str, str]) -> None:
        """Refuse a row without a label or an id, with an id that is none, or of a kind that we do not know."""
        curie, label, kind = row["id"], row["label"], row.get("kind", "")
        if not label:
            raise DocumentError(str(self.path), "a row without a label; give each term a name", line)
        if not curie and kind not in KINDS:
            what = (
                f"{label}: a row without an id such as DOID:9952 needs a kind; known kinds: {', '.join(sorted(KINDS))}"
            )
            raise DocumentError(str(self.path), what, line)
        if curie and not CURIE.fullmatch(curie) and "://" not in curie:
            what = f"{curie!r} is no id; write prefix and number, such as DOID:9952"
            raise DocumentError(str(self.path), what, line)

    def terms(self) -> Iterator[Term]:
        """Yield the terms, each with the symbols that it replaced."""
        by_label = {term.label: iri for iri, (_, term) in self.known.items()}
        lost = [(line, old, new) for line, old, new in self.former if new not in by_label]
        if lost:
            line, old, new = lost[0]
            what = f"{len(lost)} former symbols lead to no entry of the file, first {old}, replaced by {new}"
            self.vocabulary.notices.append((line, what))
        for _, old, new in self.former:
            if new in by_label:
                at, term = self.known[by_label[new]]
                self.known[by_label[new]] = at, term._replace(names=(*term.names, Name(old, "former")))
        for _, term in self.known.values():
            yield term


def _together(first: Term, second: Term) -> Term:
    """One term for two rows of one id: the first label is its label, every other name a synonym."""
    more = (name._replace(scope="synonym") if name.scope == "label" else name for name in second.names)
    known = {name.text for name in first.names}
    return first._replace(names=(*first.names, *(name for name in more if name.text not in known)))


def _read_term(path: Path, row: dict[str, str]) -> Term:
    label, kind = row["label"], row.get("kind", "")
    names = [Name(row.get("name", ""), "label")]
    for column in ("synonyms", "more", "former", "close", "narrower"):
        scope = "synonym" if column in ("synonyms", "more") else column
        names += [Name(text, scope) for text in _split(row.get(column, ""))]
    more: dict[str, object] = {"checked": ", ".join(filter(None, (row.get("source"), row.get("checked")))) or path.name}
    if kind in KINDS:
        more.update(kind=kind, domain=KINDS[kind])
    if proteins := _split(row.get("protein", "")):
        more["protein"] = proteins[0]
    if parts := _split(row.get("parts", "")):
        more["parts"] = tuple(map(reference_iri, parts))
    return make_term(row["id"] or mint_iri("reference", kind, label), label, names, **more)


def _split(cell: str) -> list[str]:
    """The values of a cell: separated by |, else by a comma and a space."""
    return [part.strip().strip('"') for part in cell.split("|" if "|" in cell else ", ") if part.strip()]
