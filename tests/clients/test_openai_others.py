"""The real `openai` package: embeddings and responses."""

from __future__ import annotations

import base64

import numpy
import openai
import pytest
from house import ANSWER, DIMENSIONS, QUESTION


@pytest.fixture
def client(openai_client):
    return openai_client


def test_vectors_come_as_base64_by_default_and_as_numbers_on_demand(client):
    packed = client.embeddings.create(model="kb", input=["a cat", "a dog"])
    plain = client.embeddings.create(model="kb", input=["a cat", "a dog"], encoding_format="float")
    assert [row.index for row in packed.data] == [0, 1]
    assert numpy.allclose(packed.data[1].embedding, plain.data[1].embedding, atol=1e-6)
    assert len(packed.data[0].embedding) == DIMENSIONS
    assert packed.usage.prompt_tokens > 0
    raw = client.embeddings.with_raw_response.create(model="kb", input="a cat", encoding_format="base64")
    encoded = raw.http_response.json()["data"][0]["embedding"]
    assert numpy.allclose(numpy.frombuffer(base64.b64decode(encoded), "<f4"), plain.data[0].embedding, atol=1e-6)


def test_token_ids_are_texts_too(client):
    def vectors(given):
        rows = client.embeddings.create(model="kb", input=given, encoding_format="float").data
        return [row.embedding for row in rows]

    hello = vectors("Hello world")
    assert numpy.allclose(vectors([9906, 1917]), hello, atol=1e-6)
    assert numpy.allclose(vectors([[9906, 1917], [64, 8415]]), vectors(["Hello world", "a cat"]), atol=1e-5)


@pytest.mark.parametrize("given", ["", [], [""], 3, None, ["a", 1], [["a"]], [[]], [-1], [[100_256]]])
def test_what_cannot_be_embedded_is_refused(client, given):
    with pytest.raises(openai.BadRequestError) as raised:
        client.embeddings.create(model="kb", input=given)
    assert raised.value.param == "input"


def test_vectors_of_another_length_are_refused(client):
    """They came in their own length, and a vector store that was made for 256 figures failed later."""
    with pytest.raises(openai.BadRequestError) as raised:
        client.embeddings.create(model="kb", input="a cat", dimensions=DIMENSIONS - 1)
    assert raised.value.param == "dimensions"
    assert f"dimensions must be {DIMENSIONS}" in raised.value.message
    [row] = client.embeddings.create(model="kb", input="a cat", dimensions=DIMENSIONS).data
    assert len(row.embedding) == DIMENSIONS


def test_a_response_carries_the_text_and_its_citations(client, ollama):
    ollama.replies.append(ANSWER)
    response = client.responses.create(model="kb", input=QUESTION, instructions="Be brief.")
    [message] = response.output
    [annotation] = message.content[0].annotations
    assert response.status == "completed"
    assert response.output_text.startswith(ANSWER)
    assert (annotation.type, annotation.title) == ("url_citation", "handbook.pdf, p. 3")
    assert response.usage.total_tokens > 0
    assert "Be brief." in ollama.sent("/api/chat")[0]["messages"][0]["content"]


def test_a_response_streams_its_events_in_order(client, ollama):
    ollama.replies.append(ANSWER)
    parts = [{"role": "user", "content": [{"type": "input_text", "text": QUESTION}]}]
    events = list(client.responses.create(model="kb", input=parts, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [event.type for event in events if event.type != "response.output_text.delta"] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.annotation.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    deltas = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert deltas == events[-1].response.output_text
