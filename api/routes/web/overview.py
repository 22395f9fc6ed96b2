"""`/web/state`: what answers here, what is missing, and what to type to have it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import serialize
from api.backend.protocol import ServedBackend
from api.http.deps import Space
from api.http.errors import json_response
from ingest.loaders.ocr.recognition import is_installed
from kb.engines.listing import loaded_memory
from kb.engines.memory import own_memory, total_memory
from kb.errors import Error

router = APIRouter(prefix="/web", include_in_schema=False)


@router.get("/missing")
def missing(backend: Space) -> Response:
    """By name, each with the command that mends it and, where there is one, what the engine says."""
    problems = [*_missing_chat(backend), *_missing_embedder(backend)]
    once = {problem["message"]: problem for problem in problems}  # an engine that is down is missed twice
    return json_response({"missing": [*once.values(), *_missing_recognition()]})


@router.get("/state")
def state(backend: Space) -> Response:
    """The checks of `kb doctor` that need no look at every file; asking the engines may take as long as they load."""
    checks = serialize.checks(backend.checks())  # after these the models are loaded
    memory = {"machine": total_memory(), "process": own_memory(), "models": _model_memory(backend)}
    return json_response({"checks": checks, "memory": memory})


def _model_memory(backend: ServedBackend) -> dict[str, int]:
    """Bytes by the names of the models that answer and embed here, where their engine tells."""
    try:
        names = {model.name for model in (backend.chat, backend.embedder) if model}
        return loaded_memory(sorted(names), backend.settings)
    except Error:  # the checks say what is wrong with it
        return {}


def _missing_chat(backend: ServedBackend) -> list[dict[str, str]]:
    try:
        if backend.chat is None:
            return [{"name": "chat", "command": "kb models recommend", "message": ""}]
        _ = backend.chat.context_length  # asks the engine, and loads no model
    except Error as error:
        return [{"name": "chat", "command": error.hint, "message": error.message}]
    return []


def _missing_embedder(backend: ServedBackend) -> list[dict[str, str]]:
    try:
        _ = backend.embedder.token_limit  # as with the chat model
    except Error as error:
        return [{"name": "embedder", "command": error.hint, "message": error.message}]
    return []


def _missing_recognition() -> list[dict[str, str]]:
    return [] if is_installed() else [{"name": "ocr", "command": "make ocr", "message": ""}]
