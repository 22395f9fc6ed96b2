"""`make bench`: what is ours beside what engines and peers take. Prints its tables, and keeps them in table.md.

`python -m tests.bench [start] [scale] [kits] [load]` runs some of the parts, and leaves the others' tables as they are.
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

from tests.bench import kits, scale, start

TABLE = Path(__file__).with_name("table.md")
CHUNKS = int(os.environ.get("KB_BENCH_CHUNKS", "4000"))  # of 800 characters; 42,000 make 100,000 of ours
CROWD = "20"  # readers at a time; all of them: `python -m tests.bench.load`

# Ratios that must not be passed, about a half above what was measured where other programs had most of the machine.
AGAIN = 0.15  # CPU of the unchanged folder against the first time
PEER = 4.0  # CPU a character, of taking in, against the peer's: 2.6 with 12,600 chunks, 1.8 with 37,700


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
