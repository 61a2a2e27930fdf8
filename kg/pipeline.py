"""The order of the stages, and nothing else: read, map, assemble, link, write, store, validate.

Each document becomes a part: the sorted N-Quads of its named graph in a file of its own (`kg.parts`). A release is the
parts in the order of their graphs' names, so the result depends neither on the order of the input nor on the number of
workers.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg import __version__, release
from kg.cards import Card, load_cards
from kg.catalogue import describe_documents, describe_vocabulary
from kg.census import Census
from kg.conflicts import count_conflicts, describe_conflicts, find_conflicts, find_side_by_side, load_rules
from kg.copies import count_all, write_nquads, write_turtle
from kg.dataset import DATASET, File, Made, iter_dataset
from kg.decisions import MARK, is_decisions
from kg.errors import KGError, UsageError
from kg.ground import Grounder, Index
from kg.identity import link_identities
from kg.jobs import Job, plan_jobs
from kg.link import SUFFIX, Linker
from kg.mappers import MAPPERS, TABLE_MAPPERS
from kg.mappers.table import PlainRegister, map_register
from kg.merge import iter_merged
from kg.model import Mapper
from kg.parts import Part, iter_parts, spread
from kg.read import NotRead
from kg.resources import find_data
from kg.settle import Settler, with_problems
from kg.sssom import OwnMapping, read_mappings
from kg.store import Loader, open_store
from kg.tables import TableMapper
from kg.vocabularies import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from kg.conflicts import Rule
    from kg.validate import Report

Progress = Callable[[str, int, int], None]

_FEW_BYTES = 4 * 2**20


@dataclass(slots=True)
class Build:
    """The outcome of a build: its manifest, its validation report if it was validated, and what was not read."""

    manifest: dict[str, Any]
    report: Report | None
    not_read: list[NotRead]
    parts: list[Part] = field(repr=False)
    notices: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether a document could not be read or a shape was violated (exit code 1)."""
        unread = any(item.outcome == "error" for item in self.not_read)
        broken = any(problem.severity == "error" for part in self.parts for problem in part.problems)
        return unread or broken or (self.report is not None and not self.report.conforms)


@contextlib.contextmanager
def _executor(workers: int, jobs: Sequence[Job]) -> Iterator[Executor | None]:
    size = sum(job.document.size for job in jobs)
    if workers < 2 or (len(jobs) < 32 and size < _FEW_BYTES):  # starting processes costs more than so little
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def _iter_graphs(parts: Path) -> Iterator[Iterator[bytes]]:
    """Yield the lines of each document's graph, in the order of the graphs' names."""
    for path in sorted(parts.glob("*.nq")):
        with path.open("rb") as lines:
            yield lines


def _add_conflicts(
    loader: Loader, folder: Path, parts: Path, rules: Sequence[Rule], pool: Executor | None
) -> dict[str, dict[str, int]]:
    """Write the graph of disagreements, asked of the store of all else, and add it there; gives the counts."""
    if pool is None:
        conflicts = find_conflicts(open_store(folder), rules)
    else:
        conflicts = find_side_by_side(partial(open_store, folder), rules, partial(spread, pool))
    file = parts / "~conflicts.nq"
    file.write_text("".join(describe_conflicts(conflicts)), encoding="utf-8", newline="")
    loader.add(file)
    loader.finish()
    return count_conflicts(conflicts)


