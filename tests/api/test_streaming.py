from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from running import events, running

from api.http import errors
from api.http.deps import Serving
from api.http.responses import open_events
from api.http.streams import Stream, Streams
from api.serialize import answer_event
from kb import cancel
from kb.errors import EngineBroken, EngineUnreachable
from kb.types import Answer, Token


class Engine:
    """Something that accepts a connection and then says nothing."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.asked = threading.Event()
        self.left_at: float | None = None
        self.left = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        connection, _ = self.listening.accept()
        with connection:
            self.asked.set()
            connection.recv(1)
            self.left_at = time.monotonic()
            self.left.set()

    def wait(self) -> bytes:
        with socket.create_connection(self.listening.getsockname()) as connection:
            cancel.watch(connection)
            if not connection.recv(1):
                raise EngineBroken("It left.")
            return b"!"


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.listening.close()


def app_with(start, **waits: float) -> FastAPI:
    """An application with one route, which streams what `start` makes."""
    app = FastAPI()
    errors.install(app)
    streams = Streams(limit=2)
    app.state.serving = Serving(None, None, streams, "")

    async def owned() -> AsyncIterator[Stream]:
        async with streams.open(start) as stream:
            yield stream

    @app.post("/stream")
    async def stream(request: Request, stream: Stream = Depends(owned)):  # noqa: B008
        return await open_events(stream, request.receive, answer_event, **waits)

    return app


def test_events_come_as_they_are_made_and_the_stream_ends():
    def talk():
        yield Token("Grüße\n\ndata: 你好\udce9")
        yield Answer("?", "x", False, (), (), "m")

    with running(app_with(talk)) as client:
        reply = client.post("/stream")
        assert reply.headers["content-type"].startswith("text/event-stream")
        token, (name, answer) = events(reply)
        assert token == ("token", {"text": "Grüße\n\ndata: 你好\udce9"})
        assert (name, answer["answer"]) == ("answer", "x")


def test_a_failure_before_the_first_event_is_a_status():
    def dead():
        raise EngineUnreachable("Nobody answers.", "Start it.")
        yield

    with running(app_with(dead)) as client:
        reply = client.post("/stream")
        assert reply.status_code == 503
        assert reply.json() == {
            "error": {"code": "engine_unreachable", "message": "Nobody answers.", "hint": "Start it."}
        }


def test_a_failure_after_the_first_event_is_the_last_event():
    def dies():
        yield Token("a")
        raise EngineBroken("It died.", "Look at its log.")

    def surprises():
        yield Token("a")
        raise KeyError("a bug")

    for start, code in ((dies, "engine_broken"), (surprises, "error")):
        with running(app_with(start)) as client:
            last = list(events(client.post("/stream")))[-1]
            assert last[0] == "error"
            assert last[1]["error"]["code"] == code


def test_a_reader_that_leaves_ends_a_wait_for_a_silent_engine(engine):
    def wait():
        yield Token("a")
        yield Token(engine.wait().decode())

    with running(app_with(wait)) as client:
        with client.stream("POST", "/stream") as reply:
            next(events(reply))
            assert engine.asked.wait(5)
        assert engine.left.wait(5)


def test_a_reader_that_leaves_before_the_first_event_ends_the_wait_too(engine):
    def wait():
        yield Token(engine.wait().decode())

    with running(app_with(wait)) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/stream", timeout=0.3)
        assert engine.left.wait(5)


def test_a_stream_that_is_late_is_kept_alive_and_its_failure_is_an_event():
    def late():
        time.sleep(0.3)
        raise EngineUnreachable("Nobody answers.", "Start it.")
        yield

    with running(app_with(late, first_wait=0.05, quiet=0.05)) as client:
        reply = client.post("/stream")
        assert reply.status_code == 200
        assert reply.text.startswith(": keep-alive\n\n: keep-alive\n\n")
        assert [name for name, _ in events(reply)] == ["error"]


def test_too_many_streams_are_refused_and_those_that_ended_make_room(engine):
    go = threading.Event()

    def wait():
        yield Token("a")
        go.wait(5)

    with running(app_with(wait)) as client:
        with client.stream("POST", "/stream"), client.stream("POST", "/stream"):
            refused = client.post("/stream")
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
        go.set()
        until = time.monotonic() + 5
        while client.post("/stream").status_code == 503:
            assert time.monotonic() < until


def test_a_server_that_stops_tells_the_readers_of_open_streams(engine):
    def wait():
        yield Token("a")
        yield Token(engine.wait().decode())

    told = []

    def read(url: httpx.URL, began: threading.Event) -> None:
        with httpx.stream("POST", url, timeout=20, verify=False) as reply:
            for event in events(reply):
                told.append(event)
                began.set()

    with running(app_with(wait)) as client:
        began = threading.Event()
        reader = threading.Thread(target=read, args=(client.base_url.join("/stream"), began))
        reader.start()
        assert began.wait(5)
        leave = time.monotonic()
    reader.join()
    assert told[-1][0] == "error"
    assert told[-1][1]["error"]["code"] == "stopping"
    assert time.monotonic() - leave < 5
