"""A document's chunks with the ids that a run gives them."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.splitter.split import CountTokens, number_chunks, split_pages
from kb.types import Chunk, Page


def split(
    document_id: str, title: str, pages: Sequence[Page], *, limit: int, count_tokens: CountTokens, **sizes: int
) -> list[Chunk]:
    return list(number_chunks(document_id, split_pages(title, pages, limit=limit, count_tokens=count_tokens, **sizes)))
