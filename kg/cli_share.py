"""The sub-commands that hand a release on or measure it: export, push, score."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from kg.options import example, graph_option, say, warn


@click.command("score", **example("kg score gold.jsonl --misses"))
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@graph_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--relaxed", is_flag=True, help="Names match where the words of one hold all words of the other.")
@click.option("--misses", is_flag=True, help="List each fact that was missed or is wrong, with its file and line.")
def score(gold: Path, graph: Path, form: str, relaxed: bool, misses: bool) -> None:
    """Score the release against what a reader found in its documents: precision, recall and F1 by relation.

    GOLD.jsonl has one JSON object a document; docs/gold.md tells the format. Exit code 1 where a document of gold is
    not in the release: all its facts count as missed.
    """
    from kg.score import measure, read_gold, render_score, score_json

    outcome = measure(graph, read_gold(gold), str(gold), relaxed=relaxed)
    warn(outcome.warnings)
    say([score_json(outcome)] if form == "json" else render_score(outcome, misses=misses))
    sys.exit(1 if outcome.absent else 0)


@click.command("export", **example("kg export --to graph.trig"))
@graph_option
@click.option("--to", "target", required=True, metavar="FILE", help="A file; - for standard output; a folder for csv.")
@click.option("--format", "form", metavar="FORMAT", help="ttl, nt, nq, trig, jsonld, rdf, graphml, csv, kgx or sssom.")
@click.option("--only", default="", metavar="CLASS|SOURCE|QUERY", help="A class, a source, or a CONSTRUCT query.")
@click.option("--without-evidence", is_flag=True, help="Leave out passages and statement nodes.")
def export(graph: Path, target: str, form: str | None, only: str, without_evidence: bool) -> None:
    """Write the release for other tools, sorted, the same bytes for the same content.

    The format is told by the suffix of FILE or by --format. csv to a folder gives statements.csv and one table a
    class; kgx takes a prefix and gives PREFIX_nodes.tsv and PREFIX_edges.tsv.
    """
    from kg.export import Selection
    from kg.export import export as write
    from kg.release import read_manifest

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # leave nothing half-written behind
    read_manifest(graph)
    written = write(Selection(graph, only, not without_evidence), target, form)
    warn([f"wrote {path}" for path in written])


@click.command("push", **example("kg push http://127.0.0.1:7878/store --dry-run"))
@click.argument("url")
@graph_option
@click.option("--query", "query_url", default="", metavar="URL", help="The store's query endpoint.")
@click.option("--update", "update_url", default="", metavar="URL", help="The store's update endpoint.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, metavar="SECONDS")
@click.option("--dry-run", is_flag=True, help="Say what would be sent.")
def push(url: str, graph: Path, query_url: str, update_url: str, timeout: float, dry_run: bool) -> None:
    """Send the release to the store whose Graph Store Protocol endpoint is URL, and compare what it then holds.

    Graphs that are equal there are not sent again. Credentials come from KG_PUSH_USER and KG_PUSH_PASSWORD (Basic or
    Digest, as the store asks) or KG_PUSH_TOKEN (Bearer).
    """
    from kg.push import FAULTS, Credentials, Endpoints, Pusher, describe
    from kg.release import read_manifest

    read_manifest(graph)
    pusher = Pusher(Endpoints.of(url, query_url, update_url), Credentials(), timeout)
    results = list(pusher.push(graph, dry_run=dry_run))
    say(describe(results))
    sys.exit(1 if any(item.outcome in FAULTS for item in results) else 0)
