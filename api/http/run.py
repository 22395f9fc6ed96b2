"""`kb serve`: the application on this machine's loopback address, announced to the home's other commands."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from api.http.app import create_app
from api.http.connections import LARGEST_HEADERS, MOST, Connection, limit_connections
from api.http.preload import load
from api.http.shutdown import Deadline
from api.http.streams import READERS
from kb.errors import TooManyFiles, UsageError
from kb.limits import raise_limit

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
# No WebSocket: there is no route for one.
CONNECTIONS: dict[str, Any] = {"http": Connection, "ws": "none", "h11_max_incomplete_event_size": LARGEST_HEADERS}
OURS = 80  # open files of a server without readers: a home with two spaces took 50, reading files takes more
LAST_WORDS = 1.5  # seconds for open connections once the server is told to stop


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes a free one. Raises UsageError."""
    if host not in LOOPBACK:
        raise UsageError(
            f"{host} is not this machine alone: others would reach the documents without a key.",
            "Keys do not exist yet; serve on 127.0.0.1.",
        )
    family = LOOPBACK[host]
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise UsageError(f"Port {port} is taken, or not ours to take.", f"Try: kb serve --port {port + 1}") from error
    listening.listen(256)
    return listening


def address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@dataclass(frozen=True)
class Room:
    """How many answers are written at a time, and how many connections there may be besides the engines'."""

    readers: int
    connections: int


def room_for(files: int) -> Room:
    """What as many open files allow. Raises TooManyFiles where that is nothing."""
    free = files - OURS
    if free < OURS // 2:
        raise TooManyFiles(
            f"A server needs {OURS * 3 // 2} open files, and this process may have {files}.",
            "Allow more before you start it: ulimit -n 4096",
        )
    readers = min(READERS, 2 * free // 5)  # two for each: its own connection and the engine's; the rest is for others
    return Room(readers, min(MOST, free - readers))


def serve(knowledge: KnowledgeBase, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Serves until the process is told to stop, and then ends within five seconds. `ready` is told the address."""
    room = room_for(raise_limit())
    load(knowledge)
    token = secrets.token_urlsafe(32)
    app = create_app(knowledge, token, room.readers)

    def started() -> None:
        knowledge.home.announce(address(listening), token)
        ready(address(listening))

    # No access log: it would keep every question.
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        lifespan="on",
        server_header=False,
        proxy_headers=False,
        **CONNECTIONS | {"http": limit_connections(room.connections)},
        timeout_graceful_shutdown=LAST_WORDS,  # type: ignore[arg-type]  # asyncio takes fractions
    )
    with suppress(KeyboardInterrupt, SystemExit):  # uvicorn repeats the signal once all is closed
        HttpServer(config, app, started, Deadline().receive_signal).run(sockets=[listening])


class HttpServer(uvicorn.Server):
    """Ends streams and jobs, telling their readers, as soon as it is told to stop; uvicorn would wait for their end."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: FastAPI,
        ready: Callable[[], None] = lambda: None,
        told: Callable[[int], None] = lambda number: None,
    ) -> None:
        """`told` hears of each signal first, from inside its handler."""
        super().__init__(config)
        self._app = app
        self._ready = ready
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._told(sig)
        super().handle_exit(sig, frame)
        # On the loop, not here: a signal may come while a lock is held that stopping needs.
        self._loop.call_soon_threadsafe(self._app.state.serving.stop)
