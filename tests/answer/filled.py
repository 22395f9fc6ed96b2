"""A knowledge base filled with files of these names and texts, answering with exact quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import kb
from ingest.pipeline import ingest
from kb.knowledge_base import KnowledgeBase
from kb.settings import load


@contextmanager
def filled(folder: Path, files: Mapping[str, str | bytes]) -> Iterator[KnowledgeBase]:
    (folder / "docs").mkdir()
    for name, text in files.items():
        (folder / "docs" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store(create=True)
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
        yield base
