"""The chunks that a search found, and their text as far as it is wanted: all of one state of the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.store.catalog import Transaction, chunks, documents, surroundings
from kb.store.catalog.chunks import ChunkRow, PlaceRow
from kb.store.catalog.surroundings import TermsRow
from kb.store.terms import KeptTerms, TermWindow
from kb.types import Chunk, Page, Span

Place = tuple[str, int]  # document, and which of its pages, from 0


class Candidate(NamedTuple):
    """A chunk that a search found, but not its text; `cosine` to the question, where it has a vector."""

    row: PlaceRow
    path: str
    cosine: float | None

    @property
    def place(self) -> Place:
        return self.row.document, self.row.page_index

    @property
    def span(self) -> Span:
        return Span(self.row.start, self.row.end)


class ChunkPlaces:
    """Where chunks of a space are, each read once; to be used while the transaction is open."""

    def __init__(self, tx: Transaction, space: int, paths: dict[str, str]) -> None:
        """`paths`: those of the space's documents that are known; others are added to it."""
        self._tx = tx
        self._space = space
        self._paths = paths
        self._asked: set[str] = set()
        self._rows: dict[str, PlaceRow] = {}

    def read(self, ids: Iterable[str]) -> Mapping[str, PlaceRow]:
        """Those of these that the space holds, beside others."""
        if more := set(ids) - self._asked:
            self._asked |= more
            rows = chunks.places_of(self._tx, more)
            if unknown := {row.document for row in rows} - self._paths.keys():
                self._paths |= documents.paths_of(self._tx, self._space, unknown)
            self._rows |= {row.id: row for row in rows if row.document in self._paths}
        return self._rows

    def place(self, row: PlaceRow, cosine: float | None) -> Candidate:
        return Candidate(row, self._paths[row.document], cosine)


class Candidates:
    """Each chunk once; to be used while the transaction is open."""

    def __init__(self, tx: Transaction, space: int, every: Sequence[Candidate]) -> None:
        self._tx = tx
        self._space = space
        self._all = every
        self._rows: dict[str, ChunkRow] = {}
        self._pages: dict[Place, Page] = {}

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._all)

    def read(self, some: Collection[Candidate]) -> None:
        """At once, what `page_of` and `chunk_of` would read one by one. Raises PageDamaged."""
        if places := {one.place for one in some} - self._pages.keys():
            self._pages |= documents.pages_at(self._tx, places)
        if ids := {one.row.id for one in some} - self._rows.keys():
            self._rows |= chunks.rows_of(self._tx, self._space, list(ids))

    def read_terms(self, some: Sequence[Candidate]) -> tuple[KeptTerms, list[TermWindow | None]]:
        """The terms of all chunks that are shown of, page by page, and what of them is shown with each of these; None
        where it was not measured."""
        ranges = [_find_shown_rows(one.row) for one in some if one.row.shown]
        rows = surroundings.read_terms(self._tx, ranges)
        order = {row.rowid: at for at, row in enumerate(rows)}
        kept = KeptTerms([row.start for row in rows], [row.packed for row in rows])
        return kept, [_find_window(one.row, rows, order) for one in some]

    def page_of(self, candidate: Candidate) -> Page:
        self.read([candidate])
        return self._pages[candidate.place]

    def chunk_of(self, candidate: Candidate) -> Chunk:
        """With its text."""
        page = self.page_of(candidate)
        return chunks.on_page(self._rows[candidate.row.id], page)


def _find_shown_rows(row: PlaceRow) -> tuple[int, int]:
    """The first and the last."""
    return row.rowid - (row.shown_before or 0), row.rowid + (row.shown_after or 0)


def _find_window(row: PlaceRow, rows: Sequence[TermsRow], order: Mapping[int, int]) -> TermWindow | None:
    """`order`: where each of the rows is, by its rowid."""
    ids = _find_shown_rows(row)
    first, last = map(order.get, ids)
    if row.shown is None or first is None or last is None:
        return None
    for at, rowid in ((first, ids[0]), (last, ids[1])):
        if (rows[at].document, rows[at].ordinal - row.ordinal) != (row.document, rowid - row.rowid):
            return None
    return TermWindow(first, last + 1, order[row.rowid], row.shown.start, row.shown.end)
