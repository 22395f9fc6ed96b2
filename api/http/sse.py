"""Server-sent events: a frame an event, comments while it is quiet, and never a silent end."""

from __future__ import annotations

from typing import Any

from starlette.types import Receive

from api import serialize
from api.http.responses import FIRST_WAIT, QUIET, Written
from api.http.streams import Stream, wait_unless_gone
from api.schemas import AnswerJSON
from api.serialize import Event
from kb.errors import EngineBroken, Error

KEEP_ALIVE = b": keep-alive\n\n"
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}  # as /openapi.json says it


def frame(event: Event) -> bytes:
    return f"event: {event.name}\ndata: {serialize.dumps(event.data)}\n\n".encode()


async def open_events(
    stream: Stream,
    receive: Receive,
    *,
    told_by_status: bool = True,
    first_wait: float = FIRST_WAIT,
    quiet: float = QUIET,
) -> Written:
    """The response for a stream whose first event is here, or late. Raises an error that comes instead of one."""
    try:
        first = await wait_unless_gone(receive, stream.next(first_wait))
    except TimeoutError:
        return Written(stream, Frames(), None, quiet)
    if first is not None and first.name == "error" and told_by_status:
        raise serialize.error_from(first.data["error"])
    return Written(stream, Frames(), first, quiet)


async def wait_for_answer(stream: Stream, receive: Receive) -> AnswerJSON:
    """The whole answer, for those who do not stream."""
    while (event := await wait_unless_gone(receive, stream.next())) is not None:
        if event.name == "answer":
            return event.data  # type: ignore[return-value]
    raise EngineBroken("The answer ended before it was complete.", "Ask again.")


class Frames:
    """Events under their names."""

    media_type = "text/event-stream"

    def begin(self) -> bytes:
        return b""

    def write(self, event: Event) -> bytes:
        return frame(event)

    def quiet(self) -> bytes:
        return KEEP_ALIVE

    def fail(self, error: Error) -> bytes:
        return frame(serialize.error_event(error))

    def end(self) -> bytes:
        return b""
