"""Cells of a PDF table that go on in the lines below: a line that stands under one cell alone is part of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from ingest.loaders.pdf.table_rows import Box

CELLS = 3  # of a row, at least: of two, one may be a clause's number, and the lines beside it a paragraph
ROWS = 3  # with a cell that begins at one place, at least: a column
ALIGNED = 0.5  # line heights between the left edges of a column's lines
LEADING = 2.5  # line heights, at most, from one line of a cell to the next
LINES = 4  # of a first cell, at most
LEVEL = 0.25  # line heights between what is level
NEARER = 0.9  # of the way to the next row: a line as far from either goes on with the row above

B = TypeVar("B", bound=Box)


def join_wrapped_cells(rows: Sequence[Sequence[B]], is_figure: Callable[[B], bool]) -> list[list[list[B]]]:
    """The rows, each a list of cells, and these of their lines: what goes on with a cell stands in no row of its own.

    A first cell may be drawn with all its lines before the others of its row; of 141 pages of offices' PDFs two have
    such a row. A figure goes on with none: below another it would make a third. Of 2,174 rows of nine documents'
    tables, printed to PDF by LibreOffice, 1,032 are whole, 1,016 without this; 29 of 3,925 pages of all kinds are read
    otherwise.
    """
    starts = sorted(box.left for row in rows if len(row) >= CELLS for box in row[1:])
    firsts = sorted(row[0].left for row in rows if len(row) >= CELLS)
    done: list[list[list[B]]] = []
    for at, row in enumerate(rows):
        if all(_is_column(starts, box) for box in row) and (lines := _find_first_cell(done, row[0], firsts)):
            del done[-len(lines) :]
            done.append([lines, *([box] for box in row)])
            continue
        cell = _find_cell(done[-1], row[0]) if done and len(row) == 1 and not is_figure(row[0]) else None
        if cell and _is_column(starts, row[0]) and _is_nearer(cell[-1], row[0], rows[at + 1 : at + 2]):
            cell.append(row[0])
        else:
            done.append([[box] for box in row])
    return done


def _find_first_cell(done: Sequence[Sequence[list[B]]], beside: B, firsts: Sequence[float]) -> list[B]:
    """The lines drawn last that make one cell beside a row, which begins level with the first of them."""
    height = beside.bottom - beside.top
    lines: list[B] = []
    for row in reversed(done[-LINES:]):
        if len(row) > 1 or len(row[0]) > 1 or row[0][0].right > beside.left or not _is_column(firsts, row[0][0]):
            break
        if lines and not 0 < lines[0].top - row[0][0].top <= LEADING * height:
            break
        lines.insert(0, row[0][0])
        if len(lines) > 1 and abs(lines[0].top - beside.top) < LEVEL * height:
            return lines
    return []


def _find_cell(row: Sequence[list[B]], line: B) -> list[B] | None:
    """The cell, of a row of several, that a line stands right below, beginning where it does, and in no other's way."""
    if len(row) < CELLS:
        return None
    height = line.bottom - line.top
    for cell, after in pairwise([*row, None]):
        if cell is None or cell is row[0] or abs(cell[0].left - line.left) > ALIGNED * height:
            continue
        below = 0 < line.top - cell[-1].top <= LEADING * height
        return cell if below and (after is None or line.right <= after[0].left) else None
    return None


def _is_column(starts: Sequence[float], line: Box) -> bool:
    """Whether enough of these, which are in order, lie where the line begins."""
    near = ALIGNED * (line.bottom - line.top)
    last = bisect_left(starts, line.left - near) + ROWS - 1
    return last < len(starts) and starts[last] <= line.left + near


def _is_nearer(above: Box, line: Box, following: Sequence[Sequence[Box]]) -> bool:
    """Whether a line is not nearer to the row that follows it, as the first line of a cell in the middle of its row."""
    steps = [row[0].top - line.top for row in following if row[0].top > line.top]
    return not steps or steps[0] >= NEARER * (line.top - above.top)
