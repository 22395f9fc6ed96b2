"""How OpenAI's clients read a response (`/v1/responses`), whole or as events; the AI SDK asks for it by default."""

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
            "url": source.url,
            "title": source.title,
            "start_index": source.place.start,
            "end_index": source.place.end,
        }
        for source in sources
    ]


class Responded:
    """One response as it grows."""

    def __init__(self, model: str, answer_text: AnswerText) -> None:
        self.answer_text = answer_text
        self.message_id = f"msg_{secrets.token_hex(12)}"
        self._head = {"id": f"resp_{secrets.token_hex(12)}", "object": "response", "created_at": int(time.time())}
        self._model = model

    def whole(self) -> dict[str, Any]:
        """The finished response."""
        if self.answer_text.reason == "length":
            return self._as("incomplete", [self.item("incomplete")], {"reason": "max_output_tokens"})
        return self._as("completed", [self.item("completed")])

    def describe_start(self) -> dict[str, Any]:
        return self._as("in_progress", [])

    def item(self, status: str) -> dict[str, Any]:
        content = [self.part()] if status != "in_progress" else []
        return {
            "id": self.message_id,
            "type": "message",
            "role": "assistant",
            "status": status,
            "content": content,
        }

    def part(self) -> dict[str, Any]:
        cited = url_citations(self.answer_text.sources)
        return {"type": "output_text", "text": self.answer_text.text, "annotations": cited, "logprobs": []}

    def _as(self, status: str, output: list[dict[str, Any]], incomplete: object = None) -> dict[str, Any]:
        return {
            **self._head,
            "status": status,
            "error": None,
            "incomplete_details": incomplete,
            "instructions": None,
            "model": self._model,
            "output": output,
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "metadata": {},
            "usage": self._usage() if output else None,
        }

    def _usage(self) -> dict[str, Any]:
        prompt, written = self.answer_text.prompt_tokens, self.answer_text.completion_tokens
        return {
            "input_tokens": prompt,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": prompt + written,
        }


class ResponseEvents:
    """A response as the events in which it is written."""

    media_type = "text/event-stream"

    def __init__(self, responded: Responded) -> None:
        self._responded = responded
        self._sequence = 0

    def begin(self) -> bytes:
        empty = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        return (
            self._event("response.created", response=self._responded.describe_start())
            + self._event("response.in_progress", response=self._responded.describe_start())
            + self._event("response.output_item.added", output_index=0, item=self._responded.item("in_progress"))
            + self._in_part("response.content_part.added", part=empty)
        )

    def write(self, event: Event | PlainToken) -> bytes:
        pieces = self._responded.answer_text.tell(event)
        texts = [piece.text for piece in pieces if piece.kind == "content"]
        return b"".join(self._in_part("response.output_text.delta", delta=text, logprobs=[]) for text in texts)

    def quiet(self) -> bytes:
        return b": keep-alive\n\n"

    def fail(self, error: Error) -> bytes:
        """As an event of its own type, and with `error`, which makes the SDKs raise."""
        told = openai_error(error, 500)
        inner = told["error"]
        return self._event("error", code=inner["code"], message=inner["message"], param=None, **told)

    def end(self) -> bytes:
        responded, answer_text = self._responded, self._responded.answer_text
        if not answer_text.finished:
            return self.fail(AnswerCutShort())
        cited = [
            self._in_part("response.output_text.annotation.added", annotation_index=place, annotation=annotation)
            for place, annotation in enumerate(url_citations(answer_text.sources))
        ]
        whole = responded.whole()
        return (
            b"".join(cited)
            + self._in_part("response.output_text.done", text=answer_text.text, logprobs=[])
            + self._in_part("response.content_part.done", part=responded.part())
            + self._event("response.output_item.done", output_index=0, item=whole["output"][0])
            + self._event(f"response.{whole['status']}", response=whole)
        )

    def _in_part(self, kind: str, **more: object) -> bytes:
        return self._event(kind, item_id=self._responded.message_id, output_index=0, content_index=0, **more)

    def _event(self, kind: str, **more: object) -> bytes:
        value = {"type": kind, "sequence_number": self._sequence, **more}
        self._sequence += 1
        return f"event: {kind}\ndata: {serialize.dumps(value)}\n\n".encode()
