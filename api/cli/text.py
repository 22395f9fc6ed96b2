"""Text on a terminal: what a document holds cannot command it, and every width and encoding is served."""

from __future__ import annotations

import json as standard_json
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from api import wire
from api.inert import plain

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["asked", "line", "place", "plain", "print_json", "stderr", "stdout"]


def line(text: str, limit: int | None = None) -> str:
    """The text in one line, cut at `limit` characters."""
    words = " ".join(plain(text).split())
    return words if limit is None or len(words) <= limit else words[: limit - 1].rstrip() + "…"


def asked(words: Sequence[str]) -> str:
    """The question that was typed; what was not text in the terminal's encoding is replaced."""
    return " ".join(words).encode("utf-8", "surrogateescape").decode(errors="replace")


def place(path: str, page: int | None) -> str:
    """`handbook.pdf, page 3`."""
    return line(path) if page is None else f"{line(path)}, page {page}"


@cache
def stdout() -> Console:
    return _console(stderr=False)


@cache
def stderr() -> Console:
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    from rich.console import Console

    # No markup: `[1]` is a citation. No highlighting: numbers in documents are just numbers.
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


def print_json(value: object) -> None:
    """One line of JSON on stdout, at once."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = wire.dumps(value) if unicode else standard_json.dumps(value)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
