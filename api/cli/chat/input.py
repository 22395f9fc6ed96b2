"""Where questions come from: a terminal with a line to edit, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol

from api.cli.chat.interrupt import Stop
from api.cli.commands import say

PROMPT = "> "


class LineReader(Protocol):
    def lines(self) -> Iterator[str]:
        """What was typed, line by line, until Ctrl-D or the end of the pipe."""


class Terminal:
    """A line with the usual keys; the arrows go through what was asked before, in this conversation only."""

    def __init__(self, asked: Iterable[str]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        # Nothing is written to disk: questions can be as confidential as the documents.
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(list(asked)), interrupt_exception=Stop, eof_exception=EOFError
        )

    def lines(self) -> Iterator[str]:
        while True:
            try:
                yield self._session.prompt(PROMPT)
            except EOFError:
                return
            except Stop:
                say("Ctrl-D or exit leaves.")


class Pipe:
    def lines(self) -> Iterator[str]:
        yield from sys.stdin
