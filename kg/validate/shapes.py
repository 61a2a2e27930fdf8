"""Shapes read from Turtle files into values that one can look through: targets, paths, parameters, nested shapes.

Terms are kept as N-Triples text (`<https://…>`, `"a"@en`), which compares and hashes fast. What pySHACL would pass
over in silence is an error here: a misspelt class, property or parameter, and shapes that refer to themselves.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import UsageError
from kg.prefixes import BASE, PREFIXES, compress
from kg.report import PropertyPath, Walk
from kg.vocabulary import KG, RDF

SH = PREFIXES["sh"]
_RDFS, _OWL = PREFIXES["rdfs"], PREFIXES["owl"]
_TYPE = f"<{RDF.type}>"
_FIRST, _REST, _NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil"))
SUBCLASS = f"<{_RDFS}subClassOf>"

_TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
_NESTING = ("and", "node", "not", "or", "property", "qualifiedValueShape", "xone")
_LISTS = ("and", "ignoredProperties", "in", "languageIn", "or", "xone")
_PATHS = ("alternativePath", "inversePath", "oneOrMorePath", "zeroOrMorePath", "zeroOrOnePath")
_SAID = (
    *_TARGETS,
    "deactivated",
    "defaultValue",
    "description",
    "group",
    "message",
    "name",
    "order",
    "path",
    "severity",
)
_PARAMETERS = """
class closed datatype disjoint equals flags hasValue lessThan lessThanOrEquals maxCount maxExclusive maxInclusive
maxLength minCount minExclusive minInclusive minLength nodeKind pattern qualifiedMaxCount qualifiedMinCount
qualifiedValueShapesDisjoint uniqueLang
""".split()
_PROPERTIES = {
    SH + name for name in (*_SAID, *_NESTING, *_LISTS, *_PATHS, *_PARAMETERS, "declare", "namespace", "prefix")
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: where it applies, its path if it is a property shape, its parameters and the shapes inside it.

    `file` and `line` are the place where it was read.
    """

    iri: str
    file: str
    line: int
    targets: tuple[tuple[str, str], ...]
    path: PropertyPath | None
    parameters: tuple[tuple[str, tuple[str, ...]], ...]
    nested: tuple[tuple[str, tuple[Shape, ...]], ...]
    messages: tuple[str, ...]

    def values(self, parameter: str) -> tuple[str, ...]:
        """The values of one parameter, a list's members in its order."""
        return next((terms for name, terms in self.parameters if name == parameter), ())

    def within(self) -> Iterator[Shape]:
        """Yield this shape and every shape inside it."""
        yield self
        for _, shapes in self.nested:
            for shape in shapes:
                yield from shape.within()


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """All shapes: those with targets, sorted by IRI, and the graph as N-Triples in which every shape has an IRI."""

    targeted: tuple[Shape, ...]
    ntriples: str

    def within(self) -> dict[str, Shape]:
        """Every shape by its IRI, wherever it is nested."""
        return {shape.iri: shape for top in self.targeted for shape in top.within()}


def path_text(path: PropertyPath) -> str:
    """A path as SPARQL writes it: `<a>/<b>`, `^<a>`, `(<a>|<b>)`, `<a>*`."""
    if isinstance(path, str):
        return path
    parts = [path_text(part) for part in path.parts]
    if path.kind in ("alternativePath", "sequence"):
        return f"({('|' if path.kind == 'alternativePath' else '/').join(parts)})"
    mark = {"oneOrMorePath": "+", "zeroOrMorePath": "*", "zeroOrOnePath": "?"}.get(path.kind)
    return f"{parts[0]}{mark}" if mark else f"^{parts[0]}"


_Index = dict[str, dict[str, list[str]]]


def read_shapes(files: Sequence[Path], known: Iterable[str] = ()) -> ShapesGraph:
    """The shapes in some Turtle files; `known` are IRIs of classes and properties beside those of the ontology.

    Raises UsageError with file and line for a file that is no Turtle, a term that the ontology or SHACL lacks, SPARQL
    constraints (they cannot be decided from a node and its neighbours), and shapes that refer to themselves.
    """
    reader = _Reader()
    for path in files:
        reader.read(path)
    reader.name_blank_shapes()
    reader.check_terms({*KG, *known})
    subjects = sorted(iri for iri in reader.index if reader.targets(iri))
    targeted = tuple(reader.shape(iri, ()) for iri in subjects if not reader.is_off(iri))
    return ShapesGraph(targeted, reader.ntriples())


