"""OpenDocument spreadsheets: one page a sheet, values as the sheet shows them, charts and comments below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row
from ingest.loaders.office.odf_tables import hidden_columns, is_hidden_by_hand, read_rows
from ingest.loaders.office.odf_text import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    Odf,
    leave_out,
    open_odf,
    read_comments,
    read_frame,
    read_text,
)
from ingest.loaders.office.odt import write_object
from ingest.loaders.office.package import open_package
from ingest.loaders.office.sheets import (
    add_sheet_heading,
    name_cell,
    note_hidden,
    note_uncalculated,
    show_uncalculated,
    write_rows,
)
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

# Where a program wrote the value only, and not how it is shown.
VALUES = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}


def load_ods(path: Path) -> LoadedFile:
    with open_package(path) as package:
        odf = open_odf(package, "spreadsheet")
        unseen = _find_hidden_styles(odf.root)
        pages: list[Page] = []
        problems: list[str] = []
        for number, table in enumerate(odf.body.iterchildren(TABLE + "table"), 1):
            name = table.get(TABLE + "name", "")
            if table.get(TABLE + "style-name") in unseen:
                problems.append(f"sheet {name} is hidden: left out")
            else:
                pages.append(_page(odf, table, number, problems))
        problems += odf.omissions.describe()
        return LoadedFile(package.title("meta.xml") or path.stem, tuple(pages), tuple(problems))


def _find_hidden_styles(root: Any) -> set[str]:
    """The styles of hidden sheets."""
    properties = root.iter(STYLE + "table-properties")
    return {each.getparent().get(STYLE + "name", "") for each in properties if each.get(TABLE + "display") == "false"}


def _page(odf: Odf, table: Any, number: int, problems: list[str]) -> Page:
    name = table.get(TABLE + "name", "")
    reader = _Reader(odf)
    body = PageBuilder()
    write_rows(body, _rows(reader, table))
    for frame in table.iter(DRAW + "frame"):
        body.add(read_frame(odf, frame))
        write_object(body, odf, frame)
    for comment in reader.comments:
        body.add(comment)
    rows = sum(is_hidden_by_hand(row) and any(row.itertext()) for row in table.iter(TABLE + "table-row"))
    columns = len(hidden_columns(table) & reader.filled)
    problems += [*note_hidden(name, rows, columns), *note_uncalculated(name, reader.uncalculated)]
    return add_sheet_heading(body.page(), number, name)


def _rows(reader: _Reader, table: Any) -> Iterator[Row]:
    return read_rows(table, reader.read)


class _Reader:
    """Reads cells; keeps their comments, how many formulas were never calculated, and which columns say something."""

    def __init__(self, odf: Odf) -> None:
        self.odf = odf
        self.comments: list[str] = []
        self.uncalculated = 0
        self.filled: set[int] = set()  # columns

    def read(self, cell: Any, row: int, column: int) -> str:
        for comment in read_comments(self.odf, cell):
            self.comments.append(f"{name_cell(row, column)}: {comment}")
        if leave_out(self.odf, cell):
            return ""
        text = "\n".join(filter(None, (read_text(self.odf, part) for part in cell.iterchildren(TEXT + "p"))))
        text = text or self._value(cell)
        self.filled |= {column} if text else set()
        return text

    def _value(self, cell: Any) -> str:
        kind = cell.get(OFFICE + "value-type", "")
        value = str(cell.get(OFFICE + VALUES.get(kind, "value"), ""))
        if kind == "percentage" and value:
            return f"{float(value) * 100:.10g}%"
        if kind == "currency":
            return f"{value} {cell.get(OFFICE + 'currency', '')}".strip()
        if kind == "boolean":
            return value.upper()
        formula = str(cell.get(TABLE + "formula", ""))
        if not value and formula:
            self.uncalculated += 1
            return show_uncalculated(formula.partition("=")[2])
        return value.removesuffix("T00:00:00")
