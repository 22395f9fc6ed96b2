"""A file of which each block is compared with its digest before anything of it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy

BLOCK = 2**16  # bytes: a row of a table that is read here and there has 64 kB compared, 50 µs

Bytes = numpy.typing.NDArray[numpy.uint8]


class CheckedFile:
    """Left on the disk, so that what is not read takes neither memory nor time.

    `fail` makes the error that is raised where a block is another one than it was, whenever that is read.
    """

    def __init__(self, file: Path, digests: Bytes, fail: Callable[[], Exception]) -> None:
        """`digests`: SHA-256 of the file's blocks, shape (blocks, 32)."""
        self._data = numpy.memmap(file, numpy.uint8, "r").view(numpy.ndarray) if file.stat().st_size else EMPTY
        self._digests = digests
        self._fail = fail
        self._is_checked = numpy.zeros(len(digests), bool)
        if -(-len(self._data) // BLOCK) != len(digests):
            raise fail()

    def read(self, start: int, size: int) -> Bytes:
        """That many bytes from there."""
        self._check(numpy.arange(start // BLOCK, -(-(start + size) // BLOCK)))
        return self._data[start : start + size]

    def read_rows(self, start: int, width: int, rows: list[int]) -> Bytes:
        """Those of a table that begins there, `width` bytes each: shape (len(rows), width)."""
        places = start + width * numpy.array(rows)
        self._check(numpy.concatenate([places, places + width - 1]) // BLOCK)
        return self._data[places[:, None] + numpy.arange(width)]

    def _check(self, blocks: numpy.typing.NDArray[numpy.int64]) -> None:
        # Not numpy.unique, which imports numpy.ma: as much as all that is saved here.
        for block in set(blocks[~self._is_checked[blocks]].tolist()):
            data = self._data[block * BLOCK : (block + 1) * BLOCK]
            if hashlib.sha256(data.data).digest() != self._digests[block].tobytes():
                raise self._fail()
            self._is_checked[block] = True  # by two threads at the same time: both have compared it


EMPTY = numpy.zeros(0, numpy.uint8)


def digest_blocks(file: Path) -> Bytes:
    """What a `CheckedFile` compares with."""
    data = file.read_bytes()
    digests = b"".join(hashlib.sha256(data[at : at + BLOCK]).digest() for at in range(0, len(data), BLOCK))
    return numpy.frombuffer(digests, numpy.uint8).reshape(-1, hashlib.sha256().digest_size)
