from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from running import running

import kb
from api.http.deps import Serving
from api.http.jobs import Jobs
from api.http.streams import Streams
from api.mcp import http
from kb.settings import Settings

INITIALIZE = {
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "probe", "version": "1"}},
    "jsonrpc": "2.0",
    "id": 0,
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def served(tmp_path) -> Iterator[httpx.Client]:
    """A server for three sessions, each of which ends after half a second in which nothing is asked."""
    with kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base:

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            app.state.serving = Serving(base, Jobs(), Streams(), "")
            async with http.sessions(app.state.serving, most=3, idle=0.5) as app.state.mcp:
                yield
            app.state.serving.jobs.close(5)

        app = FastAPI(lifespan=lifespan)
        app.router.routes.extend(http.ROUTES)
        with running(app) as client:
            yield client


def test_a_flood_of_sessions_is_refused_and_idle_ones_end(served):
    opened = [served.post("/mcp", json=INITIALIZE, headers=ACCEPT) for _ in range(5)]
    assert [reply.status_code for reply in opened] == [200, 200, 200, 503, 503]
    assert [reply.headers.get("retry-after") for reply in opened] == [None, None, None, "60", "60"]
    session = ACCEPT | {"mcp-session-id": opened[0].headers["mcp-session-id"]}
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert served.post("/mcp", json=listing, headers=session).status_code == 200
    time.sleep(1.5)  # asked sooner, it would not be idle
    assert served.post("/mcp", json=listing, headers=session).status_code == 404
    assert served.post("/mcp", json=INITIALIZE, headers=ACCEPT).status_code == 200


def test_a_client_is_answered_though_the_first_one_s_request_failed(served, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "api.mcp.server", None)  # as where no file can be opened
        last = ACCEPT | {"Connection": "close"}
        assert served.post("/mcp", json=INITIALIZE, headers=last).status_code == 500
    assert served.post("/mcp", json=INITIALIZE, headers=ACCEPT).status_code == 200
