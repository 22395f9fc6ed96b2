"""Files read in worker processes: a crash, a hang or a blow-up of memory costs that one file."""

from __future__ import annotations

import pickle
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest import temporary_folders
from ingest.loaders.formats import LoadedFile
from ingest.workers import process as worker_process
from ingest.workers.connection import (
    close_pipe,
    is_ready,
    pickle_request,
    receive_answer,
    send_request,
    start_process,
    wait_for_exit,
)
from ingest.workers.time_limit import TimeLimit
from kb.errors import ModelUnfit, Unreadable

_LONG = 2.0  # seconds for a file, and to start what reads it, before another is read beside it
# Seconds: a signal that comes right before a wait without end is only seen after it. Of 248 processes that were sent
# SIGINT as they began to wait 14 went on, and of 243 none since.
_LOOK_UP = 0.5

Then = Callable[[LoadedFile], object]  # by its name, as processes tell each other functions


class Workers:
    """At most `count` processes, started when there is something to read; a context manager.

    `time_limit` in seconds and `memory_limit` in bytes hold for each file, the time for each page where pages take
    long, as scans do. `ahead` files are read before they are asked for.
    """

    def __init__(
        self,
        count: int = 2,
        *,
        ahead: int = 4,
        time_limit: float = 120.0,
        memory_limit: int = 1_000_000_000,
        loader: str = "ingest.loaders.load:load",
    ) -> None:
        self._ahead = max(ahead, count)
        self._processes = [_Process(loader, time_limit, memory_limit) for _ in range(count)]
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()  # the one that is warm goes first
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="kb-worker")

    def read(
        self, paths: Iterable[Path], then: Then | None = None, *, small: bool = False
    ) -> Iterator[tuple[Path, Any]]:
        """Each path with what was read of it or why it was not, in order but for those that take long.

        `then` is done to it in the same process, within the same limits. What is `small` together is read by one
        process, and by others only beside a file that takes long.

        Paths are taken as needed. Closing the iterator gives up what has not begun.
        """
        return self.read_each(((path, then) for path in paths), small=small)

    def read_each(
        self, wanted: Iterable[tuple[Path, Then | None]], *, small: bool = False
    ) -> Iterator[tuple[Path, Any]]:
        """The same with something else done to what was read of each path.

        Paths are taken as needed. Closing the iterator gives up what has not begun.
        """
        waiting: dict[Future[Any], Path] = {}
        try:
            for path, then in wanted:
                waiting[self._threads.submit(self.read_one, path, then=then)] = path
                if len(waiting) > self._ahead or (small and wait(waiting, _LONG, FIRST_COMPLETED).done):
                    yield from _iterate_finished(waiting)
            while waiting:
                yield from _iterate_finished(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def read_one(self, path: Path, *arguments: object, then: Then | None = None) -> Any:
        """What the loader makes of this path and these arguments, or Unreadable; waits for a process to be free."""
        process = self._idle.get()
        try:
            return process.read(path, then, *arguments)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """Ends the processes at once, whatever they are at."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.close()
        self._threads.shutdown(wait=True)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _iterate_finished(waiting: dict[Future[Any], Path]) -> Iterator[tuple[Path, Any]]:
    while not wait(waiting, _LOOK_UP, FIRST_COMPLETED).done:
        pass
    for future in [future for future in waiting if future.done()]:
        yield waiting.pop(future), future.result()


class _Process:
    """One worker, replaced when it dies. Used by one thread at a time, but closed from any."""

    def __init__(self, loader: str, time_limit: float, memory_limit: int) -> None:
        self._loader = loader
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._lock = threading.Lock()
        self._limit = TimeLimit(time_limit, self._expire)
        self._running: subprocess.Popen[bytes] | None = None
        self._folder = ""  # what it unpacks goes there, and goes with it
        self._overdue = False
        self._closed = False

    def read(self, path: Path, then: Then | None, *arguments: object) -> Any:
        request = pickle_request((str(path), then, *arguments))
        running = self._start()
        self._limit.begin()
        try:
            send_request(running, request)
            while (answer := receive_answer(running)) is None:
                self._limit.begin()
            result, stale = answer
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            result, stale = self._cause_of_death(wait_for_exit(running)), True
        self._limit.end()
        if stale or self._overdue:
            self._stop()
        if isinstance(result, ModelUnfit):
            raise result
        return result

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._limit.close()
        self._stop()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RuntimeError("These workers are closed.")
            self._overdue = False
            if self._running and self._running.poll() is None:
                return self._running
        self._stop()
        temporary_folders.remove_left_behind()
        self._folder = temporary_folders.make_folder("worker")
        running = start_process(self._loader, self._memory_limit, self._time_limit, self._folder)
        with self._lock:
            self._running = running
            if self._closed:
                running.kill()
        if not is_ready(running):
            self._stop()  # closed meanwhile: who closed these workers saw no process yet
            raise RuntimeError("A worker process did not start; what it printed says why.")
        return running

    def _expire(self) -> None:
        with self._lock:
            if self._running:
                self._overdue = True
                self._running.kill()

    def _stop(self) -> None:
        with self._lock:
            running, self._running = self._running, None
        if running:
            running.kill()
            running.wait()
            for pipe in (running.stdin, running.stdout):
                close_pipe(pipe)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _cause_of_death(self, code: int) -> Unreadable:
        if self._overdue:
            return Unreadable(f"took longer than {self._time_limit:g} seconds to read", kind="limits")
        if code in (worker_process.OUT_OF_MEMORY, -9):  # 9: the system itself ran out
            megabytes = self._memory_limit // 1_000_000
            return Unreadable(f"needs more than {megabytes:,} MB of memory to be read", kind="limits")
        return Unreadable("is damaged in a way that crashes the program reading it")
