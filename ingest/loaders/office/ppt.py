"""Old presentations: one page a slide, its title as heading, its notes and comments below; hidden ones left out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import write_table
from ingest.loaders.office.objects import write_object
from ingest.loaders.office.ppt_records import Presentation, Record, divide_records, read_records
from ingest.loaders.office.ppt_shapes import Shape, read_shapes
from ingest.loaders.office.ppt_text import SlideText, read_texts
from ingest.loaders.ole import Storage, open_container
from ingest.loaders.ole_objects import read_object
from ingest.loaders.ole_properties import read_title
from ingest.loaders.omissions import PICTURES, Omissions
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable
from kb.types import Page

SAVED_FOR_BOTH = "PP97_DUALSTORAGE"  # the form of 97 in a file for 95 too
SLIDES, NOTES_LIST = 0, 2  # lists of the document, by their instance
SLIDE_LIST, SLIDE_PLACE, SLIDE_ATOM, SHOW = 0x0FF0, 0x03F3, 0x03EF, 0x03F9
HIDDEN = 0x04  # a bit of how a slide is shown
TAGS, TAG_DATA, COMMENT, STRING, MARGINS, MARGINS_ATOM = 0x1388, 0x138B, 0x2EE0, 0x0FBA, 0x0FD9, 0x0FDA
ALL_SLIDES = 3  # an instance
SHOWN_MARGINS = {0: 0x04, 1: 0x10, 2: 0x20}  # bits, by what a text of the margins is: date, header, footer
OBJECTS_LIST, HYPERLINK, HYPERLINK_NUMBER = 0x0409, 0x0FD7, 0x0FD3
EMBEDDED, OBJECT_ATOM, STORED_OBJECT = 0x0FCC, 0x0FC3, 0x1011
COMPRESSED = 1  # an instance
MAX_OBJECT = 50_000_000  # bytes
TARGET = 1
BOILERPLATE = (7, 8, 9, 10)  # places for date, number, footer and header
UNSTATED = ("powerpoint presentation", "slide 1", "powerpoint 演示文稿", "no slide title")


def load_ppt(path: Path) -> LoadedFile:
    top = open_container(path.read_bytes())
    if top is None:
        raise Unreadable("is damaged: its end is missing, or it was not copied whole")
    if top.open("EncryptedSummary") or "EncryptedSummary" in top.names:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    presentation = Presentation(top.open(SAVED_FOR_BOTH) or top)
    reader = _Reader(presentation)
    pages: list[Page] = []
    problems: list[str] = []
    for number, (place, texts) in enumerate(reader.list_slides(), 1):
        slide = presentation.record(place)
        if reader.is_hidden(slide):
            problems.append(f"slide {number} is hidden: left out")
        else:
            pages.append(reader.page(slide, texts, number))
    title = _find_title(top) or next((page.headings[0].title for page in pages if page.headings), path.stem)
    return LoadedFile(title, tuple(pages), (*problems, *reader.problems, *reader.omissions.describe()))


def _find_title(top: Storage) -> str:
    title = read_title(top)
    return "" if title.lower() in UNSTATED else title


class _Reader:
    def __init__(self, presentation: Presentation) -> None:
        self.presentation = presentation
        self.omissions = Omissions()
        listed = presentation.document.find(OBJECTS_LIST)
        self.links = dict(_links(listed)) if listed else {}
        self.objects = dict(_objects(listed)) if listed else {}
        self.problems: list[str] = []
        self.notes = {place.number(12): place.number() for place in self._places(NOTES_LIST)}

    def list_slides(self) -> Iterator[tuple[int, list[SlideText]]]:
        """The number of each slide's record, and the texts that the list of slides has of it."""
        listed = self.presentation.document.find(SLIDE_LIST, SLIDES)
        for place, *rest in divide_records(list(listed.children()) if listed else (), SLIDE_PLACE):
            yield place.number(), list(read_texts(rest, self.links))

    def is_hidden(self, slide: Record) -> bool:
        show = slide.find(SHOW)
        return show is not None and bool(show.number(8) >> 16 & HIDDEN)

    def page(self, slide: Record, outline: list[SlideText], number: int) -> Page:
        builder = PageBuilder()
        shapes = [shape for shape in read_shapes(slide) if not shape.hidden]
        texts = [self._texts(shape, outline) for shape in shapes]
        placed = sorted(zip(shapes, texts, strict=True), key=lambda pair: not any(one.is_title for one in pair[1]))
        for shape, found in placed:  # keeps the order of the rest
            self._write_shape(builder, shape, found)
        for margin in self._margins(slide):
            builder.add(margin, boilerplate=True)
        for comment in _comments(slide):
            builder.add(comment)
        self._write_notes(builder, slide)
        return builder.page(number)

    def _texts(self, shape: Shape, outline: list[SlideText]) -> list[SlideText]:
        if shape.outline is not None:
            return outline[shape.outline : shape.outline + 1]
        return list(read_texts(shape.records, self.links))

    def _write_shape(self, builder: PageBuilder, shape: Shape, texts: list[SlideText]) -> None:
        if shape.cells:
            write_table(builder, shape.rows(self._read_cell))
        elif shape.description:
            builder.add(shape.description)
        elif shape.is_picture and shape.object is None:
            self.omissions.add(PICTURES)
        if shape.object in self.objects:
            self._write_object(builder, self.objects.pop(shape.object))
        for text in texts:
            if text.is_title:
                builder.add_heading(1, text.text)
            else:
                builder.add(text.text, boilerplate=shape.place in BOILERPLATE)

    def _margins(self, slide: Record) -> Iterator[str]:
        """Its date, header and footer, or those of all slides, as far as they are shown."""
        margins = slide.find(MARGINS) or self.presentation.document.find(MARGINS, ALL_SLIDES)
        atom = margins.find(MARGINS_ATOM) if margins else None
        for text in margins.children() if margins and atom else ():
            if text.kind == STRING and atom and atom.number() >> 16 & SHOWN_MARGINS.get(text.instance, 0):
                yield text.text()

    def _write_object(self, builder: PageBuilder, place: int) -> None:
        """Adds the text of a file put into a slide."""
        record = self.presentation.record(place)
        data = _unpack(record) if record.kind == STORED_OBJECT else b""
        self.problems += write_object(builder, read_object(data), self.omissions)

    def _read_cell(self, cell: Shape) -> str:
        return "\n".join(one.text for one in self._texts(cell, []))

    def _write_notes(self, builder: PageBuilder, slide: Record) -> None:
        atom = slide.find(SLIDE_ATOM)
        page = self.presentation.record(self.notes.get(atom.number(16), 0)) if atom and atom.number(16) else None
        shapes = [shape for shape in read_shapes(page) if shape.place not in BOILERPLATE] if page else []
        notes = [text.text for shape in shapes for text in self._texts(shape, []) if text.text.strip()]
        if notes:
            builder.add_heading(2, "Notes")
            builder.add("\n".join(notes))

    def _places(self, instance: int) -> Iterator[Record]:
        listed = self.presentation.document.find(SLIDE_LIST, instance)
        return (record for record in (listed.children() if listed else ()) if record.kind == SLIDE_PLACE)


