"""`/metrics`: what Prometheus reads of a server."""

from __future__ import annotations

import re
import time

import pytest
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from api.http.metrics import Metric, write_metrics
from kb.principal import OWNER, Principal
from kb.settings import Settings

LINE = re.compile(r'[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? [-+0-9.e]+')


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "gate.md").write_text("The code of the gate is 1234.", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nno page\n%%EOF")
    home = tmp_path_factory.mktemp("home") / "home"
    with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")) as opened:
        list(LocalBackend(opened, OWNER.enter("ours")).ingest([folder]))
        yield opened


def read(client) -> dict[str, float]:
    reply = client.get("/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_requests_are_counted_by_route_and_status_and_documents_by_space(base):
    with running(create_app(base)) as client:
        [document] = client.get("/documents?space=ours").json()["documents"]
        client.get(f"/documents/{document['id']}?space=ours")
        client.get("/documents/nope")
        client.get("/documents/nope")
        client.post("/mcp", json={})
        client.post("/ask", json={"question": "What is the code of the gate?", "space": "ours"})
        # The reader has the whole answer a moment before the server has closed what made it.
        until = time.monotonic() + 10
        while read(client)["kb_answers_open"] and time.monotonic() < until:
            time.sleep(0.02)
        found = read(client)
    route = "/documents/{id}"
    assert found[f'kb_http_requests_total{{method="GET",route="{route}",status="200"}}'] == 1
    assert found[f'kb_http_requests_total{{method="GET",route="{route}",status="404"}}'] == 2
    assert found[f'kb_http_request_seconds_count{{route="{route}"}}'] == 3
    assert found['kb_http_requests_total{method="POST",route="/ask",status="200"}'] == 1
    assert found['kb_http_request_seconds_sum{route="/ask"}'] > 0
    assert found['kb_http_request_seconds_count{route="/mcp"}'] == 1
    assert found['kb_documents{space="ours"}'] == 1
    assert found['kb_documents{space="default"}'] == 0
    assert found['kb_failed_files{space="ours"}'] == 1
    assert found['kb_jobs{status="running"}'] == 0
    assert found["kb_answers_open"] == 0
    assert found["process_resident_memory_bytes"] > 10_000_000


def test_nothing_that_was_asked_or_named_is_among_the_figures(base):
    with running(create_app(base)) as client:
        client.get("/search", params={"q": "a secret question", "space": "ours"})
        client.get("/a-secret-path")
        client.request("SECRET", "/documents")
        told = client.get("/metrics").text
    assert "ecret" not in told.casefold()
    assert 'route="none",status="404"} 1' in told


def test_only_who_has_the_home_as_a_whole_reads_them_and_no_web_page(base):
    reader = Principal("ours", frozenset({"read", "write"}))
    with running(create_app(base, identify=lambda request: reader)) as client:
        assert client.get("/metrics").status_code == 403
    with running(create_app(base)) as client:
        assert client.get("/metrics", headers={"Origin": "http://evil.example"}).status_code == 403
        assert 'route="none",status="403"} 1' in client.get("/metrics").text


def test_a_name_is_written_so_that_it_ends_no_line_and_no_quotes():
    hostile = Metric("kb_documents", "gauge", "Documents of a space.", [({"space": 'a"} 1\nb\\'}, 2)])
    assert write_metrics([hostile]) == (
        "# HELP kb_documents Documents of a space.\n# TYPE kb_documents gauge\n"
        'kb_documents{space="a\\"} 1\\nb\\\\"} 2\n'
    )
