"""`/healthz` and `/readyz`: whether the server is alive, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api import serialize
from api.http.deps import Parts
from api.http.errors import json_response
from api.version import read_version
from kb.errors import Forbidden

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz(request: Request, parts: Parts) -> Response:
    """Alive; whoever sends the owner's token learns whether it is the right one."""
    # On the event loop: it waits for no thread that others keep busy.
    parts.knows(request)
    return json_response({"status": "ok", "version": read_version()})


@router.get("/readyz")
def readyz(request: Request, parts: Parts, thorough: bool = False) -> Response:
    """200 when store and engines answer, else 503; each check with what to do. `thorough` is for `kb doctor`."""
    if thorough and not parts.knows(request):
        raise Forbidden("Only `kb` itself may have everything read.", "Run: kb doctor")
    checks = parts.enter(request).checks(thorough=thorough)
    broken = any(check.status == "broken" for check in checks)
    return json_response(
        {"status": "broken" if broken else "ok", "checks": serialize.checks(checks)}, 503 if broken else 200
    )
