"""The order of the stages, and nothing else: read, map, assemble, merge, validate, store.

Each document becomes a part: the sorted N-Quads of its named graph in a file of its own. A release is the parts in
the order of their graphs' names, so the result depends neither on the order of the input nor on the number of workers.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg import __version__, release
from kg.assemble import assemble
from kg.cards import Card, load_cards
from kg.catalogue import describe_documents, describe_vocabulary
from kg.conflicts import count_conflicts, describe_conflicts, find_conflicts, load_rules
from kg.decisions import MARK, is_decisions
from kg.errors import KGError, UsageError
from kg.ground import Grounder, Index
from kg.identity import link_identities
from kg.ledger import Account, balance, iter_units
from kg.link import SUFFIX, Linker, write_mentions
from kg.mappers import MAPPERS
from kg.merge import iter_merged
from kg.model import Document, Finding, Problem, Unresolved
from kg.prefixes import PREFIXES
from kg.read import Found, NotRead, iter_files, read_document
from kg.resources import find_data
from kg.settle import Settler, with_problems
from kg.sssom import OwnMapping, read_mappings
from kg.store import build_store, open_store
from kg.turtle import iter_turtle
from kg.vocabularies import Vocabulary, load_vocabulary
from kg.vocabulary import KG

if TYPE_CHECKING:
    from kg.conflicts import Rule
    from kg.validate import Report

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one document: its named graph in a file, and the counts."""

    document: Document
    statements: int
    evidence: int
    quads: int
    account: Account
    problems: tuple[Problem, ...]
    unresolved: tuple[Unresolved, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One document to map: its description without text, and every file that holds its bytes."""

    document: Document
    found: Found
    text: str | None = None  # only standard input, which cannot be read twice

    def read(self) -> Document:
        """The document with its text."""
        if self.text is not None:
            return replace(self.document, text=self.text)
        assert self.found.file is not None  # noqa: S101 - see Job.text
        return replace(self.document, text=self.found.file.read_bytes().decode(self.document.encoding))


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


def recognise(path: str, head: bytes) -> str | None:
    """The name of the first mapper that recognises a document by its path and first bytes, or None."""
    return next((name for name, mapper in MAPPERS.items() if mapper.recognises(path, head)), None)


def _plan(paths: Sequence[str], source: str | None, cards: dict[str, Card]) -> tuple[list[Job], list[NotRead]]:
    """Every document once, however many paths hold its bytes, and what gave none."""
    jobs: dict[str, Job] = {}
    not_read: list[NotRead] = []
    choose = (lambda path, head: "decisions" if is_decisions(path, head) else source) if source else recognise
    for found in iter_files(paths):
        item = found if isinstance(found, NotRead) else read_document(found, choose, lambda name: cards[name].encoding)
        if isinstance(item, NotRead):
            not_read.append(item)
            continue
        known = jobs.get(item.sha256)
        assert isinstance(found, Found)  # noqa: S101 - a document came from it
        same = tuple(sorted({*item.paths, *(known.document.paths if known else ())}))
        text = item.text if found.file is None else None
        jobs[item.sha256] = Job(replace(item, paths=same, text=""), known.found if known else found, text)
    return sorted(jobs.values(), key=lambda job: job.document.sha256), not_read


def map_document(document: Document) -> list[Finding]:
    """Everything that a document's mapper finds in it."""
    return list(MAPPERS[document.source].findings(document))


def _make_part(job: Job, folder: Path) -> Part:
    document = job.read()
    findings = map_document(document)
    lines = assemble(document, findings)
    (folder / f"{document.sha256}.nq").write_text("".join(lines), encoding="utf-8", newline="")
    write_mentions(document, findings, folder / f"{document.sha256}{SUFFIX}")
    layout = MAPPERS[document.source].layout
    mark = f"<{PREFIXES['kgs']}"
    return Part(
        document=replace(document, text=""),
        statements=sum(not line.startswith((mark, f"<{PREFIXES['kge']}")) for line in lines),
        evidence=sum(f"<{KG.Evidence}>" in line for line in lines),
        quads=len(lines),
        account=balance(iter_units(document, findings, layout)),
        problems=tuple(finding for finding in findings if isinstance(finding, Problem)),
        unresolved=tuple(finding for finding in findings if isinstance(finding, Unresolved)),
    )


@contextlib.contextmanager
def _executor(workers: int, jobs: int) -> Iterator[Executor | None]:
    if workers < 2 or jobs < 32:  # starting processes costs more than so few documents
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def _make_parts(jobs: Sequence[Job], folder: Path, workers: int, progress: Progress) -> list[Part]:
    parts = []
    with _executor(workers, len(jobs)) as pool:
        folders = [folder] * len(jobs)
        made = pool.map(_make_part, jobs, folders, chunksize=8) if pool else map(_make_part, jobs, folders)
        for number, part in enumerate(made, 1):
            progress("mapping", number, len(jobs))
            parts.append(part)
    return parts


def _iter_graphs(parts: Path) -> Iterator[Iterator[str]]:
    """Yield the lines of each document's graph, in the order of the graphs' names."""
    for path in sorted(parts.glob("*.nq")):
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield lines


def _add_conflicts(store: Path, parts: Path, rules: Sequence[Rule]) -> dict[str, dict[str, int]]:
    """Write the graph of disagreements, asked of the store of all else, and add it there; gives the counts."""
    conflicts = find_conflicts(open_store(store.parent), rules)
    file = parts / "~conflicts.nq"
    file.write_text("".join(describe_conflicts(conflicts)), encoding="utf-8", newline="")
    build_store(store, file)
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


def _add_decisions(store: Path, parts: Path, settler: Settler) -> None:
    """Write the graph of what is decided, weighed against the store of all else, and add it there."""
    file = parts / "~decisions.nq"
    file.write_text("".join(settler.tell(open_store(store.parent))), encoding="utf-8", newline="")
    build_store(store, file)


def _write_graphs(folder: Path, parts: Path) -> None:
    files = sorted(
        parts.glob("*.nq")
    )  # the hashes, then ~conflicts, ~documents …: the graphs in the order of their names
    with (folder / "graph.nq").open("wb") as target:
        for path in files:
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, target)
    with (folder / "graph.ttl").open("w", encoding="utf-8", newline="") as turtle:
        turtle.writelines(iter_turtle(iter_merged(files, parts)))


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
        "statements": part.statements,
        "evidence": part.evidence,
        "quads": part.quads,
        "text": {**account._asdict(), "units": account.units},
        "problems": [problem._asdict() for problem in part.problems],
        "unresolved": [{**item._asdict(), "span": list(item.span)} for item in part.unresolved],
    }


