"""Clients that never come to the end of what they say, or come in crowds."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from running import running

import kb
from api.http.app import create_app
from api.http.connections import Connection
from kb.settings import Settings


class Hasty(Connection):
    headers_within, body_every, most = 0.5, 0.5, 8


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(home=tmp_path_factory.mktemp("hasty") / "home", embed="builtin", chat="builtin")
    with kb.open(settings=settings) as base, running(create_app(base), http=Hasty) as client:
        yield client


def connected(client: httpx.Client) -> socket.socket:
    return socket.create_connection(("127.0.0.1", client.base_url.port), timeout=10)


def said(connection: socket.socket, every: bytes = b"") -> bytes:
    """All that comes until the server closes; `every` is sent again and again meanwhile."""
    connection.settimeout(0.1 if every else 10)
    received, until = b"", time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if every:
                connection.sendall(every)
            piece = connection.recv(65536)
        except TimeoutError:
            continue
        except OSError:  # it is closed while we write
            return received
        if not piece:
            return received
        received += piece
    raise AssertionError("the connection stays open")


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
def test_headers_that_never_end_are_not_waited_for(hasty, begun):
    with connected(hasty) as connection:
        connection.sendall(begun)
        assert said(connection, b"X-More: 1\r\n" if begun else b"").startswith(b"HTTP/1.1 408")


def test_headers_that_come_after_an_answer_are_not_waited_for_either(hasty):
    with connected(hasty) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert said(connection, b"GET /").startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize("path", ["/ask", "/documents", "/mcp"])
def test_a_body_that_trickles_is_not_waited_for(hasty, path):
    with connected(hasty) as connection:
        kind = b"multipart/form-data; boundary=x" if path == "/documents" else b"application/json"
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\nContent-Type: ".encode()
        connection.sendall(head + kind + b"\r\n\r\n")
        assert said(connection, b" ").startswith(b"HTTP/1.1 4")
    assert hasty.get("/documents").json() == {"documents": []}


def test_a_body_that_comes_steadily_is_read_to_its_end(hasty):
    with connected(hasty) as connection:
        body = b'{"question": "Who?"' + b" " * 200_000 + b"}"
        head = b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall(head)
        for at in range(0, len(body), 20_000):
            connection.sendall(body[at : at + 20_000])
            time.sleep(0.1)
        assert said(connection).startswith(b"HTTP/1.1 200")


def test_headers_of_any_size_are_not_read(hasty):
    with connected(hasty) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 70_000)
        assert said(connection).startswith(b"HTTP/1.1 400")


def test_an_answer_may_take_its_time(hasty):
    """What is late there is the server; only what a client owes is timed."""
    with hasty.stream("POST", "/ask", json={"question": "Who?"}) as reply:
        assert reply.status_code == 200
        time.sleep(1.2)
        assert "event: answer" in reply.read().decode()


def test_a_crowd_is_refused_and_leaves_room_again(hasty):
    crowd = [connected(hasty) for _ in range(Hasty.most)]
    with connected(hasty) as late:
        assert b"retry-after" in said(late)
    for connection in crowd:
        connection.close()
    with httpx.Client(base_url=hasty.base_url, trust_env=False, verify=False) as client:
        for _ in range(50):
            if client.get("/healthz").status_code == 200:
                break
            time.sleep(0.05)
        assert client.get("/healthz").status_code == 200
