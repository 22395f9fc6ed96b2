"""What a server counts of itself, as Prometheus reads it: routes and figures, never what was asked, nor by whom."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Metric:
    """`samples` are values by their labels; a `summary`'s are named `_sum` or `_count` besides."""

    name: str
    kind: str  # counter, gauge or summary
    help: str
    samples: Iterable[tuple[Mapping[str, str], float]]
    suffix: str = ""


@dataclass
class Requests:
    """How many were answered, how, and in how many seconds all together; from the server's start on."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answered: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # method, route, status
    _seconds: dict[str, float] = field(default_factory=dict)  # by route

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._answered[method, route, str(status)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def read(self) -> Iterator[Metric]:
        with self._lock:
            answered, seconds = dict(self._answered), dict(self._seconds)
        counts: Counter[str] = Counter()
        for (_, route, _), count in answered.items():
            counts[route] += count
        labels = ("method", "route", "status")
        yield Metric(
            "kb_http_requests_total",
            "counter",
            "Requests that were answered.",
            [(dict(zip(labels, key, strict=True)), count) for key, count in sorted(answered.items())],
        )
        help = "Seconds from a request to the end of its answer, streams to their end."
        totals: tuple[tuple[str, Mapping[str, float]], ...] = (("_sum", seconds), ("_count", counts))
        for suffix, values in totals:
            samples = [({"route": route}, value) for route, value in sorted(values.items())]
            yield Metric("kb_http_request_seconds", "summary", help, samples, suffix)


class Counted:
    """Notes each request under the route's own form (`/documents/{id}`): no address with what was asked is kept."""

    def __init__(self, app: ASGIApp, requests: Requests, plain: Collection[str] = ()) -> None:
        """`plain` are the paths of routes that are not noted in a request's scope, as those outside FastAPI are not."""
        self.app = app
        self.requests = requests
        self.plain = plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun, status = time.monotonic(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            plain = scope["path"] if scope["path"] in self.plain else "none"
            route = str(getattr(scope.get("route"), "path", plain))
            self.requests.note(method, route, status, time.monotonic() - begun)


def write_metrics(metrics: Iterable[Metric]) -> str:
    """In the text format of Prometheus, version 0.0.4."""
    lines: list[str] = []
    described: set[str] = set()
    for metric in metrics:
        if metric.name not in described:
            described.add(metric.name)
            lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        for labels, value in metric.samples:
            told = ",".join(f'{name}="{_escape(text)}"' for name, text in labels.items())
            lines.append(f"{metric.name}{metric.suffix}{f'{{{told}}}' if told else ''} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    safe = text.encode(errors="replace").decode()
    return safe.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
