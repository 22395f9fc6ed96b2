"""OpenDocument text: headings, paragraphs, lists, tables, notes, comments; what is hidden or struck is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row, join_table, write_table
from ingest.loaders.office.odf_tables import read_rows
from ingest.loaders.office.odf_text import (
    ASIDE,
    DRAW,
    MATH,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    UNSEEN,
    Odf,
    leave_out,
    object_root,
    open_odf,
    read_comments,
    read_frame,
    read_text,
)
from ingest.loaders.office.package import open_package
from ingest.loaders.omissions import OBJECTS
from ingest.loaders.page_builder import PageBuilder

FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
LAYOUT = (TEXT + "p", TEXT + "h", TEXT + "section")


def load_odt(path: Path) -> LoadedFile:
    with open_package(path) as package:
        odf = open_odf(package, "text")
        builder = PageBuilder()
        _write_margins(builder, odf, "header")
        write_blocks(builder, odf, odf.body, heading_levels(odf.root))
        builder.add("\n".join(_fields(odf.body)))
        _write_margins(builder, odf, "footer")
        page = unmark_all(builder.page())
        first = next((heading.title for heading in page.headings), "")
        return LoadedFile(package.title("meta.xml") or first or path.stem, (page,), odf.omissions.describe())


def write_blocks(
    builder: PageBuilder, odf: Odf, element: Iterable[Any], levels: Mapping[str, int], tight: bool = False
) -> None:
    """Puts what stands below the element into the builder; `levels` are those of styles that make headings."""
    for child in element:
        level = levels.get(child.get(TEXT + "style-name", ""), 0)
        if child.tag in LAYOUT and leave_out(odf, child):
            continue
        if child.tag == TEXT + "h" or (child.tag == TEXT + "p" and level):
            stated = child.get(TEXT + "outline-level", "")
            builder.add_heading(int(stated) if stated.isdecimal() else level or 1, read_text(odf, child))
            _write_asides(builder, odf, child, levels)
        elif child.tag == TEXT + "p":
            builder.add(read_text(odf, child), tight=tight)
            _write_asides(builder, odf, child, levels)
        elif child.tag == TABLE + "table":
            write_table(builder, table_rows(odf, child))
        elif child.tag == DRAW + "frame":
            builder.add(read_frame(odf, child))
            write_object(builder, odf, child)
            write_blocks(builder, odf, child, levels, tight)
        elif child.tag not in UNSEEN and child.tag != MATH:
            write_blocks(builder, odf, child, levels, tight or child.tag == TEXT + "list-item")


def table_rows(odf: Odf, table: Any) -> list[Row]:
    return list(read_rows(table, lambda cell, row, column: _cell_text(odf, cell)))


def write_object(builder: PageBuilder, odf: Odf, frame: Any) -> None:
    """Adds the numbers of a chart, or the text of another OpenDocument file, that a frame holds."""
    root = object_root(odf, frame)
    if root is None:
        if frame.find(DRAW + "object") is not None or frame.find(DRAW + "object-ole") is not None:
            odf.omissions.add(OBJECTS)
    elif root.tag != MATH:
        for title in root.iter("{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}title"):
            builder.add(" ".join(read_text(odf, part) for part in title.iter(TEXT + "p")))
        for table in root.iter(TABLE + "table"):
            write_table(builder, table_rows(odf, table))


def heading_levels(root: Any) -> dict[str, int]:
    """Style → level: of those that are a heading's or were made from one."""
    levels = {f"Heading_20_{level}": level for level in range(1, 10)} | {"Title": 1}
    for style in root.iter(STYLE + "style"):
        level = levels.get(style.get(STYLE + "parent-style-name", ""))
        if level:
            levels[style.get(STYLE + "name", "")] = level
    return levels


def _cell_text(odf: Odf, cell: Any) -> str:
    """Its paragraphs in one line, a table in it too."""
    parts = []
    for child in cell:
        if child.tag == TABLE + "table":
            parts.append(join_table(table_rows(odf, child)))
        elif child.tag in (TEXT + "p", TEXT + "h"):
            parts.append("" if leave_out(odf, child) else read_text(odf, child))
            parts += read_comments(odf, child)
        elif child.tag not in UNSEEN:
            parts.append(_cell_text(odf, child))
    return " ".join(filter(None, parts))


def _write_asides(builder: PageBuilder, odf: Odf, paragraph: Any, levels: Mapping[str, int]) -> None:
    for aside in paragraph.iter(*ASIDE, DRAW + "frame"):
        if next(aside.iterancestors(TEXT + "p", TEXT + "h"), None) is not paragraph:
            continue
        if aside.tag == DRAW + "frame":
            write_object(builder, odf, aside)
        else:
            write_blocks(builder, odf, aside, levels)
    for comment in read_comments(odf, paragraph):
        builder.add(comment)


def _write_margins(builder: PageBuilder, odf: Odf, kind: str) -> None:
    """Page headers or footers, each text once: they are repeated on paper only."""
    styles = odf.package.xml("styles.xml")
    seen = {""}
    for margin in () if styles is None else styles.iter(*(STYLE + kind + side for side in ("", "-left", "-first"))):
        text = "\n".join(filter(None, (read_text(odf, part) for part in margin.iter(TEXT + "p"))))
        if text not in seen and margin.get(STYLE + "display") != "false":
            seen.add(text)
            builder.add(text, boilerplate=True)


def _fields(body: Any) -> Iterator[str]:
    """Lines of `label: value` of a form's fields that are filled in."""
    for field in body.iterfind(f"{OFFICE}forms//*"):
        kind = str(field.tag).removeprefix(FORM)
        value = field.get(FORM + "current-value") or field.get(FORM + "value", "")
        if kind in ("checkbox", "radio"):
            ticked = field.get(FORM + "current-state") or field.get(FORM + "current-selected")
            value = "☒" if ticked in ("checked", "true") else "☐"
        elif kind == "listbox":
            chosen = (each for each in field.iter(FORM + "option") if each.get(FORM + "current-selected") == "true")
            value = ", ".join(each.get(FORM + "label", "") for each in chosen)
        elif kind not in ("text", "textarea", "combobox", "date", "time", "number", "formatted-text"):
            continue
        label = field.get(FORM + "label") or field.get(FORM + "title") or field.get(FORM + "name", "")
        if value:
            yield f"{label}: {value}"
