"""OpenDocument text: headings, paragraphs, lists, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.loaded import Loaded
from ingest.loaders.package import opened
from ingest.loaders.writing import Draft
from kb.errors import Unreadable

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
UNSEEN = frozenset([TEXT + "tracked-changes", OFFICE + "annotation", OFFICE + "annotation-end", TEXT + "note-citation"])
CHARACTERS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
ASIDE = frozenset([TEXT + "note", DRAW + "text-box"])  # text of its own inside a paragraph


def load_odt(path: Path) -> Loaded:
    with opened(path) as package:
        manifest = package.xml("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
            raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
        root = package.xml("content.xml")
        body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
        if body is None:
            raise Unreadable("is damaged: its text is missing")
        draft = Draft()
        _write_blocks(draft, body)
        page = draft.page()
        first = next((heading.title for heading in page.headings), "")
        return Loaded(package.title("meta.xml") or first or path.stem, MEDIA_TYPE, (page,))


def _write_blocks(draft: Draft, element: Any, tight: bool = False) -> None:
    for child in element:
        if child.tag == TEXT + "h":
            level = child.get(TEXT + "outline-level", "1")
            draft.heading(int(level) if level.isdecimal() else 1, _text(child))
            _write_asides(draft, child)
        elif child.tag == TEXT + "p":
            draft.add(_text(child), tight=tight)
            _write_asides(draft, child)
        elif child.tag == TABLE + "table":
            draft.table(_rows(child))
        elif child.tag not in UNSEEN:
            _write_blocks(draft, child, tight or child.tag == TEXT + "list-item")


def _write_asides(draft: Draft, paragraph: Any) -> None:
    for aside in paragraph.iter(*ASIDE):
        if next(aside.iterancestors(TEXT + "p", TEXT + "h"), None) is paragraph:
            _write_blocks(draft, aside)


def _text(element: Any) -> str:
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
            text = " ".join(filter(None, map(_text, cell.iter(TEXT + "p", TEXT + "h"))))
            repeated = cell.get(TABLE + "number-columns-repeated", "1")
            cells += [text] * (min(int(repeated), 200) if repeated.isdecimal() else 1)
        yield cells
