"""Rich text made ready for a reader that knows no looks: struck words gone, figures raised, addresses kept."""

from __future__ import annotations

import re

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.omissions import STRUCK, Omissions

# Groups that hold no others: programs put each change of look into one.
WITHDRAWN = re.compile(rb"\{[^{}]*\\(?:strike|striked1|deleted)(?![a-z\d])[^{}]*\}")
MOVED = re.compile(rb"\{((?:\\[a-z]+-?\d*[ ]?)*)\\(super|sub)(?![a-z\d])((?:\\[a-z]+-?\d*)*)[ ]?([^{}\\]*)\}")
LINK = re.compile(
    rb'(\{\\\*\\fldinst[^}]*?HYPERLINK\s+"([^"{}\\]+)"[^}]*\}+\s*\{\\fldrslt[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}'
)


def mark_rtf(data: bytes, omissions: Omissions) -> bytes:
    """The same document; `omissions` gains what is left out."""
    data, count = WITHDRAWN.subn(b"", data)
    omissions.add(STRUCK, count)
    data = MOVED.sub(_moved, data)
    return LINK.sub(rb"\1 (\2)}", data)


def _moved(found: re.Match[bytes]) -> bytes:
    words = found[4].decode("latin-1")
    moved = raise_text(words) if found[2] == b"super" else lower_text(words)
    letters = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in moved)
    return b"{" + found[1] + b"\\uc1 " + letters.encode("latin-1", "replace") + b"}"
