"""Matrices as 8-bit integers, one scale an output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from kb.engines.protocols import Vectors


@dataclass(frozen=True)
class Int8:
    """`largest`: the largest whole number that a weight may become."""

    largest: int = 127


def quantize(matrix: Vectors, int8: Int8) -> tuple[numpy.typing.NDArray[numpy.int8], Vectors]:
    """(out, in) as integers of the same shape, and the scale of each output."""
    scales = numpy.maximum(matrix.max(axis=1), -matrix.min(axis=1)) / int8.largest
    scales[scales == 0] = 1.0
    values = matrix / scales[:, None]
    return numpy.rint(values, out=values).astype(numpy.int8), scales.astype(numpy.float32)
