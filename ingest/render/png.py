"""Pixels as a PNG file."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 2  # red, green and blue, without transparency


def png(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels` are rows of (red, green, blue)."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with the number of its filter: 0, none
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, COLOURS, 0, 0, 0)
    return SIGNATURE + _part(b"IHDR", header) + _part(b"IDAT", zlib.compress(rows.tobytes())) + _part(b"IEND", b"")


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
