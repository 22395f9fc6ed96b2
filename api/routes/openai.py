"""`/v1`: the knowledge base for OpenAI's clients."""

from __future__ import annotations

from typing import TypeGuard

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from api.compat import embeddings, fields, model_names, openai_chat, token_ids
from api.compat.fields import Unusable
from api.compat.messages import conversation
from api.compat.model_names import ServedModel
from api.compat.openai_chat import Chunks
from api.compat.openai_responses import Responded, ResponseEvents
from api.compat.request import JSON, Reply
from api.http.deps import Parts, Space
from api.http.errors import json_response
from kb.types import AskOptions

router = APIRouter(prefix="/v1", tags=["as OpenAI"])


@router.get("/models")
def list_models(parts: Parts, backend: Space) -> Response:
    """One model a space."""
    rows = [_row(model, parts) for model in model_names.list_models(backend)]
    return json_response({"object": "list", "data": rows})


@router.get("/models/{id:path}")
def model(id: str, parts: Parts, backend: Space) -> Response:
    return json_response(_row(model_names.find_model(id, backend), parts))


@router.post("/chat/completions")
async def chat_completions(body: JSON, reply: Reply) -> Response:
    """The last question of `messages`, answered from the documents; citations are `annotations` of the message."""
    model = await reply.model(body.get("model"))
    asked = conversation(body.get("messages"))
    if (fields.read_count(body.get("n")) or 1) > 1:
        raise Unusable("n must be 1: a question has one answer", "n")
    options = AskOptions(
        temperature=fields.read_number(body.get("temperature"), 0, 2),
        max_tokens=fields.read_count(body.get("max_completion_tokens")) or fields.read_count(body.get("max_tokens")),
        stop=fields.read_texts(body.get("stop")),
        seed=fields.read_whole(body.get("seed")),
        think=fields.read_thinking(body),
    )
    with_list = reply.backend(model).settings.list_sources
    answer_text = reply.make_text(model, with_list=with_list, with_thinking=options.think is not False)
    if body.get("stream"):
        with_usage = bool(fields.read_mapping(body.get("stream_options")).get("include_usage"))
        return await reply.write_answer(Chunks(model.name, answer_text, with_usage=with_usage), model, asked, options)
    await reply.gather_answer(answer_text, model, asked, options)
    return json_response(openai_chat.completion(model.name, answer_text))


@router.post("/responses")
async def responses(body: JSON, reply: Reply) -> Response:
    """The same as a response; nothing is kept, so the whole conversation comes in `input`."""
    model = await reply.model(body.get("model"))
    manner = {"role": "system", "content": body.get("instructions")}
    turns = _turns(body.get("input"))
    asked = conversation([manner, *turns] if turns else [], "input")
    options = AskOptions(
        temperature=fields.read_number(body.get("temperature"), 0, 2),
        max_tokens=fields.read_count(body.get("max_output_tokens")),
        think=fields.read_thinking(body),
    )
    answer_text = reply.make_text(model, with_list=reply.backend(model).settings.list_sources, with_thinking=False)
    responded = Responded(model.name, answer_text)
    if body.get("stream"):
        return await reply.write_answer(ResponseEvents(responded), model, asked, options)
    await reply.gather_answer(answer_text, model, asked, options)
    return json_response(responded.whole())


@router.post("/embeddings")
async def embed(body: JSON, reply: Reply) -> Response:
    """Vectors of the embedder that the space is searched with; base64 is little-endian float32."""
    model = await reply.model(body.get("model"))
    texts = await run_in_threadpool(_texts, body.get("input"))
    embedder = await run_in_threadpool(lambda: reply.backend(model).embedder)
    vectors = await run_in_threadpool(embeddings.embed_texts, embedder, texts)
    dimensions = vectors.shape[1]
    if fields.read_count(body.get("dimensions")) not in (None, dimensions):
        raise Unusable(f"dimensions must be {dimensions}: the embedder's vectors are not shortened", "dimensions")
    counted = await run_in_threadpool(embeddings.count_tokens, embedder, texts)
    encoded = [
        embeddings.as_base64(vector) if body.get("encoding_format") == "base64" else vector.tolist()
        for vector in vectors
    ]
    rows = [{"object": "embedding", "index": place, "embedding": value} for place, value in enumerate(encoded)]
    usage = {"prompt_tokens": counted, "total_tokens": counted}
    return json_response({"object": "list", "data": rows, "model": model.name, "usage": usage})


def _row(model: ServedModel, parts: Parts) -> JSON:
    return {"id": model.name, "object": "model", "created": int(parts.started.timestamp()), "owned_by": "kb"}


def _turns(given: object) -> list[object]:
    """The messages of a response's input; calls of tools and the like are left out."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    return [each for each in given if "role" in fields.read_mapping(each)] if isinstance(given, list) else []


def _texts(given: object) -> list[str]:
    """A text or token ids, or several of either. Raises Unusable."""
    values = given if isinstance(given, list) and not _is_ids(given) else [given]
    texts = [token_ids.decode_ids(each) if _is_ids(each) else fields.read_text(each) for each in values]
    if not texts or not all(texts):
        raise Unusable("input must be a text or an array of texts, none of them empty", "input")
    return texts


def _is_ids(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and bool(value) and all(type(each) is int for each in value)
