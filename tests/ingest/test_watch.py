"""`kb ingest --watch`: what changes in a folder is taken in, and what goes with the folder itself stays."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.scan.watch import FolderWatch


class Running:
    """The command in a process of its own, and the lines that it prints."""

    def __init__(self, home: Path, *paths: Path) -> None:
        command = [
            sys.executable,
            "-c",
            "from api.cli import app; app()",
            "--home",
            str(home),
            "ingest",
            "--watch",
            *map(str, paths),
        ]
        environment = os.environ | {"KB_EMBED": "builtin", "KB_CHAT": "builtin", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip())

    def wait_for(self, beginning: str) -> str:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                line = self._lines.get(timeout=1)
            except queue.Empty:
                continue
            if line.startswith(beginning):
                return line
        raise AssertionError(f"{beginning!r} was not told")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "leave.txt").write_text("Everyone has 28 days of paid leave.\n")
    return folder


def test_new_changed_and_removed_files_are_mirrored_and_a_folder_that_goes_and_comes_back_loses_nothing(tmp_path, docs):
    running = Running(tmp_path / "home", docs)
    try:
        assert running.wait_for("added") == "added      leave.txt (1 page, 1 chunk)"
        (docs / "rent 房租.txt").write_text("The rent is 900 euros.\n")
        assert running.wait_for("added") == "added      rent 房租.txt (1 page, 1 chunk)"
        (docs / "leave.txt").write_text("Everyone has 30 days of paid leave.\n")
        assert running.wait_for("updated") == "updated    leave.txt (1 page, 1 chunk)"
        docs.rename(tmp_path / "away")
        assert running.wait_for(str(docs)).endswith(
            "docs is gone; its documents stay, and it is looked for until it is back."
        )
        (tmp_path / "away/rent 房租.txt").unlink()
        (tmp_path / "away").rename(docs)
        assert running.wait_for(str(docs)).endswith("docs is back.")
        assert running.wait_for("removed") == "removed    rent 房租.txt (1 page, 1 chunk)"
    finally:
        assert running.stop() == 130


def test_a_path_that_is_not_there_at_the_beginning_is_wrong_usage(tmp_path):
    running = Running(tmp_path / "home", tmp_path / "nowhere")
    assert running.wait_for("error:").endswith("Check the path, and that it is mounted.")
    assert running.process.wait(60) == 2
    running.stop()


def test_the_home_and_hidden_files_wake_nobody(tmp_path, docs):
    home = docs / "home"
    home.mkdir()
    watching = FolderWatch([docs], [home], pytest.fail)
    assert watching.wait(0) == [docs]
    watching.wait(0.5)
    (home / "catalog").write_text("x")
    (docs / ".swp").write_text("x")
    started = time.monotonic()
    watching.wait(3)
    assert time.monotonic() - started >= 3
    (docs / "new.txt").write_text("x")
    started = time.monotonic()
    watching.wait(60)
    watching.close()
    assert time.monotonic() - started < 30
