"""How well overviews and indications are read by writers who do not know the tool: the rounds in tests/unseen/rounds.

Usage: python benchmarks/unseen.py [--misses]

Prints the table of ACCURACY.md, or with --misses what is still missed or wrong. A round is some files of twenty pages,
`<round><set>.jsonl`, in the format of gold with `overview` and `indication` beside it; `first.tsv` has what the first
run on each round gave, with the grammar as it was before anybody had looked at the round.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.pipeline import build
from kg.score import Score, measure, read_gold
from kg.score.tally import Tally

ROUNDS = Path(__file__).parents[1] / "tests" / "unseen" / "rounds"
RELATIONS = ("target", "maker", "indicated-for", "approval-event")
PAGE = """MedPath

{drug}

Generic Name
{drug}

Overview

{overview}

Indication

{indication}
"""


def rounds() -> list[str]:
    """The rounds there are, in order."""
    return sorted({path.stem[0] for path in ROUNDS.glob("*.jsonl")})


def score_round(number: str) -> Score:
    """What the tool reads now of the pages of a round, against what their writers say."""
    rows = [json.loads(line) for path in _files(number) for line in path.read_text(encoding="utf-8").splitlines()]
    with TemporaryDirectory() as folder:
        pages, gold = Path(folder) / "medpath", Path(folder) / "gold.jsonl"
        pages.mkdir()
        for row in rows:
            (pages / row["document"]).write_text(PAGE.format_map(row), encoding="utf-8")
        facts = [{key: row[key] for key in row.keys() - {"overview", "indication"}} for row in rows]
        gold.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        build([str(pages)], Path(folder) / "build", validate=False)
        return measure(Path(folder) / "build", read_gold(gold))


def _files(number: str) -> list[Path]:
    return sorted(ROUNDS.glob(f"{number}*.jsonl"))


def read_first() -> dict[tuple[str, str], Tally]:
    """What the first run on each round gave, by round and relation."""
    with (ROUNDS / "first.tsv").open(encoding="utf-8", newline="") as stream:
        return {
            (row["round"], row["relation"]): Tally(int(row["right"]), int(row["wrong"]), int(row["missed"]))
            for row in csv.DictReader(stream, delimiter="\t")
        }


def iter_table(scores: dict[str, Score]) -> Iterator[str]:
    """Yield the table: for each round and relation the first run, and the F1 of today's."""
    first = read_first()
    yield "| round | pages | relation | F1 at first sight | precision | recall | right | wrong | missed | F1 today |"
    yield "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|"
    for number, score in scores.items():
        for relation in RELATIONS:
            tally, now = first[number, relation], score.of()[relation]
            start = f"| {number} | {score.documents.total()} |" if relation == RELATIONS[0] else "| | |"
            cells = f"{tally.f1:.3f} | {tally.precision:.3f} | {tally.recall:.3f} | {tally.right} | {tally.wrong}"
            yield f"{start} {relation} | {cells} | {tally.missed} | {now.f1:.3f} |"


def main() -> None:
    """Print the table, or the misses."""
    scores = {number: score_round(number) for number in rounds()}
    if "--misses" in sys.argv:
        for number, score in scores.items():
            for miss in score.misses:
                print(number, miss.outcome, miss.relation, miss.document, miss.words)
    else:
        print("\n".join(iter_table(scores)))


if __name__ == "__main__":
    main()
