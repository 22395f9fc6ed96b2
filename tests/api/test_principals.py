"""Who may do what, at every door of a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.errors import Forbidden
from kb.principal import OWNER, Principal
from kb.settings import Settings
from kb.types import AskOptions

READER = Principal("ours", frozenset({"read"}))
WRITER = Principal("ours", frozenset({"read", "write"}))
SECRET = "The code of the safe is 4711."
MINE = "The code of the gate is 1234."


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kb.knowledge_base.KnowledgeBase]:
    """Two spaces: `ours` and `theirs`, a document in each."""
    folder = tmp_path_factory.mktemp("documents")
    home = tmp_path_factory.mktemp("home") / "home"
    with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")) as opened:
        for space, text in (("ours", MINE), ("theirs", SECRET)):
            (folder / space).mkdir()
            (folder / space / "codes.md").write_text(text, encoding="utf-8")
            list(LocalBackend(opened, OWNER.enter(space)).ingest([folder / space]))
        yield opened


def served_as(base, principal: Principal):
    return running(create_app(base, identify=lambda request: principal))


def document_of(base, space: str) -> str:
    [document] = base.documents(space)
    return document.id


def routes_of_documents(base) -> list[tuple[str, str]]:
    """Method and path of each route that takes a document's id, the id as {id}."""
    found = []
    for path, methods in create_app(base).openapi()["paths"].items():
        if path.startswith(("/documents/{", "/view/{")):
            path = path.replace("{document}", "{id}").replace("{number}", "1").replace("{page}", "1")
            found += [(method.upper(), path) for method in methods]
    return sorted(found)


def test_the_routes_with_a_documents_id_are_these(base):
    assert routes_of_documents(base) == [
        ("DELETE", "/documents/{id}"),
        ("GET", "/documents/{id}"),
        ("GET", "/documents/{id}/file"),
        ("GET", "/documents/{id}/pages/1"),
        ("GET", "/documents/{id}/pages/1.png"),
        ("GET", "/view/{id}/1"),
    ]


def test_no_route_shows_a_document_of_another_space(base):
    theirs, ours = document_of(base, "theirs"), document_of(base, "ours")
    with served_as(base, WRITER) as client:
        for method, path in routes_of_documents(base):
            for query in ("", "?space=theirs"):
                reply = client.request(method, path.format(id=theirs) + query)
                assert reply.status_code in (403, 404), (method, path, query)
                assert "4711" not in reply.text
                assert "codes.md" not in reply.text
        assert client.get(f"/documents/{ours}/pages/1").text == MINE
    assert [document.id for document in base.documents("theirs")] == [theirs]


def test_who_may_only_read_can_neither_remove_nor_upload(base):
    ours = document_of(base, "ours")
    with served_as(base, READER) as client:
        assert client.get("/documents").json()["documents"][0]["id"] == ours
        removed = client.delete(f"/documents/{ours}")
        sent = client.post("/documents", files={"files": ("new.txt", b"The gate is red.")})
        again = client.post("/documents?create=true", files={"files": ("new.txt", b"The gate is red.")})
    for reply in (removed, sent, again):
        assert reply.status_code == 403
        assert reply.json()["error"] == {
            "code": "forbidden",
            "message": "This needs the right to write.",
            "hint": "Ask whoever owns the knowledge base.",
        }
    assert document_of(base, "ours") == ours
    assert not (Path(base.home.path) / "uploads" / "ours").exists()


@pytest.mark.parametrize("principal", [READER, WRITER])
def test_the_home_as_a_whole_is_for_who_has_admin(base, principal):
    with served_as(base, principal) as client:
        assert client.get("/spaces").json() == {"spaces": ["ours"]}
        assert client.post("/spaces", json={"name": "new"}).status_code == 403
        assert client.delete("/spaces/theirs").status_code == 403
        assert client.delete("/spaces/ours").status_code == 403
        assert client.get("/search", params={"q": "safe", "space": "theirs"}).status_code == 403
    assert base.spaces() == ["default", "ours", "theirs"]


