"""`/jobs` and `/ingest`: what changes a home, followed and called off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from starlette.types import Receive

from api.backend.protocol import ServedBackend
from api.http.deps import Asking, Parts, Serving
from api.http.errors import json_response
from api.http.job import ChangeResult, Event, Job, JobJSON, serialize_event
from api.http.responses import EVENTS, open_events
from api.http.streams import Stream, wait_unless_gone
from api.values import ErrorEvent, Queued
from kb.errors import Error, Forbidden, HomeBusy, UsageError
from kb.principal import Principal, Right

router = APIRouter(tags=["jobs"])
TURN = 30.0  # seconds a short change waits for the one before it


class Ingest(BaseModel):
    paths: list[Path] = Field(min_length=1)
    space: str | None = None
    prune: bool | None = None
    dry_run: bool = False
    verify: bool = False


@router.get("/jobs/{id}", response_model=JobJSON)
def job(id: str, parts: Parts, asking: Asking) -> Response:
    """How far it is, and what became of each file."""
    return json_response(_find_job(id, parts, asking, "read").as_json())


@router.delete("/jobs/{id}", response_model=JobJSON)
def cancel(id: str, parts: Parts, asking: Asking) -> Response:
    """Calls it off; what it has finished stays."""
    job = _find_job(id, parts, asking, "write")
    parts.jobs.cancel(job)
    return json_response(job.as_json())


async def job_events(id: str, parts: Parts, asking: Asking) -> AsyncIterator[Stream]:
    job = _find_job(id, parts, asking, "read")
    async with parts.streams.open(lambda: parts.jobs.follow(job)) as stream:
        yield stream


@router.get("/jobs/{id}/events", responses=EVENTS)
async def events(request: Request, stream: Annotated[Stream, Depends(job_events)]) -> Response:
    """From the beginning, as they come: `progress`, `file`, at last `summary`, `receipt` or `error`."""
    return await open_events(stream, request.receive, serialize_event, told_by_status=False)


async def run_events(body: Ingest, request: Request, parts: Parts) -> AsyncIterator[Stream]:
    if not parts.knows(request):
        raise Forbidden("Only `kb` itself may name folders of this machine.", "Upload files: POST /documents")
    if not all(path.is_absolute() for path in body.paths):
        raise UsageError("Paths have to be absolute.", "The server's folder is not the client's.")
    backend = parts.enter(request, body.space)
    async with parts.streams.open(lambda: _run(body, parts, backend)) as stream:
        yield stream


@router.post("/ingest", responses=EVENTS)
async def ingest(request: Request, stream: Annotated[Stream, Depends(run_events)]) -> Response:
    """What `kb ingest` asks of a running server: the same events; the run is called off when the reader leaves."""
    return await open_events(stream, request.receive, serialize_event)


def _find_job(id: str, parts: Serving, asking: Principal, right: Right) -> Job:
    """Raises UnknownJob, Forbidden; whoever may not enter its space is told that there is none."""
    asking.require(right)
    return parts.jobs.get(id, asking)


def _run(body: Ingest, parts: Serving, backend: ServedBackend) -> Iterator[Event]:
    backend.principal.require("write")
    space = backend.principal.space
    job = parts.jobs.submit(
        "ingest",
        space,
        lambda: backend.ingest(body.paths, prune=body.prune, dry_run=body.dry_run, verify=body.verify),
    )
    try:
        ahead = parts.jobs.position(job)
        if ahead:
            yield Queued(ahead)
        yield from parts.jobs.follow(job)
    finally:
        parts.jobs.cancel(job)


async def result_of(job: Job, parts: Serving, receive: Receive) -> object:
    """What a short change came to. Raises its error; HomeBusy where its turn did not come, and Gone where whoever asked
    has left: what had not begun then is not done, what had is done whole."""
    try:
        async with parts.streams.open(lambda: parts.jobs.follow(job)) as stream:
            while True:
                try:
                    event = await wait_unless_gone(receive, stream.next(TURN))
                except TimeoutError:
                    if parts.jobs.withdraw(job):
                        raise HomeBusy(
                            "An ingest is running, and changes come one after the other.", "Try again later."
                        ) from None
                    continue
                if event is None:
                    raise Error("The change did not end.", "Ask for it again.")
                if isinstance(event, ErrorEvent):
                    raise event.error
                if isinstance(event, ChangeResult):
                    return event.data
    finally:
        parts.jobs.withdraw(job)
