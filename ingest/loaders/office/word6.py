"""Word files of before Word 97: their text alone, as nothing says how its letters look in a form that is known here."""

from __future__ import annotations

import re
import struct

from ingest.loaders.office.doc_pieces import read_pieces
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from kb.errors import Unreadable
from kb.types import Page

OLDEST = 101  # Word 6; the forms before lie in no container
IN_PIECES, WIDE = 0x0004, 0x1000  # saved fast, the text in an order of its own; in UTF-16
PIECES = 352  # where the list of them begins is told there
LOOKS_UNKNOWN = "is of before Word 97: what is struck through or hidden in it is read like the rest: save it as .docx"
# A field's instruction is left out, and where it has no result, all of it.
FIELD = re.compile(rb"\x13[^\x13-\x15]*\x14?([^\x13-\x15]*)\x15")
BREAKS = {b"\x07\x07": b"\r", b"\x07": b" | ", b"\x0c": b"\r", b"\x0b": b"\r", b"\x1e": b"-"}  # of rows, cells, pages
MARKS = bytes([*range(9), *range(14, 32)])


def read_word6(main: bytes) -> Page:
    """Its paragraphs. Unreadable where it is older still, or damaged."""
    [number, flags] = struct.unpack_from("<H6xH", main, 2)
    data = _read_letters(main, flags) if number >= OLDEST else b""
    if not data:
        raise Unreadable("is damaged, or of a form too old to be read: save it as .docx")
    for mark, meaning in BREAKS.items():
        data = data.replace(mark, meaning)
    data = FIELD.sub(rb"\1", FIELD.sub(rb"\1", data))  # in one another
    builder = PageBuilder()
    for paragraph in decode(data.translate(None, MARKS)).split("\n"):
        builder.add(paragraph)
    return builder.page()


def _read_letters(main: bytes, flags: int) -> bytes:
    """The text with its marks, in the encoding of the country where it was written, or in UTF-8."""
    start, end = struct.unpack_from("<II", main, 24)
    if not flags & IN_PIECES or len(main) < PIECES + 8:
        return main[start:end]
    at, size = struct.unpack_from("<II", main, PIECES)
    width = 2 if flags & WIDE else 1
    pieces = read_pieces(main[at : at + size])
    data = b"".join(main[piece.byte : piece.byte + width * (piece.end - piece.start)] for piece in pieces)
    return data.decode("utf-16-le", "replace").encode() if width == 2 else data
