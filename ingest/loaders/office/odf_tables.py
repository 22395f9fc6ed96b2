"""Tables of OpenDocument files as rows of cells: merged ones filled, rows and columns hidden by hand left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ingest.loaders.grid import Row
from ingest.loaders.office.odf_text import TABLE

REPEATED = 200  # cells and rows that are the same: formats are repeated to the sheet's end
MAX_COLUMNS = 16_384


def read_rows(table: Any, read_cell: Callable[[Any, int, int], str]) -> Iterator[Row]:
    """The table's own rows; `read_cell` is given a cell, its row and its column, both from 0."""
    unseen = hidden_columns(table)
    spanned: dict[int, tuple[str, int]] = {}  # column → a merged cell's text, and how many rows it still covers
    number = 0
    for element in _own_rows(table):
        row = _row(element, number, spanned, read_cell)
        spanned = {column: (text, left - 1) for column, (text, left) in spanned.items() if left > 1}
        repeated = count(element, "number-rows-repeated")
        number += repeated
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        if is_hidden_by_hand(element):
            continue
        if unseen:
            row = _blank_columns(row, unseen)
        for _ in range(min(repeated, REPEATED if row.cells else 1)):
            yield row


def count(element: Any, name: str) -> int:
    number = element.get(TABLE + name, "1")
    return max(int(number), 1) if number.isdecimal() else 1


def is_hidden_by_hand(row: Any) -> bool:
    """Not by a filter, and not folded away with its group, which a click opens."""
    group = next(row.iterancestors(TABLE + "table-row-group"), None)
    return row.get(TABLE + "visibility") == "collapse" and group is None


def _own_rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in (TABLE + "table-header-rows", TABLE + "table-rows", TABLE + "table-row-group"):
            yield from _own_rows(child)


def _row(
    element: Any, number: int, spanned: dict[int, tuple[str, int]], read_cell: Callable[[Any, int, int], str]
) -> Row:
    row = Row([], heads=element.getparent().tag == TABLE + "table-header-rows")
    beside = ("", 0)  # a merged cell's text, and the column after its last
    for cell in element.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
        column = len(row.cells)
        repeated = count(cell, "number-columns-repeated")
        if cell.tag == TABLE + "covered-table-cell":
            for at in range(column, column + min(repeated, MAX_COLUMNS)):
                above = spanned.get(at)
                row.cells.append(beside[0] if at < beside[1] else above[0] if above else "")
                row.below |= {at} if above and at >= beside[1] else set()
            continue
        text = read_cell(cell, number, column)
        columns, rows = min(count(cell, "number-columns-spanned"), REPEATED), count(cell, "number-rows-spanned")
        if columns > 1:
            row.spans += ((column, column + columns),)
            beside = (text, column + columns)
        if rows > 1:
            spanned.update(dict.fromkeys(range(column, column + columns), (text, rows)))
        row.cells += [text] * min(repeated, REPEATED if text else MAX_COLUMNS)
    return row


def hidden_columns(table: Any) -> set[int]:
    """Those hidden by hand, counted from 0."""
    found: set[int] = set()
    at = 0
    for column in table.iter(TABLE + "table-column"):
        repeated = min(count(column, "number-columns-repeated"), MAX_COLUMNS)
        grouped = next(column.iterancestors(TABLE + "table-column-group"), None) is not None
        if column.get(TABLE + "visibility") == "collapse" and not grouped:
            found.update(range(at, at + repeated))
        at += repeated
    return found


def _blank_columns(row: Row, columns: set[int]) -> Row:
    """The row with the texts of those columns gone; where others stand does not change."""
    return Row(["" if at in columns else text for at, text in enumerate(row.cells)], row.spans, row.below, row.heads)
