"""A real server on a free port, in a thread of the test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI
from sse_starlette.sse import AppStatus

from api.http.run import CONNECTIONS, HttpServer, address, listen


@contextmanager
def running(app: FastAPI, at: int = 0, **options: object) -> Iterator[httpx.Client]:
    """A client of the application, served at a free port or at this one; leaving stops the server as a signal would."""
    config = uvicorn.Config(
        app, access_log=False, log_level="error", lifespan="on", timeout_graceful_shutdown=3, **CONNECTIONS | options
    )
    server = HttpServer(config, app)
    AppStatus.should_exit = False  # of the whole process: an earlier test's server has set it as it stopped
    with listen("127.0.0.1", at) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.005)
            # verify: to read the machine's certificates takes each client 40 ms of CPU, and nothing here speaks TLS.
            with httpx.Client(base_url=address(listening), timeout=20, trust_env=False, verify=False) as client:
                yield client
        finally:
            server.handle_exit(2, None)
            thread.join()


def events(reply: httpx.Response) -> Iterator[tuple[str, dict]]:
    """The events of a text/event-stream."""
    name = ""
    for line in reply.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])
