"""Whether this processor gains by multiplying 8-bit integers."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy

from kb.engines.builtin.bert import WIDTH, linear
from kb.engines.builtin.int8 import Int8
from kb.engines.builtin.onnx_file import Graph
from kb.engines.builtin.session import open_session
from kb.engines.protocols import Vectors


@cache
def int8_here() -> Int8 | None:
    """How this processor multiplies 8-bit integers best; None where 32-bit fractions are as fast."""
    whole = Int8(in_pairs=overflows())
    # As large as most of the models' matrices; one of four times as much takes .02 s more to tell the same.
    rows = numpy.linspace(-1, 1, 64 * WIDTH, dtype=numpy.float32).reshape(1, 64, WIDTH)
    matrix = numpy.linspace(-1, 1, WIDTH * WIDTH, dtype=numpy.float32).reshape(WIDTH, WIDTH)
    integers, fractions = _product(matrix, whole), _product(matrix, None)
    return whole if _fastest(integers, rows) < _fastest(fractions, rows) else None


def overflows() -> bool:
    """Whether sums of the largest products come out too small: processors without VNNI add two of them in 16 bits."""
    rows, matrix = numpy.ones((1, 1, 64), numpy.float32), numpy.ones((16, 64), numpy.float32)
    return bool(abs(_product(matrix, Int8())(rows) - 64).max() > 1)


def _product(matrix: Vectors, int8: Int8 | None) -> Callable[[Vectors], Vectors]:
    graph = Graph()
    weights = {"probe.weight": matrix, "probe.bias": numpy.zeros(len(matrix), numpy.float32)}
    linear(graph, "rows", weights.__getitem__, "probe", int8, "hidden")
    session: Any = open_session(graph)
    return lambda rows: session.run(None, {"rows": rows})[0]


def _fastest(run: Callable[[Vectors], Any], rows: Vectors) -> float:
    """Seconds of this thread's own: of six runs, since the first ones are slower and others use the machine too."""
    times = []
    for _ in range(6):
        start = time.thread_time()
        run(rows)
        times.append(time.thread_time() - start)
    return min(times)
