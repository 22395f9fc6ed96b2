"""Which numbers inside the built-in models stand out, as `kb/engines/builtin/outliers.py` reads them.

python -m tests.quality.outliers
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import onnxruntime

from kb.engines.builtin import e5, e5_file, minilm
from kb.engines.builtin.bert import Weights, build_graph
from kb.engines.protocols import Vectors

TEXTS, PIECES = 40, 128  # of the model's own pieces, evenly drawn: real texts let the same numbers stand out
USUAL, BEYOND = 0.95, 2.0  # an outlier is so many times as large as so many of the numbers at its place ever become

Embed = Callable[[list[int]], Vectors]


def find_outliers(weights: Weights, layers: int, embed: Embed, pieces: range, borders: tuple[int, int]) -> list[str]:
    """Lines of the file: a layer's part, which of the numbers that go into it, how far it is beyond.

    `layers` of the model; `embed` makes of tokens what goes into it.
    """
    session, names = _open(weights, layers)
    draw = numpy.random.default_rng(0)
    largest: list[Any] = [0.0] * len(names)
    for _ in range(TEXTS):
        ids = [borders[0], *draw.integers(pieces.start, pieces.stop, PIECES).tolist(), borders[1]]
        found = session.run(names, {"rows": embed(ids)[None]})
        largest = [numpy.maximum(one, abs(other[0]).max(axis=0)) for one, other in zip(largest, found, strict=True)]
    return [line for part, each in zip(_list_parts(layers), largest, strict=True) for line in _write_lines(part, each)]


def _open(weights: Weights, layers: int) -> tuple[Any, list[str]]:
    """The model in 32 bits, and the names of what goes into its parts."""
    graph = build_graph(weights, layers, None)
    kinds = ("LayerNormalization", "Gelu")
    every = (f"{kind}_{index}" for index in range(len(graph.nodes)) for kind in kinds)
    names = [name for name in every if name.encode() in graph.nodes[int(name.rpartition("_")[2])]]
    outputs: dict[str, list[int | str]] = {name: [1, "tokens", f"width of {name}"] for name in names}
    options = onnxruntime.SessionOptions()
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.weights.values()]
    options.add_external_initializers(list(graph.weights), values)
    model = graph.serialize({"rows": [1, "tokens", "width"]}, outputs)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]), names


def _list_parts(layers: int) -> Iterator[str]:
    for layer in range(layers):
        for part in ("attention.self", "intermediate.dense", "output.dense"):
            yield f"encoder.layer.{layer}.{part}"


def _write_lines(part: str, largest: Vectors) -> Iterator[str]:
    usual = BEYOND * numpy.quantile(largest, USUAL)
    for number in numpy.flatnonzero(largest > usual):
        yield f"{part} {number} {largest[number] / usual:.2f}\n"


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("".join(lines), "utf-8")
    print(f"{file.name}: {len(lines)}")


def main() -> None:
    world = e5_file.load(e5_file.model_file())
    pieces = range(10, 250_000)
    _write(e5.OUTLIERS, find_outliers(world.weight, e5_file.LAYERS, world.embeddings, pieces, e5.BORDER_IDS))
    english = minilm.MiniLM()
    pieces, embed = range(1000, 30_522), english._embeddings
    _write(minilm.OUTLIERS, find_outliers(english._weights.read, minilm.LAYERS, embed, pieces, minilm.BORDER_IDS))


if __name__ == "__main__":
    main()
