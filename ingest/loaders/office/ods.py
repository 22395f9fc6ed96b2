"""OpenDocument spreadsheets: one page a sheet, values as the sheet shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.odt import STYLE, TABLE, TEXT, contents, text_of
from ingest.loaders.office.package import open_package
from ingest.loaders.office.sheets import write_rows
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

REPEATED = 200  # cells and rows that are the same: formats are repeated to the sheet's end
MAX_COLUMNS = 16_384


def load_ods(path: Path) -> LoadedFile:
    with open_package(path) as package:
        root, body = contents(package, "spreadsheet")
        unseen = _unseen(root)
        pages, problems = [], []
        for number, table in enumerate(body.iterchildren(TABLE + "table"), 1):
            name = table.get(TABLE + "name", "")
            if table.get(TABLE + "style-name") in unseen:
                problems.append(f"sheet {name} is hidden: left out")
            else:
                pages.append(_page(table, name, number))
        return LoadedFile(package.title("meta.xml") or path.stem, tuple(pages), tuple(problems))


def _unseen(root: Any) -> set[str]:
    """The styles of hidden sheets."""
    properties = root.iter(STYLE + "table-properties")
    return {each.getparent().get(STYLE + "name", "") for each in properties if each.get(TABLE + "display") == "false"}


def _page(table: Any, name: str, number: int) -> Page:
    body = PageBuilder()
    write_rows(body, _rows(table))
    page = body.page()
    builder = PageBuilder()
    if page.text:
        builder.heading(1, name)
        builder.absorb(page)
    return builder.page(number, name)


def _rows(table: Any) -> Iterator[list[str]]:
    spanned: dict[int, tuple[str, int]] = {}  # column → a merged cell's text, and how many rows it still covers
    for row in table.iter(TABLE + "table-row"):
        cells: list[str] = []
        for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
            text = "\n".join(filter(None, map(text_of, cell.iterchildren(TEXT + "p"))))
            column = len(cells)
            if _count(cell, "number-rows-spanned") > 1:
                spanned[column] = (text, _count(cell, "number-rows-spanned"))
            elif cell.tag == TABLE + "covered-table-cell" and column in spanned:
                text = spanned[column][0]
            cells += [text] * min(_count(cell, "number-columns-repeated"), REPEATED if text else MAX_COLUMNS)
        spanned = {column: (text, left - 1) for column, (text, left) in spanned.items() if left > 1}
        while cells and not cells[-1]:
            cells.pop()
        for _ in range(min(_count(row, "number-rows-repeated"), REPEATED if cells else 1)):
            yield cells


def _count(element: Any, name: str) -> int:
    number = element.get(TABLE + name, "1")
    return int(number) if number.isdecimal() else 1
