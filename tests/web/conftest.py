from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from browser import CHROMIUM, chromium, watched
from ollama_server import OllamaServer
from playwright.sync_api import Browser, Page
from served_house import serve_house

NO_BROWSER = "no browser is here; install one with: apt-get install chromium-headless-shell"
PICTURES = os.environ.get("SCREENSHOTS", "")  # the folder for them; `make screenshots` sets it

Visit = Callable[..., AbstractContextManager[Page]]


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
    with serve_house(tmp_path_factory.mktemp("house"), ollama) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, url: str, ollama: OllamaServer) -> Visit:
    """Opens the page for a fresh visitor; what the model was told to say before is forgotten."""
    ollama.replies.clear()
    return lambda path="/", **options: watched(browser, f"{options.pop('at', url)}{path}", **options)


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """The page as an English reader opens it."""
    with visit() as opened:
        yield opened


@pytest.fixture
def draw() -> Callable[[Page, str], None]:
    """Keeps a picture of the page under a name, where pictures are wanted."""

    def keep(page: Page, name: str) -> None:
        if PICTURES:
            page.wait_for_timeout(200)
            page.screenshot(path=Path(PICTURES) / f"{name}.png")

    return keep
