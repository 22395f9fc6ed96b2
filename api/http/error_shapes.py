"""The shape in which each family of clients reads a failure: ours, OpenAI's under /v1, Ollama's under /api."""

from __future__ import annotations

from typing import Any

from api import serialize
from kb.errors import Error

# Codes that OpenAI's clients know. Others are ours, and told only where the server is at fault.
OPENAI_CODES = {"unknown_model": "model_not_found", "too_long": "context_length_exceeded"}
# Its SDKs would send a question that failed twice more.
ONCE = {"x-should-retry": "false"}


def shape_error(path: str, error: Error, status: int) -> tuple[object, int, dict[str, str]]:
    """Body, status and headers of a failure on a path."""
    known = 400 if error.code == "too_long" else status
    if path.startswith("/v1/") or path == "/v1":
        return openai_error(error, known), known, ONCE
    if path.startswith("/api/") or path == "/api":
        return {"error": ollama_error(error)}, known, {}
    return {"error": serialize.error(error)}, status, {}


def openai_error(error: Error, status: int) -> dict[str, dict[str, Any]]:
    ours = error.code if status >= 500 else None
    kind = "server_error" if status >= 500 else "invalid_request_error"
    code = OPENAI_CODES.get(error.code, ours)
    return {"error": {"message": str(error), "type": kind, "param": getattr(error, "param", None), "code": code}}


def ollama_error(error: Error) -> str:
    """A string, never an object: C#'s client throws on those. Clients match on `not found`."""
    return f"model '{getattr(error, 'name', '')}' not found" if error.code == "unknown_model" else str(error)
