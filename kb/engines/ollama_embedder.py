"""Ollama's embedding models: each text whole, in one vector."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy

from kb.engine import Vectors
from kb.engines.halves import combine, encodable, halve, unit
from kb.engines.ollama_client import Client
from kb.engines.ollama_models import keep_alive_value, local_model, model_digest
from kb.engines.prefixes import prefixes_of
from kb.engines.tokens import most_tokens
from kb.errors import EngineBroken, TooLong

NUM_CTX = 2048  # tokens at most, though some models take 32,000: memory is set aside for all of them
UNKNOWN_CONTEXT = 512  # of a model that does not tell


class OllamaEmbedder:
    """Nothing is cut: a text that the model refuses as too long is embedded in halves, which are averaged."""

    batch_size = 32

    def __init__(self, client: Client, model: str, keep_alive: str = "30m") -> None:
        self._client = client
        self._model = model
        self._keep_alive = keep_alive_value(keep_alive)
        self._prefixes = prefixes_of(model)

    @property
    def name(self) -> str:
        return f"ollama:{self._model}"

    @cached_property
    def fingerprint(self) -> str:
        """The weights and the prefixes: a model pulled anew under the same name can be another."""
        local_model(self._client, self._model)
        digest = model_digest(self._client, self._model) or self._model
        return f"ollama:{digest}:{self._prefixes.query}|{self._prefixes.document}"

    @cached_property
    def token_limit(self) -> int:
        prefix = max(most_tokens(self._prefixes.query), most_tokens(self._prefixes.document))
        return max(16, self._num_ctx - 2 - prefix)

    def count_tokens(self, text: str) -> int:
        """An estimate from above; the same at all times, so that chunks stay the same."""
        return most_tokens(text)

    def known_share(self, text: str) -> float:
        return 1.0

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        batches = [texts[start : start + self.batch_size] for start in range(0, len(texts), self.batch_size)]
        if not batches:
            return numpy.empty((0, 0), numpy.float32)
        return numpy.concatenate([self._embed(self._prefixes.document, batch) for batch in batches])

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._embed(self._prefixes.query, [text])[0]
        return vector

    @cached_property
    def _num_ctx(self) -> int:
        return min(local_model(self._client, self._model).context_length or UNKNOWN_CONTEXT, NUM_CTX)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        """The error for a batch does not say which text is too long, so the batch is halved, and then the text."""
        try:
            return self._request([prefix + encodable(text) for text in texts])
        except TooLong:
            if len(texts) == 1 and len(texts[0]) < 2:
                raise
        if len(texts) == 1:
            parts = halve(texts[0])
            return combine(list(self._embed(prefix, parts)), [1 + most_tokens(part) for part in parts])[None]
        middle = len(texts) // 2
        return numpy.concatenate([self._embed(prefix, texts[:middle]), self._embed(prefix, texts[middle:])])

    def _request(self, texts: Sequence[str]) -> Vectors:
        # A blank stands for an empty text: of "" alone Ollama makes no vector at all.
        body = {"model": self._model, "input": [text or " " for text in texts], "truncate": False}
        body |= {"keep_alive": self._keep_alive, "options": {"num_ctx": self._num_ctx}}
        try:
            answer = self._client.ask("/api/embed", body)
        except EngineBroken:
            answer = self._client.ask("/api/embed", body)  # its runner died; the next request starts another
        vectors = answer.get("embeddings") or []
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            raise EngineBroken(
                f"{self._model} gave {len(vectors)} vectors for {len(texts)} texts.",
                "Update Ollama, or take another model: KB_EMBED.",
            )
        return unit(vectors)
