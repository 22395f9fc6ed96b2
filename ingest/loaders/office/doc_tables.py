"""Tables of an old Word file: each row's cells under the columns that the edges of all rows make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.grid import MAX_SPAN, Row

SLACK = 40  # twentieths of a point: rows drawn by hand end hardly apart


@dataclass(frozen=True)
class DocRow:
    cells: list[str]
    edges: tuple[int, ...]  # one more than cells, where the file says them
    goes_on: tuple[bool, ...]


def place_rows(rows: Sequence[DocRow]) -> list[Row]:
    """The rows with merged cells repeated in each column and row that they cover."""
    columns = _columns(rows)
    if columns is None:
        return [Row(list(row.cells)) for row in rows]
    placed: list[Row] = []
    for row in rows:
        placed.append(_place(row, columns, placed[-1].cells if placed else []))
    return placed


def _columns(rows: Sequence[DocRow]) -> list[int] | None:
    """The edges of all rows from left to right; None where they are not told."""
    if any(len(row.edges) != len(row.cells) + 1 for row in rows):
        return None
    columns: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not columns or edge - columns[-1] > SLACK:
            columns.append(edge)
    return columns if len(columns) <= MAX_SPAN else None


def _place(row: DocRow, columns: Sequence[int], above: Sequence[str]) -> Row:
    places = [bisect_left(columns, edge - SLACK) for edge in row.edges]
    placed = Row([""] * places[0])
    for number, text in enumerate(row.cells):
        start, stop = len(placed.cells), places[number + 1]
        if number < len(row.goes_on) and row.goes_on[number] and not text and start < len(above):
            text = above[start]
            placed.below |= set(range(start, stop))
        placed.cells += [text] * (stop - start)
        placed.spans += ((start, stop),) if stop - start > 1 else ()
    return placed
