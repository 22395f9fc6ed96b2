"""The real `langchain-openai` and `langchain-ollama` packages against the real server."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from house import ANSWER, DIMENSIONS, QUESTION, SOURCES
from ollama_server import Reply

from api.compat import token_ids

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages' own making
    openai = pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    ollama_package = pytest.importorskip("langchain_ollama", reason="langchain-ollama is not installed")


@pytest.fixture
def options(url, monkeypatch) -> Iterator[dict[str, Any]]:
    """How the packages of OpenAI's are made: with connections that end with the test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with httpx.Client(trust_env=False, verify=False) as connections:
        yield {"model": "kb", "base_url": f"{url}/v1", "api_key": "k", "http_client": connections}


@pytest.fixture
def openai_chat(options):
    return openai.ChatOpenAI(**options)


@pytest.fixture
def ollama_chat(url, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    chat = ollama_package.ChatOllama(model="kb", base_url=url, validate_model_on_init=True)
    yield chat
    chat._client.close()  # the package has no other way to end its connections


def test_either_answers_with_sources(openai_chat, ollama_chat, ollama):
    ollama.replies += [ANSWER, ANSWER]
    for chat in (openai_chat, ollama_chat):
        assert chat.invoke(QUESTION).content.startswith(f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://")


def test_either_streams(openai_chat, ollama_chat, ollama):
    ollama.replies += [ANSWER, ANSWER]
    for chat in (openai_chat, ollama_chat):
        pieces = [chunk.content for chunk in chat.stream(QUESTION)]
        assert "".join(pieces).startswith(f"{ANSWER}\n\n{SOURCES}")
        assert sum(bool(piece) for piece in pieces) > 1


def test_a_response_carries_citations(options, ollama):
    ollama.replies.append(ANSWER)
    chat = openai.ChatOpenAI(**options, use_responses_api=True)
    [part] = chat.invoke(QUESTION).content
    assert part["text"].startswith(ANSWER)
    assert part["annotations"][0]["title"] == "handbook.pdf, p. 3"


def test_either_goes_on_with_a_conversation(openai_chat, ollama_chat, ollama):
    for chat in (openai_chat, ollama_chat):
        ollama.replies += [ANSWER, "Who services the boiler?", "Rossi Ltd services the boiler [1]."]
        turns = [("user", QUESTION), chat.invoke(QUESTION), ("user", "And who does it?")]
        assert chat.invoke(turns).content.startswith("Rossi Ltd services the boiler [1].")


def test_either_embeds(options, url):
    texts = ["a cat", "a dog"]
    theirs = openai.OpenAIEmbeddings(**options, check_embedding_ctx_length=False).embed_documents(texts)
    package = ollama_package.OllamaEmbeddings(model="kb", base_url=url)
    ours = package.embed_documents(texts)
    package._client.close()
    assert [len(vector) for vector in theirs] == [DIMENSIONS, DIMENSIONS]
    assert theirs[0] == pytest.approx(ours[0], abs=1e-5)


def test_embeddings_that_send_token_ids_are_those_of_the_texts(options, monkeypatch, tmp_path):
    ranks = [b"%s %d" % (base64.b64encode(token), rank) for rank, token in enumerate(token_ids.load_tokens())]
    (tmp_path / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4").write_bytes(b"\n".join(ranks) + b"\n")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    texts = ["Quiet hours begin at 22:00.", "差旅报销制度"]
    as_ids = openai.OpenAIEmbeddings(**options).embed_documents(texts)
    as_texts = openai.OpenAIEmbeddings(**options, check_embedding_ctx_length=False).embed_documents(texts)
    assert as_ids[0] == pytest.approx(as_texts[0], abs=1e-5)
    assert as_ids[1] == pytest.approx(as_texts[1], abs=1e-5)


def test_either_raises_for_a_model_that_is_not_there(url, openai_chat, ollama_chat):
    with pytest.raises(Exception, match="does not exist"):
        openai_chat.bind(model="nope").invoke(QUESTION)
    with pytest.raises(Exception, match="not found"):
        ollama_chat.bind(model="nope").invoke(QUESTION)


def test_either_gets_the_documents_words_when_the_model_dies_in_the_middle(openai_chat, ollama_chat, ollama):
    for chat in (openai_chat, ollama_chat):
        ollama.replies.append(Reply([f"{ANSWER} It is old [1]. ", "And "], end="died"))
        text = "".join(part.content for part in chat.stream(QUESTION))
        assert "The model broke off.\nFrom the documents, word for word:" in text


def test_leaving_either_stream_stops_the_model(openai_chat, ollama_chat, ollama):
    for chat in (openai_chat, ollama_chat):
        ollama.hang_ups.clear()
        ollama.replies.append(Reply([f"{ANSWER} It is old [1]. ", *["Word "] * 500], delay=0.02))
        stream = chat.stream(QUESTION)
        while not next(stream).content:
            pass
        stream.close()
        assert ollama.wait_for_hang_up().pieces < 500
