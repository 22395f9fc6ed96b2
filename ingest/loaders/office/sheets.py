"""Rows of cells as a reader takes them: captions as lines, tables with their header row, apart where a row is blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.loaders.grid import Row, has_header, merge_headers, say_once
from ingest.loaders.office.regions import read_once, says_one_thing, split_regions, states_values
from ingest.loaders.office.table_tops import count_above_header, goes_on
from ingest.loaders.page_builder import PageBuilder
from kb.text.statements.headers import is_number
from kb.types import Page

CODES = re.compile(r'&(?:"[^"]*"|K[\dA-F+-]{5,6}|\d+|[A-Z&])', re.IGNORECASE)


@dataclass
class Contents:
    """A sheet's rows as shown, empty ones between them too; merged cells repeat their text in all that they cover.

    Rows and columns that are hidden by hand are empty; those that a filter hides, or that are folded away, are not.
    """

    rows: list[Row] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    uncalculated: int = 0  # formulas whose result is not in the file

    def hide(self, rows: Iterable[int], columns: set[int]) -> None:
        """Empties them, so that the others stay where they are; counts those that say something."""
        for at in rows:
            self.hidden_rows += any(self.rows[at].cells)
            self.rows[at] = Row([])
        emptied = set()
        for row in self.rows if columns else ():
            for at in columns.intersection(range(len(row.cells))):
                if row.cells[at]:
                    emptied.add(at)
                    row.cells[at] = ""
        self.hidden_columns = len(emptied)


def add_sheet_heading(page: Page, number: int, name: str) -> Page:
    """A sheet's page, under its name; one that is empty stays so."""
    builder = PageBuilder()
    if page.text:
        builder.add_heading(1, name)
        builder.absorb(page)
    return builder.page(number, name)


def write_rows(builder: PageBuilder, rows: Iterable[Row]) -> None:
    """Rows in blocks between blank ones. A block that begins with data goes on with the header of the one before."""
    header: list[str] = []
    body: list[list[str]] = []
    alone = False  # a header that a blank row keeps apart from its data
    for placed, beside in _read_blocks(builder, rows):
        block = merge_headers(placed, max(map(Row.width, placed)) if any(row.spans for row in placed) else 0)
        if header and not beside and _begins_with_data(block) and goes_on(block, header, [] if alone else body):
            block.insert(0, header)
        elif alone:
            _write_alone(builder, header)
        alone = len(block) == 1 and _count_filled(block[0]) > 1
        if all(map(says_one_thing, placed)):
            builder.add("\n".join(map(_first, placed)))
            continue
        if not alone and len(block) <= len(placed) and not has_header(placed, block):
            block = say_once(placed)
        if not beside or alone:
            header, body = block[0], block[1:]
        if not alone:
            margin = _common_margin(block)
            builder.table([row[margin:] for row in block] if margin else block)
    if alone:
        _write_alone(builder, header)


def _read_blocks(builder: PageBuilder, rows: Iterable[Row]) -> Iterator[tuple[list[Row], bool]]:
    """The tables among the rows, and whether each stands beside another at its left; their captions become lines."""
    for block in _blocks(rows):
        _add_captions(builder, block)
        for at, region in enumerate(split_regions(block)):
            _add_captions(builder, region)
            _add_above_header(builder, region)
            below = _take_statements(region)
            yield region, at > 0
            builder.add("\n".join(below))


def _add_captions(builder: PageBuilder, rows: list[Row]) -> None:
    """Rows of one cell, or of labels with their values, that stand over the table."""
    while len(rows) > 1 and not all(map(says_one_thing, rows)):
        if not (says_one_thing(rows[0]) or states_values(rows[0], len(read_once(rows[1])))):
            return
        builder.add("\n".join(read_once(rows.pop(0))))


def _add_above_header(builder: PageBuilder, rows: list[Row]) -> None:
    """Rows that stand over a table's header and say something themselves, as a table of their own."""
    if above := count_above_header(rows):
        builder.table(say_once(rows[:above]))
        del rows[:above]


def _take_statements(rows: list[Row]) -> list[str]:
    """Takes what is signed, or noted in the same way, from below a table."""
    width = max(len(read_once(row)) for row in rows)
    taken: list[str] = []
    while len(rows) > 2 and states_values(rows[-1], width):
        taken[:0] = read_once(rows.pop())
    return taken


def _write_alone(builder: PageBuilder, row: Sequence[str]) -> None:
    """A row that heads nothing: it says something itself."""
    builder.table([[], row[_common_margin([row]) :]])


def name_cell(row: int, column: int) -> str:
    """`B3`, of a row and a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def clean_margin(text: str) -> str:
    """What is printed at the top or bottom of each page of a sheet, less the codes of its fonts, numbers and dates."""
    return " ".join(CODES.sub(" ", text).split())


def note_hidden(sheet: str, rows: int, columns: int = 0) -> Iterator[str]:
    """For people, how many rows and columns of a sheet are hidden by hand."""
    for count, kind in ((rows, "row"), (columns, "column")):
        if count:
            yield f"sheet {sheet}: {count} {kind}{'s are' if count > 1 else ' is'} hidden: left out"


def show_uncalculated(formula: str) -> str:
    """A cell whose value nobody knows, told so that its formula is taken for none; `kb.answer.tables` knows its `=`."""
    return f"={formula} (never calculated)"


def note_uncalculated(sheet: str, count: int) -> Iterator[str]:
    """For people, how many formulas have no result in the file."""
    if count:
        formulas = "1 formula was" if count == 1 else f"{count} formulas were"
        yield f"sheet {sheet}: {formulas} never calculated: open and save it in a spreadsheet program"


def _first(row: Row) -> str:
    return next((text for text in row.cells if text.strip()), "")


def _begins_with_data(block: Sequence[Sequence[str]]) -> bool:
    return _count_filled(block[0]) > 1 and any(is_number(value.strip()) for value in block[0])


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        if any(value.strip() for value in row.cells):
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _count_filled(row: Sequence[str]) -> int:
    return sum(bool(value.strip()) for value in row)


def _common_margin(block: Sequence[Sequence[str]]) -> int:
    """How many columns at the left are empty in all rows."""
    margin = max(map(len, block))
    for row in block:
        margin = next((at for at, value in enumerate(row[:margin]) if value.strip()), margin)
        if not margin:  # as in most tables, by the first row
            return 0
    return margin
