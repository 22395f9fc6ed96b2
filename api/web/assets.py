"""The page's own files, under an address that changes with them: a browser may keep them."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
STYLE = "page.css"  # all of them in one: each file is a request that the first picture waits for
STYLES = ("tokens", "layout", "controls", "conversation", "viewer", "documents", "print")  # later ones win
FIRST = "main.js"
_IMPORT = re.compile(r'^(?:import|export)\b[^(\n]*"\./([\w.]+)";', re.MULTILINE)  # not what is imported on demand


@dataclass(frozen=True)
class Assets:
    """`files` and `packed` by name; `modules` are all that the first one needs, itself left out."""

    version: str
    files: dict[str, bytes]
    packed: dict[str, bytes]
    modules: tuple[str, ...]


@cache
def read_assets() -> Assets:
    """Read once: no path of the machine is ever made from what is asked for."""
    files = {file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.suffix in MEDIA_TYPES}
    files[STYLE] = b"".join(files.pop(f"{name}.css") for name in STYLES)
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in files.items())).hexdigest()
    packed = {name: gzip.compress(content, mtime=0) for name, content in files.items()}
    return Assets(digest[:12], files, packed, find_modules(files, FIRST))


def find_modules(files: dict[str, bytes], first: str) -> tuple[str, ...]:
    """What `first` imports, and what that imports, the nearest first; what is imported later on demand is left out."""
    found = [first]
    for name in found:
        imported = dict.fromkeys(_IMPORT.findall(files[name].decode()))
        found += [each for each in imported if each not in found]
    return tuple(found[1:])
