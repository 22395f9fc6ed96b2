"""What a space asks of its two indexes. Either can be thrown away and built again from the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from kb.engines.protocols import Vectors

Scored = list[tuple[str, float]]  # chunk ids, best first


class Index(Protocol):
    """Chunk ids, with what they are found by. Raises DiskFull; what else it raises means that its files are broken."""

    def ids(self) -> set[str]: ...

    def count(self) -> int: ...

    def probe(self) -> None:
        """Raises where a file that searches read cannot be read."""

    def close(self) -> None: ...


class VectorIndex(Index, Protocol):
    """Chunk ids and their vectors; no text. One thread may change it while many search."""

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Row i of `vectors`, shape (len(ids), dimensions), is the vector of ids[i]."""

    def delete(self, ids: Sequence[str]) -> None: ...

    def search(self, vector: Vectors, k: int) -> Scored:
        """At most k chunk ids with their cosine to the vector, best first."""

    def settle(self) -> None:
        """Spares the next one who opens it some work."""

    def wipe(self) -> None:
        """Leaves no byte of a deleted vector behind."""

    def is_worn(self) -> bool:
        """Whether it is better built anew than wiped."""


class KeywordIndex(Index, Protocol):
    """Chunk ids and their terms, as kb.text.terms makes them. Changes show after `commit`."""

    def add(self, chunks: Iterable[tuple[str, str]], *, new: bool = False) -> None:
        """Chunk ids, each with its terms, parted by blanks, in place of what they had before; `new`: they had none."""

    def delete(self, ids: Iterable[str]) -> None: ...

    def commit(self) -> None:
        """Makes what was added and deleted durable, and shows it to searches that begin now."""

    def search(self, terms: Iterable[str], k: int) -> Scored:
        """At most k ids of chunks that hold any of the terms, with their BM25 score, best first."""

    def terms(self) -> Iterable[str]:
        """All that any chunk has; those of deleted ones may be among them for a while."""

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each term; deleted ones may count for a while."""

    def copy_to(self, other: Self) -> None:
        """What is in it, and nothing of what was deleted."""


@dataclass(frozen=True)
class IndexTypes:
    """How the indexes in a folder are opened, made where there are none; a VectorIndex is told its dimensions."""

    exact: Callable[[Path, int], VectorIndex]
    approximate: Callable[[Path, int], VectorIndex]
    words: Callable[[Path], KeywordIndex]
    is_exact: Callable[[Path], bool]  # whether the vectors that lie there are of that kind
    # The largest space, in chunks, whose vectors are all compared: 100,000 of 768 numbers in 7 ms a question, 1,000,000
    # of 384 in 49, and none is missed. Beyond, Chroma takes over, which misses some and is slow to fill.
    compared: int = 1_000_000

    def open_vectors(self, folder: Path, dimensions: int, size: int) -> VectorIndex:
        """What lies there; where nothing does, an index as it suits a space of so many chunks."""
        exact = self.is_exact(folder) if _has_files(folder) else size <= self.compared
        return (self.exact if exact else self.approximate)(folder, dimensions)

    def is_outgrown(self, folder: Path, size: int) -> bool:
        """Whether vectors that are compared lie there, of a space of more chunks than should be."""
        return size > self.compared and _has_files(folder) and self.is_exact(folder)

    def is_oversized(self, folder: Path, size: int) -> bool:
        """Whether an approximate index lies there, of a space of half as many chunks as all are compared of.

        Only then, so that none is made again and again.
        """
        return 2 * size <= self.compared and _has_files(folder) and not self.is_exact(folder)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())
