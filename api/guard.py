"""Who may talk to the server: programs on this machine, and pages that this machine served."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
NO_CACHE = (b"cache-control", b"no-store")


class Guard:
    """Refuses foreign `Host` and `Origin` headers, on every route: any web page can send requests to 127.0.0.1."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        reason = refusal(scope["headers"])
        if reason is None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        await _refuse(send, reason)


def refusal(headers: list[tuple[bytes, bytes]]) -> str | None:
    """Why a request with these headers is not served, or None."""
    values = [(name.lower(), value.decode("latin-1").strip()) for name, value in headers]
    hosts = [value for name, value in values if name == b"host"]
    origins = [value for name, value in values if name == b"origin"]
    sites = [value.lower() for name, value in values if name == b"sec-fetch-site"]
    # A name that a stranger's DNS points here still carries the stranger's Host.
    if len(hosts) != 1 or not is_local(f"http://{hosts[0]}"):
        return "This Host is not this machine."
    if not all(is_local(origin) for origin in origins):
        return "Web pages from elsewhere may not ask."
    if "cross-site" in sites:
        return "Web pages from elsewhere may not ask."
    return None


def is_local(origin: str) -> bool:
    """Whether `scheme://name[:port]`, and nothing else, names this machine."""
    try:
        parts = urlsplit(origin)
        name = (parts.hostname or "").rstrip(".")
        _ = parts.port  # raises where it is not a number
    except ValueError:
        return False
    alone = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc or "\\" in origin)
    return alone and parts.scheme in ("http", "https") and name in LOCAL_NAMES


async def _refuse(send: Send, reason: str) -> None:
    hint = "Use http://127.0.0.1 or http://localhost from this machine."
    body = json.dumps({"error": {"code": "forbidden", "message": reason, "hint": hint}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), NO_CACHE]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
