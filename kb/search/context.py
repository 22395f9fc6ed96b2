"""How much of a page goes with a chunk: it grows by whole sentences into what nobody else shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from kb.text.page_sentences import PageSentences
from kb.text.sentences import iterate_starts, strip_span
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
    borders = _iterate_borders(page.text, first, last, core.end - limit, core.start + limit, sentences)
    start, end = core.start, core.end
    before: list[int] = []
    after = next(_drop_inner_borders(borders, start, end, before), None)
    growing = True
    while growing:
        growing = False
        if after is not None and after - start <= limit:
            end, after, growing = after, next(borders, None), True
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


def _drop_inner_borders(borders: Iterator[int], start: int, end: int, before: list[int]) -> Iterator[int]:
    """The borders after `end`; those before `start` are put into `before`, and those between are dropped."""
    for at in borders:
        if at > end:
            yield at
        elif at < start:
            before.append(at)


def _iterate_borders(
    text: str, first: int, last: int, lowest: int, highest: int, sentences: PageSentences | None
) -> Iterator[int]:
    """Where a sentence may begin or end from `first` to `last`, as far as it is in reach; each found when asked for."""
    begin, end = max(first, lowest - REACH), min(last, highest)
    if lowest <= first:
        yield first
    starts = sentences.iterate_starts(begin, end) if sentences else _iterate_starts(text, begin, end)
    # The first one may be the second half of a sentence.
    yield from (start for start in islice(starts, 1, None) if start >= lowest)
    if last <= highest and last > first:
        yield last


def _iterate_starts(text: str, begin: int, end: int) -> Iterator[int]:
    return (begin + start for start in iterate_starts(text[begin:end]))
