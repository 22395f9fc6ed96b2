"""Embedders of the tests, and a process that embeds a space anew until it kills itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import chromadb  # noqa: F401  # imported before the processes part, so that each need not wait for it
import numpy
from shelving import direction

from kb.embedding import embed_anew
from kb.engines.protocols import Embedded, Passage
from kb.engines.windows import make_windows
from kb.store.home import Home


class Toy:
    """Vectors of the test's own making; notes each text in a file, and dies before batch `last`."""

    batch_size = 2

    def __init__(self, dimensions: int, *, windows: bool = False, log: Path | None = None, last: int = -1) -> None:
        self.name = f"toy of {dimensions}"
        self.fingerprint = "toy of the tests" if dimensions == 16 else self.name
        self.windows = windows
        self._dimensions = dimensions
        self._log = log
        self._left = last

    def embed_foreign(self, text, *, mixed=False):
        return None

    def embed_query(self, text: str):
        return direction(text, self._dimensions)

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        if self._log:
            with self._log.open("a") as log:
                log.writelines(f"{passage.text!r}\n" for passage in passages)
        return [Embedded(self.embed_query(each.text), self._windows(each)) for each in passages]

    def _windows(self, passage: Passage):
        if not self.windows:
            return None
        rows = [self.embed_query(passage.text[span.start : span.end]) for span in passage.spans]
        return make_windows(passage.windows, numpy.stack(rows))


def embed_until(folder: str, log: str, point: str, batch: int) -> None:
    """Embeds the default space anew with 8 dimensions, and dies at this point, or before this batch."""

    def at_step(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with Home.open(folder, at_step=at_step) as home:
        embed_anew(home.space(), Toy(8, log=Path(log), last=batch))
