"""OpenDocument presentations: one page a slide, its title as heading, its notes below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.odf_text import DRAW, STYLE, TEXT, Odf, open_odf, read_comments, read_text
from ingest.loaders.office.odt import write_blocks
from ingest.loaders.office.package import open_package
from ingest.loaders.page_builder import PageBuilder
from kb.types import Page

PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
BOILERPLATE = ("header", "footer", "date-time", "page-number", "page")


def load_odp(path: Path) -> LoadedFile:
    with open_package(path) as package:
        odf = open_odf(package, "presentation")
        unseen = _hidden_styles(odf.root)
        slides = list(enumerate(odf.body.iterchildren(DRAW + "page"), 1))
        hidden = [number for number, slide in slides if slide.get(DRAW + "style-name") in unseen]
        pages = tuple(_slide(odf, slide, number) for number, slide in slides if number not in hidden)
        problems = (*(f"slide {number} is hidden: left out" for number in hidden), *odf.omissions.describe())
        first = next((heading.title for page in pages for heading in page.headings[:1]), "")
        return LoadedFile(package.title("meta.xml") or first or path.stem, pages, problems)


def _hidden_styles(root: Any) -> set[str]:
    looks = root.iter(STYLE + "drawing-page-properties")
    return {
        each.getparent().get(STYLE + "name", "") for each in looks if each.get(PRESENTATION + "visibility") == "hidden"
    }


def _slide(odf: Odf, slide: Any, number: int) -> Page:
    builder = PageBuilder()
    shapes = [shape for shape in slide if _role(shape) not in BOILERPLATE and shape.tag != PRESENTATION + "notes"]
    for shape in sorted(shapes, key=lambda shape: _role(shape) != "title"):  # keeps the order of the rest
        if _role(shape) == "title":
            builder.add_heading(1, " ".join(read_text(odf, part) for part in shape.iter(TEXT + "p")))
        else:
            write_blocks(builder, odf, [shape], {})
    for comment in read_comments(odf, slide):
        builder.add(comment)
    notes = PageBuilder()
    for shape in slide.iterfind(f"{PRESENTATION}notes/*"):
        if _role(shape) not in (*BOILERPLATE, "page"):
            write_blocks(notes, odf, [shape], {})
    if notes.parts:
        builder.add_heading(2, "Notes")
        builder.absorb(notes.page())
    return builder.page(number)


def _role(shape: Any) -> str:
    return str(shape.get(PRESENTATION + "class", ""))
