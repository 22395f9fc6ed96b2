from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from api.http.errors import UnknownJob
from api.http.jobs import Jobs
from api.values import ErrorEvent
from ingest.events import Outcome, Progress, Summary
from kb.errors import EngineUnreachable


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close(5)


def file(path: str) -> Outcome:
    return Outcome(path, "added")


DONE = Summary({"added": 1}, chunks=1, embedded=1, seconds=0.5)


def test_a_job_can_be_followed_from_its_beginning_after_its_end(jobs):
    job = jobs.submit("ingest", "default", lambda: iter_of(file("a"), DONE))
    assert list(jobs.follow(job))[-2:] == [file("a"), DONE]
    assert list(jobs.follow(job)) == [file("a"), DONE]
    assert job.as_json()["status"] == "done"
    assert job.as_json()["files"] == [
        {"path": "a", "status": "added", "reason": "", "pages": 0, "chunks": 0, "embedded": 0}
    ]
    assert job.as_json()["summary"]["added"] == 1


def test_the_second_change_waits_for_the_first(jobs):
    go, order = threading.Event(), []

    def first():
        yield file("a")
        go.wait(5)
        order.append("first")
        yield DONE

    def second():
        order.append("second")
        yield DONE

    one = jobs.submit("ingest", "default", first)
    two = jobs.submit("ingest", "default", second)
    assert jobs.position(two) == 1
    assert two.status == "queued"
    go.set()
    list(jobs.follow(two))
    assert order == ["first", "second"]
    assert one.status == two.status == "done"


def test_a_running_job_that_is_cancelled_closes_its_work(jobs):
    closed, started = threading.Event(), threading.Event()

    def endless():
        try:
            while True:
                started.set()
                yield Progress(1, 2, 0, 0, "a")
        finally:
            closed.set()

    job = jobs.submit("ingest", "default", endless)
    assert started.wait(5)
    jobs.cancel(job)
    assert closed.wait(5)
    assert isinstance(list(jobs.follow(job))[-1], ErrorEvent)
    assert job.as_json()["status"] == "cancelled"
    assert job.as_json()["error"]["code"] == "cancelled"


def test_a_queued_job_that_is_cancelled_never_begins(jobs):
    go = threading.Event()

    def waiting():
        go.wait(5)
        yield DONE

    jobs.submit("ingest", "default", waiting)
    job = jobs.submit("remove", "default", lambda: pytest.fail("it began"))
    jobs.cancel(job)
    go.set()
    assert job.as_json()["status"] == "cancelled"


def test_an_error_of_the_work_is_the_jobs_error_and_the_next_job_runs(jobs):
    def dead():
        yield file("a")
        raise EngineUnreachable("Nobody answers.", "Start Ollama.")

    failed = jobs.submit("ingest", "default", dead)
    after = jobs.submit("ingest", "default", lambda: iter_of(DONE))
    list(jobs.follow(after))
    assert failed.as_json()["status"] == "failed"
    assert failed.as_json()["error"]["code"] == "engine_unreachable"
    assert after.status == "done"


def test_a_job_that_nobody_knows_is_an_error(jobs):
    with pytest.raises(UnknownJob):
        jobs.get("nope")


def iter_of(*events: Outcome | Summary) -> Iterator[Outcome | Summary]:
    yield from events
