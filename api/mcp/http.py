"""`/mcp`: MCP over streamable HTTP, on the application's own knowledge base."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.backend.protocol import Backend
from api.compat.sources import Link, make_link
from api.http.deps import Serving
from api.mcp.server import mcp_server

SESSIONS = 200  # of clients of one person; each holds tasks and buffers
IDLE = 30 * 60.0  # seconds, as the protocol's own library has it
TRY_LATER = b"retry-after", b"60"  # seconds; a place is free once a session ends, or was idle for long


@asynccontextmanager
async def sessions(
    parts: Serving, most: int = SESSIONS, idle: float = IDLE
) -> AsyncIterator[StreamableHTTPSessionManager]:
    """Answers as long as the block lasts. `/mcp?space=NAME` is another space than one's own.

    A session that is `idle` for so many seconds ends; while there are `most` of them, a client that opens another one
    is answered 503.
    """

    @contextmanager
    def opened(request: Request) -> Iterator[tuple[Backend, Link]]:
        backend = parts.enter(request, request.query_params.get("space"))
        yield backend, make_link(str(request.base_url), backend.principal.space)

    # Who may ask is the guard's to say, before anything comes here.
    manager = StreamableHTTPSessionManager(
        mcp_server(opened, parts.streams), max_sessions=most, session_idle_timeout=idle
    )
    async with manager.run():
        yield manager


class Endpoint:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unfinished = False

        async def noted(message: Message) -> None:
            nonlocal unfinished
            if message.get("status") == 503:
                message["headers"] = [*message["headers"], TRY_LATER]
            unfinished = message["type"] == "http.response.start" or bool(message.get("more_body"))
            await send(message)

        await scope["app"].state.mcp.handle_request(scope, receive, noted)
        if unfinished:  # who listens for notifications is dropped where it stands when the server stops
            await send({"type": "http.response.body", "body": b"", "more_body": False})


ROUTES = [Route(path, Endpoint()) for path in ("/mcp", "/mcp/")]
