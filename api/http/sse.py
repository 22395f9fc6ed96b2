"""Server-sent events: a frame an event, comments while it is quiet, and never a silent end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.types import Receive

from api import serialize
from api.http.responses import FIRST_WAIT, QUIET, Written
from api.http.streams import Stream, wait_unless_gone
from api.serialize import Frame
from kb.errors import EngineBroken, Error
from kb.types import Answer

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
        return Written(stream, Frames(frame), None, quiet)
    if isinstance(first, Error) and told_by_status:
        raise first
    return Written(stream, Frames(frame), first, quiet)


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
