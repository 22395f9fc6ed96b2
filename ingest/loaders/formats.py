"""What a loader makes of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.types import Page


@dataclass(frozen=True)
class Loaded:
    """A file's text, page by page. `title` is the document's own, or what its name says; `problems` are for people."""

    title: str
    media_type: str
    pages: tuple[Page, ...]
    problems: tuple[str, ...] = ()


Loader = Callable[[Path], Loaded]
