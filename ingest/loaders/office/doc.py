"""Old Word documents: paragraphs, headings by their styles, tables, notes, margins; what is withdrawn is left out."""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import write_table
from ingest.loaders.office.doc_file import (
    AUTHORS,
    COMMENTS,
    ENDNOTES,
    FOOTNOTES,
    MAIN,
    MARGINS,
    DocFile,
    is_older,
    read_doc_file,
)
from ingest.loaders.office.doc_looks import DocStyle, Layout
from ingest.loaders.office.doc_styles import CONTENTS, TITLE
from ingest.loaders.office.doc_tables import DocRow, place_rows
from ingest.loaders.office.doc_text import DocText
from ingest.loaders.office.objects import write_object
from ingest.loaders.office.word6 import LOOKS_UNKNOWN, read_word6
from ingest.loaders.ole import Storage, open_container
from ingest.loaders.ole_objects import read_packed
from ingest.loaders.ole_properties import read_title
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.pdf.page_text import is_garbled
from kb.errors import Unreadable

PARAGRAPH = re.compile("[^\r\x07\x0c]*[\r\x07\x0c]|[^\r\x07\x0c]+")
CELL_END = "\x07"
SEPARATORS = 6  # stories before those of the first section: what is drawn above notes
AT_THE_TOP = (True, True, False, False, True, False)  # a section's headers and footers, 2.3.3
BESIDE_COMMENT = 30  # bytes of each: initials, the author's number
OBJECT = re.compile(r"_\d+")


def load_doc(path: Path) -> LoadedFile:
    top = open_container(path.read_bytes())
    if top is None:
        raise Unreadable("is damaged: its end is missing, or it was not copied whole")
    if is_older(top):
        page = read_word6(top.read(MAIN))
        return LoadedFile(read_title(top) or path.stem, (page,), (LOOKS_UNKNOWN,))
    reader = _Reader(read_doc_file(top))
    reader.margins(True)
    reader.body("body")
    reader.body("boxes")
    reader.margins(False)
    reader.objects(top.open("ObjectPool"))
    page = unmark_all(reader.builder.page())
    if is_garbled(page.text):
        raise Unreadable("is damaged: its text reads as gibberish")
    first = next((heading.title for heading in page.headings), "")
    title = read_title(top) or reader.title or first or path.stem
    return LoadedFile(title, (page,), (*reader.problems, *reader.omissions.describe()))


