"""Recover the rows of a table that was saved as one column of cells, some of which are lost.

The order of the columns is known, which cells are there is not. Every way to lay the cells into rows has a cost: the
misfit of each cell (`kg.grammar.cells`), and the cells that are missing. What may be missing is settled once for the
whole table: each column of open text is there in every row, in none, or in some (`Habit`), and the habits that
explain the table most cheaply win. A cell that lies almost as well in another column is not placed.

>>> kinds = ["product", "company", "status", "date"]
>>> recover_rows(kinds, ["Examplix", "Authorised", "1/2/2003", "Examplix", "Withdrawn", "Withdrawn"]).rows
({0: 0, 2: 1, 3: 2}, {0: 3, 2: 4}, {2: 5})
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from operator import add
from typing import NamedTuple

from kg.grammar.cells import TEXT_KINDS, Kind, is_date, is_trial_id, misfit

MARGIN = 1.5
"""How much worse the next best place of a cell must be for it to be placed at all."""

_LOST = 2.0  # a cell that is known by its look is missing
_BROKEN = 8.0  # a cell is missing, or there, against the habit of its column
_LOOSE = 9.0  # a line is no cell at all
_PLAIN = 0.25  # the cost of a cell in a table that needs no other explanation
_SOME = 0.7  # what each row says, there or not, where a column is filled in some rows
_SOUGHT = 4.0  # a cell stands elsewhere than in the column that it looks like
_FITS = 1.5  # a cell that looks like what the column holds
_FAR = 1e9


class Habit(NamedTuple):
    """Whether a column is filled: what a filled and an empty cell cost, and what the habit itself costs."""

    filled: float
    empty: float
    cost: float
    with_id: bool = False


class Recovery(NamedTuple):
    """The rows, each column number → cell number; the cells left over, each with the reason."""

    rows: tuple[dict[int, int], ...]
    loose: tuple[tuple[int, str], ...]


_NEVER_COST: dict[Kind, float] = {"product": 2.5, "ingredient": 1.0}


def _habits(kind: Kind, seen: bool, has_ids: bool) -> tuple[Habit, ...]:
    """The habits that a column of this kind may have; a title and the trial's number were one link, lost together."""
    if kind not in TEXT_KINDS:
        return (Habit(0.0, _LOST if seen else _SOME / 2, 0.0),)
    odd = 3.0 if kind == "title" else 0.0
    always = Habit(0.0, _BROKEN, 0.0 if has_ids else odd)
    never = Habit(_BROKEN, 0.0, odd if has_ids else _NEVER_COST.get(kind, 0.5))
    some = Habit(_SOME, _SOME, 1.5 + odd)
    linked = (Habit(0.0, 0.0, 0.0, with_id=True),) if kind == "title" and has_ids else ()
    return (*linked, always, never, some)


def _sharpen(costs: list[float]) -> list[float]:
    """A cell that looks exactly like one column's belongs the less into those that it does not look like."""
    sought = min(costs) == 0
    return [cost + _SOUGHT if sought and cost > _FITS else cost for cost in costs]


class _Table:
    """The cells of one table, and what each would cost in each column."""

    def __init__(self, kinds: Sequence[Kind], cells: Sequence[str], names: tuple[str, ...]) -> None:
        self.kinds, self.size = kinds, len(cells)
        self.costs = [_sharpen([misfit(kind, cell, names) for kind in kinds]) for cell in cells]
        self.places = [[k for k, cost in enumerate(costs) if cost < _LOOSE] for costs in self.costs]
        self.seen = [any(costs[k] < _FITS for costs in self.costs) for k in range(len(kinds))]
        ids = [is_trial_id(cell) for cell in cells]
        dates = [is_date(cell) for cell in cells]
        pairs = [dates[i] and i + 1 < self.size and ids[i + 1] for i in range(self.size)]
        self.has_ids = any(ids)
        self.heads_id = [*pairs[1:], False]
        self.before_id = pairs


