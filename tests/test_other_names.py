"""The names by which one substance goes in different countries: the table that ships, and what its rows link."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.identity.other_names import Names, load_other_names
from kg.substances import parse_name

HEAD = "name\tother\trelation\tsource\tchecked\n"
TABLE = """salbutamol\talbuterol\texactMatch\ta table of names\t2026-11-21
glycopyrronium bromide\tglycopyrrolate\texactMatch\ta table of names\t2026-11-21
alendronic acid\talendronate\tsaltOf\ta table of names\t2026-11-21
"""


def table(tmp_path: Path, rows: str = TABLE, head: str = HEAD) -> Path:
    path = tmp_path / "substances.tsv"
    path.write_text(head + rows, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "renamed"),
    [
        ("ALBUTEROL", "salbutamol"),
        ("albuterol sulfate", "salbutamol sulfate"),
        ("Albuterol sulphate; ipratropium bromide", "ipratropium bromide and salbutamol sulfate"),
        ("GLYCOPYRROLATE", "glycopyrronium bromide"),
        ("glycopyrrolate tosylate", "glycopyrrolate tosylate"),  # the other name is that of the bromide alone
        ("alendronate sodium", "alendronate sodium"),  # an ion of an acid is a form, not another name
        ("ipratropium bromide", "ipratropium bromide"),
    ],
)
def test_another_name_of_a_base_is_that_of_its_salts_and_mixtures(tmp_path: Path, written: str, renamed: str) -> None:
    names = Names(load_other_names(table(tmp_path)))
    assert names.rename(parse_name(written))[0].label == renamed


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "salbutamol\talbuterol\tsameAs\ta table\t2026\n",
            "line 2: the relation is exactMatch or saltOf, not 'sameAs'",
        ),
        ("salbutamol\talbuterol\texactMatch\t\t2026\n", "line 2: each of name, other, relation, source, checked needs"),
        (
            "salbutamol\talbuterol\texactMatch\ta\tb\tc\n",
            "line 2: each of name, other, relation, source, checked needs",
        ),
        (TABLE + "levalbuterol\tAlbuterol\texactMatch\ta\tb\n", "line 5: 'Albuterol' is told of twice"),
        (TABLE + "albuterol\tproventil\texactMatch\ta\tb\n", "line 5: 'proventil' is told of twice"),
    ],
)
def test_a_table_that_cannot_hold_says_where(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        load_other_names(table(tmp_path, rows))


def test_a_table_with_other_columns_is_none(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="line 1: the columns are name, other, relation, source, checked"):
        load_other_names(table(tmp_path, head="inn\tusan\n"))


def test_each_row_that_ships_says_where_it_was_checked_and_joins_two_names() -> None:
    rows = load_other_names()
    assert len(rows) > 80
    assert all(len(row.source) > 20 and row.name.key != row.other.key for row in rows)
