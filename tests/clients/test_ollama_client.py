"""The real `ollama` package against the real server."""

from __future__ import annotations

import ollama as package
import pytest
from house import ANSWER, BOILER, DIMENSIONS, QUESTION, SOURCES
from ollama_server import Reply

ASKED = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(ollama_client):
    return ollama_client


def test_one_model_a_space_is_listed(client):
    models = client.list().models
    assert [model.model for model in models] == ["kb:latest", "kb:pets"]
    assert len({model.digest for model in models}) == 2
    assert all(model.modified_at.tzinfo for model in models)


def test_a_model_is_shown_with_its_window(client):
    shown = client.show("kb")
    assert shown.capabilities == ["completion"]
    assert shown.modelinfo["kb.context_length"] == 2048
    assert shown.modelinfo["kb.embedding_length"] == DIMENSIONS
    assert shown.parameters == "num_ctx 2048"


def test_nothing_is_told_of_what_engines_hold_in_memory(client):
    assert client.ps().models == []


def test_an_answer_ends_with_its_sources(client, ollama):
    ollama.replies.append(ANSWER)
    reply = client.chat("kb", ASKED)
    assert (reply.model, reply.done, reply.done_reason, reply.message.role) == ("kb", True, "stop", "assistant")
    assert reply.message.content.startswith(f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://127.0.0.1:")
    assert reply.eval_count > 0
    assert reply.prompt_eval_count > 0
    assert reply.total_duration > 0


def test_a_stream_is_the_same_in_pieces(client, ollama):
    ollama.replies.append(ANSWER)
    lines = list(client.chat("kb", ASKED, stream=True))
    text = "".join(line.message.content for line in lines)
    assert text.startswith(f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://127.0.0.1:")
    assert [line.done for line in lines] == [False] * (len(lines) - 1) + [True]
    assert lines[-1].message.content == ""


def test_a_single_prompt_is_answered_too(client, ollama):
    ollama.replies += [ANSWER, ANSWER]
    assert client.generate("kb:latest", QUESTION).response.startswith(ANSWER)
    streamed = "".join(line.response for line in client.generate("kb", QUESTION, stream=True))
    assert streamed.startswith(f"{ANSWER}\n\n{SOURCES}")


def test_a_system_prompt_is_the_manner(client, ollama):
    ollama.replies.append(ANSWER)
    client.generate("kb", QUESTION, system="Speak like a pirate.")
    system, asked = ollama.sent("/api/chat")[0]["messages"]
    assert "Speak like a pirate." in system["content"]
    assert BOILER in asked["content"]


def test_options_are_passed_on_to_the_chat_model(client, ollama):
    ollama.replies.append(ANSWER)
    client.chat("kb", ASKED, options={"temperature": 0.7, "num_predict": 77, "stop": ["END"], "seed": 5, "num_ctx": 64})
    options = ollama.sent("/api/chat")[0]["options"]
    assert options == {"num_ctx": 2048, "num_predict": 77, "temperature": 0.7, "stop": ["END"], "seed": 5}


def test_what_clients_send_beside_is_no_failure(client, ollama):
    ollama.replies += [ANSWER, ANSWER]
    client.chat("kb", ASKED, tools=[], format="json", keep_alive="5m", options={})
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    assert client.chat("kb", ASKED, tools=[tool], options={"num_predict": -1}).message.content.startswith(ANSWER)


def test_thinking_has_lines_of_its_own_unless_it_is_not_wanted(client, ollama):
    ollama.replies += [Reply([ANSWER], thinking=["Let me ", "see."])] * 3
    lines = list(client.chat("kb", ASKED, stream=True, think=True))
    assert [line.message.thinking for line in lines if line.message.thinking] == ["Let me", " ", "see."]
    assert client.chat("kb", ASKED).message.thinking == "Let me see."
    assert client.chat("kb", ASKED, think=False).message.thinking is None


@pytest.mark.parametrize(("think", "sent"), [(None, True), (True, True), ("high", True), (False, False)])
def test_whether_to_think_is_passed_on_to_the_model(client, ollama, think, sent):
    client.chat("kb", ASKED, think=think)
    client.generate("kb", ASKED[0]["content"], think=think)
    assert [body["think"] for body in ollama.sent("/api/chat")] == [sent, sent]


def test_a_follow_up_is_understood_from_the_turns_before(client, ollama):
    ollama.replies.append(ANSWER)
    first = client.chat("kb", ASKED).message
    ollama.replies += ["Who services the boiler?", "Rossi Ltd services the boiler [1]."]
    reply = client.chat("kb", [*ASKED, first, {"role": "user", "content": "And who does it?"}])
    assert reply.message.content.startswith("Rossi Ltd services the boiler [1].")
    assert "Question: Who services the boiler?" in ollama.sent("/api/chat")[-1]["messages"][-1]["content"]
    assert SOURCES not in str(ollama.sent("/api/chat"))


def test_vectors_come_one_a_text(client):
    both = client.embed("kb", ["a cat", "a dog"])
    assert [len(vector) for vector in both.embeddings] == [DIMENSIONS, DIMENSIONS]
    assert both.prompt_eval_count > 0
    assert client.embed("kb", "a cat").embeddings[0] == pytest.approx(both.embeddings[0], abs=1e-5)
    assert client.embeddings("kb", "a cat").embedding == pytest.approx(both.embeddings[0], abs=1e-5)
    assert [len(vector) for vector in client.embed("kb", ["one", "", "three"]).embeddings] == 3 * [DIMENSIONS]
    assert client.embed("kb", []).embeddings == []
    assert client.embed("kb", "").embeddings == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_is_not_there_is_not_found(client, stream):
    with pytest.raises(package.ResponseError, match="model 'nope' not found") as raised:
        list(client.chat("nope", ASKED, stream=stream))
    assert raised.value.status_code == 404


def test_models_are_not_managed_here(client):
    for manage in (client.pull, client.push, client.delete):
        with pytest.raises(package.ResponseError, match="spaces of a knowledge base") as raised:
            manage("x")
        assert raised.value.status_code == 400


def test_leaving_a_stream_stops_the_model(client, ollama):
    slow = Reply(["The boiler is serviced every May [1]. It is old [1]. ", *["Word "] * 500], delay=0.02)
    ollama.replies.append(slow)
    stream = client.chat("kb", ASKED, stream=True)
    next(stream)
    stream.close()
    assert ollama.wait_for_hang_up().pieces < 500
