"""The text of a PDF page by the places of its words: columns one after the other, gaps in a line as tabs."""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.pdf import pdfium
from ingest.loaders.pdf.page_text import BREAK
from ingest.loaders.pdf.reading_order import APART, COLUMN_LINES, PROSE, Line, columns, in_reading_order
from ingest.loaders.pdf.table_columns import place_cells
from ingest.loaders.pdf.table_rows import complete_rows
from ingest.loaders.pdf.wrapped_cells import join_wrapped_cells
from kb.text.scripts import UNSPACED
from kb.text.statements.headers import is_number

LINE = re.compile(r"[^\r\n]+")
UNSPACED_SIGN = re.compile(f"[{UNSPACED}]")
WORD = re.compile(rf"[^\s{BREAK}]+{BREAK}?")
MAX_PIECES = 3_000  # of one page: maps and drawings have more, whose words stand in no order
ALTERNATING = 1.2  # changes of column a line: drawn row by row it is two, cell by cell of a table one or less
SIDES = struct.Struct("4f").unpack  # ctypes takes twice as long to give them one by one
ASLANT = 4


class _Piece(NamedTuple):
    """Characters `start` to `end` of a page, in one line without a gap; `top` is less than `bottom`.

    The box is as if its text ran from left to right; `way` is by how many quarters it is turned clockwise, or ASLANT.
    """

    start: int
    end: int
    way: int
    left: float
    top: float
    right: float
    bottom: float


def characters(textpage: pypdfium2.PdfTextPage) -> str:
    """A page's text, with a character for each that pdfium counts."""
    text, count = str(textpage.get_text_range()), textpage.count_chars()
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def lay_out(textpage: pypdfium2.PdfTextPage, text: str) -> str:
    """The page's text, lines ending in \\r\\n: as it is drawn, or if that is no order to read it in, by its places.

    `text` is the page's `characters`.
    """
    rows = list(LINE.finditer(text))
    first = rows[::COLUMN_LINES]
    pieces = list(_iterate_pieces(textpage, text, first))
    if len(pieces) == len(first) and not _is_bottom_up(pieces):
        return text  # as of most pages
    others = (row for number, row in enumerate(rows) if number % COLUMN_LINES)
    pieces = sorted([*pieces, *_iterate_pieces(textpage, text, others)])
    if len(pieces) > MAX_PIECES:
        return text
    ways = Counter(piece.way for piece in pieces)
    main = max(ways, key=lambda way: ways[way], default=0)
    upright = [piece for piece in pieces if piece.way == main]
    if not (_has_columns(upright) or _is_bottom_up(upright)):
        return _insert_tabs(text, pieces)
    lines = [Line(*piece[3:], text[piece.start : piece.end]) for piece in upright]
    if not (_is_row_by_row(lines) or _is_bottom_up(upright)):
        return _insert_tabs(text, pieces)
    aside = [" ".join(text[piece.start : piece.end] for piece in pieces if piece.way == way) for way in ways]
    del aside[list(ways).index(main)]
    return "\n".join([in_reading_order(lines), *aside]).replace(BREAK + "\n", BREAK).replace("\n", "\r\n")


def sizes(textpage: pypdfium2.PdfTextPage, text: str) -> Iterator[tuple[str, float, float]]:
    """Text, height and top of each upright piece of a line; `text` is the page's `characters`."""
    for piece in _iterate_pieces(textpage, text, LINE.finditer(text)):
        if piece.way == 0:
            yield " ".join(text[piece.start : piece.end].split()), piece.bottom - piece.top, piece.top


def _iterate_pieces(textpage: pypdfium2.PdfTextPage, text: str, rows: Iterable[re.Match[str]]) -> Iterator[_Piece]:
    handle = pdfium.refer(textpage.raw)
    for row in rows:
        way = _read_direction(handle, row.start())
        words = _iterate_words(handle, WORD.finditer(text, *row.span()), way)
        start, end, left, top, right, bottom = next(words, (0, 0, 0.0, 0.0, 0.0, 0.0))
        for first, after, x0, y0, x1, y1 in words:
            height = y1 - y0
            if -height < x0 - right < APART * height and abs(y0 - top) < height / 2:
                end, right = after, x1
            else:
                yield _Piece(start, end, way, left, top, right, bottom)
                start, end, left, top, right, bottom = first, after, x0, y0, x1, y1
        if end:
            yield _Piece(start, end, way, left, top, right, bottom)


