"""Validate a release against the shapes: each finding with the source line behind it.

The graph is the union of the release's named graphs and the ontology's class hierarchy. Its lines are read once for
the classes and once in each process for a share of the subjects; what certainly conforms is passed (`screen`), the
rest goes to pySHACL in batches of focus nodes with what they point to (`reference`). The result is the one that
pySHACL gives for the whole graph at once, numbers in the canonical form in which the store holds them. Quality rules
and check characters are reported alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from itertools import groupby, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.prefixes import PREFIXES
from kg.report import CHECK, SEVERITIES, Place, Report, Severity, ValidationResult, Walk
from kg.resources import find_data
from kg.validate.places import Places
from kg.validate.quality import Check, Flaw, find_flaws, iter_digit_faults, read_check
from kg.validate.reference import Batch, Neighbourhood, Raw, Term, run_batch
from kg.validate.screen import Plan, plan_screen, screen_share
from kg.validate.shapes import SH, Shape, ShapesGraph, path_text, read_hierarchy, read_shapes
from kg.validate.terms import bare, lexical, show
from kg.vocabulary import RDF

_FEW_BYTES = 16 * 2**20  # below this, starting processes costs more than it saves
_BATCH_NODES = 500
_AT_ONCE = 6
_WORDS: dict[str, Severity] = {f"<{SH}{name}>": word for word, name in SEVERITIES.items()}

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def validate_release(
    folder: Path,
    *,
    workers: int = 1,
    vacuous: Severity = "info",
    shapes: Path | None = None,
    ontology: Path | None = None,
    checks: Path | None = None,
) -> Report:
    """The report on the release in `folder` (its `graph.nq` and `store/`); `workers` is the number of processes.

    A `graph.nq` that was changed since the build is read in place of the store, in whatever order its lines stand.
    `vacuous` is the severity of a shape that met no focus node. Shapes, ontology and quality rules are folders; by
    default those that come with the package. Raises UsageError for shapes at fault, with file and line.
    """
    hierarchy, described = read_hierarchy(_files(ontology or find_data("ontology"), "ttl"))
    graph = read_shapes(_files(shapes or find_data("shapes"), "ttl"), described)
    rules = [read_check(path) for path in _files(checks or find_data("queries/checks"), "rq")]
    on_disk = (folder / "store").is_dir() and not _is_changed(folder)
    store = _open_store(folder, on_disk=on_disk)
    nquads = folder / "graph.nq"
    with TemporaryDirectory() as spare, _pool(workers if nquads.stat().st_size > _FEW_BYTES else 1) as pool:
        aside = pool if on_disk else None
        found = _map(aside, partial(_ask, folder) if aside else partial(find_flaws, store), rules)
        plan = plan_screen(nquads, graph.targeted, hierarchy, Path(spare))
        met, pairs = _find_doubtful(store, plan, graph, pool)
        batches = _iter_batches(store, graph, hierarchy, pairs)
        raw = [result for results in _map(pool, partial(run_batch, graph.ntriples), batches) for result in results]
        flaws = [flaw for each in found for flaw in each]
    places, named = Places(store), graph.within()
    results = [_from_raw(item, named, places) for item in sorted(set(raw))]
    results += [_from_flaw(item, places) for item in (*flaws, *iter_digit_faults(store))]
    results += [_vacuous(shape, vacuous) for shape in graph.targeted if not met[shape.iri]]
    walks = {path_text(shape.path): shape.path for shape in named.values() if isinstance(shape.path, Walk)}
    asked = {rule.iri: rule.question for rule in rules}
    asked |= {bare(shape.iri): lexical(shape.messages[0]) for shape in named.values() if shape.messages}
    return Report(tuple(results), {bare(shape.iri): met[shape.iri] for shape in graph.targeted}, asked, walks)


def _files(folder: Path, suffix: str) -> list[Path]:
    return sorted(folder.glob(f"*.{suffix}"))


def _ask(folder: Path, check: Check) -> list[Flaw]:
    """What a quality rule finds in the store of a release, which each process opens for itself."""
    return find_flaws(ox.Store.read_only(str(folder / "store")), check)


def _open_store(folder: Path, *, on_disk: bool) -> ox.Store:
    nquads = folder / "graph.nq"
    if not nquads.is_file():
        raise UsageError(f"{folder}: no graph here (no graph.nq); build one with: kg build PATH --out {folder}")
    try:
        if on_disk:
            return ox.Store.read_only(str(folder / "store"))
        store = ox.Store()
        store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise KGError(f"{folder}: the graph cannot be opened ({error}); build it again") from error
    return store


def _is_changed(folder: Path) -> bool:
    """Whether `graph.nq` is other than the manifest says, and so than the store; a build has no manifest yet."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return False
    listed = json.loads(manifest.read_text(encoding="utf-8")).get("files", {}).get("graph.nq")
    with (folder / "graph.nq").open("rb") as stream:
        return listed is not None and hashlib.file_digest(stream, "sha256").hexdigest() != listed


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[Executor | None]:
    if workers < 2:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def _map(pool: Executor | None, function: Callable[[_In], _Out], items: Iterable[_In]) -> Iterator[_Out]:
    """`map` over the processes of a pool, in order; the first items are begun at once, others as fast as it goes."""
    if pool is None:
        return map(function, items)
    rest = iter(items)
    begun = deque(pool.submit(function, item) for item in islice(rest, _AT_ONCE))
    return _iter_results(pool, function, rest, begun)


