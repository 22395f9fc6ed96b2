"""Spreadsheets: one page a sheet, values as the sheet shows them, text boxes, charts and comments below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.package import Package, open_package
from ingest.loaders.office.sheets import write_rows
from ingest.loaders.office.workbook import S, Sheet, Workbook
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def load_xlsx(path: Path) -> LoadedFile:
    with open_package(path) as package:
        book = Workbook(package)
        sheets = list(enumerate(book.sheets, 1))
        pages = [_page(package, book, sheet, number) for number, sheet in sheets if not sheet.hidden]
        problems = [f"sheet {sheet.name} is hidden: left out" for _, sheet in sheets if sheet.hidden]
        return LoadedFile(package.title() or path.stem, tuple(pages), tuple(problems))


def _page(package: Package, book: Workbook, sheet: Sheet, number: int) -> Page:
    if sheet.part not in package.names:
        return Page("", number, sheet.name, problem=f"sheet {sheet.name} is missing from the file")
    body = PageBuilder()
    write_rows(body, book.rows(sheet))
    for text in _boxes(package, sheet.part):
        body.add(text)
    for drawing in package.find_related(sheet.part, "/drawing").values():
        write_charts(body, package, drawing)
    for comment in _comments(package, sheet.part):
        body.add(comment)
    page = body.page()
    builder = PageBuilder()
    if page.text:
        builder.heading(1, sheet.name)
        builder.absorb(page)
    return builder.page(number, sheet.name)


def _comments(package: Package, part: str) -> Iterator[str]:
    for comments in package.find_related(part, "/comments").values():
        root = package.xml(comments)
        for comment in () if root is None else root.iter(S + "comment"):
            yield f"{comment.get('ref', '')}: " + "".join(text.text or "" for text in comment.iter(S + "t"))


def _boxes(package: Package, part: str) -> Iterator[str]:
    for drawing in package.find_related(part, "/drawing").values():
        root = package.xml(drawing)
        for body in () if root is None else root.iter("{*}txBody"):
            paragraphs = ("".join(text.text or "" for text in part.iter(A + "t")) for part in body.iter(A + "p"))
            yield "\n".join(paragraphs)
