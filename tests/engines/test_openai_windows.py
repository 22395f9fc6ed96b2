"""How much a server of OpenAI's protocol reads at once, and what it does with more."""

import pytest
from chatting import ASKED, text
from openai_models import chat, completions
from openai_server import Failure, OpenAIServer

from kb.engines.openai.client import error_from_status
from kb.engines.protocols import Sampling
from kb.errors import (
    TooLong,
)
from kb.types import Message

LONG = [Message("user", "finance pays " * 5000)]


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


def test_chatglm_cpp_which_reads_512_tokens_of_a_prompt_and_counts_them_as_answer_gets_no_more_and_answers():
    with OpenAIServer(replies=[["The finance", " team", " pays."]], quirks={"chatglm"}) as server:
        model = chat(server, "default")
        assert model.context_length - model.answer_length == 512
        *pieces, done = model.stream(ASKED, Sampling(max_tokens=3))
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
