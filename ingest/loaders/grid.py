"""Tables with merged cells as rows of plain cells: each column under all that heads it, each cell under its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.page_builder import PageBuilder
from kb.text.statements.headers import is_number, names_columns

MAX_SPAN = 200  # columns or rows of one cell
MAX_HEADERS = 4  # rows


@dataclass(frozen=True)
class Cell:
    """A cell as it stands in a file; `heads`: it is marked as naming a column or row, `bold`: it looks so."""

    text: str
    columns: int = 1
    rows: int = 1
    heads: bool = False
    bold: bool = False


@dataclass(slots=True)
class Row:
    """A row's cells, the merged ones repeated in each column that they cover.

    `spans` are the columns, first and one after the last, of cells that cover several; `below` those that go on from
    the row above. `heads`: all cells are marked as naming a column; `labels`: the first is, or looks so, and the next
    is not, as where it names the row.
    """

    cells: list[str]
    spans: tuple[tuple[int, int], ...] = ()
    below: frozenset[int] = frozenset()
    heads: bool = False
    labels: bool = False

    def width(self) -> int:
        return max((at + 1 for at, text in enumerate(self.cells) if text.strip()), default=0)


def write_table(builder: PageBuilder, rows: Iterable[Row]) -> None:
    """Adds a table; rows at its top that are one cell from edge to edge come before it, as lines."""
    placed = [row for row in rows if any(text.strip() for text in row.cells)]
    width = max((len(row.cells) for row in placed), default=0)
    while len(placed) > 1 and is_caption(placed[0], width):
        builder.add(placed.pop(0).cells[0])
    cells = merge_headers(placed, width)
    builder.table(cells if has_header(placed, cells) else say_once(placed))


def has_header(rows: Sequence[Row], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a table's first row names its columns; `cells` are its rows, those of several header rows as one."""
    if not rows or rows[0].labels:
        return False
    return len(rows) > 1 and (rows[0].heads or len(cells) < len(rows) or names_columns(cells))


def say_once(rows: Iterable[Row]) -> list[list[str]]:
    """The cells of a table without a header, below an empty one, as Markdown has it; wide cells said once."""
    said: list[list[str]] = [[]]
    for row in rows:
        covered = {at for start, stop in row.spans for at in range(start + 1, stop)}
        said.append(["" if at in covered else text for at, text in enumerate(row.cells)])
    return said


def place_cells(rows: Iterable[Sequence[Cell]]) -> list[Row]:
    """The rows with each cell in the columns that it covers, in this row and in those below."""
    reaching: dict[int, tuple[int, str]] = {}  # column → rows that its cell still covers, and its text
    return [_place_row(row, reaching) for row in rows]


def fill_merged(rows: Sequence[Row], top: int, left: int, bottom: int, right: int) -> None:
    """Puts the text of a merged cell into all that it covers, its last row and column included; not into empty rows."""
    if top >= len(rows) or left >= len(rows[top].cells):
        return
    text = rows[top].cells[left]
    for at, row in enumerate(rows[top : bottom + 1]):
        if at and not any(row.cells):
            continue
        row.cells += [""] * (right + 1 - len(row.cells))
        for column in range(left, right + 1):
            row.cells[column] = row.cells[column] or text
        if right > left:
            row.spans += ((left, right + 1),)
        if at:
            row.below |= set(range(left, right + 1))


def is_caption(row: Row, width: int) -> bool:
    """Whether one cell covers all columns."""
    return width > 1 and len(row.spans) == 1 and row.spans[0] == (0, width)


def merge_headers(rows: Sequence[Row], width: int) -> list[list[str]]:
    """The cells, those of several header rows as one row; a row that is one cell from edge to edge says so once."""
    if not any(row.spans or row.heads for row in rows):
        return [row.cells for row in rows]
    count = _count_headers(rows, width)
    body = ([row.cells[0]] if is_caption(row, width) else _say_label_once(row) for row in rows[count:])
    return [_merge_rows(rows[:count]), *body] if count else list(body)


