"""Files read ahead in a thread of its own, never further than wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.workers.pool import Workers
from ingest.workers.splitting import Split, Splitting
from kb.errors import Unreadable

_AHEAD = 4  # results that may lie unused


@dataclass(frozen=True)
class Read:
    """What came of reading one file."""

    path: Path
    result: Split | Unreadable


@dataclass(frozen=True)
class AllRead:
    """There is no more; or there will be none, because of an error."""

    error: BaseException | None = None


class Reading:
    """Hands what `workers` read and split to `deliver`, which is called from another thread; `AllRead` comes last."""

    def __init__(
        self, workers: Workers, paths: Sequence[Path], splitting: Splitting, deliver: Callable[[Read | AllRead], None]
    ) -> None:
        self._workers = workers
        self._paths = paths
        self._splitting = splitting
        self._deliver = deliver
        self._room = threading.Semaphore(_AHEAD)
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="kb-reading", daemon=True)
        self._thread.start()

    def wanted(self) -> None:
        """To be said for each result once there is room for another."""
        self._room.release()

    def close(self) -> None:
        """Gives up what has not been read."""
        self._closed = True
        self._room.release()

    def _work(self) -> None:
        try:
            with closing(self._workers.read(self._paths, self._splitting)) as results:  # type: ignore[type-var]
                for path, result in results:
                    self._deliver(Read(path, result))
                    self._room.acquire()
                    if self._closed:
                        return
            self._deliver(AllRead())
        except BaseException as error:  # raised anew where it can be answered
            self._deliver(AllRead(error))
