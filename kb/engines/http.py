"""HTTP to an engine: never through a proxy, never redirected, patient while a model loads, and stoppable."""

from __future__ import annotations

from typing import Any

import httpx

from kb.cancel import watch

LOAD_TIMEOUT = 600.0  # seconds until the first byte: a large model is read from disk, a long prompt is worked through


def http_options(url: str, idle_timeout: float, load_timeout: float) -> dict[str, Any]:
    """Arguments for httpx.Client, for the engine at `url`.

    `idle_timeout`: seconds between two pieces of an answer that has begun.
    """

    def begin(request: httpx.Request) -> None:
        request.headers.pop("authorization", None)  # what the environment holds for a cloud is not for this server
        # A connection of its own for each request. Of what is idle for a moment, httpcore gives a connection to one
        # thread while another closes it; and only new ones are announced to `watch_connection`.
        request.headers["connection"] = "close"
        request.extensions["trace"] = watch_connection

    def shorten(response: httpx.Response) -> None:
        # httpcore reads this before the body; until here it was waiting for the model to load.
        response.request.extensions["timeout"]["read"] = idle_timeout

    return {
        "trust_env": False,
        "follow_redirects": False,
        "verify": url.startswith("https:"),  # reading the machine's certificates takes 40 ms of CPU, for each client
        "timeout": httpx.Timeout(max(idle_timeout, load_timeout), connect=5.0),
        "limits": httpx.Limits(max_keepalive_connections=0),
        "event_hooks": {"request": [begin], "response": [shorten]},
    }


def watch_connection(event: str, details: dict[str, Any]) -> None:
    """A trace for httpx: what waits on a connection can be called off from another thread."""
    if event == "connection.connect_tcp.complete":
        watch(details["return_value"].get_extra_info("socket"))