def _read_direction(textpage: pdfium.Reference, index: int) -> int:
    quarters = pdfium.get_angle(textpage, index) / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.1 else ASLANT


def _iterate_words(
    textpage: pdfium.Reference, found: Iterable[re.Match[str]], way: int
) -> Iterator[tuple[int, int, float, float, float, float]]:
    """Start, end and box of each; written out, as there are hundreds on each page."""
    look, box = pdfium.get_box, raw.FS_RECTF()
    corners = ctypes.byref(box)
    for word in found:
        start, end = word.span()
        look(textpage, start, corners)
        left, high, right, low = SIDES(box)
        if end > start + 1:
            look(textpage, end - 1, corners)
            if way:
                other = SIDES(box)
                left, right = min(left, other[0]), max(right, other[2])
                low, high = min(low, other[3]), max(high, other[1])
            else:
                right = box.right
        if way in (0, ASLANT):
            yield start, end, left, -high, right, -low
        elif way == 1:
            yield start, end, -high, -right, -low, -left
        elif way == 2:
            yield start, end, -right, low, -left, high
        else:
            yield start, end, low, left, high, right


def _has_columns(pieces: Sequence[_Piece]) -> bool:
    """Whether it may be that lines of columns are drawn across them."""
    prose = [piece for piece in pieces if piece.right - piece.left >= PROSE * (piece.bottom - piece.top)]
    return sum(map(_is_beside, prose, prose[1:])) >= 2 * COLUMN_LINES - 2


def _is_row_by_row(lines: Sequence[Line]) -> bool:
    found = list(columns(lines))
    column = {id(line): number for number, part in enumerate(found) for line in part}
    changes = sum(column[id(line)] != column[id(after)] for line, after in pairwise(lines))
    sizes = sorted(map(len, found))
    return len(found) > 1 and changes > ALTERNATING * sum(size for size in sizes[:-1] if size >= COLUMN_LINES)


def _is_bottom_up(pieces: Sequence[_Piece]) -> bool:
    """Whether most lines are drawn above the one before: of several columns only the first of each is."""
    steps = [other.top - one.top for one, other in pairwise(pieces) if not _is_beside(one, other)]
    return sum(step < 0 for step in steps) > max(1, len(steps) / 2)


def _is_beside(one: _Piece, other: _Piece) -> bool:
    return one.right <= other.left or other.right <= one.left


def _insert_tabs(text: str, pieces: Sequence[_Piece]) -> str:
    """The text with a tab in each gap of a line, and one more for each cell of a table that is empty."""
    drawn: list[list[_Piece]] = []
    for piece in pieces:
        if drawn and _is_continued(text, drawn[-1][-1], piece):
            drawn[-1].append(piece)
        else:
            drawn.append([piece])
    before = {other.start: one.end for one, other in pairwise(pieces)}
    rows = join_wrapped_cells(complete_rows(drawn), lambda piece: is_number(text[piece.start : piece.end]))
    places = place_cells([[_measure_cell(cell) for cell in row] for row in rows])
    parts = []
    for row, stand in zip(rows, places, strict=True):
        start = row[0][0].start
        parts += [text[before.get(start, 0) : start], "\t" * stand[0], _join_lines(text, row[0])]
        for (_, column), (other, after) in pairwise(zip(row, stand, strict=True)):
            parts += ["\t" * (after - column), _join_lines(text, other)]
    return "".join([*parts, text[pieces[-1].end if pieces else 0 :]])


def _measure_cell(lines: Sequence[_Piece]) -> tuple[float, float]:
    return min(line.left for line in lines), max(line.right for line in lines)


def _join_lines(text: str, lines: Sequence[_Piece]) -> str:
    """A cell's lines as one, a blank between words of scripts that have blanks; a word broken at its end stays so."""
    said = text[lines[0].start : lines[0].end]
    for line in lines[1:]:
        more = text[line.start : line.end]
        apart = not UNSPACED_SIGN.match(said[-1]) and not UNSPACED_SIGN.match(more[0]) and said[-1] != BREAK
        said += f" {more}" if apart else more
    return said


def _is_continued(text: str, one: _Piece, other: _Piece) -> bool:
    """Whether a piece stands in the line of the one before it."""
    # pdfium ends a line before a single character that stands far off.
    level = one.way == other.way and abs(one.top - other.top) < (one.bottom - one.top) / 2
    return level and one.right < other.left and text[one.end : other.start].isspace()
