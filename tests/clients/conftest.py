from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import ollama as package
import openai
import pytest
from house import ROLE, write_documents
from ollama_server import OllamaServer
from running import running

import kb
from api.http.app import create_app
from kb.settings import Settings

PAGE = "http://127.0.0.1:3210"


@pytest.fixture(scope="session")
def ollama() -> Iterator[OllamaServer]:
    with OllamaServer() as server:
        yield server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[httpx.Client]:
    """A server on a home with two spaces, which a page at PAGE may ask."""
    yield from serving(tmp_path_factory.mktemp("served"), ollama, "ollama:tiny-think")


@pytest.fixture(scope="session")
def quoting(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[httpx.Client]:
    """The same without a chat model, and without lists of sources for OpenAI's clients."""
    yield from serving(tmp_path_factory.mktemp("quoting"), ollama, "builtin", list_sources=False)


@pytest.fixture
def url(served: httpx.Client, ollama: OllamaServer) -> str:
    """Where clients are pointed at; what the model was told to say and was asked before is forgotten."""
    ollama.replies.clear()
    ollama.requests.clear()
    ollama.hang_ups.clear()
    return str(served.base_url).rstrip("/")


@pytest.fixture
def openai_client(url: str) -> Iterator[openai.OpenAI]:
    with (
        httpx.Client(trust_env=False, verify=False) as http,
        openai.OpenAI(base_url=f"{url}/v1", api_key="k", http_client=http) as it,
    ):
        yield it


@pytest.fixture
def ollama_client(url: str) -> Iterator[package.Client]:
    with package.Client(url, trust_env=False, verify=False) as it:
        yield it


def serving(folder: Path, ollama: OllamaServer, chat: str, *, list_sources: bool = True) -> Iterator[httpx.Client]:
    settings = Settings(
        home=folder / "home",
        embed="builtin",
        chat=chat,
        ollama_host=ollama.url,
        roles={"lawyer": ROLE},
        origins=(PAGE,),
        list_sources=list_sources,
    )
    with kb.open(settings=settings) as base, running(create_app(base, "token")) as client:
        for space, documents in write_documents(folder).items():
            body = {"paths": [str(documents)], "space": space}
            assert "event: summary" in client.post("/ingest", json=body, headers={"X-KB-Token": "token"}).text
        yield client
