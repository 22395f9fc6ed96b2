"""Documents as they are read, but without their titles and headings: to see what these are worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest import loaders
from ingest.loaders.formats import LoadedFile


def load(path: Path) -> LoadedFile:
    loaded = loaders.load(path)
    return replace(loaded, title="", pages=tuple(replace(page, headings=()) for page in loaded.pages))
