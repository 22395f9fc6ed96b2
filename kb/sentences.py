"""Where sentences begin and end, in European and East Asian text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.types import Span

# A full stop ends a sentence only before a blank: "3.5", "kb.toml" go on. East Asian marks end it anywhere.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？；…]+[”’」』）]*|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|no|nos|inc|ltd|co|corp|fig|figs|eq|sec|art|approx|ca|cf|vol|pp?|e\.g|i\.e"
    r"|etc|z\.b|bzw|nr|abs|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Span]:
    """The sentences of a text, without the blanks around them; a line break ends one too.

    >>> [("Dr. Wu pays 3.5 %. 好的。行")[s.start : s.end] for s in sentences("Dr. Wu pays 3.5 %. 好的。行")]
    ['Dr. Wu pays 3.5 %.', '好的。', '行']
    """
    return [span for span in (_stripped(text, *piece) for piece in _pieces(text)) if span.end > span.start]


def ends_sentence(text: str) -> bool:
    """Whether text, as far as it has come, ends with the end of a sentence (an abbreviation's dot is none)."""
    match = re.search(r"(?:[.!?…]+[\"'”’»)]*|[。！？；]+[”’」』）]*)$", text)
    return bool(match) and not _ABBREVIATION.search(text)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text, max(0, match.start() - 8), match.start() + 1):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
