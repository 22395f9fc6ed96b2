"""`kb mcp` as a client starts it: alone, beside other commands, and with a server on the home."""

from __future__ import annotations

import json
import os
import signal
import sys
import zipfile
from pathlib import Path

import anyio
import pytest
from forked import Forked
from mcp import Client, StdioServerParameters
from ollama_server import OllamaServer
from papers import LEAVE, QUESTION, SAID, fill_home
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from api.mcp.stdio import link_from
from kb.settings import Settings
from kb.store.lock import read_holder

KB = ["-c", "from api.cli import app; app()"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_home(tmp_path_factory.mktemp("stdio"))


def environment(home: Path, **more: str) -> dict[str, str]:
    return os.environ | {"KB_HOME": str(home), "KB_EMBED": "builtin", "KB_CHAT": "builtin"} | more


def client(home: Path, **more: str) -> Client:
    parameters = StdioServerParameters(command=sys.executable, args=[*KB, "mcp"], env=environment(home, **more))
    return Client(parameters)


def test_the_real_client_searches_and_fetches_and_takes_the_home_no_earlier(home):
    async def talk():
        async with client(home) as session:
            assert [tool.name for tool in (await session.list_tools()).tools] == ["search", "fetch", "ask"]
            assert read_holder(home) is None
            found = (await session.call_tool("search", {"query": "paid leave"})).structured_content["results"][0]
            return found, (await session.call_tool("fetch", {"id": found["id"]})).structured_content

    found, fetched = anyio.run(talk)
    assert (found["title"], "28 days" in fetched["text"]) == ("leave.md", True)
    assert found["url"] == (home.parent / "docs" / "leave.md").as_uri()


def test_a_document_out_of_an_archive_is_linked_to_the_archive_which_can_be_opened(tmp_path):
    with zipfile.ZipFile(tmp_path / "all papers.zip", "w") as archive:
        archive.writestr("papers/leave.md", LEAVE)
    with kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base:
        backend = LocalBackend(base)
        list(backend.ingest([tmp_path / "all papers.zip"]))
        *_, answer = base.ask(QUESTION)
        assert answer.citations[0].path == "all papers.zip/papers/leave.md"
        assert link_from(backend)(answer.citations[0]) == (tmp_path / "all papers.zip").as_uri()


def test_while_a_server_runs_the_tools_work_through_it(home):
    with OllamaServer(replies=[SAID]) as ollama:
        settings = Settings(home=home, embed="builtin", chat="ollama:tiny-chat", ollama_host=ollama.url)
        with kb.open(settings=settings) as base, running(create_app(base, "token")) as served:
            base.home.announce(str(served.base_url), "token")

            async def ask():
                async with client(home) as session:
                    return await session.call_tool("ask", {"question": QUESTION})

            [item] = anyio.run(ask).content
            assert item.text.startswith(f"{SAID}\n\nSources:\n[1] leave.md {served.base_url}/view/")


def test_an_empty_home_has_no_hits_and_that_is_no_error(tmp_path):
    async def search():
        async with client(tmp_path / "home") as session:
            return await session.call_tool("search", {"query": "anything"})

    result = anyio.run(search)
    assert (result.is_error, result.content[0].text) == (False, '{"results": []}')


def test_nothing_but_messages_is_written_and_the_end_of_stdin_is_the_end(home):
    fetch = message(1, "tools/call", {"name": "fetch", "arguments": {"id": "nope"}})
    with started(home) as process:
        replies = [said(process, HELLO), said(process, fetch)]
        rest, complaints = process.communicate(timeout=20)
    assert [(reply["jsonrpc"], reply["id"]) for reply in replies] == [("2.0", 0), ("2.0", 1)]
    assert replies[1]["result"]["content"][0]["text"] == "Nothing here has the id 'nope'. Take one from search."
    assert (rest, complaints, process.returncode) == ("", "", 0)


def test_calls_that_come_from_a_file_are_answered_before_the_end(home):
    search = message(1, "tools/call", {"name": "search", "arguments": {"query": "paid leave"}})
    with started(home) as process:
        said, complaints = process.communicate(60, "".join(json.dumps(line) + "\n" for line in (HELLO, search)))
    replies = {reply["id"]: reply["result"] for reply in map(json.loads, said.splitlines())}
    assert replies[1]["structuredContent"]["results"][0]["title"] == "leave.md"
    assert (complaints, process.returncode) == ("", 0)


def test_a_call_with_half_of_a_character_is_answered_and_a_whole_one_stays_what_it_is(home):
    halves = [message(1, "tools/call", {"name": "fetch", "arguments": {"id": "cut \ud83d"}})]
    halves.append(message(2, "tools/call", {"name": "fetch", "arguments": {"id": "whole 🙂 \\ud83d \ude42"}}))
    with started(home) as process:
        told, complaints = process.communicate(60, "".join(json.dumps(line) + "\n" for line in (HELLO, *halves)))
    replies = {reply["id"]: reply["result"] for reply in map(json.loads, told.splitlines())}
    texts = [replies[number]["content"][0]["text"] for number in sorted(replies) if number]
    assert texts == [
        "Nothing here has the id 'cut ?'. Take one from search.",
        "Nothing here has the id 'whole 🙂 \\\\ud83d ?'. Take one from search.",
    ]
    assert (complaints, process.returncode) == ("", 0)


def test_a_signal_ends_it_and_gives_the_home_back(home):
    search = message(1, "tools/call", {"name": "search", "arguments": {"query": "leave"}})
    with started(home) as process:
        said(process, HELLO)
        said(process, search)
        assert read_holder(home) is not None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 128 + signal.SIGTERM
    assert read_holder(home) is None


def message(id: int, method: str, params: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


INFO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "probe", "version": "1"}}
HELLO = message(0, "initialize", INFO)


def started(home: Path) -> Forked:
    return Forked(["mcp"], environment(home))


def said(process: Forked, asked: dict[str, object]) -> dict[str, object]:
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())
