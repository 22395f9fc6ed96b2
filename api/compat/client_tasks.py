"""Prompts that clients make by themselves, for a title, tags or follow-ups of a chat: no document answers them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing

from api.compat.answer_text import PlainToken
from api.compat.messages import ClientQuestion
from api.compat.sources import strip_list
from kb.engines.protocols import ChatModel, Done, Sampling
from kb.types import Answer, AskOptions, Event, Message, Thinking, Usage

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


def is_chore(asked: ClientQuestion) -> bool:
    """Whether a client, not a person, wrote the prompt."""
    return not asked.history and bool(_OPEN_WEBUI.match(asked.question) or _LOBE_CHAT.match(asked.manner))


def run_task(asked: ClientQuestion, chat: ChatModel | None, wanted: AskOptions) -> Iterator[Event | PlainToken]:
    """Tokens and an Answer without sources: by the model, else by rule from the first words of the chat."""
    messages = [Message(turn.role, strip_list(turn.content)) for turn in asked.messages]
    if chat is None or chat.count_tokens(messages) > chat.context_length - chat.answer_length:
        yield PlainToken(_by_rule(asked))
        yield _end_task(asked, Done())
        return
    end = Done(complete=False)
    longest = min(wanted.max_tokens or chat.answer_length, chat.answer_length)
    sampling = Sampling(wanted.temperature, longest, wanted.stop, wanted.seed)
    with closing(chat.stream(messages, sampling)) as stream:
        for piece in stream:
            if isinstance(piece, Done):
                end = piece
            else:
                # Plain: Markdown's signs would break its JSON.
                yield piece if isinstance(piece, Thinking) else PlainToken(piece.text)
    yield _end_task(asked, end)


def _end_task(asked: ClientQuestion, end: Done) -> Answer:
    usage = Usage(prompt_tokens=end.prompt_tokens, completion_tokens=end.completion_tokens)
    complete = end.complete and end.reason != "length"
    return Answer(asked.question, "", False, (), (), "", usage, complete=complete)


def _by_rule(asked: ClientQuestion) -> str:
    chat = asked.question.rpartition("<chat_history>")[2]
    first = _FIRST_WORDS.search(chat) or _FIRST_WORDS.search(asked.question)
    title = _shorten(first[1] if first else "Chat")
    keys = _KEY.findall(asked.question)
    if not keys:
        return json.dumps({"title": title}, ensure_ascii=False) if "JSON" in asked.manner else title
    return json.dumps({keys[0]: title if keys[0] == "title" else _NOTHING[keys[0]]}, ensure_ascii=False)


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= TITLE:
        return text
    head, _, _ = text[:TITLE].rpartition(" ")
    return f"{head or text[: TITLE - 1]}…"
