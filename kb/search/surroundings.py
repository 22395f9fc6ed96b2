"""What a hit shows around its chunk, and the terms of both: measured while a document is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kb import cancel
from kb.search.context import REACH, grow_span
from kb.store.terms import pack_terms
from kb.text.page_sentences import PageSentences
from kb.text.page_terms import PageTerms
from kb.text.term_numbers import NumberedTexts
from kb.types import Chunk, Page, Span, Surroundings

if TYPE_CHECKING:  # the workers that read files need no catalog: SQLAlchemy alone takes 0.2 s of CPU, and 25 MB
    from kb.store.store import Store

LONGEST = 1000  # characters of a hit, where its chunk is no longer
_AT_ONCE = 200  # chunks whose terms are held at a time: those of a page may take more memory than a worker has


def add_surroundings(pages: Sequence[Page], passages: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of these pages, in order, each with its surroundings and its terms."""
    found: list[Chunk] = []
    for index, group in groupby(passages, key=lambda chunk: chunk.page_index):
        found += surround_on_page(pages[index], list(group))
    return found


def surround_on_page(page: Page, passages: Sequence[Chunk], sentences: PageSentences | None = None) -> Iterator[Chunk]:
    """The same of chunks of one page; its `sentences`, all of them, spare a second look."""
    for at in range(0, len(passages), _AT_ONCE):
        yield from _measure_surroundings(page, passages[at : at + _AT_ONCE], sentences)


def renew_surroundings(store: Store) -> None:
    """Of what was taken in before they were measured, document by document: cut off, it goes on from there."""
    for id in store.surroundings.find_missing():
        cancel.ask_on()
        store.surroundings.keep(add_surroundings(store.pages(id), store.chunks_of(id)))


def _measure_surroundings(page: Page, passages: Sequence[Chunk], sentences: PageSentences | None) -> Iterator[Chunk]:
    if not sentences:
        first, last = min(chunk.start for chunk in passages), max(chunk.end for chunk in passages)
        far = REACH + LONGEST
        sentences = PageSentences(page.text, max(0, first - far), min(len(page.text), last + far))
    spans = [grow_span(page, Span(chunk.start, chunk.end), LONGEST, (), sentences) for chunk in passages]
    borders = {at for span in spans for at in (span.start, span.end)}
    borders |= {at for chunk in passages for at in (chunk.start, chunk.end)}
    terms = PageTerms(page.text, min(borders), max(borders), borders)
    places = [chunk.place_text("\0").removesuffix("\0") for chunk in passages]
    around = [terms.find(span.start, span.end, place) for span, place in zip(spans, places, strict=True)]
    own = [terms.find(chunk.start, chunk.end, place) for chunk, place in zip(passages, places, strict=True)]
    found = NumberedTexts(terms.texts)
    packed = pack_terms([[numbers for part in parts for numbers in found.numbers(*part)] for parts in around])
    for chunk, span, packed_terms, parts in zip(passages, spans, packed, own, strict=True):
        yield chunk.change(
            surroundings=Surroundings(span.start, span.end, packed_terms),
            terms="".join(found.join(*part) for part in parts),
            digest=chunk.digest,  # made here, in the process that reads
        )
