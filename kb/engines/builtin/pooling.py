"""One pass over a text: the vector of all of it, and of each of its windows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy

from kb.engines.long_texts import combine_vectors, split_in_half, unit
from kb.engines.protocols import Vectors
from kb.types import Span

Places = Sequence[int]  # where tokens end, in characters: with a word's first token goes the blank before it


@dataclass(frozen=True)
class Pooled:
    """A text's unit vector, shape (width,), and the sums of its tokens' outputs in each window: (windows, width)."""

    vector: Vectors
    sums: Vectors

    @property
    def rows(self) -> Vectors:
        """Unit vectors: the text's, then each window's; the text's again for one in which no token ends."""
        windows = numpy.where(self.sums.any(axis=1, keepdims=True), self.sums, self.vector)
        return unit(numpy.concatenate([self.vector[None], windows]))


def pool(hidden: Vectors, ends: Places, windows: Sequence[Span]) -> Pooled:
    """From a pass over a whole text: `hidden` has a row for each token, and one for each of the two borders.

    A window's vector is the mean of the outputs of its own tokens, which have seen all of the text ("late chunking").
    """
    vector = unit(hidden.mean(axis=0, keepdims=True))[0]
    sums = numpy.zeros((len(windows), hidden.shape[1]), numpy.float32)
    for at, window in enumerate(windows):
        first, last = bisect_right(ends, window.start), bisect_right(ends, window.end)
        sums[at] = hidden[1 + first : 1 + last].sum(axis=0)
    return Pooled(vector, sums)


def pool_halves(
    text: str,
    windows: Sequence[Span],
    pool_half: Callable[[str, Sequence[Span]], Pooled],
    count_tokens: Callable[[str], int],
) -> Pooled:
    """The same of a text that is too long for one pass: each half counts by its tokens."""
    halves = split_in_half(text)
    border = len(halves[0])
    before = [Span(min(window.start, border), min(window.end, border)) for window in windows]
    after = [Span(max(window.start - border, 0), max(window.end - border, 0)) for window in windows]
    one, other = pool_half(halves[0], before), pool_half(halves[1], after)
    vector = combine_vectors([one.vector, other.vector], [1 + count_tokens(half) for half in halves])
    return Pooled(vector, one.sums + other.sums)