def read_hierarchy(files: Sequence[Path]) -> tuple[list[tuple[str, str]], set[str]]:
    """What an ontology in Turtle files says of classes: (class, superclass) pairs, and the IRIs that it describes."""
    pairs, described = [], set()
    for path in files:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                described.add(triple.subject.value)
                if triple.predicate.value == _RDFS + "subClassOf" and isinstance(triple.object, ox.NamedNode):
                    pairs.append((str(triple.subject), str(triple.object)))
    return sorted(pairs), described


class _Reader:
    """The triples of the shapes files, and where each shape was read."""

    def __init__(self) -> None:
        self.index: _Index = {}
        self.texts: dict[Path, str] = {}
        self.origin: dict[str, Path] = {}

    def read(self, path: Path) -> None:
        try:
            triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
            self.texts[path] = path.read_text(encoding="utf-8")
        except SyntaxError as error:
            raise UsageError(f"{_where(path)}:{error.lineno}:{error.offset}: not Turtle: {error.msg}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{_where(path)}: cannot be read: {error}") from error
        for triple in triples:
            subject = str(triple.subject)
            self.origin.setdefault(subject, path)
            self.index.setdefault(subject, {}).setdefault(str(triple.predicate), []).append(str(triple.object))

    def objects(self, subject: str, name: str) -> list[str]:
        return self.index.get(subject, {}).get(f"<{SH}{name}>", [])

    def items(self, head: str) -> Iterator[str]:
        while _FIRST in self.index.get(head, ()):
            yield self.index[head][_FIRST][0]
            head = self.index[head].get(_REST, [_NIL])[0]

    def members(self, subject: str, name: str) -> list[str]:
        """The values of a parameter, or the members of its list."""
        heads = self.objects(subject, name)
        return [item for head in heads for item in self.items(head)] if name in _LISTS else heads

    def targets(self, iri: str) -> tuple[tuple[str, str], ...]:
        found = [(name, term) for name in _TARGETS for term in self.objects(iri, name)]
        types = self.index.get(iri, {}).get(_TYPE, [])
        shape = any(term in types for term in (f"<{SH}NodeShape>", f"<{SH}PropertyShape>"))
        if shape and any(term in types for term in (f"<{_RDFS}Class>", f"<{_OWL}Class>")):
            found.append(("targetClass", iri))  # https://www.w3.org/TR/shacl/#implicit-targetClass
        return tuple(sorted(found))

    def is_off(self, iri: str) -> bool:
        return any(term.startswith('"true"') for term in self.objects(iri, "deactivated"))

    def name_blank_shapes(self) -> None:
        """Give each blank shape an IRI from its owner and its turn, so that reports can name it."""
        names: dict[str, str] = {}
        tops = [term for term in self.index if self.targets(term)]
        for number, top in enumerate(tops, 1):
            names[top] = f"<{BASE}shape/{self.origin[top].stem}-{number}>" if top.startswith("_:") else top
            self._name_within(top, names)
        self.origin |= {name: self.origin[term] for term, name in names.items() if term in self.origin}
        self.index = {
            names.get(subject, subject): {p: [names.get(o, o) for o in objects] for p, objects in said.items()}
            for subject, said in self.index.items()
        }

    def _name_within(self, owner: str, names: dict[str, str]) -> None:
        for parameter in _NESTING:
            for number, inner in enumerate(self.members(owner, parameter), 1):
                if inner not in names:
                    blank = inner.startswith("_:")
                    names[inner] = f"<{names[owner][1:-1]}/{parameter}-{number}>" if blank else inner
                    self._name_within(inner, names)

    def check_terms(self, known: set[str]) -> None:
        """Refuse IRIs of the ontology's or SHACL's namespace that do not exist, and classes that nobody declares."""
        for subject, said in self.index.items():
            for predicate, objects in said.items():
                if predicate.startswith(f"<{SH}") and predicate[1:-1] not in _PROPERTIES:
                    self._refuse(subject, predicate, _PROPERTIES, "no parameter of SHACL Core")
                for term in objects:
                    is_class = predicate in (f"<{SH}targetClass>", f"<{SH}class>")
                    standard = any(term.startswith(f"<{PREFIXES[name]}") for name in ("owl", "rdf", "rdfs", "skos"))
                    ours = term.startswith(f"<{PREFIXES['kg']}")
                    if (ours or (is_class and not standard)) and term[1:-1] not in known:
                        self._refuse(subject, term, known, "not in the ontology")

    def _refuse(self, subject: str, term: str, known: Iterable[str], why: str) -> None:
        path, iri = self.origin[subject], term[1:-1]
        near = difflib.get_close_matches(iri, sorted(known), n=1, cutoff=0.0)
        hint = f"; did you mean {compress(near[0])}?" if near else ""
        raise UsageError(f"{_where(path)}:{_line_of(self.texts[path], iri)}: {compress(iri)} is {why}{hint}")

    def shape(self, iri: str, above: tuple[str, ...]) -> Shape:
        if iri in above:
            circle = " → ".join(compress(term[1:-1]) for term in (*above[above.index(iri) :], iri))
            path = self.origin[iri]
            raise UsageError(
                f"{_where(path)}:{_line_of(self.texts[path], iri[1:-1])}: shapes refer to themselves ({circle}), "
                "which SHACL leaves undefined; break the circle"
            )
        names = (*above, iri)
        nested = [
            (name, list(self.items(head)) if name in _LISTS else [head])
            for name in _NESTING
            for head in sorted(self.objects(iri, name))
        ]
        file = self.origin.get(iri)
        return Shape(
            iri,
            _where(file) if file else "",
            _line_of(self.texts[file], iri[1:-1]) if file else 1,
            self.targets(iri),
            next((self.path(term) for term in self.objects(iri, "path")), None),
            tuple((name, tuple(self.members(iri, name))) for name in self._parameters(iri)),
            tuple(
                (name, tuple(self.shape(inner, names) for inner in sorted(inner) if not self.is_off(inner)))
                for name, inner in nested
            ),
            tuple(sorted(self.objects(iri, "message"))),
        )

    def _parameters(self, iri: str) -> list[str]:
        said = {predicate[len(SH) + 1 : -1] for predicate in self.index.get(iri, {}) if predicate.startswith(f"<{SH}")}
        return sorted(said - {*_SAID, *_NESTING})

    def path(self, term: str) -> PropertyPath:
        """A path; a UsageError where it is none, or of two kinds at once."""
        if not term.startswith("_:"):
            return term
        found = [(kind, inner) for kind in _PATHS for inner in self.objects(term, kind)]
        if _FIRST in self.index.get(term, ()):
            found.append(("sequence", term))
        if len(found) != 1:
            where = _where(self.origin[term]) if term in self.origin else "shapes"
            raise UsageError(f"{where}: a sh:path must be of one kind (SHACL 2.3.1); one has {len(found)}")
        kind, inner = found[0]
        parts = self.items(inner) if kind in ("alternativePath", "sequence") else [inner]
        return Walk(kind, tuple(map(self.path, parts)))

    def ntriples(self) -> str:
        return "".join(
            f"{subject} {predicate} {term} .\n"
            for subject, said in sorted(self.index.items())
            for predicate, terms in sorted(said.items())
            for term in terms
        )


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _line_of(text: str, iri: str) -> int:
    """The line that an IRI begins, in full or with a prefix, else the first that writes it; 1 where none does."""
    local = re.split(r"[#/]", iri)[-1]
    written = re.compile(rf"^(?:<{re.escape(iri)}>|\w*:{re.escape(local)}(?![\w-]))", re.MULTILINE)
    anywhere = re.compile(rf"<{re.escape(iri)}>|:{re.escape(local)}(?![\w-])")
    match = written.search(text) or anywhere.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else 1
