"""What the sub-commands of the command line share: options, examples, and where lines go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

graph_option = click.option(
    "--graph",
    "graph",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    metavar="DIR",
    help="The release to read, as kg build wrote it.",
)

vocabulary_option = click.option(
    "--vocabulary",
    "vocabularies",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Terms to ground names to, beside the curated ones: OBO, Turtle, TSV or SSSOM; repeatable.",
)

rules_option = click.option(
    "--rules", type=click.Path(path_type=Path), multiple=True, metavar="DIR", help="More rules for disagreements."
)

decisions_option = click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Decisions of a review; a decisions.tsv under a PATH is read by itself.",
)


def example(text: str) -> dict[str, Any]:
    """What a command's help ends with, and its short help option."""
    return {"epilog": f"Example: {text}", "context_settings": {"help_option_names": ["-h", "--help"]}}


def say(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    for line in lines:
        click.echo(line)


def warn(lines: Iterable[str]) -> None:
    """Write lines to standard error."""
    for line in lines:
        click.echo(line, err=True)
