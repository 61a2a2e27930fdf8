"""Who says so: the statements about a node, each with the documents, lines and words it was read from."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.mappings import MAPPINGS, mint_mapping
from kg.nodes import NAME_KINDS
from kg.ntriples import mint_statement
from kg.prefixes import compress, expand, mint, slug
from kg.substances import parse_name, squash
from kg.tables import split_row
from kg.vocabulary import KG, RDF, RDFS, SKOS

Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple

_LABELS = [ox.NamedNode(iri) for iri in (RDFS.label, SKOS.altLabel)]
_RANK = {"kg:Drug": 0, "kg:Combination": 0, "kg:Target": 1, "kg:Condition": 2}
_OTHER, _LAST = 3, 4
_RANK |= dict.fromkeys(
    ("kg:Conflict", "kg:ConflictRule", "kg:Decision", "kg:Mapping", "kg:Position", "kg:Reference", "kg:UnresolvedName"),
    _LAST,
)  # called as the name nodes are
_BESIDE = {"kg:CodeName", "kg:Conflict", "kg:ConflictRule", "kg:Coverage", "kg:Decision", "kg:Mapping", "kg:Position"}
_BESIDE |= {"kg:Regimen", "kg:Substance", "kg:UnresolvedName"}
_SUFFIX = re.compile("-[a-z]{4}")
_MINTED = (*NAME_KINDS.values(), "authority", "code", "country", "regimen", "register", "substance")
_MAPPINGS = ox.NamedNode(MAPPINGS)
_HIDDEN = {str(KG.evidence)}


class Passage(NamedTuple):
    """One piece of evidence as a person looks it up: file and line (from 1), column (from 1), words, rule, role.

    Of a register's row the words are those of the cell, `cell` is the name of its column, and `row` the raw text of all
    of it; the words are the whole row where no one cell says it.
    """

    path: str
    line: int
    column: int
    quote: str
    rule: str
    role: str
    cell: str = ""
    row: str = ""


class Explained(NamedTuple):
    """One statement with labels to read and every passage that any document has for it."""

    subject: str
    predicate: str
    object: str
    subject_label: str
    object_label: str
    passages: tuple[Passage, ...]


class Candidate(NamedTuple):
    """A node that a name may mean: its IRI, its class and its label."""

    iri: str
    type: str
    label: str


def find_named(store: ox.Store, name: str) -> list[Candidate]:
    """Every node that a CURIE, an IRI or a name means; names are compared by their slug.

    Where nothing is called so, a biologic's name without its four-letter suffix (FDA, Nonproprietary Naming of
    Biological Products, 2017) finds it: teclistamab, teclistamab-cqyv. A brand, a code name or an identifier of a
    substance, and any of its names, finds the records of all its forms too.
    """
    nodes = find_called(store, name)
    if not _is_iri(name):
        nodes |= records_of(store, name)
    found = sorted(_candidate(store, node) for node in nodes)
    return [item for item in found if item.type not in _BESIDE] or found


def _bare(name: str) -> str:
    return name.strip().removeprefix("<").removesuffix(">")


def _is_iri(name: str) -> bool:
    return expand(_bare(name)) != _bare(name) or "://" in name


def find_called(store: ox.Store, name: str) -> set[ox.NamedNode]:
    """The nodes that a CURIE or an IRI names, or that are called so themselves, whatever they are."""
    name = _bare(name)
    if _is_iri(name):
        try:
            node = ox.NamedNode(expand(name))
        except ValueError as error:
            raise UsageError(f"{name!r} is no IRI: {error}") from None
        return {node} if next(store.quads_for_pattern(node, None, None, None), None) else set()
    key = slug(name)
    return _look_up(store, name, key) or (set() if find_hubs(store, name) else _scan(store, key))


def _look_up(store: ox.Store, name: str, key: str) -> set[ox.NamedNode]:
    """The nodes called so that the store's indexes lead to, without a look at every label.

    Nodes that are known by their name have it in their IRI, records meet at the key of their substance, and the rest is
    found where the label is written in the case that is asked for, or in one of the usual ones.
    """
    minted = [ox.NamedNode(mint(kind, key)) for kind in _MINTED]
    for hub in find_hubs(store, name):
        quads = store.quads_for_pattern(None, ox.NamedNode(KG.recordOf), hub, None)
        minted += [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    found = {node for node in minted if any(slug(label) == key for label in _labels(store, node))}
    known = {label for node in found for label in _labels(store, node) if slug(label) == key}
    for spelling in {name, name.casefold(), name.upper(), name.capitalize(), name.title(), *known}:
        for label in _LABELS:
            quads = store.quads_for_pattern(None, label, ox.Literal(spelling), None)
            found.update(quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode))
    return found


def _labels(store: ox.Store, node: ox.NamedNode) -> Iterator[str]:
    for label in _LABELS:
        yield from (_value(quad.object) for quad in store.quads_for_pattern(node, label, None, None))


def _scan(store: ox.Store, key: str) -> set[ox.NamedNode]:
    """The nodes one of whose labels is that, or is that and four letters more, whatever its case: reads all labels."""
    called: dict[str, set[ox.NamedNode]] = {}
    for label in _LABELS:
        for quad in store.quads_for_pattern(None, label, None, None):
            written = _value(quad.object)
            if written.isascii() and written[:1].isalpha() and written[0].lower() != key[0]:
                continue  # most labels: a slug takes 10 µs
            own = slug(written)
            if own.startswith(key) and isinstance(quad.subject, ox.NamedNode):
                called.setdefault(own, set()).add(quad.subject)
    suffixed = [own for own in called if _SUFFIX.fullmatch(own.removeprefix(key))]
    return called.get(key) or {node for own in suffixed for node in called[own]}


def find_hubs(store: ox.Store, name: str) -> set[ox.NamedNode]:
    """The substances and regimens that a name, a brand, a code name or an identifier means, each in its own form."""
    for key in dict.fromkeys((squash(name), squash(parse_name(name).label))):  # as asked, else as it is spelt here
        found = store.quads_for_pattern(None, ox.NamedNode(KG.key), ox.Literal(key), None)
        if nodes := {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}:
            return nodes
    return set()


def records_of(store: ox.Store, name: str) -> set[ox.NamedNode]:
    """The records of every form of the substances that a name means."""
    asked = ox.NamedNode(KG.askedAs)
    hubs = {quad.object for hub in find_hubs(store, name) for quad in store.quads_for_pattern(hub, asked, None, None)}
    forms = {quad.subject for hub in hubs for quad in store.quads_for_pattern(None, asked, hub, None)}
    link = ox.NamedNode(KG.recordOf)
    records = {quad.subject for form in forms for quad in store.quads_for_pattern(None, link, form, None)}
    described = ox.NamedNode(RDF.type)
    return {
        node
        for node in records
        if isinstance(node, ox.NamedNode) and next(store.quads_for_pattern(node, described, None, None), None)
    }


def _names(store: ox.Store) -> set[str]:
    quads = (quad for label in _LABELS for quad in store.quads_for_pattern(None, label, None, None))
    return {_value(quad.object).casefold() for quad in quads if len(_value(quad.object)) < 60}


def _candidate(store: ox.Store, node: ox.NamedNode) -> Candidate:
    types = sorted(_value(quad.object) for quad in store.quads_for_pattern(node, ox.NamedNode(RDF.type), None, None))
    return Candidate(node.value, compress(types[0]) if types else "", label_of(store, node))


def require_named(store: ox.Store, name: str) -> list[Candidate]:
    """The nodes that a name means: all of one class, or a UsageError that lists the candidates.

    Drugs stand before targets, targets before conditions, and these before what is merely called like them: a page
    that names a drug as a partner, or a protein as a marker, makes no second meaning of the name.
    """
    found = find_named(store, name)
    if not found:
        close = difflib.get_close_matches(name.casefold(), sorted(_names(store)), 3, 0.75)
        hint = f"did you mean {' or '.join(close)}?" if close else "names stand in kg query brands, targets, conditions"
        raise UsageError(f"nothing is called {name!r}; {hint}")
    first = min(_RANK.get(item.type, _OTHER) for item in found)
    found = [item for item in found if _RANK.get(item.type, _OTHER) == first]
    if first == _OTHER and len({item.type for item in found}) > 1:
        listed = "; ".join(f"{compress(item.iri)} ({item.type}, {item.label})" for item in found)
        raise UsageError(f"{name!r} may mean {listed}: give one of these CURIEs")
    return found


def _value(node: Term) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def label_of(store: ox.Store, node: Term) -> str:
    """What a person calls a node: a literal's value, a node's first label, else its CURIE."""
    if isinstance(node, ox.Literal):
        return node.value
    labels = sorted(_value(quad.object) for quad in store.quads_for_pattern(node, _LABELS[0], None, None))
    return labels[0] if labels else compress(_value(node))


def in_order(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Passages by document, the words themselves first, then by place."""
    return tuple(sorted(passages, key=lambda p: (p.path, p.role != "words", p.line, p.column, p.rule, p.role)))


