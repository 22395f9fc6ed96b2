"""`kb mcp`: MCP over stdin and stdout, where nothing but its messages may be written."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
from mcp.server.stdio import stdio_server

from api.backend import Backend
from api.facade.sources import Link, linked
from api.lending import Lending
from api.mcp.server import mcp_server
from api.promise import CitationJSON
from api.remote import RemoteBackend
from api.streaming import Streams
from ingest.names import located


def run(lending: Lending) -> None:
    """Serves until stdin ends."""
    _end_at_once(lending)
    try:
        anyio.run(_serve, lending)
    finally:
        lending.close()


async def _serve(lending: Lending) -> None:
    @contextmanager
    def opened(request: object) -> Iterator[tuple[Backend, Link]]:
        with lending.borrowed() as backend:
            yield backend, link_from(backend)

    streams = Streams()
    server = mcp_server(opened, streams)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
    streams.stop()


def link_from(backend: Backend) -> Link:
    """To the server's view of the page, or to the file itself where no server runs."""
    if isinstance(backend, RemoteBackend):
        return linked(backend.url, backend.space)

    def link(citation: CitationJSON) -> str:
        root = backend.document(citation["document"])["root"]
        page = f"#page={citation['page']}" if citation["page"] else ""
        return located(root, citation["path"]).absolute().as_uri() + page

    return link


def _end_at_once(lending: Lending) -> None:
    """On a signal the home is given back and the process ends: the thread that waits for stdin would never return."""

    def end(number: int, frame: object) -> None:
        lending.close()
        os._exit(128 + number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, end)
