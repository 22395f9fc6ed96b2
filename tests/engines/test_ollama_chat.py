import pytest
from chatting import ASKED, text
from ollama_models import chat
from ollama_server import BUSY, Failure, Model, OllamaServer, Reply, prompt_tokens

from kb.engines.protocols import Done, Sampling
from kb.errors import (
    EngineBroken,
    EngineBusy,
    EngineError,
    EngineTimeout,
    EngineUnreachable,
    ModelMissing,
    ModelUnfit,
    NotLocal,
    TooLong,
)
from kb.types import Message, Thinking

LONG = [Message("system", "Answer from the sources."), Message("user", "finance pays " * 3000)]


def test_an_answer_comes_piece_by_piece_and_says_that_it_is_complete():
    with OllamaServer(replies=["The finance team pays [1]."]) as server:
        *pieces, done = chat(server).stream(ASKED)
    assert [piece.text for piece in pieces] == ["The", " finance", " team", " pays", " [1]."]
    assert done == Done(True, "stop", prompt_tokens(_wire(ASKED)), 5)


def test_a_model_that_embeds_is_told_from_one_whose_window_is_small():
    with OllamaServer() as server, pytest.raises(ModelUnfit, match="cannot chat: it is an embedding model"):
        _ = chat(server, "all-minilm").context_length


def _wire(messages):
    return [{"content": message.content} for message in messages]


def test_context_and_refusal_to_cut_are_stated_in_each_request_and_nothing_is_loaded_anew():
    with OllamaServer(models=[Model("big", context_length=131072)]) as server:
        model = chat(server, "big")
        assert model.context_length == 8192
        list(model.stream(ASKED))
        list(model.stream(ASKED, Sampling(max_tokens=5, temperature=0.0, stop=("\n",), seed=7)))
        first, second = server.sent("/api/chat")
        assert server.loads == [("big:latest", 8192)]
    assert first["options"] == {"num_ctx": 8192, "num_predict": 1024}
    assert second["options"] == {"num_ctx": 8192, "num_predict": 5, "temperature": 0.0, "stop": ["\n"], "seed": 7}
    for body in (first, second):
        assert (body["truncate"], body["shift"], body["keep_alive"]) == (False, False, "30m")


