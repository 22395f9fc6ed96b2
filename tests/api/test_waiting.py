"""What `kb ask` says on a terminal while nothing has come yet."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from api.cli import output
from kb.types import Token, Waiting


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def draw(monkeypatch, screen: io.StringIO) -> str:
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "stderr", lambda: Console(file=screen))
    assert list(output.show_waiting(iter([Waiting(2), Token("30 days.")]))) == [Token("30 days.")]
    return screen.getvalue()


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_says_that_it_searches_and_how_many_come_before_until_the_answer_begins(monkeypatch):
    assert draw(monkeypatch, Screen()) == "\r\x1b[Ksearching\r\x1b[K2 before you\r\x1b[K"


def test_nothing_of_it_is_written_into_a_file(monkeypatch):
    assert draw(monkeypatch, io.StringIO()) == ""


def test_a_dumb_terminal_is_sent_no_codes(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert draw(monkeypatch, Screen()) == ""