def _by_source(parts: Iterable[Part]) -> dict[str, dict[str, int]]:
    sources: dict[str, Counter[str]] = {}
    for part in parts:
        count = sources.setdefault(part.document.source, Counter())
        count.update(documents=1, statements=part.statements, evidence=part.evidence, quads=part.quads)
        account = part.account
        count.update(read=account.evidence, skipped=account.skipped, unrecognised=account.unrecognised)
        count.update(problems=len(part.problems), unresolved=len(part.unresolved))
    return {name: dict(sorted(count.items())) for name, count in sorted(sources.items())}


def build(
    paths: Sequence[str],
    out: str | Path,
    *,
    source: str | None = None,
    validate: bool = True,
    vacuous: Literal["error", "info"] = "info",
    strict: bool = False,
    workers: int = 1,
    mappings: Path | None = None,
    vocabularies: Sequence[Path] = (),
    rules: Sequence[Path] = (),
    decisions: Sequence[Path] = (),
    progress: Progress = lambda stage, done, total: None,
) -> Build:
    """Build a release from the documents under `paths` into the folder `out`, which is replaced whole at the end.

    `source` forces one mapper; `strict` leaves the previous release in place when the build fails; `workers` is the
    number of processes; `vocabularies` are files whose terms names are grounded to, beside the curated ones;
    `mappings` is an SSSOM table of the user's own links between names, which win; `rules` are folders of rules for
    disagreements, beside those that ship; `decisions` are files of what people decided, beside those under `paths`.
    Raises UsageError for an unknown source, a malformed rule and a file of decisions that is none,
    DocumentError for a vocabulary or a table that is none, NothingRead where a release with documents would give way
    to one without, EnvironmentFault where `out` cannot be written.
    """
    if source is not None and source not in MAPPERS:
        raise UsageError(f"no source named {source!r}; known sources: {', '.join(sorted(MAPPERS))}")
    paths = [*paths, *map(_require_decisions, decisions)]
    own = read_mappings(mappings) if mappings else []
    cards = load_cards(find_data("sources"))
    loaded = load_vocabularies(vocabularies)
    asked = load_rules(rules)
    with release.staged(Path(out)) as folder:
        jobs, not_read = _plan(paths, source, cards)
        if not jobs and release.holds_documents(Path(out)):
            raise NothingRead(not_read)
        spare = folder / "parts"
        spare.mkdir()
        parts = _make_parts(jobs, spare, workers, progress)
        settler = Settler(job.read() for job in jobs if job.document.source == "decisions")
        build_store(folder / "store", *sorted(spare.glob("*.nq")))
        settler.weigh(open_store(folder))
        grounding, identity = _link_names(spare, loaded, own, settler)
        beside = {
            "documents": describe_documents(part.document for part in parts),
            "vocabulary": describe_vocabulary(MAPPERS, cards, [find_data("ontology/authorities.ttl")]),
        }
        for name, lines in beside.items():
            (spare / f"~{name}.nq").write_text("".join(lines), encoding="utf-8", newline="")
        progress("storing", 0, 1)
        build_store(folder / "store", *sorted(spare.glob("~*.nq")))
        conflicts = _add_conflicts(folder / "store", spare, asked)
        _add_decisions(folder / "store", spare, settler)
        parts = [
            replace(part, problems=with_problems(part.problems, settler.problems.get(part.document.sha256, ())))
            for part in parts
        ]
        _write_graphs(folder, spare)
        shutil.rmtree(spare)
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
        manifest["files"] = {path.name: release.hash_file(path) for path in sorted(folder.iterdir()) if path.is_file()}
        if report is not None:
            manifest["validation"] = report.counts
        release.write_json(folder / release.MANIFEST, manifest)
        notices = [f"{item.name}:{line}: {what}" for item in loaded for line, what in item.notices]
        outcome = Build(manifest, report, not_read, parts, notices)
        if strict and outcome.failed:
            raise StrictBuild(outcome)
    return outcome


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
