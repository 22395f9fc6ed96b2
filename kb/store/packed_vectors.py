"""The high bytes of an index's vectors once more, packed in memory: what is compared with a question's."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from threading import Lock

import numpy

from kb.engines.integer_products import FEW, LARGEST, PackedRows, Rows, Sums, multiply_rows
from kb.engines.protocols import Vectors

ZERO = 128  # what stands in the rows for 0: products of bytes without sign take a third of the time
# Rows in a block, and in those that what is left fills: onnxruntime is asked for each, and 131,072 vectors take 1.5
# times as long in blocks of 4,096 alone. As long as some are not packed a search packs as many as the first, in 4 ms:
# no search waits for all.
_WIDE, _NARROW = 16_384, 4_096
_HAS_INSTRUCTIONS = platform.machine().lower() in ("x86_64", "amd64")  # what others make of it was not measured


class PackedVectors:
    """Of 131,072 vectors of 384 numbers the products take a tenth of what they take as rows.

    For that they take their 50 MB of memory once more. Rows are only added, or blanked; what is packed of a row that
    was blanked since is of no use.
    """

    def __init__(self, *, packs: bool = _HAS_INSTRUCTIONS) -> None:
        """`packs`: whether any are; else all are compared as rows."""
        self._packs = packs
        self._blocks: tuple[PackedRows, ...] = ()
        self._packing = Lock()

    def multiply(self, rows: Rows, vector: Vectors) -> Sums:
        """About the sum of the products of each row, from which `ZERO` is taken, with the vector."""
        blocks = self._pack(rows) if self._packs and len(rows) > FEW else ()
        sums = numpy.empty(len(rows), numpy.float32)
        packed = 0
        for block in blocks:
            sums[packed : packed + block.count] = block.multiply(vector)
            packed += block.count
        if packed < len(rows):
            sums[packed:] = _multiply_rows(rows[packed:], vector)
        return sums

    def _pack(self, rows: Rows) -> Sequence[PackedRows]:
        """The blocks that there are of these rows, some more of them than before."""
        if _count_rows(self._blocks) < len(rows) // _NARROW * _NARROW and self._packing.acquire(blocking=False):
            try:  # others need not wait
                self._blocks = _pack_more(self._blocks, rows)
            finally:
                self._packing.release()
        blocks, last = self._blocks, len(rows)
        return [
            block for block, end in zip(blocks, accumulate(each.count for each in blocks), strict=True) if end <= last
        ]


def _pack_more(blocks: Sequence[PackedRows], rows: Rows) -> tuple[PackedRows, ...]:
    """With what a search packs: a wide one, or narrow ones until they fill a wide one, which takes their place."""
    kept = tuple(takewhile(lambda block: block.count == _WIDE, blocks))
    if (start := _count_rows(kept)) + _WIDE <= len(rows):
        return *kept, PackedRows(rows[start : start + _WIDE])
    starts = range(_count_rows(blocks), len(rows) - _NARROW + 1, _NARROW)
    return *blocks, *(PackedRows(rows[start : start + _NARROW]) for start in starts)


def _count_rows(blocks: Iterable[PackedRows]) -> int:
    return sum(block.count for block in blocks)


def _multiply_rows(rows: Rows, vector: Vectors) -> Sums:
    scale = LARGEST / (float(numpy.abs(vector).max()) or 1.0)
    coarse = numpy.rint(vector * scale).astype(numpy.int8)
    sums = multiply_rows(rows, coarse) - numpy.float32(ZERO * int(coarse.sum(dtype=int)))
    return sums / numpy.float32(scale)
