"""What a client's messages ask: the whole conversation comes each time, our own earlier answers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from api.compat.fields import Unusable, read_text
from api.compat.sources import strip_marks
from kb.types import Message

_ROLES: dict[str, Literal["system", "user", "assistant"]] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}
_THOUGHT = re.compile(r'<(?P<tag>think|thinking)>|<(?P<box>details) type="reasoning"')


@dataclass(frozen=True)
class ClientQuestion:
    """The last question, the turns before it, and how the client wants to be answered."""

    question: str
    history: tuple[Message, ...] = ()
    manner: str = ""  # the client's system messages

    @property
    def messages(self) -> tuple[Message, ...]:
        """All of it, for a model that is asked without documents."""
        manner = (Message("system", self.manner),) if self.manner else ()
        return (*manner, *self.history, Message("user", self.question))


def conversation(messages: object, param: str = "messages") -> ClientQuestion:
    """Tools and pictures are left out. Raises Unusable where there is no question."""
    if not isinstance(messages, list) or not messages or not all(isinstance(each, Mapping) for each in messages):
        raise Unusable(f"{param} must be a non-empty array", param)
    turns = [turn for turn in map(_turn, messages) if turn is not None]
    asked = max((place for place, turn in enumerate(turns) if turn.role == "user"), default=None)
    if asked is None:
        raise Unusable(f"{param} holds no text of a user", param)
    return ClientQuestion(
        turns[asked].content,
        tuple(turn for turn in turns[:asked] if turn.role != "system"),
        "\n\n".join(turn.content for turn in turns if turn.role == "system"),
    )


def _turn(message: Mapping[str, object]) -> Message | None:
    role = _ROLES.get(str(message.get("role", "user")))
    content = read_text(message.get("content")).strip()
    if role == "assistant":
        content = strip_marks(_without_thoughts(content)).strip()
    return Message(role, content) if role and content else None


def _without_thoughts(text: str) -> str:
    """What a client shows of a model's thinking is no part of the answer; what nothing closes stays."""
    parts, at = [], 0
    unclosed: set[str] = set()
    for opening in _THOUGHT.finditer(text):
        closing = f"</{opening['tag'] or opening['box']}>"
        if opening.start() < at or closing in unclosed:
            continue
        end = text.find(closing, opening.end())
        if end < 0:
            unclosed.add(closing)  # not looked for again: each opening would read all of the text
            continue
        parts.append(text[at : opening.start()])
        at = end + len(closing)
        while at < len(text) and text[at].isspace():
            at += 1
    return "".join([*parts, text[at:]])
