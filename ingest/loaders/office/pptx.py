"""Presentations: one page a slide, its title as heading, its notes below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row, write_table
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.diagrams import write_diagram
from ingest.loaders.office.drawing_text import MC, A, DrawingText, R
from ingest.loaders.office.objects import write_description, write_objects
from ingest.loaders.office.package import Package, main_part, open_package
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
ON = ("1", "true")
TITLES = ("title", "ctrTitle")
BOILERPLATE = ("dt", "ftr", "sldNum", "hdr")
NOT_NOTES = (*BOILERPLATE, "sldImg")


def load_pptx(path: Path) -> LoadedFile:
    with open_package(path) as package:
        main, root = main_part(package, "ppt/presentation.xml")
        parts = package.find_related(main, "/slide")
        omissions = Omissions()
        pages: list[Page] = []
        problems: list[str] = []
        for number, slide in enumerate(root.iter(P + "sldId"), 1):
            page = _slide(package, parts.get(slide.get(R + "id"), ""), number, omissions, problems)
            pages += [page] if page else []
        problems += omissions.describe()
        first = next((heading.title for page in pages for heading in page.headings if heading.level == 1), "")
        return LoadedFile(_find_title(package) or first or path.stem, tuple(pages), tuple(problems))


def _find_title(package: Package) -> str:
    title = package.title()
    return "" if title.lower() in ("powerpoint presentation", "powerpoint 演示文稿", "slide 1") else title


def _slide(package: Package, part: str, number: int, omissions: Omissions, problems: list[str]) -> Page | None:
    """None for a hidden one."""
    root = package.xml(part)
    if root is None:
        return Page("", number, problem=f"slide {number} is missing from the file")
    if root.get("show") in ("0", "false"):
        problems.append(f"slide {number} is hidden: left out")
        return None
    builder = PageBuilder()
    words = DrawingText(package.links(part), omissions)
    shapes = list(_shapes(root.find(f"{P}cSld/{P}spTree")))
    for shape in sorted(shapes, key=lambda shape: _role(shape) not in TITLES):  # keeps the order of the rest
        _write_shape(builder, shape, words)
    for diagram in package.find_related(part, "/diagramData").values():
        write_diagram(builder, package.xml(diagram))
    write_charts(builder, package, part)
    problems += write_objects(builder, package, part, omissions)
    for comment in _comments(package, part):
        builder.add(comment)
    for notes in package.find_related(part, "/notesSlide").values():
        _write_notes(builder, package.xml(notes), DrawingText(package.links(notes), omissions))
    return builder.page(number)


def _comments(package: Package, part: str) -> Iterator[str]:
    for comments in package.find_related(part, "/comments").values():
        root = package.xml(comments)
        for comment in () if root is None else root.iter("{*}cm"):
            words = comment.findtext(P + "text") or "".join(text.text or "" for text in comment.iter(A + "t"))
            if words.strip():
                yield f"Comment: {words.strip()}"


def _shapes(tree: Any) -> Iterator[Any]:
    for child in () if tree is None else tree:
        if child.tag == P + "grpSp":
            yield from _shapes(child)
        elif child.tag == MC + "AlternateContent":
            yield from _shapes(child.find(MC + "Choice"))
        elif child.tag in (P + "sp", P + "graphicFrame", P + "cxnSp", P + "pic") and not _is_hidden(child):
            yield child


def _is_hidden(shape: Any) -> bool:
    return any(properties.get("hidden") in ("1", "true") for properties in shape.iter(P + "cNvPr"))


def _role(shape: Any) -> str:
    placeholder = shape.find(f".//{P}nvPr/{P}ph")
    return placeholder.get("type", "body") if placeholder is not None else ""


def _write_shape(builder: PageBuilder, shape: Any, words: DrawingText) -> None:
    table = shape.find(f".//{A}tbl")
    if table is not None:
        write_table(builder, _rows(table, words))
    elif shape.tag == P + "pic":
        write_description(builder, shape, words.omissions)
    elif _role(shape) in TITLES:
        builder.add_heading(1, " ".join(words.read_paragraphs(shape)))
    else:
        for index, paragraph in enumerate(words.read_paragraphs(shape)):
            builder.add(paragraph, tight=index > 0, boilerplate=_role(shape) in BOILERPLATE)


def _write_notes(builder: PageBuilder, root: Any, words: DrawingText) -> None:
    tree = root.find(f"{P}cSld/{P}spTree") if root is not None else None
    shapes = (shape for shape in _shapes(tree) if _role(shape) not in NOT_NOTES and shape.tag != P + "pic")
    texts = [text for shape in shapes for text in words.read_paragraphs(shape)]
    if texts:
        builder.add_heading(2, "Notes")
        builder.add("\n".join(texts))


def _rows(table: Any, words: DrawingText) -> list[Row]:
    rows: list[Row] = []
    for element in table.iter(A + "tr"):
        row = Row([])
        above = rows[-1].cells if rows else []
        for cell in element.iterchildren(A + "tc"):
            column = len(row.cells)
            if cell.get("hMerge") in ON and row.cells:
                row.cells.append(row.cells[-1])
            elif cell.get("vMerge") in ON and column < len(above):
                row.cells.append(above[column])
                row.below |= {column}
            else:
                row.cells.append(" ".join(words.read_paragraphs(cell)))
            span = cell.get("gridSpan", "1")
            if span.isdecimal() and int(span) > 1:
                row.spans += ((column, column + int(span)),)
        rows.append(row)
    return rows
