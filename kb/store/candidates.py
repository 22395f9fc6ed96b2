"""The chunks that a search found, and their text as far as it is wanted: all of one state of the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from kb.store.catalog import Transaction, chunks, documents
from kb.store.catalog.chunks import ChunkRow, PlaceRow
from kb.types import Chunk, Page, Surroundings

Place = tuple[str, int]  # document, and which of its pages, from 0


class Candidate(NamedTuple):
    """A chunk that a search found: where it is, but not its text; `cosine` to the question, where it has a vector.

    `surroundings` are None in a home of before they were measured, until its documents are taken in anew.
    """

    id: str
    document: str
    path: str
    ordinal: int
    page_index: int
    start: int
    end: int
    cosine: float | None
    surroundings: Surroundings | None

    @property
    def place(self) -> Place:
        return self.document, self.page_index


class Candidates:
    """Each chunk once; to be used while the transaction is open."""

    def __init__(self, tx: Transaction, space: int, rows: Iterable[PlaceRow], cosines: Mapping[str, float]) -> None:
        self._tx = tx
        self._space = space
        self._all = [_candidate(row, cosines) for row in rows]
        self._rows: dict[str, ChunkRow] = {}
        self._pages: dict[Place, Page] = {}

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._all)

    def read(self, some: Collection[Candidate]) -> None:
        """At once, what `page_of` and `chunk_of` would read one by one. Raises PageDamaged."""
        if places := {one.place for one in some} - self._pages.keys():
            self._pages |= documents.pages_at(self._tx, places)
        if ids := {one.id for one in some} - self._rows.keys():
            self._rows |= chunks.rows_of(self._tx, self._space, list(ids))

    def page_of(self, candidate: Candidate) -> Page:
        self.read([candidate])
        return self._pages[candidate.place]

    def chunk_of(self, candidate: Candidate) -> Chunk:
        """With its text."""
        page = self.page_of(candidate)
        return chunks.on_page(self._rows[candidate.id], page)


def _candidate(row: PlaceRow, cosines: Mapping[str, float]) -> Candidate:
    id, document, ordinal, page_index, start, end, _, shown_start, shown_end, terms, path = row
    around = (
        None
        if terms is None or shown_start is None or shown_end is None
        else Surroundings(shown_start, shown_end, terms)
    )
    return Candidate(id, document, path, ordinal, page_index, start, end, cosines.get(id), around)
