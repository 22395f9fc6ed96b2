"""One request of a chat client: it owns the answer's stream, and sends it whole or as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.backend.protocol import ServedBackend
from api.compat import client_tasks, model_names
from api.compat.answer_text import AnswerText, PlainToken
from api.compat.messages import ClientQuestion
from api.compat.model_names import ServedModel
from api.compat.sources import make_link
from api.http.deps import Parts, Serving
from api.http.responses import Writer, write_response
from api.http.streams import Stream, wait_unless_gone
from kb import limits
from kb.errors import AnswerCutShort, TooLarge, TooLong
from kb.types import AskOptions, Event, Waiting

JSON = dict[str, Any]  # whatever a client sends: fields that are not known, or of the wrong type, are no failure


@dataclass(frozen=True)
class ChatExchange:
    """When the request is over, however that comes about, the stream is closed."""

    parts: Serving
    request: Request
    stack: AsyncExitStack

    async def model(self, name: object) -> ServedModel:
        """Raises Unusable, UnknownModel."""
        return await run_in_threadpool(model_names.find_model, name, self.parts.enter(self.request))

    def backend(self, model: ServedModel) -> ServedBackend:
        """Of the space that the model stands for. Raises Forbidden."""
        return self.parts.enter(self.request, model.space)

    def make_text(self, model: ServedModel, *, with_list: bool = True, with_thinking: bool = True) -> AnswerText:
        link = make_link(str(self.request.base_url), model.space)
        return AnswerText(link, with_list=with_list, with_thinking=with_thinking)

    async def gather_answer(
        self, answer_text: AnswerText, model: ServedModel, asked: ClientQuestion, options: AskOptions
    ) -> None:
        """Tells all of it. Raises what ends the answer."""
        stream = await self._open_stream(model, asked, options)
        await wait_unless_gone(self.request.receive, _gather(stream, answer_text))

    async def write_answer(
        self, writer: Writer, model: ServedModel, asked: ClientQuestion, options: AskOptions
    ) -> Response:
        """Raises what comes instead of a first event."""
        return await write_response(await self._open_stream(model, asked, options), self.request.receive, writer)

    async def _open_stream(self, model: ServedModel, asked: ClientQuestion, options: AskOptions) -> Stream:
        backend, wanted = self.backend(model), replace(options, role=model.role)
        return await self.stack.enter_async_context(self.parts.streams.open(lambda: answer(backend, asked, wanted)))


def answer(backend: ServedBackend, asked: ClientQuestion, options: AskOptions) -> Iterator[Event | PlainToken]:
    """The events of the answer, or of a client's own task. Closing it stops the chat model."""
    if client_tasks.is_chore(asked):
        yield from client_tasks.run_task(asked, backend.chat, options)
        return
    wanted = replace(options, history=limits.keep_latest(asked.history), manner=asked.manner)
    with closing(cast(Any, backend.ask(_limit_question(asked.question), wanted))) as events:
        for event in events:
            # Clients know of no queue. Nothing is sent meanwhile, so that a failure is still told by its status.
            if not isinstance(event, Waiting):
                yield event


def _limit_question(question: str) -> str:
    """The last question, as these clients know one that is too long: a conversation that the model has no room for."""
    try:
        return limits.check_question(question)
    except TooLarge as error:
        raise TooLong(error.message, error.hint) from error


async def _gather(stream: Stream, answer_text: AnswerText) -> None:
    while (event := await stream.next()) is not None:
        answer_text.tell(event)
    if not answer_text.finished:
        raise AnswerCutShort()


async def open_request(request: Request, parts: Parts) -> AsyncIterator[ChatExchange]:
    async with AsyncExitStack() as stack:
        yield ChatExchange(parts, request, stack)


Reply = Annotated[ChatExchange, Depends(open_request)]
