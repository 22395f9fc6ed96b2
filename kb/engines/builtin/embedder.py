"""The builtin embedders, inside this process, on the CPU: one of a hundred languages, one of English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy

from kb.engines import BUILTIN, ENGLISH
from kb.engines.builtin.bert import WIDTH
from kb.engines.builtin.e5 import E5
from kb.engines.builtin.e5_file import is_installed
from kb.engines.builtin.minilm import BORDER_IDS, POSITIONS, MiniLM
from kb.engines.long_texts import unit
from kb.engines.protocols import Embedder, Vectors
from kb.limits import usable_cores

_AT_ONCE = 32  # texts


def open_builtin(fingerprint: str = "") -> Embedder:
    """The one that a space with this fingerprint was embedded with, or the one for a new space."""
    return _opened(choose_kind(fingerprint, is_installed()))


def choose_kind(fingerprint: str, many_languages: bool) -> type[Embedder]:
    """A new space is embedded with the one of many languages where that is installed, else with the one of English."""
    multilingual = fingerprint == MultilingualEmbedder.fingerprint if fingerprint else many_languages
    return MultilingualEmbedder if multilingual else BuiltinEmbedder


@cache
def _opened(kind: type[Embedder]) -> Embedder:
    """One of a kind a process: a second one would hold the weights again."""
    return kind()


class MultilingualEmbedder:
    """multilingual-e5-small and all-MiniLM-L6-v2 side by side: some hundred languages, and English better than either.

    A text's vector holds both models' vectors, a question's the second as far as that model knows the question, so
    that the cosine of the two is the sum of the models' cosines, and for a question in Chinese the first model's alone.
    """

    name = BUILTIN
    fingerprint = "builtin:multilingual-e5-small:4-bit:centred+all-MiniLM-L6-v2:mean"
    languages = "some hundred languages, English best"
    rereads = True
    background = (0.21, 0.05)  # of 141 questions of the sets en, handbook and zh to 256 chunks each: .15 to .28
    token_limit = E5.token_limit
    batch_size = _AT_ONCE

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or usable_cores()
        self._world = E5()
        self._english = MiniLM()

    def count_tokens(self, text: str) -> int:
        """Exactly the tokens of the model of many languages; the other one takes any text in parts."""
        return self._world.count_tokens(text)

    @property
    def counter(self) -> Callable[[str], int]:
        return pieces_in

    def known_share(self, text: str) -> float:
        """Share of the text's letters that stand in pieces which the model of many languages has learned."""
        return self._world.known_share(text)

    def has_word(self, word: str) -> bool:
        """Whether it is among some 22,000 words, most of them English."""
        return self._english.has_word(word)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), 768)."""
        return _embedded(self._embed_passage, texts, 2 * WIDTH, self._threads)

    def embed_query(self, text: str) -> Vectors:
        """A unit vector (768,)."""
        known = self._english.known_share(text) ** 2  # squared, as kb.fusion weighs what is half known
        return _beside(self._world.embed_question(text), known * self._english.embed(text))

    def _embed_passage(self, text: str) -> Vectors:
        return _beside(self._world.embed_passage(text), self._english.embed(text))


def _beside(one: Vectors, other: Vectors) -> Vectors:
    vector: Vectors = unit(numpy.concatenate([one, other])[None])[0]
    return vector


class BuiltinEmbedder:
    """all-MiniLM-L6-v2: knows English well, other languages in Latin letters somewhat."""

    name = BUILTIN
    fingerprint = ENGLISH
    languages = "English only"
    rereads = True
    background = (0.03, 0.09)  # the same, English questions
    token_limit = POSITIONS - len(BORDER_IDS)
    batch_size = _AT_ONCE

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or usable_cores()
        self._model = MiniLM()

    def count_tokens(self, text: str) -> int:
        """Exactly the model's own tokens."""
        return self._model.count_tokens(text)

    @property
    def counter(self) -> Callable[[str], int]:
        return tokens_in

    def known_share(self, text: str) -> float:
        """Share of the text's letters that stand in pieces of words the model knows."""
        return self._model.known_share(text)

    def has_word(self, word: str) -> bool:
        """Whether it is among some 22,000 words, most of them English."""
        return self._model.has_word(word)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), 384)."""
        return _embedded(self._model.embed, texts, WIDTH, self._threads)

    def embed_query(self, text: str) -> Vectors:
        """A unit vector (384,)."""
        return self._model.embed(text)


def _embedded(embed: Callable[[str], Vectors], texts: Sequence[str], width: int, threads: int) -> Vectors:
    """Each text's vector, a text a thread."""
    vectors = numpy.empty((len(texts), width), numpy.float32)
    # The longest first, so that no thread is left alone with one at the end.
    order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
    with ThreadPoolExecutor(threads) as pool:
        for index, vector in zip(order, pool.map(embed, (texts[index] for index in order)), strict=True):
            vectors[index] = vector
    return vectors


def tokens_in(text: str) -> int:
    """As the model of English counts them, in whichever process this is."""
    return _english().count_tokens(text)


def pieces_in(text: str) -> int:
    """As the model of many languages counts them, in whichever process this is."""
    return _world().count_tokens(text)


@cache
def _english() -> MiniLM:
    return MiniLM()


@cache
def _world() -> E5:
    return E5()
