"""The pieces of an old Word file's text, which may lie in any order, and in two encodings ([MS-DOC] 2.8.35, 2.9.38)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.office.doc_looks import SHORT
from kb.errors import Unreadable

COMPRESSED = 0x40000000


@dataclass(frozen=True)
class Piece:
    """Letters that lie together: from which of the text's on, from which byte on, and how many bytes each takes."""

    start: int
    end: int
    byte: int
    width: int
    change: bytes  # modifiers that hold for all of it

    def places(self, first: int, last: int) -> tuple[int, int]:
        """Those of its letters, as places in the text, that lie in these bytes."""
        start = self.start + (max(first, self.byte) - self.byte + self.width - 1) // self.width
        return start, min(self.end, self.start + (last - self.byte + self.width - 1) // self.width)


def read_pieces(data: bytes) -> Iterator[Piece]:
    """Those that a list of pieces names, in the order of the text."""
    changes: list[bytes] = []
    at = 0
    while data[at : at + 1] == b"\x01" and at + 3 <= len(data):
        [length] = struct.unpack_from("<H", data, at + 1)
        changes.append(data[at + 3 : at + 3 + length])
        at += 3 + length
    if data[at : at + 1] != b"\x02":
        return
    data = data[at + 5 :]
    count = max(0, len(data) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", data) if count else ()
    for number in range(count):
        _, byte, change = struct.unpack_from("<HIH", data, 4 * (count + 1) + 8 * number)
        width = 1 if byte & COMPRESSED else 2
        byte = (byte & ~COMPRESSED) // 2 if width == 1 else byte
        if places[number] < places[number + 1]:
            yield Piece(places[number], places[number + 1], byte, width, _change(change, changes))


def _change(said: int, changes: Sequence[bytes]) -> bytes:
    if said & 1:
        return changes[said >> 1] if said >> 1 < len(changes) else b""
    number = SHORT.get(said >> 1 & 0x7F)
    return struct.pack("<HB", number, said >> 8) if number else b""


def read_letters(main: bytes, piece: Piece) -> str:
    """Its text, one character for each place, also where the file ends before: each half of a pair is one."""
    length = piece.end - piece.start
    if length * piece.width > len(main):
        raise Unreadable("is damaged: its text cannot be found")
    data = main[piece.byte : piece.byte + length * piece.width]
    if piece.width == 1:
        return data.decode("cp1252", "replace").ljust(length)
    units = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
    return "".join(map(chr, units)).ljust(length)


class PiecesByByte:
    """Pieces by the bytes that they lie in."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece.byte)
        self._ends = [piece.byte + (piece.end - piece.start) * piece.width for piece in self._pieces]
        self._sorted = all(a <= b for a, b in zip(self._ends, self._ends[1:], strict=False))

    def within(self, first: int, last: int) -> Iterator[Piece]:
        at = bisect_right(self._ends, first) if self._sorted else 0
        for place in range(at, len(self._pieces)):
            if self._pieces[place].byte >= last:
                break
            if self._ends[place] > first:
                yield self._pieces[place]
