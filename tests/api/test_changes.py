from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from papers import LEAVE
from running import events, running
from slow_ollama import SlowOllama

import kb
from api.http.app import create_app
from kb.settings import Settings


@pytest.fixture
def busy(tmp_path: Path, slow: SlowOllama) -> Iterator[httpx.Client]:
    """A server whose engine takes a minute to embed."""
    settings = Settings(home=tmp_path / "home", embed="ollama:all-minilm", chat="builtin", ollama_host=slow.url)
    with kb.open(settings=settings) as base, running(create_app(base)) as client:
        yield client


def upload(client: httpx.Client, name: str) -> str:
    reply = client.post("/documents", files=[("files", (name, LEAVE.encode()))])
    return reply.json()["job"]


def test_reads_go_on_while_a_run_waits_for_its_engine_and_the_next_run_waits_for_it(busy, slow):
    first = upload(busy, "one.md")
    assert slow.asked.wait(10)
    second = upload(busy, "two.md")
    assert busy.get(f"/jobs/{first}").json()["status"] == "running"
    assert busy.get(f"/jobs/{second}").json()["status"] == "queued"
    assert busy.get("/documents", timeout=5).json() == {"documents": []}
    assert busy.get("/search", params={"q": "leave", "mode": "keyword"}, timeout=5).json() == {"hits": []}

    assert busy.delete(f"/jobs/{second}").json()["status"] == "cancelled"
    busy.delete(f"/jobs/{first}")
    assert slow.wait_for_hang_up().path == "/api/embed"
    assert list(events(busy.get(f"/jobs/{first}/events")))[-1][1]["error"]["code"] == "cancelled"

    slow.seconds = 0
    done = list(events(busy.get(f"/jobs/{upload(busy, 'three.md')}/events")))
    assert done[-1][1]["added"] == 1  # what was called off is not taken in after all


def test_what_waits_for_its_turn_is_not_done_once_whoever_asked_has_left(busy, slow):
    busy.post("/spaces", json={"name": "letters"})
    run = upload(busy, "one.md")
    assert slow.asked.wait(10)
    with pytest.raises(httpx.ReadTimeout):
        busy.delete("/spaces/letters", timeout=1)
    busy.delete(f"/jobs/{run}")
    slow.seconds = 0
    assert list(events(busy.get(f"/jobs/{upload(busy, 'two.md')}/events")))[-1][1]["added"] == 1  # its turn is over
    assert "letters" in busy.get("/spaces").json()["spaces"]


def test_a_server_that_stops_calls_its_run_off(busy, slow):
    job = upload(busy, "one.md")
    assert slow.asked.wait(10)
    assert busy.get(f"/jobs/{job}").json()["status"] == "running"
    # Leaving the test stops the server, which would wait for a minute otherwise.


def test_a_dead_engine_fails_the_job_and_says_what_to_do(busy, slow):
    slow.close()
    [*_, (name, data)] = events(busy.get(f"/jobs/{upload(busy, 'one.md')}/events"))
    assert (name, data["error"]["code"]) == ("error", "engine_unreachable")
    assert data["error"]["hint"]


def test_without_a_token_nobody_names_folders(busy, tmp_path):
    for headers in ({}, {"X-KB-Token": ""}, {"X-KB-Token": "x"}):
        assert busy.post("/ingest", json={"paths": [str(tmp_path)]}, headers=headers).status_code == 403
