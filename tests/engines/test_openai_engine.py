import json

import numpy
import pytest
from openai_server import Failure, OpenAIServer, Reply

from kb.engines.openai.chat import OpenAIChat
from kb.engines.openai.client import Server, error_from_status
from kb.engines.openai.embedder import OpenAIEmbedder
from kb.engines.protocols import Done
from kb.errors import (
    EngineBroken,
    EngineBusy,
    EngineError,
    EngineTimeout,
    EngineUnreachable,
    ModelMissing,
    ModelUnfit,
    TooLong,
)
from kb.types import Message, Thinking, Token

ASKED = [Message("system", "Answer from the sources."), Message("user", "Who pays?")]
LONG = [Message("user", "finance pays " * 5000)]


def chat(server, model="local-model", num_ctx=None, **limits):
    return OpenAIChat(Server(f"{server.url}/v1", **limits), model, num_ctx=num_ctx)


def embedder(server, model="local-model"):
    return OpenAIEmbedder(Server(f"{server.url}/v1"), model)


def text(events, kind=Token):
    return "".join(event.text for event in events if isinstance(event, kind))


def completions(server):
    return server.sent("/v1/chat/completions")


def test_an_answer_comes_piece_by_piece_with_the_servers_counts():
    with OpenAIServer(replies=[["The", " finance", " team."]]) as server:
        *pieces, done = chat(server).stream(ASKED, max_tokens=9, temperature=0.0, stop=["\n"], seed=7)
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


def test_a_prompt_over_the_window_is_too_long_and_teaches_the_counter():
    with OpenAIServer() as server:
        model = chat(server)
        with pytest.raises(TooLong) as caught:
            list(model.stream(LONG))
    assert caught.value.tokens == 15007
    assert model.count_tokens(LONG) < 1.2 * 15007


def test_a_prompt_over_the_window_is_told_by_a_server_that_only_ends_its_stream():
    with OpenAIServer(quirks={"silent_errors"}) as server:
        model = chat(server)
        with pytest.raises(TooLong) as caught:
            list(model.stream(LONG))
    assert caught.value.tokens == 15007


def test_a_stream_without_a_single_piece_is_an_error():
    with OpenAIServer(replies=[Reply(end="cut"), Failure(200, '{"choices":[]}')]) as server:
        with pytest.raises(EngineBroken, match="said nothing"):
            list(chat(server).stream(ASKED))
        assert [body["stream"] for body in completions(server)] == [True, False]


def test_chatglm_cpp_which_reads_512_tokens_of_a_prompt_and_counts_them_as_answer_gets_no_more_and_answers():
    with OpenAIServer(replies=[["The finance", " team", " pays."]], quirks={"chatglm"}) as server:
        model = chat(server, "default")
        assert model.context_length - model.answer_length == 512
        *pieces, done = model.stream(ASKED, max_tokens=3)
        [sent] = completions(server)
    assert text(pieces) == "The finance team pays." and done.complete
    assert [message["role"] for message in sent["messages"]] == ["user"]  # ChatGLM and ChatGLM2 drop a system message


def test_a_prompt_that_chatglm_cpp_would_cut_is_not_sent():
    with OpenAIServer(quirks={"chatglm"}) as server:
        with pytest.raises(TooLong, match="KB_NUM_CTX"):
            list(chat(server, "default").stream([Message("user", "finance pays " * 300)]))
        assert completions(server) == []


def test_chatglm_cpp_started_with_more_is_believed_to_read_more():
    with OpenAIServer(quirks={"chatglm"}) as server:
        model = chat(server, "default", num_ctx=4096)
        assert (model.context_length, model.answer_length) == (4096, 1024)


def test_a_window_that_only_the_refusal_tells_is_kept_to_from_then_on():
    with OpenAIServer(context=1024) as server:
        model = chat(server)
        assert model.context_length == 4096
        with pytest.raises(TooLong):
            list(model.stream(LONG))
    assert (model.context_length, model.answer_length) == (1024, 512)


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("This model's maximum context length is 1024 tokens. However, you requested 1868 tokens (1867 in", 1024),
        ("request (826 tokens) exceeds the available context size (256 tokens), try increasing it", 256),
        ("However, the model is loaded with context length of only 4096 tokens, which is not enough", 4096),
        ("input is too large to process. increase the physical batch size", None),
    ],
)
def test_the_window_is_read_from_every_servers_words(words, window):
    error = error_from_status("http://127.0.0.1:1/v1", "m", 400, words)
    assert isinstance(error, TooLong) and error.window == window


def test_thinking_that_leaves_no_room_for_an_answer_is_an_error():
    with OpenAIServer(replies=[Reply(thinking=["a", "b"], reason="length")], quirks={"null_content"}) as server:
        stream = chat(server).stream(ASKED, think=True, max_tokens=2)
        assert [next(stream).text, next(stream).text] == ["a", "b"]
        with pytest.raises(EngineBroken, match="KB_ANSWER_TOKENS"):
            next(stream)


def test_a_prompt_that_was_cut_silently_is_incomplete_and_teaches_nothing():
    with OpenAIServer(quirks={"cuts"}) as server:
        model = chat(server, num_ctx=16384)
        before = model.count_tokens(LONG)
        *_, done = model.stream(LONG)
    assert (done.complete, done.reason) == (False, "prompt_cut")
    assert model.count_tokens(LONG) == before


