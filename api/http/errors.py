"""Which HTTP status each error is, told in the shape that its path's clients read: ours, OpenAI's, or Ollama's."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from api import serialize
from api.http.streams import Gone
from kb.errors import Error, Overloaded, UsageError
from kb.limits import is_out_of_files, too_many_files

STATUS = {
    "usage": 400,
    "forbidden": 403,
    "unknown_document": 404,
    "unknown_answer": 404,
    "unknown_space": 404,
    "unknown_job": 404,
    "unknown_model": 404,
    "no_picture": 404,
    "embedder_changed": 409,
    "file_changed": 410,
    "too_large": 413,
    "too_long": 413,
    "unreadable": 422,
    "engine": 502,
    "engine_broken": 502,
    "engine_busy": 503,
    "engine_unreachable": 503,
    "model_missing": 503,
    "model_unfit": 503,
    "not_local": 503,
    "home_busy": 503,
    "overloaded": 503,
    "too_many_files": 503,
    "stopping": 503,
    "engine_timeout": 504,
    "home_read_only": 403,
    "page_damaged": 500,
    "disk_full": 507,
}
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}  # of failures that no route answers
CAUSES, LINE = 4, 300  # how many are logged, and characters of each
TRY_LATER = {"engine_busy", "home_busy", "overloaded", "stopping", "too_many_files"}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 422: "usage"}


class UnknownJob(UsageError):
    code = "unknown_job"


class NoPicture(UsageError):
    """Only pages of a PDF have one."""

    code = "no_picture"


class FromFramework(Error):
    """A path or method that no route has; `allowed` are the methods that the path has."""

    def __init__(self, status: int, method: str, path: str, allowed: Sequence[str] = ()) -> None:
        methods = f"Use {'one of: ' if len(allowed) > 1 else ''}{', '.join(allowed)}. " if allowed else ""
        super().__init__(f"{HTTPStatus(status).phrase}: {method} {path}.", f"{methods}See /docs.")
        self.code = CODES.get(status, "error")


class FileChanged(Error):
    """The file on disk is no longer the one that was ingested."""

    code = "file_changed"


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(serialize.dumps(body).encode(), status, headers, media_type="application/json")


def error_response(error: Error, path: str = "", status: int | None = None) -> Response:
    """`status` where the framework has set one."""
    seconds = error.seconds if isinstance(error, Overloaded) else 5
    later = {"Retry-After": str(seconds)} if error.code in TRY_LATER else {}
    body, known, headers = shape_error(path, error, status or STATUS.get(error.code, 500))
    return json_response(body, known, HEADERS | headers | later)


def install(app: FastAPI) -> None:
    """Every failure of a route is answered in our shape, those of the framework too."""

    @app.exception_handler(Error)
    async def ours(request: Request, error: Error) -> Response:
        note(error)
        return error_response(error, request.url.path)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return error_response(UsageError(_first_of(error.errors()), "See /docs."), request.url.path)

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> Response:
        unread = _explain_body(error)
        allowed = _find_methods(app, request) if error.status_code == 405 else []
        ours = unread or FromFramework(error.status_code, request.method, request.url.path, allowed)
        response = error_response(ours, request.url.path, error.status_code)
        response.headers.update(error.headers or {})
        if allowed:  # the framework knows those of the first route only
            response.headers["Allow"] = ", ".join(allowed)
        return response

    @app.exception_handler(ClientDisconnect)
    @app.exception_handler(Gone)
    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=499)  # nobody reads it

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        return error_response(internal_error(error), request.url.path)


def note(error: Error) -> None:
    """One line in the log for what this server or its engines could not do, with its cause."""
    if STATUS.get(error.code, 500) < 500 or error.code in TRY_LATER:
        return
    cause, causes = error.__cause__ or error.__context__, [f"{error.code}: {error.message}"]
    while cause is not None and len(causes) < CAUSES:
        causes.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__ or cause.__context__
    lines = " <- ".join(" ".join(text.split())[:LINE] for text in causes)
    logging.getLogger("kb").warning("%s", lines)


def internal_error(error: BaseException) -> Error:
    """What is told of a failure that nobody foresaw; the rest goes to the log."""
    if is_out_of_files(error):
        return too_many_files()
    logging.getLogger("kb").error("Failed", exc_info=error)
    return Error(f"Something went wrong: {type(error).__name__}.", "The log of `kb serve` says more.")


def _find_methods(app: FastAPI, request: Request) -> list[str]:
    """Those that the request's path can be asked with."""
    scopes = {method: {**request.scope, "method": method} for method in ("DELETE", "GET", "POST", "PUT")}
    found = [
        name for name, scope in scopes.items() if any(route.matches(scope)[0] is Match.FULL for route in app.routes)
    ]
    return sorted([*found, "HEAD"]) if "GET" in found else found


def _explain_body(error: HTTPException) -> UsageError | None:
    """What is wrong with a body that the framework could not read, and says only that it could not."""
    # Letters that are none, or thousands of brackets.
    if isinstance(error.__cause__, UnicodeDecodeError | RecursionError):
        return UsageError("The body is no JSON.", "See /docs.")
    if isinstance(error.__cause__, ValueError):
        return UsageError("The body is no JSON, or holds a number of more digits than are read.", "See /docs.")
    if isinstance(error.__context__, MultiPartException):
        return UsageError(f"The form cannot be read: {str(error.detail).rstrip('.')}.", "See /docs.")
    return None


def _first_of(problems: Any) -> str:
    problem = problems[0]
    if problem["type"] == "json_invalid":
        return "The body is no JSON."
    if problem["loc"] == ("body",):
        return "The body is empty." if problem["type"] == "missing" else "The body is no JSON object."
    place = ".".join(str(part) for part in problem["loc"] if part not in ("body", "query", "path"))
    message = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {message}." if place else f"{message}."


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
