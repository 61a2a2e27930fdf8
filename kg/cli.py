"""The command line: one sub-command a verb, no logic. Results go to standard output, all else to standard error."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

import click

from kg import __version__
from kg.cli_review import review
from kg.cli_share import export, push, score
from kg.cli_walk import neighbors, path
from kg.errors import EnvironmentFault, KGError, UsageError
from kg.options import decisions_option
from kg.options import example as _example
from kg.options import graph_option as _graph
from kg.options import rules_option as _rules
from kg.options import say as _say
from kg.options import vocabulary_option as _vocabulary
from kg.options import warn as _warn
from kg.tables import INCLUDABLE

_GROUNDED = ["Biomarker", "Condition", "DrugClass", "Population", "Target"]


class _Group(click.Group):
    """Ends quietly when whoever reads the output has had enough, such as `head`; click itself would fail with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _end_quietly()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Drug documents in, a knowledge graph out: who says so, in which words, and who says otherwise."""


@cli.command(**_example("kg build ../pages --out build"))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build"), show_default=True, metavar="DIR")
@click.option("--source", metavar="NAME", help="Read every file with this source's mapper.")
@click.option("--validate/--no-validate", default=True, help="Check the graph against the shapes.  [default: validate]")
@click.option("--strict", is_flag=True, help="Publish nothing if a document cannot be read or a shape is violated.")
@click.option("--copies/--no-copies", default=True, help="Write the Turtle and the store, too.  [default: copies]")
@click.option("--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, metavar="N", help="Processes.")
@click.option("--include", type=click.Choice(INCLUDABLE), multiple=True, help="Read these products of registers, too.")
@click.option("--mappings", type=click.Path(path_type=Path), metavar="FILE", help="Your own links, an SSSOM table.")
@_vocabulary
@_rules
@decisions_option
@click.option("--quiet", "-q", is_flag=True, help="No progress and no table, only what went wrong.")
def build(
    paths: tuple[str, ...],
    out: Path,
    source: str | None,
    validate: bool,
    strict: bool,
    copies: bool,
    workers: int,
    include: tuple[str, ...],
    mappings: Path | None,
    vocabularies: tuple[Path, ...],
    rules: tuple[Path, ...],
    decisions: tuple[Path, ...],
    quiet: bool,
) -> None:
    """Read the documents under each PATH (files, folders, - for standard input; default: sources/) into a release."""
    from kg import pipeline, render
    from kg.progress import bar
    from kg.resources import find_data

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # leave no process and no folder behind

    own = Path("sources").resolve() == find_data("sources").resolve()
    vacuous = "error" if own and not paths else "info"  # every shape must be met by the project's own sources
    options: dict[str, Any] = {"source": source, "validate": validate, "strict": strict, "workers": workers}
    options |= {"copies": copies}
    options |= {"include": include, "vacuous": vacuous, "vocabularies": vocabularies, "mappings": mappings}
    options["rules"] = rules
    options["decisions"] = decisions
    with bar(quiet) as progress:
        try:
            outcome = pipeline.build(paths or ("sources",), out, progress=progress, **options)
        except pipeline.StrictBuild as refused:
            outcome = refused.outcome
        except pipeline.NothingRead as refused:
            _warn(render.iter_not_read(refused.not_read))
            raise
    _warn([*outcome.notices, *render.iter_faults(outcome)])
    if not quiet:
        _say(render.render_build(outcome))
    if strict and outcome.failed:
        _warn(["nothing was published (--strict)"])
    sys.exit(1 if outcome.failed else 0)


@cli.command(**_example("kg query drugs-engaging --param target1=CD3 --param target2=CD19 --format csv"))
@click.argument("query", required=False, metavar="[NAME|FILE|-]")
@_graph
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter's value; repeatable.")
@click.option("--format", "form", metavar="FORMAT", help="table, csv, tsv, json or xml; ttl or nt for triples.")
def query(query: str | None, graph: Path, parameters: tuple[str, ...], form: str | None) -> None:
    """Ask a named query, a file of SPARQL, or - for standard input. Without one, list the named queries."""
    from kg import query as queries
    from kg.results import write_answer
    from kg.store import open_store

    if query is None:
        click.echo(queries.format_queries(queries.list_queries()), nl=False)
        return
    asked = queries.find_query(query)
    answer = queries.run_query(open_store(graph), asked, queries.parse_values(parameters))
    write_answer(answer, sys.stdout.buffer, form, shutil.get_terminal_size().columns if sys.stdout.isatty() else 0)
    sys.stdout.buffer.flush()


@cli.command(**_example("kg why blinatumomab targets"))
@click.argument("subject", required=False)
@click.argument("predicate", required=False)
@click.argument("object", required=False, metavar="[OBJECT]")
@_graph
@click.option("--same", nargs=2, metavar="A B", help="Tell why two names are one substance, or two.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def why(
    subject: str | None,
    predicate: str | None,
    object: str | None,  # noqa: A002
    graph: Path,
    same: tuple[str, str] | None,
    form: str,
) -> None:
    """Show each statement about SUBJECT with file, line, quoted words and rule. Names, CURIEs or IRIs."""
    from kg import render
    from kg.conflicts import conflicts_of
    from kg.decided import decisions_about
    from kg.same import compare
    from kg.store import open_store
    from kg.why import explain

    if same is not None:
        found = compare(open_store(graph), *same)
        _say(render.render_comparison(found) if form == "text" else [render.comparison_json(found)])
        return
    if subject is None:
        raise UsageError("kg why needs a SUBJECT, or --same A B")
    store = open_store(graph)
    items = [
        (item, conflicts_of(store, item), decisions_about(store, item))
        for item in explain(store, subject, predicate, object)
    ]
    _say(render.render_explained(items) if form == "text" else [render.explained_json(items)])


@cli.command(**_example("kg conflicts --drug blinatumomab --kind 'coverage gap'"))
@_graph
@click.option(
    "--kind", "kinds", multiple=True, help="contradiction, coverage gap, granularity or staleness; repeatable."
)
@click.option("--drug", default="", metavar="NAME", help="Any name, brand or identifier of a drug.")
@click.option("--source", default="", metavar="NAME", help="Where this source takes a side, such as NCI.")
@click.option("--severity", "severities", multiple=True, help="high, medium or low; repeatable.")
@_rules
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "markdown", "csv"]), default="table", show_default=True
)
def conflicts(
    graph: Path,
    kinds: tuple[str, ...],
    drug: str,
    source: str,
    severities: tuple[str, ...],
    rules: tuple[Path, ...],
    form: str,
) -> None:
    """Show where the documents disagree: who says what, in which words, and why that may be. Nothing is deleted."""
    from kg.conflicts import ask_again, list_conflicts, render_conflicts
    from kg.store import open_store

    store = ask_again(open_store(graph), rules) if rules else open_store(graph)
    found = list_conflicts(store, kinds=kinds, drug=drug, source=source, severities=severities)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    click.echo(render_conflicts(found, form, width), nl=False)


@cli.command(**_example("kg verify ../pages"))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_graph
@click.option("--sources", metavar="DIR", multiple=True, help="Where the documents lie now, if they moved.")
def verify(paths: tuple[str, ...], graph: Path, sources: tuple[str, ...]) -> None:
    """Read every document again and check each hash, each place and each quoted word of the release.

    The documents are looked for where the build found them, or under each PATH or --sources DIR.
    """
    from kg import render
    from kg.release import read_inputs, read_manifest
    from kg.verify import verify as run

    manifest = read_manifest(graph)
    result = run(graph, manifest, [*paths, *sources] or read_inputs(graph))
    _say(render.render_verification(result))
    sys.exit(1 if result.failures else 0)


@cli.command(**_example("kg ledger blinatumomab --show"))
@click.argument("name", required=False, metavar="[DOCUMENT]")
@_graph
@click.option("--show", is_flag=True, help="The text with marks in the margin; with a filter, those units alone.")
@click.option("--state", type=click.Choice(["read", "skipped", "rejected", "unrecognised"]), help="Only these units.")
@click.option("--reason", metavar="REASON", help="Only what is skipped for this reason.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="Rows; 0: all.")
@click.option("--sources", metavar="DIR", multiple=True, help="Where the documents lie now, if they moved.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def ledger(
    name: str | None,
    graph: Path,
    show: bool,
    state: str | None,
    reason: str | None,
    limit: int,
    sources: tuple[str, ...],
    form: str,
) -> None:
    """Show what was read of each document, what was skipped and why, and what was not recognised; worst first.

    DOCUMENT is a path, its end, a file's name, or a part of it.
    """
    from kg import coverage, margins
    from kg.release import read_inputs, read_manifest

    entries = coverage.read_ledger(read_manifest(graph))
    entries = coverage.find_entries(entries, name) if name else entries
    if state or reason:
        entries = coverage.narrow(entries, state or "", reason or "")
    if not show:
        _say([margins.ledger_json(entries)] if form == "json" else margins.render_ledger(entries, limit))
        return
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    places = sources or read_inputs(graph)
    _say(margins.show(entries, places, state or "", reason or "", form=form, colour=colour))


@cli.command(**_example("kg check --fail-on warning --format sarif > findings.sarif"))
@_graph
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="A JSON report whose findings are known."
)
@click.option("--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, metavar="N", help="Processes.")
def check(graph: Path, form: str, fail_on: str, baseline: Path | None, workers: int) -> None:
    """Check a release against the shapes and the quality rules; each finding leads to the line that caused it."""
    from kg.release import is_own_sources, read_manifest
    from kg.report import read_baseline, render
    from kg.validate import validate_release

    known = read_baseline(baseline) if baseline else None
    vacuous: Literal["error", "info"] = "error" if is_own_sources(read_manifest(graph)) else "info"
    report = validate_release(graph, workers=workers, vacuous=vacuous)
    report = report if known is None else report.against(known)
    click.echo(render(report, cast("Any", form)), nl=False)
    sys.exit(1 if report.fails(cast("Any", fail_on)) else 0)


@cli.command(**_example("kg ground 'leukaemia, acute lymphoblastic'"))
@click.argument("text", metavar="TEXT|-")
@_vocabulary
@click.option("--kind", type=click.Choice(_GROUNDED), help="What the whole text names; without it, names are sought.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def ground(text: str, vocabularies: tuple[Path, ...], kind: str | None, form: str) -> None:
    """Show what a name, or the names in a text, are grounded to, and why; - reads standard input.

    Exit code 1 where nothing is found.
    """
    from kg import render
    from kg.ground import Grounding
    from kg.pipeline import load_vocabularies
    from kg.prefixes import expand
    from kg.scan import ground_text

    text = sys.stdin.read() if text == "-" else text
    hits = ground_text(text, load_vocabularies(vocabularies), kind and expand(f"kg:{kind}"))
    _say([render.hits_json(text, hits)] if form == "json" else render.render_hits(text, hits))
    sys.exit(0 if any(isinstance(hit.answer, Grounding) for hit in hits) else 1)


for command in (neighbors, path, score, export, push, review):
    cli.add_command(command)


def _fail(error: KGError) -> NoReturn:
    click.echo(f"kg: {error}", err=True)
    sys.exit(error.exit_code)


def _end_quietly() -> NoReturn:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes when it ends
    sys.exit(0)


def _quietly(run: Callable[[], object]) -> None:
    try:
        run()
    except KGError as error:
        _fail(error)
    except BrokenPipeError:
        _end_quietly()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _fail(EnvironmentFault(f"{error.filename or 'standard output'}: {error.strerror or error}"))


def main() -> None:
    """Run the command line; exit codes: 0 done, 1 data at fault, 2 wrong usage, 3 environment."""
    _quietly(lambda: cli(prog_name="kg"))


if __name__ == "__main__":
    main()

__all__ = ["cli", "main"]
