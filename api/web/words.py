"""Where words stand in documents, to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.types import Span

AROUND = 80  # characters on each side: a line


def find_words(text: str, words: str) -> Iterator[Span]:
    """Each place, upper and lower case alike, whatever blanks or line ends part the words."""
    wanted = r"\s+".join(map(re.escape, words.split()))
    if wanted:
        yield from (Span(*found.span()) for found in re.finditer(wanted, text, re.IGNORECASE))


def excerpt(text: str, at: Span) -> tuple[str, str, str]:
    """What stands before, the words themselves, and what stands behind, all in one line, of whole words."""
    before = text[max(0, at.start - AROUND - 1) : at.start].rpartition("\n")[2]
    after = text[at.end : at.end + AROUND + 1].partition("\n")[0]
    if len(before) > AROUND:
        before = "…" + re.sub(r"^\S*\s", "", before)[-AROUND:]
    if len(after) > AROUND:
        after = re.sub(r"\s\S*$", "", after)[:AROUND] + "…"
    return before, " ".join(text[at.start : at.end].split()), after
