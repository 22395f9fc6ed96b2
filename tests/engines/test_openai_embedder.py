"""Vectors of a server that speaks OpenAI's protocol."""

import json

import numpy
import pytest
from openai_models import chat, embedder
from openai_server import Failure, OpenAIServer

from kb.errors import (
    EngineBroken,
    EngineBusy,
    EngineUnreachable,
    ModelUnfit,
)


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


def test_a_server_that_is_gone_is_looked_for_where_an_embedder_is_named():
    with OpenAIServer() as server:
        gone = embedder(server)
    with pytest.raises(EngineUnreachable, match="KB_EMBED"):
        gone.embed_query("a")
