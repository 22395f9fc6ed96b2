"""Processes forked from one that has imported kb: each costs milliseconds where a new one costs a second of CPU.

What a process is by its beginning (what it imports first, streams that are closed, an encoding of its own) shows only
in one that is started anew.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

PROCESSES = multiprocessing.get_context("forkserver")


def start_server() -> None:
    """Starts what forks, with a path to `warm`: Python 3.11 gives it none, and passes over what it does not find.

    `conftest` does so once it knows that there are tests that fork.
    """
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), before]))
    try:
        PROCESSES.set_forkserver_preload(["warm"])
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before


def run_forked(
    words: Sequence[object], env: Mapping[str, str], timeout: float = 180, typed: str = "", **options: int
) -> subprocess.CompletedProcess[str]:
    """What the command came to, with this on its stdin."""
    with Forked(words, env, **options) as process:
        printed, complaints = process.communicate(timeout, typed)
        return subprocess.CompletedProcess(words, process.wait(), printed, complaints)


def run_kb() -> None:
    from api.cli import app

    app()


class Forked:
    """`kb` with these words, or another program: as much of subprocess.Popen as tests use."""

    def __init__(
        self,
        words: Sequence[object],
        env: Mapping[str, str],
        *,
        umask: int | None = None,
        new_session: bool = False,
        main: Callable[[], None] = run_kb,
    ) -> None:
        typed, keys = PROCESSES.Pipe(duplex=False)
        output, out = PROCESSES.Pipe(duplex=False)
        complaints, err = PROCESSES.Pipe(duplex=False)
        beginning = Beginning([str(word) for word in words], dict(env), os.getcwd(), umask, new_session, main)
        self._process = PROCESSES.Process(target=run_command, args=(beginning, typed, out, err))
        self._process.start()
        for end in (typed, out, err):
            end.close()
        self.stdin, self.stdout, self.stderr = open_text(keys, "w"), open_text(output), open_text(complaints)

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *error: object) -> None:
        self.wait()
        self.stdin.close()
        self.stdout.close()
        self.stderr.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    poll = returncode.fget

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("kb", timeout)
        return self.returncode

    def communicate(self, timeout: float | None = None, typed: str = "") -> tuple[str, str]:
        """All that it still prints, on both streams, while it reads this to the end."""
        printed: list[str] = []
        reader = threading.Thread(target=lambda: printed.append(self.stdout.read()), daemon=True)
        reader.start()
        with suppress(BrokenPipeError), self.stdin:  # where it does not read to the end
            self.stdin.write(typed)
        complaints = self.stderr.read()
        self.wait(timeout)
        reader.join()
        return printed[0], complaints

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


@dataclass(frozen=True)
class Beginning:
    words: list[str]
    environ: dict[str, str]
    folder: str
    umask: int | None
    new_session: bool
    main: Callable[[], None]


def run_command(beginning: Beginning, typed: Connection, out: Connection, err: Connection) -> None:
    """What a new process would do, in the one that was forked."""
    os.environ.clear()
    os.environ.update(beginning.environ)
    tempfile.tempdir = None  # where it is was looked up already, and may be another
    os.chdir(beginning.folder)
    if beginning.umask is not None:
        os.umask(beginning.umask)
    if beginning.new_session:
        os.setsid()
    for end, number in ((typed, 0), (out, 1), (err, 2)):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdin = TextIOWrapper(BufferedReader(FileIO(0, closefd=False)), "utf-8")
    sys.stdout = TextIOWrapper(BufferedWriter(FileIO(1, "w", closefd=False)), "utf-8")
    sys.stderr = TextIOWrapper(BufferedWriter(FileIO(2, "w", closefd=False)), "utf-8", line_buffering=True)
    sys.argv = ["kb", *beginning.words]
    beginning.main()


def open_text(end: Connection, mode: str = "r") -> TextIOWrapper:
    number = os.dup(end.fileno())
    end.close()
    return open(number, mode, encoding="utf-8")
