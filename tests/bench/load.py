"""How long readers wait at a server that many ask at once: `python -m tests.bench.load [READERS…]`.

`kb serve` in a process of its own, with the built-in embedder and a scripted engine, asked over real HTTP on loopback
by so many readers at the same moment, or by 20, 100 and 200 in about five minutes. Meanwhile one client searches and
one asks for /healthz, over and over.
Seconds; `busy` counts answers 503 with Retry-After, `errors` all else that was no answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

TESTS = Path(__file__).parents[1]
KIT = TESTS.parents[1] / "shared" / "eval" / "en"
CROWDS = (20, 100, 200)
PATIENCE = 240  # seconds for a crowd, after which whoever still waits counts as an error
PAUSE = 0.25  # seconds between two looks
PIECES, A_PIECE = 40, 0.05  # of an answer: two seconds at twenty pieces a second


@dataclass
class Seen:
    """What the readers saw."""

    first: list[float] = field(default_factory=list)
    looks: dict[str, list[float]] = field(default_factory=lambda: {"/search": [], "/healthz": []})
    troubles: Counter[str] = field(default_factory=Counter)
    busy: int = 0


async def lines(url: str, request: str) -> AsyncIterator[str]:
    """The lines of a reply, its head first, as they come."""
    place = urlsplit(url)
    reading, writing = await asyncio.open_connection(place.hostname, place.port)
    try:
        writing.write(request.encode())
        await writing.drain()
        while line := await reading.readline():
            yield line.decode().rstrip()
    finally:
        writing.close()


async def ask(url: str, question: str, seen: Seen) -> None:
    body = json.dumps({"question": question})
    head = f"POST /ask HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nConnection: close\r\nContent-Type: application/json"
    began, status, ended = time.monotonic(), "", False
    async for line in lines(url, f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}"):
        status = status or line.split()[1]
        if line == "event: token" and status == "200":
            seen.first.append(time.monotonic() - began)
            status = "200, begun"
        if line == "event: error":
            status = "200, failed"
        ended |= line in ("event: answer", "event: error")
    if status == "503":
        seen.busy += 1
    elif status != "200, begun" or not ended:
        seen.troubles[status if ended else f"{status}, cut"] += 1


async def look(url: str, path: str, query: str, seen: Seen) -> None:
    while True:
        began = time.monotonic()
        request = f"GET {path}{query} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nConnection: close\r\n\r\n"
        status = (await anext(lines(url, request))).split()[1]
        seen.looks[path].append(time.monotonic() - began)
        if status != "200":
            seen.troubles[f"{path} {status}"] += 1
        await asyncio.sleep(PAUSE)


async def crowd(url: str, questions: Sequence[str], seen: Seen) -> None:
    query = "?q=" + quote(questions[0])
    looks = [asyncio.create_task(look(url, path, query if path == "/search" else "", seen)) for path in seen.looks]
    asks = [asyncio.create_task(ask(url, question, seen)) for question in questions]
    _, late = await asyncio.wait(asks, timeout=PATIENCE)
    for task in [*late, *looks]:
        task.cancel()
    for ended in await asyncio.gather(*asks, *looks, return_exceptions=True):
        if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
            seen.troubles[type(ended).__name__] += 1
    seen.troubles["late"] += len(late)


def share(values: Sequence[float], part: float) -> str:
    """The value that `part` of all do not exceed."""
    ordered = sorted(values)
    return f"{ordered[min(len(ordered) - 1, int(part * len(ordered)))]:.2f}" if ordered else "none"


@contextmanager
def served(home: str, engine: str) -> Iterator[str]:
    environ = os.environ | {
        "KB_HOME": home,
        "KB_EMBED": "builtin",
        "KB_CHAT": "ollama:tiny-chat",
        "OLLAMA_HOST": engine,
    }
    kb = [sys.executable, "-c", "from api.cli import app; app()"]
    subprocess.run([*kb, "ingest", str(KIT / "docs")], env=environ, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([*kb, "serve", "--port", "0"], env=environ, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            yield next(word for word in server.stderr.readline().split() if word.startswith("http"))
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def engine() -> Iterator[str]:
    with subprocess.Popen([sys.executable, __file__, "--engine"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def run_engine() -> None:
    sys.path.insert(0, str(TESTS))
    from ollama_server import OllamaServer, Reply

    reply = Reply(["The documents say so [1]. "] * PIECES, delay=A_PIECE)
    with OllamaServer(replies=[reply] * 10_000) as server:
        print(server.url, flush=True)
        time.sleep(3600)


def main(crowds: Sequence[int]) -> None:
    with open(KIT / "queries.jsonl", encoding="utf-8") as file:
        questions = [json.loads(line)["question"] for line in file]
    columns = ("readers", "first token p50", "p99", "busy", "search p99", "healthz p99", "errors")
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    with tempfile.TemporaryDirectory() as home, engine() as engine_url, served(home, engine_url) as url:
        asyncio.run(crowd(url, questions[:2], Seen()))  # what is loaded once is not measured
        for size in crowds:
            seen = Seen()
            asyncio.run(crowd(url, [questions[n % len(questions)] for n in range(size)], seen))
            waits = (share(seen.first, 0.5), share(seen.first, 0.99), str(seen.busy))
            looks = (share(seen.looks["/search"], 0.99), share(seen.looks["/healthz"], 0.99))
            troubles = ", ".join(f"{count} × {name}" for name, count in seen.troubles.items() if count) or "0"
            print(f"| {size} | {' | '.join(waits)} | {' | '.join(looks)} | {troubles} |", flush=True)


if __name__ == "__main__":
    run_engine() if sys.argv[1:] == ["--engine"] else main([int(size) for size in sys.argv[1:]] or CROWDS)
