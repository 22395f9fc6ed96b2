"""Embedding models of OpenAI-compatible servers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.engines.openai.client import Server, translate_errors
from kb.engines.server_embedder import UNKNOWN_CONTEXT, ServedEmbedder
from kb.errors import EngineBroken, ModelUnfit


class OpenAIEmbedder(ServedEmbedder):
    """These servers cut or refuse as they like, so what is too long by our own count is not sent whole."""

    refuses = False
    update = "Update the server."

    def __init__(self, server: Server, model: str) -> None:
        super().__init__(model)
        self._server = server

    @property
    def name(self) -> str:
        return f"openai:{self._model}@{self._server.url}"

    @property
    def fingerprint(self) -> str:
        """The model's name and the prefixes: these servers tell nothing of the weights."""
        return f"openai:{self._model}:{self._prefixes.query}|{self._prefixes.document}"

    def _window(self) -> int:
        return self._server.context_length(self._model) or UNKNOWN_CONTEXT

    def _request(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        try:
            with translate_errors(self._server.url, self._model):
                # The package asks for base64 where nothing is said, which not all servers know.
                answer = self._server.client.embeddings.create(
                    model=self._model, input=list(texts), encoding_format="float"
                )
                return [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        except EngineBroken as error:
            status = getattr(error.__cause__, "status_code", None)
            if status not in (404, 405, 501) and not re.search(r"embed|pooling", error.message, re.IGNORECASE):
                raise
            none = f"The server at {self._server.url} offers no embeddings."
            raise ModelUnfit(
                none if status in (404, 405) else f"{self._model} does not embed. {error.message}",
                "Embed with KB_EMBED=builtin, or with Ollama: KB_EMBED=ollama:nomic-embed-text",
            ) from error
