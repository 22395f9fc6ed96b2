"""`make bench`: what is ours beside what engines and peers take. Prints its tables, and keeps them in table.md.

`python -m tests.bench [start] [scale] [pdf] [kits] [load]` runs some of the parts, and leaves the tables of others.
Times differ from machine to machine, and with what else runs: only ratios are held against a limit, and fail the run.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.bench import kits, scale, start

TABLE = Path(__file__).with_name("table.md")
CHUNKS = int(os.environ.get("KB_BENCH_CHUNKS", "4000"))  # of 800 characters; 42,000 make 100,000 of ours
TURNS = 3  # of reading PDFs
CROWD = "20"  # readers at a time; all of them: `python -m tests.bench.load`

# Ratios that must not be passed, about a half above what was measured where other programs had most of the machine.
AGAIN = 0.15  # CPU of the unchanged folder against the first time
PEER = 4.0  # CPU a character, of taking in, against the peer's: 2.6 with 12,600 chunks, 1.8 with 37,700
PAGE = 0.3  # CPU a page of a PDF, against the peer's


def measure_start(failures: list[str]) -> Iterator[str]:
    """Nothing running, the sample documents: seconds of CPU, and MiB at most."""
    yield from ("| command | CPU s | MiB |", "|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        yield from start.rows(home)


def measure_scale(failures: list[str]) -> Iterator[str]:
    """An instant embedder: taking in, against Chroma as LangChain's quickstart fills it; and a search's own part."""
    with tempfile.TemporaryDirectory() as folder:
        characters = scale.make_corpus(Path(folder, "corpus"), CHUNKS)
        docs, home, peer = (str(Path(folder, name)) for name in ("corpus/docs", "home", "peer"))
        ours, theirs = scale.run("fill", docs, home), scale.run("peer", docs, peer)
        asked = scale.run("ask", home)
    yield from (
        "| | chunks | characters | CPU s | s | characters a CPU s | MiB | on disk MiB |",
        "|---|---|---|---|---|---|---|---|",
    )
    for name, got in (("kb", ours), ("Chroma, text in it", theirs)):
        speed = characters / got["cpu"]
        taken = f"{got['cpu']:.1f} | {got['seconds']:.1f} | {speed:,.0f}"
        yield f"| {name} | {got['chunks']:,.0f} | {characters:,} | {taken} | {got['memory']:.0f} | {got['disk']:.0f} |"
    against, again = ours["cpu"] / theirs["cpu"], ours["again"] / ours["cpu"]
    yield f"\nCPU against the peer {against:.2f}; the unchanged folder again {again:.3f} of the first time."
    yield f"A search's own part, ms of CPU: p50 {asked['p50']:.1f}, p99 {asked['p99']:.1f}."
    failures += [f"CPU against the peer: {against:.2f} > {PEER}"] * (against > PEER)
    failures += [f"the unchanged folder: {again:.3f} > {AGAIN}"] * (again > AGAIN)


def measure_pdf(failures: list[str]) -> Iterator[str]:
    """An instant embedder: taking in the filings' PDFs, against LangChain's quickstart; medians of turns."""
    docs = str(scale.KITS / "pdf" / "docs")
    runs: dict[str, list[dict[str, float]]] = {"fill": [], "peer": []}
    for _ in range(TURNS):
        for part, figures in runs.items():
            with tempfile.TemporaryDirectory() as home:
                figures.append(scale.run(part, docs, home))
    yield from ("| | pages | chunks | CPU ms a page | s | pages a s |", "|---|---|---|---|---|---|")
    cpu, speed = {}, {}
    for part, name in (("fill", "kb"), ("peer", "pypdf and Chroma")):
        pages, chunks = runs[part][0]["pages"], runs[part][0]["chunks"]
        cpu[part], seconds = (median(run[what] for run in runs[part]) for what in ("cpu", "seconds"))
        speed[part] = pages / seconds
        taken = f"{1000 * cpu[part] / pages:.1f} | {seconds:.1f} | {speed[part]:.0f}"
        yield f"| {name} | {pages:.0f} | {chunks:,.0f} | {taken} |"
    turns = [theirs["seconds"] / ours["seconds"] for ours, theirs in zip(runs["fill"], runs["peer"], strict=True)]
    against, least = cpu["fill"] / cpu["peer"], min(turns)
    ratio = speed["fill"] / speed["peer"]
    yield f"\nPages a second against the peer's {ratio:.1f}, in the worst turn {least:.1f}; CPU a page {against:.2f}."
    failures += [f"CPU of a page against the peer: {against:.2f} > {PAGE}"] * (against > PAGE)


def measure_kits(failures: list[str]) -> Iterator[str]:
    """The built-in embedder: a whole run against a bare loop that embeds the same chunks."""
    yield from kits.rows(["en", "zh", "pdf", "handbook"])


def measure_load(failures: list[str]) -> Iterator[str]:
    """Readers at a server at the same moment, a scripted chat model: seconds."""
    command = [sys.executable, "-m", "tests.bench.load", CROWD]
    yield subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


PARTS: dict[str, Callable[[list[str]], Iterator[str]]] = {
    "start": measure_start,
    "scale": measure_scale,
    "pdf": measure_pdf,
    "kits": measure_kits,
    "load": measure_load,
}


def describe_machine() -> str:
    model = (
        re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        if os.path.exists("/proc/cpuinfo")
        else None
    )
    busy = f", load {os.getloadavg()[0]:.0f}"
    return f"{os.cpu_count()} × {model[1] if model else platform.processor()}{busy}, {platform.system()}"


def keep(name: str, text: str) -> None:
    """In place of the part's table of before."""
    sections = (
        dict(re.findall(r"^## (\w+)\n\n(.*?)\s*(?=^## |\Z)", TABLE.read_text(), re.M | re.S)) if TABLE.exists() else {}
    )
    sections[name] = text
    ordered = "\n\n".join(f"## {part}\n\n{sections[part]}" for part in PARTS if part in sections)
    TABLE.write_text(f"# What `make bench` measured\n\n{ordered}\n", encoding="utf-8")


def main(names: list[str]) -> None:
    failures: list[str] = []
    for name in names or list(PARTS):
        measure = PARTS[name]
        about = f"{measure.__doc__} Measured {datetime.now(UTC):%Y-%m-%d} on {describe_machine()}."
        text = "\n".join((about, "", *measure(failures)))
        print(f"## {name}\n\n{text}\n", flush=True)
        keep(name, text)
    if failures:
        sys.exit("Over their limits: " + "; ".join(failures))


if __name__ == "__main__":
    main(sys.argv[1:])
