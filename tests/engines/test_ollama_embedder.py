import numpy
import pytest
from ollama_server import BUSY, EMBEDDER, Failure, Model, OllamaServer

from kb.engines.ollama.client import Client
from kb.engines.ollama.embedder import OllamaEmbedder
from kb.errors import EngineBroken, EngineBusy, EngineTimeout, EngineUnreachable, ModelMissing, ModelUnfit, NotLocal

RUNNER_DIED = Failure(400, r'{"error":"do embedding request: Post \"http://127.0.0.1:39339/v1/embeddings\": EOF"}')


def embedder(server, model="all-minilm", **limits):
    return OllamaEmbedder(Client(server.url, **limits), model)


def failing(*failures):
    return OllamaServer(failures={"/api/embed": list(failures)})


def test_vectors_are_rows_of_unit_length_whatever_the_model_gives():
    with OllamaServer(models=[Model("long-vectors", ("embedding",), dimensions=8, length=3.0)]) as server:
        vectors = embedder(server, "long-vectors").embed_documents(["one", "two", "three"])
    assert vectors.shape == (3, 8) and vectors.dtype == numpy.float32
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1)


def test_nothing_may_be_cut_and_the_context_stays_the_same():
    with OllamaServer() as server:
        ollama = embedder(server)
        ollama.embed_documents(["text"] * 70)
        ollama.embed_query("question")
        sent = server.sent("/api/embed")
        assert [len(body["input"]) for body in sent] == [32, 32, 6, 1]
        assert {body["truncate"] for body in sent} == {False}
        assert {body["options"]["num_ctx"] for body in sent} == {512}
        assert {body["keep_alive"] for body in sent} == {"30m"}
        assert server.loads == [("all-minilm:latest", 512)]


def test_a_text_over_the_window_is_embedded_in_parts_to_its_very_end():
    with OllamaServer() as server:
        ollama = embedder(server)
        start, end = "first things first. " * 200, "last words of all. " * 200
        [whole, other] = ollama.embed_documents([start + end, "short"])
        ends = ollama.embed_documents(["first things first.", "last words of all."])
        assert whole @ ends[0] > 0.6 and whole @ ends[1] > 0.6
        assert other == pytest.approx(ollama.embed_documents(["short"])[0])
        embedded = [text for body in server.sent("/api/embed") for text in body["input"]]
    assert any(text.endswith("last words of all. ") for text in embedded)


def test_the_prefix_of_the_model_stands_before_each_half_too():
    with OllamaServer(models=[Model("nomic-embed-text", ("embedding",), context_length=64)]) as server:
        embedder(server, "nomic-embed-text").embed_documents(["word " * 100])
        embedder(server, "nomic-embed-text").embed_query("why?")
        *documents, query = [body["input"] for body in server.sent("/api/embed")]
    assert all(text.startswith("search_document: ") for texts in documents for text in texts)
    assert query == ["search_query: why?"]


def test_the_estimate_keeps_chunks_inside_of_the_window():
    with OllamaServer() as server:
        ollama = embedder(server)
        assert ollama.token_limit == 510
        text = "酒店费用每晚最多可报销八百元，须事先批准。" * 16
        assert ollama.count_tokens(text) <= ollama.token_limit
        ollama.embed_documents([text])
        assert len(server.sent("/api/embed")) == 1


def test_an_empty_text_has_a_vector_as_well():
    with OllamaServer() as server:
        assert embedder(server).embed_documents([""]).shape == (1, 384)
        assert len(embedder(server).embed_documents([])) == 0


def test_a_runner_that_died_is_asked_once_more():
    with failing(RUNNER_DIED) as server:
        assert embedder(server).embed_documents(["text"]).shape == (1, 384)
        assert len(server.sent("/api/embed")) == 2


@pytest.mark.parametrize(
    ("failures", "kind", "hint"),
    [
        ([RUNNER_DIED, RUNNER_DIED], EngineBroken, "Try again"),
        ([BUSY], EngineBusy, "OLLAMA_MAX_QUEUE"),
        ([Failure(403)], EngineUnreachable, "http://127.0.0.1:11434"),
        ([Failure(200, "<html></html>", "text/html")] * 2, EngineBroken, "OLLAMA_HOST"),
        ([Failure(500, "null")] * 2, EngineBroken, "OLLAMA_HOST"),
        ([Failure(500, "[]")] * 2, EngineBroken, "OLLAMA_HOST"),
        ([Failure(200, '{"embeddings":[]}')], EngineBroken, "KB_EMBED"),
        ([Failure(200, '{"embeddings":[[1,2],[3,4]]}')], EngineBroken, "KB_EMBED"),
        ([Failure(200, '{"embeddings":[[0,0]]}')], EngineBroken, "KB_EMBED"),
        ([Failure(200, "{}")], EngineBroken, "KB_EMBED"),
        ([Failure(0, drop=True)] * 2, EngineBroken, "ollama ps"),
        ([Failure(302, headers={"Location": "http://127.0.0.1:9/elsewhere"})] * 2, EngineBroken, "OLLAMA_HOST"),
    ],
)
def test_a_failure_is_one_error_that_says_what_to_do(failures, kind, hint):
    with failing(*failures) as server, pytest.raises(kind) as caught:
        embedder(server).embed_documents(["text"])
    assert type(caught.value) is kind and hint in caught.value.hint


def test_models_that_are_missing_or_only_chat_are_told_apart():
    with OllamaServer() as server:
        with pytest.raises(ModelMissing, match="ollama pull no-such"):
            embedder(server, "no-such").embed_query("text")
        with pytest.raises(ModelUnfit, match="ollama pull nomic-embed-text"):
            embedder(server, "tiny-chat").embed_query("text")


def test_without_a_server_the_hint_is_to_start_it():
    with OllamaServer() as server:
        ollama = embedder(server)
    with pytest.raises(EngineUnreachable, match="ollama serve"):
        ollama.embed_query("text")


def test_a_host_without_a_port_is_explained():
    with pytest.raises(EngineUnreachable, match=r"OLLAMA_HOST=http://127\.0\.0\.99:11434"):
        OllamaEmbedder(Client("http://127.0.0.99"), "m").embed_query("text")


def test_a_server_that_stays_silent_is_given_up():
    with OllamaServer(embed_delay=60) as server, pytest.raises(EngineTimeout, match="KB_IDLE_TIMEOUT"):
        embedder(server, idle_timeout=0.1, load_timeout=0.1).embed_query("text")


@pytest.mark.parametrize("model", [Model("mine", ("embedding",), remote="https://ollama.com"), Model("big:cloud")])
def test_a_model_in_a_cloud_is_sent_nothing(model):
    with OllamaServer(models=[model]) as server:
        with pytest.raises(NotLocal):
            embedder(server, model.name).embed_query("secret")
        assert server.sent("/api/embed") == []


def test_the_fingerprint_is_that_of_weights_and_prefixes():
    with OllamaServer() as server:
        ollama = embedder(server)
        assert ollama.fingerprint == embedder(server, "all-minilm:latest").fingerprint
        assert EMBEDDER.digest in ollama.fingerprint
