"""The surroundings of chunks in a home of before they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock

from kb.store.catalog import Catalog, surroundings
from kb.types import Chunk


class KeptSurroundings:
    """Of one space; `writing` is held while they are written."""

    def __init__(self, catalog: Catalog, space: int, writing: RLock) -> None:
        self._catalog = catalog
        self._space = space
        self._writing = writing

    def find_missing(self) -> list[str]:
        """Ids of the documents some of whose chunks have none."""
        with self._catalog.begin_read() as tx:
            return surroundings.list_unmeasured(tx, self._space)

    def keep(self, passages: Sequence[Chunk]) -> None:
        """Those of these chunks, durably; a chunk that is there no more is left out."""
        with self._writing, self._catalog.begin_write() as tx:
            surroundings.set_surroundings(tx, passages)
