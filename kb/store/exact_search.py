"""The nearest chunks of a small space: the question's vector compared with all of them, as the catalog has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from kb.engines.protocols import Vectors
from kb.store.catalog import Catalog, Transaction, chunks, spaces, vectors
from kb.store.catalog.spaces import Edition
from kb.store.index import Scored


@dataclass(frozen=True)
class _Held:
    """One edition of a space: a unit vector a row; none where it is too large."""

    edition: Edition
    ids: Sequence[str] | None
    vectors: Vectors


class ExactSearch:
    """Holds the vectors of one space of at most `most` chunks, read anew when it has changed. For many threads."""

    def __init__(self, catalog: Catalog, space: int, most: int) -> None:
        self._catalog = catalog
        self._space = space
        self._most = most
        self._held: _Held | None = None

    def search(self, vector: Vectors, k: int) -> Scored | None:
        """At most k chunk ids with their cosine to the vector, best first; None where the space has too many chunks."""
        with self._catalog.begin_read() as tx:
            held = self._read(tx)
        if held.ids is None:
            return None
        return _compare(vector, held.ids, held.vectors, k) if held.ids and k > 0 else []

    def _read(self, tx: Transaction) -> _Held:
        edition, held = spaces.get_edition(tx, self._space), self._held
        if held is None or held.edition != edition:
            small = chunks.count(tx, self._space) <= self._most
            none = None, numpy.empty((0, 0), numpy.float32)
            self._held = held = _Held(edition, *(vectors.all_of(tx, self._space) if small else none))
        return held


def _compare(vector: Vectors, ids: Sequence[str], rows: Vectors, k: int) -> Scored:
    cosines = rows @ (vector / (float(numpy.linalg.norm(vector)) or 1.0))
    best = numpy.argpartition(-cosines, min(k, len(ids)) - 1)[:k].tolist()
    return [(ids[at], float(cosines[at])) for at in sorted(best, key=lambda at: (-cosines[at], at))]
