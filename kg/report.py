"""The report of a validation: each finding with the line that caused it, as text, JSON, SARIF and Turtle.

>>> finding = ValidationResult("error", f"{SHAPE}Drug-label", "urn:c", "urn:a", message="no name")
>>> print(render(Report((finding,)), "text").splitlines()[0])
urn:a: error: no name [kgsh:Drug-label]
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from kg import __version__
from kg.errors import UsageError
from kg.model import Literal as Text
from kg.ntriples import node_text
from kg.prefixes import BASE, PREFIXES, compress

Severity = Literal["error", "warning", "info"]
Format = Literal["text", "json", "sarif", "ttl"]

SEVERITIES: dict[Severity, str] = {"error": "Violation", "warning": "Warning", "info": "Info"}
EXAMPLES = 5
CHECK, RESULT, SHAPE = BASE + "check/", BASE + "result/", BASE + "shape/"
_PREFIXES = {**PREFIXES, "check": CHECK, "kgsh": SHAPE, "result": RESULT}


def curie(iri: str) -> str:
    """The CURIE of an IRI, the namespaces of shapes and checks included."""
    for prefix in ("check", "kgsh"):
        if iri.startswith(_PREFIXES[prefix]):
            return f"{prefix}:{iri[len(_PREFIXES[prefix]) :]}"
    return compress(iri)


class Walk(NamedTuple):
    """A property path of more than one predicate: how its parts are joined (SHACL 2.3.1), and the parts."""

    kind: str
    parts: tuple[PropertyPath, ...]


PropertyPath: TypeAlias = "str | Walk"
"""A predicate as N-Triples term, or a longer path."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a document says it: path, line and column from 1, the words, and the evidence node's IRI."""

    path: str
    line: int
    column: int
    quote: str = ""
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One finding: a focus node that breaks a rule, and the place that caused it.

    `shape` is the IRI of the shape or check, `component` that of the constraint component; `path` is a property's IRI
    or a longer path in SPARQL's notation, `value` an N-Triples term; both are empty where there is none. `known` says
    that a baseline holds it already.
    """

    severity: Severity
    shape: str
    component: str
    focus: str
    path: str = ""
    value: str = ""
    message: str = ""
    place: Place | None = None
    related: tuple[Place, ...] = ()
    known: bool = False

    @property
    def id(self) -> str:
        """What a baseline remembers of it: the rule and the subject, whatever the lines and values are by then."""
        return f"{curie(self.shape)} {curie(self.focus)}"

    @property
    def order(self) -> tuple[object, ...]:
        """The key that reports are sorted by: new ones first, the gravest first, then by place."""
        place = self.place or Place("", 0, 0)
        rank = list(SEVERITIES).index(self.severity)
        named = self.shape, self.component, self.focus, self.path, self.value
        return self.known, rank, place.path, place.line, place.column, *named, self.message


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: its findings, sorted, and how many focus nodes each shape met.

    `rules` tells what each rule among the findings asks for, `walks` the parts of those paths that are longer than one
    property; `compared` says that a baseline was looked at.
    """

    results: tuple[ValidationResult, ...] = ()
    met: dict[str, int] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    compared: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "results", tuple(sorted(self.results, key=lambda result: result.order)))

    @property
    def conforms(self) -> bool:
        """Whether no finding is an error; warnings and infos are allowed."""
        return not self.fails("error")

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are by severity, known ones included."""
        return {severity: sum(result.severity == severity for result in self.results) for severity in SEVERITIES}

    @property
    def vacuous(self) -> tuple[str, ...]:
        """The shapes that met no focus node."""
        return tuple(shape for shape, count in sorted(self.met.items()) if not count)

    def fails(self, fail_on: Severity = "error") -> bool:
        """Whether a finding that no baseline knows is as grave as `fail_on` or graver."""
        graves = list(SEVERITIES)[: list(SEVERITIES).index(fail_on) + 1]
        return any(result.severity in graves and not result.known for result in self.results)

    def against(self, baseline: frozenset[str]) -> Report:
        """The same report with the findings that a baseline knows marked as such, new ones first."""
        results = tuple(replace(item, known=item.id in baseline) for item in self.results)
        return replace(self, results=results, compared=True)


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the findings in a report that `render(…, "json")` wrote; a UsageError where it is none."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(result["id"] for result in report["results"])
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path}: no report; make one with kg check --format json") from None


def render(report: Report, form: Format) -> str:
    """The report in one of its formats, the same bytes for equal reports."""
    return _WRITERS[form](report)


def write_report(report: Report, folder: Path) -> None:
    """Write `report.ttl` and `report.json` into a release's folder."""
    for form in ("ttl", "json"):
        (folder / f"report.{form}").write_text(render(report, form), encoding="utf-8", newline="")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# text


