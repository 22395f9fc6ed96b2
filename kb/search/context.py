"""How much of a page goes with a chunk: it grows by whole sentences into what nobody else shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kb.text.sentences import split_sentences
from kb.types import Page, Span

_BACK = 200  # characters before what is in reach: where its first sentence begins shows there


def grow_span(page: Page, core: Span, limit: int, shown: Sequence[Span] = ()) -> Span:
    """The core and its surroundings on the page, up to `limit` characters, without boilerplate and what is `shown`.

    Grows after and before in turn, by whole sentences; a core of `limit` characters or more stays as it is.
    """
    fixed = [span for span in (*page.boilerplate, *shown) if span.end > span.start]
    first = max((span.end for span in fixed if span.end <= core.start), default=0)
    last = min((span.start for span in fixed if span.start >= core.end), default=len(page.text))
    borders = _borders(page.text, first, last, core.end - limit, core.start + limit)
    start, end = core.start, core.end
    before, after = bisect_left(borders, start) - 1, bisect_right(borders, end)
    growing = True
    while growing:
        growing = False
        if after < len(borders) and borders[after] - start <= limit:
            end, after, growing = borders[after], after + 1, True
        if before >= 0 and end - borders[before] <= limit:
            start, before, growing = borders[before], before - 1, True
    return _stripped(page.text, start, end)


def cut_span(core: Span, shown: Sequence[Span]) -> Span:
    """The longest piece of the core that none of these shows."""
    pieces = [core]
    for span in shown:
        pieces = [
            piece
            for whole in pieces
            for piece in (Span(whole.start, min(whole.end, span.start)), Span(max(whole.start, span.end), whole.end))
            if piece.end > piece.start
        ]
    return max(pieces, key=lambda piece: piece.end - piece.start, default=Span(core.start, core.start))


def _borders(text: str, first: int, last: int, lowest: int, highest: int) -> list[int]:
    """Where a sentence may begin or end from `first` to `last`, as far as it is in reach."""
    begin = max(first, lowest - _BACK)
    # The first span may be the second half of a sentence.
    starts = (begin + span.start for span in split_sentences(text[begin : min(last, highest)])[1:])
    return sorted(at for at in {*starts, first, last} if lowest <= at <= highest)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
