"""What embedding models of any server have in common: prefixes, batches, and texts too long for them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

import numpy

from kb.engines.long_texts import combine_vectors, split_in_half, unit
from kb.engines.prefixes import prefixes_of
from kb.engines.protocols import Embedded, Passage, Vectors
from kb.engines.token_counts import most_tokens
from kb.errors import EngineBroken, TooLong
from kb.text.scripts import replace_surrogates

UNKNOWN_CONTEXT = 512  # tokens, of a model that does not tell


class ServedEmbedder(ABC):
    """Nothing is cut: a text too long for the model is embedded in halves, which are averaged."""

    batch_size = 32
    languages = ""
    windows = False  # a server gives a vector a text, and not those of its tokens
    refuses: ClassVar[bool]  # whether the server refuses what is too long; else it may cut it silently
    update: ClassVar[str]  # what to do where it counts its vectors wrongly

    def __init__(self, model: str) -> None:
        self._model = model
        self._prefixes = prefixes_of(model)

    @cached_property
    def token_limit(self) -> int:
        prefix = max(most_tokens(self._prefixes.query), most_tokens(self._prefixes.document))
        return max(16, self._window() - 2 - prefix)

    def count_tokens(self, text: str) -> int:
        """An estimate from above; the same at all times, so that chunks stay the same."""
        return most_tokens(text)

    @property
    def counter(self) -> Callable[[str], int]:
        return most_tokens

    def known_share(self, text: str) -> float:
        return 1.0

    def has_word(self, word: str) -> bool:
        return False

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        batches = [texts[start : start + self.batch_size] for start in range(0, len(texts), self.batch_size)]
        if not batches:
            return numpy.empty((0, 0), numpy.float32)
        return numpy.concatenate([self._embed(self._prefixes.document, batch) for batch in batches])

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        return [Embedded(vector) for vector in self.embed_documents([passage.text for passage in passages])]

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors | None:
        return None

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._embed(self._prefixes.query, [text])[0]
        return vector

    def usual_cosines(self, question: Vectors) -> None:
        """Not measured: each space shows its own, as soon as it holds some text."""
        return

    @abstractmethod
    def _window(self) -> int:
        """Tokens that the model reads at once."""

    @abstractmethod
    def _request(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """A vector a text, as the server gives them. Raises EngineError, TooLong where it refuses one of them."""

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        """The error for a batch does not say which text is too long, so the batch is halved, and then the text."""
        if self.refuses or max(map(most_tokens, texts)) <= self.token_limit:
            try:
                return self._vectors([prefix + replace_surrogates(text) for text in texts])
            except TooLong:
                if len(texts) == 1 and len(texts[0]) < 2:
                    raise
        if len(texts) == 1:
            parts = split_in_half(texts[0])
            return combine_vectors(list(self._embed(prefix, parts)), [1 + most_tokens(part) for part in parts])[None]
        middle = len(texts) // 2
        return numpy.concatenate([self._embed(prefix, texts[:middle]), self._embed(prefix, texts[middle:])])

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        # A blank stands for an empty text: of "" alone Ollama makes no vector at all.
        vectors = self._request([text or " " for text in texts])
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            raise EngineBroken(f"{self._model} gave {len(vectors)} vectors for {len(texts)} texts.", self.update)
        return unit(vectors)
