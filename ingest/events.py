"""What became of each file, and of the whole run."""

from __future__ import annotations

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
