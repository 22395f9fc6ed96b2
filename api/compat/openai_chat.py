"""How OpenAI's clients read a chat completion, whole or in chunks.

Their stream helpers want `role` in the first chunk, `index` in every choice, `choices` in every chunk, and one
`finish_reason`; LobeChat drops what a finish chunk carries beside citations.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from typing import Any

from api import serialize
from api.compat.answer_text import AnswerText, PlainToken
from api.compat.sources import ListedSource
from api.http.errors import openai_error
from kb.errors import AnswerCutShort, Error
from kb.types import Event


def url_citations(sources: Iterable[ListedSource]) -> list[dict[str, Any]]:
    """The n-th is what the mark [n] stands for; offsets count characters of the answer."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": source.url,
                "title": source.title,
                "start_index": source.place.start,
                "end_index": source.place.end,
            },
        }
        for source in sources
    ]


def usage(answer_text: AnswerText) -> dict[str, int]:
    return {
        "prompt_tokens": answer_text.prompt_tokens,
        "completion_tokens": answer_text.completion_tokens,
        "total_tokens": answer_text.prompt_tokens + answer_text.completion_tokens,
    }


def completion(model: str, answer_text: AnswerText) -> dict[str, Any]:
    """The whole answer."""
    message: dict[str, Any] = {"role": "assistant", "content": answer_text.text, "refusal": None}
    message["annotations"] = url_citations(answer_text.sources)
    if answer_text.thinking:
        message["reasoning_content"] = answer_text.thinking
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer_text.reason}
    return {**_head("chat.completion", model), "choices": [choice], "usage": usage(answer_text)}


class Chunks:
    """An answer as `chat.completion.chunk` events."""

    media_type = "text/event-stream"

    def __init__(self, model: str, answer_text: AnswerText, *, with_usage: bool) -> None:
        self._head = _head("chat.completion.chunk", model)
        self._answer_text = answer_text
        self._with_usage = with_usage

    def begin(self) -> bytes:
        return self._delta({"role": "assistant", "content": ""})

    def write(self, event: Event | PlainToken) -> bytes:
        names = {"thinking": "reasoning_content", "content": "content"}
        return b"".join(self._delta({names[piece.kind]: piece.text}) for piece in self._answer_text.tell(event))

    def quiet(self) -> bytes:
        return b": keep-alive\n\n"

    def fail(self, error: Error) -> bytes:
        return data(openai_error(error, 500)) + b"data: [DONE]\n\n"

    def end(self) -> bytes:
        answer_text = self._answer_text
        if not answer_text.finished:
            return self.fail(AnswerCutShort())
        cited = {"annotations": url_citations(answer_text.sources)} if answer_text.sources else {}
        counted = data({**self._head, "choices": [], "usage": usage(answer_text)}) if self._with_usage else b""
        return self._delta(cited, answer_text.reason) + counted + b"data: [DONE]\n\n"

    def _delta(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return data({**self._head, "choices": [choice]})


def data(value: object) -> bytes:
    return f"data: {serialize.dumps(value)}\n\n".encode()


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": model}
