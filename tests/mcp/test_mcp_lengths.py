"""What is too long for one reply: many documents listed in pages, a long one fetched piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest
from ollama_server import OllamaServer

import kb
from api.backend.local import LocalBackend
from api.mcp.resources import page_of, read
from api.mcp.tools import fetch
from ingest.events import Summary
from kb.errors import UsageError
from kb.settings import Settings


def test_many_documents_are_listed_in_pages():
    """The second begins where the first ended."""
    first, cursor = page_of(["a", "b", "c"], None, size=2)
    assert (first, page_of(["a", "b", "c"], cursor, size=2)) == (["a", "b"], (["c"], None))
    assert page_of([], None) == ([], None)
    with pytest.raises(UsageError):
        page_of(["a"], "second")


def embedded_by(ollama: OllamaServer, home: Path) -> Settings:
    """The built-in embedder would take twenty seconds, and this is not about finding."""
    return Settings(home=home, embed="ollama:all-minilm", chat="builtin", ollama_host=ollama.url)


def test_a_long_document_is_fetched_piece_by_piece(tmp_path):
    """Each piece names the next one; together they are the whole document, whatever a piece may hold."""
    (tmp_path / "docs").mkdir()
    paragraphs = [f"Paragraph {number} tells of leave, of travel and of nothing else.\n\n" for number in range(2_000)]
    (tmp_path / "docs" / "long.md").write_text("".join(paragraphs), encoding="utf-8")
    with OllamaServer() as ollama, kb.open(settings=embedded_by(ollama, tmp_path / "home")) as base:
        backend = LocalBackend(base)
        assert isinstance(list(backend.ingest([tmp_path / "docs"]))[-1], Summary)
        [document] = backend.documents()
        id, texts = document.id, []
        while id:
            [event] = fetch(backend, lambda citation: "", id)
            texts.append(event.data["text"])
            id = event.data["metadata"].get("next")
        [event] = read(backend, lambda citation: "", f"kb://documents/{document.id}")
    assert (len(texts), "".join(texts)) == (3, "".join(paragraphs))
    assert event.endswith(f"[cut here; go on with fetch: {document.id}#1:50000-100000]")
