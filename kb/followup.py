"""Follow-up questions made to stand alone: "and in Shanghai?" after a question about Beijing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from kb.engine import ChatModel
from kb.types import Message, Token

_LEANS = re.compile(
    r"^\W*(?:and|also|what about|how about|or|but|then|und|et|y)\b"
    r"|^\W*(?:why|why not|who|when|where|how|how much|how many)\W*$"
    r"|\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|those|these|there|the same|the former"
    r"|the latter|the first|the second|the other|above|else|such)\b"
    r"|^(?:那|那么|那麼|还有|還有|以及|然后|然後|为什么|為什麼|为何|怎么办|呢)|呢[?？]?$"
    r"|[它他她]们?|[它他她]們|其中|该|該|这个|這個|那个|那個|这些|這些|那些|这里|這裡|那里|那裡|此|上述|前者|后者|後者|同样|同樣",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and|also|what about|how about|or|but)\s+(?:(?:in|for|at|with|on|of|to)\s+)?(?P<en>.+?)\s*\??$"
    r"|^(?:那|那么|那麼|还有|還有|以及)?[,，]?(?P<zh>.+?)(?:呢|又如何|怎么样|怎麼樣)[?？]?$",
    re.IGNORECASE,
)
_SHOWN_TURNS = 6
_ASK = """\
Rewrite the last question so that it can be understood without the conversation: put in the names and things that it \
leaves out or points to. Keep its language. Do not answer it. Write only the question."""


def leans_on_history(question: str, history: Sequence[Message]) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    return any(turn.role == "user" for turn in history) and bool(_LEANS.search(question.strip()))


@dataclass(frozen=True)
class Standalone:
    """A question that needs no conversation; `focus` are the words of it that the last turn brought, if only some."""

    question: str
    focus: str = ""


def standalone(question: str, history: Sequence[Message], chat: ChatModel | None) -> Standalone:
    """The question as it would be asked by somebody who had not heard the conversation; itself if it needs nothing."""
    if not leans_on_history(question, history):
        return Standalone(question)
    rewritten = _rewritten(question, history, chat) if chat else ""
    return Standalone(rewritten) if rewritten else by_rule(question, history)


def by_rule(question: str, history: Sequence[Message]) -> Standalone:
    """Without a model: the earlier question, then what is new, so that both sets of words are searched."""
    earlier = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    match = _ELLIPSIS.match(question.strip())
    new = ((match["en"] or match["zh"]) if match else question).strip()
    return Standalone(f"{earlier.strip()} {new}".strip(), new)


def _rewritten(question: str, history: Sequence[Message], chat: ChatModel) -> str:
    turns = "\n".join(f"{turn.role}: {turn.content.strip()[:600]}" for turn in history[-_SHOWN_TURNS:])
    messages = [Message("system", _ASK), Message("user", f"{turns}\nlast question: {question}")]
    if chat.count_tokens(messages) > chat.context_length - 200:
        return ""
    with closing(chat.stream(messages, temperature=0.0, max_tokens=120, think=False)) as stream:
        text = "".join(piece.text for piece in stream if isinstance(piece, Token))
    line = text.strip().splitlines()[0].strip().strip("\"'“”") if text.strip() else ""
    line = re.sub(r"^(?:(?:rewritten|standalone|last)?\s*question|问题|改写)\s*[:：]\s*", "", line, flags=re.IGNORECASE)
    return line if 0 < len(line) <= 4 * len(question) + 300 else ""
