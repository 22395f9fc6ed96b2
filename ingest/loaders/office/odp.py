"""OpenDocument presentations: one page a slide, its title as heading, its notes below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.odt import DRAW, TEXT, contents, text_of, write_blocks
from ingest.loaders.office.package import open_package
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
BOILERPLATE = ("header", "footer", "date-time", "page-number", "page")


def load_odp(path: Path) -> LoadedFile:
    with open_package(path) as package:
        _, body = contents(package, "presentation")
        pages = tuple(_slide(slide, number) for number, slide in enumerate(body.iterchildren(DRAW + "page"), 1))
        first = next((heading.title for page in pages for heading in page.headings[:1]), "")
        return LoadedFile(package.title("meta.xml") or first or path.stem, pages)


def _slide(slide: Any, number: int) -> Page:
    builder = PageBuilder()
    shapes = [shape for shape in slide if _role(shape) not in BOILERPLATE and shape.tag != PRESENTATION + "notes"]
    for shape in sorted(shapes, key=lambda shape: _role(shape) != "title"):  # keeps the order of the rest
        if _role(shape) == "title":
            builder.heading(1, " ".join(map(text_of, shape.iter(TEXT + "p"))))
        else:
            write_blocks(builder, shape, {})
    notes = PageBuilder()
    for shape in slide.iterfind(f"{PRESENTATION}notes/*"):
        if _role(shape) not in BOILERPLATE:
            write_blocks(notes, shape, {})
    if notes.parts:
        builder.heading(2, "Notes")
        builder.absorb(notes.page())
    return builder.page(number)


def _role(shape: Any) -> str:
    return str(shape.get(PRESENTATION + "class", ""))