def _say_label_once(row: Row) -> list[str]:
    """The cells of a row; one that is wide and stands before nothing but numbers names them, and is in no column."""
    stop = max((stop for start, stop in row.spans if start == 0), default=0)
    figures = [is_number(text.strip()) for text in row.cells[stop:] if text.strip()]
    if not (stop and figures and all(figures)) or is_number(row.cells[0].strip()):
        return row.cells
    return [row.cells[0], *[""] * (stop - 1), *row.cells[stop:]]


def join_table(rows: Iterable[Row]) -> str:
    """A small table in one line, as in a cell of another: `Season: Summer, Price: 180; Season: Winter, Price: 120`."""
    placed = list(rows)
    merged = merge_headers(placed, max((len(row.cells) for row in placed), default=0))
    filled = [row for row in merged if any(text.strip() for text in row)]
    if len(filled) > 1 and min(map(len, filled)) > 1 and not any(is_number(text.strip()) for text in filled[0]):
        pairs = ([f"{name}: {text}" for name, text in zip(filled[0], row, strict=False) if text] for row in filled[1:])
        return "; ".join(map(", ".join, pairs))
    return "; ".join(", ".join(filter(None, row)) for row in filled)


def _place_row(row: Sequence[Cell], reaching: dict[int, tuple[int, str]]) -> Row:
    named = [cell.heads or cell.bold for cell in row if cell.text.strip()]
    placed = Row([], heads=bool(row) and all(cell.heads for cell in row), labels=named[:2] == [True, False])
    for cell in row:
        _take_from_above(placed, reaching)
        start = len(placed.cells)
        columns = min(max(cell.columns, 1), MAX_SPAN)
        placed.cells += [cell.text] * columns
        if columns > 1:
            placed.spans += ((start, start + columns),)
        if cell.rows > 1:
            reaching.update(dict.fromkeys(range(start, start + columns), (min(cell.rows, 10_000) - 1, cell.text)))
    _take_from_above(placed, reaching)
    return placed


def _take_from_above(row: Row, reaching: dict[int, tuple[int, str]]) -> None:
    while len(row.cells) in reaching:
        column = len(row.cells)
        left, text = reaching.pop(column)
        if left > 1:
            reaching[column] = (left - 1, text)
        row.below |= {column}
        row.cells.append(text)


def _count_headers(rows: Sequence[Row], width: int) -> int:
    """How many rows at the top name columns; 0 where there is one at most, as in most tables."""
    count = 1
    while count < min(len(rows) - 1, MAX_HEADERS) and _is_continued(rows[count - 1], rows[count], width):
        count += 1
    return count if rows and count > 1 else 0


def _is_continued(above: Row, row: Row, width: int) -> bool:
    """Whether a row divides the columns that the row above it names together."""
    if is_caption(row, width) or any(is_number(text.strip()) for text in row.cells):
        return False
    if above.heads and row.heads:
        return True
    spanned = {column for start, stop in above.spans for column in range(start, stop)}
    others = [at for at, text in enumerate(row.cells) if at not in spanned and at not in row.below and text.strip()]
    if set(above.spans) <= set(row.spans):  # it divides none of them
        return False
    if any(at < len(above.cells) and above.cells[at].strip() for at in others):  # or says something else of a column
        return _divides_all(above, row)
    return bool(spanned) and any(row.cells[at].strip() for at in spanned if at < len(row.cells))


def _divides_all(above: Row, row: Row) -> bool:
    """Whether a row names parts of all wide columns, and no thing of its own, as a table's first one mostly does.

    A column that is not wide may be said more of: "Rate" below "Depreciation".
    """
    first = next(at for at, text in enumerate(above.cells) if text.strip())
    parts = [[text.strip() for text in row.cells[start:stop]] for start, stop in above.spans]
    return not row.cells[first].strip() and all(all(texts) and len({*texts}) == len(texts) for texts in parts)


def _merge_rows(rows: Sequence[Row]) -> list[str]:
    width = max(len(row.cells) for row in rows)
    return [" ".join(dict.fromkeys(_column(rows, at))) for at in range(width)]


def _column(rows: Sequence[Row], at: int) -> Iterator[str]:
    return (row.cells[at] for row in rows if at < len(row.cells) and row.cells[at].strip())
