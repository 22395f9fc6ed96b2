"""OpenDocument text: headings, paragraphs, lists, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.package import Package, open_package
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
UNSEEN = frozenset([TEXT + "tracked-changes", OFFICE + "annotation", OFFICE + "annotation-end", TEXT + "note-citation"])
CHARACTERS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
ASIDE = frozenset([TEXT + "note", DRAW + "text-box"])  # text of its own inside a paragraph


def load_odt(path: Path) -> LoadedFile:
    with open_package(path) as package:
        root, body = contents(package, "text")
        builder = PageBuilder()
        write_blocks(builder, body, heading_levels(root))
        page = builder.page()
        first = next((heading.title for heading in page.headings), "")
        return LoadedFile(package.title("meta.xml") or first or path.stem, (page,))


def contents(package: Package, kind: str) -> tuple[Any, Any]:
    """The root of an OpenDocument file's content, and the body in it. Unreadable if encrypted or without one."""
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    root = package.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}{kind}") if root is not None else None
    if body is None:
        raise Unreadable("is damaged: its text is missing")
    return root, body


def write_blocks(builder: PageBuilder, element: Any, levels: Mapping[str, int], tight: bool = False) -> None:
    """Puts what stands below the element into the builder; `levels` are those of styles that make headings."""
    for child in element:
        level = levels.get(child.get(TEXT + "style-name", ""), 0)
        if child.tag == TEXT + "h" or (child.tag == TEXT + "p" and level):
            stated = child.get(TEXT + "outline-level", "")
            builder.heading(int(stated) if stated.isdecimal() else level or 1, text_of(child))
            _write_asides(builder, child, levels)
        elif child.tag == TEXT + "p":
            builder.add(text_of(child), tight=tight)
            _write_asides(builder, child, levels)
        elif child.tag == TABLE + "table":
            builder.table(_rows(child))
        elif child.tag not in UNSEEN:
            write_blocks(builder, child, levels, tight or child.tag == TEXT + "list-item")


def heading_levels(root: Any) -> dict[str, int]:
    """Style → level: of those that are a heading's or were made from one."""
    levels = {f"Heading_20_{level}": level for level in range(1, 10)} | {"Title": 1}
    for style in root.iter(STYLE + "style"):
        level = levels.get(style.get(STYLE + "parent-style-name", ""))
        if level:
            levels[style.get(STYLE + "name", "")] = level
    return levels


def _write_asides(builder: PageBuilder, paragraph: Any, levels: Mapping[str, int]) -> None:
    for aside in paragraph.iter(*ASIDE):
        if next(aside.iterancestors(TEXT + "p", TEXT + "h"), None) is paragraph:
            write_blocks(builder, aside, levels)


def text_of(element: Any) -> str:
    return "".join(_pieces(element)).strip()


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == TEXT + "s":
            count = child.get(TEXT + "c", "1")
            yield " " * (min(int(count), 100) if count.isdecimal() else 1)
        elif child.tag in CHARACTERS:
            yield CHARACTERS[child.tag]
        elif child.tag not in UNSEEN and child.tag not in ASIDE:
            yield from _pieces(child)
        yield child.tail or ""


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter(TABLE + "table-row"):
        cells: list[str] = []
        for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
            text = " ".join(filter(None, map(text_of, cell.iter(TEXT + "p", TEXT + "h"))))
            repeated = cell.get(TABLE + "number-columns-repeated", "1")
            cells += [text] * (min(int(repeated), 200) if repeated.isdecimal() else 1)
        yield cells
