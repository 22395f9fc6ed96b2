"""Spreadsheets: one page a sheet, values as the sheet shows them, text boxes below."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from ingest.loaders.loaded import Loaded
from ingest.loaders.package import Package, opened
from ingest.loaders.sheets import write_rows
from ingest.loaders.writing import Draft
from kb.types import Page

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DECIMALS = re.compile(r"0\.(0+)")
CURRENCY = re.compile(r'(?:\[\$([^\]-]+)[^\]]*\]|"?([$€£¥])"?)\s*[#0]')


def load_xlsx(path: Path) -> Loaded:
    with opened(path) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every feature that it leaves out
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheets = list(enumerate(book.worksheets, 1))
            pages = [_page(package, sheet, number) for number, sheet in sheets if sheet.sheet_state == "visible"]
            problems = [
                f"sheet {sheet.title} is hidden: left out" for _, sheet in sheets if sheet.sheet_state != "visible"
            ]
        finally:
            book.close()
        return Loaded(package.title() or path.stem, MEDIA_TYPE, tuple(pages), tuple(problems))


def _page(package: Package, sheet: Any, number: int) -> Page:
    draft = Draft()
    sheet.reset_dimensions()  # the size that a file states is often wrong, and sometimes enormous
    write_rows(draft, ([shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()))
    for text in _boxes(package, sheet._worksheet_path):
        draft.add(text)
    page = draft.page(number, sheet.title)
    return _headed(page, sheet.title)


def _headed(page: Page, title: str) -> Page:
    """With the sheet's name as heading, where there is anything under it."""
    if not page.text:
        return page
    draft = Draft()
    draft.heading(1, title)
    draft.absorb(page)
    return draft.page(page.number, page.label)


def _boxes(package: Package, part: str) -> Iterator[str]:
    for drawing in package.related(part, "/drawing").values():
        root = package.xml(drawing)
        for body in () if root is None else root.iter("{*}txBody"):
            paragraphs = ("".join(text.text or "" for text in part.iter(A + "t")) for part in body.iter(A + "p"))
            yield "\n".join(paragraphs)


def shown(value: object, number_format: str = "General") -> str:
    """The value as the sheet shows it, as far as dates, percent, thousands, decimals and currency go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        bare = value.time() == datetime.time(0)
        return value.date().isoformat() if bare else value.isoformat(" ", "seconds")
    if isinstance(value, int | float):
        return _shown_number(value, (number_format or "General").split(";")[0])
    return str(value)


def _shown_number(value: float, number_format: str) -> str:
    decimals = DECIMALS.search(number_format)
    places = len(decimals[1]) if decimals else 0
    if "%" in number_format:
        return f"{value * 100:.{places}f}%"
    if not re.search("[0#]", number_format) or "E" in number_format or "/" in number_format:
        return f"{value:.15g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)
    currency = CURRENCY.search(number_format)
    symbol = (currency[1] or currency[2]) if currency else ""
    digits = f"{abs(value):{',' if ',' in number_format else ''}.{places}f}"
    return ("-" if value < 0 else "") + symbol + digits
