"""Word documents: paragraphs, headings by their styles, tables, text boxes, notes; what is hidden is left out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest import temporary_folders
from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.package import Package, main_part, open_package
from ingest.loaders.office.styles import PLAIN, Numbering, Style, read_styles
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CONTAINERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "body"))
GONE = frozenset([W + "del", W + "moveFrom", W + "rPr", W + "pPr", W + "instrText", W + "delText", MC + "Fallback"])
CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
UNSEEN = 4  # half points
NOTES = {
    W + "footnoteReference": "footnotes",
    W + "endnoteReference": "endnotes",
    W + "commentReference": "comments",
}


def load_docx(path: Path) -> LoadedFile:
    with open_package(path) as package:
        main, root = main_part(package, "word/document.xml")
        reader = _Reader(package, main)
        reader.margin("/header")
        reader.blocks(root)
        write_charts(reader.builder, package, main)
        reader.margin("/footer")
        page = unmark_all(reader.builder.page())
        first = next((heading.title for heading in page.headings), "")
        return LoadedFile(package.title() or reader.title or first or path.stem, (page,), tuple(reader.problems))


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.main = main
        self.builder = PageBuilder()
        self.title = ""
        self.problems: list[str] = []
        self.imported = package.find_related(main, "/aFChunk")
        self.styles = read_styles(package.xml(_part(package, main, "/styles")))
        self.numbering = Numbering(package.xml(_part(package, main, "/numbering")))
        self.notes = {kind: _notes(package.xml(_part(package, main, f"/{kind}"))) for kind in NOTES.values()}

    def margin(self, kind: str) -> None:
        """Page headers or footers, each text once: they are repeated on paper only."""
        seen = set()
        for part in self.package.find_related(self.main, kind).values():
            root = self.package.xml(part)
            text = "\n".join(filter(None, map(self.text, root.iter(W + "p")))) if root is not None else ""
            if text and text not in seen:
                seen.add(text)
                self.builder.add(text, boilerplate=True)

    def blocks(self, element: Any) -> None:
        for child in element:
            if child.tag == W + "p":
                self.paragraph(child)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag == W + "altChunk":
                self.import_part(self.imported.get(child.get(R + "id"), ""))
            elif child.tag in CONTAINERS:
                self.blocks(child)

    def import_part(self, name: str) -> None:
        problem = _write_imported(self.builder, name, self.package.read(name)) if name in self.package.names else ""
        self.problems += [problem] if problem else []

    def paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(W + "pPr")
        style = self.styles.get(_value(properties, "pStyle"), PLAIN)
        level = self.level(properties, style)
        text = self.text(paragraph)
        number = self.number(properties, style) if text.strip() else None
        text = f"{number} {text.lstrip()}" if number else text
        if level and text.strip():
            self.builder.heading(level, text)
            self.title = self.title or (" ".join(text.split()) if style.name == "title" else "")
        else:
            self.builder.add(text, tight=number is not None, boilerplate=style.name.startswith("toc "))
        for box in _boxes(paragraph):
            self.blocks(box)
        for note in self.notes_in(paragraph):
            self.builder.add(note)

    def number(self, properties: Any, style: Style) -> str | None:
        """What Word counts before the paragraph; None where it is in no list."""
        own = properties.find(W + "numPr") if properties is not None else None
        number_id = _value(own, "numId") or style.number_id
        if not number_id or number_id == "0":
            return None
        depth = _value(own, "ilvl") or style.depth
        return self.numbering.label(number_id, int(depth) if depth.isdecimal() else 0)

    def level(self, properties: Any, style: Style) -> int:
        direct = _value(properties, "outlineLvl")
        if direct.isdecimal():
            return int(direct) + 1 if int(direct) < 9 else 0
        return style.level

    def text(self, element: Any) -> str:
        return "".join(_pieces(element))

    def notes_in(self, paragraph: Any) -> Iterator[str]:
        for element in paragraph.iter(*NOTES):
            note = self.notes[NOTES[element.tag]].get(element.get(W + "id"))
            if note is not None:
                text = "\n".join(filter(None, (self.text(part).strip() for part in note.iter(W + "p"))))
                by = note.get(W + "author", "") if note.tag == W + "comment" else ""
                yield f"Comment by {by}: {text}" if by else text

    def table(self, table: Any) -> None:
        rows: list[list[str]] = []
        for row in _rows(table):
            above = rows[-1] if rows else []
            rows.append(self.row(row, above))
        if max(map(len, rows), default=0) > 1:
            self.builder.table(rows)
            return
        for row in _rows(table):  # one column: a frame around ordinary text
            for cell in _children(row, "tc"):
                self.blocks(cell)

    def row(self, row: Any, above: list[str]) -> list[str]:
        cells: list[str] = []
        for cell in _children(row, "tc"):
            properties = cell.find(W + "tcPr")
            merge = properties.find(W + "vMerge") if properties is not None else None
            if merge is not None and merge.get(W + "val") != "restart" and len(cells) < len(above):
                text = above[len(cells)]
            else:
                text = " ".join(filter(None, (self.cell_text(part) for part in cell.iter(W + "p"))))
            span = _value(properties, "gridSpan")
            cells += [text] + [""] * (min(int(span), 200) - 1 if span.isdecimal() else 0)
        return cells

    def cell_text(self, paragraph: Any) -> str:
        return " ".join([self.text(paragraph), *self.notes_in(paragraph)]).strip()


def _pieces(element: Any) -> Iterator[str]:
    """The visible text below a paragraph, in order; not that of its text boxes."""
    for child in element:
        if child.tag in GONE or child.tag == W + "txbxContent":
            continue
        if child.tag in (W + "t", MATH + "t"):
            yield child.text or ""
        elif child.tag in CHARACTERS:
            yield CHARACTERS[child.tag]
        elif child.tag != W + "r" or not _hidden(child):
            yield from _pieces(child)


def _hidden(run: Any) -> bool:
    """Marked hidden, too small to see, or white on a white page: in tables and frames the ground may be dark."""
    properties = run.find(W + "rPr")
    if properties is None:
        return False
    vanish = properties.find(W + "vanish")
    if vanish is not None and vanish.get(W + "val") not in ("0", "false"):
        return True
    size = _value(properties, "sz")
    if size.isdecimal() and int(size) <= UNSEEN:
        return True
    if _value(properties, "color").upper() != "FFFFFF":
        return False
    ground = [W + name for name in ("shd", "highlight")]
    paragraph = next(run.iterancestors(W + "p"))
    shaded = any(properties.find(tag) is not None for tag in ground) or paragraph.find(f"{W}pPr/{W}shd") is not None
    return not shaded and next(run.iterancestors(W + "tbl", W + "txbxContent"), None) is None


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(W + "txbxContent"):
        inside_fallback = next(box.iterancestors(MC + "Fallback"), None)
        if inside_fallback is None and next(box.iterancestors(W + "p"), None) is paragraph:
            yield box


def _rows(table: Any) -> Iterator[Any]:
    """Without those that are marked as deleted."""
    return (row for row in _children(table, "tr") if row.find(f"{W}trPr/{W}del") is None)


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in CONTAINERS:
            yield from _children(child, name)


def _notes(root: Any) -> dict[str, Any]:
    notes = () if root is None else [child for child in root if child.get(W + "type") in (None, "normal")]
    return {note.get(W + "id"): note for note in notes}


def _part(package: Package, main: str, kind: str) -> str:
    return next(iter(package.find_related(main, kind).values()), "")


def _value(element: Any, name: str) -> str:
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val", "") if child is not None else ""


def _write_imported(builder: PageBuilder, name: str, data: bytes) -> str:
    """Adds its text; returns why it could not be read, or ""."""
    with temporary_folders.folder("docx") as folder:
        file = folder / posixpath.basename(name)[-120:]
        file.write_bytes(data)
        try:
            loaded = load(file)
        except Unreadable as error:
            return f"{file.name}, a part of it, {error}"
    for page in loaded.pages:
        builder.absorb(page)
    return ""
