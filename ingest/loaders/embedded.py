"""Files inside a file: attachments and embedded documents, each a section under its name."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

from ingest import temporary_folders
from ingest.loaders.detect import explain_refusal
from ingest.loaders.load import load
from ingest.loaders.page_builder import PageBuilder
from kb.errors import Unreadable

MAX_DEPTH = 4  # files within files
_depth: ContextVar[int] = ContextVar("depth", default=0)


def write_embedded(builder: PageBuilder, name: str, data: bytes, level: int, kind: str = "attachment") -> list[str]:
    """Adds its text under a heading of that level, or none if 0; returns what could not be read of it, for people."""
    name = Path(name.replace("\\", "/")).name[-120:] or kind
    depth = _depth.get()
    with temporary_folders.folder("embedded") as folder:
        file = folder / name
        file.write_bytes(data)
        reason = explain_refusal(file) if depth < MAX_DEPTH else f"lies in more than {MAX_DEPTH} files within files"
        if reason:
            return [f"{kind} {name} {reason}"]
        token = _depth.set(depth + 1)
        try:
            loaded = load(file)
        except Unreadable as error:
            return [f"{kind} {name} {error}"]
        finally:
            _depth.reset(token)
    if level:
        builder.add_heading(level, name)
    for page in loaded.pages:
        builder.absorb(page, deeper=level)
    return [f"{kind} {name}: {problem}" for problem in loaded.problems]
