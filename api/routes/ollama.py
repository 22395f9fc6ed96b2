"""`/api`: the knowledge base for Ollama's clients."""

from __future__ import annotations

import re
from datetime import datetime

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.backend.protocol import ServedBackend
from api.compat import embeddings, fields, model_names, ollama_chat
from api.compat.fields import Unusable
from api.compat.messages import conversation
from api.compat.model_names import ServedModel
from api.compat.ollama_chat import VERSION, Form, JsonLines
from api.compat.request import JSON, Reply
from api.http.deps import Parts, Space
from api.http.errors import json_response
from kb.errors import Error, UsageError
from kb.types import AskOptions

router = APIRouter(tags=["as Ollama"])
CONTEXT = 8192  # tokens, where no model tells
_ZERO = re.compile(r"0+(\.0+)?(ns|us|µs|ms|s|m|h)?")


@router.get("/api/version")
def version() -> Response:
    """Of Ollama, as far as it is spoken here."""
    return json_response({"version": VERSION})


@router.get("/api/tags")
def tags(parts: Parts, backend: Space) -> Response:
    """One model a space."""
    rows = [ollama_chat.row(model, _time(parts.started)) for model in model_names.list_models(backend)]
    return json_response({"models": rows})


@router.get("/api/ps")
def ps() -> Response:
    """Nothing: what the engines hold in memory is theirs to tell."""
    return json_response({"models": []})


@router.post("/api/show")
async def show(body: JSON, reply: Reply) -> Response:
    model = await reply.model(body.get("model") or body.get("name"))
    return json_response(await run_in_threadpool(_describe, reply.backend(model), reply.parts.started))


@router.post("/api/chat")
async def chat(body: JSON, reply: Reply) -> Response:
    """The last question of `messages`, answered from the documents, its sources listed at the end."""
    model = await reply.model(body.get("model"))
    if not body.get("messages"):
        return _report_loaded(body, model, "chat")
    return await _answer(body, model, "chat", body["messages"], reply)


@router.post("/api/generate")
async def generate(body: JSON, reply: Reply) -> Response:
    """The same for a single question."""
    model = await reply.model(body.get("model"))
    prompt = fields.read_text(body.get("prompt"))
    if not prompt.strip():
        return _report_loaded(body, model, "generate")
    messages = [{"role": "system", "content": body.get("system")}, {"role": "user", "content": prompt}]
    return await _answer(body, model, "generate", messages, reply)


@router.post("/api/embed")
async def embed(body: JSON, reply: Reply) -> Response:
    """Vectors of the embedder that the space is searched with."""
    model = await reply.model(body.get("model"))
    given = body.get("input")
    texts = [given] if isinstance(given, str) and given else given or []
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise Unusable("input must be a text or an array of texts", "input")
    vectors = await run_in_threadpool(_vectors, reply, model, texts)
    counted = await run_in_threadpool(lambda: embeddings.count_tokens(reply.backend(model).embedder, texts))
    durations = {"total_duration": 1, "load_duration": 1, "prompt_eval_count": counted}
    return json_response({"model": model.name, "embeddings": vectors, **durations})


@router.post("/api/embeddings")
async def embed_one(body: JSON, reply: Reply) -> Response:
    """As older clients ask: one `prompt`, one vector."""
    model = await reply.model(body.get("model"))
    texts = [text] if (text := fields.read_text(body.get("prompt"))) else []
    vectors = await run_in_threadpool(_vectors, reply, model, texts)
    return json_response({"embedding": vectors[0] if vectors else []})


@router.post("/api/pull", include_in_schema=False)
@router.post("/api/push", include_in_schema=False)
@router.post("/api/create", include_in_schema=False)
@router.post("/api/copy", include_in_schema=False)
@router.delete("/api/delete", include_in_schema=False)
def manage(request: Request) -> Response:
    verb = request.url.path.rpartition("/")[2]
    raise UsageError(
        f"Nothing to {verb} here: the models are the spaces of a knowledge base.", "See them with: ollama list"
    )


async def _answer(body: JSON, model: ServedModel, form: Form, messages: object, reply: Reply) -> Response:
    asked = conversation(messages)
    options = fields.read_mapping(body.get("options"))
    wanted = AskOptions(
        temperature=fields.read_number(options.get("temperature"), 0, 2),
        max_tokens=fields.read_count(options.get("num_predict")),
        stop=fields.read_texts(options.get("stop")),
        seed=fields.read_whole(options.get("seed")),
        think=fields.read_thinking(body),
    )
    answer_text = reply.make_text(model, with_thinking=wanted.think is not False)
    if body.get("stream") is not False:
        return await reply.write_answer(JsonLines(model.name, form, answer_text), model, asked, wanted)
    await reply.gather_answer(answer_text, model, asked, wanted)
    return json_response(ollama_chat.last(model.name, form, answer_text, answer_text.text, answer_text.thinking))


def _report_loaded(body: JSON, model: ServedModel, form: Form) -> Response:
    unload = bool(_ZERO.fullmatch(str(body.get("keep_alive", ""))))
    return json_response(ollama_chat.report_loading(model.name, form, unload=unload))


def _vectors(reply: Reply, model: ServedModel, texts: list[str]) -> list[list[float]]:
    if not texts:
        return []
    found = embeddings.embed_texts(reply.backend(model).embedder, [fields.read_text(each) or " " for each in texts])
    return [vector.tolist() for vector in found]


def _describe(backend: ServedBackend, started: datetime) -> JSON:
    try:
        length = backend.chat.context_length if backend.chat else CONTEXT
    except Error:  # an engine that is down is told when it is asked to answer
        length = CONTEXT
    return ollama_chat.describe_model(_time(started), length, backend.dimensions)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
