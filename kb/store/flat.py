"""Nearest chunks by vector, exactly: the vectors of a whole space, in files mapped to memory, compared one and all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from kb.engines.protocols import Vectors
from kb.store.disk import catch_full_disk
from kb.store.index import Scored
from kb.store.packed_vectors import ZERO, PackedVectors
from kb.store.permissions import make_file, make_folder

ENTRIES = "entries.bin"
HIGH, LOW = "high.bin", "low.bin"  # the two bytes of each number: all of HIGH is compared, of LOW what comes nearest
# Of a chunk: its id, whose first half is what it is looked up by, and what 1 in 32,512 of its numbers is worth; 0 where
# it was deleted.
_ENTRY = numpy.dtype(
    {"names": ["id", "key", "step"], "formats": ["V16", "<u8", "<f4"], "offsets": [0, 0, 16], "itemsize": 20}
)
_MOST = 127 * 256  # of a number: its high byte is then at most 127
# How many of the nearest by half of their high bytes are looked at closer, to find the k nearest. Of 32,585 vectors of
# passages and their windows, by the built-in embedder, the 60 nearest were among the first 141 for each of 300
# questions, the 120 nearest among 319; by multilingual-e5-small alone among 321 and 371: see `_find_nearest`.
_TIMES, _MORE = 3, 100
_AGAIN = 16  # times as many, where they may not have been enough
_FAR = -2.0  # less than any cosine
_SAMPLED, _SPARE = 16, 50  # of so many scores one is looked at, to tell which are among the largest; and so many more
_WORN = 1000  # places of deleted chunks that a small index may have

Array = numpy.typing.NDArray[Any]


@dataclass(frozen=True)
class _Rows:
    """The files as they are mapped to memory, a row a place; `steps` are copied, so that they lie side by side."""

    entries: Array
    steps: Vectors
    high: numpy.typing.NDArray[numpy.uint8]
    low: numpy.typing.NDArray[numpy.int8]
    deleted: int


class FlatIndex:
    """Chunk ids, of 32 hex characters, and their vectors, of `dimensions` numbers each, in 2 bytes a number.

    One thread may change it while many search. Files only grow: what is deleted is overwritten where it lies, and its
    place stays empty. Raises DiskFull; ValueError where the files do not fit together.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.folder = folder
        self._dimensions = dimensions
        self._packed = PackedVectors()
        with catch_full_disk(folder):
            make_folder(folder)
            for name in (HIGH, LOW, ENTRIES):
                make_file(folder / name)
            self._cut_unfinished()
            self._rows = self._map()

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Row i of `vectors`, shape (len(ids), dimensions), is the vector of ids[i]."""
        if not ids:
            return
        self.delete(ids)  # so that an id has one place, whatever was given up half way before
        steps, high, low = _split_numbers(numpy.asarray(vectors, numpy.float32))
        entries = _pack_ids(ids)
        entries["step"] = steps
        with catch_full_disk(self.folder):
            try:
                for name, rows in (
                    (HIGH, high),
                    (LOW, low),
                    (ENTRIES, entries),
                ):  # an entry last: it says that all is there
                    _append(self.folder / name, rows)
            except BaseException:
                self._cut_unfinished()
                raise
            finally:
                self._rows = self._map()

    def delete(self, ids: Sequence[str]) -> None:
        """Their vectors are overwritten, and then their ids."""
        rows = self._rows
        if not ids or not len(places := _find(rows.entries, ids)):
            return
        with catch_full_disk(self.folder):
            arrays: tuple[Array, ...] = rows.high, rows.low, rows.entries
            for array, blank in zip(arrays, (ZERO, 0, numpy.zeros((), _ENTRY)), strict=True):
                array[places] = blank
                array.flush()  # type: ignore[attr-defined]  # numpy.memmap's
            self._rows = self._map()

    def search(self, vector: Vectors, k: int) -> Scored:
        """At most k chunk ids with their cosine to the vector, best first."""
        rows = self._rows
        if k < 1 or not len(rows.steps):
            return []
        unit = numpy.asarray(vector, numpy.float32) / (float(numpy.linalg.norm(vector)) or 1.0)
        near, cosines = _find_nearest(rows, _compare(rows, self._packed, unit), unit, k)
        best = numpy.lexsort((near, -cosines))
        best = best[rows.steps[near[best]] > 0][:k]
        return list(zip(_unpack_ids(rows.entries, near[best]), cosines[best].tolist(), strict=True))

    def ids(self) -> set[str]:
        rows = self._rows
        return set(_unpack_ids(rows.entries, rows.steps > 0))

    def count(self) -> int:
        return len(self._rows.steps) - self._rows.deleted

    def probe(self) -> None:
        """What could be wrong was seen when the files were opened."""

    def settle(self) -> None:
        """Nothing waits to be written."""

    def wipe(self) -> None:
        """Nothing of a deleted vector is in the files."""

    def is_worn(self) -> bool:
        """Whether the places of deleted vectors outnumber those that are left."""
        return self._rows.deleted > self.count() + _WORN

    def close(self) -> None:
        self._rows, self._packed = _no_rows(self._dimensions), PackedVectors()

    def _cut_unfinished(self) -> None:
        """Takes away what no entry was written for. Raises ValueError where an entry has no vector."""
        places = (self.folder / ENTRIES).stat().st_size // _ENTRY.itemsize
        for name, width in ((ENTRIES, _ENTRY.itemsize), (HIGH, self._dimensions), (LOW, self._dimensions)):
            file = self.folder / name
            if file.stat().st_size < places * width:
                raise ValueError(f"{file} is shorter than {ENTRIES} says")
            if file.stat().st_size > places * width:
                os.truncate(file, places * width)

    def _map(self) -> _Rows:
        places = (self.folder / ENTRIES).stat().st_size // _ENTRY.itemsize
        if not places:
            return _no_rows(self._dimensions)
        shape = places, self._dimensions
        entries: Array = numpy.memmap(self.folder / ENTRIES, _ENTRY, "r+", shape=places)
        steps = numpy.ascontiguousarray(entries["step"])
        high = numpy.memmap(self.folder / HIGH, numpy.uint8, "r+", shape=shape)
        low = numpy.memmap(self.folder / LOW, numpy.int8, "r+", shape=shape)
        return _Rows(entries, steps, high, low, places - int(numpy.count_nonzero(steps)))


def is_flat(folder: Path) -> bool:
    """Whether an index of this kind lies there."""
    return (folder / ENTRIES).exists()


def _no_rows(dimensions: int) -> _Rows:
    high, low = numpy.empty((0, dimensions), numpy.uint8), numpy.empty((0, dimensions), numpy.int8)
    return _Rows(numpy.empty(0, _ENTRY), numpy.empty(0, numpy.float32), high, low, 0)


def _split_numbers(vectors: Vectors) -> tuple[Vectors, Array, Array]:
    """Of unit vectors in these directions: what 1 of each one's numbers is worth, and their high and low bytes."""
    largest = numpy.abs(vectors).max(axis=1, keepdims=True)
    numbers = numpy.rint(vectors * (_MOST / numpy.where(largest > 0, largest, 1))).astype(numpy.int32)
    lengths = numpy.linalg.norm(numbers, axis=1)
    steps = (1 / numpy.where(lengths > 0, lengths, 1)).astype(numpy.float32)
    high = (numbers + 128) >> 8
    return steps, (high + ZERO).astype(numpy.uint8), (numbers - (high << 8)).astype(numpy.int8)


