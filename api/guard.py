"""Who may talk to the server: programs on this machine, and pages that this machine served."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.failures import Forbidden, error_response

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
LINKED = "/view/"  # pages that any page may link to: a click shows them to the reader, and to nobody else


class Guard:
    """Refuses foreign `Host` and `Origin` headers, on every route: any web page can send requests to 127.0.0.1."""

    def __init__(self, app: ASGIApp, origins: Iterable[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        reading = scope.get("method") in ("GET", "HEAD")
        linked = reading and scope["path"].startswith(LINKED)
        reason = refusal(scope["headers"], self.origins, linked=linked)
        if reason is None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        error = Forbidden(reason, "Use http://127.0.0.1 or http://localhost from this machine.")
        response = error_response(error, scope["path"])
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)


def refusal(
    headers: list[tuple[bytes, bytes]], listed: Iterable[str] = frozenset(), *, linked: bool = False
) -> str | None:
    """Why a request with these headers is not served, or None.

    `listed` are origins from elsewhere that may ask; with `linked`, a reader may come from any page by a click.
    """
    values = [(name.lower(), value.decode("latin-1").strip()) for name, value in headers]
    hosts = [value for name, value in values if name == b"host"]
    origins = [value for name, value in values if name == b"origin"]
    sites = [value.lower() for name, value in values if name == b"sec-fetch-site"]
    clicked = linked and (b"sec-fetch-mode", "navigate") in values and (b"sec-fetch-dest", "document") in values
    # A name that a stranger's DNS points here still carries the stranger's Host.
    if len(hosts) != 1 or not is_local(f"http://{hosts[0]}"):
        return "This Host is not this machine."
    is_listed = bool(origins) and all(origin.lower() in listed for origin in origins)
    if not is_listed and not all(is_local(origin) for origin in origins):
        return "Web pages from elsewhere may not ask."
    if "cross-site" in sites and not is_listed and not clicked:
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
