"""What a hit shows around its chunk, and the terms of both: measured while a document is taken in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from kb import cancel
from kb.search.context import REACH, grow_span
from kb.store.terms import PackedTexts, TermPart, pack_terms
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
    spans: list[Span] = []
    for at in range(0, len(passages), _AT_ONCE):
        some = passages[at : at + _AT_ONCE]
        known = sentences or _find_sentences(page, some)
        spans += (grow_span(page, Span(chunk.start, chunk.end), LONGEST, (), known) for chunk in some)
    starts, ends = [chunk.start for chunk in passages], [chunk.end for chunk in passages]
    borders = sorted({at for span in spans for at in (span.start, span.end)})
    for at in range(0, len(passages), _AT_ONCE):
        packed = _add_terms(page, passages[at : at + _AT_ONCE], borders)
        for ordinal, (chunk, terms) in enumerate(packed, at):
            start, end = spans[ordinal].start, spans[ordinal].end
            before, after = ordinal - bisect_right(ends, start), bisect_left(starts, end) - 1 - ordinal
            yield chunk.change(surroundings=Surroundings(start, end, before, after, terms))


def renew_surroundings(store: Store) -> None:
    """Of what was taken in before they were measured, document by document: cut off, it goes on from there."""
    for id in store.surroundings.find_missing():
        cancel.ask_on()
        store.surroundings.keep(add_surroundings(store.pages(id), store.chunks_of(id)))


def _find_sentences(page: Page, passages: Sequence[Chunk]) -> PageSentences:
    """As far as they tell what surrounds these."""
    far = REACH + LONGEST
    first, last = passages[0].start, passages[-1].end
    return PageSentences(page.text, max(0, first - far), min(len(page.text), last + far))


def _add_terms(page: Page, passages: Sequence[Chunk], borders: Sequence[int]) -> Iterator[tuple[Chunk, bytes]]:
    """Each with the terms of its own, and these packed in parts, so that any surroundings, which begin and end at
    `borders`, are whole parts."""
    first, last = passages[0].start, passages[-1].end
    inner = borders[bisect_right(borders, first) : bisect_left(borders, last)]
    terms = PageTerms(page.text, first, last, {*inner, *(at for chunk in passages for at in (chunk.start, chunk.end))})
    places = [chunk.place_text("\0").removesuffix("\0") for chunk in passages]
    own = [terms.find(chunk.start, chunk.end, place) for chunk, place in zip(passages, places, strict=True)]
    named = [terms.add(place) for place in places]
    parts = [[(at, terms.find(at, end)) for at, end in pairwise(_cut(chunk, inner))] for chunk in passages]
    found = NumberedTexts(terms.texts)
    pack = PackedTexts(found)
    for chunk, place, of_chunk, of_parts in zip(passages, named, own, parts, strict=True):
        packed = [TermPart(at - chunk.start, pack.join(texts)) for at, texts in of_parts]
        line = "".join(found.join(*texts) for texts in of_chunk)
        # The digest is made here, in the process that reads.
        yield chunk.change(terms=line, digest=chunk.digest), pack_terms(pack.join(place), packed)


def _cut(chunk: Chunk, borders: Sequence[int]) -> list[int]:
    """Where its parts begin and end."""
    inner = borders[bisect_right(borders, chunk.start) : bisect_left(borders, chunk.end)]
    return [chunk.start, *inner, chunk.end]
