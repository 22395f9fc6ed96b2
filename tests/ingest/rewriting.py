"""A loader under whose hands a file changes, once."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import load
from ingest.loaders.loaded import Loaded


def load_and_rewrite(path: Path) -> Loaded:
    loaded = load(path)
    if "once" in path.read_text():
        path.write_text("Written twice.")
    return loaded
