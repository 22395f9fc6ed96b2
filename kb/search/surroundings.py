"""What a hit shows around its chunk, and the terms of both: measured while a document is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy

from kb import cancel
from kb.search.context import REACH, grow_span
from kb.store.terms import Numbers, number_terms, pack_terms
from kb.text.page_sentences import PageSentences
from kb.text.page_terms import PageTerms
from kb.types import Chunk, Page, Span, Surroundings

if TYPE_CHECKING:  # the workers that read files need no catalog: SQLAlchemy alone takes 0.2 s of CPU, and 25 MB
    from kb.store.store import Store

LONGEST = 1000  # characters of a hit, where its chunk is no longer
_AT_ONCE = 200  # chunks whose terms are held at a time: those of a page may take more memory than a worker has


def add_surroundings(pages: Sequence[Page], passages: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of these pages, in order, each with its surroundings, its terms and its digest."""
    found: list[Chunk] = []
    for index, group in groupby(passages, key=lambda chunk: chunk.page_index):
        on_page = list(group)
        for at in range(0, len(on_page), _AT_ONCE):
            found += _measure_surroundings(pages[index], on_page[at : at + _AT_ONCE])
    return found


def renew_surroundings(store: Store) -> None:
    """Of what was taken in before they were measured, document by document: cut off, it goes on from there."""
    for id in store.surroundings.find_missing():
        cancel.ask_on()
        store.surroundings.keep(add_surroundings(store.pages(id), store.chunks_of(id)))


def _measure_surroundings(page: Page, passages: Sequence[Chunk]) -> Iterator[Chunk]:
    first, last = min(chunk.start for chunk in passages), max(chunk.end for chunk in passages)
    far = REACH + LONGEST
    sentences = PageSentences(page.text, max(0, first - far), min(len(page.text), last + far))
    spans = [grow_span(page, Span(chunk.start, chunk.end), LONGEST, (), sentences) for chunk in passages]
    borders = {at for span in spans for at in (span.start, span.end)}
    borders |= {at for chunk in passages for at in (chunk.start, chunk.end)}
    terms = PageTerms(page.text, min(borders), max(borders), borders)
    places = [chunk.place_text("\0").removesuffix("\0") for chunk in passages]
    numbers = number_terms(terms.terms)

    def number(span: Span, before: str) -> Numbers:
        head, known, tail = terms.find(span.start, span.end, before)
        return numpy.concatenate([number_terms(head), numbers[known], number_terms(tail)])

    packed = pack_terms(list(map(number, spans, places)))
    for chunk, span, around, before in zip(passages, spans, packed, places, strict=True):
        own = " ".join(terms.extract(chunk.start, chunk.end, before))
        yield replace(
            chunk, surroundings=Surroundings(span.start, span.end, around), terms=own, made_digest=chunk.digest
        )
