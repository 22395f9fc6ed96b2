"""One request of a chat client: it owns the answer's stream, and sends it whole or as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.compat import model_names
from api.compat.answer_text import Telling
from api.compat.answering import answer_events
from api.compat.client_tasks import Limits
from api.compat.messages import Conversation
from api.compat.model_names import Model
from api.compat.sources import make_link
from api.http.deps import Parts, Serving
from api.http.responses import Writer, write_response
from api.http.streams import Stream, wait_unless_gone
from kb.errors import EngineBroken

JSON = dict[str, Any]  # whatever a client sends: fields that are not known, or of the wrong type, are no failure


@dataclass(frozen=True)
class Replying:
    """When the request is over, however that comes about, the stream is closed."""

    parts: Serving
    request: Request
    stack: AsyncExitStack

    async def model(self, name: object) -> Model:
        """Raises Unusable, UnknownModel."""
        return await run_in_threadpool(model_names.find_model, name, self.parts.knowledge)

    def telling(self, model: Model, *, with_list: bool = True, with_thinking: bool = True) -> Telling:
        link = make_link(str(self.request.base_url), model.space)
        return Telling(link, with_list=with_list, with_thinking=with_thinking)

    async def whole(self, telling: Telling, model: Model, asked: Conversation, limits: Limits) -> None:
        """Tells all of it. Raises what ends the answer."""
        stream = await self._opened(model, asked, limits)
        await wait_unless_gone(self.request.receive, _told(stream, telling))

    async def written(self, writer: Writer, model: Model, asked: Conversation, limits: Limits) -> Response:
        """Raises what comes instead of a first event."""
        return await write_response(await self._opened(model, asked, limits), self.request.receive, writer)

    async def _opened(self, model: Model, asked: Conversation, limits: Limits) -> Stream:
        knowledge = self.parts.knowledge
        return await self.stack.enter_async_context(
            self.parts.streams.open(lambda: answer_events(knowledge, model, asked, limits))
        )


async def _told(stream: Stream, telling: Telling) -> None:
    while (event := await stream.next()) is not None:
        telling.tell(event)
    if not telling.finished:
        raise EngineBroken("The answer ended before it was complete.", "Ask again.")


async def open_request(request: Request, parts: Parts) -> AsyncIterator[Replying]:
    async with AsyncExitStack() as stack:
        yield Replying(parts, request, stack)


Reply = Annotated[Replying, Depends(open_request)]
