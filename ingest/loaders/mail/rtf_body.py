"""The rich text that Outlook packs a message's body into: unpacked, and the page that it was made of, if it was."""

from __future__ import annotations

import re
import struct

from ingest.loaders.office.rtf_marks import TOKEN
from kb.errors import Unreadable

HEADER = 16  # bytes: sizes, kind, checksum
PACKED, PLAIN = b"LZFu", b"MELA"
MAX_SIZE = 50_000_000  # bytes
RING = 4096
# What the ring holds before the first byte: [MS-OXRTFCP] 2.1.2.1.
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
FROM_PAGE = re.compile(rb"\\fromhtml1?(?![a-z0-9])")
CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
NO_TEXT = frozenset([b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"mhtmltag", b"generator"])
BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
          b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}  # fmt: skip


def unpack_rtf(data: bytes) -> bytes:
    """The rich text of a packed body ([MS-OXRTFCP]), as far as it is there. Unreadable where it is none."""
    if len(data) < HEADER or data[8:12] not in (PACKED, PLAIN):
        raise Unreadable("is damaged: its text cannot be unpacked")
    [size] = struct.unpack_from("<I", data, 4)
    if data[8:12] == PLAIN:
        return data[HEADER : HEADER + size]
    return _unpack(data, min(size, MAX_SIZE))


def _unpack(data: bytes, size: int) -> bytes:
    ring = bytearray(START.ljust(RING, b" "))
    found, place, at = bytearray(), len(START), HEADER
    while at < len(data) and len(found) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(found)
                pair = data[at] << 8 | data[at + 1]
                at += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == place % RING:
                    return bytes(found)
                piece = bytearray()
                for offset in range(length):  # may run into what it writes itself
                    piece.append(ring[(start + offset) % RING])
                    ring[place % RING] = piece[-1]
                    place += 1
                found += piece
            elif at < len(data):
                found.append(data[at])
                ring[place % RING] = data[at]
                place, at = place + 1, at + 1
    return bytes(found)


def restore_page(rtf: bytes) -> str:
    """The web page that rich text was made of ([MS-OXRTFEX]); "" of one that was written as it is."""
    if not FROM_PAGE.search(rtf[:2000]):
        return ""
    code_page = CODE_PAGE.search(rtf[:2000])
    return _Page(f"cp{code_page[1].decode()}" if code_page else "cp1252").read(rtf)


class _Page:
    """Reads tags as they are, and the words between them, but for what only rich text is to show."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.parts: list[bytearray | str] = []  # no two of bytes beside one another: a letter may take two
        self.outer: list[tuple[bool, bool]] = []
        self.in_text, self.only_rtf = True, False
        self.fallback = False  # whether a sign stands next for those who know no Unicode

    def read(self, rtf: bytes) -> str:
        for token in TOKEN.finditer(rtf):
            if token[0] == b"{":
                self.outer.append((self.in_text, self.only_rtf))
            elif token[0] == b"}":
                self.in_text, self.only_rtf = self.outer.pop() if self.outer else (True, False)
            elif token[1]:
                self._control(token[1], token[2])
            elif self.in_text and not self.only_rtf:
                self._add(token[0])
        return "".join(part if isinstance(part, str) else self._decode(part) for part in self.parts)

    def _control(self, word: bytes, number: bytes | None) -> None:
        if word == b"htmlrtf":
            self.only_rtf = number != b"0"
        elif word == b"htmltag":
            self.in_text = True
        elif word in NO_TEXT:
            self.in_text = False
        elif self.in_text and not self.only_rtf:
            if word == b"u" and number:
                self.parts.append(chr(int(number) % 65_536))
                self.fallback = True
            elif word in BREAKS:
                self.parts.append(BREAKS[word])

    def _add(self, token: bytes) -> None:
        if token.startswith(b"\\'"):
            token = bytes([int(token[2:], 16)])
        elif token in (b"\\{", b"\\}", b"\\\\"):
            token = token[1:]
        elif token.startswith(b"\\"):
            token = {b"\\~": b"&nbsp;", b"\\_": b"-"}.get(token, b"")
        else:
            token = token.replace(b"\r", b"").replace(b"\n", b"")
        if self.fallback and token:
            token, self.fallback = token[1:], False
        if self.parts and isinstance(self.parts[-1], bytearray):
            self.parts[-1] += token
        else:
            self.parts.append(bytearray(token))

    def _decode(self, part: bytearray) -> str:
        try:
            return part.decode(self.encoding, "replace")
        except LookupError:
            return part.decode("cp1252", "replace")
