"""An answer's events as the text that a client shows, its sources listed at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.compat.sources import Link, Numbering, Source, format_list
from api.escape import Inert, escape
from api.serialize import Event


@dataclass(frozen=True)
class Piece:
    kind: Literal["thinking", "content"]
    text: str


class Telling:
    """Takes the events of one answer in order; what it has gathered holds once `finished`."""

    def __init__(self, link: Link, *, with_list: bool = True, with_thinking: bool = True) -> None:
        self._link = link
        self._with_list = with_list
        self._with_thinking = with_thinking
        self._numbering = Numbering()
        self._said, self._thought = Inert(), Inert()
        self.text = ""
        self.thinking = ""
        self.sources: list[Source] = []
        self.reason: Literal["stop", "length"] = "stop"
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.seconds: dict[str, float] = {}
        self.finished = False

    def tell(self, event: Event) -> list[Piece]:
        """What is to be shown now."""
        if event.name == "sources":
            self._numbering.known = len(event.data["sources"])
        if event.name == "token":
            return self._thinking_of(self._thought.finish()) + self._token(event)
        if event.name == "thinking" and self._with_thinking:
            return self._thinking_of(self._thought.feed(event.data["text"]))
        return self._end(event) if event.name == "answer" else []

    def _token(self, event: Event) -> list[Piece]:
        text = event.data["text"]
        if event.data.get("plain"):  # for a client's own use: JSON, or a title
            return self._content(text)
        if event.data.get("quoted"):
            begun = self._content(self._numbering.feed(self._said.finish()))
            return begun + self._content(self._numbering.skip(escape(text)))
        return self._content(self._numbering.feed(self._said.feed(text)))

    def _content(self, text: str) -> list[Piece]:
        self.text += text
        return [Piece("content", text)] if text else []

    def _thinking_of(self, text: str) -> list[Piece]:
        self.thinking += text
        return [Piece("thinking", text)] if text else []

    def _end(self, event: Event) -> list[Piece]:
        answer = event.data
        last = self._thinking_of(self._thought.finish()) + self._content(self._numbering.feed(self._said.finish()))
        self.sources = self._numbering.sources(answer["citations"], self._link)
        # An answer that did not come to its end is what clients know as cut by its length.
        self.reason = "stop" if answer["complete"] else "length"
        self.prompt_tokens = answer["usage"]["prompt_tokens"] or 0
        self.completion_tokens = answer["usage"]["completion_tokens"] or 0
        self.seconds = answer["seconds"]
        self.finished = True
        return last + (self._content(format_list(self.sources)) if self._with_list else [])
