"""The chunks that a search found, and their text as far as it is wanted: all of one state of the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.store.catalog import Transaction, chunks, documents, surroundings
from kb.store.catalog.chunks import ChunkRow, PlaceRow
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

    def read_terms(self, some: Sequence[Candidate]) -> tuple[list[KeptTerms], list[TermWindow | None]]:
        """The terms of all chunks that are shown of, page by page, and what of them is shown with each of these; None
        where it was not measured."""
        spans = [one.row.shown for one in some]
        ordinals = [one.row.shown_ordinals for one in some]
        ranges = {(one.row.document, *of) for one, of, span in zip(some, ordinals, spans, strict=True) if span}
        found = dict(surroundings.read_terms(self._tx, ranges))
        order = {place: at for at, place in enumerate(sorted(found))}
        windows: list[TermWindow | None] = []
        for one, span, (first, last) in zip(some, spans, ordinals, strict=True):
            document = one.row.document
            begin, end = order.get((document, first)), order.get((document, last))
            if span and begin is not None and end is not None and end - begin == last - first:
                own = order[document, one.row.ordinal]
                windows.append(TermWindow(begin, end + 1, own, span.start, span.end))
            else:
                windows.append(None)
        return [found[place] for place in order], windows

    def page_of(self, candidate: Candidate) -> Page:
        self.read([candidate])
        return self._pages[candidate.place]

    def chunk_of(self, candidate: Candidate) -> Chunk:
        """With its text."""
        page = self.page_of(candidate)
        return chunks.on_page(self._rows[candidate.row.id], page)
