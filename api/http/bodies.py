"""Bodies: JSON whatever it is called, unless it is a form, and never endless; for HEAD none is sent."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import error_response
from kb.errors import TooLarge

JSON_LIMIT = 4 * 1024 * 1024  # bytes
UPLOAD_LIMIT = 2 * 1024 * 1024 * 1024  # bytes, all files of one request


class Bodies:
    """`curl -d` calls its JSON a form; FastAPI would not read it. Safe only behind the guard."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "DELETE", "OPTIONS"):
            return await self.app(scope, receive, send)
        headers = dict(scope["headers"])
        form = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        limit = UPLOAD_LIMIT if form else JSON_LIMIT
        body = b""
        too_large = int(headers.get(b"content-length") or 0) > limit
        while not form and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            too_large = len(body) > limit
            if not message.get("more_body"):
                break
        if too_large:
            error = TooLarge(f"The body is larger than {limit // 2**20} MiB.", "Send less at once.")
            return await error_response(error, scope["path"])(scope, receive, send)
        if form:
            return await self.app(scope, receive, send)
        named = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
        scope["headers"] = [*named, (b"content-type", b"application/json")]  # no copy: the route is noted in it
        await self.app(scope, _replay(body, receive), send)


class Heads:
    """Has HEAD answered as GET is, on every route; the server that sends the answer leaves its body out.

    Monitors and download tools ask so before they ask for more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A copy: the server looks into its own for the method.
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


def limit_body(receive: Receive) -> Receive:
    """The same bytes, until there are more than an upload may have. Then raises TooLarge."""
    seen = 0

    async def next_message() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > UPLOAD_LIMIT:
            raise TooLarge(f"The upload is larger than {UPLOAD_LIMIT // 2**20} MiB.", "Send fewer files at once.")
        return message

    return next_message


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def next_message() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
