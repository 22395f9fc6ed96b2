"""`/web/state`: what answers here, what is missing, and what to type to have it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import serialize
from api.backend.protocol import ServedBackend
from api.http.deps import Space
from api.http.errors import json_response
from ingest.loaders.ocr.recognition import is_installed
from kb.engines.memory import total_memory
from kb.errors import Error

router = APIRouter(prefix="/web", include_in_schema=False)


@router.get("/missing")
def missing(backend: Space) -> Response:
    """By name, each with the command that mends it and, where there is one, what the engine says."""
    return json_response({"missing": [*_missing_chat(backend), *_missing_recognition()]})


@router.get("/state")
def state(backend: Space) -> Response:
    """The checks of `kb doctor` that need no look at every file; asking the engines may take as long as they load."""
    return json_response({"checks": serialize.checks(backend.checks()), "memory": total_memory()})


def _missing_chat(backend: ServedBackend) -> list[dict[str, str]]:
    try:
        if backend.chat is None:
            return [{"name": "chat", "command": "kb models recommend", "message": ""}]
    except Error as error:
        return [{"name": "chat", "command": error.hint, "message": error.message}]
    return []


def _missing_recognition() -> list[dict[str, str]]:
    return [] if is_installed() else [{"name": "ocr", "command": "make ocr", "message": ""}]
