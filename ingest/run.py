"""Reading and embedding side by side: files come in from the workers, vectors from the engine, in any order."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from itertools import chain
from pathlib import Path

from ingest.changes import KEPT, Change, has_changed, plan_rereading
from ingest.commit import Committer
from ingest.embedding import VectorBatch
from ingest.events import Event, Outcome, RunCounts
from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import LOADER_VERSION
from ingest.read_ahead import ReadAhead, ReadEnd, ReadResult
from ingest.workers.pool import Workers
from ingest.workers.splitting import SplitFile, Splitter
from kb import cancel
from kb.engines.protocols import Embedder
from kb.errors import Error, Unreadable
from kb.store.store import Store

_ATTEMPTS = 3  # at a file that changes while it is read
_AT_ONCE = 16  # files that are taken in before what else there is to do is seen to
_POLL = 0.25  # seconds between looks at whether the run was called off

# Bytes of all files together that one process reads, while the first of them are embedded: of the 1.3 MB of the English
# set in 1.2 s of CPU, where to start another one takes .75.
_SMALL = 4_000_000

Groups = Mapping[str, Sequence[Change]]  # files of the same bytes, by digest: one is read for all


class IngestRun:
    """One run's work with workers and engine; `events` does it, and leaves what was finished when it is closed."""

    def __init__(
        self,
        copies: Iterable[tuple[Change, LoadedFile]],
        fresh: Groups,
        store: Store,
        embedder: Embedder,
        workers: Workers,
        counts: RunCounts,
    ) -> None:
        self._copies = copies
        self._fresh = fresh
        self._store = store
        self._workers = workers
        self._counts = counts
        self._inbox: queue.SimpleQueue[ReadResult | ReadEnd | VectorBatch] = queue.SimpleQueue()
        self._splitter = Splitter(embedder.token_limit, embedder.counter)
        self._committer = Committer(store, embedder, self._inbox.put)
        self._read_ahead: ReadAhead | None = None
        self._groups: dict[Path, Sequence[Change]] = {}
        self._unsteady: list[Change] = []  # changed while they were read
        self._last_try = False
        self._unasked = 0  # results that made no room for others yet
        self._file = ""

    def events(self) -> Iterator[Event]:
        try:
            yield from self._run()
        except Error:
            yield from self._flush(now=True)
            raise
        except BaseException:
            with suppress(Error):
                list(self._committer.flush(now=True))
            raise
        finally:
            self._committer.close()
            if self._read_ahead:
                self._read_ahead.close()

    def _run(self) -> Iterator[Event]:
        for change, loaded in self._copies:
            self._committer.expect([change])
            split = self._split_as(change)(loaded)
            self._committer.put(change, split, self._committer.find_known([split]))
            yield from self._flush()
        # Before the documents that they are copies of may change.
        yield from self._flush(now=True)
        groups = self._fresh
        for attempt in range(_ATTEMPTS):
            self._last_try = attempt == _ATTEMPTS - 1
            yield from self._read(groups)
            groups, gone = plan_rereading(self._unsteady)
            self._unsteady.clear()
            yield from map(self._counts.count, gone)
        yield from self._receive_until(lambda: self._committer.is_idle)
        yield from self._flush(now=True)

    def _read(self, groups: Groups) -> Iterator[Event]:
        if not groups:
            return
        self._groups = {changes[0].file.location: changes for changes in groups.values()}
        self._committer.expect(chain.from_iterable(groups.values()))
        size = sum(changes[0].file.size for changes in groups.values())
        self._unasked = 0  # what is left of an earlier try made no room in this one
        wanted = [(path, self._split_as(changes[0])) for path, changes in self._groups.items()]
        self._read_ahead = ReadAhead(self._workers, wanted, self._inbox.put, small=size < _SMALL)
        yield from self._receive_until(lambda: self._read_ahead is None)

    def _split_as(self, change: Change) -> Splitter:
        return self._splitter.for_document(self._committer.name_document(change), change.file.path)

    def _receive_until(self, over: Callable[[], bool]) -> Iterator[Event]:
        while not over():
            cancel.ask_on()
            self._committer.start(all_read=self._read_ahead is None)
            read, other = self._take_messages()
            if read:
                yield from map(self._counts.count, self._receive(read))
            if isinstance(other, VectorBatch):
                self._committer.receive(other)
            elif other is not None and other.error:
                raise other.error
            elif other is not None:
                self._read_ahead = None
            yield from self._flush()
            self._ask_for_more()

    def _take_messages(self) -> tuple[Sequence[ReadResult], ReadEnd | VectorBatch | None]:
        """What was read up to the first message of another kind, and that one, where they are there soon."""
        read: list[ReadResult] = []
        with suppress(queue.Empty):
            while len(read) < _AT_ONCE:
                message = self._inbox.get_nowait() if read else self._inbox.get(timeout=_POLL)
                if not isinstance(message, ReadResult):
                    return read, message
                read.append(message)
        return read, None

    def _receive(self, read: Sequence[ReadResult]) -> Iterator[Outcome]:
        known = self._committer.find_known(each.result for each in read if isinstance(each.result, SplitFile))
        for each in read:
            self._unasked += 1
            yield from self._commit(self._groups[each.path], each.result, known)

    def _commit(self, changes: Sequence[Change], result: SplitFile | Unreadable, known: Set[str]) -> Iterator[Outcome]:
        if not self._last_try and has_changed(changes[0].file):
            self._unsteady.extend(changes)
            return
        for change in changes:
            self._file = change.file.path
            if isinstance(result, Unreadable):
                yield self._fail(change, str(result))
            else:
                self._committer.put(change, result, known)

    def _fail(self, change: Change, reason: str) -> Outcome:
        file = change.file
        self._store.fail(file.root, file.path, change.digest, reason, LOADER_VERSION)
        return Outcome(file.path, "failed", reason + (KEPT if change.before else ""))

    def _flush(self, *, now: bool = False) -> Iterator[Event]:
        yield from map(self._counts.count, self._committer.flush(now=now))
        if now or self._counts.is_due:
            yield self._counts.progress(self._file, self._committer.done, self._committer.found)

    def _ask_for_more(self) -> None:
        if self._read_ahead and not self._committer.is_full:
            for _ in range(self._unasked):
                self._read_ahead.request_next()
            self._unasked = 0
