"""The texts of an old PowerPoint file: figures raised, links with their addresses ([MS-PPT] 2.9)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.ppt_records import Record, divide_records
from kb.text.links import add_address

TEXT_HEADER, TEXT, TEXT_OF_BYTES, STYLES = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FA1
OUTLINE = 0x0F9E  # stands for a text that the list of slides has
LINK, LINK_PLACE = 0x0FF2, 0x0FDF
FIELDS = frozenset([0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015])  # numbers and dates that are put in, shown as *
TITLES = (0, 6)
# What follows the mask of a run of paragraphs or letters: bits of which one puts a value in, and its bytes.
PARAGRAPH_VALUES = (
    (0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2),
    (0x100, 2), (0x400, 2), (0x8000, 2), (0x100000, 0), (0x10000, 2), (0xE0000, 2), (0x200000, 2),
)  # fmt: skip
TABS = 0x100000  # as many as a number says
LETTER_VALUES = (
    (0x3EB7, 2), (0x10000, 2), (0x200000, 2), (0x400000, 2), (0x800000, 2), (0x20000, 2), (0x40000, 4), (0x80000, 2),
)  # fmt: skip
POSITION = 0x80000
BREAKS = str.maketrans({"\x0b": "\n", "\r": "\n"})


@dataclass(frozen=True)
class SlideText:
    kind: int
    text: str

    @property
    def is_title(self) -> bool:
        return self.kind in TITLES


def read_texts(records: Sequence[Record], links: Mapping[int, str]) -> Iterator[SlideText]:
    """The texts among the records of a slide's shape, or of its part of the outline."""
    for header, *rest in divide_records(records, TEXT_HEADER):
        yield SlideText(header.number(), _read_text(rest, links))


def _read_text(records: Sequence[Record], links: Mapping[int, str]) -> str:
    text, styles, fields = "", b"", False
    places: list[tuple[int, int, str]] = []
    address = ""
    for record in records:
        if record.kind == TEXT:
            text = record.data[: len(record.data) // 2 * 2].decode("utf-16-le", "replace")
        elif record.kind == TEXT_OF_BYTES:
            text = record.data.decode("latin-1")
        elif record.kind == STYLES:
            styles = record.data
        elif record.kind == LINK:
            atom = next(record.children(), None)
            address = links.get(atom.number(4), "") if atom else ""
        elif record.kind == LINK_PLACE and address:
            places.append((record.number(), record.number(4), address))
        fields = fields or record.kind in FIELDS
    marks = [(start, end, "", place) for start, end, place in _places(styles, len(text))]
    marks += [(start, end, address, 0) for start, end, address in places]
    return "" if fields and text.strip() == "*" else _mark(text, marks).translate(BREAKS)


def _mark(text: str, marks: Sequence[tuple[int, int, str, int]]) -> str:
    """With figures raised and addresses added, from the end on, so that places before stay where they are."""
    for start, end, address, place in sorted(marks, reverse=True):
        words = text[start:end]
        move = raise_text if place > 0 else lower_text
        words = add_address(words, address) if address else move(words)
        text = text[:start] + words + text[end:]
    return text


def _places(styles: bytes, length: int) -> Iterator[tuple[int, int, int]]:
    """From where to where letters stand above (1) or below (-1) the line; none of styles that are made wrong."""
    try:
        at, done = 0, 0
        while done <= length and at < len(styles):
            [count] = struct.unpack_from("<I", styles, at)
            [mask] = struct.unpack_from("<I", styles, at + 6)
            at = _skip(styles, at + 10, mask, PARAGRAPH_VALUES)
            done += count
        done = 0
        while done <= length and at < len(styles):
            count, mask = struct.unpack_from("<II", styles, at)
            at = _skip(styles, at + 8, mask, LETTER_VALUES)
            if mask & POSITION:
                [height] = struct.unpack_from("<h", styles, at - 2)
                if height:
                    yield done, min(done + count, length), 1 if height > 0 else -1
            done += count
    except struct.error:
        return


def _skip(styles: bytes, at: int, mask: int, values: Sequence[tuple[int, int]]) -> int:
    for bits, size in values:
        if mask & bits:
            at += 2 + 4 * struct.unpack_from("<H", styles, at)[0] if bits == TABS else size
    return at
