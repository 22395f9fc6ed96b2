"""An ONNX graph as bytes: the few protobuf messages that a graph with its weights outside needs, and the weights."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import BinaryIO

import numpy

FUSED = "com.microsoft"  # onnxruntime's own operators
_FLOAT, _INT = 1, 2  # AttributeProto.AttributeType
# TensorProto.DataType; not by name, which numpy makes anew each time, in 9 µs.
_TYPES = {numpy.dtype(kind): number for kind, number in {"float32": 1, "uint8": 2, "int8": 3, "int32": 6}.items()}
_OUTSIDE = 1  # TensorProto.DataLocation.EXTERNAL
_OPSETS = {"": 20, FUSED: 1}  # 20 is the first with Gelu
_VERSION = 10  # of the format; read by every onnxruntime that has opset 20

_ALIGNED = 64  # bytes: where a weight begins in a file of them, a multiple of any number's own

_ALL_FLOAT: Mapping[str, str] = {}

Array = numpy.typing.NDArray[numpy.generic]


@dataclass
class Graph:
    """Nodes and weights as they are added; each value gets a name of its own."""

    nodes: list[bytes] = field(default_factory=list)
    weights: dict[str, Array] = field(default_factory=dict)

    def add(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: int | float) -> str:
        """A node with one output, whose name is returned."""
        name = output or f"{kind}_{len(self.nodes)}"
        parts = [*(_text(1, each) for each in inputs), _text(2, name), _text(4, kind), _text(7, domain)]
        parts += [_bytes(5, _attribute(key, value)) for key, value in attributes.items()]
        self.nodes.append(b"".join(parts))
        return name

    def weight(self, value: Array) -> str:
        name = f"weight_{len(self.weights)}"
        self.weights[name] = numpy.ascontiguousarray(value)
        return name

    def serialize(
        self,
        inputs: Mapping[str, Sequence[int | str]],
        outputs: Mapping[str, Sequence[int | str]],
        name: str = "graph",
        kinds: Mapping[str, str] = _ALL_FLOAT,
        weights_file: str = "",
    ) -> bytes:
        """The model without its weights: a session is given them, or reads them in that file, which lies beside it.

        Values have these shapes, and are float32, but for those whose kind is another.
        """
        places = self._places(weights_file) if weights_file else dict.fromkeys(self.weights, _place(location="memory"))
        graph = [_bytes(1, node) for node in self.nodes]
        graph.append(_text(2, name))
        graph += [_bytes(5, _tensor(each, value, places[each])) for each, value in self.weights.items()]
        graph += [_bytes(11, _value(each, shape, kinds)) for each, shape in inputs.items()]
        graph += [_bytes(12, _value(each, shape, kinds)) for each, shape in outputs.items()]
        opsets = [_bytes(8, _text(1, domain) + _number(2, version)) for domain, version in _OPSETS.items()]
        return b"".join([_number(1, _VERSION), _bytes(7, b"".join(graph)), *opsets])

    def write_weights(self, stream: BinaryIO) -> None:
        """The file of weights, each where the model says that it is."""
        for value in self.weights.values():
            stream.write(value.data)
            stream.write(bytes(-value.nbytes % _ALIGNED))

    def _places(self, file: str) -> dict[str, bytes]:
        sizes = [value.nbytes for value in self.weights.values()]
        starts = accumulate((-(-size // _ALIGNED) * _ALIGNED for size in sizes), initial=0)
        places = zip(self.weights, starts, sizes, strict=False)
        return {name: _place(location=file, offset=start, length=size) for name, start, size in places}


def _attribute(name: str, value: int | float) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _number(20, _FLOAT)
    return _text(1, name) + _number(3, value) + _number(20, _INT)


def _tensor(name: str, value: Array, place: bytes) -> bytes:
    dims = [_number(1, size) for size in value.shape]
    kind = _number(2, _TYPES[value.dtype])
    return b"".join([*dims, kind, _text(8, name), place, _number(14, _OUTSIDE)])


def _place(**entries: str | int) -> bytes:
    return b"".join(_bytes(13, _text(1, key) + _text(2, str(value))) for key, value in entries.items())


def _value(name: str, shape: Iterable[int | str], kinds: Mapping[str, str]) -> bytes:
    dims = (_number(1, size) if isinstance(size, int) else _text(2, size) for size in shape)
    kind = _TYPES[numpy.dtype(kinds.get(name, "float32"))]
    tensor = _number(1, kind) + _bytes(2, b"".join(_bytes(1, dim) for dim in dims))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


@cache
def _key(field_number: int, wire_type: int) -> bytes:
    return _varint(field_number << 3 | wire_type)


def _number(field_number: int, value: int) -> bytes:
    return _key(field_number, 0) + _varint(value)


def _text(field_number: int, value: str) -> bytes:
    return _bytes(field_number, value.encode())


def _bytes(field_number: int, value: bytes) -> bytes:
    return _key(field_number, 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; every byte but the last has its highest bit set."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
