"""File names that are no text: how they are shown and stored, and how they are found again."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path

_ESCAPE = re.compile(rb"\\x([89a-f][0-9a-f])")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # of two letters at least: one is a drive


def escape_name(name: str) -> str:
    """The name as text: a byte that is not UTF-8 is written as `\\xNN`, everything else stays as it is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        # On Windows a name is no bytes, but may hold half a surrogate pair all the same.
        return name.encode("utf-8", "surrogateescape" if sys.platform != "win32" else "surrogatepass").decode(
            "utf-8", "backslashreplace"
        )
    return name


def locate_file(root: str, path: str = "") -> Path:
    """Where the file is that a document's root and path name."""
    plain = Path(root, path)
    if "\\x" not in str(plain) or os.path.lexists(plain):
        return plain
    return Path(os.fsdecode(_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), os.fsencode(plain))))


def normalize_name(name: str) -> str:
    """Equal for names that differ only in how accents are composed, as systems store them differently."""
    return unicodedata.normalize("NFC", name)


def is_address(named: str) -> bool:
    """Whether it is `https://…` and the like, which no path of a file begins with."""
    return bool(_ADDRESS.match(named))


def explain_address(address: str) -> tuple[str, str]:
    """Why it is not read, and what to do instead."""
    return f"{escape_name(address)} is an address, and nothing is fetched.", "Save it as a file, and name its path."
