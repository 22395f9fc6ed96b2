"""How Ollama's clients read models and answers: JSON lines whose fields have the types that strict clients want.

Python wants `message` on every line, JavaScript too; C# takes no null for a number and no blank line; Go wants times
with their zone. LobeChat looks for the end only on lines without text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from api import serialize
from api.compat.answer_text import AnswerText, Delta, PlainToken
from api.compat.model_names import FAMILY, LATEST, ServedModel
from kb.errors import AnswerCutShort, Error
from kb.types import Event

VERSION = "0.13.0"  # of Ollama, as far as it is spoken here; clients compare it
NS = 1_000_000_000

Form = Literal["chat", "generate"]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def full_name(model: ServedModel) -> str:
    """With its tag: Open WebUI asks for `kb` as `kb:latest`, and only if that is listed."""
    return model.name if ":" in model.name else model.name + LATEST


def row(model: ServedModel, modified: str) -> dict[str, Any]:
    """A model as `/api/tags` lists it."""
    name = full_name(model)
    return {
        "name": name,
        "model": name,
        "modified_at": modified,
        "size": 0,
        "digest": model.digest,
        "details": details(),
    }


def details() -> dict[str, Any]:
    return {
        "parent_model": "",
        "format": FAMILY,
        "family": FAMILY,
        "families": [FAMILY],
        "parameter_size": "",
        "quantization_level": "",
    }


def describe_model(modified: str, context_length: int, dimensions: int) -> dict[str, Any]:
    """A model as `/api/show` tells it; llm hides models without `completion`, Go's client needs the three numbers."""
    return {
        "license": "",
        "modelfile": "# Answers come from the documents of a knowledge base.",
        "parameters": f"num_ctx {context_length}",
        "template": "{{ .Prompt }}",
        "details": details(),
        "model_info": {
            "general.architecture": FAMILY,
            "general.parameter_count": 0,
            f"{FAMILY}.context_length": context_length,
            f"{FAMILY}.embedding_length": dimensions,
        },
        "capabilities": ["completion"],
        "modified_at": modified,
    }


def line(model: str, form: Form, content: str = "", thinking: str = "", **more: object) -> dict[str, Any]:
    """One object of a reply; `done` is False unless `more` has it."""
    thought = {"thinking": thinking} if thinking else {}
    said: Mapping[str, object] = {"response": content, **thought}
    if form == "chat":
        said = {"message": {"role": "assistant", "content": content, **thought}}
    return {"model": model, "created_at": now(), **said, "done": False, **more}


def report_loading(model: str, form: Form, *, unload: bool) -> dict[str, Any]:
    """The reply to a call without a prompt, which asks for the model to be loaded, or let go."""
    return line(model, form, done=True, done_reason="unload" if unload else "load")


def last(model: str, form: Form, answer_text: AnswerText, content: str = "", thinking: str = "") -> dict[str, Any]:
    """The object that ends a reply."""
    before, after = answer_text.seconds.get("first token", 0.0), answer_text.seconds.get("answer", 0.0)
    counts: dict[str, object] = {
        "done_reason": answer_text.reason,
        "total_duration": int(sum(answer_text.seconds.values()) * NS),
        "load_duration": 0,
        "prompt_eval_count": answer_text.prompt_tokens,
        "prompt_eval_duration": int(before * NS),
        "eval_count": answer_text.completion_tokens,
        "eval_duration": int(after * NS),
    }
    if form == "generate":
        counts["context"] = []
    return line(model, form, content, thinking, done=True, **counts)


class JsonLines:
    """An answer as newline-delimited JSON."""

    media_type = "application/x-ndjson"

    def __init__(self, model: str, form: Form, answer_text: AnswerText) -> None:
        self._model = model
        self._form = form
        self._answer_text = answer_text

    def begin(self) -> bytes:
        return b""

    def write(self, event: Event | PlainToken) -> bytes:
        return b"".join(self._said(piece) for piece in self._answer_text.tell(event))

    def quiet(self) -> bytes:
        return self._line()

    def fail(self, error: Error) -> bytes:
        """In the text as well: a bare `error` is not seen in Open WebUI, nor by the AI SDK, nor in C#."""
        return self._line(f"\n\n[error] {error}", error=str(error))

    def end(self) -> bytes:
        if not self._answer_text.finished:
            return self.fail(AnswerCutShort())
        return _encode(last(self._model, self._form, self._answer_text))

    def _said(self, piece: Delta) -> bytes:
        return self._line(thinking=piece.text) if piece.kind == "thinking" else self._line(piece.text)

    def _line(self, content: str = "", thinking: str = "", **more: object) -> bytes:
        return _encode(line(self._model, self._form, content, thinking, **more))


def _encode(value: object) -> bytes:
    return serialize.dumps(value).encode() + b"\n"
