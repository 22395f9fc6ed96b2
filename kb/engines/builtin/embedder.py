"""The builtin embedders, inside this process, on the CPU: one of a hundred languages, one of English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache

import numpy

from kb.engines import BUILTIN, ENGLISH
from kb.engines.builtin.bert import WIDTH
from kb.engines.builtin.e5 import E5
from kb.engines.builtin.e5_file import is_installed
from kb.engines.builtin.minilm import BORDER_IDS, POSITIONS, MiniLM
from kb.engines.long_texts import unit
from kb.engines.protocols import Embedded, Embedder, Passage, Vectors
from kb.engines.windows import make_windows
from kb.limits import usable_cores
from kb.types import Span

_AT_ONCE = 32  # texts
_REMEMBERED = 16  # questions: each is compared with pages in its own language and in others, and embedded once, in 9 ms
# What the second model's say is worth in a folder of several languages. Of 298 questions of XQuAD each, among five are
# found: English ones of Chinese pages .594 instead of .453, of German pages .930 for .889; first of English pages
# beside Chinese ones .973 for .980 and beside German ones .970, among five all.
_MIXED = 0.5


def open_builtin(fingerprint: str = "") -> Embedder:
    """The one that a space with this fingerprint was embedded with, or the one for a new space."""
    return _open_once(choose_kind(fingerprint, is_installed()))


def choose_kind(fingerprint: str, many_languages: bool) -> type[Embedder]:
    """A new space is embedded with the one of many languages where that is installed, else with the one of English."""
    multilingual = fingerprint == MultilingualEmbedder.fingerprint if fingerprint else many_languages
    return MultilingualEmbedder if multilingual else BuiltinEmbedder


@cache
def _open_once(kind: type[Embedder]) -> Embedder:
    """One of a kind a process: a second one would hold the weights again."""
    return kind()


class MultilingualEmbedder:
    """multilingual-e5-small and all-MiniLM-L6-v2 side by side: some hundred languages, and English better than either.

    A text's vector holds both models' vectors, a question's the second as far as its words are that model's own, so
    that the cosine of the two is the sum of the models' cosines, and for a question in Chinese or German nearly the
    first model's alone. Of 17 German questions of English text 13 are so answered first; 6 where known pieces of words
    count, which German is made of too.
    """

    name = BUILTIN
    fingerprint = "builtin:multilingual-e5-small:4-bit:centred+all-MiniLM-L6-v2:mean"
    languages = "some hundred languages, English best"
    windows = True
    token_limit = E5.token_limit
    batch_size = _AT_ONCE

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or usable_cores()
        self._world = E5()
        self._english = MiniLM()
        self._embed_world = lru_cache(_REMEMBERED)(self._world.embed_question)

    def count_tokens(self, text: str) -> int:
        """Exactly the tokens of the model of many languages; the other one takes any text in parts."""
        return self._world.count_tokens(text)

    @property
    def counter(self) -> Callable[[str], int]:
        return PieceCounter()

    def known_share(self, text: str) -> float:
        """Share of the text's letters that stand in pieces which the model of many languages has learned."""
        return self._world.known_share(text)

    def has_word(self, word: str) -> bool:
        """Whether either model has it: some 22,000 words, most of them English, or 110,000 of all languages.

        By the first alone, 3 of 17 German questions of English text, held out, had a German word "mended" into one of
        the documents' English ones, and one of the 17 less was found first, and one less among five.
        """
        return self._english.has_word(word) or self._world.has_word(word)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), 768)."""
        return _stack(self.embed_passages([Passage(text) for text in texts]), 2 * WIDTH)

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        return _embed_side_by_side(self._embed, passages, self._threads)

    def embed_query(self, text: str) -> Vectors:
        """A unit vector (768,)."""
        return self._embed_question(text, 1.0)

    def usual_cosines(self, question: Vectors) -> tuple[float, float]:
        """By how far the second model has a say in the question's vector.

        With all of it .20 and .06 on the set en, .24 and .06 on the handbook, .37 and .07 on the filings; without it
        .29 and .04 on zh, .15 and .04 for Chinese questions on English text.
        """
        heard = float(numpy.linalg.norm(question[WIDTH:]) / numpy.linalg.norm(question[:WIDTH]))
        return 0.24 - 0.02 * heard, 0.036 + 0.024 * heard

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors:
        """The same by the model of many languages alone, or mostly: the other one hears nothing but its own words."""
        return self._embed_question(text, _MIXED if mixed else 0.0)

    def _embed_question(self, text: str, heard: float) -> Vectors:
        """`heard`: the second model's say, for as much of the text as it knows."""
        world = self._embed_world(text)[None]
        # Squared, as kb.search.scoring weighs what is half known.
        known = heard * self._english.whole_share(text) ** 2 if heard else 0.0
        english = known * self._english.embed(text) if known else numpy.zeros_like(world)
        vector: Vectors = _join_vectors(world, english)[0]
        return vector

    def _embed(self, text: str, windows: Sequence[Span]) -> Vectors:
        return _join_vectors(self._world.embed_passage(text, windows), self._english.embed(text, windows))


def _join_vectors(one: Vectors, other: Vectors) -> Vectors:
    """Both models' vectors of the same texts, a row each, as one."""
    return unit(numpy.concatenate([one, other], axis=1))


class BuiltinEmbedder:
    """all-MiniLM-L6-v2: knows English well, other languages in Latin letters somewhat."""

    name = BUILTIN
    fingerprint = ENGLISH
    languages = "English only"
    windows = True
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
        return _stack(self.embed_passages([Passage(text) for text in texts]), WIDTH)

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        return _embed_side_by_side(self._model.embed, passages, self._threads)

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors | None:
        return None

    def embed_query(self, text: str) -> Vectors:
        """A unit vector (384,)."""
        vector: Vectors = self._model.embed(text)[0]
        return vector

    def usual_cosines(self, question: Vectors) -> tuple[float, float]:
        """Those of the set en; on multidoc, whose files are about fewer things, .14 and .11."""
        return 0.03, 0.09


def _embed_side_by_side(
    embed: Callable[[str, Sequence[Span]], Vectors], passages: Sequence[Passage], threads: int
) -> list[Embedded]:
    """A passage a thread; `embed` gives a row for it, and one for each window."""

    def embed_one(passage: Passage) -> Embedded:
        vector, *_ = rows = embed(passage.text, passage.spans)
        return Embedded(vector, make_windows(passage.windows, rows[1:]) if passage.windows else None)

    # The longest first, so that no thread is left alone with one at the end.
    order = sorted(range(len(passages)), key=lambda index: -len(passages[index].text))
    with ThreadPoolExecutor(threads) as pool:
        found = dict(zip(order, pool.map(embed_one, (passages[index] for index in order)), strict=True))
    return [found[index] for index in range(len(passages))]


def _stack(embedded: Sequence[Embedded], width: int) -> Vectors:
    """Shape (len(embedded), width), also of none."""
    return numpy.array([each.vector for each in embedded], numpy.float32).reshape(len(embedded), width)


def tokens_in(text: str) -> int:
    """As the model of English counts them, in whichever process this is."""
    return _english().count_tokens(text)


class PieceCounter:
    """As the model of many languages counts them, in whichever process this is."""

    def __call__(self, text: str) -> int:
        return _world().count_tokens(text)

    def count_at_most(self, text: str) -> int:
        return _world().count_at_most(text)


@cache
def _english() -> MiniLM:
    return MiniLM()


@cache
def _world() -> E5:
    return E5()
