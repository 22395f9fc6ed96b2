"""`/metrics`: the server's own figures for Prometheus, for whoever has the home as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import APIRouter, Response

from api.http.deps import Asking, Parts, Serving
from api.http.metrics import MEDIA_TYPE, Metric, write_metrics
from api.version import read_version
from kb.engines.memory import own_memory
from kb.principal import Principal

router = APIRouter(tags=["health"])


@router.get("/metrics")
def metrics(parts: Parts, asking: Asking) -> Response:
    """Requests by route and status, answers that are being written, changes that wait, documents of each space."""
    asking.require("admin")
    figures = [*_server(parts), *parts.requests.read(), *_spaces(parts, asking)]
    return Response(write_metrics(figures), media_type=MEDIA_TYPE)


def _server(parts: Serving) -> Iterator[Metric]:
    yield Metric("kb_info", "gauge", "Which version runs.", [({"version": read_version()}, 1)])
    started = parts.started.timestamp()
    yield Metric("process_start_time_seconds", "gauge", "When the server started, since 1970.", [({}, started)])
    yield Metric("process_cpu_seconds_total", "counter", "CPU time of the server.", [({}, time.process_time())])
    if memory := own_memory():
        yield Metric("process_resident_memory_bytes", "gauge", "Memory of the server.", [({}, memory)])
    yield Metric("kb_answers_open", "gauge", "Answers that are being written.", [({}, parts.streams.count_open())])
    jobs = [({"status": status}, count) for status, count in parts.jobs.count_unfinished().items()]
    yield Metric("kb_jobs", "gauge", "Changes of the home that run or wait.", jobs)


def _spaces(parts: Serving, asking: Principal) -> Iterator[Metric]:
    names = parts.backend(asking).spaces()
    entered = {name: parts.backend(asking.enter(name)) for name in names}
    documents = [({"space": name}, len(backend.documents())) for name, backend in entered.items()]
    yield Metric("kb_documents", "gauge", "Documents of a space.", documents)
    failures = [({"space": name}, len(backend.failures())) for name, backend in entered.items()]
    yield Metric("kb_failed_files", "gauge", "Files that could not be read.", failures)
