"""What clients see when something goes wrong, before the first word and after it."""

from __future__ import annotations

import httpx
import ollama as package
import openai
import pytest
from house import ANSWER, QUESTION
from ollama_server import BUSY, Failure, Reply

UNASKED = [{"role": "user", "content": [{"type": "image_url"}]}, {"role": "assistant", "content": "x"}]
ASKED = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def post(url):
    def posted(path: str, body: object = None, content: bytes | None = None) -> httpx.Response:
        return httpx.post(url + path, json=body, content=content, trust_env=False, verify=False, timeout=20)

    return posted


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/api/chat", {}, 400, "model is required"),
        ("/api/chat", {"model": 1}, 400, "model is required"),
        ("/api/generate", {"prompt": "x"}, 400, "model is required"),
        ("/api/show", {}, 400, "model is required"),
        ("/api/show", {"name": "nope"}, 404, "model 'nope' not found"),
        ("/api/embed", {"model": "nope", "input": "x"}, 404, "model 'nope' not found"),
        ("/api/embed", {"model": "kb", "input": {"a": 1}}, 400, "input must be a text or an array of texts"),
        ("/api/chat", {"model": "kb", "messages": "x"}, 400, "messages must be a non-empty array"),
        ("/api/chat", {"model": "kb", "messages": UNASKED}, 400, "messages holds no text of a user"),
    ],
)
def test_ollamas_clients_are_told_in_a_string(post, path, body, status, message):
    reply = post(path, body)
    assert (reply.status_code, reply.json()) == (status, {"error": message})


@pytest.mark.parametrize(
    ("body", "status", "message", "param", "code"),
    [
        ({"messages": ASKED}, 400, "model is required", "model", None),
        ({"model": "nope", "messages": ASKED}, 404, "The model 'nope' does not exist.", "model", "model_not_found"),
        ({"model": "kb"}, 400, "messages must be a non-empty array", "messages", None),
        ({"model": "kb", "messages": ASKED, "n": 2}, 400, "n must be 1: a question has one answer", "n", None),
        ({"model": "kb", "messages": []}, 400, "messages must be a non-empty array", "messages", None),
        ({"model": "kb", "messages": [1]}, 400, "messages must be a non-empty array", "messages", None),
        ({"model": "kb", "messages": UNASKED}, 400, "messages holds no text of a user", "messages", None),
    ],
)
def test_openais_clients_are_told_in_an_object(post, body, status, message, param, code):
    reply = post("/v1/chat/completions", body)
    told = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    assert (reply.status_code, reply.json()) == (status, {"error": told})


@pytest.mark.parametrize("given", [b"", b"{bad", b"[]", b'"x"', b"\xff\xfe"])
def test_what_is_no_json_object_is_a_400_in_either_shape(post, given):
    ours, theirs = post("/api/chat", content=given), post("/v1/chat/completions", content=given)
    assert (ours.status_code, theirs.status_code) == (400, 400)
    assert isinstance(ours.json()["error"], str)
    assert theirs.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("given", [b"nonsense", b'{"model": "\xff"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_called_so(post, given):
    told = post("/v1/chat/completions", content=given).json()["error"]
    assert told["message"] == "The body is no JSON. See /docs."


def test_paths_and_methods_that_are_not_there_are_told_in_the_same_shapes(url):
    with httpx.Client(base_url=url, trust_env=False, verify=False) as client:
        assert (client.get("/api/nope").status_code, client.get("/v1/nope").status_code) == (404, 404)
        assert (client.get("/api/chat").status_code, client.get("/v1/chat/completions").status_code) == (405, 405)
        assert isinstance(client.get("/api/nope").json()["error"], str)
        assert client.post("/v1/completions", json={}).json()["error"]["type"] == "invalid_request_error"
        assert client.get("/nope").json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("stream", [False, True])
def test_an_engine_that_is_busy_is_a_503_which_is_not_asked_again(openai_client, ollama, stream):
    ollama.replies.append(BUSY)
    with pytest.raises(openai.InternalServerError) as raised:
        openai_client.chat.completions.create(model="kb", messages=ASKED, stream=stream)
    assert raised.value.status_code == 503
    assert raised.value.type == "server_error"
    assert len(ollama.sent("/api/chat")) == 1


def test_an_engine_that_lost_its_model_is_a_503_for_ollamas_clients(ollama_client, ollama):
    ollama.replies.append(Failure(404, '{"error":"model \'tiny-think\' not found"}'))
    with pytest.raises(package.ResponseError) as raised:
        list(ollama_client.chat("kb", ASKED, stream=True))
    assert raised.value.status_code == 503
    assert "ollama pull tiny-think" in raised.value.error


DIES = Reply([f"{ANSWER} It is old [1]. ", "And "], end="died")
BROKE_OFF = "The model broke off.\nFrom the documents, word for word:"


@pytest.mark.parametrize("end", ["died", "killed", "half"])
def test_openais_clients_get_the_documents_words_when_the_model_dies_in_the_middle(openai_client, ollama, end):
    ollama.replies.append(Reply([f"{ANSWER} It is old [1]. ", "And "], end=end))
    chunks = list(openai_client.chat.completions.create(model="kb", messages=ASKED, stream=True))
    assert BROKE_OFF in "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "length"


def test_a_response_has_the_documents_words_when_the_model_dies_in_the_middle(openai_client, ollama):
    ollama.replies.append(DIES)
    last = list(openai_client.responses.create(model="kb", input=QUESTION, stream=True))[-1]
    assert BROKE_OFF in last.response.output_text


def test_ollamas_clients_get_the_documents_words_when_the_model_dies_in_the_middle(ollama_client, ollama):
    ollama.replies.append(DIES)
    parts = list(ollama_client.chat("kb", ASKED, stream=True))
    assert BROKE_OFF in "".join(part.message.content for part in parts)
    assert (parts[-1].done, parts[-1].done_reason) == (True, "length")


def test_an_answer_that_dies_unstreamed_has_the_documents_words(post, ollama):
    ollama.replies += [DIES, DIES]
    openai_reply = post("/v1/chat/completions", {"model": "kb", "messages": ASKED})
    ollama_reply = post("/api/chat", {"model": "kb", "messages": ASKED, "stream": False})
    assert (openai_reply.status_code, ollama_reply.status_code) == (200, 200)
    assert BROKE_OFF in openai_reply.json()["choices"][0]["message"]["content"]
    assert BROKE_OFF in ollama_reply.json()["message"]["content"]


def test_an_answer_that_ends_without_saying_so_counts_as_cut(post, ollama):
    ollama.replies += [Reply([ANSWER], end="cut")] * 2
    whole = post("/v1/chat/completions", {"model": "kb", "messages": ASKED}).json()
    assert whole["choices"][0]["finish_reason"] == "length"
    assert post("/api/chat", {"model": "kb", "messages": ASKED, "stream": False}).json()["done_reason"] == "length"


def test_a_manner_that_does_not_fit_the_window_is_a_400(post):
    messages = [{"role": "system", "content": "word " * 9000}, *ASKED]
    reply = post("/v1/chat/completions", {"model": "kb", "messages": messages})
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "context_length_exceeded"
