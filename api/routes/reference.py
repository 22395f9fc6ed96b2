"""`/docs`: the routes as a page of our own, because FastAPI's comes from another host."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

FOLDER = Path(__file__).parent.parent / "web" / "reference"
POLICY = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def reference() -> Response:
    return FileResponse(FOLDER / "index.html", headers=POLICY)


@router.get("/docs/reference.js")
def script() -> Response:
    return FileResponse(FOLDER / "reference.js", headers=POLICY)


@router.get("/docs/reference.css")
def style() -> Response:
    return FileResponse(FOLDER / "reference.css", headers=POLICY)
