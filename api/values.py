"""What a backend tells besides the values of `kb` and the events of `ingest`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.events import Outcome, Progress, Summary
from kb.errors import Error
from kb.store.receipts import Receipt

TOKEN_HEADER = "X-KB-Token"
"""Where a client on this machine shows its server that it may read the home."""


@dataclass(frozen=True)
class Queued:
    """So many other changes come before this one."""

    jobs: int


@dataclass(frozen=True)
class Remark:
    """Nothing failed, but something could be better."""

    message: str
    hint: str


@dataclass(frozen=True)
class Removal:
    """What was erased of a document, and what became of its own file."""

    receipt: Receipt
    file: Literal["kept", "deleted", "missing"]
    note: str


@dataclass(frozen=True)
class ErrorEvent:
    """The error that a change ended with, for whoever follows it: no failure of the one who tells."""

    error: Error


IngestEvent = Queued | Progress | Outcome | Remark | Summary
