"""Which windows of a passage get a vector each: what lies between the borders of statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kb.text.statements import statements
from kb.types import Chunk, Page, Span


def find_windows(page: Page, path: str, passages: Sequence[Chunk]) -> Iterator[tuple[Span, ...]]:
    """Those of each of these passages of one page, in characters of its own text; `path` is the document's.

    Any statement that lies in a passage is one window, or some that follow each other: a statement may hold others.
    """
    borders = sorted({at for one in statements(page, path) for at in (one.start, one.end)})
    for passage in passages:
        inner = borders[bisect_left(borders, passage.start + 1) : bisect_left(borders, passage.end)]
        ends = [0, *(at - passage.start for at in inner), len(passage.text)]
        yield tuple(_telling(passage.text, ends))


def _telling(text: str, borders: Iterable[int]) -> Iterator[Span]:
    for start, end in pairwise(borders):
        if any(letter.isalnum() for letter in text[start:end]):
            yield Span(start, end)
