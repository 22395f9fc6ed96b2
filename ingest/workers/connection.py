"""A worker process as its parent sees it: started, asked by one pipe, answering by another."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from ingest.workers import process as worker_process

PACKAGES = str(Path(__file__).parents[2])


def start_process(loader: str, memory_limit: int, time_limit: float, folder: str) -> subprocess.Popen[bytes]:
    # -P: a folder of documents may hold a json.py. A session of its own: Ctrl-C is for the parent to handle.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.workers.process", loader, str(memory_limit), str(time_limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([PACKAGES, *filter(None, sys.path)]),
            "RAYON_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "TMPDIR": folder,
        },
        start_new_session=True,
    )


def is_ready(running: subprocess.Popen[bytes]) -> bool:
    assert running.stdout
    try:
        return bool(pickle.load(running.stdout) == "ready")
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        return False


def pickle_request(request: tuple[object, ...]) -> bytes:
    try:
        return pickle.dumps(request)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise worker_process.explain_unpicklable(error) from error


def send_request(running: subprocess.Popen[bytes], request: bytes) -> None:
    assert running.stdin
    pickle.dump(request, running.stdin)
    running.stdin.flush()


def receive_answer(running: subprocess.Popen[bytes]) -> tuple[Any, bool] | None:
    """What was read and whether the process has grown too large; None while page after page goes on."""
    assert running.stdout
    answer: tuple[Any, bool] | None = pickle.load(running.stdout)
    return answer


def wait_for_exit(dying: subprocess.Popen[bytes]) -> int:
    """How it ended; its pipes close a moment before it does."""
    try:
        return dying.wait(timeout=5)
    except subprocess.TimeoutExpired:
        dying.kill()
        dying.wait()
        return 1


def close_pipe(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:
        return  # what was not sent to a dead process
