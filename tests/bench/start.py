"""What a command costs when nothing is running: CPU of all its processes, and the most memory that one of them held."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from statistics import median

KB = [sys.executable, "-c", "from api.cli import app; app()"]
QUESTION = "How many days of annual leave are there?"
TIMES = 3


def measure(*command: str) -> tuple[float, float]:
    """Seconds of CPU and MiB, the median of three; one before them is not counted: it compiles what it imports."""
    runs = [spend(command) for _ in range(TIMES + 1)][1:]
    return median(seconds for seconds, _ in runs), median(memory for _, memory in runs)


def spend(command: tuple[str, ...]) -> tuple[float, float]:
    process = subprocess.Popen([*KB, *command], stdout=subprocess.DEVNULL, env=environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def spent() -> float:
    """Seconds of CPU of this process and of those that it has waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def environment() -> dict[str, str]:
    """As people have it: what is imported is compiled once. No Ollama listens at this port."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"OLLAMA_HOST": "127.0.0.1:1"}


def rows(home: str) -> list[str]:
    subprocess.run(
        [*KB, "--home", home, "--embed", "builtin", "ingest", "sample_docs"], check=True, capture_output=True
    )
    options = ("--home", home)
    commands = {
        "kb search": (*options, "search", QUESTION),
        "kb ask": (*options, "ask", QUESTION),
    }
    figures = {name: measure(*command) for name, command in commands.items()}
    return [f"| `{name}` | {seconds:.2f} | {memory:.0f} |" for name, (seconds, memory) in figures.items()]
