"""Server-sent events: a frame an event, comments while it is quiet, and never a silent end."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import wire
from api.failures import internal
from api.promise import AnswerJSON
from api.streaming import Gone, Stream, unless_gone
from api.wire import Event
from kb.errors import EngineBroken, Error

# How long a failure can still be told by its status; after that the headers go out, because clients give up on silence.
FIRST_WAIT = 10.0
QUIET = 10.0  # seconds between comments
KEEP_ALIVE = b": keep-alive\n\n"
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}  # as /openapi.json says it


def frame(event: Event) -> bytes:
    return f"event: {event.name}\ndata: {wire.dumps(event.data)}\n\n".encode()


async def opened(
    stream: Stream,
    receive: Receive,
    *,
    told_by_status: bool = True,
    first_wait: float = FIRST_WAIT,
    quiet: float = QUIET,
) -> EventStream:
    """The response for a stream whose first event is here, or late. Raises an error that comes instead of one."""
    try:
        first = await unless_gone(receive, stream.next(first_wait))
    except TimeoutError:
        return EventStream(stream, quiet=quiet)
    if first is not None and first.name == "error" and told_by_status:
        raise wire.error_from(first.data["error"])
    return EventStream(stream, first, quiet)


async def answered(stream: Stream, receive: Receive) -> AnswerJSON:
    """The whole answer, for those who do not stream."""
    while (event := await unless_gone(receive, stream.next())) is not None:
        if event.name == "answer":
            return event.data  # type: ignore[return-value]
    raise EngineBroken("The answer ended before it was complete.", "Ask again.")


class EventStream(Response):
    """Sends a stream's events until its end, or until the reader leaves; who opened the stream closes it."""

    media_type = "text/event-stream"

    def __init__(self, stream: Stream, first: Event | None = None, quiet: float = QUIET) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._stream = stream
        self._first = first
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        with suppress(Gone):
            await unless_gone(receive, self._send_all(send))

    async def _send_all(self, send: Send) -> None:
        async def write(data: bytes, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": more})

        event = self._first
        while True:
            await write(frame(event) if event else KEEP_ALIVE)
            try:
                event = await self._stream.next(self._quiet)
            except TimeoutError:
                event = None
                continue
            except Error as error:
                await write(frame(wire.error_event(error)))
                break
            except Exception as error:
                await write(frame(wire.error_event(internal(error))))
                break
            if event is None:
                break
        await write(b"", more=False)
