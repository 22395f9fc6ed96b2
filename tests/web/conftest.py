from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import CHROMIUM, chromium, watched
from house import write_house
from ollama_server import OllamaServer
from playwright.sync_api import Browser, Page
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.settings import Settings

NO_BROWSER = "no browser is here; install one with: apt-get install chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def ollama() -> Iterator[OllamaServer]:
    with OllamaServer() as server:
        yield server


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[str]:
    """A server on a home that holds the house's documents, with a chat model that says what it is told to."""
    folder = write_house(tmp_path_factory.mktemp("documents") / "house")
    settings = Settings(
        home=tmp_path_factory.mktemp("home") / "home", embed="builtin", chat="ollama:tiny-chat", ollama_host=ollama.url
    )
    with kb.open(settings=settings) as base:
        list(LocalBackend(base).ingest([folder]))
        with running(create_app(base)) as client:
            yield str(client.base_url).rstrip("/")


@pytest.fixture
def page(browser: Browser, url: str, ollama: OllamaServer) -> Iterator[Page]:
    """The page as an English reader opens it; what the model was told to say before is forgotten."""
    ollama.replies.clear()
    with watched(browser, f"{url}/") as opened:
        yield opened
