"""Vectors of the windows of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy
import numpy.typing

from kb.types import Span

Vectors = numpy.typing.NDArray[numpy.float32]
Places = numpy.typing.NDArray[numpy.int64]


@dataclass(frozen=True)
class Windows:
    """Row i of `vectors`, shape (windows, dimensions), is of the characters `starts[i]` to `ends[i]`."""

    starts: Places
    ends: Places
    vectors: Vectors

    def vectors_of(self, spans: Sequence[Span]) -> Vectors:
        """A unit vector for each span, from the windows that lie in it; zeros where there is none.

        Windows that reach over the span's borders count by the characters that they share with it.
        """
        starts, ends = (numpy.array([getattr(span, side) for span in spans], int) for side in ("start", "end"))
        shared = numpy.minimum(ends[:, None], self.ends) - numpy.maximum(starts[:, None], self.starts)
        sums: Vectors = shared.clip(0).astype(numpy.float32) @ self.vectors
        lengths = numpy.linalg.norm(sums, axis=1, keepdims=True)
        sums /= numpy.where(lengths > 0, lengths, 1)
        return sums

    def shift(self, by: int) -> Windows:
        return Windows(self.starts + by, self.ends + by, self.vectors)


def make_windows(spans: Sequence[Span], vectors: Vectors) -> Windows:
    """`vectors` has a row for each span."""
    return Windows(
        numpy.array([span.start for span in spans], int), numpy.array([span.end for span in spans], int), vectors
    )


def join_windows(parts: Iterable[Windows]) -> Windows:
    """All of them, of one text; there must be some."""
    several = list(parts)
    return Windows(
        numpy.concatenate([each.starts for each in several]),
        numpy.concatenate([each.ends for each in several]),
        numpy.concatenate([each.vectors for each in several]),
    )
