"""Word documents: paragraphs, headings by their styles, tables, text boxes, notes; what is hidden is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.embedded import write_embedded
from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row, join_table, write_table
from ingest.loaders.office.charts import write_charts
from ingest.loaders.office.diagrams import write_diagram
from ingest.loaders.office.objects import read_description, write_object
from ingest.loaders.office.package import Package, main_part, open_package
from ingest.loaders.office.styles import PLAIN, ListNumbering, Style, W, is_on, read_styles, read_value
from ingest.loaders.office.word_text import MC, R, WordText, has_blocks, is_bold
from ingest.loaders.ole_objects import read_object
from ingest.loaders.omissions import PICTURES, Omissions
from ingest.loaders.page_builder import PageBuilder

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
CONTAINERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body"))
NOTES = {
    W + "footnoteReference": "footnotes",
    W + "endnoteReference": "endnotes",
    W + "commentReference": "comments",
}


DRAWINGS = (WP + "docPr", DGM + "relIds", OFFICE + "OLEObject")
BESIDE = (W + "txbxContent", *NOTES, *DRAWINGS)  # what hangs on a paragraph and is no part of its text


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
        problems = (*reader.problems, *reader.omissions.describe())
        return LoadedFile(package.title() or reader.title or first or path.stem, (page,), problems)


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.main = main
        self.builder = PageBuilder()
        self.title = ""
        self.problems: list[str] = []
        self.omissions = Omissions()
        self.imported = package.find_related(main, "/aFChunk")
        self.styles = read_styles(package.xml(package.find_part(main, "/styles")))
        self.words = WordText(self.styles, package.links(main), self.omissions)
        self.text = self.words.read
        self.objects = package.find_related(main, "/package")
        self.ole_objects = package.find_related(main, "/oleObject")
        self.diagrams = package.find_related(main, "/diagramData")
        self.numbering = ListNumbering(package.xml(package.find_part(main, "/numbering")))
        self.notes = {kind: _notes(package.xml(package.find_part(main, f"/{kind}"))) for kind in NOTES.values()}

    def margin(self, kind: str) -> None:
        """Page headers or footers, each text once: they are repeated on paper only."""
        seen = set()
        for part in self.package.find_related(self.main, kind).values():
            root = self.package.xml(part)
            read = WordText(self.styles, self.package.links(part), self.omissions).read
            text = "\n".join(filter(None, map(read, root.iter(W + "p")))) if root is not None else ""
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
        if name in self.package.names:
            self.problems += write_embedded(self.builder, name, self.package.read(name), 0, "part")

    def paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(W + "pPr")
        style = self.styles.get(read_value(properties, "pStyle"), PLAIN)
        level = self.level(properties, style)
        text = self.text(paragraph)
        number = self.number(properties, style) if text.strip() else None
        text = f"{number} {text.lstrip()}" if number else text
        if level and text.strip():
            self.builder.add_heading(level, text)
            self.title = self.title or (" ".join(text.split()) if style.name == "title" else "")
        else:
            self.builder.add(text, tight=number is not None, boilerplate=style.name.startswith("toc "))
        if next(paragraph.iter(*BESIDE), None) is None:  # as in most
            return
        for box in _boxes(paragraph):
            self.blocks(box)
        for note in self.notes_in(paragraph):
            self.builder.add(note)
        self.drawings(paragraph)

    def drawings(self, paragraph: Any) -> None:
        """What its pictures are described as, the words of its diagrams, the files put into it."""
        for element in paragraph.iter(*DRAWINGS):
            if element.tag == WP + "docPr":
                self.picture(element)
            elif element.tag == DGM + "relIds":
                write_diagram(self.builder, self.package.xml(self.diagrams.get(element.get(R + "dm", ""), "")))
            else:
                self.embedded_object(element.get(R + "id", ""))

    def picture(self, properties: Any) -> None:
        words = read_description(properties)
        if words:
            self.builder.add(words)
        elif next(properties.getparent().iter("{*}pic"), None) is not None:
            self.omissions.add(PICTURES)

    def embedded_object(self, relation: str) -> None:
        name = self.objects.get(relation, "")
        if name in self.package.names:
            self.problems += write_embedded(self.builder, name, self.package.read(name), 1, "embedded file")
        else:
            name = self.ole_objects.get(relation, "")
            found = read_object(self.package.read(name)) if name in self.package.names else None
            self.problems += write_object(self.builder, found, self.omissions)

    def number(self, properties: Any, style: Style) -> str | None:
        """What Word counts before the paragraph; None where it is in no list."""
        own = properties.find(W + "numPr") if properties is not None else None
        number_id = read_value(own, "numId") or style.number_id
        if not number_id or number_id == "0":
            return None
        depth = read_value(own, "ilvl") or style.depth
        return self.numbering.label(number_id, int(depth) if depth.isdecimal() else 0)

    def level(self, properties: Any, style: Style) -> int:
        direct = read_value(properties, "outlineLvl")
        if direct.isdecimal():
            return int(direct) + 1 if int(direct) < 9 else 0
        return style.level

    def notes_in(self, paragraph: Any) -> Iterator[str]:
        for element in paragraph.iter(*NOTES):
            note = self.notes[NOTES[element.tag]].get(element.get(W + "id"))
            if note is not None:
                text = "\n".join(filter(None, (self.text(part).strip() for part in note.iter(W + "p"))))
                by = note.get(W + "author", "") if note.tag == W + "comment" else ""
                yield f"Comment by {by}: {text}" if by else text

    def table(self, table: Any) -> None:
        rows = self.rows(table)
        framed = len(rows) == 1 and any(has_blocks(cell) for row in _rows(table) for cell in _children(row, "tc"))
        if max((len(row.cells) for row in rows), default=0) > 1 and not framed:
            write_table(self.builder, rows)
            return
        for row in _rows(table):  # one column, or one row of paragraphs: a frame around ordinary text
            for cell in _children(row, "tc"):
                self.blocks(cell)

    def rows(self, table: Any) -> list[Row]:
        rows: list[Row] = []
        for row in _rows(table):
            rows.append(self.row(row, rows[-1].cells if rows else []))
        return rows

    def row(self, row: Any, above: Sequence[str]) -> Row:
        properties = row.find(W + "trPr")
        before = read_value(properties, "gridBefore")  # a row that begins late
        placed = Row([""] * (min(int(before), 200) if before.isdecimal() else 0))
        placed.heads = is_on(properties, "tblHeader") is True
        for cell in _children(row, "tc"):
            properties = cell.find(W + "tcPr")
            start, span = len(placed.cells), read_value(properties, "gridSpan")
            stop = start + (min(int(span), 200) if span.isdecimal() else 1)
            merge = properties.find(W + "vMerge") if properties is not None else None
            if merge is not None and merge.get(W + "val") != "restart" and start < len(above):
                text = above[start]
                placed.below |= set(range(start, stop))
            else:
                text = self.cell_text(cell)
            placed.cells += [text] * (stop - start)
            placed.spans += ((start, stop),) if stop - start > 1 else ()
        placed.labels = [is_bold(cell) for cell in islice(_children(row, "tc"), 2)] == [True, False]
        return placed

    def cell_text(self, cell: Any) -> str:
        """Its paragraphs in one line, a table in it too; nothing of one that is marked as deleted."""
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            return ""
        parts: list[str] = []
        for child in cell:
            if child.tag == W + "p":
                parts += [self.text(child).strip(), *self.notes_in(child)]
            elif child.tag == W + "tbl":
                parts.append(join_table(self.rows(child)))
            elif child.tag in CONTAINERS:
                parts.append(self.cell_text(child))
        return " ".join(filter(None, parts))


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(W + "txbxContent"):
        inside_fallback = next(box.iterancestors(MC + "Fallback"), None)
        if inside_fallback is None and next(box.iterancestors(W + "p"), None) is paragraph:
            yield box


def _rows(table: Any) -> Iterator[Any]:
    """Without those that are marked as deleted, or hidden."""
    for row in _children(table, "tr"):
        properties = row.find(W + "trPr")
        if properties is None or (properties.find(W + "del") is None and not is_on(properties, "hidden")):
            yield row


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in CONTAINERS:
            yield from _children(child, name)


def _notes(root: Any) -> dict[str, Any]:
    notes = () if root is None else [child for child in root if child.get(W + "type") in (None, "normal")]
    return {note.get(W + "id"): note for note in notes}
