"""The pieces of a vocabulary, looked up by how they begin: a quarter of a million, of which a text needs a few."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy

BLANK = "\u2581"  # stands for a blank before a word
_KEY = 8  # bytes of a piece's beginning, by which they are in order
# What is left of these bytes, as one number, of a piece of so many: the first ones.
_BEGINNINGS = numpy.array([(1 << 64) - (1 << 8 * (_KEY - length)) for length in range(_KEY + 1)], numpy.uint64)
_REMEMBERED = 100_000  # beginnings: 41,604 of two signs are among the pieces of multilingual-e5-small

Piece = tuple[int, float]  # its id and its score


@dataclass(frozen=True)
class Beginning:
    """Id and score of each piece that a word may begin with, and the most characters that one of them has."""

    pieces: dict[str, Piece]
    longest: int


_NOTHING = Beginning({}, 0)


class PieceVocabulary:
    """Left as bytes: to make a dictionary of all its pieces took 0.2 s of CPU, and 35 MB."""

    def __init__(self, text: bytes, ends: numpy.typing.NDArray[numpy.uint32], scores: Sequence[float]) -> None:
        """`ends` begins with 0: piece i is text[ends[i] : ends[i + 1]], UTF-8."""
        self._text = text
        self._ends = ends.data  # whose items are Python's own numbers, several times as fast as numpy's
        self._scores = scores
        padded = numpy.ndarray(len(text) + 1, ">u8", text + bytes(_KEY), strides=(1,))  # a number begins at every byte
        keys = padded[ends[:-1]].astype(numpy.uint64) & _BEGINNINGS[numpy.minimum(numpy.diff(ends), _KEY)]
        order = numpy.argsort(keys)
        self._order = order.data
        self._keys = keys[order].data
        self._found: dict[str, Beginning] = {}
        self._signs: dict[str, dict[str, Piece]] = {}  # what stands for a sign alone

    @classmethod
    def of(cls, pieces: Sequence[str], scores: Sequence[float]) -> PieceVocabulary:
        encoded = [piece.encode() for piece in pieces]
        ends = numpy.array([0, *accumulate(map(len, encoded))], numpy.uint32)
        return cls(b"".join(encoded), ends, scores)

    def piece(self, id: int) -> str:
        return self._text[self._ends[id] : self._ends[id + 1]].decode()

    def begin(self, word: str, start: int) -> Beginning:
        """The pieces that may stand at `start` of a word: all that do, and some others that begin like them."""
        prefix = word[start : start + (3 if word[start] == BLANK else 2)]  # thousands begin with a blank and a letter
        found = self._found.get(prefix)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
                self._signs.clear()
            found = self._found[prefix] = self._find(prefix)
        return found

    def _find(self, prefix: str) -> Beginning:
        pieces = self._read(prefix)
        for length in range(1, len(prefix)):
            pieces |= self._sign(prefix[:length])
        return Beginning(pieces, max(map(len, pieces))) if pieces else _NOTHING

    def _sign(self, piece: str) -> dict[str, Piece]:
        found = self._signs.get(piece)
        if found is None:
            found = self._signs[piece] = self._read(piece, whole=True)
        return found

    def _read(self, prefix: str, whole: bool = False) -> dict[str, Piece]:
        """The pieces that begin with it; `whole`: the one that it is."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        low, high = (encoded[:_KEY].ljust(_KEY, filler) for filler in (b"\0", b"\0" if whole else b"\xff"))
        first = bisect_left(self._keys, int.from_bytes(low, "big"))
        last = bisect_right(self._keys, int.from_bytes(high, "big"), first)
        pieces = {self.piece(id): (id, self._scores[id]) for id in self._order[first:last]}
        if len(encoded) < _KEY:
            return pieces
        return {piece: found for piece, found in pieces.items() if piece.startswith(prefix)}