def _join_numbers(high: Array, low: Array) -> Array:
    """What `_split_numbers` took apart; in 16 bits, which takes a third of the time of numbers of 32."""
    numbers = high.astype(numpy.int16)
    numbers -= ZERO
    numbers *= 256
    numbers += low
    return numbers


def _compare(rows: _Rows, packed: PackedVectors, unit: Vectors) -> Vectors:
    """About the cosine of each, from its high byte or a half of that."""
    cosines = packed.multiply(numpy.asarray(rows.high), 256 * unit)
    cosines *= rows.steps
    if rows.deleted:
        cosines[rows.steps == 0] = _FAR
    return cosines


def _find_nearest(rows: _Rows, coarse: Vectors, unit: Vectors, k: int) -> tuple[Array, Vectors]:
    """The places of the k nearest and of others, and their cosines."""
    near, cosines = _look_closer(rows, coarse, unit, min(_TIMES * k + _MORE, len(coarse)))
    # What was not looked at might be nearer than the last of k, were it told wrong by as much as the worst of these.
    last = numpy.partition(cosines, -k)[-k] if k < len(cosines) else _FAR
    if last < coarse[near].min() + (cosines - coarse[near]).max():
        near, cosines = _look_closer(rows, coarse, unit, min(_AGAIN * len(near), len(coarse)))
    return near, cosines


def _look_closer(rows: _Rows, coarse: Vectors, unit: Vectors, count: int) -> tuple[Array, Vectors]:
    near = _find_largest(coarse, count)
    return near, _join_numbers(rows.high[near], rows.low[near]).astype(numpy.float32) @ unit * rows.steps[near]


def _find_largest(scores: Vectors, wanted: int) -> Array:
    """Where they are, in no order. Of 133,546 the first 220 in .25 ms; to part all of them took 1.0."""
    some = scores[::_SAMPLED]
    likely = min(len(some), 2 * wanted // _SAMPLED + _SPARE)
    places = numpy.flatnonzero(scores >= numpy.partition(some, len(some) - likely)[len(some) - likely])
    if len(places) < wanted:  # the sample lay badly
        places = numpy.arange(len(scores))
    return places[numpy.argpartition(scores[places], len(places) - wanted)[len(places) - wanted :]]


def _find(entries: Array, ids: Sequence[str]) -> Array:
    """The places of those that there are."""
    keys, own = numpy.sort(_pack_ids(ids)["key"]), entries["key"]
    at = numpy.minimum(numpy.searchsorted(keys, own), len(keys) - 1)
    wanted = set(ids)
    likely = numpy.flatnonzero(keys[at] == own)
    ids = _unpack_ids(entries, likely)
    return numpy.array([place for place, id in zip(likely.tolist(), ids, strict=True) if id in wanted], int)


def _pack_ids(ids: Sequence[str]) -> Array:
    entries = numpy.zeros(len(ids), _ENTRY)
    entries["id"] = numpy.frombuffer(bytes.fromhex("".join(ids)), "V16")
    return entries


def _unpack_ids(entries: Array, places: Array | list[int]) -> list[str]:
    """At once: one by one, numpy makes a view of the file for each."""
    together: str = numpy.asarray(entries["id"])[places].tobytes().hex()
    return [together[at : at + 32] for at in range(0, len(together), 32)]


def _append(file: Path, rows: Array) -> None:
    with file.open("ab") as stream:
        stream.write(rows.tobytes())
        stream.flush()
        os.fsync(stream.fileno())
