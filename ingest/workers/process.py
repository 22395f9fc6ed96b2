"""What runs inside a worker: paths come in by one pipe, what was made of them goes out by another."""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from ingest.workers import progress
from kb.errors import ModelUnfit, Unreadable

OUT_OF_MEMORY = 77  # exit code
ADDRESS_SPACE = 4  # times the memory limit: libraries reserve far more than they touch
STALE = 0.5  # of the memory limit: a process that grew so large is replaced, as its memory seldom goes back


def main(loader: str, memory_limit: int, time_limit: float) -> None:
    requests, replies = _take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    _limit_memory(memory_limit)
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, asked), daemon=True).start()
    threading.Thread(target=_watch, args=(memory_limit,), daemon=True).start()
    module, function = loader.split(":")
    load = getattr(import_module(module), function)
    os.dup2(1, 2)  # from here on libraries only complain; what went wrong before is for people to see
    _send(replies, "ready")

    def going_on() -> None:
        _alarm(time_limit)
        _send(replies, None)

    progress.listen(going_on)
    while True:
        request = asked.get()
        _alarm(time_limit)
        result = _answer(request, load)
        _alarm(0)
        _send(replies, (result, _memory() > STALE * memory_limit))


def explain_unpicklable(error: Exception) -> ModelUnfit:
    """Of all that a worker is told, an embedder's counter alone comes from elsewhere."""
    return ModelUnfit(
        f"The embedder cannot be used by the processes that read files: {error}.",
        "An embedder's counter has to be a function of a module that can be imported.",
    )


def _answer(request: bytes, load: Callable[..., Any]) -> Any:
    """What the request asks for: a path, what is done to what was read of it, what else the loader is told."""
    try:
        path, then, *arguments = pickle.loads(request)
    except Exception as error:  # it imports what it names, and that may fail in any way
        return explain_unpicklable(error)
    try:
        result = load(Path(path), *arguments)
        return then(result) if then else result
    except Unreadable as error:
        return error


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, under other numbers: what a library prints must not get between the answers."""
    nothing = os.open(os.devnull, os.O_RDWR)
    while nothing <= 2:  # a closed stderr's number would go to a pipe, which `main` then points elsewhere
        nothing = os.open(os.devnull, os.O_RDWR)
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _receive(requests: BinaryIO, asked: queue.SimpleQueue[bytes]) -> None:
    while True:
        try:
            asked.put(pickle.load(requests))
        except (EOFError, OSError, pickle.UnpicklingError):
            _leave()


def _leave() -> NoReturn:
    """Ends this process with its folder: the parent is gone, however it went."""
    for _ in range(20):  # another thread may be unpacking into it
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(0)


def _watch(memory_limit: int) -> None:
    while True:
        time.sleep(0.05)
        if _memory() > memory_limit:
            os._exit(OUT_OF_MEMORY)


def _memory() -> int:
    """Bytes of memory in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limit_memory(limit: int) -> None:
    """A ceiling kept by the system, for what grows faster than it can be watched."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE * limit, ADDRESS_SPACE * limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def _alarm(seconds: float) -> None:
    """Ends this process even if its parent cannot any more; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds * 1.5)


def _send(replies: BinaryIO, message: object) -> None:
    try:
        pickle.dump(message, replies, protocol=pickle.HIGHEST_PROTOCOL)
        replies.flush()
    except BrokenPipeError:
        _leave()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