def _render_text(report: Report) -> str:
    return "".join(f"{line}\n" for line in _iter_text(report))


def _iter_text(report: Report) -> Iterator[str]:
    fresh = [result for result in report.results if not result.known]
    grouped = sorted(fresh, key=lambda item: (list(SEVERITIES).index(item.severity), item.shape, item.component))
    for _, alike in groupby(grouped, key=lambda item: (item.severity, item.shape, item.component)):
        results = list(alike)
        for result in results[:EXAMPLES]:
            yield from _iter_finding(result)
        if len(results) > EXAMPLES:
            more, name = f"{len(results) - EXAMPLES:,} more", curie(results[0].shape)
            yield f"    … and {more} like these, {len(results):,} in all [{name}]"
    counts = ", ".join(f"{sum(item.severity == word for item in fresh):,} {word}" for word in SEVERITIES)
    silenced = len(report.results) - len(fresh)
    yield f"findings: {counts}" + (f"; {silenced:,} known ones are silenced by the baseline" if silenced else "")
    if report.met:
        yield "focus nodes that each shape met:"
        width = max(len(f"{count:,}") for count in report.met.values())
        yield from (f"  {count:>{width},}  {curie(shape)}" for shape, count in sorted(report.met.items()))


def _iter_finding(result: ValidationResult) -> Iterator[str]:
    where = result.place or curie(result.focus)
    yield f"{where}: {result.severity}: {result.message} [{curie(result.shape)}]"
    if result.place and result.place.quote:
        quote = " ".join(result.place.quote.split())
        yield f"    “{quote if len(quote) <= 160 else quote[:159] + '…'}”"


# JSON


def _render_json(report: Report) -> str:
    return _json(
        {
            "format": 1,
            "conforms": report.conforms,
            "counts": report.counts,
            "results": [{"id": result.id, **asdict(result)} for result in report.results],
            "shapes": [{"shape": shape, "focus_nodes": count} for shape, count in sorted(report.met.items())],
        }
    )


# SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/


def _render_sarif(report: Report) -> str:
    rules = {shape: number for number, shape in enumerate(sorted({result.shape for result in report.results}))}
    texts = {shape: report.rules.get(shape) or curie(shape) for shape in rules}
    driver = {
        "name": "drug-kg",
        "version": __version__,
        "informationUri": BASE,
        "rules": [{"id": curie(shape), "shortDescription": {"text": text}} for shape, text in texts.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(result, rules[result.shape], report.compared) for result in report.results],
    }
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _sarif_result(result: ValidationResult, rule: int, compared: bool) -> dict[str, object]:
    node = {"fullyQualifiedName": result.focus, "kind": "resource"}
    location: dict[str, object] = {"logicalLocations": [node]}
    if result.place:
        location = {"physicalLocation": _sarif_place(result.place)} | location
    said: dict[str, object] = {
        "ruleId": curie(result.shape),
        "ruleIndex": rule,
        "level": "note" if result.severity == "info" else result.severity,
        "message": {"text": result.message},
        "locations": [location],
        "partialFingerprints": {"ruleAndSubject/v1": hashlib.sha256(result.id.encode()).hexdigest()},
    }
    if compared:
        said["baselineState"] = "unchanged" if result.known else "new"
    if result.related:
        said["relatedLocations"] = [{"physicalLocation": _sarif_place(place)} for place in result.related]
    return said


