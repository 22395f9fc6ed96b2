"""Work that changes a home, one piece at a time, in the order it was asked for; anyone may follow it or call it off."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import closing

from api.http.errors import UnknownJob, internal_error, note
from api.http.job import ChangeResult, Event, Job, Status
from api.http.streams import Stopping
from api.values import ErrorEvent
from ingest.events import Progress, Summary
from kb import cancel
from kb.errors import Error
from kb.principal import OWNER, Principal

KEPT = 100  # finished jobs that can still be asked about


class Cancelled(Error):
    code = "cancelled"


class Jobs:
    """The queue of one home, and the thread that works it off."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._stopping = False
        self._worker = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._worker.start()

    def submit(
        self, kind: str, space: str, start: Callable[[], Iterator[Event]], undo: Callable[[], None] | None = None
    ) -> Job:
        """`undo` is called, in the job's turn, once somebody has called it off; not where the server stops."""
        job = Job(kind, space, start, self._changed, undo)
        with self._changed:
            if self._stopping:
                raise Stopping("The server is stopping.", "Start it again with: kb serve")
            over = [id for id, known in self._known.items() if known.over]
            for id in over[: max(0, len(over) - KEPT)]:
                del self._known[id]
            self._known[job.id] = job
            self._waiting.append(job)
            self._changed.notify_all()
        return job

    def get(self, id: str, asking: Principal = OWNER) -> Job:
        """Raises UnknownJob, also where it is of a space that is not theirs."""
        with self._changed:
            if id not in self._known or not asking.visible([self._known[id].space]):
                raise UnknownJob(f"There is no job {id!r}.", f"The last {KEPT} jobs are remembered.")
            return self._known[id]

    def cancel(self, job: Job) -> None:
        """Calls the job off; what it has finished stays. Does not wait, and does nothing to a job that is over."""
        self.withdraw(job)
        job.scope.cancel()

    def withdraw(self, job: Job) -> bool:
        """Calls off a job that has not begun; False where it has, and then it goes on."""
        with self._changed:
            if job not in self._waiting or job.over:
                return False
            # It keeps its turn for what is left to do.
            self._end(job, "cancelled", Cancelled("The job was cancelled before it began."))
            return True

    def position(self, job: Job) -> int:
        """How many jobs come before it."""
        with self._changed:
            running = sum(known.status == "running" for known in self._known.values())
            before = list(self._waiting)[: self._waiting.index(job)] if job in self._waiting else []
            return running + sum(not other.over for other in before) if job in self._waiting else 0

    def count_unfinished(self) -> dict[Status, int]:
        with self._changed:
            known = [job.status for job in self._known.values()]
        unfinished: tuple[Status, ...] = ("queued", "running")
        return {status: known.count(status) for status in unfinished}

    def follow(self, job: Job) -> Iterator[Event]:
        """The job's events from its beginning, as they come, to its end; stops early where it is called off."""
        seen = 0
        progress: Progress | None = None
        while True:
            with self._changed:
                while seen == len(job.log) and progress is job.progress and not job.over:
                    if cancel.cancelled():
                        return
                    self._changed.wait(0.2)
                fresh, over = job.log[seen:], job.over
                latest = job.progress if job.progress is not progress else None
            if latest is not None and not over:
                yield latest
            progress = job.progress if latest is None else latest
            yield from fresh
            seen += len(fresh)
            if over:
                return

    def stop(self) -> None:
        """Calls off everything, and takes nothing more. Does not wait."""
        with self._changed:
            self._stopping = True
            known = list(self._known.values())
            self._changed.notify_all()
        for job in known:
            self.cancel(job)

    def close(self, seconds: float) -> None:
        """The same, and waits for the running job to leave things consistent."""
        self.stop()
        self._worker.join(seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    return
                job = self._waiting.popleft()
                called_off = job.over
                job.status = job.status if called_off else "running"
            if called_off:
                self._undo(job)
            else:
                self._run(job)

    def _undo(self, job: Job) -> None:
        if job.undo and not self._stopping:
            try:
                job.undo()
            except Exception as error:  # the job is over, and nobody waits for what is left to do
                _note_error(error)

    def _run(self, job: Job) -> None:
        try:
            with job.scope.enter(), closing(job.start()) as events:  # type: ignore[type-var]
                for event in events:
                    self._note(job, event)
                    if job.scope.cancelled:
                        break
        except Exception as error:
            if not job.scope.cancelled:
                return self._end(job, "failed", _note_error(error))
        finished = any(isinstance(event, Summary | ChangeResult) for event in job.log)
        if finished or not job.scope.cancelled:
            return self._end(job, "done")
        self._undo(job)
        self._end(job, "cancelled", Cancelled("The job was cancelled.", "What it had finished stays."))

    def _note(self, job: Job, event: Event) -> None:
        with self._changed:
            if isinstance(event, Progress):
                job.progress = event
            else:
                job.log.append(event)
            self._changed.notify_all()

    def _end(self, job: Job, status: Status, error: Error | None = None) -> None:
        with self._changed:
            job.status = status
            if error is not None:
                job.log.append(ErrorEvent(error))
            self._changed.notify_all()


def _note_error(error: Exception) -> Error:
    """What is told of the failure; the log has its cause."""
    if not isinstance(error, Error):
        return internal_error(error)
    note(error)
    return error
