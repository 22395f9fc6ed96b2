"""A piece of work that changes a home: what was asked, how far it is, and what came of it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from api import serialize
from api.schemas import ErrorJSON, OutcomeJSON
from api.values import ErrorEvent, IngestEvent
from ingest.events import Outcome, Progress, Summary
from kb import cancel

Status = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class ChangeResult:
    """What a change came to that is no run over files, as JSON."""

    data: Mapping[str, Any]


Event = IngestEvent | ChangeResult | ErrorEvent  # a failure is the last


class JobJSON(TypedDict):
    id: str
    kind: str
    space: str
    status: Status
    created: str
    progress: dict[str, Any] | None
    files: list[OutcomeJSON]
    summary: dict[str, Any] | None
    error: ErrorJSON | None


@dataclass(eq=False)
class Job:
    """What was asked, how far it is, and what came of it. Read under `changed`, which is notified of each step."""

    kind: str
    space: str
    start: Callable[[], Iterator[Event]]
    changed: threading.Condition
    undo: Callable[[], None] | None = None  # what is left to do where somebody calls it off
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    status: Status = "queued"
    scope: cancel.CancelScope = field(default_factory=cancel.CancelScope)
    log: list[Event] = field(default_factory=list)  # all but progress, of which the latest is enough
    progress: Progress | None = None

    @property
    def over(self) -> bool:
        return self.status in ("done", "failed", "cancelled")

    def as_json(self) -> JobJSON:
        with self.changed:
            summary = next((event for event in self.log if isinstance(event, Summary)), None)
            failure = next((event for event in self.log if isinstance(event, ErrorEvent)), None)
            return {
                "id": self.id,
                "kind": self.kind,
                "space": self.space,
                "status": self.status,
                "created": self.created,
                "progress": asdict(self.progress) if self.progress else None,
                "files": [serialize.outcome(event) for event in self.log if isinstance(event, Outcome)],
                "summary": serialize.summary(summary) if summary else None,
                "error": serialize.error(failure.error) if failure else None,
            }


def serialize_event(event: Event) -> serialize.Frame:
    """`receipt` and `error` besides those of a run over files."""
    if isinstance(event, ChangeResult):
        return serialize.Frame("receipt", event.data)
    return serialize.error_event(event.error) if isinstance(event, ErrorEvent) else serialize.ingest_event(event)
