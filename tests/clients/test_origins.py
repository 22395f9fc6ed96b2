"""Browser clients: which pages may ask, and what their browsers need to hear."""

from __future__ import annotations

import pytest
from house import ANSWER, QUESTION
from ollama_server import BUSY

from api.http.security import refusal

PAGE = "http://127.0.0.1:3210"
STAINLESS = "authorization,content-type,x-stainless-arch,x-stainless-lang,x-stainless-os,x-stainless-runtime"
ASKED = {"model": "kb", "messages": [{"role": "user", "content": QUESTION}]}


def preflight(origin: str, headers: str = "content-type", method: str = "POST") -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "cors",
    }


@pytest.mark.parametrize("path", ["/api/tags", "/api/chat", "/v1/models", "/v1/chat/completions", "/ask"])
@pytest.mark.parametrize("headers", ["content-type", "authorization,content-type", STAINLESS])
def test_a_listed_pages_preflight_is_answered(served, path, headers):
    reply = served.options(path, headers=preflight(PAGE, headers))
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == PAGE
    assert reply.headers["access-control-allow-headers"] == headers
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert reply.headers["vary"] == "Origin"
    assert int(reply.headers["access-control-max-age"]) > 0


def test_a_page_of_the_web_may_ask_this_machine_where_it_is_listed(served):
    asking = {**preflight(PAGE), "Access-Control-Request-Private-Network": "true"}
    assert served.options("/api/tags", headers=asking).headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-private-network" not in served.options("/api/tags", headers=preflight(PAGE)).headers


def test_a_listed_page_reads_answers_streams_and_failures(served, url, ollama):
    origin = {"Origin": PAGE, "Sec-Fetch-Site": "cross-site"}
    ollama.replies += [ANSWER, ANSWER, BUSY]
    replies = [
        served.get("/api/tags", headers=origin),
        served.post("/v1/chat/completions", json=ASKED, headers=origin),
        served.post("/api/chat", json=ASKED, headers=origin),
        served.post("/v1/chat/completions", json=ASKED, headers=origin),
        served.post("/v1/chat/completions", json={}, headers=origin),
        served.get("/api/nope", headers=origin),
        served.post("/ask", content=b"x" * (5 * 2**20), headers=origin),
    ]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 503, 400, 404, 413]
    assert {reply.headers.get("access-control-allow-origin") for reply in replies} == {PAGE}
    assert {reply.headers.get("vary") for reply in replies} == {"Origin"}


def test_a_listed_pages_mcp_client_can_read_its_session(served):
    client = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "page", "version": "1"}}
    hello = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": client}
    accepted = {"Origin": PAGE, "Accept": "application/json, text/event-stream"}
    reply = served.post("/mcp", json=hello, headers=accepted)
    assert (reply.status_code, "mcp-session-id" in reply.headers) == (200, True)
    assert reply.headers["access-control-expose-headers"].lower() == "mcp-session-id"


@pytest.mark.parametrize("origin", ["https://evil.example.com", "null", "chrome-extension://abc", f"{PAGE}1"])
def test_another_page_is_refused(served, origin):
    foreign = served.options("/api/chat", headers=preflight(origin))
    assert foreign.status_code == 403
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_another_pages_question_does_not_reach_the_model(served, url, ollama, content_type):
    headers = {"Origin": "https://evil.example.com", "Content-Type": content_type}
    for path in ("/api/chat", "/v1/chat/completions", "/v1/embeddings", "/ask"):
        assert served.post(path, json=ASKED, headers=headers).status_code == 403
    assert ollama.requests == []


def test_refusals_have_the_shape_of_their_path(served):
    headers = {"Origin": "https://evil.example.com"}
    assert isinstance(served.get("/api/tags", headers=headers).json()["error"], str)
    assert served.get("/v1/models", headers=headers).json()["error"]["type"] == "invalid_request_error"


def test_a_page_of_this_machine_that_is_not_listed_reads_nothing(served):
    local = "http://localhost:5173"
    refused = served.get("/api/tags", headers={"Origin": local})
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)
    assert served.options("/api/tags", headers=preflight(local)).status_code == 403


def test_what_a_browser_calls_cross_site_needs_a_listed_origin():
    def asked(origin: bytes) -> str | None:
        return refusal([(b"host", b"127.0.0.1"), (b"origin", origin), (b"sec-fetch-site", b"cross-site")], {PAGE})

    assert asked(PAGE.encode()) is None
    assert asked(b"http://localhost:5173")


def test_a_strangers_name_for_this_machine_is_refused_to_listed_pages_too(served):
    headers = {"Host": "rebound.example.com", "Origin": PAGE}
    assert served.get("/api/tags", headers=headers).status_code == 403
    assert served.options("/api/tags", headers={**preflight(PAGE), "Host": "rebound.example.com"}).status_code == 403


def test_a_listed_page_from_elsewhere_is_let_through_by_name_only():
    def asked(origin: str) -> str | None:
        values = [(b"host", b"localhost"), (b"origin", origin.encode()), (b"sec-fetch-site", b"cross-site")]
        return refusal(values, {"https://chat.example.com"})

    assert asked("https://chat.example.com") is None
    assert asked("HTTPS://chat.example.com") is None
    assert asked("https://chat.example.com.evil.com")
    assert asked("http://chat.example.com")
