"""onnxruntime's sessions of our graphs, from `rows` to `hidden`, both (1, tokens, width)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kb.engines.builtin.onnx_file import Graph

_SHAPE: Sequence[int | str] = (1, "tokens", "width")
INPUTS: Mapping[str, Sequence[int | str]] = {"rows": _SHAPE}
OUTPUTS: Mapping[str, Sequence[int | str]] = {"hidden": _SHAPE}


def open_session(graph: Graph | Path) -> Any:
    """Of a graph, or of the file that one was written to."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(3)  # errors only: it warns where a machine has no graphics card
    options = onnxruntime.SessionOptions()
    # Two texts at once on two cores took 0.6 of the time that both took one by one.
    options.intra_op_num_threads = 1
    # The arena would keep the largest text's memory for good.
    options.enable_cpu_mem_arena = False
    # Higher levels join sums with normalisations: 22 ms instead of 18 for 130 tokens through 12 layers.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    providers = ["CPUExecutionProvider"]
    if isinstance(graph, Path):
        return onnxruntime.InferenceSession(str(graph), options, providers=providers)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.weights.values()]
    options.add_external_initializers(list(graph.weights), values)
    return onnxruntime.InferenceSession(graph.serialize(INPUTS, OUTPUTS), options, providers=providers)
