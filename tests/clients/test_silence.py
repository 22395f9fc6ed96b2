"""While the model is silent, clients are kept waiting without noticing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import httpx
import ollama as package
import openai
import pytest
from fastapi import Depends, FastAPI, Request
from running import running

from api.compat.answer_text import AnswerText
from api.compat.ollama_chat import JsonLines
from api.compat.openai_chat import Chunks
from api.compat.openai_responses import Responded, ResponseEvents
from api.http import errors
from api.http.deps import Serving
from api.http.responses import write_response
from api.http.streams import Streams
from kb.types import Answer, Event, Token, Usage

WRITERS = {
    "/v1/chat/completions": lambda answer_text: Chunks("kb", answer_text, with_usage=False),
    "/v1/responses": lambda answer_text: ResponseEvents(Responded("kb", answer_text)),
    "/api/chat": lambda answer_text: JsonLines("kb", "chat", answer_text),
}


def slowly() -> Iterator[Event]:
    for word in ("Every ", "May."):
        time.sleep(0.12)
        yield Token(word)
    time.sleep(0.12)
    yield Answer("When?", "Every May.", False, (), (), "m", Usage(prompt_tokens=1, completion_tokens=2))


def never_ending() -> Iterator[Event]:
    yield Token("Every ")


def app(start) -> FastAPI:
    """The three forms, with the patience of a test."""
    made = FastAPI()
    errors.install(made)
    streams = Streams()
    made.state.serving = Serving(None, None, streams, "")

    async def stream() -> AsyncIterator[object]:
        async with streams.open(start) as opened:
            yield opened

    for path, writer in WRITERS.items():

        async def route(request: Request, stream=Depends(stream), writer=writer):  # noqa: B008
            answer_text = AnswerText(lambda citation: "")
            return await write_response(stream, request.receive, writer(answer_text), first_wait=0.03, quiet=0.03)

        made.post(path, response_model=None)(route)
    return made


@pytest.fixture(scope="module")
def slow() -> Iterator[httpx.Client]:
    with running(app(slowly)) as client:
        yield client


@pytest.fixture(scope="module")
def cut() -> Iterator[httpx.Client]:
    with running(app(never_ending)) as client:
        yield client


def test_openais_clients_skip_the_comments(slow):
    assert ": keep-alive\n\n" in slow.post("/v1/chat/completions").text
    with (
        httpx.Client(trust_env=False, verify=False) as http,
        openai.OpenAI(base_url=f"{slow.base_url}/v1", api_key="k", http_client=http) as client,
    ):
        asked = [{"role": "user", "content": "When?"}]
        chunks = list(client.chat.completions.create(model="kb", messages=asked, stream=True))
        events = list(client.responses.create(model="kb", input="When?", stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Every May."
    assert events[-1].response.output_text == "Every May."


def test_ollamas_clients_get_lines_without_text_and_never_a_blank_one(slow):
    assert "\n\n" not in slow.post("/api/chat").text
    with package.Client(str(slow.base_url), trust_env=False) as client:
        lines = list(client.chat("kb", [{"role": "user", "content": "When?"}], stream=True))
    texts = [line.message.content for line in lines]
    assert "".join(texts) == "Every May."
    assert texts[0] == ""
    assert len(texts) > 4


def test_an_answer_without_an_end_is_a_failure_in_every_form(cut):
    assert "ended before it was complete" in cut.post("/v1/chat/completions").text.split("\n\n")[-3]
    assert cut.post("/v1/responses").text.split("\n\n")[-2].startswith("event: error\n")
    assert "[error] The answer ended" in cut.post("/api/chat").text.splitlines()[-1]
