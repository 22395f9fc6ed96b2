"""What `ingest` adds to embedding, as ratios. Each figure is of a process of its own.

whole   `ingest` of a folder, from the first file to the last flush, against a bare loop that embeds the same chunks
CPU     the same of all its processes: what of it does not hang on how busy the machine is
again   a second `ingest` of the unchanged folder, against the first
memory  the peak of the ingesting process, without its workers
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import kb
from ingest.pipeline import ingest
from kb.settings import load
from tests.bench.start import environment, spent

KITS = Path(__file__).parents[3] / "shared" / "eval"


def taken_in(folder: str, home: str) -> dict[str, float]:
    """Seconds of an ingest and of the one after it, and the CPU of the first; MiB of memory; the home stays filled."""
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        store = base.store()
        embedder = base.embedder(store)
        embedder.embed_documents(["warm"])
        before = spent()
        *_, first = ingest([folder], store, embedder)
        cpu = spent() - before
        *_, second = ingest([folder], store, embedder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"chunks": first.chunks, "whole": first.seconds, "cpu": cpu, "again": second.seconds, "memory": peak}


def bare(home: str) -> dict[str, float]:
    """Seconds, and CPU, to embed a home's chunks in a loop of batches, in the order of their length."""
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        store = base.store()
        embedder = base.embedder(store)
        texts = {chunk.index_text for document in store.documents() for chunk in store.chunks_of(document.id)}
        ordered = sorted(texts, key=len)
        embedder.embed_documents(["warm"])
        started, before = time.perf_counter(), spent()
        for at in range(0, len(ordered), embedder.batch_size):
            embedder.embed_documents(ordered[at : at + embedder.batch_size])
        return {"bare": time.perf_counter() - started, "bare_cpu": spent() - before}


def in_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.kits", *arguments]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
    return json.loads(run.stdout)


def rows(names: list[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as home:
        in_process("--taken-in", "sample_docs", home)  # not counted: it compiles what is imported
    yield from ("| folder | chunks | whole ÷ bare | of CPU | again ÷ whole | peak MiB |", "|---|---|---|---|---|---|")
    for name in names:
        with tempfile.TemporaryDirectory() as home:
            figures = in_process("--taken-in", str(KITS / name / "docs"), home) | in_process("--bare", home)
        ratio, cpu = figures["whole"] / figures["bare"], figures["cpu"] / figures["bare_cpu"]
        again = figures["again"] / figures["whole"]
        yield f"| {name} | {figures['chunks']:.0f} | {ratio:.2f} | {cpu:.2f} | {again:.4f} | {figures['memory']:.0f} |"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--taken-in", folder, home]:
            print(json.dumps(taken_in(folder, home)))
        case ["--bare", home]:
            print(json.dumps(bare(home)))
