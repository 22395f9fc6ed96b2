"""What an old Excel workbook has beside its cells: text boxes, and the lines printed above and below ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SHEET, START, END = 0x0085, 0x0809, 0x000A
HEADER, FOOTER, OBJECT, TEXT, CONTINUED = 0x0014, 0x0015, 0x005D, 0x01B6, 0x003C
TOLD = frozenset([SHEET, START, END, HEADER, FOOTER, OBJECT, TEXT, CONTINUED])
RECORD = struct.Struct("<HH")
OF_CELLS = b"\0"  # a kind of sheet
NOTE = 0x19  # a kind of object: comments of cells, which are read with them
NEWER = 0x0600  # the version of files whose texts are laid out so


@dataclass(frozen=True)
class TextBox:
    """Its text, and from which letter on in which font."""

    text: str
    runs: tuple[tuple[int, int], ...]


@dataclass
class Drawings:
    boxes: list[TextBox] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)


def read_drawings(stream: bytes) -> list[Drawings]:
    """Those of each sheet, in their order; none of a workbook of before Excel 97."""
    first = next(_records(stream, 0), None)
    if first is None or first[0] != START or first[1][:2] != struct.pack("<H", NEWER):
        return []
    places = [data for kind, data in _records(stream, 0) if kind == SHEET]
    return [_read_sheet(stream, struct.unpack_from("<I", data)[0]) for data in places if data[5:6] == OF_CELLS]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Those that tell something, of a workbook, or of a sheet and of what lies in it: most are cells."""
    depth, last = 0, len(stream) - 4
    while at <= last:
        kind, length = RECORD.unpack_from(stream, at)
        at += 4 + length
        if kind not in TOLD:
            continue
        yield kind, stream[at - length : at]
        depth += (kind == START) - (kind == END)
        if depth <= 0:
            return


def _read_sheet(stream: bytes, at: int) -> Drawings:
    found = Drawings()
    kind_of_object, text = 0, list[bytes]()
    for kind, data in _records(stream, at):
        if kind == CONTINUED:
            text += [data] if text else []
            continue
        if text:
            found.boxes += _read_box(text)
            text = []
        if kind == OBJECT and len(data) >= 6:
            [kind_of_object] = struct.unpack_from("<H", data, 4)
        elif kind == TEXT and kind_of_object != NOTE:
            text = [data]
        elif kind in (HEADER, FOOTER) and len(data) > 3:
            found.margins.append(_letters(data[2], data[3:]))
    return found


def _read_box(parts: Sequence[bytes]) -> Iterator[TextBox]:
    """Of what says how long the text is, the text's letters, and its fonts, which come last."""
    length, size = struct.unpack_from("<HH", parts[0], 10) if len(parts[0]) >= 14 else (0, 0)
    text, last = "", 0
    for at, part in enumerate(parts[1:], 1):
        if len(text) >= length or not part:
            break
        text, last = text + _letters(part[0], part[1:]), at
    runs = b"".join(parts[last + 1 :])[:size]  # what follows them is of the next shape
    if text.strip():
        fonts = tuple(struct.unpack_from("<HH", runs, at) for at in range(0, len(runs) - 8, 8))  # the last one ends it
        yield TextBox(text[:length], fonts)


def _letters(flag: int, data: bytes) -> str:
    return data.decode("utf-16-le" if flag & 1 else "latin-1", "replace")
