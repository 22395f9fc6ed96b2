"""The documents of a house: what is asked about in the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ollama_server import OllamaServer
from playwright.sync_api import Page
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_docs"


def write_house(folder: Path) -> Path:
    shutil.copytree(SAMPLES, folder)
    return folder


@contextmanager
def serve_house(folder: Path, ollama: OllamaServer, documents: Path | None = None, **more: Any) -> Iterator[str]:
    """The address of a server on a fresh home in `folder`; without `documents` it holds the samples."""
    # Embedding by the built-in model would take most of these tests' time, and they are not about finding.
    settings = Settings(
        home=folder / "home", embed="ollama:all-minilm", chat="ollama:tiny-think", ollama_host=ollama.url, **more
    )
    with kb.open(settings=settings) as base:
        list(LocalBackend(base).ingest([documents or write_house(folder / "documents")]))
        with running(create_app(base)) as client:
            yield str(client.base_url).rstrip("/")


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")


def finished(page: Page) -> None:
    """Waits until the last answer is written."""
    page.wait_for_selector(".turn:last-child .foot .tools")


def answered(page: Page, question: str) -> None:
    ask(page, question)
    finished(page)


def is_in_sight(page: Page, selector: str) -> bool:
    """Whether all of it is seen in the document beside the answer."""
    seen: bool = page.locator(selector).evaluate("""(one) => {
        const { top, bottom, left, right } = one.getBoundingClientRect();
        const paper = document.querySelector("#viewer .paper").getBoundingClientRect();
        return top >= paper.top && bottom <= paper.bottom && left >= paper.left && right <= paper.right;
    }""")
    return seen
