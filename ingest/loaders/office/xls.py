"""Old Excel workbooks: one page a sheet, values as the sheet shows them; by xlrd, which knows how cells look."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlrd

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row, fill_merged
from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.cells import format_cell, format_text
from ingest.loaders.office.legacy import load_unformatted_xls
from ingest.loaders.office.sheets import Contents, add_sheet_heading, clean_margin, name_cell, note_hidden, write_rows
from ingest.loaders.office.xls_drawings import Drawings, read_drawings
from ingest.loaders.ole import open_container
from ingest.loaders.omissions import GAP, STRUCK, Omissions, close_gaps
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable
from kb.text.links import add_address
from kb.types import Page

CONTAINER = b"\xd0\xcf\x11\xe0"
WHITE = (255, 255, 255)
FILTERED = "_FilterDatabase"  # the name of a filter's range
RAISED, LOWERED = 1, 2  # what a font's escapement says


def load_xls(path: Path) -> LoadedFile:
    data = path.read_bytes()
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Unreadable("is encrypted: save a copy without its password", kind="encrypted") from error
        return load_unformatted_xls(path)
    except Exception:  # how it fails on files made wrong
        return load_unformatted_xls(path)
    omissions = Omissions()
    pages: list[Page] = []
    problems: list[str] = []
    drawings = read_drawings(_find_stream(data))
    for number, sheet in enumerate(book.sheets(), 1):
        if sheet.visibility:
            problems.append(f"sheet {sheet.name} is hidden: left out")
        else:
            drawn = drawings[number - 1] if len(drawings) == book.nsheets else Drawings()
            pages.append(_page(book, sheet, number, drawn, problems, omissions))
    return LoadedFile(path.stem, tuple(pages), (*problems, *omissions.describe()))


def _find_stream(data: bytes) -> bytes:
    """The workbook in its container; of before Excel 95 there is none around it."""
    top = open_container(data) if data.startswith(CONTAINER) else None
    return (top.read("Workbook") or top.read("Book")) if top else data


def _page(book: Any, sheet: Any, number: int, drawn: Drawings, problems: list[str], omissions: Omissions) -> Page:
    contents = _read(book, sheet, omissions)
    body = PageBuilder()
    write_rows(body, contents.rows)
    for box in drawn.boxes:
        fonts_known = box.runs and all(font < len(book.font_list) for _, font in box.runs)
        body.add(_runs(book, box.text, box.runs, omissions) if fonts_known else box.text)
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        body.add(f"{name_cell(row, column)}: {note.text}")
    for margin in drawn.margins if body.length else ():  # no page of an empty sheet is printed
        body.add(clean_margin(margin), boilerplate=True)
    problems += note_hidden(sheet.name, contents.hidden_rows, contents.hidden_columns)
    return add_sheet_heading(body.page(), number, sheet.name)


def _read(book: Any, sheet: Any, omissions: Omissions) -> Contents:
    contents = Contents()
    for row in range(sheet.nrows):
        cells = [_value(book, sheet, row, column, omissions) for column in range(sheet.row_len(row))]
        contents.rows.append(Row(cells))
    for link in sheet.hyperlink_list:
        row, column = link.frowx, link.fcolx
        if link.url_or_path and row < len(contents.rows) and column < len(contents.rows[row].cells):
            cells = contents.rows[row].cells
            address = link.url_or_path
            cells[column] = add_address(
                cells[column], address.decode("latin-1") if isinstance(address, bytes) else address
            )
    for top, bottom, left, right in sheet.merged_cells:
        fill_merged(contents.rows, top, left, bottom - 1, right - 1)
    filtered = list(_find_filters(book, sheet))
    hidden = [
        row
        for row, look in sorted(sheet.rowinfo_map.items())
        if look.hidden and not look.outline_level and row < len(contents.rows) and not _is_within(row, filtered)
    ]
    columns = {at for at, look in sheet.colinfo_map.items() if look.hidden and not look.outline_level}
    contents.hide(hidden, columns)
    return contents


def _value(book: Any, sheet: Any, row: int, column: int, omissions: Omissions) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    look = book.xf_list[sheet.cell_xf_index(row, column)]
    font = book.font_list[look.font_index]
    if font.struck_out:
        omissions.add(STRUCK)
        return ""
    if book.colour_map.get(font.colour_index) == WHITE and not look.background.fill_pattern:
        return ""
    number_format = book.format_map[look.format_key].format_str if look.format_key in book.format_map else "General"
    if kind == xlrd.XL_CELL_TEXT:
        runs = sheet.rich_text_runlist_map.get((row, column))
        return format_text(_runs(book, value, runs, omissions) if runs else value, number_format)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERROR"))
    return format_cell(f"{value!r}", number_format, book.datemode == 1)


def _runs(book: Any, text: str, runs: Sequence[tuple[int, int]], omissions: Omissions) -> str:
    """A text whose letters are in several fonts."""
    ends = [start for start, _ in runs[1:]] + [len(text)]
    parts = [text[: runs[0][0]]]
    for (start, number), end in zip(runs, ends, strict=True):
        font, words = book.font_list[number], text[start:end]
        if font.struck_out:
            omissions.add(STRUCK)
            words = GAP
        moves = {RAISED: raise_text, LOWERED: lower_text}
        parts.append(moves[font.escapement](words) if font.escapement in moves else words)
    return close_gaps("".join(parts))


def _find_filters(book: Any, sheet: Any) -> Iterator[tuple[int, int]]:
    """The rows, first and one after the last, among which a filter hides some."""
    for name in book.name_obj_list:
        if name.builtin and name.scope == sheet.number and name.name in (FILTERED, "\r"):
            try:
                _, top, bottom, _, _ = name.area2d()
                yield top, bottom
            except xlrd.XLRDError:
                yield 0, sheet.nrows


def _is_within(row: int, areas: Sequence[tuple[int, int]]) -> bool:
    return any(first <= row < after for first, after in areas)
