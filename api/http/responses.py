"""A stream of events sent as a client reads it: a failure first is a status, silence is filled, no end is silent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import serialize
from api.http.errors import internal_error, note
from api.http.streams import Gone, Stream, wait_unless_gone
from api.serialize import Frame
from api.values import ErrorEvent
from kb.errors import EngineBroken, Error
from kb.types import Answer

# How long a failure can still be told by its status; after that the headers go out, because clients give up on silence.
FIRST_WAIT = 10.0
QUIET = 10.0  # seconds


class Writer(Protocol):
    """One answer in one form."""

    media_type: str

    def begin(self) -> bytes: ...

    def write(self, event: Any) -> bytes:
        """Empty where the event is not for the client."""

    def quiet(self) -> bytes:
        """What keeps the connection alive and is not shown."""

    def fail(self, error: Error) -> bytes:
        """The end, in place of `end`."""

    def end(self) -> bytes: ...


async def write_response(
    stream: Stream, receive: Receive, writer: Writer, *, first_wait: float = FIRST_WAIT, quiet: float = QUIET
) -> Written:
    """The response for a stream whose first event is here, or late. Raises an error that comes instead of one."""
    first = None
    with suppress(TimeoutError):
        first = await wait_unless_gone(receive, stream.next(first_wait))
    return Written(stream, writer, first, lambda: quiet)


class Written(Response):
    """Sends until the stream's end, or until the reader leaves; who opened the stream closes it.

    `quiet`: for how many seconds nothing need be sent now.
    """

    def __init__(self, stream: Stream, writer: Writer, first: object, quiet: Callable[[], float]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(headers=headers, media_type=writer.media_type)
        del self.headers["content-length"]
        self._stream = stream
        self._writer = writer
        self._first = first
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        with suppress(Gone):
            await wait_unless_gone(receive, self._send_all(send))

    async def _send_all(self, send: Send) -> None:
        data = self._writer.begin()
        data += self._writer.quiet() if self._first is None else self._writer.write(self._first)
        while True:
            if data:
                await send({"type": "http.response.body", "body": data, "more_body": True})
            data, last = await self._next()
            if last:
                break
        await send({"type": "http.response.body", "body": data, "more_body": False})

    async def _next(self) -> tuple[bytes, bool]:
        """What is to be sent, and whether it is the end."""
        try:
            event = await self._stream.next(self._quiet())
        except TimeoutError:
            return self._writer.quiet(), False
        except Error as error:
            note(error)
            return self._writer.fail(error), True
        except Exception as error:
            return self._writer.fail(internal_error(error)), True
        return (self._writer.end(), True) if event is None else (self._writer.write(event), False)


KEEP_ALIVE = b": keep-alive\n\n"
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}  # as /openapi.json says it


def encode(frame: Frame) -> bytes:
    return f"event: {frame.name}\ndata: {serialize.dumps(frame.data)}\n\n".encode()


async def open_events(
    stream: Stream,
    receive: Receive,
    frame: Callable[[Any], Frame],
    *,
    told_by_status: bool = True,
    first_wait: float = FIRST_WAIT,
    quiet: float = QUIET,
) -> Written:
    """The response for a stream whose first event is here, or late; `frame` serializes each.

    Raises an error that comes instead of the first, unless its reader is to hear of it as of the others.
    """
    try:
        first = await wait_unless_gone(receive, stream.next(first_wait))
    except TimeoutError:
        return Written(stream, Frames(frame), None, lambda: quiet)
    if isinstance(first, ErrorEvent) and told_by_status:
        raise first.error
    return Written(stream, Frames(frame), first, lambda: quiet)


async def wait_for_answer(stream: Stream, receive: Receive) -> Answer:
    """The whole answer, for those who do not stream."""
    while (event := await wait_unless_gone(receive, stream.next())) is not None:
        if isinstance(event, Answer):
            return event
    raise EngineBroken("The answer ended before it was complete.", "Ask again.")


class Frames:
    """Events under their names."""

    media_type = "text/event-stream"

    def __init__(self, frame: Callable[[Any], Frame]) -> None:
        self._frame = frame

    def begin(self) -> bytes:
        return b""

    def write(self, event: Any) -> bytes:
        return encode(self._frame(event))

    def quiet(self) -> bytes:
        return KEEP_ALIVE

    def fail(self, error: Error) -> bytes:
        return encode(serialize.error_event(error))

    def end(self) -> bytes:
        return b""
