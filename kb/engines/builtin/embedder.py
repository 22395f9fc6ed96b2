"""The builtin embedder: all-MiniLM-L6-v2 inside this process, on the CPU."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from typing import Any

import numpy

from kb import cancel
from kb.engines.builtin import minilm
from kb.engines.long_texts import combine_vectors, replace_surrogates, split_in_half
from kb.engines.protocols import Vectors
from kb.search.admission import usable_cores

LATIN_END = "\u024f"  # last letter of Latin Extended-B
EAST_ASIAN = "\u2e80"  # from here on a sign says as much as some three letters


class BuiltinEmbedder:
    """Embeds English well, other languages in Latin letters somewhat, Chinese hardly: see `known_share`."""

    name = "builtin"
    fingerprint = "builtin:all-MiniLM-L6-v2:mean"
    token_limit = minilm.POSITIONS - 2
    # The model was trained on up to 256 tokens. Texts of 300 to 500 are found better as the mean of two halves than in
    # one pass (R@1 .81 to .76, .535 to .521, .045 to .040 on three kits), and cost less.
    window = 254
    batch_size = 32

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or usable_cores()
        self._loading = threading.Lock()
        self._loaded: Any = None

    def count_tokens(self, text: str) -> int:
        """Exactly the model's own tokens."""
        return len(self._encode(text).ids)

    @property
    def counter(self) -> Callable[[str], int]:
        return tokens_in

    def known_share(self, text: str) -> float:
        """Share of the text's letters that stand in pieces of words the model knows; East Asian signs count threefold.

        The model has read English. Of other scripts its vocabulary holds single signs without meaning, so a piece
        counts when it is in Latin letters, and longer than one or a word of its own.
        """
        letters = sum(3 if letter >= EAST_ASIAN else 1 for letter in text if letter.isalpha())
        return self._known_letters(text) / letters if letters else 1.0

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), 384). A text over `window` is embedded in parts, which are averaged."""
        vectors = numpy.empty((len(texts), minilm.WIDTH), numpy.float32)
        # The longest first, so that no thread is left alone with one at the end.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        with ThreadPoolExecutor(self._threads) as pool:
            for index, vector in zip(order, pool.map(self._embed, (texts[index] for index in order)), strict=True):
                vectors[index] = vector
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """A unit vector (384,)."""
        return self._embed(text)

    def _embed(self, text: str) -> Vectors:
        cancel.ask_on()
        ids = self._encode(text).ids
        if len(ids) > self.window:
            parts = split_in_half(text)
            return combine_vectors(
                [self._embed(part) for part in parts], [1 + self.count_tokens(part) for part in parts]
            )
        start, end = minilm.BORDER_IDS
        vector: Vectors = self._session().run(None, {"ids": numpy.array([start, *ids, end], numpy.int64)})[0]
        return vector

    def _known_letters(self, text: str) -> int:
        encoding = self._encode(text)
        words = encoding.word_ids
        pieces_of = Counter(words)
        known = 0
        for token, word, (start, end) in zip(encoding.tokens, words, encoding.offsets, strict=True):
            if token != "[UNK]" and (end - start > 1 or pieces_of[word] == 1):
                known += sum(letter.isalpha() and letter <= LATIN_END for letter in text[start:end])
        return known

    def _encode(self, text: str) -> Any:
        # One text at a time: the batch call would start threads that a later fork warns about.
        return self._tokenizer.encode(replace_surrogates(text), add_special_tokens=False)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(minilm.model_folder() / "tokenizer.json"))
        # As shipped it cuts every text at 128 tokens.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _session(self) -> Any:
        with self._loading:
            if self._loaded is None:
                # One thread a text: two texts at once on two cores took 0.6 of the time that both took one by one.
                self._loaded = minilm.open_session(minilm.load_weights(minilm.model_folder()), threads=1)
            return self._loaded


def tokens_in(text: str) -> int:
    """As the builtin embedder counts them, in whichever process this is."""
    return _counting().count_tokens(text)


@cache
def _counting() -> BuiltinEmbedder:
    return BuiltinEmbedder(threads=1)
