"""Reasoning that a model writes into its answer between <think> and </think>, told apart while it streams."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing

from kb.engines.protocols import Done
from kb.errors import EngineBroken
from kb.types import Thinking, Token

_TAG = re.compile(r"<(/?)think(?:ing)?>", re.IGNORECASE)
_TAGS = ("<think>", "</think>", "<thinking>", "</thinking>")


class ThinkSplitter:
    """Fed with pieces of content in order; a tag may be spread over several of them."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._strip = False  # the line ends behind a tag belong to it

    def feed(self, piece: str) -> Iterator[Thinking | Token]:
        """What can be told so far; the beginning of what may become a tag is held back."""
        text = self._held + piece
        self._held = _begun_tag(text)
        yield from self._split(text[: len(text) - len(self._held)])

    def end(self) -> Iterator[Thinking | Token]:
        """What was held back, once nothing more comes."""
        held, self._held = self._held, ""
        yield from self._event(held)

    def _split(self, text: str) -> Iterator[Thinking | Token]:
        start = 0
        for tag in _TAG.finditer(text):
            yield from self._event(text[start : tag.start()])
            self._thinking = not tag[1]  # a closing tag that nothing opened is dropped too
            self._strip = True
            start = tag.end()
        yield from self._event(text[start:])

    def _event(self, text: str) -> Iterator[Thinking | Token]:
        if self._strip:
            text = text.lstrip()
            self._strip = not text
        if text:
            yield Thinking(text) if self._thinking else Token(text)


def require_answer(
    events: Generator[Thinking | Token | Done, None, None], model: str, tokens: int
) -> Generator[Thinking | Token | Done, None, None]:
    """The events as they are. Raises EngineBroken where all the `tokens` there were went into thinking."""
    kinds = set[type]()
    with closing(events):
        for event in events:
            if isinstance(event, Done) and event.reason == "length" and kinds == {Thinking}:
                raise EngineBroken(
                    f"{model} spent all its {tokens} tokens on thinking.",
                    "Allow more, KB_ANSWER_TOKENS=4096, or ask without thinking.",
                )
            kinds.add(type(event))
            yield event


def _begun_tag(text: str) -> str:
    start = text.rfind("<")
    tail = text[start:].lower() if start >= 0 else ""
    return text[start:] if tail and any(tag.startswith(tail) and tag != tail for tag in _TAGS) else ""
