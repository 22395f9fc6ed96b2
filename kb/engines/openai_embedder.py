"""Embedding models of OpenAI-compatible servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy

from kb.engine import Vectors
from kb.engines.halves import combine, encodable, halve, unit
from kb.engines.openai_client import Server, translated
from kb.engines.prefixes import prefixes_of
from kb.engines.tokens import most_tokens
from kb.errors import EngineBroken, ModelUnfit, TooLong

UNKNOWN_CONTEXT = 512  # tokens, where the server does not tell


class OpenAIEmbedder:
    """Texts that the server refuses as too long are embedded in halves, which are averaged."""

    batch_size = 32

    def __init__(self, server: Server, model: str) -> None:
        self._server = server
        self._model = model
        self._prefixes = prefixes_of(model)

    @property
    def name(self) -> str:
        return f"openai:{self._model}@{self._server.url}"

    @property
    def fingerprint(self) -> str:
        """The model's name and the prefixes: these servers tell nothing of the weights."""
        return f"openai:{self._model}:{self._prefixes.query}|{self._prefixes.document}"

    @cached_property
    def token_limit(self) -> int:
        prefix = max(most_tokens(self._prefixes.query), most_tokens(self._prefixes.document))
        return max(16, (self._server.context_length(self._model) or UNKNOWN_CONTEXT) - 2 - prefix)

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

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        # These servers cut silently or refuse, as they like; so what is too long by our own count is not sent whole.
        longest = max(map(most_tokens, texts))
        if longest <= self.token_limit:
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
        try:
            with translated(self._server.url, self._model):
                # The package asks for base64 where nothing is said, which not all servers know.
                answer = self._server.client.embeddings.create(
                    model=self._model, input=[text or " " for text in texts], encoding_format="float"
                )
                rows = sorted(answer.data, key=lambda row: row.index)
                vectors = [row.embedding for row in rows]
        except EngineBroken as error:
            status = getattr(error.__cause__, "status_code", None)
            if status not in (404, 405, 501) and not re.search(r"embed|pooling", error.message, re.IGNORECASE):
                raise
            none = f"The server at {self._server.url} offers no embeddings."
            raise ModelUnfit(
                none if status in (404, 405) else f"{self._model} does not embed. {error.message}",
                "Embed with KB_EMBED=builtin, or with Ollama: KB_EMBED=ollama:nomic-embed-text",
            ) from error
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            raise EngineBroken(
                f"{self._model} gave {len(vectors)} vectors for {len(texts)} texts.", "Update the server."
            )
        return unit(vectors)