class _Reading:
    """The cheapest layouts of a table under one habit for each column."""

    def __init__(self, table: _Table, habits: Sequence[Habit]) -> None:
        self.table, self.width = table, len(habits)
        self.prior = sum(habit.cost for habit in habits)
        self.filled = [habit.filled for habit in habits]
        skipped = [0.0]
        for habit in habits:
            skipped.append(skipped[-1] + habit.empty)
        whole = skipped[-1]
        # states: 0 … width - 1 = the column of the cell before; width = no cell yet
        self.steps = [
            [skipped[k] - skipped[j + 1] if k > j else whole - skipped[j + 1] + skipped[k] for j in range(self.width)]
            + [skipped[k]]
            for k in range(self.width)
        ]
        self.last = [whole - skipped[j + 1] for j in range(self.width)] + [0.0]
        self.with_id = next((k for k, habit in enumerate(habits) if habit.with_id), None)
        self.forward = list(self._forward())
        self.cost = self.prior + min(f + end for f, end in zip(self.forward[-1], self.last, strict=True))

    def _emit(self, i: int, k: int) -> float:
        """What cell `i` costs in column `k`; under the habit "with its number" a title without one is against it."""
        cost = self.table.costs[i][k] + self.filled[k]
        return cost + _BROKEN if k == self.with_id and not self.table.heads_id[i] else cost

    def _steps(self, i: int, k: int) -> list[float]:
        """What it costs to come to column `k` from each other; a number without its title is against that habit."""
        if self.with_id is None or k != self.with_id + 1 or not self.table.before_id[i]:
            return self.steps[k]
        return [cost if j == self.with_id else cost + _BROKEN for j, cost in enumerate(self.steps[k])]

    def _forward(self) -> Iterator[list[float]]:
        """For each number of cells laid, the least cost by the column of the last one."""
        width = self.width
        before = [_FAR] * width + [0.0]
        yield before
        for i in range(self.table.size):
            now = [cost + _LOOSE for cost in before]
            for k in self.table.places[i]:
                cost = min(map(add, before, self._steps(i, k))) + self._emit(i, k)
                if cost < now[k]:
                    now[k] = cost
            yield now
            before = now

    def margins(self) -> list[list[float]]:
        """For each cell and each column, and last for no column, the least cost of a whole layout with it there."""
        after = list(self.last)
        out: list[list[float]] = []
        for i in range(self.table.size - 1, -1, -1):
            before, places = self.forward[i], self.table.places[i]
            ends = [(k, self._steps(i, k), self._emit(i, k) + after[k]) for k in places]
            placed = [_FAR] * self.width
            for k, steps, end in ends:
                placed[k] = self.prior + min(map(add, before, steps)) + end
            out.append([*placed, self.prior + _LOOSE + min(map(add, before, after))])
            after = [
                min([_LOOSE + after[j], *(steps[j] + end for _, steps, end in ends)]) for j in range(self.width + 1)
            ]
        return out[::-1]

    def layout(self) -> list[int]:
        """The column of each cell in the cheapest layout; `width` for a cell that lies in none."""
        ends = [f + end for f, end in zip(self.forward[-1], self.last, strict=True)]
        state = ends.index(min(ends))
        out: list[int] = []
        for i in range(self.table.size - 1, -1, -1):
            before, cost = self.forward[i], self.forward[i + 1][state]
            if state == self.width or abs(before[state] + _LOOSE - cost) < 1e-9:
                out.append(self.width)
                continue
            out.append(state)
            ways = list(map(add, before, self._steps(i, state)))
            state = ways.index(min(ways))
        return out[::-1]


def recover_rows(kinds: Sequence[Kind], cells: Sequence[str], names: Sequence[str] = ()) -> Recovery:
    """The rows of a table whose columns are of these kinds, from its cells in reading order.

    `names` are what the page calls its drug. A cell that could as well stand in another column is left over with the
    reason; every cell is in exactly one row or left over.
    """
    if not cells:
        return Recovery((), ())
    table = _Table(kinds, cells, tuple(name.casefold() for name in names if name))
    readings = list(_readings(table))
    best = min(readings, key=lambda reading: reading.cost)
    near = [reading for reading in readings if reading.cost <= best.cost + MARGIN]
    return _gather(best.layout(), _doubts(near), kinds)


def _readings(table: _Table) -> Iterator[_Reading]:
    """A reading for each set of habits; the first, that no open text is missing, alone where it explains the table."""
    kinds = zip(table.kinds, table.seen, strict=True)
    for habits in product(*(_habits(kind, seen, table.has_ids) for kind, seen in kinds)):
        yield (reading := _Reading(table, habits))
        if reading.cost <= _PLAIN * table.size:
            return


def _doubts(readings: Sequence[_Reading]) -> list[list[int]]:
    """For each cell the columns that it could lie in at nearly the least cost."""
    margins = [reading.margins() for reading in readings]
    least = min(reading.cost for reading in readings)
    return [
        [k for k, costs in enumerate(zip(*rows, strict=True)) if min(costs) < least + MARGIN]
        for rows in zip(*margins, strict=True)
    ]


def _gather(layout: Sequence[int], doubts: Sequence[Sequence[int]], kinds: Sequence[Kind]) -> Recovery:
    rows: list[dict[int, int]] = []
    loose: list[tuple[int, str]] = []
    last = len(kinds)
    for i, k in enumerate(layout):
        if k == len(kinds):
            loose.append((i, "it fits no column of the table"))
            continue
        if k <= last:
            rows.append({})
        last = k
        if len(doubts[i]) > 1:
            loose.append((i, "it may be " + " or ".join(f"a {kinds[j]}" for j in doubts[i] if j < len(kinds))))
        else:
            rows[-1][k] = i
    return Recovery(tuple(row for row in rows if row), tuple(loose))
