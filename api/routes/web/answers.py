"""`POST /web/ask`: the events of `POST /ask`, with HTML instead of Markdown."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.http.responses import Frames, encode, write_response
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


@router.post("/web/ask")
async def ask(body: Ask, request: Request, stream: Annotated[Stream, Depends(answer_events)]) -> Response:
    return await write_response(stream, request.receive, Blocks())
