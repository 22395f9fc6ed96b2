"""`/spaces`, and what `kb backup` and `kb reindex` ask of a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.http.deps import Parts, Serving
from api.http.errors import Forbidden, json_response
from api.routes.jobs import result_of
from api.schemas import SpaceReceiptJSON, SpacesJSON
from api.serialize import Event
from kb.errors import UsageError
from kb.store.home import DEFAULT_SPACE

router = APIRouter(tags=["spaces"])


class Name(BaseModel):
    name: str


class Backup(BaseModel):
    path: Path
    force: bool = False


@router.get("/spaces", response_model=SpacesJSON)
def spaces(parts: Parts) -> Response:
    return json_response({"spaces": parts.knowledge.spaces()})


@router.post("/spaces", status_code=201, response_model=SpacesJSON)
def create(body: Name, parts: Parts) -> Response:
    parts.backend(DEFAULT_SPACE).create_space(body.name)
    return json_response({"spaces": parts.knowledge.spaces()}, 201)


@router.delete("/spaces/{name}", response_model=SpaceReceiptJSON)
async def remove(name: str, request: Request, parts: Parts) -> Response:
    """Erases a space with all that is in it, uploaded files too; the receipt says what was erased."""
    await run_in_threadpool(parts.knowledge.store, name)
    backend = parts.backend(name)
    return await _in_turn("remove", name, lambda: dict(backend.remove_space(name)), request, parts)


@router.post("/backup", include_in_schema=False)
async def backup(body: Backup, request: Request, parts: Parts) -> Response:
    _refuse_others(request, parts)
    if not body.path.is_absolute():
        raise UsageError("Paths have to be absolute.", "The server's folder is not the client's.")
    backend = parts.backend(DEFAULT_SPACE)
    written = {"path": str(body.path)}
    return await _in_turn(
        "backup",
        DEFAULT_SPACE,
        lambda: {**written, "bytes": backend.back_up(body.path, force=body.force)},
        request,
        parts,
    )


@router.post("/reindex", include_in_schema=False)
async def reindex(request: Request, parts: Parts) -> Response:
    _refuse_others(request, parts)
    backend = parts.backend(DEFAULT_SPACE)

    def run() -> dict[str, object]:
        backend.reindex()
        return {}

    return await _in_turn("reindex", DEFAULT_SPACE, run, request, parts)


def _refuse_others(request: Request, parts: Serving) -> None:
    if not parts.knows(request):
        raise Forbidden("Only `kb` itself may ask for that.", "Use the command line.")


async def _in_turn(
    kind: str, space: str, run: Callable[[], dict[str, object]], request: Request, parts: Serving
) -> Response:
    """After the changes that were asked for before."""

    def work() -> Iterator[Event]:
        yield Event("receipt", run())

    job = parts.jobs.submit(kind, space, work)
    return json_response(await result_of(job, parts, request.receive))
