"""Presentations: one page a slide, its title as heading, its notes below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.package import Package, main_part, open_package
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TITLES = ("title", "ctrTitle")
BOILERPLATE = ("dt", "ftr", "sldNum", "hdr")
NOT_NOTES = (*BOILERPLATE, "sldImg")


def load_pptx(path: Path) -> LoadedFile:
    with open_package(path) as package:
        main, root = main_part(package, "ppt/presentation.xml")
        parts = package.find_related(main, "/slide")
        slides = [parts.get(slide.get(R + "id"), "") for slide in root.iter(P + "sldId")]
        pages = tuple(_slide(package, part, number) for number, part in enumerate(slides, 1))
        first = next((heading.title for page in pages for heading in page.headings if heading.level == 1), "")
        return LoadedFile(_stated_title(package) or first or path.stem, pages)


def _stated_title(package: Package) -> str:
    title = package.title()
    return "" if title.lower() in ("powerpoint presentation", "powerpoint 演示文稿", "slide 1") else title


def _slide(package: Package, part: str, number: int) -> Page:
    root = package.xml(part)
    if root is None:
        return Page("", number, problem=f"slide {number} is missing from the file")
    builder = PageBuilder()
    shapes = list(_shapes(root.find(f"{P}cSld/{P}spTree")))
    for shape in sorted(shapes, key=lambda shape: _role(shape) not in TITLES):  # keeps the order of the rest
        _write_shape(builder, shape)
    for diagram in package.find_related(part, "/diagramData").values():
        for paragraph in _paragraphs(package.xml(diagram)):
            builder.add(paragraph, tight=True)
    write_charts(builder, package, part)
    for notes in package.find_related(part, "/notesSlide").values():
        _write_notes(builder, package.xml(notes))
    return builder.page(number)


def _shapes(tree: Any) -> Iterator[Any]:
    for child in () if tree is None else tree:
        if child.tag == P + "grpSp":
            yield from _shapes(child)
        elif child.tag == MC + "AlternateContent":
            yield from _shapes(child.find(MC + "Choice"))
        elif child.tag in (P + "sp", P + "graphicFrame", P + "cxnSp") and not _hidden(child):
            yield child


def _hidden(shape: Any) -> bool:
    return any(properties.get("hidden") in ("1", "true") for properties in shape.iter(P + "cNvPr"))


def _role(shape: Any) -> str:
    placeholder = shape.find(f".//{P}nvPr/{P}ph")
    return placeholder.get("type", "body") if placeholder is not None else ""


def _write_shape(builder: PageBuilder, shape: Any) -> None:
    table = shape.find(f".//{A}tbl")
    if table is not None:
        builder.table(_rows(table))
    elif _role(shape) in TITLES:
        builder.heading(1, " ".join(_paragraphs(shape)))
    else:
        for index, paragraph in enumerate(_paragraphs(shape)):
            builder.add(paragraph, tight=index > 0, boilerplate=_role(shape) in BOILERPLATE)


def _write_notes(builder: PageBuilder, root: Any) -> None:
    tree = root.find(f"{P}cSld/{P}spTree") if root is not None else None
    texts = [text for shape in _shapes(tree) if _role(shape) not in NOT_NOTES for text in _paragraphs(shape)]
    if texts:
        builder.heading(2, "Notes")
        builder.add("\n".join(texts))


def _rows(table: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iter(A + "tr"):
        cells: list[str] = []
        for cell in row.iter(A + "tc"):
            below = cell.get("vMerge") in ("1", "true") and rows and len(cells) < len(rows[-1])
            cells.append(rows[-1][len(cells)] if below else " ".join(_paragraphs(cell)))
        rows.append(cells)
    return rows


def _paragraphs(element: Any) -> Iterator[str]:
    for paragraph in () if element is None else element.iter(A + "p"):
        pieces = ("\n" if part.tag == A + "br" else part.text or "" for part in paragraph.iter(A + "t", A + "br"))
        text = "".join(pieces).replace("\v", "\n").strip()
        if text:
            yield text
