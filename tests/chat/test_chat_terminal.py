"""`kb chat` in a terminal: a pseudo-terminal of this system, typed into and read."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ollama_server import OllamaServer, Reply
from papers import QUESTION, fill_home

from kb.store.lock import read_holder

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

SAID = "Everyone who works full time has **28 days** of paid leave a year [1]."
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>]")


class Screen:
    """The far end of a terminal: what was written, without its colours and cursor moves."""

    def __init__(self, end: int, process: subprocess.Popen[bytes]) -> None:
        self.end = end
        self.process = process
        self.text = ""

    def type(self, keys: str) -> None:
        os.write(self.end, keys.encode())

    def wait_for(self, wanted: str, seconds: float = 20.0) -> str:
        """What was written up to it; the next wait begins behind it."""
        until = time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < until, f"{wanted!r} is not in {self.text!r}"
            if not select.select([self.end], [], [], 0.1)[0]:
                continue
            written = os.read(self.end, 65536)
            if b"\x1b[6n" in written:  # where is the cursor?
                os.write(self.end, b"\x1b[1;1R")
            self.text = ESCAPES.sub("", self.text + written.decode(errors="replace"))
        before, _, self.text = self.text.partition(wanted)
        return before


@contextmanager
def chatting(home: Path, url: str) -> Iterator[Screen]:
    ours, theirs = pty.openpty()
    engines = {"KB_HOME": str(home), "KB_EMBED": "builtin", "KB_CHAT": "ollama:tiny-chat", "OLLAMA_HOST": url}
    command = [sys.executable, "-c", "from api.cli import app; app()", "chat"]
    terminal = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(
        command, env=os.environ | engines | terminal, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            yield Screen(ours, process)
        finally:
            process.kill()
            os.close(ours)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return fill_home(tmp_path_factory.mktemp("terminal"))


def test_ctrl_c_stops_the_answer_and_the_conversation_goes_on(home):
    endless = Reply([SAID, *[" And so on."] * 500], delay=0.05)
    with OllamaServer(replies=[endless, SAID]) as ollama, chatting(home, ollama.url) as screen:
        screen.wait_for(">")
        screen.type(f"{QUESTION}\r")
        screen.wait_for("28 days of paid leave")
        os.killpg(screen.process.pid, signal.SIGINT)
        screen.wait_for("Stopped.")
        ollama.wait_for_hang_up()
        screen.wait_for(">")
        screen.type("\x03")
        screen.wait_for("Ctrl-D or exit leaves.")
        screen.wait_for(">")
        screen.type("\x1b[A\r")  # the arrow brings the question back
        screen.wait_for("28 days of paid leave a year [1].")
        screen.wait_for("[1] leave.md")
        screen.wait_for(">")
        screen.type("\x04")
        assert screen.process.wait(timeout=20) == 0
    assert read_holder(home) is None


def test_a_signal_to_end_is_no_ctrl_c(home):
    with OllamaServer() as ollama, chatting(home, ollama.url) as screen:
        screen.wait_for(">")
        screen.process.send_signal(signal.SIGTERM)
        screen.wait_for("interrupted")
        assert screen.process.wait(timeout=20) == 128 + signal.SIGTERM
