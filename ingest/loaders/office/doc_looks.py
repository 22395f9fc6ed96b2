"""How letters and paragraphs of an old Word file look: its property modifiers ([MS-DOC] 2.6)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

# Modifiers by their numbers, 2.6.1 and 2.6.2.
DELETED, STRUCK, STRUCK_TWICE, HIDDEN = 0x0800, 0x0837, 0x2A53, 0x083C
PLACE, HEIGHT, SIZE = 0x2A48, 0x4845, 0x4A43
COLOUR, FULL_COLOUR, STYLE, SYMBOL = 0x2A42, 0x6870, 0x4A30, 0x6A09
GROUNDS = frozenset([0x2A0C, 0x4866, 0xCA71, 0x442D, 0xC64D])  # highlight, shading of letters and of paragraphs
IN_TABLE, ROW_END, LEVEL = 0x2416, 0x2417, 0x2640
DEPTH = 0x6649
TABLE = 0xD608
TABS = 0xC615
# The same for pieces of fast saved files, which name few of them by one byte: 2.9.215.
SHORT = {0x41: DELETED, 0x57: STRUCK, 0x5C: HIDDEN, 0x68: PLACE, 0x73: STRUCK_TWICE}
LENGTHS = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of a modifier's value, by the three highest bits of its number
AS_STYLE, OTHER_THAN_STYLE = 0x80, 0x81
WHITE, FULL_WHITE = 8, 0x00FFFFFF
UNSEEN = 4  # half points
RAISED = 4  # half points above the line
BODY_LEVEL = 9


@dataclass(frozen=True)
class Look:
    """What tells whether and how letters are seen; `place` is 1 above the line and -1 below it."""

    deleted: bool = False
    struck: bool = False
    hidden: bool = False
    tiny: bool = False
    white: bool = False
    grounded: bool = False
    place: int = 0
    symbol: tuple[int, int] | None = None  # the number of its font, and the place in it


@dataclass(frozen=True)
class Layout:
    """What a paragraph is: its style, and where in a table it stands."""

    style: int = 0
    level: int | None = None  # 1 for a chapter; 0 for text, said of this paragraph
    depth: int = 0  # tables that it is in
    ends_row: bool = False
    grounded: bool = False
    edges: tuple[int, ...] = ()  # of the cells of the row that it ends, twentieths of a point
    goes_on: tuple[bool, ...] = ()  # for each cell, whether it is the one above


PLAIN = Look()


@dataclass(frozen=True)
class DocStyle:
    kind: int  # Word's own number of it
    look: Look = PLAIN
    level: int = 0


def read_modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each modifier's number and value; what is cut off is left out."""
    at = 0
    while at + 2 <= len(data):
        [number] = struct.unpack_from("<H", data, at)
        at += 2
        length = LENGTHS[number >> 13]
        if not length:
            if number == TABLE and at + 2 <= len(data):
                length = struct.unpack_from("<H", data, at)[0] + 1
            elif number == TABS and data[at : at + 1] == b"\xff":
                return  # longer than its length can say: nothing is told after it
            else:
                length = data[at] + 1 if at < len(data) else 1
        value = data[at : at + length]
        if len(value) < length:
            return
        yield number, value
        at += length


def change_look(look: Look, modifiers: Sequence[tuple[int, bytes]], styles: Sequence[DocStyle]) -> Look:
    """The look with modifiers applied; `look` is the one of the style of the paragraph."""
    based = look
    for number, value in modifiers:
        if number == STYLE:
            [style] = struct.unpack("<H", value)
            based = look = _combine_looks(look, styles[style].look) if style < len(styles) else look
        elif number in CHANGES:
            look = CHANGES[number](look, value, based)
    return look


def read_layout(style: int, modifiers: Sequence[tuple[int, bytes]]) -> Layout:
    layout = Layout(style)
    for number, value in modifiers:
        if number == LEVEL:
            layout = replace(layout, level=0 if value[0] >= BODY_LEVEL else value[0] + 1)
        elif number == IN_TABLE:
            layout = replace(layout, depth=max(layout.depth, value[0] & 1))
        elif number == DEPTH:
            layout = replace(layout, depth=min(struct.unpack("<I", value)[0], 99))
        elif number == ROW_END:
            layout = replace(layout, ends_row=True)
        elif number in GROUNDS:
            layout = replace(layout, grounded=True)
        elif number == TABLE:
            edges, goes_on = _read_cells(value)
            layout = replace(layout, edges=edges, goes_on=goes_on)
    return layout


def _read_cells(value: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    count = value[2] if len(value) > 2 else 0
    if len(value) < 3 + 2 * (count + 1):
        return (), ()
    edges = struct.unpack_from(f"<{count + 1}h", value, 3)
    cells = value[3 + 2 * (count + 1) :]
    flags = [struct.unpack_from("<H", cells, at)[0] for at in range(0, min(len(cells) - 1, 20 * count), 20)]
    return edges, tuple(flag >> 5 & 3 == 1 for flag in flags)


def _combine_looks(look: Look, style: Look) -> Look:
    """What a style of letters says, over the style of their paragraph."""
    return replace(
        look,
        struck=look.struck != style.struck,
        hidden=look.hidden != style.hidden,
        tiny=style.tiny or look.tiny,
        white=style.white or look.white,
        grounded=style.grounded or look.grounded,
        place=style.place or look.place,
    )


def _delete(look: Look, value: bytes, _: Look) -> Look:
    return replace(look, deleted=value[0] == 1)


def _strike(look: Look, value: bytes, based: Look) -> Look:
    return replace(look, struck=_is_switched_on(value[0], based.struck))


def _hide(look: Look, value: bytes, based: Look) -> Look:
    return replace(look, hidden=_is_switched_on(value[0], based.hidden))


def _size(look: Look, value: bytes, _: Look) -> Look:
    return replace(look, tiny=struct.unpack("<H", value)[0] <= UNSEEN)


def _place(look: Look, value: bytes, _: Look) -> Look:
    return replace(look, place={1: 1, 2: -1}.get(value[0], 0))


def _raise(look: Look, value: bytes, _: Look) -> Look:
    [height] = struct.unpack("<h", value)
    return replace(look, place=(height >= RAISED) - (height <= -RAISED))


def _colour(look: Look, value: bytes, _: Look) -> Look:
    return replace(look, white=int.from_bytes(value, "little") == (WHITE if len(value) == 1 else FULL_WHITE))


def _take_symbol(look: Look, value: bytes, _: Look) -> Look:
    font, place = struct.unpack("<HH", value)
    return replace(look, symbol=(font, place))


def _ground(look: Look, _: bytes, __: Look) -> Look:
    return replace(look, grounded=True)


def _is_switched_on(value: int, styled: bool) -> bool:
    return {AS_STYLE: styled, OTHER_THAN_STYLE: not styled}.get(value, value == 1)


CHANGES: dict[int, Callable[[Look, bytes, Look], Look]] = {
    DELETED: _delete, STRUCK: _strike, STRUCK_TWICE: _strike, HIDDEN: _hide, SIZE: _size, PLACE: _place,
    HEIGHT: _raise, COLOUR: _colour, FULL_COLOUR: _colour, SYMBOL: _take_symbol,
    **dict.fromkeys(GROUNDS, _ground),
}  # fmt: skip
