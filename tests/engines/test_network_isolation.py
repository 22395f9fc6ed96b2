import socket
import threading

import pytest
from ollama_server import Failure, OllamaServer
from openai_server import OpenAIServer

from kb.engines.ollama.chat import OllamaChat
from kb.engines.ollama.client import Client
from kb.engines.ollama.embedder import OllamaEmbedder
from kb.engines.openai.chat import OpenAIChat
from kb.engines.openai.client import Server
from kb.engines.openai.embedder import OpenAIEmbedder
from kb.errors import EngineBroken, NotLocal
from kb.types import Message

ASKED = [Message("user", "Who pays?")]


class Listener:
    """A port that records whether anybody connects."""

    def __enter__(self):
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def _count(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def __exit__(self, *exc):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def proxy(monkeypatch):
    with Listener() as listener:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, listener.url)
            monkeypatch.setenv(name.lower(), listener.url)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        yield listener


def test_a_proxy_in_the_environment_never_sees_a_request(proxy):
    with OllamaServer() as ollama, OpenAIServer() as openai:
        list(OllamaChat(Client(ollama.url), "tiny-chat").stream(ASKED))
        OllamaEmbedder(Client(ollama.url), "all-minilm").embed_query("text")
        list(OpenAIChat(Server(f"{openai.url}/v1"), "local-model").stream(ASKED))
        OpenAIEmbedder(Server(f"{openai.url}/v1"), "local-model").embed_query("text")
    assert proxy.calls == 0


def test_what_the_environment_holds_for_clouds_is_not_sent(monkeypatch):
    for name in ("OLLAMA_API_KEY", "OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "private-value")
    with OllamaServer() as ollama, OpenAIServer() as openai:
        list(OllamaChat(Client(ollama.url), "tiny-chat").stream(ASKED))
        list(OpenAIChat(Server(f"{openai.url}/v1"), "local-model").stream(ASKED))
        sent = [value for request in ollama.requests + openai.requests for value in request.headers.values()]
    assert not [value for value in sent if "private-value" in value]


def test_a_redirect_is_not_followed_anywhere():
    with Listener() as elsewhere:
        moved = Failure(307, headers={"Location": f"{elsewhere.url}/api/embed"})
        with OllamaServer(failures={"/api/embed": [moved, moved], "/api/chat": [moved]}) as ollama:
            with pytest.raises(EngineBroken, match="redirects"):
                OllamaEmbedder(Client(ollama.url), "all-minilm").embed_query("text")
            with pytest.raises(EngineBroken, match="redirects"):
                list(OllamaChat(Client(ollama.url), "tiny-chat").stream(ASKED))
        with (
            OpenAIServer(failures={"/v1/chat/completions": [moved], "/v1/models": [moved]}) as openai,
            pytest.raises(EngineBroken, match="redirects"),
        ):
            list(OpenAIChat(Server(f"{openai.url}/v1"), "local-model").stream(ASKED))
        assert elsewhere.calls == 0


def test_an_address_elsewhere_is_refused_before_anything_is_sent():
    with pytest.raises(NotLocal):
        Client("http://ollama.example")
    with pytest.raises(NotLocal):
        Server("http://localhost@llm.example/v1")
