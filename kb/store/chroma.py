"""Nearest chunks by vector: a Chroma collection in a folder of its own, which can be thrown away and built again."""

from __future__ import annotations

import os
import sqlite3
import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

import numpy

from kb.engines.protocols import Vectors
from kb.store.disk import catch_full_disk
from kb.store.permissions import make_folder

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration, UpdateHNSWConfiguration

COLLECTION = "chunks"
HEADER = struct.Struct("<i4Q")  # of hnswlib: version, offset, capacity, elements, bytes of one element
WAITING = 200  # changes that Chroma inserts again in 0.15 s
LENGTH = 4  # bytes in length.bin for one element
USUAL: UpdateHNSWConfiguration = {
    "sync_threshold": 1000,
    "batch_size": 100,
}  # Chroma's own: changes between two writes of the HNSW files
# Recall of the 20 nearest among 20,000: 0.99 in 1.4 ms; by Chroma's defaults (100 and 100) 0.87 in 1.2 ms.
THOROUGH: CreateHNSWConfiguration = {"ef_construction": 200, "ef_search": 300}
AT_ONCE: UpdateHNSWConfiguration = {"sync_threshold": 2, "batch_size": 2}  # the least it accepts


class ChromaIndex:
    """Chunk ids and their vectors, of `dimensions` numbers each; no text. One thread may change it while many search.

    Raises DiskFull; what else Chroma raises means that the folder is broken.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.folder = folder
        self._dimensions = dimensions
        self._unsettled = False
        self._replacing = RLock()  # a search must not meet a client that is being closed
        with catch_full_disk(folder):
            make_folder(folder)
            self._open()

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Row i of `vectors`, shape (len(ids), dimensions), is the vector of ids[i]."""
        with catch_full_disk(self.folder):
            for part in self._parts(len(ids)):
                self._unsettled = True
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Their vectors are overwritten first: the HNSW files keep the place of a deleted one, with what is in it."""
        noise = numpy.random.default_rng()
        with catch_full_disk(self.folder):
            for part in self._parts(len(ids)):
                self._unsettled = True
                some = list(ids[part])
                held = self._collection.get(ids=some, include=[])["ids"]
                if held:
                    vectors = noise.normal(size=(len(held), self._dimensions)).astype(numpy.float32)
                    self._collection.upsert(ids=held, embeddings=vectors)
                    self._collection.delete(ids=held)

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """At most k chunk ids with their cosine to the vector, best first."""
        query = numpy.asarray(vector, numpy.float32)[None]
        with self._replacing:
            found = self._collection.query(query_embeddings=query, n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id, 1.0 - distance) for id, distance in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        return self._collection.count()

    def probe(self) -> None:
        """Raises where a file that searches read cannot be read."""
        if self.count() and not self.search(numpy.ones(self._dimensions, numpy.float32), 1):
            raise ValueError("a search finds nothing")

    def settle(self) -> None:
        """Writes the HNSW files now, if that is worth it: what is not in them, Chroma inserts again at each opening."""
        if self._unsettled and self._count_waiting() > WAITING:
            with self._replacing, catch_full_disk(self.folder):
                self._write_files()

    def wipe(self) -> None:
        """Leaves no byte of a deleted vector in the folder."""
        with self._replacing, catch_full_disk(self.folder):
            self._write_files()
            self.close()
            with closing(sqlite3.connect(self.folder / "chroma.sqlite3")) as database:
                database.execute("VACUUM")
            self._open()

    def is_worn(self) -> bool:
        """Whether deleted vectors, whose places are never used again, outnumber those that are left."""
        places = sum(file.stat().st_size // LENGTH for file in self.folder.glob("*/length.bin"))
        return places > 2 * self.count() + USUAL["sync_threshold"]

    def close(self) -> None:
        with self._replacing:
            self._client.close()
            for segment in _segments(self.folder):
                segment.blank_unused()

    def _open(self) -> None:
        # Imported here: it takes a second and a half, which `kb --help` need not wait for.
        import chromadb
        from chromadb.api.client import Client
        from chromadb.config import Settings

        for segment in _segments(self.folder):
            segment.refuse_if_broken()
            segment.blank_unused()

        class OwnSettings(Settings):
            """Nothing is read from the environment, nor from a `.env` in the folder where a command is typed.

            There `CHROMA_API_IMPL` and `CHROMA_SERVER_HOST` had it connect to another server, with the vectors.
            """

            @classmethod
            def settings_customise_sources(
                cls, settings_cls: Any, init_settings: Any, *_: Any, **__: Any
            ) -> tuple[Any, ...]:
                return (init_settings,)

        client = chromadb.PersistentClient(str(self.folder), OwnSettings(anonymized_telemetry=False))
        self._client = cast(Client, client)  # the declared type knows no close()
        try:
            hnsw: CreateHNSWConfiguration = {"space": "cosine", **THOROUGH}
            self._collection = client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": hnsw}
            )
            self._batch = client.get_max_batch_size()
        except BaseException:
            self._client.close()  # or Chroma would hand out the same broken one for this folder again
            raise

    def _count_waiting(self) -> int:
        """How many changes are not in the HNSW files."""
        with closing(sqlite3.connect(self.folder / "chroma.sqlite3")) as database:
            return int(database.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0])

    def _write_files(self) -> None:
        """Two changes make Chroma write, once it was opened with that threshold."""
        self._write_every(AT_ONCE)
        self._client.close()
        self._open()
        self._collection.upsert(ids=["-", "--"], embeddings=numpy.ones((2, self._dimensions), numpy.float32))
        self._collection.delete(ids=["-", "--"])
        self._write_every(USUAL)
        self._client.close()
        self._open()
        self._unsettled = False

    def _write_every(self, changes: UpdateHNSWConfiguration) -> None:
        with warnings.catch_warnings():  # a collection without an embedding function counts as an old one
            warnings.simplefilter("ignore", DeprecationWarning)
            self._collection.modify(configuration={"hnsw": changes})

    def _parts(self, total: int) -> Iterator[slice]:
        return (slice(start, start + self._batch) for start in range(0, total, self._batch))


@dataclass(frozen=True)
class _Segment:
    """The HNSW files of a collection, while nobody has them open."""

    folder: Path
    used: Mapping[str, int]  # bytes of each file that its elements take

    def refuse_if_broken(self) -> None:
        """Chroma dies of a segmentation fault where a file is shorter than its header says."""
        for name, used in self.used.items():
            if (self.folder / name).stat().st_size < used:
                raise ValueError(f"{self.folder / name} is shorter than its header says")

    def blank_unused(self) -> None:
        """Room for elements to come is written as it lies in memory, with what was in that memory before."""
        for name, used in self.used.items():
            with (self.folder / name).open("r+b") as file:
                size = file.seek(0, os.SEEK_END)
                file.truncate(used)
                file.truncate(size)


def _segments(folder: Path) -> Iterator[_Segment]:
    for header in folder.glob("*/header.bin"):
        _, _, _, elements, size = HEADER.unpack_from(header.read_bytes())
        yield _Segment(header.parent, {"data_level0.bin": elements * size, "length.bin": elements * LENGTH})
