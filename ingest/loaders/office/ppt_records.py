"""The records of an old PowerPoint file, and which of them are its slides as last saved ([MS-PPT] 2.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.loaders.ole import Storage
from kb.errors import Unreadable

HEADER = 8  # bytes of a record's own
HEAD = struct.Struct("<HHI")
CONTAINER = 0xF  # the version of records that hold others
DOCUMENT, USER_EDIT, DIRECTORY = 0x03E8, 0x0FF5, 0x1772
MAX_DEPTH = 40


class Record(NamedTuple):
    kind: int
    instance: int
    data: bytes
    holds: bool  # other records

    def children(self) -> Iterator[Record]:
        return read_records(self.data) if self.holds else iter(())

    def find(self, kind: int, instance: int | None = None) -> Record | None:
        """The first right under it."""
        return next((one for one in self.children() if one.kind == kind and instance in (None, one.instance)), None)

    def walk(self, *kinds: int, depth: int = MAX_DEPTH) -> Iterator[Record]:
        """Those of these kinds at any depth below it, in their order."""
        for one in self.children():
            if one.kind in kinds:
                yield one
            elif one.holds and depth:
                yield from one.walk(*kinds, depth=depth - 1)

    def number(self, at: int = 0) -> int:
        """Four bytes of its data as a number; 0 where they are not there."""
        return int(struct.unpack_from("<I", self.data, at)[0]) if at + 4 <= len(self.data) else 0

    def text(self) -> str:
        return self.data.decode("utf-16-le", "replace").rstrip("\0")


EMPTY = Record(0, 0, b"", True)


def read_records(data: bytes) -> Iterator[Record]:
    """The records that follow one another; what is cut off ends where the data does."""
    at, last = 0, len(data) - HEADER
    while at <= last:
        said, kind, length = HEAD.unpack_from(data, at)
        at += HEADER + length
        yield Record(kind, said >> 4, data[at - length : at], said & 0xF == CONTAINER)


def divide_records(records: Sequence[Record], kind: int) -> Iterator[Sequence[Record]]:
    """Each record of that kind with those that follow it; what comes before the first is left out."""
    starts = [at for at, record in enumerate(records) if record.kind == kind]
    for start, end in pairwise([*starts, len(records)] if starts else ()):
        yield records[start:end]


class Presentation:
    """What was saved last of a file that each save adds to."""

    def __init__(self, top: Storage) -> None:
        self._data = top.read("PowerPoint Document")
        self._places: dict[int, int] = {}
        user = top.read("Current User")
        self.document = EMPTY
        if len(user) >= 20:
            self._read_edits(struct.unpack_from("<I", user, 16)[0])
        if not self.document.data:
            raise Unreadable("is damaged, or of a form too old to be read: save it as .pptx")

    def record(self, number: int) -> Record:
        """The one that the file calls by this number; an empty one where there is none."""
        return self._at(self._places.get(number, len(self._data)))

    def _read_edits(self, place: int) -> None:
        """From the last save back to the first; where their chain is torn, whatever directories are found."""
        seen = set[int]()
        while place not in seen and (edit := self._at(place)).kind == USER_EDIT:
            seen.add(place)
            self._read_directory(self._at(edit.number(12)))
            if not self.document.data:
                self.document = self.record(edit.number(16))
            place = edit.number(8)
            if not place:
                return
        for record in reversed(list(read_records(self._data))):
            if record.kind == DIRECTORY:
                self._read_directory(record)
            elif record.kind == DOCUMENT and not self.document.data:
                self.document = record

    def _read_directory(self, directory: Record) -> None:
        at = 0
        while directory.kind == DIRECTORY and at + 4 <= len(directory.data):
            said = directory.number(at)
            number, count = said & 0xFFFFF, said >> 20
            for offset in range(min(count, len(directory.data) // 4)):
                self._places.setdefault(number + offset, directory.number(at + 4 + 4 * offset))  # newer ones came first
            at += 4 + 4 * count

    def _at(self, place: int) -> Record:
        return _record(self._data, place) if place + HEADER <= len(self._data) else EMPTY


def _record(data: bytes, at: int) -> Record:
    said, kind, length = HEAD.unpack_from(data, at)
    return Record(kind, said >> 4, data[at + HEADER : at + HEADER + length], said & 0xF == CONTAINER)
