"""Spreadsheets: one page a sheet, values as the sheet shows them, text boxes, charts and comments below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.diagrams import write_diagram
from ingest.loaders.office.drawing_text import DrawingText
from ingest.loaders.office.objects import write_description, write_objects
from ingest.loaders.office.package import Package, open_package
from ingest.loaders.office.sheets import add_sheet_heading, clean_margin, note_hidden, note_uncalculated, write_rows
from ingest.loaders.office.workbook import Sheet, Workbook
from ingest.loaders.office.workbook_styles import S
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page


def load_xlsx(path: Path) -> LoadedFile:
    with open_package(path) as package:
        omissions = Omissions()
        book = Workbook(package, omissions)
        pages: list[Page] = []
        problems: list[str] = []
        for number, sheet in enumerate(book.sheets, 1):
            if sheet.hidden:
                problems.append(f"sheet {sheet.name} is hidden: left out")
            else:
                pages.append(_page(package, book, sheet, number, problems, omissions))
        problems += omissions.describe()
        return LoadedFile(package.title() or path.stem, tuple(pages), tuple(problems))


def _page(
    package: Package, book: Workbook, sheet: Sheet, number: int, problems: list[str], omissions: Omissions
) -> Page:
    if sheet.part not in package.names:
        return Page("", number, sheet.name, problem=f"sheet {sheet.name} is missing from the file")
    body = PageBuilder()
    contents = book.read(sheet)
    write_rows(body, contents.rows)
    problems += note_hidden(sheet.name, contents.hidden_rows, contents.hidden_columns)
    problems += note_uncalculated(sheet.name, contents.uncalculated)
    for drawing in package.find_related(sheet.part, "/drawing").values():
        _write_drawing(body, package, drawing, omissions)
    for comment in _comments(package, sheet.part):
        body.add(comment)
    problems += write_objects(body, package, sheet.part, omissions)
    for margin in _margins(package, sheet.part) if body.length else ():  # no page of an empty one is printed
        body.add(margin, boilerplate=True)
    return add_sheet_heading(body.page(), number, sheet.name)


def _write_drawing(builder: PageBuilder, package: Package, drawing: str, omissions: Omissions) -> None:
    root = package.xml(drawing)
    words = DrawingText(package.links(drawing), omissions)
    for body in () if root is None else root.iter("{*}txBody"):
        builder.add("\n".join(words.read_paragraphs(body)))
    for picture in () if root is None else root.iter("{*}pic"):
        write_description(builder, picture, omissions)
    for diagram in package.find_related(drawing, "/diagramData").values():
        write_diagram(builder, package.xml(diagram))
    write_charts(builder, package, drawing)


def _comments(package: Package, part: str) -> Iterator[str]:
    for comments in package.find_related(part, "/comments").values():
        root = package.xml(comments)
        for comment in () if root is None else root.iter(S + "comment"):
            yield f"{comment.get('ref', '')}: " + "".join(text.text or "" for text in comment.iter(S + "t"))


def _margins(package: Package, part: str) -> Iterator[str]:
    """What is printed at the top and bottom of each page."""
    for element in package.stream(part, S + "oddHeader", S + "oddFooter"):
        yield clean_margin(element.text or "")