def _iter_results(
    pool: Executor, function: Callable[[_In], _Out], rest: Iterator[_In], begun: deque[Future[_Out]]
) -> Iterator[_Out]:
    while begun:
        yield begun.popleft().result()
        begun.extend(pool.submit(function, item) for item in islice(rest, 1))


def _find_doubtful(
    store: ox.Store, plan: Plan, graph: ShapesGraph, pool: Executor | None
) -> tuple[Counter[str], set[tuple[Term, str]]]:
    """How many focus nodes each shape has, and the (focus node, shape) pairs that are not plainly right."""
    met: Counter[str] = Counter()
    pairs: set[tuple[Term, str]] = set()
    for count, doubtful in _map(pool, screen_share, plan.shares):
        met += count
        pairs.update((ox.NamedNode(focus[1:-1]), shape) for focus, shape in doubtful)
    for shape in graph.targeted:
        if shape.iri not in plan.screened:
            nodes = _focus_nodes(store, shape, plan.subclasses)
            met[shape.iri] = len(nodes)
            pairs.update((node, shape.iri) for node in nodes)
    return met, pairs


def _focus_nodes(store: ox.Store, shape: Shape, subclasses: Callable[[str], Iterable[str]]) -> set[Term]:
    """The focus nodes of a shape with targets of any kind (https://www.w3.org/TR/shacl/#targets)."""
    found: set[Term] = set()
    kind = ox.NamedNode(RDF.type)
    for target, term in shape.targets:
        if target == "targetNode":
            found.add(_parse_term(term))
            continue
        node = ox.NamedNode(term[1:-1])
        if target == "targetClass":
            classes = [ox.NamedNode(name[1:-1]) for name in subclasses(term)]
            found.update(quad.subject for name in classes for quad in store.quads_for_pattern(None, kind, name, None))
        else:
            quads = store.quads_for_pattern(None, node, None, None)
            found.update(quad.subject if target == "targetSubjectsOf" else quad.object for quad in quads)
    return found


def _parse_term(term: str) -> Term:
    found: Term = next(iter(ox.parse(f"<urn:s> <urn:p> {term} .", format=ox.RdfFormat.N_QUADS))).object
    return found


def _iter_batches(
    store: ox.Store, graph: ShapesGraph, hierarchy: list[tuple[str, str]], pairs: set[tuple[Term, str]]
) -> Iterator[Batch]:
    """Yield the doubtful pairs in batches of so many focus nodes, with the triples that their shapes look at."""
    shapes = {shape.iri: shape for shape in graph.targeted}
    ordered = sorted(pairs, key=lambda pair: (str(pair[0]), pair[1]))
    nodes = [list(group) for _, group in groupby(ordered, key=lambda pair: pair[0])]
    for at in range(0, len(nodes), _BATCH_NODES):
        batch = [pair for group in nodes[at : at + _BATCH_NODES] for pair in group]
        around = Neighbourhood(store, hierarchy)
        for node, iri in batch:
            around.visit(node, shapes[iri])
        yield Batch(tuple((iri, str(node)) for node, iri in batch), around.ntriples())


_MAX_COUNT = f"<{PREFIXES['sh']}MaxCountConstraintComponent>"


def _from_raw(raw: Raw, shapes: dict[str, Shape], places: Places) -> ValidationResult:
    path = raw.path
    if not path and (shape := shapes.get(raw.shape)) is not None and shape.path is not None:
        path = path_text(shape.path)
    severity = _WORDS.get(raw.severity, "error")
    message = "; ".join(raw.messages)
    if raw.component == _MAX_COUNT and (shape := shapes.get(raw.shape)) is not None:
        most = min((int(lexical(term)) for term in shape.values("maxCount")), default=0)
        if places.most_in_a_document(raw.focus, path) <= most:  # two documents tell of one record, each by itself right
            severity = "info"
            message = f"the documents that tell of {{$this}} differ: {message}"
    return _result(places, severity, raw.shape, raw.component, raw.focus, path, raw.value, message)


def _from_flaw(flaw: Flaw, places: Places) -> ValidationResult:
    component = f"<{flaw.component}>"
    return _result(places, flaw.severity, f"<{flaw.check}>", component, flaw.focus, flaw.path, flaw.value, flaw.message)


def _result(
    places: Places, severity: Severity, shape: str, component: str, focus: str, path: str, value: str, message: str
) -> ValidationResult:
    """A finding about N-Triples terms, with its message filled and its places found."""
    found = places.find(focus, path, value)
    return ValidationResult(
        severity,
        bare(shape),
        bare(component),
        bare(focus),
        bare(path),
        value,
        places.fill(message, focus, path, value),
        found[0] if found else None,
        found[1:],
    )


def _vacuous(shape: Shape, severity: Severity) -> ValidationResult:
    aims = ", ".join(f"sh:{kind} {show(term)}" for kind, term in shape.targets)
    message = f"this shape met no node ({aims}): it proves nothing here; check its target, or the mapper"
    rule = CHECK + "vacuous-shape"
    place = Place(shape.file, shape.line, 1)
    return ValidationResult(severity, rule, rule, bare(shape.iri), message=message, place=place)
