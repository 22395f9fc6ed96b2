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
    """What stands before, the words themselves, and what stands behind, all in one line."""
    before = text[max(0, at.start - AROUND) : at.start].rpartition("\n")[2]
    after = text[at.end : at.end + AROUND].partition("\n")[0]
    return before, " ".join(text[at.start : at.end].split()), after
