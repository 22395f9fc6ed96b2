"""`ollama list|ps|show|run|stop|rm` of the Go client: the requests it was recorded to send, and what it can decode."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from house import ANSWER, QUESTION, SOURCES

SHOW = {"model": "", "system": "", "template": "", "verbose": False, "options": None, "name": ""}
GENERATE = {"model": "kb", "prompt": "", "suffix": "", "system": "", "template": "", "options": {}}
RECORDED = Path(__file__).parents[3] / "shared" / "wire" / "clients" / "ollama_go_cli.json"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def decodes(value: object, key: str = "") -> None:
    """What Go cannot put into its fields: times without a zone, fractions, nulls for numbers, short digests."""
    if isinstance(value, dict):
        for name, each in value.items():
            decodes(each, name)
    elif isinstance(value, list):
        for each in value:
            decodes(each)
    if key in ("created_at", "modified_at", "expires_at"):
        assert RFC_3339.fullmatch(str(value))
        datetime.fromisoformat(str(value))
    if key in ("size", "size_vram", "context_length") or key.endswith(("_duration", "_count")):
        assert type(value) is int
    if key == "digest":
        assert re.fullmatch(r"[0-9a-f]{64}", str(value))
    if key in ("name", "model", "content", "response", "done_reason", "parameters", "template", "license", "version"):
        assert isinstance(value, str)


def lines(reply: httpx.Response) -> list[dict]:
    """Its client reads lines, and takes a blank one for broken JSON."""
    assert reply.headers["content-type"] in ("application/x-ndjson", "application/json")
    found = [json.loads(line) for line in reply.text.removesuffix("\n").split("\n")]
    for each in found:
        decodes(each)
    return found


def test_it_looks_whether_anybody_is_there(served):
    assert served.head("/").status_code == 200
    assert served.get("/").text == "Ollama is running"
    assert served.head("/api/tags").status_code == 200
    assert served.head("/api/version").status_code == 200
    assert re.fullmatch(r"\d+\.\d+\.\d+", served.get("/api/version").json()["version"])


def test_list_and_ps_decode(served):
    for path in ("/api/tags", "/api/ps"):
        reply = served.get(path, headers={"Content-Type": "application/json", "Accept-Encoding": "gzip"})
        decodes(reply.json())
        assert isinstance(reply.json()["models"], list)


@pytest.mark.parametrize("name", [{"name": "kb"}, {"model": "kb"}, {"model": "kb:latest"}])
def test_show_is_asked_in_two_ways(served, name):
    shown = served.post("/api/show", json={**SHOW, **name}).json()
    decodes(shown)
    architecture = shown["model_info"]["general.architecture"]
    assert {"general.parameter_count", f"{architecture}.context_length", f"{architecture}.embedding_length"} <= set(
        shown["model_info"]
    )


def test_run_with_a_prompt(served, url, ollama):
    ollama.replies.append(ANSWER)
    reply = served.post(
        "/api/generate", json={**GENERATE, "prompt": QUESTION}, headers={"Accept": "application/x-ndjson"}
    )
    found = lines(reply)
    assert "".join(line["response"] for line in found).startswith(f"{ANSWER}\n\n{SOURCES}")
    assert (found[-1]["done"], found[-1]["context"]) == (True, [])


def test_run_interactive_loads_first_and_then_chats(served, url, ollama):
    [loaded] = lines(served.post("/api/generate", json=GENERATE))
    assert (loaded["done"], loaded["done_reason"]) == (True, "load")
    ollama.replies.append(ANSWER)
    body = {"model": "kb", "messages": [{"role": "user", "content": QUESTION}], "format": "", "options": {}}
    found = lines(served.post("/api/chat", json=body))
    assert all(line["message"]["role"] == "assistant" for line in found)
    assert found[-1]["message"]["content"] == ""


def test_run_of_a_model_that_is_not_there_is_told_why_it_is_not_pulled(served):
    assert served.post("/api/show", json={**SHOW, "model": "nope"}).status_code == 404
    pull = {"model": "", "username": "", "password": "", "name": "nope"}
    assert "spaces of a knowledge base" in served.post("/api/pull", json=pull).json()["error"]


def test_stop_and_rm(served):
    body = {**GENERATE, "keep_alive": "0s", "options": None}
    assert lines(served.post("/api/generate", json=body))[-1]["done_reason"] == "unload"
    assert served.request("DELETE", "/api/delete", json={"model": "", "name": "kb"}).status_code == 400


@pytest.mark.skipif(not RECORDED.exists(), reason="the recordings are not beside this checkout")
def test_every_recorded_request_is_answered_as_it_was(served, url, ollama):
    ollama.replies += [ANSWER] * 10
    for record in json.loads(RECORDED.read_text()):
        headers = {name: record["headers"][name] for name in ("accept", "user-agent")}
        reply = served.request(record["method"], record["path"], json=record["body"], headers=headers)
        refused = record["path"] in ("/api/pull", "/api/delete")
        assert reply.status_code == (400 if refused else record["status"])
        if record["method"] != "HEAD":
            for each in lines(reply):
                assert each.keys() >= (json.loads(record["reply"].splitlines()[0]).keys() if not refused else {"error"})
