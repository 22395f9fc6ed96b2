"""`POST /web/ask`: the events of `POST /ask`, with HTML instead of Markdown."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from api.http.responses import QUIET, Frames, Written, encode
from api.http.streams import Stream
from api.routes.ask import Ask, answer_events
from api.serialize import answer_event
from api.web.live_answer import LiveAnswer

router = APIRouter(include_in_schema=False)


class Blocks(Frames):
    """An answer's events, its text as blocks of HTML."""

    def __init__(self) -> None:
        super().__init__(answer_event)
        self._answer = LiveAnswer()

    def write(self, event: Any) -> bytes:
        return b"".join(encode(frame) for frame in self._answer.draw(event))

    def seconds_quiet(self) -> float:
        """For how long nothing need be sent now."""
        due = self._answer.seconds_due
        return QUIET if due is None else min(QUIET, due)

    def quiet(self) -> bytes:
        return b"".join(encode(frame) for frame in self._answer.draw_held()) or super().quiet()


@router.post("/web/ask")
async def ask(body: Ask, stream: Annotated[Stream, Depends(answer_events)]) -> Response:
    """A failure is always an event: to a browser, a failed request is an error of the page."""
    blocks = Blocks()
    return Written(stream, blocks, None, blocks.seconds_quiet)
