"""What documents say and are called, wherever a client draws it: read word for word, and nothing loads or links."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client
from ollama_server import CHAT, OllamaServer, Reply
from rendering import FORMS, Drawn, words
from rich.console import Console
from running import running

import kb
from api import parse
from api.cli.chat.conversation import Conversation, as_markdown
from api.cli.chat.markdown import draw_live
from api.escape import Inert, escape
from api.http.app import create_app
from kb.settings import Settings

NAME = "[press](javascript:alert(1)) <b>.txt"
ANIMALS = ("zebra", "walrus", "otter", "badger")  # each has a notice with some of the forms, in one sentence
NOTICES = {
    animal: f"The {animal} notice reads {' and '.join([*FORMS.values()][at :: len(ANIMALS)])} and nothing else"
    for at, animal in enumerate(ANIMALS)
}


@pytest.fixture(scope="module")
def ollama() -> Iterator[OllamaServer]:
    with OllamaServer(models=[CHAT]) as server:
        yield server


def serving(folder: Any, chat: str, url: str) -> Iterator[httpx.Client]:
    (folder / "docs").mkdir()
    for animal, notice in NOTICES.items():
        (folder / "docs" / f"{animal} {NAME}").write_text(notice + ".\n", encoding="utf-8")
    settings = Settings(home=folder / "home", embed="builtin", chat=chat, ollama_host=url)
    with kb.open(settings=settings) as base, running(create_app(base, "token")) as client:
        body = {"paths": [str(folder / "docs")]}
        assert "event: summary" in client.post("/ingest", json=body, headers={"X-KB-Token": "token"}).text
        yield client


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[httpx.Client]:
    yield from serving(tmp_path_factory.mktemp("quoting"), "builtin", ollama.url)


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[httpx.Client]:
    yield from serving(tmp_path_factory.mktemp("writing"), "ollama:tiny-chat", ollama.url)


def asked(question: str, **more: object) -> dict[str, Any]:
    return {"model": "kb", "messages": [{"role": "user", "content": question}], **more}


def lines(reply: httpx.Response) -> list[Any]:
    found = [line.removeprefix("data: ") for line in reply.text.splitlines()]
    return [json.loads(line) for line in found if line.startswith("{")]


def chat_completion(client: httpx.Client, question: str) -> str:
    return client.post("/v1/chat/completions", json=asked(question)).json()["choices"][0]["message"]["content"]


def chat_completion_stream(client: httpx.Client, question: str) -> str:
    chunks = lines(client.post("/v1/chat/completions", json=asked(question, stream=True)))
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)


def response(client: httpx.Client, question: str) -> str:
    body = {"model": "kb", "input": question}
    return client.post("/v1/responses", json=body).json()["output"][0]["content"][0]["text"]


def response_stream(client: httpx.Client, question: str) -> str:
    events = lines(client.post("/v1/responses", json={"model": "kb", "input": question, "stream": True}))
    return "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")


def ollama_chat(client: httpx.Client, question: str) -> str:
    return client.post("/api/chat", json=asked(question, stream=False)).json()["message"]["content"]


def ollama_chat_stream(client: httpx.Client, question: str) -> str:
    return "".join(line["message"]["content"] for line in lines(client.post("/api/chat", json=asked(question))))


def ollama_generate(client: httpx.Client, question: str) -> str:
    body = {"model": "kb", "prompt": question, "stream": False}
    return client.post("/api/generate", json=body).json()["response"]


def ollama_generate_stream(client: httpx.Client, question: str) -> str:
    found = lines(client.post("/api/generate", json={"model": "kb", "prompt": question}))
    return "".join(line["response"] for line in found)


def tool(client: httpx.Client, name: str, **arguments: str) -> Any:
    async def run() -> Any:
        async with Client(f"{client.base_url}/mcp", mode="legacy") as session:
            return await session.call_tool(name, arguments)

    return anyio.run(run)


def mcp_ask(client: httpx.Client, question: str) -> str:
    result = tool(client, "ask", question=question)
    assert result.structured_content["answer"] in result.content[0].text
    return result.content[0].text


def saved_conversation(client: httpx.Client, question: str) -> str:
    answer = client.post("/ask", json={"question": question, "stream": False}).json()
    return as_markdown(Conversation((parse.answer(answer),)))


DOORS: list[Callable[[httpx.Client, str], str]] = [
    chat_completion,
    chat_completion_stream,
    response,
    response_stream,
    ollama_chat,
    ollama_chat_stream,
    ollama_generate,
    ollama_generate_stream,
    mcp_ask,
    saved_conversation,
]


@pytest.mark.parametrize("door", DOORS)
def test_a_quote_is_read_word_for_word_and_does_nothing(quoting, door):
    for animal, notice in NOTICES.items():
        drawn = Drawn(door(quoting, f"What does the {animal} notice read?"))
        assert drawn.foreign == []
        assert words(shown(notice)) in words(drawn.text)


def shown(text: str) -> str:
    """As answers quote: what looks like a mark of theirs is written in other brackets."""
    return text.replace("[1]", "(1)").replace("[^1]", "(1)")


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_or_link_that_a_document_has_a_model_write_is_none(writing, ollama, door):
    said = "\n\n".join(f"It reads {form}" for form in FORMS.values())
    ollama.replies[:] = [Reply([*said])]  # letter by letter
    drawn = Drawn(door(writing, "What does the zebra notice read?"))
    assert drawn.text.count("It reads") == len(FORMS)
    assert [each for each in drawn.foreign if each.startswith("<") or "evil" in each] == []


@pytest.mark.parametrize("door", DOORS)
def test_names_of_documents_are_read_as_they_are(quoting, door):
    drawn = Drawn(door(quoting, "Which documents do you have?"))
    assert drawn.foreign == []
    assert f"zebra {NAME}" in drawn.text


def test_a_tools_json_is_the_same_json_and_draws_nothing(quoting):
    for animal, notice in NOTICES.items():
        searched = tool(quoting, "search", query=f"the {animal} notice")
        found = searched.structured_content["results"][0]
        fetched = tool(quoting, "fetch", id=found["id"])
        assert (found["text"].strip(), fetched.structured_content["text"].strip()) == (f"{notice}.",) * 2
        for result in (searched, fetched):
            assert json.loads(result.content[0].text) == result.structured_content
            foreign = Drawn(result.content[0].text).foreign
            assert [each for each in foreign if each.startswith(("<", "http", "www"))] == []


def test_our_own_api_tells_quotes_as_they_stand_in_the_document(quoting):
    answer = quoting.post("/ask", json={"question": "What does the zebra notice read?", "stream": False}).json()
    assert shown(NOTICES["zebra"]) in answer["answer"]
    assert answer["citations"][0]["quote"].startswith(NOTICES["zebra"])


@pytest.mark.parametrize("form", FORMS)
def test_a_terminal_draws_a_quote_word_for_word(form):
    console = Console(file=io.StringIO(), width=400, force_terminal=True, markup=False, color_system=None)
    with draw_live(console) as growth:
        writing = Inert()
        growth.feed(writing.feed("From the documents:\n- “") + writing.finish() + escape(FORMS[form] + "\x1b]8;;x\x07"))
    drawn = console.file.getvalue()
    assert FORMS[form] in drawn
    assert "\x1b]8" not in drawn
