"""The streams of an OLE container: its own, without those of the documents that are embedded in it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

ENTRY = 128  # bytes of the directory
IN_HEADER = 109  # sectors of the table are listed there, any others in sectors of their own
LAST = 0xFFFFFFFA  # the numbers above are marks


def list_streams(data: bytes) -> set[str]:
    """The names of what lies at the top of a container; of one that is cut off, or made wrong, none."""
    try:
        entries = _read_directory(data)
        return set(_names_under(entries, _links(entries[0])[2])) if entries else set()
    except (struct.error, IndexError, UnicodeDecodeError):
        return set()


def _read_directory(data: bytes) -> list[bytes]:
    [shift] = struct.unpack_from("<H", data, 30)
    [first] = struct.unpack_from("<I", data, 48)
    size = 1 << min(shift, 20)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    table = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    [more] = struct.unpack_from("<I", data, 68)
    for _ in range(len(data) // size):
        if more >= LAST:
            break
        *numbers, more = struct.unpack(f"<{size // 4}I", sector(more))
        table += numbers
    found, number = b"", first
    while number < LAST and len(found) <= len(data):
        found += sector(number)
        [number] = struct.unpack_from("<I", sector(table[number * 4 // size]), number * 4 % size)
    return [found[at : at + ENTRY] for at in range(0, len(found) - ENTRY + 1, ENTRY)]


def _links(entry: bytes) -> tuple[int, int, int]:
    """The entries on the left and on the right of one, and the first one under it."""
    left, right, child = struct.unpack_from("<III", entry, 68)
    return left, right, child


def _names_under(entries: list[bytes], first: int) -> Iterator[str]:
    waiting, seen = [first], set[int]()
    while waiting:
        at = waiting.pop()
        if at < len(entries) and at not in seen:
            seen.add(at)
            [length] = struct.unpack_from("<H", entries[at], 64)
            yield entries[at][: max(0, min(length, 64) - 2)].decode("utf-16-le")
            waiting += _links(entries[at])[:2]
