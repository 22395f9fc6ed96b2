"""The letters of an old Word file, its pieces put together, and how each of them looks ([MS-DOC] 2.4, 2.5, 2.8)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.loaders.office.doc_looks import PLAIN, DocStyle, Layout, Look, change_look, read_layout, read_modifiers
from ingest.loaders.office.doc_pieces import Piece, PiecesByByte, read_letters, read_pieces
from ingest.loaders.office.doc_styles import read_styles
from ingest.loaders.ole import Storage
from kb.errors import Unreadable

MAIN = "WordDocument"  # the stream that it begins in
WORD_97 = 0xC1  # the oldest form that is laid out so
HEADER = 32  # bytes that all forms begin with
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
PAGE = 512  # bytes of what tells the looks of some letters
HUGE = (0x6646, 0x6645)  # a paragraph's modifiers lie in another stream
# Places in the list of what lies where, 2.5.6.
STYLES, FOOTNOTES, COMMENTS, ENDNOTES, MARGINS, LETTERS, PARAGRAPHS = 1, 2, 4, 46, 11, 12, 13
FONTS, PIECES, AUTHORS = 15, 33, 36


@dataclass(frozen=True)
class DocPart:
    """A stretch of the text: what is printed, its notes, its margins, and so on, one behind the other."""

    start: int
    end: int


@dataclass
class DocFile:
    """The text with marks in it, one character for each place; `looks` has those that are not plain, in order."""

    text: str
    parts: dict[str, DocPart]
    looks: list[tuple[int, int, Look]]
    styles: list[DocStyle]
    fonts: list[str]
    _layouts: list[tuple[int, Layout]]  # the place before which each ends
    _listed: dict[int, bytes]
    _ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._ends = [end for end, _ in self._layouts]

    def layout(self, place: int) -> Layout:
        """Of the paragraph in which this place lies."""
        at = bisect_right(self._ends, place)
        return self._layouts[at][1] if at < len(self._layouts) else Layout()

    def places(self, listed: int, beside: int = 0) -> list[int]:
        """What is told by places in the text, beside as many bytes for each but the last."""
        data = self._listed.get(listed, b"")
        count = max(0, (len(data) - 4) // (4 + beside)) + 1
        return list(struct.unpack_from(f"<{count}I", data)) if len(data) >= 4 * count else []

    def data(self, listed: int) -> bytes:
        return self._listed.get(listed, b"")


def is_older(top: Storage) -> bool:
    """Whether it is of before Word 97. Unreadable where it is locked, or damaged."""
    main = top.read(MAIN)
    if len(main) < HEADER:
        raise Unreadable("is damaged: its text cannot be found")
    number, flags = struct.unpack_from("<H6xH", main, 2)
    if flags & ENCRYPTED:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    return int(number) < WORD_97


def read_doc_file(top: Storage) -> DocFile:
    """Of Word 97 and later. Unreadable where it is damaged."""
    main = top.read(MAIN)
    if len(main) < 154:
        raise Unreadable("is damaged: its text cannot be found")
    [flags] = struct.unpack_from("<H", main, 10)
    table = top.read("1Table" if flags & SECOND_TABLE else "0Table")
    [count] = struct.unpack_from("<H", main, 152)
    where = struct.unpack_from(f"<{2 * min(count, (len(main) - 154) // 8)}I", main, 154)
    listed = {at: table[where[2 * at] : where[2 * at] + where[2 * at + 1]] for at in range(len(where) // 2)}
    pieces = list(read_pieces(listed.get(PIECES, b"")))
    styles = read_styles(listed.get(STYLES, b""))
    text = "".join(read_letters(main, piece) for piece in pieces)
    if not text:
        raise Unreadable("is damaged: its text cannot be found")
    paragraphs = list(_paragraphs(main, listed.get(PARAGRAPHS, b""), pieces, top.read("Data")))
    letters = sorted(_letters(main, listed.get(LETTERS, b""), pieces), key=lambda run: run[0])
    looks = list(_looks(letters, paragraphs, styles))
    return DocFile(text, _parts(main, len(text)), looks, styles, _fonts(listed.get(FONTS, b"")), paragraphs, listed)


def _parts(main: bytes, length: int) -> dict[str, DocPart]:
    names = ("body", "footnotes", "margins", "macros", "comments", "endnotes", "boxes", "margin boxes")
    parts, start = {}, 0
    for name, count in zip(names, struct.unpack_from("<8I", main, 76), strict=True):
        parts[name] = DocPart(min(start, length), min(start + count, length))
        start += count
    return parts


def _pages(main: bytes, listed: bytes) -> Iterator[bytes]:
    """Each page of looks that a list names."""
    count = max(0, len(listed) - 4) // 8
    for number in struct.unpack_from(f"<{count}I", listed, 4 * (count + 1)) if count else ():
        page = main[(number & 0x3FFFFF) * PAGE : ((number & 0x3FFFFF) + 1) * PAGE]
        if len(page) == PAGE:
            yield page


def _letters(main: bytes, listed: bytes, pieces: Sequence[Piece]) -> Iterator[tuple[int, int, bytes]]:
    """The modifiers of letters, from one place in the text to another."""
    by_byte = PiecesByByte(pieces)
    for page in _pages(main, listed):
        count = min(page[-1], (PAGE - 5) // 5)
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + number]
            modifiers = page[at + 1 : at + 1 + page[at]] if at else b""
            for piece in by_byte.within(ends[number], ends[number + 1]):
                yield *piece.places(ends[number], ends[number + 1]), modifiers + piece.change


def _paragraphs(main: bytes, listed: bytes, pieces: Sequence[Piece], beside: bytes) -> Iterator[tuple[int, Layout]]:
    """The place after each paragraph's last, and its layout, in the order of the text."""
    by_byte = PiecesByByte(pieces)
    found: dict[int, Layout] = {}
    parse = cache(lambda data: _parse_layout(data, beside))  # most are alike
    for page in _pages(main, listed):
        count = min(page[-1], (PAGE - 5) // 17)
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            layout = parse(_read_layout_bytes(page, 2 * page[4 * (count + 1) + 13 * number]))
            for piece in by_byte.within(ends[number], ends[number + 1]):
                _, end = piece.places(ends[number], ends[number + 1])
                found[end] = layout
    return iter(sorted(found.items()))


def _read_layout_bytes(page: bytes, at: int) -> bytes:
    """A paragraph's style and modifiers, as a page has them."""
    if not at:
        return b""
    start, length = (at + 1, 2 * page[at] - 1) if page[at] else (at + 2, 2 * page[at + 1])
    return page[start : start + length]


def _parse_layout(data: bytes, beside: bytes) -> Layout:
    if len(data) < 2:
        return Layout()
    modifiers = list(read_modifiers(data[2:]))
    for number, value in modifiers:
        if number in HUGE:
            [at] = struct.unpack("<I", value)
            length = struct.unpack_from("<H", beside, at)[0] if at + 2 <= len(beside) else 0
            modifiers = [*modifiers, *read_modifiers(beside[at + 2 : at + 2 + length])]
    return read_layout(struct.unpack_from("<H", data)[0], modifiers)


def _looks(
    letters: Sequence[tuple[int, int, bytes]], paragraphs: Sequence[tuple[int, Layout]], styles: Sequence[DocStyle]
) -> Iterator[tuple[int, int, Look]]:
    """The looks that are not plain, none over two paragraphs."""

    @cache
    def look(style: int, modifiers: bytes) -> Look:
        base = styles[style].look if style < len(styles) else PLAIN
        return change_look(base, list(read_modifiers(modifiers)), styles)

    ends = [end for end, _ in paragraphs]
    for start, end, modifiers in letters:
        while start < end:
            at = bisect_right(ends, start)
            style, stop = (paragraphs[at][1].style, min(end, ends[at])) if at < len(ends) else (0, end)
            found = look(style, modifiers)
            if found != PLAIN:
                yield start, stop, found
            start = stop


def _fonts(data: bytes) -> list[str]:
    names, at = [], 4
    while at < len(data):
        name = data[at + 40 : at + 1 + data[at]].decode("utf-16-le", "replace")
        names.append(name.partition("\0")[0])
        at += 1 + data[at]
    return names
