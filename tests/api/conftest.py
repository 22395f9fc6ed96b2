from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from ollama_server import OllamaServer
from served_documents import serving, write_documents
from slow_ollama import SlowOllama

from kb.settings import Settings


@pytest.fixture(scope="module")
def ollama() -> Iterator[OllamaServer]:
    with OllamaServer() as server:
        yield server


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("documents") / "docs")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer, documents: Path) -> Iterator[httpx.Client]:
    """A server on a home that holds the documents; its client, without the owner's token."""
    home = tmp_path_factory.mktemp("home") / "home"
    settings = Settings(home=home, embed="builtin", chat="ollama:tiny-chat", ollama_host=ollama.url)
    with serving(settings, documents) as client:
        yield client


@pytest.fixture
def slow() -> Iterator[SlowOllama]:
    with SlowOllama() as server:
        yield server


@pytest.fixture
def builtin_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_EMBED", "builtin")
    monkeypatch.setenv("KB_CHAT", "builtin")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write_documents(tmp_path / "docs")


@pytest.fixture(scope="session")
def one_note_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return take_in_notes(tmp_path_factory.mktemp("notes"), 1)


@pytest.fixture(scope="session")
def three_notes_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return take_in_notes(tmp_path_factory.mktemp("notes"), 3)


@pytest.fixture
def one_note(one_note_once: Path, tmp_path: Path) -> Path:
    """A home of the test's own that holds a note about leave."""
    return shutil.copytree(one_note_once, tmp_path / "home")


@pytest.fixture
def three_notes(three_notes_once: Path, tmp_path: Path) -> Path:
    """A home of the test's own that holds three of them."""
    return shutil.copytree(three_notes_once, tmp_path / "home")


def take_in_notes(folder: Path, count: int) -> Path:
    from test_processes import documents, kb  # what it is forked from is started for tests that fork only

    assert f"{count} added" in kb(folder / "home", "ingest", str(documents(folder / "docs", count))).stdout
    return folder / "home"