def _require_decisions(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if not is_decisions(path.name, head):
        raise UsageError(f"{path}: no file of decisions; one begins with “{MARK}”, as kg review writes it")
    return str(path)


def _add_decisions(loader: Loader, folder: Path, parts: Path, settler: Settler) -> None:
    """Write the graph of what is decided, weighed against the store of all else, and add it there."""
    file = parts / "~decisions.nq"
    file.write_text("".join(settler.tell(open_store(folder))), encoding="utf-8", newline="")
    loader.add(file)
    loader.finish()


def load_vocabularies(paths: Sequence[Path]) -> list[Vocabulary]:
    """The curated vocabulary that ships with this project, and the user's own. Raises as `load_vocabulary` does."""
    shipped = sorted(find_data("ontology/vocabulary").glob("*.tsv"))
    return [*(load_vocabulary(path, curated=True) for path in shipped), *map(load_vocabulary, paths)]


def _link_names(
    parts: Path, vocabularies: Sequence[Vocabulary], own: Sequence[OwnMapping], settler: Settler
) -> tuple[dict[str, Any], dict[str, int]]:
    """Write the graph of mappings for the names that the parts hold; gives the counts of grounding and of identity."""
    identities = link_identities(_iter_graphs(parts), [*own, *settler.own])
    linker = Linker(Grounder(Index.of([settler.vocabulary, *vocabularies])))
    files = parts / "grounding.mapped", parts / "identity.mapped"
    linker.write(sorted(parts.glob(f"*{SUFFIX}")), files[0], parts)
    files[1].write_text("".join(identities.lines), encoding="utf-8", newline="")
    with (parts / "~mappings.nq").open("w", encoding="utf-8", newline="") as target:
        target.writelines(iter_merged(files, parts))
    return linker.counts(), identities.counts


def _describe(folder: Path, census: Census, made: Made) -> dict[str, str]:
    """Write what the release is, and give the checksum of each of its files but the manifest."""
    files = [_file(path.name, path) for path in sorted(folder.iterdir()) if path.is_file()]
    with (folder / DATASET).open("w", encoding="utf-8", newline="") as target:
        target.writelines(iter_dataset(census, made, files))
    return {file.name: file.sha256 for file in sorted([*files, _file(DATASET, folder / DATASET)])}


def _file(name: str, path: Path) -> File:
    return File(name, release.hash_file(path), path.stat().st_size)


def _list_used(own: Sequence[Path]) -> list[File]:
    """What a build reads beside the documents: the ontology's tables, the sources' cards, the user's own files."""
    ontology, sources = find_data("ontology"), find_data("sources")
    used = {f"ontology/{path.relative_to(ontology)}": path for path in ontology.rglob("*.t[ts][lv]")}
    used |= {f"sources/{path.relative_to(sources)}": path for path in sources.glob("*/source.toml")}
    return [_file(name, path) for name, path in [*sorted(used.items()), *((path.name, path) for path in own)]]


def _manifest(parts: Sequence[Part], not_read: Sequence[NotRead]) -> dict[str, Any]:
    return {
        "format": 1,
        "generator": f"drug-kg {__version__}",
        "inputs": [_input(part) for part in sorted(parts, key=lambda part: part.document.paths)],
        "not_read": [item._asdict() for item in not_read],
        "sources": _by_source(parts),
    }


def _input(part: Part) -> dict[str, Any]:
    document, account = part.document, part.account
    return {
        "paths": list(document.paths),
        "sha256": document.sha256,
        "bytes": document.size,
        "encoding": document.encoding,
        "source": document.source,
        **({"table": document.table} if document.table else {}),
        "statements": part.statements,
        "evidence": part.evidence,
        "quads": part.quads,
        "text": {**account._asdict(), "units": account.units},
        **({"columns": part.columns._asdict()} if part.columns else {}),
        "problems": [problem._asdict() for problem in part.problems],
        "unresolved": [{**item._asdict(), "span": list(item.span)} for item in part.unresolved],
        "unresolved_count": part.unresolved_count,
    }


def _by_source(parts: Iterable[Part]) -> dict[str, dict[str, Any]]:
    sources: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for part in parts:
        count = sources.setdefault(part.document.source, Counter())
        count.update(documents=1, statements=part.statements, evidence=part.evidence, quads=part.quads)
        account = part.account
        count.update(read=account.evidence, skipped=account.skipped, unrecognised=account.unrecognised)
        count.update(rejected=account.rejected, problems=len(part.problems), unresolved=part.unresolved_count)
        for state, names in part.columns._asdict().items() if part.columns else ():
            count.update({f"columns_{state}": len(names)})
        reasons.setdefault(part.document.source, Counter()).update(account.reasons)
    return {name: {**count, "reasons": dict(reasons[name])} for name, count in sorted(sources.items())}


def build(
    paths: Sequence[str],
    out: str | Path,
    *,
    source: str | None = None,
    validate: bool = True,
    vacuous: Literal["error", "info"] = "info",
    strict: bool = False,
    copies: bool = True,
    workers: int = 1,
    include: Sequence[str] = (),
    mappings: Path | None = None,
    vocabularies: Sequence[Path] = (),
    rules: Sequence[Path] = (),
    decisions: Sequence[Path] = (),
    progress: Progress = lambda stage, done, total: None,
) -> Build:
    """Build a release from the documents under `paths` into the folder `out`, which is replaced whole at the end.

    `source` forces one mapper; `strict` leaves the previous release in place when the build fails; without `copies`
    there is graph.nq alone: no Turtle, no store, and no disagreements, which are asked of the store; `workers` is the
    number of processes; `include` are the kinds of products (`kg.tables.INCLUDABLE`) that are read though they are
    usually left out; `vocabularies` are files whose terms names are grounded to, beside the curated ones; `mappings` is
    an SSSOM table of the user's own links between names, which win; `rules` are folders of rules for disagreements,
    beside those that ship; `decisions` are files of what people decided, beside those under `paths`. Raises UsageError
    for an unknown source, a malformed rule and a file of decisions that is none, DocumentError for a vocabulary or a
    table that is none, NothingRead where a release with documents would give way to one without, EnvironmentFault where
    `out` cannot be written.
    """
    if source is not None and source not in (known := sorted([*MAPPERS, *TABLE_MAPPERS])):
        hint = "a table is read by the description beside it, without --source; " * source.startswith("table")
        raise UsageError(f"no source named {source!r}; {hint}known sources: {', '.join(known)}")
    paths = [*paths, *map(_require_decisions, decisions)]
    own = read_mappings(mappings) if mappings else []
    cards = load_cards(find_data("sources"))
    loaded = load_vocabularies(vocabularies)
    asked = load_rules(rules)
    with release.staged(Path(out)) as folder:
        plain: dict[str, PlainRegister] = {}
        jobs, not_read = plan_jobs(paths, source, cards, plain)
        cards |= {name: register.card for name, register in plain.items()}
        if not jobs and release.holds_documents(Path(out)):
            raise NothingRead(not_read)
        spare = folder / "parts"
        spare.mkdir()
        conflicts: dict[str, dict[str, int]] = {}
        settler = Settler(job.read() for job in jobs if job.document.source == "decisions")
        with _executor(workers, jobs) as pool, Loader(folder / "store") as loader:
            made: dict[str, Part] = {}
            for part in iter_parts(jobs, spare, pool, frozenset(include)):
                made[part.document.sha256] = part
                progress("mapping", len(made), len(jobs))
                if copies:  # the store is loaded while other documents are read
                    loader.add(part.file(spare))
            parts = [made[job.document.sha256] for job in jobs]
            if copies and settler.waits:
                progress("storing", 0, 1)
                loader.finish()
                settler.weigh(open_store(folder))
            progress("linking", 0, 1)
            grounding, identity = _link_names(spare, loaded, own, settler)
            _write_beside(spare, parts, cards, plain)
            if copies:
                progress("storing", 0, 1)
                loader.add(*sorted(spare.glob("~*.nq")))
                loader.finish()
                progress("comparing", 0, 1)
                conflicts = _add_conflicts(loader, folder, spare, asked, pool)
                _add_decisions(loader, folder, spare, settler)
                parts = [_with_problems(part, settler) for part in parts]
            census = Census({part.document.sha256: part.document.source for part in parts})
            write_nquads(folder, spare)
            write_turtle(folder, spare, census, pool) if copies else count_all(folder, census, pool)
        shutil.rmtree(spare)
        if copies:
            release.write_json(folder / release.INPUTS, [str(Path(path).absolute()) for path in paths])
        report = None
        if validate:
            from kg.validate import validate_release, write_report  # pySHACL takes 0.2 s to import

            progress("validating", 0, 1)
            report = validate_release(folder, workers=workers, vacuous=vacuous)
            write_report(report, folder)
        manifest = _manifest(parts, not_read)
        manifest |= {"conflicts": conflicts, "decisions": settler.counts, "grounding": grounding, "identity": identity}
        manifest["vocabularies"] = {path.name: release.hash_file(path) for path in vocabularies}
        used = _list_used([*vocabularies, *([mappings] if mappings else [])])
        documents = [part.document for part in parts]
        manifest["files"] = _describe(folder, census, Made(documents, used, cards, __version__))
        if report is not None:
            manifest["validation"] = report.counts
        release.write_json(folder / release.MANIFEST, manifest)
        notices = [f"{item.name}:{line}: {what}" for item in loaded for line, what in item.notices]
        outcome = Build(manifest, report, not_read, parts, notices)
        if strict and outcome.failed:
            raise StrictBuild(outcome)
    return outcome


def _write_beside(spare: Path, parts: Sequence[Part], cards: dict[str, Card], plain: dict[str, PlainRegister]) -> None:
    """Write the graphs beside the documents' own: which documents there are, and the vocabulary they are told in."""
    mappers: dict[str, Mapper | TableMapper] = {**MAPPERS, **TABLE_MAPPERS}
    mappers |= {name: map_register(register) for name, register in plain.items()}
    registers = [triple for register in plain.values() for triple in register.register.triples]
    beside = {
        "documents": describe_documents(part.document for part in parts),
        "vocabulary": describe_vocabulary(mappers, cards, [find_data("ontology/authorities.ttl")], registers),
    }
    for name, lines in beside.items():
        (spare / f"~{name}.nq").write_text("".join(lines), encoding="utf-8", newline="")


def _with_problems(part: Part, settler: Settler) -> Part:
    """A part with what is wrong with its decisions, where it is a file of these."""
    return replace(part, problems=with_problems(part.problems, settler.problems.get(part.document.sha256, ())))


class NothingRead(KGError):
    """Not one document was read, and a release that has some is not replaced by one that has none."""

    def __init__(self, not_read: list[NotRead]) -> None:
        self.not_read = not_read
        super().__init__("no document was read; the release is left as it was")


class StrictBuild(Exception):
    """A strict build failed; nothing was published. `outcome` says why."""

    def __init__(self, outcome: Build) -> None:
        super().__init__("the build failed and --strict publishes nothing")
        self.outcome = outcome
