from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from forked import Forked, run_forked
from papers import LEAVE

from kb.store.lock import read_holder

KB = [sys.executable, "-c", "from api.cli import app; app()"]


def environment(home: Path, **more: str) -> dict[str, str]:
    engines = {"KB_HOME": str(home), "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    return os.environ | engines | more


def kb(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What the command came to; with Python's own settings among its variables it is started anew."""
    env = environment(home, **more)
    if any(name.startswith(("PYTHON", "LC_")) for name in more):
        return subprocess.run([*KB, *words], env=env, capture_output=True, text=True, timeout=180, encoding="utf-8")
    return run_forked(words, env)


@contextmanager
def started(home: Path, *words: str, **more: str) -> Iterator[Forked]:
    with Forked(words, environment(home, **more)) as process:
        try:
            yield process
        finally:
            process.kill()


def documents(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.md").write_text(f"# Note {number}\n\n{LEAVE}\nNumber {number}.\n")
    return folder


def test_help_comes_before_anything_heavy_is_imported():
    heavy = "{'chromadb', 'openai', 'ollama', 'fastapi', 'uvicorn', 'httpx', 'numpy', 'sqlalchemy', 'onnxruntime'}"
    code = f"import sys, api.cli; print(sorted({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_a_server_begins_without_what_speaks_mcp():
    code = "import sys, api.http.run; print(sorted({'mcp', 'mcp_types'} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_documents_are_listed_without_what_answers_are_made_by(tmp_path):
    code = """
import sys, kb
from kb.settings import load

with kb.open(settings=load(sys.argv[1], {}, embed="builtin", chat="builtin")) as base:
    base.documents()
    print([name for name in sys.argv[2:] if name in sys.modules])
"""
    of_answers = ["kb.answer.ask", "kb.answer.quotes.quotes", "kb.answer.tables.sheets"]
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path), *of_answers], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_an_answer_of_quotes_loads_nothing_that_a_model_s_claims_are_checked_by(tmp_path):
    code = """
import sys, kb
from kb.settings import load

with kb.open(settings=load(sys.argv[1], {}, embed="builtin", chat="builtin")) as base:
    list(base.ask("How many days of paid leave?"))
    print([name for name in sys.argv[2:] if name in sys.modules])
    print(kb.check("You get 25 days.", "You get 30 days.").reason)
"""
    of_claims = [
        "kb.answer.generation.generation",
        "kb.answer.generation.judge",
        "kb.answer.check.claims",
        "kb.answer.check.clauses",
    ]
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path), *of_claims], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("[]\nsays otherwise: 30 days, not 25 days\n", "")


def test_a_reader_of_the_output_who_has_enough_gets_no_complaint(tmp_path):
    process = subprocess.Popen(
        [*KB, "--version"], env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()
    process.stderr.close()


def test_output_to_a_full_disk_is_one_error_that_says_so(tmp_path):
    with open("/dev/full", "w") as full:
        process = subprocess.run(
            [*KB, "space", "list"], env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (process.returncode, process.stderr) == (
        1,
        "error: What is printed cannot be written: No space left on device. "
        "Free some space where it goes, and run the same command again.\n",
    )


def test_an_output_that_is_not_utf8_is_no_obstacle(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "请假.md").write_text("# 请假\n\n入职满一年的员工每年享有十五天年假。\n", encoding="utf-8")
    for encoding in ("ascii", "gb18030"):
        result = subprocess.run(
            [*KB, "ingest", "--dry-run", str(tmp_path / "docs")],
            env=environment(tmp_path / "home", PYTHONIOENCODING=encoding),
            capture_output=True,
        )
        assert (result.returncode, result.stderr) == (0, b"")
        assert (b"??.md" if encoding == "ascii" else "请假.md".encode("gb18030")) in result.stdout


INTERRUPTED_BY_IMPORT = """
import os, signal, sys
from api.program import main
wanted = sys.argv.pop(1)
class Interruption:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interruption())
main()
"""


@pytest.mark.parametrize("module", ["typer", "typer._click.decorators"])  # of the program; as commands are put together
def test_an_interrupt_while_the_program_is_loaded_ends_it_in_one_line(module):
    words = [sys.executable, "-c", INTERRUPTED_BY_IMPORT, module, "docs", "list"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "error: interrupted.\n")


def test_an_interrupted_ingest_ends_with_130_and_the_next_one_finishes_it(tmp_path, slow):
    home, folder = tmp_path / "home", documents(tmp_path / "docs", 3)
    with started(home, "ingest", str(folder), **slow.engines) as process:
        slow.asked.wait(30)
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (130, complaint)
    assert complaint.startswith("error: interrupted")
    assert "Traceback" not in complaint
    assert read_holder(home) is None
    slow.seconds = 0
    assert "3 added" in kb(home, "ingest", str(folder), **slow.engines).stdout


def test_commands_work_through_a_server_and_outlive_its_sudden_end(tmp_path):
    home = tmp_path / "home"
    folder = documents(tmp_path / "docs", 3)
    with started(home, "serve", "--port", "0") as server:
        assert "Serving" in server.stderr.readline()
        assert read_holder(home).url.startswith("http://127.0.0.1:")
        assert (home / "holder.json").stat().st_mode & 0o777 == 0o600
        assert "3 added" in kb(home, "ingest", str(folder)).stdout
        assert len(kb(home, "docs", "list").stdout.splitlines()) == 3
        server.kill()
        server.wait()
        began = time.monotonic()
        assert len(kb(home, "docs", "list").stdout.splitlines()) == 3
        assert time.monotonic() - began < 25  # it did not wait for the dead


def test_a_server_that_is_told_to_end_gives_the_home_back(tmp_path):
    with started(tmp_path / "home", "serve", "--port", "0") as server:
        server.stderr.readline()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
    assert read_holder(tmp_path / "home") is None


def test_an_ingest_through_a_server_is_called_off_with_its_client(tmp_path, slow):
    home, folder = tmp_path / "home", documents(tmp_path / "docs", 3)
    with started(home, "serve", "--port", "0", **slow.engines) as server:
        server.stderr.readline()
        with started(home, "ingest", str(folder)) as client:
            slow.asked.wait(30)
            client.send_signal(signal.SIGINT)
            _, complaint = client.communicate(timeout=30)
        assert (client.returncode, complaint.startswith("error: interrupted")) == (130, True)
        slow.wait_for_hang_up()
        slow.seconds = 0
        assert "3 added" in kb(home, "ingest", str(folder)).stdout
