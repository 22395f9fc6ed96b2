"""A process whose space outgrows the vectors that are compared, and that is killed while the larger index is filled."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace

import chromadb  # noqa: F401  # imported before the processes part, so that each need not wait for it
from shelving import shelve

from kb.engines.protocols import Vectors
from kb.store.chroma import ChromaIndex
from kb.store.home import INDEXES, Home

LINES = 2500  # more than are added at once
SMALL = replace(INDEXES, compared=LINES)


class Doomed(ChromaIndex):
    added = 0

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        if Doomed.added:
            os.kill(os.getpid(), signal.SIGKILL)
        super().add(ids, vectors)
        Doomed.added += len(ids)


def die_while_outgrowing(folder: str) -> None:
    with Home.open(folder, types=replace(SMALL, approximate=Doomed)) as home:
        shelve(home.space(), "a.txt", "\n".join(f"line {number}" for number in range(LINES)))
        shelve(home.space(), "b.txt", "the line too many")
