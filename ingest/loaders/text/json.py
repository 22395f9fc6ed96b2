"""JSON: the text as it is where people can read it; written out anew where it is in one line or all escapes."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.text.decode import decode
from kb.types import Page

LONG_LINE = 500  # characters


def load_json(path: Path) -> LoadedFile:
    text = decode(path.read_bytes())
    return LoadedFile(path.stem, (Page(_write_readable(text)),))


def load_jsonl(path: Path) -> LoadedFile:
    """One record a line, as in the file."""
    text = decode(path.read_bytes())
    lines = [_unescape(line) for line in text.split("\n")]
    return LoadedFile(path.stem, (Page("\n".join(lines)),))


def _write_readable(text: str) -> str:
    if "\\u" not in text and max(map(len, text.split("\n"))) < LONG_LINE:
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text  # what it says can be found all the same


def _unescape(line: str) -> str:
    if "\\u" not in line:
        return line
    try:
        return json.dumps(json.loads(line), ensure_ascii=False)
    except (ValueError, RecursionError):
        return line
