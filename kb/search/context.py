"""How much of a page goes with a chunk: it grows by whole sentences into what nobody else shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kb.text.page_sentences import PageSentences
from kb.text.sentences import strip_span
from kb.types import Page, Span

REACH = 200  # characters before what is in reach: where its first sentence begins shows there


def grow_span(
    page: Page, core: Span, limit: int, shown: Sequence[Span] = (), sentences: PageSentences | None = None
) -> Span:
    """The core and its surroundings on the page, up to `limit` characters, without boilerplate and what is `shown`.

    Grows after and before in turn, by whole sentences; a core of `limit` characters or more stays as it is.
    `sentences` of the page up to `REACH + limit` characters before and after the core spare a second look.
    """
    fixed = [span for span in (*page.boilerplate, *shown) if span.end > span.start]
    first = max((span.end for span in fixed if span.end <= core.start), default=0)
    last = min((span.start for span in fixed if span.start >= core.end), default=len(page.text))
    borders = _list_borders(page.text, first, last, core.end - limit, core.start + limit, sentences)
    start, end = core.start, core.end
    before = borders[: bisect_left(borders, start)]
    behind = borders[bisect_right(borders, end) :][::-1]
    growing = True
    while growing:
        growing = False
        if behind and behind[-1] - start <= limit:
            end, growing = behind.pop(), True
        if before and end - before[-1] <= limit:
            start, growing = before.pop(), True
    return strip_span(page.text, start, end)


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


def _list_borders(
    text: str, first: int, last: int, lowest: int, highest: int, sentences: PageSentences | None
) -> list[int]:
    """Where a sentence may begin or end from `first` to `last`, as far as it is in reach."""
    if sentences:
        starts = sentences.list_starts(max(first, lowest), min(last, highest))
    else:
        begin, end = max(first, lowest - REACH), min(last, highest)
        # The first one may be the second half of a sentence.
        starts = PageSentences(text, begin, end).list_starts(begin, end)[1:]
        starts = starts[bisect_left(starts, lowest) :]
    return [*([first] if lowest <= first else []), *starts, *([last] if first < last <= highest else [])]