class _Reader:
    def __init__(self, file: DocFile) -> None:
        self.file = file
        self.builder = PageBuilder()
        self.omissions = Omissions()
        self.words = DocText(file, self.omissions)
        self.title = ""
        self.problems: list[str] = []
        self.notes = _Notes(file)
        self._rows: list[DocRow] = []
        self._cells: list[str] = []
        self._cell: list[str] = []

    def margins(self, at_the_top: bool) -> None:
        """Page headers or footers, each text once: they are repeated on paper only."""
        part = self.file.parts["margins"]
        places = self.file.places(MARGINS)
        seen = set()
        for number, (start, end) in enumerate(pairwise(places)):
            if number < SEPARATORS or AT_THE_TOP[(number - SEPARATORS) % len(AT_THE_TOP)] is not at_the_top:
                continue
            text = self._read_all(part.start + start, min(part.start + end, part.end))
            if text and text not in seen:
                seen.add(text)
                self.builder.add(text, boilerplate=True)

    def objects(self, pool: Storage | None) -> None:
        """The files put into it; documents of Office among them lie there in pieces, and are counted only."""
        for name in pool.names if pool else ():
            inside = pool.open(name) if pool and OBJECT.fullmatch(name) else None
            if inside:
                self.problems += write_object(self.builder, read_packed(inside), self.omissions)

    def body(self, name: str) -> None:
        part = self.file.parts[name]
        for found in PARAGRAPH.finditer(self.file.text, part.start, part.end):
            start, end = found.span()
            layout = self.file.layout(end - 1)
            text = self.words.read(start, end)
            notes = list(self._notes_in(start, end))
            if layout.depth:
                self._in_table(text, found[0].endswith(CELL_END), layout, notes)
                continue
            self._end_table()
            self._paragraph(text, layout)
            for note in notes:
                self.builder.add(note)
        self._end_table()

    def _paragraph(self, text: str, layout: Layout) -> None:
        style = self.file.styles[layout.style] if layout.style < len(self.file.styles) else DocStyle(0)
        level = style.level if layout.level is None else layout.level
        if style.kind == TITLE and text.strip():
            self.title = self.title or " ".join(text.split())
        if (level or style.kind == TITLE) and text.strip():
            self.builder.add_heading(level or 1, text)
        else:
            self.builder.add(text, boilerplate=style.kind in CONTENTS)

    def _in_table(self, text: str, ends_cell: bool, layout: Layout, notes: list[str]) -> None:
        if layout.ends_row and layout.depth == 1:
            self._rows.append(DocRow(self._cells, layout.edges, layout.goes_on))
            self._cells = []
            return
        self._cell += filter(None, (text.strip(), *notes))
        if ends_cell and layout.depth == 1:
            self._cells.append(" ".join(self._cell))
            self._cell = []

    def _end_table(self) -> None:
        """Writes the table that was read; one of a single column is a frame around ordinary text."""
        if self._cell or self._cells:  # a row whose end is not marked
            self._rows.append(DocRow([*self._cells, *filter(None, [" ".join(self._cell)])], (), ()))
        if max((len(row.cells) for row in self._rows), default=0) > 1:
            write_table(self.builder, place_rows(self._rows))
        else:
            for row in self._rows:
                self.builder.add("\n".join(row.cells))
        self._rows, self._cells, self._cell = [], [], []

    def _notes_in(self, start: int, end: int) -> Iterator[str]:
        for by, first, last in self.notes.between(start, end):
            text = self._read_all(first, last)
            if text:
                yield f"Comment by {by}: {text}" if by else text

    def _read_all(self, start: int, end: int) -> str:
        """Several paragraphs, each on a line."""
        found = PARAGRAPH.finditer(self.file.text, start, end)
        return "\n".join(filter(None, (self.words.read(*each.span()).strip() for each in found)))


class _Notes:
    """Footnotes, endnotes and comments, by the places in the text that they belong to."""

    def __init__(self, file: DocFile) -> None:
        self._found: dict[int, list[tuple[str, int, int]]] = {}
        owners = list(_read_names(file.data(AUTHORS)))
        beside = file.data(COMMENTS)
        for listed, name, size in (
            (FOOTNOTES, "footnotes", 2),
            (ENDNOTES, "endnotes", 2),
            (COMMENTS, "comments", BESIDE_COMMENT),
        ):
            marks, texts = file.places(listed, size), file.places(listed + 1)
            part = file.parts[name]
            for number, (place, start, end) in enumerate(zip(marks, texts, texts[1:], strict=False)):
                by = _name_author(beside, len(marks), number, owners) if name == "comments" else ""
                last = min(part.start + end, part.end)
                self._found.setdefault(place, []).append((by, part.start + start, last))
        self._places = sorted(self._found)

    def between(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Of each its author, if told, and where its text lies."""
        for place in self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]:
            yield from self._found[place]


def _name_author(data: bytes, marks: int, number: int, owners: list[str]) -> str:
    at = 4 * marks + BESIDE_COMMENT * number
    if at + 22 > len(data):
        return ""
    [who] = struct.unpack_from("<H", data, at + 20)
    return owners[who] if who < len(owners) else ""


def _read_names(data: bytes) -> Iterator[str]:
    at = 0
    while at + 2 <= len(data):
        [length] = struct.unpack_from("<H", data, at)
        yield data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        at += 2 + 2 * length