def _comments(slide: Record) -> Iterator[str]:
    """What lies among the data of later versions, which does not say that it holds records."""
    tags = (one for each in slide.children() if each.kind == TAGS for one in each.walk(TAG_DATA))
    for comment in (one for tag in tags for one in read_records(tag.data) if one.kind == COMMENT):
        words, author = (comment.find(STRING, instance) for instance in (1, 0))
        if words and words.text().strip():
            by = f" by {author.text()}" if author and author.text().strip() else ""
            yield f"Comment{by}: {words.text().strip()}"


def _objects(listed: Record) -> Iterator[tuple[int, int]]:
    """The number that shapes call an object by, and that of the record that holds it."""
    for one in listed.children():
        atom = one.find(OBJECT_ATOM) if one.kind == EMBEDDED else None
        if atom:
            yield atom.number(8), atom.number(16)


def _unpack(record: Record) -> bytes:
    if record.instance != COMPRESSED:
        return record.data
    try:
        return zlib.decompressobj().decompress(record.data[4:], MAX_OBJECT)
    except zlib.error:
        return b""


def _links(listed: Record) -> Iterator[tuple[int, str]]:
    for link in listed.children():
        number, target = link.find(HYPERLINK_NUMBER), link.find(STRING, TARGET)
        if link.kind == HYPERLINK and number and target:
            yield number.number(), target.text()
