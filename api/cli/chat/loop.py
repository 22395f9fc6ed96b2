"""The conversation itself: read, answer, go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

from api.cli import output
from api.cli.chat.input import LineReader, Pipe, Terminal
from api.cli.chat.interrupt import Stop, catch_interrupt, hide_echo, stop_on_interrupt
from api.cli.chat.slash_commands import Chat, run_command
from api.cli.commands import complain, say
from api.cli.terminal import place, stdout
from api.escape import Inert, escape
from kb import limits
from kb.errors import EngineBroken, Error
from kb.types import Answer, AskOptions, Citation, Event, Sources, Thinking, Token, Waiting

LEAVE = ("exit", "quit", "/exit", "/quit")


def converse(chat: Chat) -> bool:
    """Until its user leaves; over a pipe, whether everything that was asked was done."""
    drawing = interactive()
    reader: LineReader = Terminal(turn.question for turn in chat.conversation.turns) if drawing else Pipe()
    if drawing:
        say("Ask your documents. /help says what else there is; exit or Ctrl-D leaves.")
    with catch_interrupt():
        for line in reader.lines():
            text = line.strip()
            if text.lower() in LEAVE:
                break
            if text:
                _done(chat, text, drawing)
    return drawing or not chat.failed


def interactive() -> bool:
    """Whether a person sits at both ends, and the terminal can move its cursor."""
    return sys.stdin.isatty() and stdout().is_terminal and not stdout().is_dumb_terminal


def _done(chat: Chat, text: str, drawing: bool) -> None:
    try:
        run_command(chat, text) if text.startswith("/") else _answer(chat, text, drawing)
    except Stop:
        say("Stopped.")
    except Error as error:
        complain(error.message, error.hint)
        chat.failed = True


def _answer(chat: Chat, question: str, drawing: bool) -> None:
    events: Any = stop_on_interrupt(lambda: _events(chat, question))
    with closing(events), output.hold_log():
        answer = draw_answer(events) if drawing else output.show_answer(events)
    stdout().print()
    if not answer.complete:
        output.tell_incomplete(answer)
        chat.failed = True
    chat.conversation = chat.conversation.and_then(answer)


def _events(chat: Chat, question: str) -> Iterator[Event]:
    history = limits.keep_latest(chat.conversation.history())
    with chat.borrow() as backend:
        yield from backend.ask(question, AskOptions(history, chat.k, chat.role, temperature=chat.temperature))


def draw_answer(events: Iterator[Event]) -> Answer:
    """Draws the answer as it comes, then the places it cites; returns it whole."""
    from api.cli.chat.markdown import draw_live

    writing = Inert()
    with hide_echo(), draw_live(stdout()) as growth:
        growth.show_waiting(output.SEARCHING)
        for event in events:
            if isinstance(event, Waiting):
                growth.show_waiting(output.before(event.before))
            elif isinstance(event, Sources):
                growth.show_waiting("reading")
            elif isinstance(event, Thinking):
                growth.show_waiting("thinking")
            elif isinstance(event, Token):
                growth.feed(writing.finish() + escape(event.text) if event.quoted else writing.feed(event.text))
            elif isinstance(event, Answer):
                growth.feed(writing.finish())
                break
        else:
            raise EngineBroken("The answer ended before it was complete.", "Ask again.")
    _places(event.citations)
    output.show_nearest(event)
    return event


def _places(citations: Sequence[Citation]) -> None:
    """A line for each number; /sources shows the words."""
    ordered = sorted(citations, key=lambda citation: citation.n)
    if ordered:
        stdout().print()
    for n, cited in groupby(ordered, key=lambda citation: citation.n):
        first = next(cited)
        stdout().print(f"[{n}] {place(first.path, first.page)}", style="dim")
