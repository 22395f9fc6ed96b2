"""`/ask` and `/search`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from api import serialize
from api.http.deps import K, Parts, Space
from api.http.errors import json_response
from api.http.responses import EVENTS, open_events, wait_for_answer
from api.http.streams import Stream, wait_unless_gone
from api.schemas import AnswerJSON, HitsJSON
from kb.limits import HITS
from kb.types import AskOptions, Hit, Message, Mode

router = APIRouter(tags=["answers"])


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise ValueError("half of a character is no text") from error
    return value


SCOPE = "look only there: a document's path, or a folder's with a slash at its end"
Text = Annotated[str, AfterValidator(_text)]


class HistoryMessage(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: Text


class Ask(BaseModel):
    question: Text
    history: list[HistoryMessage] = []
    space: str | None = None
    k: int | None = Field(None, ge=1, le=HITS, description="hits to answer from")
    scope: Text = Field("", description=SCOPE)
    role: str | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    stream: bool = True
    explain: bool = Field(
        False, description="tell what the model is shown, as the event `prompt`; none where none is asked"
    )


async def answer_events(body: Ask, request: Request, parts: Parts) -> AsyncIterator[Stream]:
    # The dependency owns the stream: it is closed when the response is over, however that comes about.
    backend = parts.enter(request, body.space)
    history = tuple(Message(turn.role, turn.content) for turn in body.history)
    options = AskOptions(
        history, body.k, body.role, temperature=body.temperature, explain=body.explain, scope=body.scope
    )
    async with parts.streams.open(lambda: backend.ask(body.question, options)) as stream:
        yield stream


@router.post("/ask", response_model=AnswerJSON, responses=EVENTS)
async def ask(body: Ask, request: Request, stream: Annotated[Stream, Depends(answer_events)]) -> Response:
    """Answers from the documents, with citations: as events `sources`, `thinking`, `token`, `answer`, `error`; with
    `"stream": false` as one JSON object, the same as the `answer` event. Where many ask at once, `waiting` says how
    many come `before`; what cannot begin within 30 seconds is answered 503, with `Retry-After`."""
    if not body.stream:
        return json_response(serialize.answer(await wait_for_answer(stream, request.receive)))
    return await open_events(stream, request.receive, serialize.answer_event)


async def search_events(
    q: Annotated[str, Query()],
    parts: Parts,
    backend: Space,
    k: K = None,
    mode: Mode = "hybrid",
    scope: Annotated[str, Query(description=SCOPE)] = "",
) -> AsyncIterator[Stream]:
    def found() -> Iterator[list[Hit]]:
        yield backend.search(q, k=k, mode=mode, scope=scope)

    async with parts.streams.open(found) as stream:
        yield stream


@router.get("/search", response_model=HitsJSON)
async def search(request: Request, stream: Annotated[Stream, Depends(search_events)]) -> Response:
    """The passages that answer to a question, best first."""
    found = await wait_unless_gone(request.receive, stream.next())
    return json_response({"hits": serialize.hits(found or [])})
