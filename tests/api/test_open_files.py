"""A process that may open few files says so, and takes nothing for broken that is not."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import httpx
import pytest
from forked import Forked, run_kb
from ollama_server import OllamaServer, Reply
from running import events
from test_processes import documents, environment, kb

from api.http.run import room_for
from kb.errors import TooManyFiles
from kb.store.lock import read_holder


def run_limited(limits: tuple[int, int]) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    run_kb()


def limited(home: Path, limits: tuple[int, int], *words: str, **more: str) -> Forked:
    return Forked(words, environment(home, **more), main=partial(run_limited, limits))


def ended(command: Forked) -> tuple[int, str, str]:
    with command as process:
        out, complaint = process.communicate(timeout=120)
    return process.returncode, out, complaint


def test_a_command_raises_the_limit_where_that_is_allowed(three_notes):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    code, out, complaint = ended(limited(three_notes, (20, hard), "search", "paid leave"))
    assert (code, complaint) == (0, "")
    assert "paid leave" in out


def test_a_command_that_may_open_too_few_files_says_so_and_finds_nothing_damaged(three_notes):
    for files in (8, 10):  # 12 are enough at times: it hangs on how many threads of the indexes are at it at once
        code, _, complaint = ended(limited(three_notes, (files, files), "search", "paid leave"))
        assert code == 1
        assert f"error: This process may have no more than {files} files and connections open" in complaint
        assert "ulimit -n 4096" in complaint
        assert "damaged" not in complaint
        assert "Traceback" not in complaint
    assert "paid leave" in kb(three_notes, "search", "paid leave").stdout
    assert [folder.name for folder in (three_notes / "vectors").iterdir()] == ["1-0"]


def test_a_server_that_may_open_too_few_files_does_not_start(tmp_path):
    code, _, complaint = ended(limited(tmp_path / "home", (64, 64), "serve", "--port", "0"))
    assert (code, complaint) == (
        1,
        "error: A server needs 120 open files, and this process may have 64. "
        "Allow more before you start it: ulimit -n 4096\n",
    )


def test_readers_and_connections_are_as_many_as_open_files_allow():
    assert (room_for(4096).readers, room_for(4096).connections) == (500, 1000)
    assert (room_for(1024).readers, room_for(1024).connections) == (377, 567)
    assert (room_for(256).readers, room_for(256).connections) == (70, 106)
    with pytest.raises(TooManyFiles):
        room_for(100)


def test_a_server_with_256_files_answers_as_many_as_it_can_and_tells_the_others_to_come_again(three_notes):
    home = three_notes
    replies = [Reply([f"{n} days, " for n in range(20)], delay=0.1)] * 200
    with OllamaServer(replies=replies) as engine:
        engines = {"KB_CHAT": "ollama:tiny-chat", "OLLAMA_HOST": engine.url}
        with limited(home, (256, 256), "serve", "--port", "0", **engines) as server:
            try:
                assert "Serving" in server.stderr.readline()
                outcomes = crowd(read_holder(home).url, 120)
                assert (
                    httpx.get(f"{read_holder(home).url}/healthz", trust_env=False, verify=False, timeout=30).status_code
                    == 200
                )
            finally:
                server.terminate()
                _, complaint = server.communicate(timeout=30)
    assert complaint == "Stopped.\n"
    assert set(outcomes) <= {"answer", "503"}
    assert outcomes.count("answer") >= 10


def crowd(url: str, count: int) -> list[str]:
    """How each of so many readers at once is answered: the last event, or the status of a refusal."""
    outcomes: list[str] = []

    def ask() -> None:
        body = {"question": "How many days of paid leave are there?"}
        with httpx.stream("POST", f"{url}/ask", json=body, timeout=90, trust_env=False, verify=False) as reply:
            last = [name for name, _ in events(reply)][-1:] if reply.status_code == 200 else [str(reply.status_code)]
        outcomes.extend(last)

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_requests_import_nothing_that_was_not_loaded_at_the_start(tmp_path):
    code = """
import sys, pathlib, kb
from api.http import run as server
from api.http.preload import load
from api.backend.local import LocalBackend
from kb.settings import load as settings

base = kb.open(settings=settings(sys.argv[1], {}, embed="builtin", chat="builtin"))
load(base)
before = set(sys.modules)
backend = LocalBackend(base)
list(backend.ingest([pathlib.Path(sys.argv[2])]))
backend.search("paid leave")
list(backend.ask("How many days of paid leave?"))
kb.check("You get 25 days.", "You get 30 days.")
backend.checks()
print(sorted(set(sys.modules) - before))
base.close()
"""
    folder = documents(tmp_path / "docs", 3)
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "home"), str(folder)], capture_output=True, text=True
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
