"""Chunks as an embedder takes them: what is indexed of each, and its windows between the borders of statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise, repeat

from kb.engines.protocols import Passage
from kb.text.statements import split_statements
from kb.types import Chunk, Page, Span


def make_passages(
    pages: Sequence[Page], path: str, chunks: Sequence[Chunk], digests: Collection[str], *, windows: bool
) -> dict[str, Passage]:
    """Of a document's chunks, in order, those with these digests, each once; `path` is the document's."""
    found: dict[str, Passage] = {}
    for index, group in groupby(chunks, key=lambda chunk: chunk.page_index):
        on_page = list(group)
        wanted = [chunk for chunk in on_page if chunk.digest in digests]
        if not wanted:
            continue
        each: Iterable[tuple[Span, ...]] = _find_windows(pages[index], path, wanted) if windows else repeat(())
        for chunk, spans in zip(wanted, each, strict=False):
            found.setdefault(chunk.digest, Passage(chunk.index_text, spans, len(chunk.index_text) - len(chunk.text)))
    return found


def _find_windows(page: Page, path: str, passages: Sequence[Chunk]) -> Iterator[tuple[Span, ...]]:
    """Those of each of these passages of one page, in characters of its own text; `path` is the document's.

    Any statement that lies in a passage is one window, or some that follow each other: a statement may hold others.
    """
    borders = sorted({at for one in split_statements(page, path) for at in (one.start, one.end)})
    for passage in passages:
        inner = borders[bisect_left(borders, passage.start + 1) : bisect_left(borders, passage.end)]
        ends = [0, *(at - passage.start for at in inner), len(passage.text)]
        yield tuple(_iterate_telling_spans(passage.text, ends))


def _iterate_telling_spans(text: str, borders: Iterable[int]) -> Iterator[Span]:
    for start, end in pairwise(borders):
        if any(letter.isalnum() for letter in text[start:end]):
            yield Span(start, end)
