"""Not one byte leaves the machine: the main path, with every connection to elsewhere refused and noted."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from ollama_server import CHAT, EMBEDDER, OllamaServer

KB = Path(sys.executable).parent / "kb"
SAMPLES = Path(__file__).parents[2] / "sample_docs"

# Python imports this before anything else, in every process: commands, server and workers.
GUARD = """
import ipaddress, os, sys

def refuse(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    with open(os.environ["LEAKS"], "a") as leaks:
        print(event, host, file=leaks)
    raise OSError(f"refused: {host}")

sys.addaudithook(refuse)
"""


class Guarded:
    """Runs commands in which every connection to elsewhere is refused; `leaks` are those that were tried."""

    def __init__(self, folder: Path) -> None:
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
        self._leaks = folder / "leaks"
        dead = "http://192.0.2.1:9"  # a documentation address: nobody is there
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("KB_")} | {
            "PYTHONPATH": str(folder / "guard"),
            "LEAKS": str(self._leaks),
            "KB_HOME": str(folder / "home"),
            "HOME": str(folder),
            "HTTP_PROXY": dead,
            "HTTPS_PROXY": dead,
            "ALL_PROXY": dead,
            "http_proxy": dead,
            "OLLAMA_HOST": "127.0.0.1:9",
            "COLUMNS": "200",
        }

    @property
    def leaks(self) -> list[str]:
        return self._leaks.read_text().splitlines() if self._leaks.exists() else []

    def run(self, *arguments: str, under: tuple[str, ...] = (), **environ: str) -> str:
        command = [*under, *arguments]
        done = subprocess.run(
            command, env=self.environ | environ, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    guarded = Guarded(tmp_path)
    yield guarded
    assert guarded.leaks == []


def test_the_guard_does_refuse_and_note(tmp_path):
    guarded = Guarded(tmp_path)
    tried = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        [sys.executable, "-c", tried], env=guarded.environ, capture_output=True, text=True, check=False
    )
    assert "refused: 192.0.2.1" in done.stderr
    assert guarded.leaks == ["socket.getaddrinfo 192.0.2.1"]


def test_ingest_ask_search_and_docs_with_what_is_built_in(guarded):
    engines = {"KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    assert "10 added" in guarded.run(KB, "ingest", str(SAMPLES), **engines)
    answer = json.loads(guarded.run(KB, "ask", "How many days of paid leave do I have?", "--json", **engines))
    assert "28 days" in answer["answer"]
    assert "office-lease.pdf" in guarded.run(KB, "search", "monthly rent", **engines)
    assert "handbook/time-off.md" in guarded.run(KB, "docs", "list", **engines)


def test_what_is_looked_for_unasked_is_on_this_machine(guarded):
    assert "10 added" in guarded.run(KB, "ingest", str(SAMPLES))


def test_the_server_and_a_local_ollama(guarded):
    with OllamaServer(models=[CHAT, EMBEDDER], replies=["There are 28 days of paid leave a year [1]."]) as ollama:
        engines = {"OLLAMA_HOST": ollama.url, "KB_EMBED": "ollama:all-minilm", "KB_CHAT": "ollama:tiny-chat"}
        guarded.run(KB, "ingest", str(SAMPLES), **engines)
        server = subprocess.Popen(
            [KB, "serve", "--port", "0"],
            env=guarded.environ | engines,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            url = re.search(r"http://\S+", server.stdout.readline())[0]
            body = {"question": "How many days of paid leave do I have?", "stream": False}
            answer = httpx.post(f"{url}/ask", json=body, timeout=60, trust_env=False, verify=False).json()
            pages = (
                httpx.get(f"{url}/docs", trust_env=False, verify=False).text
                + httpx.get(f"{url}/openapi.json", trust_env=False, verify=False).text
            )
        finally:
            server.terminate()
            server.wait(20)
            server.stdout.close()
    assert answer["refused"] is False
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//(?!127\.0\.0\.1)", pages)


def test_below_python_nothing_connects_either(guarded, tmp_path):
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed (apt-get install strace)")
    trace = tmp_path / "trace"
    under = (strace, "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(trace))
    guarded.run(KB, "ingest", str(SAMPLES), under=under, KB_EMBED="builtin", KB_CHAT="builtin")
    time.sleep(0.2)
    assert [
        line for line in trace.read_text().splitlines() if re.search(r"sin6?_addr", line) and "127.0.0.1" not in line
    ] == []


def test_it_works_where_there_is_no_network_at_all(guarded):
    unshare = shutil.which("unshare")
    apart = (unshare or "", "--net", "--map-root-user")
    if not unshare or subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("network namespaces cannot be made here")
    assert "10 added" in guarded.run(KB, "ingest", str(SAMPLES), under=apart, KB_EMBED="builtin", KB_CHAT="builtin")
