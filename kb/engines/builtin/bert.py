"""The encoder of BERT as an ONNX graph, computed in 8-bit integers where the processor is good at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from kb.engines.builtin.int8 import Int8, quantize
from kb.engines.builtin.kept_graph import open_kept
from kb.engines.builtin.onnx_file import FUSED, Graph
from kb.engines.builtin.outliers import NO_OUTLIERS, Outliers
from kb.engines.builtin.session import open_session
from kb.engines.protocols import Vectors

WIDTH = 384
HEADS = 12
_INNER = 4 * WIDTH  # between the two matrices of a layer's second half
_LARGE = 2**23  # bytes: more than thrice the largest matrix
_EPSILON = 1e-12  # of the normalisations, in all models of this kind

Weights = Callable[[str], Vectors]  # by the names that BERT's own files use


class Encoder:
    """Opened once; may be run by many threads at a time, one core each."""

    def __init__(
        self,
        weights: Weights,
        layers: int,
        int8: Int8 | None,
        outliers: Outliers = NO_OUTLIERS,
        kept: Path | None = None,
    ) -> None:
        """`kept`: the file for its graph, which in 32 bits is not kept: it would take 130 MB."""

        def build() -> Graph:
            _keep_freed_memory()
            return build_graph(weights, layers, int8, outliers)

        self._session = open_kept(kept, build) if kept and int8 else open_session(build())

    def run(self, rows: Vectors) -> Vectors:
        """Each token's output, from its embedding: (tokens, 384) to (tokens, 384)."""
        # One text at a time: without padding, each token costs only itself, and no mask is needed.
        hidden: Vectors = self._session.run(None, {"rows": rows[None]})[0][0]
        return hidden


def _keep_freed_memory() -> None:
    """For the next matrix: malloc gives the system back what lies free beyond twice the largest block freed so far.

    The system clears it before it gives it out anew: 20,000 pages while e5 is opened, 5,600 so, and .05 s less of CPU.
    """
    numpy.empty(_LARGE, numpy.uint8)  # freed at once, and never written to: it takes no memory


def build_graph(weights: Weights, layers: int, int8: Int8 | None, outliers: Outliers = NO_OUTLIERS) -> Graph:
    graph = Graph()
    hidden = _norm(graph, "rows", weights, "embeddings.LayerNorm")
    for number in range(layers):
        layer = _Layer(graph, weights, f"encoder.layer.{number}", int8, outliers)
        heard = layer.multiply(hidden, "attention.self", (".query", ".key", ".value"))
        mixed = graph.add("MultiHeadAttention", *heard, domain=FUSED, num_heads=HEADS)
        [attended] = layer.multiply(mixed, "attention.output.dense")
        hidden = _norm(graph, graph.add("Add", attended, hidden), weights, f"{layer.name}.attention.output.LayerNorm")
        [inner] = layer.multiply(hidden, "intermediate.dense")
        [fed] = layer.multiply(graph.add("Gelu", inner), "output.dense", width=_INNER)
        last = "hidden" if number == layers - 1 else ""
        hidden = _norm(graph, graph.add("Add", fed, hidden), weights, f"{layer.name}.output.LayerNorm", last)
    return graph


@dataclass(frozen=True)
class _Layer:
    graph: Graph
    weights: Weights
    name: str
    int8: Int8 | None
    outliers: Outliers

    def multiply(self, hidden: str, part: str, matrices: Sequence[str] = ("",), width: int = WIDTH) -> list[str]:
        """The products of what goes into a part, `width` numbers a token, with each of its matrices."""
        name = f"{self.name}.{part}"
        divisors = self.outliers.divisors(name, width) if self.int8 else None
        if divisors is not None:
            hidden = self.graph.add("Mul", hidden, self.graph.weight(1 / divisors))
        return [
            linear(self.graph, hidden, self.weights, name + matrix, self.int8, divisors=divisors) for matrix in matrices
        ]


def linear(
    graph: Graph,
    hidden: str,
    weights: Weights,
    name: str,
    int8: Int8 | None,
    output: str = "",
    divisors: Vectors | None = None,
) -> str:
    """A matrix, kept as (out, in), and what is added to its product; `divisors`: by which its input was divided."""
    matrix, bias = weights(f"{name}.weight"), graph.weight(weights(f"{name}.bias"))
    if divisors is not None:
        matrix = matrix * divisors
    if int8 is None:
        return graph.add("Add", graph.add("MatMul", hidden, graph.weight(matrix.T)), bias, output=output)
    values, scales = quantize(matrix, int8)
    zeros = graph.weight(numpy.zeros(len(scales), numpy.int8))
    inputs = (hidden, graph.weight(values.T), graph.weight(scales), zeros, bias)
    return graph.add("DynamicQuantizeMatMul", *inputs, output=output, domain=FUSED)


def _norm(graph: Graph, hidden: str, weights: Weights, name: str, output: str = "") -> str:
    scale, shift = graph.weight(weights(f"{name}.weight")), graph.weight(weights(f"{name}.bias"))
    return graph.add("LayerNormalization", hidden, scale, shift, output=output, epsilon=_EPSILON)
