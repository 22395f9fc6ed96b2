"""A version of a document that waits to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.types import Chunk, Document, Page


@dataclass(frozen=True)
class Version:
    """A document with its whole text, and the chunks that it is found by."""

    document: Document
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]


def make_version(document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> Version:
    """The document with its pages and chunks counted. Raises ValueError for a chunk that is not where it says.

    The catalog keeps a chunk's place only, and takes its text from the page and its title from the document.
    """
    for chunk in chunks:
        page = pages[chunk.page_index]
        if chunk.text != page.text[chunk.start : chunk.end] or chunk.page != page.number:
            raise ValueError(f"chunk {chunk.ordinal} of {document.path} is not where it says")
        if chunk.document != document.id or chunk.title != document.title:
            raise ValueError(f"chunk {chunk.ordinal} of {document.path} is of another document")
    return Version(replace(document, pages=len(pages), chunks=len(chunks)), tuple(pages), tuple(chunks))
