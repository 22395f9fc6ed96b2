"""Nearest chunks by vector: a Chroma collection in a folder of its own, which can be thrown away and built again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy

from kb.disk import watching_for_full_disk
from kb.engine import Vectors

COLLECTION = "chunks"


class VectorIndex:
    """Chunk ids and their vectors; no text.

    Raises DiskFull; what else Chroma raises means that the folder is broken.
    """

    def __init__(self, folder: Path) -> None:
        # Imported here: it takes a second and a half, which `kb --help` need not wait for.
        import chromadb
        from chromadb.api.client import Client
        from chromadb.config import Settings

        self.folder = folder
        with watching_for_full_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            self._client = cast(Client, client)  # the declared type knows no close()
            try:
                self._collection = self._client.get_or_create_collection(
                    COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
                self._batch = self._client.get_max_batch_size()
            except BaseException:
                self._client.close()  # or Chroma would hand out the same broken one for this folder again
                raise

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Row i of `vectors`, shape (len(ids), dimensions), is the vector of ids[i]."""
        with watching_for_full_disk(self.folder):
            for part in self._parts(len(ids)):
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        with watching_for_full_disk(self.folder):
            for part in self._parts(len(ids)):
                self._collection.delete(ids=list(ids[part]))

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """At most k chunk ids with their cosine to the vector, best first."""
        query = numpy.asarray(vector, numpy.float32)[None]
        found = self._collection.query(query_embeddings=query, n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id, 1.0 - distance) for id, distance in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        return self._collection.count()

    def probe(self) -> None:
        """Raises where a file that searches read cannot be read."""
        sample = self._collection.get(limit=1, include=["embeddings"])
        if sample["ids"] and not self.search(numpy.asarray(sample["embeddings"])[0], 1):
            raise ValueError("a search finds nothing")

    def close(self) -> None:
        self._client.close()

    def _parts(self, total: int) -> Iterator[slice]:
        return (slice(start, start + self._batch) for start in range(0, total, self._batch))
