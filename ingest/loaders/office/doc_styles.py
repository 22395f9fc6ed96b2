"""The style sheet of an old Word file: how each style looks, and which are headings ([MS-DOC] 2.9.271)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.office.doc_looks import BODY_LEVEL, LEVEL, DocStyle, change_look, read_modifiers

HEADINGS, CONTENTS = range(1, 10), range(19, 28)  # what the numbers of Word's own styles mean
TITLE = 62
NO_STYLE = 0xFFF


@dataclass(frozen=True)
class _Described:
    """A style as the file has it: Word's own number of it, the one that it is made from, and what it changes."""

    kind: int
    based_on: int
    modifiers: tuple[tuple[int, bytes], ...]


def read_styles(data: bytes) -> list[DocStyle]:
    """The styles of a style sheet by their number; one that is made wrong looks plain."""
    if len(data) < 6:
        return []
    header, count, base = struct.unpack_from("<HHH", data)
    described: list[_Described | None] = []
    at = header + 2
    for _ in range(count):
        if at + 2 > len(data):
            break
        [length] = struct.unpack_from("<H", data, at)
        described.append(_describe_style(data[at + 2 : at + 2 + length], base) if length >= 10 else None)
        at += 2 + length
    found: dict[int, DocStyle] = {}
    for number in range(len(described)):
        _resolve(number, described, found)
    return [found.get(number, DocStyle(0)) for number in range(len(described))]


def _resolve(number: int, described: Sequence[_Described | None], found: dict[int, DocStyle]) -> None:
    """Puts a style into `found`, and before it those that it is made from."""
    waiting = [number]
    while waiting:
        at = waiting[-1]
        said = described[at] if at < len(described) else None
        based_on = said.based_on if said else NO_STYLE
        if at in found or said is None:
            found.setdefault(at, DocStyle(0))
            waiting.pop()
        elif based_on < len(described) and based_on not in found and based_on not in waiting:
            waiting.append(based_on)
        else:
            base = found.get(based_on, DocStyle(0))
            levels = [value[0] + 1 for number, value in said.modifiers if number == LEVEL and value[0] < BODY_LEVEL]
            level = said.kind if said.kind in HEADINGS else levels[-1] if levels else base.level
            found[at] = DocStyle(said.kind, change_look(base.look, said.modifiers, ()), level)
            waiting.pop()


def _describe_style(data: bytes, base: int) -> _Described | None:
    own, made, parts = struct.unpack_from("<HHH", data)
    kind, at = made & 0xF, base
    if kind not in (1, 2) or len(data) < at + 2:  # neither of paragraphs nor of letters
        return None
    at += 2 + 2 * (struct.unpack_from("<H", data, at)[0] + 1)  # its name
    modifiers: list[tuple[int, bytes]] = []
    for number in range(parts & 0xF):
        if at + 2 > len(data):
            break
        [length] = struct.unpack_from("<H", data, at)
        of_paragraph = kind == 1 and number == 0
        modifiers += read_modifiers(data[at + (4 if of_paragraph else 2) : at + 2 + length])
        at += 2 + length + length % 2
    return _Described(own & 0xFFF, made >> 4, tuple(modifiers))
