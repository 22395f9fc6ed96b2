"""Where a quote stands among a PDF page's characters as pdfium counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.types import Span

# What the stored text and pdfium's characters may differ in: spaces, hyphens at line ends, what shows nothing, and
# what does not fit sixteen bits.
LINE = re.compile(r"[^\n]+")
UNSURE = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b\u2010\ufeff\ufffd-\uffff\ud800-\udfff\U00010000-\U0010ffff-]"
)


def locate_quote(text: str, quote: Span, seen: str) -> list[Span]:
    """Which characters of `seen` are `text[quote.start:quote.end]`: of several such runs, the one nearest to there.

    They are several where lines that are read after one another are not drawn so.
    """
    kept = [index for index, character in enumerate(seen) if not UNSURE.match(character)]
    characters = "".join(seen[index] for index in kept)
    whole = _place(text, quote, kept, characters)
    if whole:
        return [whole]
    lines = (Span(*line.span()) for line in LINE.finditer(text, quote.start, quote.end))
    return [found for line in lines if (found := _place(text, line, kept, characters))]


def _place(text: str, quote: Span, kept: Sequence[int], characters: str) -> Span | None:
    wanted = UNSURE.sub("", text[quote.start : quote.end])
    if not wanted:
        return None
    before = len(UNSURE.sub("", text[: quote.start]))
    start = min(_occurrences(wanted, characters), key=lambda start: abs(start - before), default=None)
    return None if start is None else Span(kept[start], kept[start + len(wanted) - 1] + 1)


def _occurrences(wanted: str, characters: str) -> Iterator[int]:
    start = characters.find(wanted)
    while start >= 0:
        yield start
        start = characters.find(wanted, start + 1)
