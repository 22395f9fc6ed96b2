"""OLE containers, folders in a file: old Office documents, Outlook messages, and what is embedded in them."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

ENTRY = 128  # bytes of the directory
IN_HEADER = 109  # sectors of the table are listed there, any others in sectors of their own
LAST = 0xFFFFFFFA  # the numbers above are marks
SHORT = 4096  # bytes: shorter streams lie together in one, in pieces of 64
SHORT_SHIFT = 6
STORAGE, STREAM = 1, 2


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    first: int
    size: int


@dataclass(frozen=True)
class Storage:
    """A folder of a container: its own streams and storages, without those that lie deeper."""

    _sectors: _Sectors
    _entry: _Entry

    @cached_property
    def _children(self) -> dict[str, _Entry]:
        return {entry.name.casefold(): entry for entry in self._sectors.list_children(self._entry)}

    @property
    def names(self) -> list[str]:
        """In the order in which the container keeps them, not sorted."""
        return [entry.name for entry in self._children.values()]

    def read(self, name: str) -> bytes:
        """A stream's bytes, as far as they are there; none of one that is not."""
        entry = self._children.get(name.casefold())
        return self._sectors.read(entry) if entry is not None and entry.kind == STREAM else b""

    def open(self, name: str) -> Storage | None:
        entry = self._children.get(name.casefold())
        return Storage(self._sectors, entry) if entry is not None and entry.kind == STORAGE else None


def open_container(data: bytes) -> Storage | None:
    """Its topmost folder; None of a container that is cut off before its directory, or made wrong."""
    try:
        sectors = _Sectors(data)
        return Storage(sectors, sectors.entries[0]) if sectors.entries else None
    except (struct.error, IndexError, ValueError, OverflowError):
        return None


def list_streams(data: bytes) -> set[str]:
    """The names of what lies at the top of a container; of one that is cut off, or made wrong, none."""
    top = open_container(data)
    return set(top.names) if top else set()


class _Sectors:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.shift = min(struct.unpack_from("<H", data, 30)[0], 20)
        self.table = self._read_table()
        [first_entry, first_short] = [struct.unpack_from("<I", data, at)[0] for at in (48, 60)]
        directory = self._read_chain(first_entry, len(data))
        self.entries = [_read_entry(directory, at) for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
        self.short_table = _numbers(self._read_chain(first_short, len(data)))

    @cached_property
    def short(self) -> bytes:
        """The stream in which the short ones lie."""
        return self._read_chain(self.entries[0].first, self.entries[0].size)

    def read(self, entry: _Entry) -> bytes:
        if entry.size < SHORT:
            return _follow(self.short, self.short_table, entry.first, entry.size, SHORT_SHIFT, 0)
        return self._read_chain(entry.first, entry.size)

    def list_children(self, parent: _Entry) -> Iterator[_Entry]:
        waiting, seen = [parent.child], set[int]()
        while waiting:
            at = waiting.pop()
            if at < len(self.entries) and at not in seen:
                seen.add(at)
                entry = self.entries[at]
                yield entry
                waiting += [entry.left, entry.right]

    def _read_table(self) -> array[int]:
        numbers = list(struct.unpack_from(f"<{IN_HEADER}I", self.data, 76))
        [more] = struct.unpack_from("<I", self.data, 68)
        for _ in range(len(self.data) >> self.shift):
            if more >= LAST:
                break
            *listed, more = _numbers(self._sector(more))
            numbers += listed
        return _numbers(b"".join(self._sector(number) for number in numbers if number < LAST))

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) << self.shift : (number + 2) << self.shift]

    def _read_chain(self, first: int, size: int) -> bytes:
        return _follow(self.data, self.table, first, size, self.shift, 1)


def _follow(data: bytes, table: array[int], first: int, size: int, shift: int, header: int) -> bytes:
    """The pieces of a chain, which begin after `header` of their size, as far as they are there; a ring ends too."""
    pieces, number, length = [], first, 0
    limit = min(size, len(data))
    while number < LAST and length < limit:
        pieces.append(data[(number + header) << shift : (number + header + 1) << shift])
        length += 1 << shift
        number = table[number] if number < len(table) else LAST
    return b"".join(pieces)[:limit]


def _numbers(data: bytes) -> array[int]:
    return array("I", struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _read_entry(directory: bytes, at: int) -> _Entry:
    length, kind, _, left, right, child = struct.unpack_from("<HBBIII", directory, at + 64)
    first, size = struct.unpack_from("<II", directory, at + 116)
    name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, first, size)
