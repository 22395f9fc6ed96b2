from __future__ import annotations

import pytest

QUESTION = "How many days of paid leave do I have a year?"
ASKED = {"model": "kb", "messages": [{"role": "user", "content": QUESTION}]}
INITIALIZE = {
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "probe", "version": "1"}},
    "jsonrpc": "2.0",
    "id": 0,
}


@pytest.fixture(scope="module")
def lease(served) -> str:
    return next(row["id"] for row in served.get("/documents").json()["documents"] if row["path"] == "lease.pdf")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/documents", None, 200),
        ("GET", "/documents/{lease}", None, 200),
        ("GET", "/documents/{lease}/file", None, 200),
        ("GET", "/documents/{lease}/pages/1", None, 200),
        ("GET", "/documents/{lease}/pages/1.png", None, 200),
        ("GET", "/documents/{lease}/pages/9", None, 404),
        ("GET", "/view/{lease}/1", None, 200),
        ("GET", "/view/{lease}/9", None, 404),
        ("GET", "/search?q=leave", None, 200),
        ("GET", "/search", None, 400),
        ("GET", "/answers", None, 200),
        ("GET", "/nowhere", None, 404),
        ("POST", "/ask", {"question": QUESTION}, 200),
        ("POST", "/ask", {"question": QUESTION, "stream": False}, 200),
        ("POST", "/ask", {}, 400),
        ("POST", "/v1/chat/completions", ASKED, 200),
        ("POST", "/v1/chat/completions", ASKED | {"stream": True}, 200),
        ("POST", "/v1/chat/completions", {}, 400),
        ("POST", "/api/chat", ASKED, 200),
        ("POST", "/api/generate", {"model": "kb", "prompt": QUESTION, "stream": False}, 200),
        ("POST", "/mcp", INITIALIZE, 200),
        ("DELETE", "/documents/nope", None, 404),
    ],
)
def test_what_is_sent_is_not_kept_nor_taken_for_another_type_and_no_name_is_looked_up(
    served, lease, method, path, body, status
):
    accept = {"Accept": "application/json, text/event-stream"}
    reply = served.request(method, path.replace("{lease}", lease), json=body, headers=accept)
    assert reply.status_code == status
    assert "no-store" in reply.headers["cache-control"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-dns-prefetch-control"] == "off"


@pytest.mark.parametrize("path", ["/documents", "/ingest", "/mcp", "/ask"])
def test_a_page_on_another_port_of_this_machine_neither_asks_nor_uploads(served, path):
    files = {"files": ("a.md", b"# A")} if path == "/documents" else None
    page = {"Origin": "http://127.0.0.1:5173", "Sec-Fetch-Site": "same-site"}
    reply = served.post(path, files=files, headers=page)
    assert reply.status_code == 403
    assert "no-store" in reply.headers["cache-control"]
    own = str(served.base_url).rstrip("/")
    assert served.post(path, files=files, headers={"Origin": own}).status_code != 403 or path == "/ingest"
