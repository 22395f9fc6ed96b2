"""A server that is told to stop tells its readers, and has ended within five seconds, whatever it was at."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from busy_server import serve
from forked import Forked
from ollama_server import OllamaServer, Reply
from running import events
from test_processes import documents, kb, started

from api.http.shutdown import WITHIN
from kb.store.lock import read_holder

AT_MOST = 5.0  # seconds
NAP = 0.01


def ended(server: Forked, number: int = signal.SIGTERM) -> float:
    """Seconds from the signal to the end, as a process counts them that sleeps: on a busy machine both are late."""
    server.send_signal(number)
    for naps in range(3000):
        if server.poll() is not None:
            return naps * NAP
        time.sleep(NAP)
    raise AssertionError("it has not ended")


@contextmanager
def busy(home: Path, how: str) -> Iterator[Forked]:
    """A server in the middle of a search that cannot be called off."""
    with Forked([], os.environ, main=partial(serve, home, how)) as server:
        try:
            url = server.stdout.readline().strip()
            address = httpx.URL(url)
            with socket.create_connection((address.host, address.port)) as connection:
                connection.sendall(f"GET /search?q=leave HTTP/1.1\r\nHost: {address.netloc.decode()}\r\n\r\n".encode())
                assert server.stdout.readline() == "searching\n"
            yield server
        finally:
            server.kill()


class Readers:
    """Of answers that a model writes slowly."""

    def __init__(self, url: str, count: int) -> None:
        self.told: list[dict] = []
        self._url = url
        self._reading = threading.Barrier(count + 1)
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]
        for thread in self._threads:
            thread.start()
        self._reading.wait(60)

    def join(self) -> list[dict]:
        for thread in self._threads:
            thread.join(10)
        return self.told

    def _read(self) -> None:
        body = {"question": "How many days of paid leave are there?"}
        with httpx.stream("POST", f"{self._url}/ask", json=body, timeout=60, trust_env=False, verify=False) as reply:
            begun = False
            for name, data in events(reply):
                last = {name: data}
                if name == "token" and not begun:
                    begun = True
                    self._reading.wait(60)
            self.told.append(last)


@pytest.fixture
def writer() -> Iterator[OllamaServer]:
    """A model that takes minutes to write an answer."""
    with OllamaServer(replies=[Reply([f"{n} days, " for n in range(1000)], delay=0.3)] * 50) as server:
        yield server


def test_a_server_with_twenty_readers_tells_them_and_stops(three_notes, writer):
    home = three_notes
    engines = {"KB_CHAT": "ollama:tiny-chat", "OLLAMA_HOST": writer.url}
    with started(home, "serve", "--port", "0", **engines) as server, ExitStack() as others:
        server.stderr.readline()
        url = read_holder(home).url
        idle = others.enter_context(httpx.Client(base_url=url, trust_env=False, verify=False))
        assert idle.get("/healthz").status_code == 200
        others.enter_context(half_a_request(url))
        others.enter_context(listening_to_mcp(url))
        readers = Readers(url, 20)
        assert ended(server) < AT_MOST
        assert server.returncode == 0
    told = readers.join()
    assert [next(iter(last)) for last in told] == ["error"] * 20
    assert {last["error"]["error"]["code"] for last in told} == {"stopping"}
    assert len(writer.hang_ups) == 20
    assert read_holder(home) is None


@contextmanager
def half_a_request(url: str) -> Iterator[None]:
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port)) as connection:
        connection.sendall(
            f"POST /ask HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nContent-Length: 99\r\n\r\n".encode()
        )
        yield


@contextmanager
def listening_to_mcp(url: str) -> Iterator[None]:
    """A session that waits for notifications."""
    kinds = {"Accept": "application/json, text/event-stream"}
    told = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": told}
    with httpx.Client(base_url=url, trust_env=False, verify=False, headers=kinds) as client:
        session = client.post("/mcp", json=body).headers["mcp-session-id"]
        with client.stream("GET", "/mcp", headers={"Mcp-Session-Id": session}) as reply:
            assert reply.status_code == 200
            yield


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the worker by /proc")
def test_a_server_stops_though_a_file_is_being_read_that_takes_for_ever(tmp_path):
    home, folder = tmp_path / "home", documents(tmp_path / "docs", 40)
    with (
        started(home, "serve", "--port", "0") as server,
        ExitStack() as clients,
    ):
        server.stderr.readline()
        clients.enter_context(started(home, "ingest", str(folder)))
        worker = child(server.pid, "ingest.workers.process")
        os.kill(worker, signal.SIGSTOP)
        assert ended(server) < AT_MOST
        assert server.returncode == 0
    assert not Path(f"/proc/{worker}").exists()
    assert "40 " in kb(home, "ingest", str(folder)).stdout
    assert len(kb(home, "docs", "list").stdout.splitlines()) == 40


def child(parent: int, name: str) -> int:
    """The number of a child process, once there is one of that name."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for task in Path(f"/proc/{parent}/task").iterdir():
            for number in (task / "children").read_text().split():
                if name.encode() in Path(f"/proc/{number}/cmdline").read_bytes():
                    return int(number)
        time.sleep(0.01)
    raise AssertionError("no such child")


@pytest.mark.parametrize("how", ["let others run", "let nobody run"])
def test_a_server_stops_in_the_middle_of_a_call_that_cannot_be_called_off(three_notes, how):
    home = three_notes
    with busy(home, how) as server:
        began = time.monotonic()
        assert ended(server) < AT_MOST + 1
        assert time.monotonic() - began > WITHIN
    assert read_holder(home) is None
    found = kb(home, "search", "paid leave")
    assert (found.returncode, found.stderr) == (0, "")
    assert "paid leave" in found.stdout


def test_a_second_ctrl_c_ends_a_server_at_once(tmp_path):
    with busy(tmp_path / "home", "let others run") as server:
        server.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert ended(server, signal.SIGINT) < 1
        assert server.returncode == 130
