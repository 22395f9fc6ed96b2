"""Prompts that clients make by themselves, for a title, tags or follow-ups of a chat: no document answers them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from api.compat.messages import Conversation
from api.compat.sources import strip_list
from api.serialize import Event
from kb.engines.protocols import ChatModel, Done
from kb.types import Message, Thinking

# Open WebUI: one user message. LobeChat: a system message, in the words of several versions.
_OPEN_WEBUI = re.compile(r"\s*### Task:.*<chat_history>", re.DOTALL)
_LOBE_CHAT = re.compile(
    r"You are a professional conversation summarizer"
    r"|You are a conversation-savvy assistant\. Summarize"
    r"|You are an assistant skilled in conversation who needs to summarize"
    r"|你是一名擅长会话的助理"
)
# What Open WebUI asks for, by the key of the JSON it wants, and what there is to say without a model.
_NOTHING = {"tags": [], "follow_ups": [], "queries": [], "prompt": "", "text": "", "emoji": ""}
_KEY = re.compile(r'\{\s*"(title|tags|follow_ups|queries|prompt|text|emoji)"\s*:')
_FIRST_WORDS = re.compile(r"^\s*(?:user\s*:|<user>)\s*(\S.*)", re.IGNORECASE | re.MULTILINE)
TITLE = 40  # characters


@dataclass(frozen=True)
class Limits:
    """How the client wants the model to write."""

    temperature: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    think: bool | None = None  # None: as the settings have it


def is_chore(asked: Conversation) -> bool:
    """Whether a client, not a person, wrote the prompt."""
    return not asked.history and bool(_OPEN_WEBUI.match(asked.question) or _LOBE_CHAT.match(asked.manner))


def run_task(asked: Conversation, chat: ChatModel | None, limits: Limits) -> Iterator[Event]:
    """Tokens and an `answer` without sources: by the model, else by rule from the first words of the chat."""
    messages = [Message(turn.role, strip_list(turn.content)) for turn in asked.messages]
    if chat is None or chat.count_tokens(messages) > chat.context_length - chat.answer_length:
        yield Event("token", {"text": _by_rule(asked), "plain": True})
        yield _ended(Done())
        return
    end = Done(complete=False)
    options = {"temperature": limits.temperature, "stop": limits.stop, "seed": limits.seed}
    longest = min(limits.max_tokens or chat.answer_length, chat.answer_length)
    with closing(chat.stream(messages, max_tokens=longest, think=False, **options)) as stream:  # type: ignore[arg-type]
        for piece in stream:
            if isinstance(piece, Done):
                end = piece
            else:
                name = "thinking" if isinstance(piece, Thinking) else "token"
                yield Event(name, {"text": piece.text, "plain": True})  # Markdown's signs would break its JSON
    yield _ended(end)


def _ended(end: Done) -> Event:
    usage = {"prompt_tokens": end.prompt_tokens, "completion_tokens": end.completion_tokens}
    complete = end.complete and end.reason != "length"
    return Event("answer", {"citations": [], "complete": complete, "usage": usage, "seconds": {}})


def _by_rule(asked: Conversation) -> str:
    chat = asked.question.rpartition("<chat_history>")[2]
    first = _FIRST_WORDS.search(chat) or _FIRST_WORDS.search(asked.question)
    title = _shortened(first[1] if first else "Chat")
    keys = _KEY.findall(asked.question)
    if not keys:
        return json.dumps({"title": title}, ensure_ascii=False) if "JSON" in asked.manner else title
    return json.dumps({keys[0]: title if keys[0] == "title" else _NOTHING[keys[0]]}, ensure_ascii=False)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= TITLE:
        return text
    head, _, _ = text[:TITLE].rpartition(" ")
    return f"{head or text[: TITLE - 1]}…"
