"""`/mcp`: MCP over streamable HTTP, on the application's own knowledge base."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.backend.protocol import Backend
from api.compat.sources import Link, make_link
from api.http.deps import Serving

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

SESSIONS = 200  # of clients of one person; each holds tasks and buffers
IDLE = 30 * 60.0  # seconds, as the protocol's own library has it
TRY_LATER = b"retry-after", b"60"  # seconds; a place is free once a session ends, or was idle for long


class Sessions:
    """Of the clients that speak MCP, from the first one on: what speaks it with them takes 1 s of CPU to import."""

    def __init__(self, parts: Serving, most: int, idle: float) -> None:
        self._parts = parts
        self._most = most
        self._idle = idle
        self._making = anyio.Lock()
        self._made, self._running = anyio.Event(), anyio.Event()
        self._manager: StreamableHTTPSessionManager | None = None

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._start()).handle_request(scope, receive, send)

    async def run(self) -> None:
        """Until it is cancelled. A session's tasks are this one's, whichever request opened it."""
        await self._made.wait()
        assert self._manager is not None
        async with self._manager.run():
            self._running.set()
            await anyio.sleep_forever()

    async def _start(self) -> StreamableHTTPSessionManager:
        """Others are answered meanwhile. Where it fails, for want of open files or so, the next request tries again."""
        async with self._making:
            if self._manager is None:
                self._manager = await run_sync(self._make)
                self._made.set()
        await self._running.wait()
        return self._manager

    def _make(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from api.mcp.server import mcp_server

        # Who may ask is the guard's to say, before anything comes here.
        server = mcp_server(self._open, self._parts.streams)
        return StreamableHTTPSessionManager(server, max_sessions=self._most, session_idle_timeout=self._idle)

    @contextmanager
    def _open(self, request: Request) -> Iterator[tuple[Backend, Link]]:
        backend = self._parts.enter(request, request.query_params.get("space"))
        yield backend, make_link(str(request.base_url), backend.principal.space)


@asynccontextmanager
async def sessions(parts: Serving, most: int = SESSIONS, idle: float = IDLE) -> AsyncIterator[Sessions]:
    """Answers as long as the block lasts. `/mcp?space=NAME` is another space than one's own.

    A session that is `idle` for so many seconds ends; while there are `most` of them, a client that opens another one
    is answered 503.
    """
    opened = Sessions(parts, most, idle)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(opened.run)
        yield opened
        tasks.cancel_scope.cancel()


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
