"""Chunks as an embedder takes them: what is indexed of each, and its windows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, repeat

from kb.engines.protocols import Passage
from kb.text.statements.windows import find_windows
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
        each: Iterable[tuple[Span, ...]] = find_windows(pages[index], path, wanted) if windows else repeat(())
        for chunk, spans in zip(wanted, each, strict=False):
            found.setdefault(chunk.digest, Passage(chunk.index_text, spans, len(chunk.index_text) - len(chunk.text)))
    return found
