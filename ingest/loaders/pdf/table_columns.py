"""Rows of a PDF table that lack cells: in which columns those stand that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

LEAST = 3  # rows, to be a table
BETWEEN = 2  # rows of one cell between two others: what goes on in the next line, a group's name

Cell = tuple[float, float]  # left, right


def place_cells(rows: Sequence[Sequence[Cell]]) -> list[Sequence[int]]:
    """For each row the columns of its cells, counted from 0: 0, 1, 2 … where nothing says otherwise."""
    places: list[Sequence[int]] = [range(len(row)) for row in rows]
    for run in _find_tables(rows):
        width = max(len(rows[at]) for at in run)
        full = [rows[at] for at in run if len(rows[at]) == width]
        columns = [
            (min(left for left, _ in cells), max(right for _, right in cells)) for cells in zip(*full, strict=True)
        ]
        if any(one[1] > other[0] for one, other in pairwise(columns)):
            continue
        for at in run:
            if 1 < len(rows[at]) < width:
                places[at] = _assign_columns(rows[at], columns) or places[at]
    return places


def _find_tables(rows: Sequence[Sequence[Cell]]) -> Iterator[list[int]]:
    """The rows of each table, by their numbers."""
    run: list[int] = []
    for at, row in enumerate(rows):
        if len(row) < 2:
            continue
        if run and at - run[-1] > BETWEEN + 1:
            if len(run) >= LEAST:
                yield run
            run = []
        run.append(at)
    if len(run) >= LEAST:
        yield run


def _assign_columns(row: Sequence[Cell], columns: Sequence[Cell]) -> list[int]:
    """The column that each cell is nearest to; nothing where two would stand in one, or a cell in two."""
    found = []
    for left, right in row:
        apart = [max(start - right, left - stop, 0.0) for start, stop in columns]
        nearest = min(apart)
        if apart.count(nearest) > 1:
            return []
        found.append(apart.index(nearest))
    return found if all(one < other for one, other in pairwise(found)) else []
