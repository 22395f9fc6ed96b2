"""Plain text, source code, configuration and logs: as they are."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.text.decode import decode
from kb.types import Page


def load_text(path: Path) -> LoadedFile:
    return LoadedFile(path.stem, (Page(decode(path.read_bytes())),))
