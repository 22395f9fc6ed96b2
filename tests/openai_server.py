"""A test double of OpenAI-compatible servers (LM Studio, vLLM, llamafile, chatglm.cpp, llama.cpp), with their quirks.

    with OpenAIServer(replies=["Paris [1]."], quirks={"no_usage", "no_done"}) as server:
        ...                     # server.url + "/v1" is the base address; the rest as in ollama_server

Quirks: `no_usage`; `no_done` (no [DONE]); `comments` (keep-alive comments in the stream); `no_system` (a system message
is refused); `null_content` (content null beside reasoning and at the start); `no_embeddings` (404); `no_options`
(stream_options and other extras refused); `no_finish` (finish_reason stays null); `reasoning` (the field is called so,
not reasoning_content); `silent_errors` (a stream that is refused is 200 and empty: llama-cpp-python);
`chatglm` (as chatglm.cpp 0.4.2 was recorded: any model is gpt-3.5-turbo, a prompt is cut to 512 tokens, max_tokens
counts the prompt too, and neither usage nor [DONE] is sent); `cuts` (a prompt over the window is cut without a word, as
at Ollama's /v1). Vectors come in reverse order, each with its index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from loopback import Failure, Handler, LoopbackServer, Request
from ollama_shapes import Reply, prompt_tokens, token_count, vector_of

__all__ = ["Failure", "OpenAIServer", "Reply"]


CHATGLM = [{"id": "gpt-3.5-turbo", "owned_by": "owner", "permission": []}]


class OpenAIServer(LoopbackServer):
    def __init__(
        self,
        replies: Sequence[str | Sequence[str] | Reply | Failure | Callable[[Any], Any]] = (),
        quirks: Collection[str] = (),
        failures: Mapping[str, list[Failure]] | None = None,
        models: Sequence[Mapping[str, Any]] = ({"id": "local-model"},),
        context: int = 4096,
        dimensions: int = 384,
        props: Mapping[str, Any] | None = None,
    ) -> None:
        self.handler = OpenAIHandler
        super().__init__(failures)
        self.replies = list(replies)
        self.quirks = set(quirks) | ({"no_usage", "no_done", "no_embeddings"} if "chatglm" in quirks else set())
        self.models = list(CHATGLM if "chatglm" in quirks else models)
        self.context = context
        self.dimensions = dimensions
        self.props = props

    def next_reply(self, body: Any) -> Reply | Failure:
        reply = self.replies.pop(0) if self.replies else "ok."
        reply = reply(body) if callable(reply) else reply
        if isinstance(reply, Reply | Failure):
            return reply
        return Reply([reply] if isinstance(reply, str) else tuple(reply))


class OpenAIHandler(Handler):
    @property
    def openai(self) -> OpenAIServer:
        return self.server.owner

    def answer(self, request: Request) -> None:
        if request.path == "/v1/models":
            rows = [{"object": "model", "owned_by": "local", **model} for model in self.openai.models]
            self.send_json({"object": "list", "data": rows})
        elif request.path == "/props" and self.openai.props is not None:
            self.send_json(self.openai.props)
        elif request.path == "/v1/chat/completions":
            self.chat(request.body)
        elif request.path == "/v1/embeddings" and "no_embeddings" not in self.openai.quirks:
            self.embed(request.body)
        else:
            self.error(404, "Not Found", "not_found_error")

    def error(self, status: int, message: str, kind: str = "invalid_request_error", **more: Any) -> None:
        self.send_json({"error": {"message": message, "type": kind, "param": None, "code": None, **more}}, status)

    def known(self, model: str) -> bool:
        if "chatglm" in self.openai.quirks or any(row["id"] == model for row in self.openai.models):
            return True
        self.error(404, f"The model `{model}` does not exist.", "NotFoundError")
        return False

    def embed(self, body: Any) -> None:
        if not self.known(body["model"]):
            return
        counts = [2 + token_count(text) for text in body["input"]]
        if max(counts) > self.openai.context:
            return self.error(400, f"This model's maximum context length is {self.openai.context} tokens.")
        rows = [
            {"object": "embedding", "index": index, "embedding": vector_of(text, self.openai.dimensions, 2.0)}
            for index, text in enumerate(body["input"])
        ]
        self.send_json({"object": "list", "data": rows[::-1], "model": body["model"]})

    def chat(self, body: Any) -> None:
        if not self.known(body["model"]):
            return
        quirks = self.openai.quirks
        if "no_options" in quirks and body.keys() - {"model", "messages", "stream", "max_tokens", "temperature"}:
            return self.error(400, "Extra inputs are not permitted: stream_options")
        if "no_system" in quirks and any(message["role"] == "system" for message in body["messages"]):
            return self.error(500, "System role not supported")
        prompt = prompt_tokens(body["messages"])
        if "chatglm" in quirks:
            prompt = min(prompt, 512)
        if "cuts" in quirks:
            prompt = min(prompt, self.openai.context - 1)
        if prompt >= self.openai.context:
            if "silent_errors" in quirks and body.get("stream"):
                self.start_stream("text/event-stream")
                return self.end_stream()
            message = f"This model's maximum context length is {self.openai.context} tokens."
            return self.error(400, f"{message} However, your prompt has {prompt} tokens.", "BadRequestError")
        reply = self.openai.next_reply(body)
        if isinstance(reply, Failure):
            return self.fail(reply)
        if "chatglm" in quirks:
            reply = replace(reply, pieces=reply.pieces[: max(0, body["max_tokens"] - prompt)])
        self.pause(reply.load)
        self.start_stream("text/event-stream")
        self.say(body, reply)
        self.end_reply(body, reply, prompt)

    def say(self, body: Any, reply: Reply) -> None:
        quirks = self.openai.quirks
        if "null_content" in quirks:
            self.event(body, {"role": "assistant", "content": None})
        for piece in reply.thinking:
            self.pause(reply.delay)
            field = "reasoning" if "reasoning" in quirks else "reasoning_content"
            self.event(body, {field: piece} | ({"content": None} if "null_content" in quirks else {}))
        for piece in reply.pieces:
            self.pause(reply.delay)
            if "comments" in quirks:
                self.write_chunk(": keep-alive\n\n")
            self.event(body, {"content": piece})

    def end_reply(self, body: Any, reply: Reply, prompt: int) -> None:
        quirks = self.openai.quirks
        if reply.end == "silent":
            self.pause(3600)
        if reply.end == "killed":
            return self.cut_connection()
        if reply.end == "half":
            self.write_chunk('data: {"id":"c","cho\n\n')
        if reply.end == "died":
            self.write_chunk(f"data: {json.dumps({'error': {'message': 'the runner died', 'code': 500}})}\n\n")
        if reply.end == "done":
            self.event(body, {}, None if "no_finish" in quirks else reply.reason)
            if "no_usage" not in quirks and (body.get("stream_options") or {}).get("include_usage"):
                usage = {"prompt_tokens": prompt, "completion_tokens": len(reply.pieces), "total_tokens": prompt}
                self.event(body, None, usage=usage)
            if "no_done" not in quirks:
                self.write_chunk("data: [DONE]\n\n")
        self.end_stream()

    def event(self, body: Any, delta: Any, finish: str | None = None, **more: Any) -> None:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
        row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": body["model"], "choices": choices}
        self.write_chunk(f"data: {json.dumps(row | more, ensure_ascii=False)}\n\n")
