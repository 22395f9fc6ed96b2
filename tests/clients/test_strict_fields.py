"""Every reply to Ollama's clients, held against the types that the strictest of them (C#, Go) can read.

OllamaSharp cannot be run here: these are the types of its fields, and what its reader of lines refuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

import httpx
import pytest
from house import ANSWER, QUESTION
from ollama_server import BUSY, Reply

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
ASKED = [{"role": "user", "content": QUESTION}]
NOTHING_SAID = Reply([], end="died")
CUT = Reply([ANSWER, " And"], end="killed")
THOUGHTFUL = Reply([ANSWER], thinking=["Let me ", "see."])

REQUESTS = [
    ("GET", "/api/version", None, []),
    ("GET", "/api/tags", None, []),
    ("GET", "/api/ps", None, []),
    ("POST", "/api/show", {"model": "kb"}, []),
    ("POST", "/api/show", {"model": "nope"}, []),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED}, [ANSWER]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED, "think": True}, [THOUGHTFUL]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED, "stream": False}, [THOUGHTFUL]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED}, [CUT]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED}, [NOTHING_SAID]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED, "stream": False}, [CUT]),
    ("POST", "/api/chat", {"model": "kb", "messages": ASKED}, [BUSY]),
    ("POST", "/api/chat", {"model": "kb", "messages": []}, []),
    ("POST", "/api/chat", {"model": "kb", "messages": 7}, []),
    ("POST", "/api/chat", {"model": "kb", "messages": [{"role": "user", "content": "Who pays the dentist?"}]}, []),
    ("POST", "/api/chat", {}, []),
    ("POST", "/api/generate", {"model": "kb", "prompt": QUESTION}, [THOUGHTFUL]),
    ("POST", "/api/generate", {"model": "kb", "prompt": QUESTION, "stream": False}, [ANSWER]),
    ("POST", "/api/generate", {"model": "kb", "prompt": QUESTION}, [CUT]),
    ("POST", "/api/generate", {"model": "kb"}, []),
    ("POST", "/api/generate", {"model": "kb", "keep_alive": 0}, []),
    ("POST", "/api/embed", {"model": "kb", "input": ["boiler", "leave"]}, []),
    ("POST", "/api/embed", {"model": "kb", "input": []}, []),
    ("POST", "/api/embeddings", {"model": "kb", "prompt": "boiler"}, []),
    ("POST", "/api/pull", {"model": "kb"}, []),
    ("DELETE", "/api/delete", {"model": "kb"}, []),
    ("GET", "/api/nothing", None, []),
]


@pytest.mark.parametrize(("method", "path", "body", "replies"), REQUESTS)
def test_every_field_has_the_type_that_strict_clients_read(served, url, ollama, method, path, body, replies):
    ollama.replies += replies
    objects = list(told(served.request(method, path, json=body)))
    assert objects
    assert [misfit for told in objects for misfit in misfits(told)] == []


@pytest.mark.parametrize(("form", "body"), [("chat", {"messages": ASKED}), ("generate", {"prompt": QUESTION})])
def test_every_line_says_whose_it_is_and_only_the_last_that_it_is_done(served, url, ollama, form, body):
    ollama.replies.append(THOUGHTFUL)
    lines = list(told(served.post(f"/api/{form}", json={"model": "kb", **body})))
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]
    assert {line["model"] for line in lines} == {"kb"}
    if form == "chat":
        assert {line["message"]["role"] for line in lines} == {"assistant"}
    last = lines[-1]
    assert (last["message"]["content"] if form == "chat" else last["response"]) == ""
    assert (last["done_reason"], last["prompt_eval_count"] > 0, last["eval_count"] > 0) == ("stop", True, True)


def test_what_is_listed_names_a_digest_of_its_own(served):
    rows = served.get("/api/tags").json()["models"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["digest"]) for row in rows)
    assert len({row["digest"] for row in rows}) == len(rows) == 2
    assert served.get("/").content == b"Ollama is running"


def told(reply: httpx.Response) -> Iterator[Mapping[str, object]]:
    """The objects of a reply; of a stream none may be empty, or not end with its line."""
    if reply.headers["content-type"] != "application/x-ndjson":
        yield reply.json()
        return
    assert reply.text.endswith("\n")
    yield from map(json.loads, reply.text[:-1].split("\n"))


def misfits(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from misfits(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from misfits(inner, name)
    elif not fits(value, name):
        yield f"{name}: {value!r}"


def fits(value: object, name: str) -> bool:
    if name.endswith("_at"):
        return bool(TIME.fullmatch(str(value))) and datetime.fromisoformat(str(value)).tzinfo is not None
    if name in ("embeddings", "embedding"):
        return isinstance(value, float)
    if name == "size" or name.endswith(("_duration", "_count", "_vram", "_length")):
        return type(value) is int
    return type(value) in ((str,) if name == "error" else (str, int, bool))
