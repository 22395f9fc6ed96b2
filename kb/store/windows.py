"""How vectors of windows are kept: 8 bits a number, some 0.8 KB a window of 768 dimensions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from kb.engines.windows import Windows

NO_WINDOWS: Mapping[str, Windows] = {}
_LARGEST = 127  # of 8 bits with a sign


def pack_windows(windows: Windows) -> bytes:
    """Each as start, end, what one step of its numbers is worth, and the numbers."""
    rows = numpy.empty(len(windows.starts), _layout(windows.vectors.shape[1]))
    largest = numpy.abs(windows.vectors).max(axis=1, initial=0)
    rows["start"], rows["end"] = windows.starts, windows.ends
    rows["step"] = numpy.where(largest > 0, largest, 1) / _LARGEST
    rows["numbers"] = numpy.rint(windows.vectors / rows["step"][:, None])
    return rows.tobytes()


def unpack_windows(packed: bytes, dimensions: int) -> Windows:
    rows = numpy.frombuffer(packed, _layout(dimensions))
    vectors = rows["numbers"].astype(numpy.float32) * rows["step"][:, None]
    return Windows(rows["start"].astype(int), rows["end"].astype(int), vectors)


def _layout(dimensions: int) -> numpy.dtype[numpy.void]:
    return numpy.dtype([("start", "<u4"), ("end", "<u4"), ("step", "<f4"), ("numbers", "i1", (dimensions,))])
