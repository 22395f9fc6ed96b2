"""Numbers inside a model that a few tokens drive far beyond all others: what they are divided by before 8 bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy

from kb.engines.protocols import Vectors

# One scale serves all that goes into a matrix: a number of 36 among such as seldom exceed 3 leaves those 20 steps. The
# same few numbers stand out in any text, mostly of its borders. Divided here, and multiplied again by the matrix, they
# cost nothing: e5's vectors come as near to those in 32 bits as .9973 instead of .9872 (cosine), MiniLM's .9947 for
# .9908 (20 and 14 texts). `python -m tests.quality.outliers` makes the files.


class Outliers:
    """Of one model, by the layer's part that they go into."""

    def __init__(self, factors: Mapping[str, Mapping[int, float]]) -> None:
        self._factors = factors

    @classmethod
    def read(cls, file: Path) -> Outliers:
        """A line for each: the part, which of its numbers, and by how much."""
        factors: dict[str, dict[int, float]] = {}
        for line in file.read_text("utf-8").splitlines():
            part, number, factor = line.split()
            factors.setdefault(part, {})[int(number)] = float(factor)
        return cls(factors)

    def divisors(self, part: str, width: int) -> Vectors | None:
        """Of each of the `width` numbers that go into it; None where none stands out."""
        factors = self._factors.get(part)
        if not factors:
            return None
        divisors = numpy.ones(width, numpy.float32)
        divisors[list(factors)] = list(factors.values())
        return divisors


NO_OUTLIERS = Outliers({})
