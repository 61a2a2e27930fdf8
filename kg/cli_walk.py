"""The sub-commands that walk the graph: what is near a node, and how two nodes are connected."""

from __future__ import annotations

from pathlib import Path

import click

from kg.errors import KGError
from kg.options import example, graph_option, say


@click.command("neighbors", **example("kg neighbors CD19 --depth 2"))
@click.argument("name")
@graph_option
@click.option("--depth", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Steps away.")
@click.option("--through", multiple=True, metavar="CLASS", help="Walk this class too, such as Authority.")
@click.option("--format", "form", type=click.Choice(["tree", "json", "graphml"]), default="tree", show_default=True)
def neighbors(name: str, graph: Path, depth: int, through: tuple[str, ...], form: str) -> None:
    """Show what stands around NAME, each step with the words it rests on."""
    from kg import render
    from kg.graph import Graph

    found = list(Graph(graph).neighbors(name, depth, through))
    say(render.render_neighbors(name, found, form))


@click.command("path", **example("kg path blinatumomab teclistamab-cqyv"))
@click.argument("start", metavar="A")
@click.argument("goal", metavar="B")
@graph_option
@click.option("--max-length", type=click.IntRange(min=1), default=6, show_default=True, metavar="N")
@click.option("--all", "every", is_flag=True, help="Longer paths too, not only the shortest ones.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N", help="Paths at most.")
@click.option("--through", multiple=True, metavar="CLASS", help="Only paths that meet this class, such as Target.")
@click.option("--format", "form", type=click.Choice(["tree", "json", "graphml"]), default="tree", show_default=True)
def path(
    start: str, goal: str, graph: Path, max_length: int, every: bool, limit: int, through: tuple[str, ...], form: str
) -> None:
    """Show how A and B hang together, each step with the words it rests on.

    Regulators, countries, documents and dates are no steps unless --through names them.
    """
    from itertools import islice

    from kg import render
    from kg.graph import Graph

    paths = Graph(graph).paths(start, goal, max_length=max_length, every=every, through=through)
    found = list(islice(paths, limit))
    if not found:
        raise KGError(
            f"no path of at most {max_length} steps from {start!r} to {goal!r}; try --max-length N, or --through CLASS"
            " for what is no step by default (Authority, Country, Population …)"
        )
    say(render.render_paths(found, form))
