"""A part of a space: one document, or the folder that some are in. Searches find nothing outside of it."""

from __future__ import annotations

import heapq

from kb.engines.protocols import Vectors
from kb.errors import UnknownDocument
from kb.store.catalog import Transaction, chunks, documents, vectors
from kb.store.reader import Ranking, Reader
from kb.types import Document

COMPARED = 5_000  # chunks whose vectors are all compared: beyond that the index is asked, and asked for more


class ScopedReader(Reader):
    """What lies at `place`: a document's path, or a folder's with a slash at its end."""

    def __init__(self, whole: Reader, place: str, *, compared: int = COMPARED) -> None:
        """Raises UnknownDocument where there is nothing."""
        super().__init__(whole.name, whole._space, whole._catalog, whole._indexes)
        self._measured = whole._measured
        self._place = place
        self._compared = compared
        with self._catalog.begin_read() as tx:
            sizes = documents.list_sizes(tx, self._space)
        self._within = {id: size for id, path, size in sizes if self._is_within(path)}
        if not self._within:
            raise UnknownDocument(f"There is no document at {place!r}.", "List them with: kb docs list")

    def documents(self) -> list[Document]:
        return [document for document in super().documents() if self._is_within(document.path)]

    def size(self) -> int:
        return sum(self._within.values())

    def _rank_by_vector(self, tx: Transaction, vector: Vectors) -> Ranking:
        """Where there are few chunks all are compared: among those of a whole space the index might find none."""
        if self.size() > self._compared:
            return super()._rank_by_vector(tx, vector)
        by_id = chunks.digests_of_documents(tx, list(self._within))
        known = vectors.load(tx, self._space, list(set(by_id.values())))
        cosines = [(id, float(known[digest] @ vector)) for id, digest in by_id.items() if digest in known]
        return lambda wanted: heapq.nlargest(wanted, cosines, key=lambda one: one[1])

    def _is_findable(self, document_id: str) -> bool:
        return document_id in self._within

    def _is_within(self, path: str) -> bool:
        return path.startswith(self._place) if self._place.endswith("/") else path == self._place
