"""An answer's events as the text that a client shows, its sources listed at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from api.compat.sources import Link, ListedSource, MarkNumbering, format_list
from api.escape import Inert, escape
from kb.types import Answer, Event, Sources, Thinking, Token


@dataclass(frozen=True)
class Delta:
    kind: Literal["thinking", "content"]
    text: str


@dataclass(frozen=True)
class PlainToken:
    """A piece of what no document says: JSON for a client's own use, or a title."""

    text: str


class AnswerText:
    """Takes the events of one answer in order; what it has gathered holds once `finished`."""

    def __init__(self, link: Link, *, with_list: bool = True, with_thinking: bool = True) -> None:
        self._link = link
        self._with_list = with_list
        self._with_thinking = with_thinking
        self._numbering = MarkNumbering()
        self._said, self._thought = Inert(), Inert()
        self.text = ""
        self.thinking = ""
        self.sources: list[ListedSource] = []
        self.reason: Literal["stop", "length"] = "stop"
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.seconds: Mapping[str, float] = {}
        self.finished = False

    def tell(self, event: Event | PlainToken) -> list[Delta]:
        """What is to be shown now."""
        if isinstance(event, Sources):
            self._numbering.known = len(event.hits)
        if isinstance(event, Token | PlainToken):
            return self._thinking_of(self._thought.finish()) + self._token(event)
        if isinstance(event, Thinking) and self._with_thinking:
            return self._thinking_of(self._thought.feed(event.text))
        return self._end(event) if isinstance(event, Answer) else []

    def _token(self, token: Token | PlainToken) -> list[Delta]:
        if isinstance(token, PlainToken):
            return self._content(token.text)
        if token.quoted:
            begun = self._content(self._numbering.feed(self._said.finish()))
            return begun + self._content(self._numbering.skip(escape(token.text)))
        return self._content(self._numbering.feed(self._said.feed(token.text)))

    def _content(self, text: str) -> list[Delta]:
        self.text += text
        return [Delta("content", text)] if text else []

    def _thinking_of(self, text: str) -> list[Delta]:
        self.thinking += text
        return [Delta("thinking", text)] if text else []

    def _end(self, answer: Answer) -> list[Delta]:
        last = self._thinking_of(self._thought.finish()) + self._content(self._numbering.feed(self._said.finish()))
        self.sources = self._numbering.sources(answer.citations, self._link)
        # An answer that did not come to its end is what clients know as cut by its length.
        self.reason = "stop" if answer.complete else "length"
        self.prompt_tokens = answer.usage.prompt_tokens or 0
        self.completion_tokens = answer.usage.completion_tokens or 0
        self.seconds = answer.seconds
        self.finished = True
        return last + (self._content(format_list(self.sources)) if self._with_list else [])
