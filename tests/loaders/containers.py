"""Writes OLE containers: nested dicts are folders, bytes are streams."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

SECTOR, FREE, END, TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LONG = 4096  # shorter streams would lie in a table of their own: they are filled up with zeros


def write_container(tree: Mapping[str, Any]) -> bytes:
    entries: list[bytes] = []
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(data) // SECTOR))
        sectors.extend(data[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0") for at in range(count))
        chains.extend([*range(first + 1, first + count), END])
        return first

    def add(name: str, content: Any, kind: int) -> int:
        number = len(entries)
        entries.append(b"")
        first, size, child = END, 0, FREE
        if isinstance(content, bytes):
            data = content.ljust(LONG, b"\0")
            first, size = store(data), len(data)
        else:
            for inner, value in reversed(content.items()):  # each the one on the right of the one before
                child = add_beside(inner, value, child)
        encoded = (name + "\0").encode("utf-16-le")
        entries[number] = encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(encoded), kind, 1, FREE, rights.get(number, FREE), child, first, size
        )
        return number

    def add_beside(name: str, content: Any, right: int) -> int:
        rights[len(entries)] = right
        return add(name, content, 2 if isinstance(content, bytes) else 1)

    rights: dict[int, int] = {}
    add("Root Entry", tree, 5)
    directory = store(b"".join(entries))
    tables = 1
    while (len(sectors) + tables) * 4 > tables * SECTOR:
        tables += 1
    first_table = len(sectors)
    numbers = [*chains, *[TABLE] * tables]
    table = struct.pack(f"<{len(numbers)}I", *numbers).ljust(tables * SECTOR, b"\xff")
    places = [*range(first_table, first_table + tables), *[FREE] * (109 - tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<IIIIIIIII", tables, directory, 0, LONG, END, 0, END, 0, 0)[: 9 * 4 - 4]
    header += struct.pack("<109I", *places)
    return header + b"".join(sectors) + table