class Explainer:
    """Finds the evidence of triples in a store; keeps what it looked up of documents."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._paths: dict[str, str] = {}
        self._tables: dict[str, tuple[tuple[str, ...], str]] = {}
        self._cells: dict[tuple[str, str], list[str]] = {}

    def explain(
        self, subjects: Sequence[str], predicate: str | None = None, obj: Sequence[str] | None = None
    ) -> Iterator[Explained]:
        """Yield the statements about some nodes in order, narrowed to a predicate and to objects (IRIs or values)."""
        for iri in subjects:
            node = ox.NamedNode(iri)
            wanted = ox.NamedNode(predicate) if predicate else None
            triples: dict[tuple[str, str], list[ox.Quad]] = {}
            for quad in self._store.quads_for_pattern(node, wanted, None, None):
                if quad.predicate.value not in _HIDDEN:
                    triples.setdefault((quad.predicate.value, str(quad.object)), []).append(quad)
            for _, quads in sorted(triples.items()):
                target = quads[0].object
                value = _value(target)
                if obj is None or value in obj:
                    yield self._explain(quads, value)

    def _explain(self, quads: Sequence[ox.Quad], value: str) -> Explained:
        first = quads[0]
        passages = {passage for quad in quads for passage in self.passages(quad)}
        return Explained(
            _value(first.subject),
            first.predicate.value,
            value,
            label_of(self._store, first.subject),
            label_of(self._store, first.object),
            in_order(passages),
        )

    def passages_of(self, subject: str, predicate: str, obj: str) -> tuple[Passage, ...]:
        """Every passage that a triple between two nodes rests on, in any document, the words themselves first."""
        triple = ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(obj)
        found = {passage for quad in self._store.quads_for_pattern(*triple, None) for passage in self.passages(quad)}
        return in_order(found)

    def cited(self, node: ox.NamedNode, predicate: str = "") -> tuple[Passage, ...]:
        """The passages that a node cites itself, such as a mapping; of a row the cell that gives `predicate`."""
        quads = self._store.quads_for_pattern(node, ox.NamedNode(KG.evidence), None, None)
        return in_order(self.passage(quad.object, predicate) for quad in quads if isinstance(quad.object, ox.NamedNode))

    def passages(self, quad: ox.Quad) -> Iterator[Passage]:
        """Yield the passages that one quad rests on: its statement node's, else its subject's own.

        Of several rows of a register that tell of the subject, those count whose cell says the object. A row is quoted
        whole where no cell is known that says it.
        """
        said = self._said(quad.object)
        found = [self.passage(evidence, quad.predicate.value, said) for evidence in self.evidence(quad)]
        if len(found) > 1 and any(passage.cell for passage in found):
            matching = [passage for passage in found if passage.cell and any(words in passage.quote for words in said)]
            found = matching or [passage for passage in found if passage.cell]
        yield from found

    def evidence(self, quad: ox.Quad) -> Iterator[ox.NamedNode]:
        """Yield the evidence nodes of the passages that one quad rests on."""
        statement = ox.NamedNode(mint_statement(str(quad.subject), str(quad.predicate), str(quad.object)))
        link = ox.NamedNode(KG.evidence)
        found = list(self._store.quads_for_pattern(statement, link, None, quad.graph_name))
        if quad.graph_name == _MAPPINGS:
            mapping = ox.NamedNode(mint_mapping(*map(_value, (quad.subject, quad.predicate, quad.object))))
            found += self._store.quads_for_pattern(mapping, link, None, quad.graph_name)
        if not found:
            found = list(self._store.quads_for_pattern(quad.subject, link, None, quad.graph_name))
        yield from (item.object for item in found if isinstance(item.object, ox.NamedNode))

    def _said(self, node: Term) -> set[str]:
        """How a source may write an object: a literal's value, a node's labels, a date as it is written."""
        if isinstance(node, ox.Literal):
            return {node.value}
        named = (*_LABELS, ox.NamedNode(KG.dateWritten))
        quads = (quad for label in named for quad in self._store.quads_for_pattern(node, label, None, None))
        return {_value(quad.object) for quad in quads}

    def passage(self, evidence: ox.NamedNode, predicate: str = "", said: Collection[str] = ()) -> Passage:
        """The passage that an evidence node describes; of a row the cell that gives `predicate`, and says it."""
        values: dict[str, str] = {}
        for quad in self._store.quads_for_pattern(evidence, None, None, None):
            values[quad.predicate.value] = _value(quad.object)
        cell, words = self._cell(values, predicate, said) if KG.row in values else ("", values[KG.quote])
        return Passage(
            self._path(values[KG.document]),
            int(values[KG.startLine]),
            int(values.get(KG.startColumn, 1)),
            words,
            compress(values[KG.rule]).removeprefix("rule:"),
            values[KG.role],
            cell,
            values[KG.quote] if cell else "",
        )

    def _cell(self, values: dict[str, str], predicate: str, said: Collection[str]) -> tuple[str, str]:
        """The column of a row that gives a property, and its cell; no column and the row where none is known.

        Of several columns the one counts whose cell says the object, or is a part of it, or that is called so ("Orphan:
        Yes"). A label may be that of any node that the row names: it is a cell, made of cells, or part of one cell.
        """
        columns, delimiter = self._table(values[KG.document])
        row = split_row(values[KG.quote], delimiter, quoted=delimiter != "\t")
        cells = {column: words.strip() for column, words in zip(columns, row, strict=False) if words.strip()}
        given = [column for column in self._columns(values[KG.rule], predicate) if column in cells]
        of_label = predicate == RDFS.label
        saying = [
            column
            for column in given
            if any(cells[column] in words or (words in cells[column] and not of_label) for words in said)
        ]
        if len(given) > 1 and not saying:
            saying = [column for column in given if any(words.casefold() in column.casefold() for words in said)]
        if of_label and (named := [column for column in cells if cells[column] in said]):
            saying = named[:1]
        elif of_label and not saying:
            named = [column for column in cells if any(words in cells[column] for words in said)]
            given = saying = named if len(named) == 1 else []
        if saying or len(given) == 1:
            column = max(saying or given, key=lambda name: (any(name in words for words in said), len(cells[name])))
            return column, cells[column]
        return "", values[KG.quote]

    def _columns(self, rule: str, predicate: str) -> list[str]:
        """The columns that a rule says give a property."""
        if (rule, predicate) not in self._cells:
            rules = self._store.quads_for_pattern(None, ox.NamedNode(KG.rule), ox.NamedNode(rule), None)
            gives = ox.NamedNode(KG.property), ox.NamedNode(predicate) if predicate else None
            nodes = {quad.subject for quad in rules if isinstance(quad.subject, ox.NamedNode)}
            fitting = [node for node in nodes if next(self._store.quads_for_pattern(node, *gives, None), None)]
            quads = (self._store.quads_for_pattern(node, ox.NamedNode(KG.column), None, None) for node in fitting)
            self._cells[rule, predicate] = sorted(_value(quad.object) for group in quads for quad in group)
        return self._cells[rule, predicate] if predicate else []

    def _table(self, document: str) -> tuple[tuple[str, ...], str]:
        """The columns of a table's document, and what divides its cells."""
        if document not in self._tables:
            node = ox.NamedNode(document)
            found = {
                quad.predicate.value: _value(quad.object) for quad in self._store.quads_for_pattern(node, None, None)
            }
            self._tables[document] = tuple(found.get(KG.columns, "").split("\t")), found.get(KG.delimiter, ",")
        return self._tables[document]

    def _path(self, document: str) -> str:
        if document not in self._paths:
            quads = self._store.quads_for_pattern(ox.NamedNode(document), ox.NamedNode(KG.path), None, None)
            self._paths[document] = " = ".join(sorted(_value(quad.object) for quad in quads)) or compress(document)
        return self._paths[document]


def explain(store: ox.Store, subject: str, predicate: str | None = None, obj: str | None = None) -> list[Explained]:
    """The statements about what `subject` names, narrowed to a predicate and an object, with their evidence.

    Names, CURIEs or IRIs; a predicate may be a bare term of the ontology ("targets"). Raises UsageError where a name
    means nothing, or several things of different classes.
    """
    subjects = [item.iri for item in require_named(store, subject)]
    objects = None if obj is None else [*(item.iri for item in find_named(store, obj)), obj]
    items = list(Explainer(store).explain(subjects, _require_predicate(predicate), objects))
    if not items:
        what = " ".join(part for part in (predicate, obj) if part)
        raise UsageError(f"{subject}: nothing is said with {what}; see kg why {subject!r} for all that is")
    return items


def _require_predicate(name: str | None) -> str | None:
    if name is None or ":" in name:
        return name and expand(name)
    known = {compress(iri).partition(":")[2]: iri for space in (KG, RDFS, RDF, SKOS) for iri in space}
    if name not in known:
        close = ", ".join(difflib.get_close_matches(name, known, 3)) or "targets, brand, hasIndication"
        raise UsageError(f"no predicate named {name!r}; did you mean {close}?")
    return known[name]