@pytest.mark.parametrize("path", ["/readyz", "/web/state"])
def test_the_checks_name_no_space_that_who_asks_may_not_enter(base, path):
    with served_as(base, READER) as client:
        told = client.get(path).json()
    assert [check["message"] for check in told["checks"] if check["name"] == "store"] == ["ours: 1 document"]
    assert "theirs" not in json.dumps(told)
    with served_as(base, OWNER) as client:
        assert "theirs: 1 document" in client.get(path).text


def test_a_question_is_answered_from_the_own_space_only(base):
    with served_as(base, READER) as client:
        refused = client.post("/ask", json={"question": "What is the code of the safe?", "space": "theirs"})
        own = client.post("/ask", json={"question": "What is the code of the gate?", "stream": False})
    assert refused.status_code == 403
    assert own.json()["citations"][0]["quote"] == MINE


def test_a_chat_client_sees_one_model_and_knows_of_no_other(base):
    asked = {"messages": [{"role": "user", "content": "What is the code of the safe?"}]}
    with served_as(base, READER) as client:
        assert [row["id"] for row in client.get("/v1/models").json()["data"]] == ["kb"]
        assert [row["name"] for row in client.get("/api/tags").json()["models"]] == ["kb:latest"]
        for path in ("/v1/chat/completions", "/api/chat"):
            reply = client.post(path, json={"model": "kb:theirs", "stream": False, **asked})
            assert reply.status_code == 404
        assert client.post("/v1/embeddings", json={"model": "kb:theirs", "input": "a"}).status_code == 404
        said = client.post("/v1/chat/completions", json={"model": "kb", **asked}).json()
        assert "4711" not in json.dumps(said)


def test_an_mcp_client_cannot_read_another_space(base):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    fetch = call | {"params": {"name": "fetch", "arguments": {"id": document_of(base, "theirs")}}}
    headers = {"Accept": "application/json, text/event-stream"}
    with served_as(base, READER) as client:
        for path in ("/mcp", "/mcp?space=theirs"):
            session = open_session(client, path, headers)
            told = client.post(path, json=fetch, headers=headers | session).text
            assert '"isError":true' in told
            assert "4711" not in told


def open_session(client: httpx.Client, path: str, headers: dict[str, str]) -> dict[str, str]:
    info = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    body = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": info}
    return {"mcp-session-id": client.post(path, json=body, headers=headers).headers["mcp-session-id"]}


def test_a_job_of_another_space_is_none(base):
    form = {"files": ("note.txt", b"The lift is out of order.")}
    with running(create_app(base, identify=identify_by_header)) as client:
        job = client.post("/documents?space=theirs", files=form).json()["job"]
        as_writer = {"X-Test-Principal": "writer"}
        assert client.get(f"/jobs/{job}").status_code == 200
        assert client.get(f"/jobs/{job}", headers=as_writer).status_code == 404
        assert client.get(f"/jobs/{job}/events", headers=as_writer).status_code == 404
        assert client.delete(f"/jobs/{job}", headers=as_writer).status_code == 404
        assert "event: summary" in client.get(f"/jobs/{job}/events").text
        note = next(
            each["id"] for each in client.get("/documents?space=theirs").json()["documents"] if "note" in each["path"]
        )
        assert client.delete(f"/documents/{note}?space=theirs").status_code == 200


def identify_by_header(request) -> Principal:
    return WRITER if "x-test-principal" in request.headers else OWNER


def test_a_principal_without_admin_cannot_enter_another_space():
    assert WRITER.enter("ours") is WRITER
    assert WRITER.enter(None) is WRITER
    assert OWNER.enter("theirs") == Principal("theirs", OWNER.rights)
    with pytest.raises(Forbidden):
        WRITER.enter("theirs")


def test_who_may_not_read_learns_nothing(base):
    backend = LocalBackend(base, Principal("ours", frozenset()))
    for look in (
        lambda: backend.search("gate"),
        lambda: backend.ask("What is the code?", AskOptions(k=1)),
        backend.documents,
        lambda: backend.document(document_of(base, "ours")),
        lambda: backend.page(document_of(base, "ours"), 1),
        backend.kept_answers,
        backend.spaces,
        backend.checks,
        lambda: backend.chat,
        lambda: backend.embedder,
    ):
        with pytest.raises(Forbidden):
            look()
