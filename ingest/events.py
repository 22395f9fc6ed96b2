"""What became of each file, where a run stands, and what it has come to."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Literal

Status = Literal["added", "updated", "renamed", "unchanged", "removed", "skipped", "failed"]


@dataclass(frozen=True)
class Progress:
    """Where the run stands; `total` counts the chunks found so far, and grows while files are still being read."""

    files_done: int
    files_total: int
    chunks_done: int
    chunks_total: int
    file: str


@dataclass(frozen=True)
class Outcome:
    """One file's result. `embedded` counts chunks that were sent to the engine for it."""

    path: str
    status: Status
    reason: str = ""
    pages: int = 0
    chunks: int = 0
    embedded: int = 0


@dataclass(frozen=True)
class Summary:
    """The last event of a run: how many files ended how, and what it took."""

    counts: dict[Status, int]
    chunks: int
    embedded: int
    seconds: float


Event = Progress | Outcome | Summary


class RunCounts:
    """Counts outcomes, and says where the run stands."""

    def __init__(self, files: int) -> None:
        self._started = time.monotonic()
        self._told = self._started
        self._files = files
        self._counts: Counter[Status] = Counter()
        self._chunks = 0
        self._embedded = 0

    def count(self, outcome: Outcome) -> Outcome:
        self._counts[outcome.status] += 1
        self._embedded += outcome.embedded
        if outcome.status in ("added", "updated", "renamed", "unchanged"):
            self._chunks += outcome.chunks
        return outcome

    def progress(self, file: str, done: int = 0, found: int = 0) -> Progress:
        """`done` of the `found` chunks have their vectors."""
        self._told = time.monotonic()
        files = sum(count for status, count in self._counts.items() if status != "removed")
        return Progress(files, self._files, done, found, file)

    @property
    def is_due(self) -> bool:
        """Whether it is time to say where the run stands again: a bar is drawn some ten times a second."""
        return time.monotonic() - self._told > 0.1

    def summary(self) -> Summary:
        return Summary(dict(self._counts), self._chunks, self._embedded, time.monotonic() - self._started)
