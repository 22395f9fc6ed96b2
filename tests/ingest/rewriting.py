"""A loader under whose hands a file changes, once."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load


def load_and_rewrite(path: Path) -> LoadedFile:
    loaded = load(path)
    if "once" in path.read_text():
        path.write_text("Written twice.")
    return loaded
