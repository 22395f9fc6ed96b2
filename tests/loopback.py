"""A real HTTP server on loopback for tests: records requests, streams in chunks, notes when a client hangs up."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request as it came in; `body` is the decoded JSON (None where there is none, or it is broken)."""

    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: Any
    at: float  # time.monotonic()


@dataclass(frozen=True)
class HangUp:
    """A client that left before the end; `at` is when the server stopped, as time.monotonic()."""

    path: str
    pieces: int
    at: float


@dataclass(frozen=True)
class Failure:
    """A whole answer with a status and a raw body: the recorded bodies, or nonsense."""

    status: int
    body: str = ""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False  # close the connection without any answer


class Gone(Exception):
    """The client has hung up, or the server closes."""


class Handler(BaseHTTPRequestHandler):
    """Subclasses write `answer(request)`; the rest is plumbing."""

    protocol_version = "HTTP/1.1"
    # Nagle's wait of 40 ms a piece would turn every scripted stream into a slow one.
    disable_nagle_algorithm = True
    server: LoopbackHTTPServer

    def answer(self, request: Request) -> None:
        raise NotImplementedError

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        if len(raw) < length:  # the client left while it was sending
            self.close_connection = True
            self.server.hang_ups.append(HangUp(self.path.partition("?")[0], 0, time.monotonic()))
            return
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path.partition("?")[0], headers, body, time.monotonic())
        self.server.requests.append(request)
        self.pieces = 0
        try:
            failure = self.server.next_failure(request.path)
            if failure:
                self.fail(failure)
            else:
                self.answer(request)
        except (Gone, ConnectionError):
            self.close_connection = True
            self.server.hang_ups.append(HangUp(request.path, self.pieces, time.monotonic()))

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = do_OPTIONS = handle_any

    def fail(self, failure: Failure) -> None:
        if failure.drop:
            self.close_connection = True
            return
        self.send(failure.status, failure.body, failure.content_type, failure.headers)

    def send(self, status: int, text: str, content_type: str = "", headers: Mapping[str, str] | None = None) -> None:
        data = text.encode()
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def send_json(self, body: Any, status: int = 200) -> None:
        self.send(status, json.dumps(body, ensure_ascii=False), "application/json; charset=utf-8")

    def start_stream(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def write_chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.pieces += 1

    def end_stream(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def cut_connection(self) -> None:
        """Dies as a killed process does: no last chunk."""
        self.wfile.flush()
        self.close_connection = True

    def pause(self, seconds: float) -> None:
        """Waits; raises Gone as soon as the client hangs up or the server closes."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            readable, _, _ = select.select([self.connection], [], [], max(0.0, min(left, 0.05)))
            if self.server.closing.is_set() or (readable and not self.connection.recv(1, socket.MSG_PEEK)):
                raise Gone
            if left <= 0:
                return

    def log_message(self, format: str, *args: Any) -> None:
        pass


class LoopbackHTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[Handler], owner: Any) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.owner = owner
        self.requests: list[Request] = owner.requests
        self.hang_ups: list[HangUp] = owner.hang_ups
        self.closing = threading.Event()
        self.connections: set[socket.socket] = set()

    def next_failure(self, path: str) -> Failure | None:
        queue = self.owner.failures.get(path)
        return queue.pop(0) if queue else None

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that was stopped resets its connection
            self.owner.errors.append(sys.exc_info()[1])


class LoopbackServer:
    """`with Sub(...) as server: server.url`. `failures` maps a path to answers given there first, each once."""

    handler: type[Handler]

    def __init__(self, failures: Mapping[str, list[Failure]] | None = None) -> None:
        self.requests: list[Request] = []
        self.hang_ups: list[HangUp] = []
        self.errors: list[Any] = []
        self.failures = {path: list(answers) for path, answers in (failures or {}).items()}
        self._http = LoopbackHTTPServer(self.handler, self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sent(self, path: str) -> list[Any]:
        """The JSON bodies that came to one path, in order."""
        return [request.body for request in self.requests if request.path == path]

    def wait_for_hang_up(self, seconds: float = 5.0) -> HangUp:
        """The first hang-up; fails the test when none comes."""
        until = time.monotonic() + seconds
        while not self.hang_ups:
            assert time.monotonic() < until, "the client never hung up"
            time.sleep(0.005)
        return self.hang_ups[0]

    def __enter__(self) -> Any:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
        assert not self.errors, f"the server itself failed: {self.errors}"

    def close(self) -> None:
        """Stops at once, dropping every connection; may be called in the middle of a stream."""
        self._http.closing.set()
        self._http.shutdown()
        for connection in list(self._http.connections):
            with contextlib.suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()
