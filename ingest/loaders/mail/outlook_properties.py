"""What an Outlook message says of itself: its properties, those with names of their own too ([MS-OXMSG])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ingest.loaders.ole import Storage
from ingest.loaders.text.decode import decode
from kb.errors import Unreadable

FIXED = "__properties_version1.0"
WHOLE, INSIDE, PART = 32, 24, 8  # bytes before the values: of a file, of a message in one, of what hangs on it
NAMES = "__nameid_version1.0"
WIDE, NARROW, BYTES, FOLDER, TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040  # types of values
LAST = 2_650_000_000_000_000_000  # of times, in the year 9998
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of times, in tenths of microseconds
FIRST_NAMED = 0x8000
# Properties by number: [MS-OXPROPS].
CODE_PAGES = (0x3FFD, 0x3FDE)  # of the message's texts, and of its page


class OutlookItem:
    """A message, or what hangs on it: a recipient, an attachment."""

    def __init__(self, storage: Storage, names: dict[int, int], head: int = WHOLE) -> None:
        self._storage = storage
        self._names = names
        self._fixed = dict(_read_fixed(storage.read(FIXED)[head:]))

    def text(self, *properties: int) -> str:
        """The first of these texts that is there, on one line; numbers of those with names are looked up."""
        return " ".join(next(filter(None, map(self.long_text, properties)), "").split())

    def long_text(self, number: int) -> str:
        number = self._names.get(number, number)
        wide = self._storage.read(_stream(number, WIDE))
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._storage.read(_stream(number, NARROW)).rstrip(b"\0")
        try:
            return decode(narrow, self.encoding) if narrow else ""
        except Unreadable:
            return ""

    def bytes(self, number: int) -> bytes:
        return self._storage.read(_stream(number, BYTES))

    def number(self, number: int) -> int:
        """0 where it is not there."""
        value = self._fixed.get(self._names.get(number, number), b"")
        return int(struct.unpack_from("<i", value)[0]) if value else 0

    def time(self, *properties: int) -> datetime | None:
        """The first of these that is there."""
        for number in properties:
            value = self._fixed.get(self._names.get(number, number))
            ticks = struct.unpack("<Q", value)[0] if value else 0
            if 0 < ticks < LAST:
                return EPOCH + timedelta(microseconds=ticks // 10)
        return None

    def folder(self, number: int) -> Storage | None:
        return self._storage.open(_stream(number, FOLDER))

    def items(self, prefix: str) -> Iterator[OutlookItem]:
        """Those that hang on it, in their order."""
        for name in sorted(name for name in self._storage.names if name.startswith(prefix)):
            inner = self._storage.open(name)
            if inner:
                yield OutlookItem(inner, self._names, PART)

    def inside(self, storage: Storage) -> OutlookItem:
        """A message that it holds, whose names are told by the whole file."""
        return OutlookItem(storage, self._names, INSIDE)

    @property
    def encoding(self) -> str | None:
        page = next(filter(None, map(self.number, CODE_PAGES)), 0)
        return {65001: "utf-8", 0: None}.get(page, f"cp{page}")


def read_names(top: Storage) -> dict[int, int]:
    """Under which number this file has each property that is known by a number of its own."""
    names = top.open(NAMES)
    data = names.read("__substg1.0_00030102") if names else b""
    found = {}
    for at in range(0, len(data) - 7, 8):
        known, said = struct.unpack_from("<II", data, at)
        if not said & 1:  # a number, and no word
            found[known] = FIRST_NAMED + (said >> 16)
    return found


def _stream(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"


def _read_fixed(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Values of a fixed length, by their numbers."""
    for at in range(0, len(data) - 15, 16):
        yield struct.unpack_from("<H", data, at + 2)[0], data[at + 8 : at + 16]
