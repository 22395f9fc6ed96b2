"""`/spaces`, and what `kb backup`, `kb restore` and `kb reindex` ask of a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api import serialize
from api.http.deps import Asking, Parts, Serving, Space
from api.http.errors import json_response
from api.http.job import ChangeResult
from api.routes.jobs import result_of
from api.schemas import SpaceReceiptJSON, SpacesJSON
from kb.errors import Forbidden, UsageError
from kb.principal import Principal

router = APIRouter(tags=["spaces"])


class Name(BaseModel):
    name: str


class Reindex(BaseModel):
    embed: str | None = None


class BackupFile(BaseModel):
    path: Path
    force: bool = False

    def require_absolute(self) -> None:
        if not self.path.is_absolute():
            raise UsageError("Paths have to be absolute.", "The server's folder is not the client's.")


@router.get("/spaces", response_model=SpacesJSON)
def spaces(backend: Space) -> Response:
    return json_response({"spaces": backend.spaces()})


@router.post("/spaces", status_code=201, response_model=SpacesJSON)
def create(body: Name, backend: Space) -> Response:
    backend.create_space(body.name)
    return json_response({"spaces": backend.spaces()}, 201)


@router.delete("/spaces/{name}", response_model=SpaceReceiptJSON)
async def remove(name: str, request: Request, parts: Parts, asking: Asking) -> Response:
    """Erases a space with all that is in it, uploaded files too; the receipt says what was erased."""
    asking.require("admin")
    backend = parts.backend(asking.enter(name))
    await run_in_threadpool(backend.documents)  # before its turn comes: there may be no such space

    def erase() -> Mapping[str, object]:
        return serialize.space_receipt(backend.remove_space(name))

    return await _in_turn("remove", backend.principal, erase, request, parts)


@router.post("/backup", include_in_schema=False)
async def backup(body: BackupFile, request: Request, parts: Parts, asking: Asking) -> Response:
    _refuse_others(request, parts)
    body.require_absolute()
    backend = parts.backend(asking)

    def write() -> Mapping[str, object]:
        return {"path": str(body.path), "bytes": backend.back_up(body.path, force=body.force)}

    return await _in_turn("backup", asking, write, request, parts)


@router.post("/restore", include_in_schema=False)
async def restore(body: BackupFile, request: Request, parts: Parts, asking: Asking) -> Response:
    _refuse_others(request, parts)
    body.require_absolute()
    backend = parts.backend(asking)

    def run() -> Mapping[str, object]:
        backend.restore(body.path, force=body.force)
        return {"path": str(body.path)}

    return await _in_turn("restore", asking, run, request, parts)


@router.post("/reindex", include_in_schema=False)
async def reindex(body: Reindex, request: Request, parts: Parts, backend: Space) -> Response:
    """With `embed` of one space, by another engine; else of all."""
    _refuse_others(request, parts)

    def run() -> Mapping[str, object]:
        return {"embedded": backend.reindex(body.embed)}

    return await _in_turn("reindex", backend.principal, run, request, parts)


def _refuse_others(request: Request, parts: Serving) -> None:
    if not parts.knows(request):
        raise Forbidden("Only `kb` itself may ask for that.", "Use the command line.")


async def _in_turn(
    kind: str, asking: Principal, run: Callable[[], Mapping[str, object]], request: Request, parts: Serving
) -> Response:
    """After the changes that were asked for before."""
    asking.require("admin")

    def work() -> Iterator[ChangeResult]:
        yield ChangeResult(run())

    job = parts.jobs.submit(kind, asking.space, work)
    return json_response(await result_of(job, parts, request.receive))
