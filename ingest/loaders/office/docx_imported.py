"""What a Word document takes in whole: web pages and documents that other programs put into it as they are."""

from __future__ import annotations

import posixpath

from ingest import temporary_folders
from ingest.loaders.load import load
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable


def write_imported(builder: PageBuilder, name: str, data: bytes) -> str:
    """Adds its text; returns why it could not be read, or ""."""
    with temporary_folders.folder("docx") as folder:
        file = folder / posixpath.basename(name)[-120:]
        file.write_bytes(data)
        try:
            loaded = load(file)
        except Unreadable as error:
            return f"{file.name}, a part of it, {error}"
    for page in loaded.pages:
        builder.absorb(page)
    return ""
