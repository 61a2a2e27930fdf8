"""The verb `kg review`: the walk in a terminal or through a pipe, and the same decisions by options."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from kg.errors import UsageError
from kg.options import example, graph_option, say, warn


@click.command("review", **example("kg review --drug blinatumomab --kind conflicts"))
@graph_option
@click.option("--decisions", type=click.Path(path_type=Path), metavar="FILE", help="The file that is added to.")
@click.option("--kind", "kinds", multiple=True, help="conflicts, names or statements; repeatable.")
@click.option("--drug", default="", metavar="NAME", help="Only what a drug's pages say, by any of its names.")
@click.option(
    "--statement", nargs=3, metavar="S P O", help="Any statement, as kg why takes it: blinatumomab targets CD3."
)
@click.option("--list", "listed", is_flag=True, help="List what is to be looked at, and ask nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of the list.")
@click.option("--accept", metavar="ID", help="Accept one thing without being asked.")
@click.option("--reject", metavar="ID", help="Reject one.")
@click.option("--correct", nargs=2, metavar="ID VALUE", help="Correct one: a side's number, a reference, or a value.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for --accept, --reject and --correct.")
@click.option("--who", default="", metavar="NAME", help="Who decides; by default user.name of git, or $USER.")
def review(
    graph: Path,
    decisions: Path | None,
    kinds: tuple[str, ...],
    drug: str,
    statement: tuple[str, str, str] | None,
    listed: bool,
    form: str,
    accept: str | None,
    reject: str | None,
    correct: tuple[str, str] | None,
    why: str,
    who: str,
) -> None:
    """Look at disagreements, names without a reference and doubtful links one at a time, and decide on them.

    Answers are added to a small table (decisions.tsv beside the sources), which the next kg build reads: decisions win
    over what was read, and delete nothing.
    """
    from kg.decisions import Verdict
    from kg.review import (
        Answer,
        Book,
        Walk,
        decide,
        find_book,
        find_item,
        list_items,
        list_json,
        list_statements,
        render_list,
        undecided,
    )
    from kg.store import open_store

    store = open_store(graph)
    book = Book(decisions or find_book(graph))
    today = datetime.date.today().isoformat()
    given: list[tuple[Verdict, str, str]] = []
    given += [("accept", accept, "")] if accept else []
    given += [("reject", reject, "")] if reject else []
    given += [("correct", *correct)] if correct else []
    if given:
        if len(given) > 1:
            raise UsageError("--accept, --reject and --correct decide on one thing at a time; give one of them")
        if not why:
            raise UsageError("a decision needs its reason: --why TEXT")
        verdict, name, correction = given[0]
        answer = Answer(verdict, who or _who(), why, correction)
        if not answer.who:
            raise UsageError("a decision needs a name: --who NAME")
        warn([f"written: {book.add(decide(find_item(store, name), answer, today))}"])
        return
    items = list_statements(store, *statement) if statement else list_items(store, kinds, drug)
    left = undecided(items, (decision.topic for decision in book.decisions))
    if listed or form == "json":
        say([list_json(left)] if form == "json" else render_list(left, len(book.decisions)))
        return
    say([f"{len(left):,} to look at; {len(book.decisions):,} decided in {book.path}"])
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    walk = Walk(book, sys.stdin, sys.stdout, who=who or _who(), known=bool(who), when=today, width=width)
    walk.run(left)
    say([f"{walk.decided:,} decided, {walk.skipped:,} skipped, {len(left) - walk.decided:,} left"])
    if walk.decided:
        say([f"kg build reads {book.path} where it lies under a PATH, or with --decisions"])


def _who() -> str:
    """Who sits at the machine: the name that git knows, else the account."""
    try:
        asked = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False)
        name = asked.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        name = ""
    return name or os.environ.get("USER", "")