def test_a_refusal_without_figures_teaches_the_counter_that_the_window_was_not_enough():
    refusal = Failure(400, '{"error":{"message":"the prompt exceeds the context"}}')
    asked = [Message("user", "pay " * 3900)]
    with OpenAIServer(replies=[refusal]) as server:
        model = chat(server)
        before = model.count_tokens(asked)
        with pytest.raises(TooLong):
            list(model.stream(asked))
    assert before < 4096 < model.count_tokens(asked)


@pytest.mark.parametrize(
    ("told", "props", "num_ctx", "length"),
    [
        ({}, None, None, 4096),
        ({}, None, 16384, 16384),
        ({"max_model_len": 32768}, None, None, 32768),
        ({"max_model_len": 32768}, None, 8192, 8192),
        ({"meta": {"n_ctx_train": 131072}}, {"default_generation_settings": {"n_ctx": 2048}}, None, 2048),
        ({"meta": {"n_ctx_train": 40960}}, None, None, 40960),
        ({"max_context_length": 131072, "loaded_context_length": 4097}, None, None, 4097),
    ],
)
def test_the_context_is_what_the_server_tells_of_it(told, props, num_ctx, length):
    with OpenAIServer(models=[{"id": "local-model", **told}], props=props) as server:
        assert chat(server, num_ctx=num_ctx).context_length == length


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
        "request (826 tokens) exceeds the available context size (256 tokens), try increasing it",
        "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context"
        " length of only 4096 tokens",
        "The number of tokens to keep from the initial prompt is greater than the context length",
        "input is too large to process. increase the physical batch size",
        "This model's maximum context length is 1024 tokens. However, your prompt contains at least 1025 input tokens,"
        " which exceeds this limit even without any output tokens. Please reduce the length of the input prompt.",
    ],
)
def test_too_long_is_recognised_in_every_servers_words(words):
    assert type(error_from_status("http://127.0.0.1:1/v1", "m", 400, words)) is TooLong


def test_closing_the_stream_hangs_up_at_once():
    with OpenAIServer(replies=[Reply(["word "] * 1000, delay=0.01)]) as server:
        stream = chat(server).stream(ASKED)
        next(stream)
        stream.close()
        assert server.wait_for_hang_up().pieces < 500


def test_vectors_come_in_the_order_of_the_texts_and_of_unit_length():
    with OpenAIServer() as server:
        vectors = embedder(server).embed_documents(["one", "two", "three", ""])
        assert vectors[1] == pytest.approx(embedder(server).embed_query("two"))
    assert vectors.shape == (4, 384)
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1)


def test_a_text_over_the_window_is_embedded_in_parts():
    with OpenAIServer(context=64) as server:
        [vector] = embedder(server).embed_documents(["first words " * 60 + "last words " * 60])
        last = embedder(server).embed_query("last words")
    assert vector @ last > 0.6


def test_a_server_that_cannot_embed_is_said_to_be_unfit():
    with (
        OpenAIServer(quirks={"no_embeddings"}) as server,
        pytest.raises(ModelUnfit, match="KB_EMBED=builtin") as caught,
    ):
        embedder(server).embed_query("text")
    assert caught.value.message == f"The server at {server.url}/v1 offers no embeddings."


def test_a_server_of_a_chat_model_that_was_told_to_embed_is_said_to_be_unfit():
    recorded = "Pooling type 'none' is not OAI compatible. Please use a different pooling type"
    refusal = Failure(400, json.dumps({"error": {"code": 400, "message": recorded, "type": "invalid_request_error"}}))
    with OpenAIServer(failures={"/v1/embeddings": [refusal]}) as server, pytest.raises(ModelUnfit, match="KB_EMBED="):
        embedder(server).embed_query("text")


def test_a_server_that_only_embeds_is_said_to_be_unfit_for_a_chat():
    recorded = "the current context does not support logits computation. skipping"
    refusal = Failure(500, json.dumps({"error": {"code": 500, "message": recorded, "type": "server_error"}}))
    with OpenAIServer(replies=[refusal]) as server, pytest.raises(ModelUnfit, match="KB_CHAT"):
        list(chat(server).stream(ASKED))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (503, '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}', EngineBusy),
        (401, '{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}', EngineUnreachable),
    ],
)
def test_a_window_is_not_guessed_while_the_server_loads_or_refuses_us(status, body, kind):
    told = {"meta": {"n_ctx": 16384}}
    with OpenAIServer(
        models=[{"id": "local-model", **told}], failures={"/v1/models": [Failure(status, body)]}
    ) as server:
        model = chat(server)
        with pytest.raises(kind):
            _ = model.context_length
        assert model.context_length == 16384


def test_a_server_that_breaks_while_it_embeds_is_not_called_unfit():
    broken = Failure(500, '{"error":{"message":"out of memory"}}')
    with (
        OpenAIServer(failures={"/v1/embeddings": [broken]}) as server,
        pytest.raises(EngineBroken, match="out of memory"),
    ):
        embedder(server).embed_query("text")
