"""Many questions at once: who comes first, who is told to wait, and who is told to come again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from running import events
from served_documents import serving, write_documents
from slow_ollama import SlowOllama

from kb.cancel import CalledOff, CancelScope
from kb.errors import Overloaded
from kb.limits import usable_cores
from kb.search.admission import Admission
from kb.settings import Settings
from kb.types import Waiting

QUESTION = {"question": "How many days of paid leave are there?"}


def served_once(admission: Admission, seconds: float) -> None:
    with admission.join() as turn:
        turn.wait()
        time.sleep(seconds)


def test_who_comes_to_an_empty_queue_is_admitted_at_once():
    with Admission(places=2).join() as turn:
        assert list(turn.waits()) == []


def test_who_waits_is_told_how_many_come_before_and_is_admitted_in_order():
    admission = Admission(places=1)
    first, second, third = admission.join(), admission.join(), admission.join()
    waiting = third.waits()
    assert next(second.waits()) == Waiting(1)
    assert next(waiting) == Waiting(2)
    first.leave()
    assert list(second.waits()) == []
    assert next(waiting) == Waiting(1)
    second.leave()
    assert list(waiting) == []


def test_as_many_are_admitted_at_once_as_there_are_places():
    admission = Admission(places=2)
    most, inside, lock = 0, 0, threading.Lock()

    def enter(_: int) -> None:
        nonlocal most, inside
        with admission.join() as turn:
            turn.wait()
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(enter, range(60)))
    assert most == 2


def test_who_would_come_too_late_is_refused_at_once_and_told_when_to_come():
    admission = Admission(places=1, patience=0.3)
    for _ in range(4):
        served_once(admission, 0.1)
    with ExitStack() as queue:
        for _ in range(3):
            queue.enter_context(admission.join())
        began = time.monotonic()
        with pytest.raises(Overloaded, match=r"Try again in 1 s\.") as refused:
            for _ in range(3):
                queue.enter_context(admission.join())
        assert refused.value.seconds == 1
        assert time.monotonic() - began < 0.1
    served_once(admission, 0)


def test_who_has_waited_in_vain_is_told_so():
    admission = Admission(places=1, patience=0.05)
    with admission.join(), admission.join() as second, pytest.raises(Overloaded):
        second.wait()
    served_once(admission, 0)


def test_whose_work_is_called_off_leaves_the_queue_at_once():
    admission, scope = Admission(places=1), CancelScope()
    left: list[float] = []

    def wait() -> None:
        with scope.enter(), admission.join() as turn:
            waiting.set()
            with pytest.raises(CalledOff):
                turn.wait()
        left.append(time.monotonic())

    waiting = threading.Event()
    with admission.join():
        thread = threading.Thread(target=wait)
        thread.start()
        waiting.wait(5)
        with admission.join() as behind:
            assert admission.before(behind) == 2
            called_off = time.monotonic()
            scope.cancel()
            thread.join(5)
            assert admission.before(behind) == 1
    assert left[0] - called_off < 0.5


@pytest.fixture
def crowded(tmp_path, slow: SlowOllama) -> Iterator[httpx.Client]:
    """A server whose every search by meaning takes as long as `slow` says."""
    settings = Settings(
        home=tmp_path / "home", embed="ollama:all-minilm", chat="ollama:tiny-chat", ollama_host=slow.url, rerank=False
    )
    slow.seconds = 0
    with serving(settings, write_documents(tmp_path / "docs")) as client:
        slow.seconds = 60
        yield client


def test_a_reader_sees_how_many_come_before_and_moves_up_when_another_leaves(crowded, slow):
    with ExitStack() as readers:
        fill(crowded, slow, readers)
        ahead = ExitStack()
        first = events(ahead.enter_context(crowded.stream("POST", "/ask", json=QUESTION)))
        assert next(first) == ("waiting", {"before": usable_cores()})
        with crowded.stream("POST", "/ask", json=QUESTION) as reply:
            told = events(reply)
            assert next(told) == ("waiting", {"before": usable_cores() + 1})
            ahead.close()
            assert next(told) == ("waiting", {"before": usable_cores()})


def test_health_and_searches_do_not_wait_behind_questions(crowded):
    with ExitStack() as readers:
        for _ in range(usable_cores() + 20):
            readers.enter_context(asking(crowded))
        began = time.monotonic()
        assert crowded.get("/healthz").status_code == 200
        assert crowded.get("/search", params={"q": "paid leave", "mode": "keyword"}).json()["hits"]
        assert time.monotonic() - began < 5


def test_chat_clients_wait_without_a_word_and_are_answered_in_their_turn(crowded, slow):
    slow.replies += ["Everyone has 28 days of paid leave [1]."] * (usable_cores() + 1)
    body = {"model": "kb", "messages": [{"role": "user", "content": QUESTION["question"]}], "stream": True}
    with ExitStack() as readers:
        fill(crowded, slow, readers)
        with ThreadPoolExecutor(1) as later:
            reply = later.submit(crowded.post, "/v1/chat/completions", json=body)
            time.sleep(0.3)
            assert not reply.done()
            slow.seconds = 0
            readers.close()
            assert "before" not in reply.result().text
            assert reply.result().text.rstrip().endswith("data: [DONE]")


def fill(client: httpx.Client, slow: SlowOllama, readers: ExitStack) -> None:
    """Questions in every place, all of them admitted: each has its words embedded."""
    before = slow.embeddings
    for _ in range(usable_cores()):
        readers.enter_context(asking(client))
    end = time.monotonic() + 30
    while slow.embeddings < before + usable_cores():
        assert time.monotonic() < end
        time.sleep(0.02)


def asking(client: httpx.Client) -> ExitStack:
    """A question whose answer nobody reads yet; leaving is the reader's leaving."""
    leaving = ExitStack()
    reading = threading.Event()
    scope = CancelScope()

    def ask() -> None:
        with scope.enter(), httpx.Client(base_url=client.base_url, trust_env=False, verify=False, timeout=60) as own:
            request = own.build_request("POST", "/ask", json=QUESTION)
            request.extensions["trace"] = traced
            try:
                own.send(request)
            except httpx.HTTPError:
                return

    def traced(event: str, details: dict) -> None:
        if event == "connection.connect_tcp.complete":
            scope.watch(details["return_value"].get_extra_info("socket"))
        if event == "http11.send_request_body.complete":
            reading.set()

    thread = threading.Thread(target=ask)
    thread.start()
    assert reading.wait(30)
    leaving.callback(thread.join)
    leaving.callback(scope.cancel)
    return leaving
