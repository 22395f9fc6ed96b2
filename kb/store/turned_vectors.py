"""The high bytes of an index's vectors once more, in memory and turned: what is compared with a question's."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from threading import Lock

import numpy

from kb.engines.integer_products import FEW, Columns, Rows, Sums, Whole, multiply_columns, multiply_rows

ZERO = 128  # what stands in the rows for 0: products of bytes without sign take a third of the time
_LIFT = 64  # what is added to a question's numbers, so that none is below 0; it goes out again with the columns' sums
# Columns in a block, and in those that what is left fills: onnxruntime is asked for each, and 133,546 vectors take 1.6
# times as long in blocks of 4,096 alone. As long as some are not turned a search turns as many as the first, in 6 ms:
# no search waits for all.
_WIDE, _NARROW = 16_384, 4_096
_PIECE = 256  # rows turned at a time: whole blocks take three times as long, for each number has a line of the cache
_HAS_INSTRUCTIONS = platform.machine().lower() in ("x86_64", "amd64")  # on others onnxruntime packs the columns first


@dataclass(frozen=True)
class _Block:
    columns: Columns
    lifts: Whole  # what `_LIFT` adds to each column's products

    @property
    def width(self) -> int:
        return len(self.lifts)


class TurnedVectors:
    """Of 133,546 vectors of 384 numbers the products take a fifth of what they take as rows, on a processor with AVX2.

    For that they take their 51 MB of memory once more. Rows are only added, or blanked; what is turned of a row that
    was blanked since is of no use.
    """

    def __init__(self, *, turns: bool = _HAS_INSTRUCTIONS) -> None:
        """`turns`: whether any are; else all are compared as rows."""
        self._turns = turns
        self._blocks: tuple[_Block, ...] = ()
        self._turning = Lock()

    def multiply(self, rows: Rows, vector: numpy.typing.NDArray[numpy.int8]) -> Sums:
        """The sum of the products of each row, from which `ZERO` is taken, with the vector."""
        blocks = self._turn(rows) if self._turns and len(rows) > FEW else ()
        lifted = (vector + _LIFT).astype(numpy.uint8)
        sums = numpy.empty(len(rows), numpy.float32)
        turned = 0
        for block in blocks:
            sums[turned : turned + block.width] = multiply_columns(lifted, block.columns) - block.lifts
            turned += block.width
        if turned < len(rows):
            sums[turned:] = multiply_rows(rows[turned:], vector) - numpy.float32(ZERO * int(vector.sum(dtype=int)))
        return sums

    def _turn(self, rows: Rows) -> Sequence[_Block]:
        """The blocks that there are of these rows, some more of them than before."""
        if _count_rows(self._blocks) < len(rows) // _NARROW * _NARROW and self._turning.acquire(blocking=False):
            try:  # others need not wait
                self._blocks = _turn_more(self._blocks, rows)
            finally:
                self._turning.release()
        blocks, last = self._blocks, len(rows)
        return [
            block for block, end in zip(blocks, accumulate(each.width for each in blocks), strict=True) if end <= last
        ]


def _turn_more(blocks: Sequence[_Block], rows: Rows) -> tuple[_Block, ...]:
    """With what a search turns: a wide one, or narrow ones until they fill a wide one, which takes their place."""
    kept = tuple(takewhile(lambda block: block.width == _WIDE, blocks))
    if (start := _count_rows(kept)) + _WIDE <= len(rows):
        return *kept, _turn_block(rows[start : start + _WIDE])
    starts = range(_count_rows(blocks), len(rows) - _NARROW + 1, _NARROW)
    return *blocks, *(_turn_block(rows[start : start + _NARROW]) for start in starts)


def _count_rows(blocks: Iterable[_Block]) -> int:
    return sum(block.width for block in blocks)


def _turn_block(rows: Rows) -> _Block:
    turned = numpy.empty((rows.shape[1], len(rows)), numpy.uint8)
    for at in range(0, len(rows), _PIECE):
        turned[:, at : at + _PIECE] = (rows[at : at + _PIECE] ^ ZERO).T
    columns = turned.view(numpy.int8)
    return _Block(columns, multiply_columns(numpy.full(len(columns), _LIFT, numpy.uint8), columns))
