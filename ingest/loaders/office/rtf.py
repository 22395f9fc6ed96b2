"""Rich text: by kreuzberg, which knows its code pages and leaves hidden text out."""

from __future__ import annotations

import re
from pathlib import Path

import kreuzberg

from ingest.loaders.formats import Loaded
from kb.errors import Unreadable
from kb.types import Page

PICTURE = re.compile(r"^\[Image:[^\]\n]*\]\n*", re.MULTILINE)


def load_rtf(path: Path) -> Loaded:
    try:
        result = kreuzberg.extract_bytes_sync(path.read_bytes(), "application/rtf")
    except kreuzberg.KreuzbergError as error:
        raise Unreadable("is damaged: its text cannot be found") from error
    title = result.metadata.get("title")
    text = PICTURE.sub("", result.content).replace("\r\n", "\n").strip("\n")
    return Loaded(title if isinstance(title, str) and title else path.stem, "application/rtf", (Page(text),))
