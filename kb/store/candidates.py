"""The chunks that a search found, and their pages as far as they are wanted: all of one state of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.store.catalog import Transaction, chunks, documents
from kb.store.catalog.chunks import ChunkRow
from kb.types import Chunk, Page, Surroundings

Place = tuple[str, int]  # document, and which of its pages, from 0


@dataclass(frozen=True)
class Candidate:
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

    def __init__(self, tx: Transaction, rows: Sequence[ChunkRow], cosines: dict[str, float]) -> None:
        self._tx = tx
        self._rows = {row.id: row for row in rows}
        self._all = [_candidate(row, cosines.get(row.id)) for row in self._rows.values()]
        self._pages: dict[Place, Page] = {}

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._all)

    def read_pages(self, some: Iterable[Candidate]) -> None:
        """At once, what `page_of` would read one by one. Raises PageDamaged."""
        places = {one.place for one in some} - self._pages.keys()
        if places:
            self._pages |= documents.pages_at(self._tx, places)

    def page_of(self, candidate: Candidate) -> Page:
        self.read_pages([candidate])
        return self._pages[candidate.place]

    def chunk_of(self, candidate: Candidate) -> Chunk:
        """With its text."""
        return chunks.on_page(self._rows[candidate.id], self.page_of(candidate))


def _candidate(row: ChunkRow, cosine: float | None) -> Candidate:
    known = row.terms is not None
    around = Surroundings(row.shown_start, row.shown_end, row.terms) if known else None
    place = (row.id, row.document, row.path, row.ordinal, row.page_index, row.start, row.end)
    return Candidate(*place, cosine, around)
