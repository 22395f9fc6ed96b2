"""Reading and embedding side by side: files come in from the workers, vectors from the engine, in any order."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.changes import KEPT, Taking, has_changed, plan_rereading
from ingest.commit import Intake
from ingest.counts import Tally
from ingest.embedding import Embedded
from ingest.events import Event, Outcome
from ingest.loaders.formats import Loaded
from ingest.loaders.load import LOADER_VERSION
from ingest.read_ahead import AllRead, Read, Reading
from ingest.workers.pool import Workers
from ingest.workers.splitting import Split, Splitting
from kb import cancel
from kb.engines.protocols import Embedder
from kb.errors import Error, Unreadable
from kb.store.store import Store

_ATTEMPTS = 3  # at a file that changes while it is read
_POLL = 0.25  # seconds between looks at whether the run was called off

Groups = Mapping[str, Sequence[Taking]]  # files of the same bytes, by digest: one is read for all


class TakingIn:
    """One run's work with workers and engine; `events` does it, and leaves what was finished when it is closed."""

    def __init__(
        self,
        copies: Iterable[tuple[Taking, Loaded]],
        fresh: Groups,
        store: Store,
        embedder: Embedder,
        workers: Workers,
        tally: Tally,
    ) -> None:
        self._copies = copies
        self._fresh = fresh
        self._store = store
        self._workers = workers
        self._tally = tally
        self._inbox: queue.SimpleQueue[Read | AllRead | Embedded] = queue.SimpleQueue()
        self._splitting = Splitting(embedder.token_limit, embedder.counter)
        self._intake = Intake(store, embedder, self._inbox.put)
        self._reading: Reading | None = None
        self._groups: dict[Path, Sequence[Taking]] = {}
        self._restless: list[Taking] = []  # changed while they were read
        self._last_try = False
        self._unasked = 0  # results that made no room for others yet
        self._file = ""

    def events(self) -> Iterator[Event]:
        try:
            yield from self._everything()
        except Error:
            yield from self._shown(now=True)
            raise
        except BaseException:
            with suppress(Error):
                list(self._intake.shown(now=True))
            raise
        finally:
            self._intake.close()
            if self._reading:
                self._reading.close()

    def _everything(self) -> Iterator[Event]:
        for taking, loaded in self._copies:
            self._intake.put(taking, self._splitting(loaded))
            yield from self._shown()
        # Before the documents that they are copies of may change.
        yield from self._shown(now=True)
        groups = self._fresh
        for attempt in range(_ATTEMPTS):
            self._last_try = attempt == _ATTEMPTS - 1
            yield from self._read(groups)
            groups, gone = plan_rereading(self._restless)
            self._restless.clear()
            yield from map(self._tally.counted, gone)
        yield from self._until(lambda: self._intake.settled)
        yield from self._shown(now=True)

    def _read(self, groups: Groups) -> Iterator[Event]:
        if not groups:
            return
        self._groups = {takings[0].file.location: takings for takings in groups.values()}
        self._reading = Reading(self._workers, list(self._groups), self._splitting, self._inbox.put)
        yield from self._until(lambda: self._reading is None)

    def _until(self, over: Callable[[], bool]) -> Iterator[Event]:
        while not over():
            cancel.ask_on()
            self._intake.start(all_read=self._reading is None)
            try:
                message = self._inbox.get(timeout=_POLL)
            except queue.Empty:
                continue
            yield from map(self._tally.counted, self._received(message))
            yield from self._shown()
            self._ask_for_more()

    def _received(self, message: Read | AllRead | Embedded) -> Iterator[Outcome]:
        if isinstance(message, Embedded):
            self._intake.receive(message)
        elif isinstance(message, Read):
            self._unasked += 1
            yield from self._taken(self._groups[message.path], message.result)
        elif message.error:
            raise message.error
        else:
            self._reading = None

    def _taken(self, takings: Sequence[Taking], result: Split | Unreadable) -> Iterator[Outcome]:
        if not self._last_try and has_changed(takings[0].file):
            self._restless.extend(takings)
            return
        for taking in takings:
            self._file = taking.file.path
            if isinstance(result, Unreadable):
                yield self._failed(taking, str(result))
            else:
                self._intake.put(taking, result)

    def _failed(self, taking: Taking, reason: str) -> Outcome:
        file = taking.file
        self._store.fail(file.root, file.path, taking.digest, reason, LOADER_VERSION)
        return Outcome(file.path, "failed", reason + (KEPT if taking.before else ""))

    def _shown(self, *, now: bool = False) -> Iterator[Event]:
        yield from map(self._tally.counted, self._intake.shown(now=now))
        if now or self._tally.due:
            yield self._tally.progress(self._file, self._intake.done, self._intake.found)

    def _ask_for_more(self) -> None:
        if self._reading and not self._intake.full:
            for _ in range(self._unasked):
                self._reading.wanted()
            self._unasked = 0
