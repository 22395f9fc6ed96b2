"""What a hit shows around its chunk, and the terms of it: measured while a document is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb import cancel
from kb.search.context import grow_span
from kb.store.terms import pack_terms
from kb.text.terms import extract_terms
from kb.types import Chunk, Page, Span, Surroundings

if TYPE_CHECKING:  # the workers that read files need no catalog: SQLAlchemy alone takes 0.2 s of CPU, and 25 MB
    from kb.store.store import Store

LONGEST = 1000  # characters of a hit, where its chunk is no longer


def add_surroundings(pages: Sequence[Page], passages: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of these pages, each with its surroundings."""
    return [replace(chunk, surroundings=_measure(pages[chunk.page_index], chunk)) for chunk in passages]


def renew_surroundings(store: Store) -> None:
    """Of what was taken in before they were measured, document by document: cut off, it goes on from there."""
    for id in store.surroundings.find_missing():
        cancel.ask_on()
        store.surroundings.keep(add_surroundings(store.pages(id), store.chunks_of(id)))


def _measure(page: Page, chunk: Chunk) -> Surroundings:
    span = grow_span(page, Span(chunk.start, chunk.end), LONGEST)
    shown = chunk.place_text(page.text[span.start : span.end])
    return Surroundings(span.start, span.end, pack_terms(extract_terms(shown)))
