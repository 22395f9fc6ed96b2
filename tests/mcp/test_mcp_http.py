"""`/mcp` with the real client in both of its protocols, and with the requests of older clients as recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult
from ollama_server import Failure, OllamaServer, Reply
from papers import LEAVE, papers
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from ingest.events import Summary
from kb.settings import Settings

INITIALIZE = {
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "probe", "version": "1"}},
    "jsonrpc": "2.0",
    "id": 0,
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def ollama() -> Iterator[OllamaServer]:
    with OllamaServer() as server:
        yield server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, ollama: OllamaServer) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("mcp")
    papers(folder / "docs")
    settings = Settings(home=folder / "home", embed="builtin", chat="ollama:tiny-chat", ollama_host=ollama.url)
    with kb.open(settings=settings) as base:
        assert isinstance(list(LocalBackend(base).ingest([folder / "docs"]))[-1], Summary)
        with running(create_app(base)) as client:
            yield client


@pytest.fixture(params=["auto", "legacy"])
def call(request: pytest.FixtureRequest, served: httpx.Client) -> Any:
    """Calls a tool through the real client: as of 2026-07-28, and with the older handshake."""

    def called(tool: str, path: str = "/mcp", **arguments: object) -> CallToolResult:
        async def run() -> CallToolResult:
            async with Client(f"{served.base_url}{path}", mode=request.param) as client:
                return await client.call_tool(tool, arguments)

        return anyio.run(run)

    return called


def one_text(result: CallToolResult) -> str:
    [item] = result.content
    assert item.type == "text"
    return item.text


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_three_tools_that_only_read_are_offered(served, mode, version):
    async def listed():
        async with Client(f"{served.base_url}/mcp", mode=mode) as client:
            return client.session.protocol_version, (await client.list_tools()).tools

    spoken, tools = anyio.run(listed)
    assert spoken == version
    assert {tool.name: tool.input_schema["required"] for tool in tools} == {
        "search": ["query"],
        "fetch": ["id"],
        "ask": ["question"],
    }
    assert all(tool.annotations.read_only_hint for tool in tools)


def test_a_search_is_one_text_of_json_and_the_same_for_programs(call, served):
    result = call("search", query="How many days of paid leave?")
    assert json.loads(one_text(result)) == result.structured_content
    first = result.structured_content["results"][0]
    assert (first["title"], "28 days" in first["text"]) == ("leave.md", True)
    assert first["url"].startswith(f"{served.base_url}/view/")
    assert "<mark" in httpx.get(first["url"]).text
    assert 0 < first["score"] <= 1


def test_a_hit_is_fetched_with_the_page_around_it(call):
    first = call("search", query="paid leave").structured_content["results"][0]
    result = call("fetch", id=first["id"])
    fetched = json.loads(one_text(result))
    assert fetched == result.structured_content
    assert (fetched["id"], fetched["title"], fetched["text"]) == (first["id"], "leave.md", LEAVE)
    start, end = map(int, fetched["metadata"]["passage"].split("-"))
    assert fetched["text"][start:end] == first["text"]


def test_a_whole_document_is_fetched_by_the_first_part_of_an_id(call):
    first = call("search", query="差旅 住宿费").structured_content["results"][0]
    fetched = call("fetch", id=first["id"].split("#")[0]).structured_content
    assert (fetched["title"], "一线城市住宿费每晚最高报销650元" in fetched["text"]) == ("travel/差旅.md", True)


@pytest.mark.parametrize("id", ["nope", "nope#1:0-5", "no such id", "#", "x#y"])
def test_an_id_that_nothing_has_is_an_error_that_names_it(call, id):
    result = call("fetch", id=id)
    assert (result.is_error, repr(id) in one_text(result)) == (True, True)


def test_an_answer_comes_with_its_marks_and_their_pages(call, ollama, served):
    ollama.replies.append("Everyone who works full time has 28 days of paid leave a year [1].")
    result = call("ask", question="How many days of paid leave are there a year?")
    assert result.structured_content["citations"][0]["title"] == "leave.md"
    answer, sources = one_text(result).split("\n\nSources:\n")
    assert answer == "Everyone who works full time has 28 days of paid leave a year [1]."
    assert sources.startswith(f"[1] leave.md {served.base_url}/view/")


def test_a_cited_source_that_may_say_so_is_told_to_be_unclear(call, ollama):
    ollama.replies.append("Everyone enjoys 6 weeks of paid leave [1].")
    citation, *_ = call("ask", question="How many days of paid leave are there a year?").structured_content["citations"]
    told = (citation["supported"], citation["unclear"], citation["reason"])
    assert told == (False, True, "not clear: 6 weeks is not there")


def test_a_question_that_the_documents_do_not_answer_is_refused_in_its_language(call):
    result = call("ask", question="谁支付牙科保险？")
    assert (one_text(result), result.structured_content["refused"]) == ("这些文档里没有答案。", True)
    nearest = result.structured_content["nearest"]
    assert [source["title"] for source in nearest][:1] == ["travel/差旅.md"]
    assert "一线城市住宿费" in nearest[0]["quote"]


def test_what_goes_wrong_is_told_to_the_model(call, ollama):
    ollama.replies.append(Failure(404, '{"error":"model \'tiny-chat\' not found"}'))
    broken = call("ask", question="How many days of paid leave are there a year?")
    assert (broken.is_error, "ollama pull tiny-chat" in one_text(broken)) == (True, True)
    unknown = call("search", "/mcp?space=nowhere", query="leave")
    assert (unknown.is_error, "no space 'nowhere'" in one_text(unknown)) == (True, True)
    assert call("search", query="  ").is_error
    assert "There are: search, fetch, ask." in one_text(call("delete", id="x"))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_documents_are_resources_that_a_person_can_attach(served, mode):
    async def read():
        async with Client(f"{served.base_url}/mcp", mode=mode) as client:
            [template] = (await client.list_resource_templates()).resource_templates
            listed = (await client.list_resources()).resources
            [leave] = [each for each in listed if each.name == "leave.md"]
            assert leave.uri.startswith("kb://documents/")
            [content] = (await client.read_resource(leave.uri)).contents
            return template.uri_template, (content.uri, content.mime_type, content.text) == (
                leave.uri,
                "text/plain",
                LEAVE,
            )

    assert anyio.run(read) == ("kb://documents/{id}", True)


@pytest.mark.parametrize("uri", ["kb://documents/nope", "kb://documents/", "kb://nope", "file:///etc/passwd"])
def test_a_resource_that_is_not_there_is_an_error_that_names_it(served, uri):
    async def read():
        async with Client(f"{served.base_url}/mcp") as client:
            with pytest.raises(MCPError) as failed:
                await client.read_resource(uri)
            return failed.value

    error = anyio.run(read)
    assert (error.code, repr(uri.removeprefix("kb://documents/")) in error.message) == (-32602, True)


def test_a_call_that_is_called_off_stops_the_model(served, ollama):
    ollama.replies.append(Reply(["Full-time staff "] * 200, delay=0.05))
    before = len(ollama.hang_ups)

    async def call_off():
        async with Client(f"{served.base_url}/mcp", mode="legacy") as client:
            with anyio.move_on_after(1.0):
                await client.call_tool("ask", {"question": "How many days of paid leave are there a year?"})
            with anyio.fail_after(5):
                while len(ollama.hang_ups) == before:
                    await anyio.sleep(0.01)
            return (await client.call_tool("search", {"query": "leave"})).is_error

    assert anyio.run(call_off) is False


def test_an_answer_on_its_way_tells_that_it_goes_on(served, ollama):
    ollama.replies.append("Everyone who works full time has 28 days of paid leave a year [1].")
    told = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append(done)

    async def ask():
        async with Client(f"{served.base_url}/mcp") as client:
            question = {"question": "How many days of paid leave are there a year?"}
            await client.call_tool("ask", question, progress_callback=progress)

    anyio.run(ask)
    assert told == sorted(told) and len(told) > 1


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_older_clients_are_served_as_recorded(served, path):
    opened = served.post(path, json=INITIALIZE, headers=ACCEPT)
    assert (opened.status_code, opened.headers["content-type"]) == (200, "text/event-stream")
    assert said(opened)["result"]["protocolVersion"] == "2025-11-25"
    session = ACCEPT | {
        "mcp-session-id": opened.headers["mcp-session-id"],
        "mcp-protocol-version": "2025-11-25",
    }
    ready = served.post(path, json={"method": "notifications/initialized", "jsonrpc": "2.0"}, headers=session)
    assert ready.status_code == 202
    with served.stream("GET", path, headers=session | {"Accept": "text/event-stream"}) as listening:
        assert listening.status_code == 200
    params = {"name": "search", "arguments": {"query": "paid leave"}}
    body = {"method": "tools/call", "params": params, "jsonrpc": "2.0", "id": 2}
    result = said(served.post(path, json=body, headers=session))["result"]
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    assert served.delete(path, headers=session).status_code == 200
    assert served.post(path, json=body, headers=session).status_code == 404


def said(reply: httpx.Response) -> Any:
    [data] = [line for line in reply.text.splitlines() if line.startswith("data: {")]
    return json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_foreign_pages_and_names_are_refused(served, headers):
    assert served.post("/mcp", json=INITIALIZE, headers=ACCEPT | headers).status_code == 403
    assert served.get("/mcp/", headers=ACCEPT | headers).status_code == 403
