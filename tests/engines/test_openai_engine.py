import json

import pytest
from chatting import ASKED, text
from openai_models import chat, completions
from openai_server import Failure, OpenAIServer, Reply

from kb.engines.openai.chat import OpenAIChat
from kb.engines.openai.client import Server
from kb.engines.protocols import Done, Sampling
from kb.errors import (
    EngineBroken,
    EngineBusy,
    EngineError,
    EngineTimeout,
    EngineUnreachable,
    ModelMissing,
    ModelUnfit,
)
from kb.types import Thinking


def test_an_answer_comes_piece_by_piece_with_the_servers_counts():
    with OpenAIServer(replies=[["The", " finance", " team."]]) as server:
        *pieces, done = chat(server).stream(ASKED, Sampling(max_tokens=9, temperature=0.0, stop=("\n",), seed=7))
        [sent] = completions(server)
    assert [piece.text for piece in pieces] == ["The", " finance", " team."]
    assert done == Done(True, "stop", done.prompt_tokens, 3) and done.prompt_tokens > 0
    assert (sent["max_tokens"], sent["temperature"], sent["stop"], sent["seed"]) == (9, 0.0, ["\n"], 7)
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize(
    "quirks",
    [
        {"no_usage"},
        {"no_done"},
        {"comments"},
        {"null_content"},
        {"no_options"},
        {"no_system"},
        {"no_usage", "no_done", "comments", "null_content", "no_options", "no_system"},
    ],
    ids=lambda quirks: "+".join(sorted(quirks)),
)
def test_each_dialect_gives_the_same_answer(quirks):
    with OpenAIServer(replies=[["The finance team", " pays."]], quirks=quirks) as server:
        *pieces, done = chat(server).stream(ASKED)
    assert text(pieces) == "The finance team pays." and done.complete


def test_a_model_without_system_messages_gets_them_in_the_question_and_is_remembered():
    with OpenAIServer(quirks={"no_system"}) as server:
        model = chat(server)
        list(model.stream(ASKED))
        list(model.stream(ASKED))
        refused, first, second = completions(server)
    assert refused["messages"][0]["role"] == "system"
    assert (
        first["messages"]
        == second["messages"]
        == [{"role": "user", "content": "Answer from the sources.\n\nWho pays?"}]
    )


@pytest.mark.parametrize("quirks", [(), {"reasoning"}, {"null_content"}])
def test_reasoning_is_thinking_whatever_its_field_is_called(quirks):
    with OpenAIServer(replies=[Reply(["Finance."], thinking=["Let", " me"])], quirks=quirks) as server:
        events = list(chat(server).stream(ASKED))
    assert (text(events, Thinking), text(events)) == ("Let me", "Finance.")


def test_reasoning_inside_of_the_content_is_thinking_too():
    with OpenAIServer(replies=[["<think>Let", " me</th", "ink>\nFinance."]]) as server:
        events = list(chat(server).stream(ASKED))
    assert (text(events, Thinking), text(events)) == ("Let me", "Finance.")


@pytest.mark.parametrize(("reply", "quirks"), [(Reply(["half"], end="cut"), ()), (Reply(["half"]), {"no_finish"})])
def test_an_answer_without_a_reason_for_its_end_is_incomplete(reply, quirks):
    with OpenAIServer(replies=[reply], quirks=quirks) as server:
        *pieces, done = chat(server).stream(ASKED)
    assert (text(pieces), done.complete) == ("half", False)


@pytest.mark.parametrize(
    ("reply", "kind", "hint"),
    [
        (Reply(["a"], end="died"), EngineBroken, "log"),
        (Reply(["a"], end="killed"), EngineBroken, "still runs"),
        (Reply(["a"], end="half"), EngineBroken, "/v1"),
        (Reply(["a"], end="silent"), EngineTimeout, "KB_IDLE_TIMEOUT"),
        (Reply(["a"], load=30), EngineTimeout, "KB_IDLE_TIMEOUT"),
        (Failure(503, '{"error":{"message":"loading"}}'), EngineBusy, "later"),
        (Failure(500, "null"), EngineBroken, "log"),
        (Failure(500, "oops", "text/plain"), EngineBroken, "log"),
        (Failure(401, '{"error":"Unauthorized"}'), EngineUnreachable, "API key"),
        (Failure(0, drop=True), EngineBroken, "still runs"),
    ],
    ids=str,
)
def test_a_failure_in_a_chat_is_one_error_that_says_what_to_do(reply, kind, hint):
    with OpenAIServer(replies=[reply]) as server, pytest.raises(EngineError) as caught:
        list(chat(server, idle_timeout=0.2, load_timeout=0.4).stream(ASKED))
    assert type(caught.value) is kind and hint in caught.value.hint


def test_what_a_server_says_of_its_failure_ends_as_a_sentence():
    with OpenAIServer(replies=[Failure(500, '{"error":{"message":"boom"}}')]) as server:
        with pytest.raises(EngineBroken) as caught:
            list(chat(server).stream(ASKED))
        assert str(caught.value) == f"The server at {server.url}/v1 could not do it: boom. Its log says more."


def test_a_failure_is_not_tried_again_behind_our_back():
    with OpenAIServer(replies=[Failure(500, '{"error":{"message":"boom"}}')]) as server:
        with pytest.raises(EngineBroken, match="boom"):
            list(chat(server).stream(ASKED))
        assert len(completions(server)) == 1


def test_a_missing_model_a_missing_server_and_a_wrong_address_are_told_apart():
    with OpenAIServer() as server:
        with pytest.raises(ModelMissing, match=r"curl .*/v1/models"):
            list(chat(server, "no-such").stream(ASKED))
        with pytest.raises(EngineBroken, match="/v1"):
            list(OpenAIChat(Server(f"{server.url}/api"), "local-model").stream(ASKED))
        gone = chat(server)
    with pytest.raises(EngineUnreachable, match="No server answers"):
        list(gone.stream(ASKED))


def test_a_stream_without_a_single_piece_is_an_error():
    with OpenAIServer(replies=[Reply(end="cut"), Failure(200, '{"choices":[]}')]) as server:
        with pytest.raises(EngineBroken, match="said nothing"):
            list(chat(server).stream(ASKED))
        assert [body["stream"] for body in completions(server)] == [True, False]


def test_thinking_that_leaves_no_room_for_an_answer_is_an_error():
    with OpenAIServer(replies=[Reply(thinking=["a", "b"], reason="length")], quirks={"null_content"}) as server:
        stream = chat(server).stream(ASKED, Sampling(think=True, max_tokens=2))
        assert [next(stream).text, next(stream).text] == ["a", "b"]
        with pytest.raises(EngineBroken, match="KB_ANSWER_TOKENS"):
            next(stream)


def test_closing_the_stream_hangs_up_at_once():
    with OpenAIServer(replies=[Reply(["word "] * 1000, delay=0.01)]) as server:
        stream = chat(server).stream(ASKED)
        next(stream)
        stream.close()
        assert server.wait_for_hang_up().pieces < 500


def test_a_server_that_only_embeds_is_said_to_be_unfit_for_a_chat():
    recorded = "the current context does not support logits computation. skipping"
    refusal = Failure(500, json.dumps({"error": {"code": 500, "message": recorded, "type": "server_error"}}))
    with OpenAIServer(replies=[refusal]) as server, pytest.raises(ModelUnfit, match="KB_CHAT"):
        list(chat(server).stream(ASKED))
