"""Ollama's embedding models: each text whole, in one vector."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kb.engines.ollama.client import Client
from kb.engines.ollama.models import keep_alive_value, local_model, model_digest
from kb.engines.server_embedder import UNKNOWN_CONTEXT, ServedEmbedder
from kb.errors import EngineBroken

NUM_CTX = 2048  # tokens at most, though some models take 32,000: memory is set aside for all of them


class OllamaEmbedder(ServedEmbedder):
    """Ollama is told to refuse what it would cut."""

    refuses = True
    update = "Update Ollama, or take another model: KB_EMBED."

    def __init__(self, client: Client, model: str, keep_alive: str = "30m") -> None:
        super().__init__(model)
        self._client = client
        self._keep_alive = keep_alive_value(keep_alive)

    @property
    def name(self) -> str:
        return f"ollama:{self._model}"

    @cached_property
    def fingerprint(self) -> str:
        """The weights and the prefixes: a model pulled anew under the same name can be another."""
        local_model(self._client, self._model)
        digest = model_digest(self._client, self._model) or self._model
        return f"ollama:{digest}:{self._prefixes.query}|{self._prefixes.document}"

    def _window(self) -> int:
        return self._num_ctx

    @cached_property
    def _num_ctx(self) -> int:
        return min(local_model(self._client, self._model).context_length or UNKNOWN_CONTEXT, NUM_CTX)

    def _request(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        body = {"model": self._model, "input": list(texts), "truncate": False}
        body |= {"keep_alive": self._keep_alive, "options": {"num_ctx": self._num_ctx}}
        try:
            answer = self._client.ask("/api/embed", body)
        except EngineBroken:
            answer = self._client.ask("/api/embed", body)  # its runner died; the next request starts another
        return answer.get("embeddings") or []