@pytest.mark.parametrize(("num_ctx", "window"), [(None, 2048), (512, 512), (100_000, 2048)])
def test_the_context_is_the_models_own_where_that_is_less(num_ctx, window):
    with OllamaServer() as server:
        model = chat(server, num_ctx=num_ctx)
        assert model.context_length == window
        assert model.answer_length == min(1024, window // 2)


@pytest.mark.parametrize(("setting", "sent"), [("-1", -1), ("0", 0), ("5m", "5m")])
def test_keep_alive_is_a_number_where_it_is_one(setting, sent):
    with OllamaServer() as server:
        list(chat(server, keep_alive=setting).stream(ASKED))
        assert server.sent("/api/chat")[0]["keep_alive"] == sent


def test_an_answer_without_done_is_incomplete():
    with OllamaServer(replies=[Reply(["It", " breaks", " off"], end="cut")]) as server:
        *pieces, done = chat(server).stream(ASKED)
    assert text(pieces) == "It breaks off"
    assert done.complete is False


def test_an_answer_that_reaches_its_limit_says_so():
    with OllamaServer(replies=["one two three four"]) as server:
        *pieces, done = chat(server).stream(ASKED, Sampling(max_tokens=2))
    assert text(pieces) == "one two" and done.reason == "length"


def test_a_prompt_over_the_window_is_an_error_with_the_figures_and_teaches_the_counter():
    with OllamaServer() as server:
        model = chat(server)
        with pytest.raises(TooLong, match=rf"{prompt_tokens(_wire(LONG))} tokens .* 2048") as caught:
            list(model.stream(LONG))
    assert caught.value.tokens == prompt_tokens(_wire(LONG))
    assert model.count_tokens(LONG) < 1.2 * prompt_tokens(_wire(LONG))


def test_a_refusal_without_figures_teaches_the_counter_that_the_window_was_not_enough():
    messages = [Message("user", "pay " * 3000)]
    with OllamaServer(version="0.17.4", models=[Model("big", context_length=8192)]) as server:
        model = chat(server, "big", num_ctx=2900)
        assert model.count_tokens(messages) == 3042
        with pytest.raises(TooLong):
            list(model.stream(messages))
    assert model.count_tokens(messages) > 1.09 * 2900


def test_the_estimate_is_never_below_what_the_engine_counts_and_comes_nearer():
    messages = [Message("user", "The finance team reimburses travel expenses within thirty days. " * 30)]
    with OllamaServer() as server:
        model = chat(server)
        before = model.count_tokens(messages)
        *_, done = model.stream(messages)
    assert done.prompt_tokens <= model.count_tokens(messages) < before


def test_a_prompt_that_an_old_server_cut_silently_is_incomplete():
    lines = '{"message":{"content":"x"},"done":true,"done_reason":"stop","prompt_eval_count":131}\n'
    with OllamaServer(failures={"/api/chat": [Failure(200, lines, "application/x-ndjson")]}) as server:
        model = chat(server)
        before = model.count_tokens(LONG)
        *_, done = model.stream(LONG)
    assert (done.complete, done.reason) == (False, "prompt_cut")
    assert model.count_tokens(LONG) == before


def test_thinking_is_off_unless_asked_for():
    reply = Reply(["Finance."], thinking=["Let me", " see."])
    with OllamaServer(replies=[reply, reply]) as server:
        quiet = list(chat(server, "tiny-think").stream(ASKED))
        aloud = list(chat(server, "tiny-think").stream(ASKED, Sampling(think=True)))
        assert [body["think"] for body in server.sent("/api/chat")] == [False, True]
    assert (text(quiet, Thinking), text(quiet)) == ("", "Finance.")
    assert (text(aloud, Thinking), text(aloud)) == ("Let me see.", "Finance.")


def test_a_model_that_does_not_think_is_not_told_about_it_and_what_leaks_is_thinking():
    with OllamaServer(replies=[Reply(["<th", "ink>hm", "</think>", "\n\nFinance."])]) as server:
        events = list(chat(server).stream(ASKED, Sampling(think=True)))
        assert "think" not in server.sent("/api/chat")[0]
    assert (text(events, Thinking), text(events)) == ("hm", "Finance.")


def test_thinking_that_leaves_no_room_for_an_answer_is_an_error():
    with OllamaServer(replies=[Reply(["Finance."], thinking=["a", "b", "c", "d"])]) as server:
        stream = chat(server, "tiny-think").stream(ASKED, Sampling(think=True, max_tokens=4))
        with pytest.raises(EngineBroken, match="KB_ANSWER_TOKENS"):
            list(stream)


@pytest.mark.parametrize(
    ("reply", "kind", "hint"),
    [
        (Reply(["a"], end="died"), EngineBroken, "smaller model"),
        (Reply(["a"], end="killed"), EngineBroken, "ollama ps"),
        (Reply(["a"], end="half"), EngineBroken, "OLLAMA_HOST"),
        (Reply(["a"], end="silent"), EngineTimeout, "KB_IDLE_TIMEOUT"),
        (Reply(["a"], load=30), EngineTimeout, "KB_IDLE_TIMEOUT"),
        (Failure(500, "null"), EngineBroken, "OLLAMA_HOST"),
        (Failure(200, "null\n", "application/x-ndjson"), EngineBroken, "OLLAMA_HOST"),
        (Failure(200, "<html>", "text/html"), EngineBroken, "OLLAMA_HOST"),
        (Failure(403), EngineUnreachable, "127.0.0.1"),
        (Failure(404, "404 page not found", "text/plain"), EngineBroken, "OLLAMA_HOST"),
        (BUSY, EngineBusy, "OLLAMA_MAX_QUEUE"),
        (Failure(0, drop=True), EngineBroken, "ollama ps"),
    ],
    ids=str,
)
def test_a_failure_in_a_chat_is_one_error_that_says_what_to_do(reply, kind, hint):
    with OllamaServer(replies=[reply]) as server, pytest.raises(EngineError) as caught:
        list(chat(server, idle_timeout=0.2, load_timeout=0.4).stream(ASKED))
    assert type(caught.value) is kind and hint in caught.value.hint


def test_what_came_before_a_failure_has_been_given_out():
    with OllamaServer(replies=[Reply(["The", " finance"], end="died")]) as server:
        stream = chat(server).stream(ASKED)
        assert [next(stream).text, next(stream).text] == ["The", " finance"]
        with pytest.raises(EngineBroken):
            next(stream)


def test_a_model_may_take_longer_to_load_than_between_two_pieces():
    with OllamaServer(replies=[Reply(["ready"], load=0.4)]) as server:
        assert text(chat(server, idle_timeout=0.1, load_timeout=5).stream(ASKED)) == "ready"


def test_models_that_are_missing_or_only_embed_are_told_apart():
    with OllamaServer() as server:
        with pytest.raises(ModelMissing, match="ollama pull no-such"):
            list(chat(server, "no-such").stream(ASKED))
        with pytest.raises(ModelUnfit, match="KB_CHAT="):
            list(chat(server, "all-minilm").stream(ASKED))


def test_without_a_server_the_hint_is_to_start_it():
    with OllamaServer() as server:
        model = chat(server)
        assert model.context_length == 2048  # asked before the server went away: now the stream itself fails
    with pytest.raises(EngineUnreachable, match="ollama serve"):
        list(model.stream(ASKED))


@pytest.mark.parametrize("model", [Model("mine", remote="https://ollama.com"), Model("gpt-oss:120b-cloud")])
def test_a_model_in_a_cloud_is_sent_nothing(model):
    with OllamaServer(models=[model]) as server:
        with pytest.raises(NotLocal):
            list(chat(server, model.name).stream(ASKED))
        assert server.sent("/api/chat") == []


def test_line_separators_inside_of_a_piece_do_not_break_the_stream():
    with OllamaServer(replies=[Reply(["a\u0085b", "c\u2028d"])]) as server:
        assert text(chat(server).stream(ASKED)) == "a\u0085bc\u2028d"


def test_lone_surrogates_in_a_document_do_not_break_the_request():
    with OllamaServer() as server:
        *_, done = chat(server).stream([Message("user", "a\ud800b")])
        assert done.complete
