"""An Ollama that takes its time to embed."""

from __future__ import annotations

import threading

from loopback import Request
from ollama_server import OllamaHandler, OllamaServer


class SlowHandler(OllamaHandler):
    def answer(self, request: Request) -> None:
        if request.path == "/api/embed":
            self.ollama.embeddings += 1
            self.ollama.asked.set()
            self.pause(self.ollama.seconds)
        super().answer(request)


class SlowOllama(OllamaServer):
    """Takes a minute to embed, so that whatever is waiting for it can be interrupted."""

    def __init__(self) -> None:
        super().__init__()
        self._http.RequestHandlerClass = SlowHandler
        self.asked = threading.Event()
        self.embeddings = 0  # asked for so far
        self.seconds = 60.0
        self.engines = {"KB_EMBED": "ollama:all-minilm", "OLLAMA_HOST": self.url}
