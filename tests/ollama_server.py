"""A test double of Ollama 0.33: real HTTP on loopback that answers as the real one was recorded to.

    With `version="0.17.4"` it refuses a prompt over its window without figures, as that one was recorded to.

    with OllamaServer(models=[EMBEDDER, CHAT], replies=["Paris [1].", Reply(["a", "b"], end="cut")]) as server:
        ...                      # server.url; OLLAMA_HOST takes it
    server.requests              # every request: method, path, headers, body
    server.sent("/api/chat")     # the bodies that came to a path
    server.hang_ups              # clients that left: path, pieces sent until then, time
    server.wait_for_hang_up()
    server.loads                 # (model, num_ctx) at each load: a second entry for one model is a reload

`replies` is the queue of what the chat model says, one a request (when it is empty: "ok."): a str (sent word by
word), a list of pieces, a Reply, a Failure, or a function of the request's JSON that returns one of these. `failures`
maps a path to Failures that are answered there first, each once. Embeddings are sums of the words' own vectors, so
texts that share words are near each other. Tokens are counted by `token_count`, prompts by `prompt_tokens`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from loopback import Failure, Handler, LoopbackServer, Request
from ollama_shapes import (
    BUSY,
    DIED,
    SHIFT,
    Model,
    Reply,
    allowed_host,
    exceeded,
    failed_pull,
    line,
    prompt_tokens,
    shown,
    tag,
    token_count,
    vector_of,
)

__all__ = ["BUSY", "CHAT", "EMBEDDER", "THINKER", "Failure", "Model", "OllamaServer", "Reply", "prompt_tokens"]

EMBEDDER = Model("all-minilm", ("embedding",), context_length=512)
CHAT = Model("tiny-chat")
THINKER = Model("tiny-think", ("completion", "thinking"))


Scripted = str | Sequence[str] | Reply | Failure


class OllamaServer(LoopbackServer):
    def __init__(
        self,
        models: Sequence[Model] = (EMBEDDER, CHAT, THINKER),
        replies: Sequence[Scripted | Callable[[Any], Scripted]] = (),
        failures: Mapping[str, list[Failure]] | None = None,
        pulls: Sequence[Sequence[Mapping[str, Any]]] = (),
        version: str = "0.33.0-rc2",
        embed_delay: float = 0.0,
    ) -> None:
        self.handler = OllamaHandler
        super().__init__(failures)
        self.models = {model.full_name: model for model in models}
        self.replies = list(replies)
        self.pulls = list(pulls)
        self.loads: list[tuple[str, int]] = []
        self.version = version
        self.embed_delay = embed_delay

    def model(self, name: str) -> Model | None:
        return self.models.get(name if ":" in name else f"{name}:latest")

    def next_reply(self, body: Any) -> Reply | Failure:
        reply = self.replies.pop(0) if self.replies else "ok."
        if callable(reply):
            reply = reply(body)
        if isinstance(reply, str):
            return Reply(re.findall(r"\s*\S+|\s+$", reply))
        return reply if isinstance(reply, Reply | Failure) else Reply(tuple(reply))

    def load(self, model: Model, num_ctx: int) -> None:
        last = [size for name, size in self.loads if name == model.full_name][-1:]
        if last != [num_ctx]:
            self.loads.append((model.full_name, num_ctx))


class OllamaHandler(Handler):
    @property
    def ollama(self) -> OllamaServer:
        return self.server.owner

    def answer(self, request: Request) -> None:
        origin = request.headers.get("origin")
        local_origin = origin is None or re.match(r"https?://(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?$", origin)
        if not local_origin or not allowed_host(request.headers.get("host", "")):
            return self.send(403, "")
        method, handle = ROUTES.get(request.path, (None, None))
        if handle is None:
            return self.send(404, "404 page not found", "text/plain")
        if method != request.method and not (method == "GET" and request.method == "HEAD"):
            return self.send(405, "405 method not allowed", "text/plain", {"Allow": str(method)})
        handle(self, request.body)

    def error(self, status: int, message: str) -> None:
        self.send_json({"error": message}, status)

    def root(self, _: Any) -> None:
        self.send(200, "Ollama is running", "text/plain; charset=utf-8")

    def version(self, _: Any) -> None:
        self.send_json({"version": self.ollama.version})

    def tags(self, _: Any) -> None:
        self.send_json({"models": [tag(model) for model in self.ollama.models.values()]})

    def ps(self, _: Any) -> None:
        loaded = [(self.ollama.models[name], size) for name, size in dict(self.ollama.loads).items()]
        rows = [{**tag(model), "size_vram": 0, "context_length": size} for model, size in loaded]
        self.send_json({"models": rows})

    def show(self, body: Any) -> None:
        name = (body or {}).get("model", "")
        if not name:
            return self.error(400, "model is required")
        model = self.ollama.model(name)
        if model is None:
            return self.error(404, f"model '{name if ':' in name else name + ':latest'}' not found")
        self.send_json(shown(model))

    def embed(self, body: Any) -> None:
        model = self.ollama.model(body["model"])
        if model is None:
            return self.error(404, f'model "{body["model"]}" not found, try pulling it first')
        texts = body.get("input") or []
        texts = [texts] if isinstance(texts, str) else texts
        if not texts:
            return self.send_json({"model": body["model"], "embeddings": []})
        if "embedding" not in model.capabilities:
            return self.error(501, "This server does not support embeddings. Start it with `--embeddings`")
        limit = min(body.get("options", {}).get("num_ctx") or model.context_length, model.context_length)
        self.ollama.load(model, limit)
        self.pause(self.ollama.embed_delay)
        counts = [2 + token_count(text) for text in texts]
        if body.get("truncate") is False and max(counts) > limit:
            return self.error(400, "the input length exceeds the context length")
        vectors = [vector_of(text, model.dimensions, model.length) for text in texts]
        total = sum(min(count, limit) for count in counts)
        self.send_json({"model": body["model"], "embeddings": vectors, "prompt_eval_count": total})

    def chat(self, body: Any) -> None:
        if not body.get("model"):
            return self.error(400, "model is required")
        model = self.ollama.model(body["model"])
        if model is None:
            return self.error(404, f"model '{body['model']}' not found")
        if "completion" not in model.capabilities:
            return self.error(400, f'"{body["model"]}" does not support chat')
        if body.get("think") and "thinking" not in model.capabilities:
            return self.error(400, f'"{body["model"]}" does not support thinking')
        options = body.get("options") or {}
        limit = min(options.get("num_ctx") or 4096, model.context_length)
        self.ollama.load(model, limit)
        if not body.get("messages"):
            reason = "unload" if body.get("keep_alive") == 0 else "load"
            return self.send_json({**line(body), "done": True, "done_reason": reason})
        prompt = prompt_tokens(body["messages"])
        if prompt >= limit and body.get("truncate") is False and self.ollama.version == "0.17.4":
            return self.error(400, "the input length exceeds the context length")
        if prompt >= limit and body.get("truncate") is False:
            return self.error(400, json.dumps(exceeded(prompt, limit), separators=(",", ":")))
        if prompt >= limit and body.get("shift") is False:
            return self.error(400, SHIFT)
        reply = self.ollama.next_reply(body)
        if isinstance(reply, Failure):
            return self.fail(reply)
        self.say(body, model, reply, prompt if prompt < limit else limit // 2 + 3)

    def say(self, body: Any, model: Model, reply: Reply, prompt: int) -> None:
        """Streams NDJSON, or sends one object where `stream` is false."""
        thinks = "thinking" in model.capabilities and body.get("think") is not False
        said = [("thinking", piece) for piece in reply.thinking] if thinks else []
        said += [("content", piece) for piece in reply.pieces]
        limit = (body.get("options") or {}).get("num_predict") or len(said)
        reason = "length" if 0 <= limit < len(said) else reply.reason
        said = said[:limit] if limit >= 0 else said
        last = {**line(body), "done": True, "done_reason": reason, "total_duration": 12151782}
        last |= {"load_duration": 2620976, "prompt_eval_count": prompt, "eval_count": len(said)}
        if body.get("stream") is False:
            return self.say_at_once(body, reply, said, last)
        self.pause(reply.load)
        self.start_stream("application/x-ndjson")
        for kind, piece in said:
            self.pause(reply.delay)
            self.write_chunk(json.dumps(line(body, kind, piece), ensure_ascii=False) + "\n")
        self.end(reply, last)

    def say_at_once(self, body: Any, reply: Reply, said: list[tuple[str, str]], last: dict[str, Any]) -> None:
        self.pause(reply.load + reply.delay * len(said))
        if reply.end == "silent":
            self.pause(3600)
        if reply.end == "died":
            return self.error(500, DIED)
        if reply.end in ("killed", "half"):
            return self.cut_connection()
        message: dict[str, str] = {"role": "assistant", "content": "".join(p for kind, p in said if kind == "content")}
        if thinking := "".join(p for kind, p in said if kind == "thinking"):
            message["thinking"] = thinking
        self.send_json({**(last if reply.end == "done" else {**line(body), "done": False}), "message": message})

    def end(self, reply: Reply, last: dict[str, Any]) -> None:
        if reply.end == "silent":
            self.pause(3600)
        if reply.end == "killed":
            return self.cut_connection()
        if reply.end == "half":
            self.write_chunk('{"model":"m","mess')
        if reply.end in ("done", "died"):
            self.write_chunk(json.dumps(last if reply.end == "done" else {"error": DIED}) + "\n")
        self.end_stream()

    def pull(self, body: Any) -> None:
        lines = self.ollama.pulls.pop(0) if self.ollama.pulls else failed_pull(body["model"])
        self.start_stream("application/x-ndjson")
        for status in lines:
            self.pause(0)
            self.write_chunk(json.dumps(status) + "\n")
        self.end_stream()

    def delete(self, body: Any) -> None:
        model = self.ollama.model(body["model"])
        if model is None:
            return self.error(404, f"model '{body['model']}' not found")
        del self.ollama.models[model.full_name]
        self.send(200, "")


ROUTES: dict[str, tuple[str, Callable[[OllamaHandler, Any], None]]] = {
    "/": ("GET", OllamaHandler.root),
    "/api/version": ("GET", OllamaHandler.version),
    "/api/tags": ("GET", OllamaHandler.tags),
    "/api/ps": ("GET", OllamaHandler.ps),
    "/api/show": ("POST", OllamaHandler.show),
    "/api/embed": ("POST", OllamaHandler.embed),
    "/api/chat": ("POST", OllamaHandler.chat),
    "/api/pull": ("POST", OllamaHandler.pull),
    "/api/delete": ("DELETE", OllamaHandler.delete),
}
