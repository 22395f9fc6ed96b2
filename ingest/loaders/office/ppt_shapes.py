"""The shapes on a slide of an old PowerPoint file, the cells of its tables among them ([MS-ODRAW] 2.2, 2.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ingest.loaders.grid import Cell, Row, place_cells
from ingest.loaders.office.objects import FILE_NAME
from ingest.loaders.office.ppt_records import Record
from ingest.loaders.office.ppt_text import OUTLINE

SLIDE_DRAWING, DRAWING, GROUP, SHAPE = 0x040C, 0xF002, 0xF003, 0xF004
SHAPE_ATOM, OPTIONS, MORE_OPTIONS, TEXT_BOX, CELL_PLACE, CLIENT = 0xF00A, 0xF00B, 0xF122, 0xF00D, 0xF00F, 0xF011
PLACEHOLDER, OBJECT = 0x0BC3, 0x0BC1
PICTURE = 75  # a kind of shape
DESCRIPTION, VISIBILITY, TABLE = 0x0381, 0x03BF, 0x039F  # options
HIDDEN = 0x20002  # bits: it is said, and it is so
COMPLEX, FOR_PICTURE = 0x8000, 0x4000  # marks of an option: its value lies behind all of them; it is a picture's number
OPTION = struct.Struct("<HI")
LINE_DEPTH = 2  # master units: lines of a table are shapes as thin as that


@dataclass(frozen=True)
class Shape:
    """`records` make its text, or `outline` tells which text of the slide's in the outline it shows."""

    records: tuple[Record, ...] = ()
    outline: int | None = None
    place: int = 0  # what kind of placeholder it is
    hidden: bool = False
    is_picture: bool = False
    object: int | None = None  # what the file calls the object by that it shows
    description: str = ""
    box: tuple[int, int, int, int] = (0, 0, 0, 0)  # left, top, right, bottom, in a table
    cells: tuple[Shape, ...] = ()

    def rows(self, read: Callable[[Shape], str]) -> list[Row]:
        """A table's rows; `read` gives a cell's text."""
        lefts = sorted({cell.box[0] for cell in self.cells})
        tops = sorted({cell.box[1] for cell in self.cells})
        rows = []
        for top in tops:
            here = sorted((cell for cell in self.cells if cell.box[1] == top), key=lambda cell: cell.box[0])
            rows.append(
                [
                    Cell(
                        read(cell),
                        sum(cell.box[0] <= left < cell.box[2] for left in lefts),
                        sum(cell.box[1] <= below < cell.box[3] for below in tops),
                    )
                    for cell in here
                ]
            )
        return place_cells(rows)


def read_shapes(slide: Record) -> Iterator[Shape]:
    """A slide's own, in their order; of groups those in them."""
    holder = slide.find(SLIDE_DRAWING)
    drawing = holder.find(DRAWING) if holder else None
    for group in drawing.children() if drawing else ():
        if group.kind == GROUP:
            yield from _group(group)


def _group(group: Record) -> Iterator[Shape]:
    own, *members = [one for one in group.children() if one.kind in (GROUP, SHAPE)] or [group]
    options = _options({one.kind: one for one in own.children()})
    if options.get(VISIBILITY, 0) & HIDDEN == HIDDEN:
        return
    if options.get(TABLE, 0) & 1:
        cells = [_shape(one) for one in members if one.kind == SHAPE]
        yield Shape(cells=tuple(cell for cell in cells if cell.records and _has_room(cell)))
        return
    for one in members:
        if one.kind == GROUP:
            yield from _group(one)
        else:
            yield _shape(one)


def _has_room(cell: Shape) -> bool:
    left, top, right, bottom = cell.box
    return right - left > LINE_DEPTH and bottom - top > LINE_DEPTH


def _shape(record: Record) -> Shape:
    parts = {one.kind: one for one in record.children()}
    atom, box, client, cell = (parts.get(kind) for kind in (SHAPE_ATOM, TEXT_BOX, CLIENT, CELL_PLACE))
    options = _options(parts)
    records = tuple(box.children()) if box else ()
    placeholder, shows = (client.find(kind) if client else None for kind in (PLACEHOLDER, OBJECT))
    return Shape(
        records,
        next((one.number() for one in records if one.kind == OUTLINE), None),
        placeholder.data[4] if placeholder and len(placeholder.data) > 4 else 0,
        options.get(VISIBILITY, 0) & HIDDEN == HIDDEN,
        atom is not None and atom.instance == PICTURE,
        shows.number() if shows else None,
        _describe(parts) if COMPLEX | DESCRIPTION in options else "",
        struct.unpack_from("<4i", cell.data if cell and len(cell.data) >= 16 else bytes(16)),
    )


def _options(parts: Mapping[int, Record]) -> dict[int, int]:
    """What the shape's options say, by their numbers, those with a value behind them with their mark of it."""
    found: dict[int, int] = {}
    for options in filter(None, map(parts.get, (OPTIONS, MORE_OPTIONS))):
        found |= dict(_pairs(options))
    return found


def _pairs(options: Record) -> Iterator[tuple[int, int]]:
    count = min(options.instance, len(options.data) // 6)
    for number, value in OPTION.iter_unpack(options.data[: 6 * count]):
        yield number & ~FOR_PICTURE, value


def _describe(parts: Mapping[int, Record]) -> str:
    """What it is described as: a text, which lies behind the options and those of their values that come before."""
    options = parts[OPTIONS] if OPTIONS in parts else parts[MORE_OPTIONS]
    behind = 6 * options.instance
    for number, value in _pairs(options):
        if number == COMPLEX | DESCRIPTION:
            words = " ".join(options.data[behind : behind + value].decode("utf-16-le", "replace").rstrip("\0").split())
            return "" if FILE_NAME.fullmatch(words) else words
        behind += value if number & COMPLEX else 0
    return ""
