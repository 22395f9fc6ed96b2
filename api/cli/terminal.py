"""Text on a terminal: what a document holds cannot command it, and every width and encoding is served."""

from __future__ import annotations

import json as standard_json
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from api.escape import strip_controls
from kb.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

LONGEST_QUESTION = 1_000_000  # bytes on stdin: far more than any model reads; what never ends is not waited for
__all__ = [
    "count",
    "decode_argument",
    "join_question",
    "line",
    "place",
    "print_json",
    "stderr",
    "stdout",
    "strip_controls",
]


def line(text: str, limit: int | None = None) -> str:
    """The text in one line, cut at `limit` characters."""
    words = " ".join(strip_controls(text).split())
    return words if limit is None or len(words) <= limit else words[: limit - 1].rstrip() + "…"


def join_question(words: Sequence[str]) -> str:
    """The question that was typed, or for `-` the one on stdin, which no list of processes shows.

    What was not text in the terminal's encoding is replaced. Raises UsageError.
    """
    if list(words) == ["-"]:
        return _read_question()
    return decode_argument(" ".join(words))


def decode_argument(typed: str) -> str:
    """An argument as UTF-8, where the terminal's encoding has not its letters (LC_ALL=C); what is none is replaced."""
    return typed.encode("utf-8", "surrogateescape").decode(errors="replace")


def _read_question() -> str:
    if sys.stdin.isatty():
        stderr().print("Type the question; Ctrl-D on a line of its own ends it.")
    typed = sys.stdin.buffer.read(LONGEST_QUESTION + 1)
    if len(typed) > LONGEST_QUESTION:
        raise UsageError("What stdin holds is too long for a question.", "Give one question, not a document.")
    text = typed.decode(sys.stdin.encoding or "utf-8", "replace").strip()
    if not text:
        raise UsageError("There is no question on stdin.", 'Give one: echo "How many days of leave?" | kb ask -')
    return text


def place(path: str, page: int | None) -> str:
    """`handbook.pdf, page 3`."""
    return line(path) if page is None else f"{line(path)}, page {page}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 page`, `2 pages`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


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
    from api import serialize

    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = serialize.dumps(value) if unicode else standard_json.dumps(value)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
