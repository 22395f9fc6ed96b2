"""Makes an index hold what the catalog holds, without asking the engine for anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy

from kb.engines.protocols import Vectors
from kb.store.catalog import Catalog, chunks, vectors
from kb.store.catalog.vectors import Role
from kb.store.index import KeywordIndex, VectorIndex
from kb.text.terms import extract_terms
from kb.types import Chunk

NO_VECTORS: Mapping[str, Vectors] = {}
BATCH = 2000  # chunks on their way from the catalog into an index: 3 MB of vectors


def match_vectors(index: VectorIndex, catalog: Catalog, space: int, of: Role = "embedder") -> None:
    """Deletes what the catalog does not hold (any more), and adds what is missing."""
    with catalog.begin_read() as tx:
        wanted = chunks.digests(tx, space)
    held = index.ids()
    index.delete(sorted(held - wanted.keys()))
    add_vectors({id: digest for id, digest in wanted.items() if id not in held}, index, catalog, space, of)


def match_words(index: KeywordIndex, catalog: Catalog, space: int) -> None:
    """The same for words."""
    with catalog.begin_read() as tx:
        wanted = chunks.digests(tx, space)
    held = index.ids()
    index.delete(held - wanted.keys())
    index.add(
        (chunk.id, " ".join(extract_terms(chunk.index_text))) for chunk in _passages(wanted.keys() - held, catalog)
    )
    index.commit()
    if index.count() != len(wanted):
        raise ValueError("a chunk is missing, or in it twice")


def add_vectors(
    digests: dict[str, str],
    index: VectorIndex,
    catalog: Catalog,
    space: int,
    of: Role = "embedder",
    at_hand: Mapping[str, Vectors] = NO_VECTORS,
) -> None:
    """Chunk id → digest of a vector that the catalog knows; those that are `at_hand` need not be read from there."""
    ids = list(digests)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        known = at_hand
        if unread := [digests[id] for id in some if digests[id] not in at_hand]:
            with catalog.begin_read() as tx:
                known = {**at_hand, **vectors.load(tx, space, unread, of)}
        index.add(some, numpy.stack([known[digests[id]] for id in some]))


def _passages(ids: Iterable[str], catalog: Catalog) -> Iterator[Chunk]:
    """Document by document: their text need not fit into memory at once."""
    missing = set(ids)
    with catalog.begin_read() as tx:
        for document in chunks.documents_with(tx, missing):
            yield from (chunk for chunk in chunks.of_document(tx, document) if chunk.id in missing)
