"""The high bytes of an index's vectors once more, in memory and turned: what is compared with a question's."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from threading import Lock

import numpy

from kb.engines.integer_products import FEW, Columns, Rows, Sums, Whole, multiply_columns, multiply_rows

ZERO = 128  # what stands in the rows for 0: products of bytes without sign take a third of the time
_LIFT = 64  # what is added to a question's numbers, so that none is below 0; it goes out again with the columns' sums
_WIDTH = 4096  # columns in a block: 1.5 MB of 384 numbers. With 1,024 comparing takes half as long again
_AT_A_TIME = 4  # blocks that a search turns, 6 ms, as long as some are not: no search waits for all
_HAS_INSTRUCTIONS = platform.machine().lower() in ("x86_64", "amd64")  # on others onnxruntime packs the columns first


@dataclass(frozen=True)
class _Block:
    columns: Columns
    lifts: Whole  # what `_LIFT` adds to each column's products


class TurnedVectors:
    """Of 133,546 vectors of 384 numbers the products take 3.5 ms in place of 17 on a processor with AVX2, without VNNI.

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
        turned = len(blocks) * _WIDTH
        lifted = (vector + _LIFT).astype(numpy.uint8)
        sums = numpy.empty(len(rows), numpy.float32)
        for at, block in enumerate(blocks):
            start = at * _WIDTH
            sums[start : start + _WIDTH] = multiply_columns(lifted, block.columns) - block.lifts
        if turned < len(rows):
            sums[turned:] = multiply_rows(rows[turned:], vector) - numpy.float32(ZERO * int(vector.sum(dtype=int)))
        return sums

    def _turn(self, rows: Rows) -> tuple[_Block, ...]:
        """The blocks that there are of these rows, some more of them than before."""
        whole = len(rows) // _WIDTH
        if len(self._blocks) < whole and self._turning.acquire(blocking=False):  # others need not wait
            try:
                for at in range(len(self._blocks), min(len(self._blocks) + _AT_A_TIME, whole)):
                    self._blocks += (_turn_block(rows[at * _WIDTH : (at + 1) * _WIDTH]),)
            finally:
                self._turning.release()
        return self._blocks[:whole]


def _turn_block(rows: Rows) -> _Block:
    columns = numpy.ascontiguousarray((rows ^ ZERO).T).view(numpy.int8)
    return _Block(columns, multiply_columns(numpy.full(len(columns), _LIFT, numpy.uint8), columns))
