"""How much may be asked at once: told with 413 over HTTP, in each client's own form, in one line on a terminal."""

from __future__ import annotations

import pytest

import kb
from kb import limits
from kb.errors import TooLarge, UsageError
from kb.settings import load
from kb.types import AskOptions, Message

LONG = "leave " * 1_500
SAID = "The question has 8,999 characters; 8,000 are allowed."
HINT = "Ask more briefly; a long text is taken in with: kb ingest FILE"


def test_a_long_question_is_refused_with_413_and_says_what_to_do(served):
    for reply in (served.post("/ask", json={"question": LONG}), served.get("/search", params={"q": LONG})):
        assert reply.status_code == 413
        assert reply.json() == {"error": {"code": "too_large", "message": SAID, "hint": HINT}}


def test_a_long_history_is_refused_with_413(served):
    turns = [{"role": "user", "content": "leave"}] * 201
    reply = served.post("/ask", json={"question": "leave?", "history": turns})
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
    assert reply.json()["error"]["message"] == (
        "The history has 201 turns and 1,005 characters; 200 and 100,000 are allowed."
    )


def test_chat_clients_are_told_of_a_long_question_as_of_a_full_context(served):
    messages = [{"role": "user", "content": LONG}]
    reply = served.post("/v1/chat/completions", json={"model": "kb", "messages": messages})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "context_length_exceeded")
    assert reply.json()["error"]["message"] == f"{SAID} {HINT}"
    reply = served.post("/api/chat", json={"model": "kb", "messages": messages})
    assert (reply.status_code, reply.json()) == (400, {"error": f"{SAID} {HINT}"})


def test_the_library_refuses_the_same(tmp_path):
    with kb.open(settings=load(tmp_path, {}, embed="builtin", chat="builtin")) as base:
        with pytest.raises(TooLarge, match="8,999 characters"):
            base.search(LONG)
        with pytest.raises(TooLarge, match="8,999 characters"):
            next(base.ask(LONG))
        with pytest.raises(UsageError, match="k = 101 is out of range"):
            base.search("leave", k=101)
        with pytest.raises(UsageError, match="k = 0 is out of range"):
            next(base.ask("leave", AskOptions(k=0)))


def test_of_a_long_conversation_the_last_turns_are_kept():
    turns = [Message("user", str(number)) for number in range(500)]
    assert limits.keep_latest(turns) == tuple(turns[-200:])
    long = [Message("user", "a" * 60_000), Message("assistant", "b" * 60_000), Message("user", "c")]
    assert limits.keep_latest(long) == tuple(long[1:])
    assert limits.keep_latest([]) == ()
