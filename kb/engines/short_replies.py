"""What a chat model says in a few words: a rewriting, a yes or no, a query."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from kb.engines.protocols import ChatModel, Sampling
from kb.types import Message, Token


def read_short_reply(chat: ChatModel, messages: Sequence[Message], longest: int) -> str:
    """All that it says, in at most so many tokens and always alike, without its reasoning. Raises EngineError."""
    with closing(chat.stream(messages, Sampling(temperature=0.0, max_tokens=longest))) as pieces:
        return "".join(piece.text for piece in pieces if isinstance(piece, Token))
