"""A page of a PDF as a picture, with a quote marked where it stands."""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.render.locate import locate_quote
from ingest.scan.archive import extract_to_disk
from kb.errors import Unreadable
from kb.types import Span

SCALE = 2.0  # pixels a point: 144 dpi
MAX_PIXELS = 4_000_000  # an A3 page at that scale
MAX_SIDE = 8_000  # pixels
MAX_IMAGE = 250_000_000  # pixels of a picture in the page: an A1 sheet scanned at 600 dpi has 280 million
MARKER = np.array((255, 214, 0), np.float32)
OPACITY = 0.4
PADDING = 2  # pixels around the letters
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_COLOURS = 2  # red, green and blue, without transparency

Pixels = NDArray[np.uint8]


def draw(path: Path, digest: str, number: int, text: str, quote: Span | None) -> bytes:
    """A PNG of page `number` (from 1), `quote` marked; `text` is the page's, as it was read from the same file.

    A quote that is not found is not marked. Raises Unreadable, with a reason that reads on from the file's name.
    """
    try:
        with extract_to_disk(path) as whole, open(whole, "rb") as file:
            # What is hashed and what is drawn is one open file: it cannot be exchanged in between.
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise Unreadable("is being changed")
            return _draw_page(file, number, text, quote)
    except OSError as error:
        raise Unreadable(f"cannot be opened: {(error.strerror or str(error)).lower()}") from error
    except MemoryError as error:
        raise Unreadable("needs more memory to be drawn than there is", kind="limits") from error
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"is damaged: page {number} cannot be drawn") from error


def _draw_page(file: BinaryIO, number: int, text: str, quote: Span | None) -> bytes:
    with closing(pypdfium2.PdfDocument(file)) as document, closing(document[number - 1]) as page:
        _check_images(page)
        bitmap = page.render(scale=_scale(*page.get_size()), rev_byteorder=True)
        pixels: Pixels = bitmap.to_numpy()
        if quote:
            with closing(page.get_textpage()) as textpage:
                _mark(pixels, list(_boxes(textpage, bitmap.get_posconv(page), text, quote)))
        return _encode_png(pixels)


def _check_images(page: pypdfium2.PdfPage) -> None:
    """A few bytes can ask for a picture of any size; its size is known before it is unpacked."""
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        width, height = image.get_px_size()
        if width * height > MAX_IMAGE:
            raise Unreadable(f"has a picture of more than {MAX_IMAGE // 1_000_000} million pixels", kind="limits")


def _scale(width: float, height: float) -> float:
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise Unreadable("is damaged: the page has no size")
    return min(SCALE, math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height))


def _boxes(
    textpage: pypdfium2.PdfTextPage, converter: pypdfium2.PdfPosConv, text: str, quote: Span
) -> Iterator[tuple[slice, slice]]:
    """The rows and columns of each line of the quote, as drawn: turned, if the page is."""
    codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars()))
    for found in locate_quote(text, quote, "".join(map(chr, codes))):
        for index in range(textpage.count_rects(found.start, found.end - found.start)):
            left, bottom, right, top = textpage.get_rect(index)
            corners = converter.to_bitmap(left, bottom), converter.to_bitmap(right, top)
            columns, rows = (
                (max(min(ends) - PADDING, 0), max(*ends, 0) + PADDING) for ends in zip(*corners, strict=True)
            )
            yield slice(*rows), slice(*columns)


def _mark(pixels: Pixels, boxes: list[tuple[slice, slice]]) -> None:
    marked = np.zeros(pixels.shape[:2], bool)  # where boxes overlap, the colour is not laid on twice
    for box in boxes:
        marked[box] = True
    pixels[marked] = (pixels[marked] * (1 - OPACITY) + MARKER * OPACITY).astype(np.uint8)


def _encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels` are rows of (red, green, blue)."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with the number of its filter: 0, none
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, PNG_COLOURS, 0, 0, 0)
    return PNG_SIGNATURE + _part(b"IHDR", header) + _part(b"IDAT", zlib.compress(rows.tobytes())) + _part(b"IEND", b"")


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
