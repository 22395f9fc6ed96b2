"""`kb mcp`: MCP over stdin and stdout, where nothing but its messages may be written."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, cast

import anyio
from mcp.server.context import CallNext, HandlerResult
from mcp.server.stdio import stdio_server

from api.backend.lease import Lease
from api.backend.protocol import Backend
from api.backend.remote import RemoteBackend
from api.backend.uploaded_archives import find_archive
from api.compat.sources import Link, make_link
from api.http.shutdown import Deadline
from api.http.streams import Streams
from api.mcp.server import Context, mcp_server
from ingest.scan.paths import locate_file
from kb.text.scripts import replace_surrogates
from kb.types import Citation

PATIENCE = 60.0  # seconds for calls to end, once no more can come
MOMENT = 0.05  # seconds in which a call that was read begins, and one that ended is told


def run(lease: Lease) -> None:
    """Serves until stdin ends."""
    _end_at_once(lease)
    try:
        anyio.run(_serve, lease)
    finally:
        lease.close()


async def _serve(lease: Lease) -> None:
    @contextmanager
    def opened(request: object) -> Iterator[tuple[Backend, Link]]:
        with lease.borrow() as backend:
            yield backend, link_from(backend)

    streams = Streams()
    server = mcp_server(opened, streams)
    lines = StdinLines()
    server.middleware.append(lines.count_running)
    async with stdio_server(stdin=cast(Any, lines)) as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
    streams.stop()


class StdinLines:
    """What comes on stdin. Its end waits for the calls that are being answered: they may have come from a file."""

    def __init__(self) -> None:
        self._running = 0

    async def count_running(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        self._running += 1
        try:
            return await call_next(ctx)
        finally:
            self._running -= 1

    async def __aiter__(self) -> AsyncIterator[str]:
        # In UTF-8, whatever this system's encoding is.
        async for line in anyio.wrap_file(TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")):
            yield mend_characters(line)
        with anyio.move_on_after(PATIENCE):
            await anyio.sleep(MOMENT)
            while self._running:
                await anyio.sleep(MOMENT)
            await anyio.sleep(MOMENT)


def mend_characters(line: str) -> str:
    """Without halves of characters, as a client writes that cut an emoji: the reader would drop the call unanswered."""
    if "\\ud" not in line.lower():
        return line
    try:
        return replace_surrogates(json.dumps(json.loads(line), ensure_ascii=False))
    except (ValueError, RecursionError):
        return line


def link_from(backend: Backend) -> Link:
    """To the server's view of the page, or to the file itself where no server runs."""
    if isinstance(backend, RemoteBackend):
        return make_link(backend.url, backend.space)

    def link(citation: Citation) -> str:
        root = backend.document(citation.document).root
        place = locate_file(root, citation.path)
        if archive := find_archive(place):  # no program opens what lies in it by an address
            return archive.absolute().as_uri()
        return place.absolute().as_uri() + (f"#page={citation.page}" if citation.page else "")

    return link


def _end_at_once(lease: Lease) -> None:
    """On a signal the home is given back and the process ends: the thread that waits for stdin would never return."""

    deadline = Deadline()

    def end(number: int, frame: object) -> None:
        deadline.receive_signal(number)
        lease.close()
        os._exit(128 + number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, end)
