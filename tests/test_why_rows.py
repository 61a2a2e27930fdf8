"""Which cell of a register's row `kg why` quotes: the one that says it, else the whole row."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import Graph
from tests.test_bad_tables import ARTG_TOML

INN = "International non-proprietary name (INN) / common name"
TABLE = """ARTG ID;Product name;Sponsor;Active ingredients;Registration type;Start date
1001;ROSSO rossol 5 mg tablet;Sample Pty Ltd;rossol|bianconin;Medicine;02/03/2004
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    from kg.pipeline import build

    folder = tmp_path_factory.mktemp("why")
    (folder / "in").mkdir()
    (folder / "in" / "artg.csv").write_text(TABLE, encoding="utf-8")
    (folder / "in" / "artg.csv.toml").write_bytes(ARTG_TOML)
    build([str(folder / "in")], folder / "out", validate=False)
    return Graph(folder / "out")


def quoted(graph: Graph, subject: str, predicate: str, obj: str | None = None) -> list[tuple[str, str]]:
    """The column and the words that are quoted for what a node says."""
    found = graph.why(subject, predicate, obj) if obj else graph.why(subject, predicate)
    return [(passage.cell, passage.quote) for statement in found for passage in statement.passages]


@pytest.mark.parametrize(
    ("subject", "cell", "quote"),
    [
        ("kgr:ingredient:rossol", "Active ingredients", "rossol|bianconin"),
        ("kgr:ingredient:bianconin", "Active ingredients", "rossol|bianconin"),
        ("kgr:organisation:australia:sample-pty-ltd", "Sponsor", "Sample Pty Ltd"),
        ("kgr:table:authorisation:tga:1001", "Product name", "ROSSO rossol 5 mg tablet"),
    ],
)
def test_the_label_of_what_a_row_names_is_quoted_from_its_own_cell(
    graph: Graph, subject: str, cell: str, quote: str
) -> None:
    if subject.endswith(":rossol"):  # two cells say it, and neither is it: the whole row
        cell, quote = "", TABLE.splitlines()[1]
    assert quoted(graph, subject, "label") == [(cell, quote)]


@pytest.mark.parametrize(
    ("source", "subject", "predicate", "obj", "cell", "quote"),
    [
        ("ema", "kgr:ema:authorisation:emea-h-c-003731", "designation", "orphan", "Orphan medicine", "Yes"),
        ("ema", "kgr:ingredient:blinatumomab", "label", "blinatumomab", INN, "blinatumomab"),
        ("hsa", "kgr:ingredient:pembrolizumab", "label", "Pembrolizumab", "active_ingredients", "Pembrolizumab"),
        ("table", "kgr:ingredient:pembrolizumab", "label", "pembrolizumab", "Active ingredients", "pembrolizumab"),
        ("drugsatfda", "kgr:organisation:united-states:novartis", "label", "NOVARTIS", "SponsorName", "NOVARTIS"),
    ],
)
def test_a_cell_is_quoted_only_where_it_says_the_object(
    release: Path, source: str, subject: str, predicate: str, obj: str, cell: str, quote: str
) -> None:
    found = {
        (passage.cell, passage.quote)
        for statement in Graph(release).why(subject, predicate)
        if statement.object_label == obj
        for passage in statement.passages
        if f"/{source}/" in passage.path
    }
    assert found == {(cell, quote)}
