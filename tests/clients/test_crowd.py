"""Many clients at once: nobody's answer is cut because somebody else's has ended."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from house import ANSWER, QUESTION
from ollama_server import Reply

ASKED = {"model": "kb", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
CLIENTS = 120


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads take turns so often that they meet wherever they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_all_streams_of_a_crowd_come_to_their_end(hasty_threads, url, ollama):
    ollama.replies += [Reply([ANSWER[:10], ANSWER[10:]], delay=0.002) for _ in range(CLIENTS)]

    limits = httpx.Limits(max_connections=CLIENTS)
    http = httpx.Client(base_url=url, timeout=60, trust_env=False, verify=False, limits=limits)

    def ask(_: int) -> tuple[int, bool, bool]:
        reply = http.post("/v1/chat/completions", json=ASKED)
        last = reply.text.rstrip().splitlines()[-1]
        return reply.status_code, "error" in reply.text, last == "data: [DONE]"

    with http, ThreadPoolExecutor(CLIENTS) as crowd:
        outcomes = Counter(crowd.map(ask, range(CLIENTS)))
    # On a machine that is busy with other things the last ones are told to come again; nobody's answer is cut.
    assert outcomes.keys() <= {(200, False, True), (503, True, False)}
    assert outcomes[200, False, True] > CLIENTS / 4
    assert ollama.hang_ups == []


def test_no_connection_to_an_engine_serves_two_requests(url, ollama):
    """One that is idle for a moment is taken for the next request, and closed by whoever used it before."""
    httpx.post(url + "/api/chat", json=ASKED, trust_env=False, verify=False)
    assert [request.headers["connection"] for request in ollama.requests if request.path == "/api/chat"] == ["close"]