def _sarif_place(place: Place) -> dict[str, object]:
    region: dict[str, object] = {"startLine": place.line, "startColumn": place.column}
    if place.quote:
        region["snippet"] = {"text": place.quote}
    return {"artifactLocation": {"uri": _uri(place.path)}, "region": region}


def _uri(path: str) -> str:
    """A relative path as a URI reference (RFC 3986)."""
    return "".join(c if re.match(r"[A-Za-z0-9._~/!$&'()*+,;=@-]", c) else _percent(c) for c in path)


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


# Turtle


def _render_turtle(report: Report) -> str:
    blocks = sorted({_turtle_block(result, report.walks) for result in report.results})
    names = ", ".join(sorted({block.split(" ", 1)[0] for block in blocks}))
    used = [report.walks[path] for path in sorted({item.path for item in report.results} & set(report.walks))]
    blocks += sorted({block for walk in used for block in _iter_walk_blocks(walk)})
    head = f"<{BASE}report> a sh:ValidationReport ;\n    sh:conforms {str(not report.results).lower()}"
    head += f" ;\n    sh:result {names} .\n" if names else " .\n"
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(_PREFIXES.items()))
    return "\n".join([prefixes, head, *blocks])


def mint_result(result: ValidationResult) -> str:
    """The IRI of a result: a hash of its rule, focus node, path and value."""
    key = "\n".join((result.shape, result.component, result.focus, result.path, result.value))
    return RESULT + hashlib.sha256(key.encode()).hexdigest()[:32]


def _turtle_block(result: ValidationResult, walks: dict[str, Walk]) -> str:
    path = _path_term(walks[result.path]) if result.path in walks else _turtle_term(result.path)
    said = {
        "sh:focusNode": _turtle_term(result.focus),
        "sh:resultMessage": node_text(Text(result.message)),
        "sh:resultPath": path if result.path else "",
        "sh:resultSeverity": f"sh:{SEVERITIES[result.severity]}",
        "sh:sourceConstraintComponent": _turtle_term(result.component),
        "sh:sourceShape": _turtle_term(result.shape),
        "sh:value": _turtle_term(result.value[1:-1]) if result.value.startswith("<") else result.value,
        "kg:evidence": _turtle_term(result.place.evidence) if result.place and result.place.evidence else "",
    }
    body = " ;\n".join(f"    {name} {term}" for name, term in said.items() if term)
    return f"{_turtle_term(mint_result(result))} a sh:ValidationResult ;\n{body} .\n"


def _path_term(path: PropertyPath) -> str:
    """A predicate, or the IRI that stands for a longer path where SHACL would write a blank node."""
    if isinstance(path, str):
        return path if path.startswith("<") else _turtle_term(path)
    return _turtle_term(f"{RESULT}path-{hashlib.sha256(repr(path).encode()).hexdigest()[:32]}")


def _iter_walk_blocks(path: PropertyPath) -> Iterator[str]:
    """Yield the description of a longer path and of the paths inside it, lists spelt out with IRIs."""
    if isinstance(path, str):
        return
    for part in path.parts:
        yield from _iter_walk_blocks(part)
    name = _path_term(path)
    if path.kind not in ("sequence", "alternativePath"):
        yield f"{name} sh:{path.kind} {_path_term(path.parts[0])} .\n"
        return
    if path.kind == "alternativePath":
        yield f"{name} sh:alternativePath {name}-1 .\n"
    last = len(path.parts)
    for number, part in enumerate(path.parts, 1):
        item = name if number == 1 and path.kind == "sequence" else f"{name}-{number}"
        rest = f"{name}-{number + 1}" if number < last else "rdf:nil"
        yield f"{item} rdf:first {_path_term(part)} ;\n    rdf:rest {rest} .\n"


def _turtle_term(iri: str) -> str:
    if iri.startswith('"'):
        return iri
    name = curie(iri).replace(RESULT, "result:")
    return name if re.fullmatch(r"[a-z]+:[A-Za-z0-9]([\w:-]*\w)?", name) and name != iri else f"<{iri}>"


_WRITERS = {"text": _render_text, "json": _render_json, "sarif": _render_sarif, "ttl": _render_turtle}
