"""Files read ahead in a thread of its own, never further than wanted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.workers.pool import Workers
from ingest.workers.splitting import SplitFile, Splitter
from kb.errors import Unreadable

# Results that may lie unused, and more of them while all have no more characters: so that processes go on reading while
# what came before is written, .4 s for 4,000 passages. Of 133,546 passages by an embedder that costs nothing this used
# 89 to 90 % of two idle cores in four turns (26.3 s in the middle), 200,000 characters 81 % (28.9 s), for 2 MB of
# memory; twice and four times as many used no more of them, for up to 30 MB.
_AHEAD, _CHARACTERS = 4, 800_000


@dataclass(frozen=True)
class ReadResult:
    """What came of reading one file."""

    path: Path
    result: SplitFile | Unreadable


@dataclass(frozen=True)
class ReadEnd:
    """There is no more; or there will be none, because of an error."""

    error: BaseException | None = None


class ReadAhead:
    """Hands what `workers` read of these paths, each split so, to `deliver`; `ReadEnd` comes last.

    It is called from another thread.
    """

    def __init__(
        self,
        workers: Workers,
        wanted: Sequence[tuple[Path, Splitter]],
        deliver: Callable[[ReadResult | ReadEnd], None],
        *,
        small: bool = False,
    ) -> None:
        self._workers = workers
        self._wanted = wanted
        self._deliver = deliver
        self._small = small
        self._unused: deque[int] = deque()  # characters of each result
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="kb-reading", daemon=True)
        self._thread.start()

    def request_next(self) -> None:
        """To be said for each result once there is room for another."""
        with self._change:
            self._unused.popleft()
            self._change.notify()

    def close(self) -> None:
        """Gives up what has not been read."""
        with self._change:
            self._closed = True
            self._change.notify()

    def _has_room(self) -> bool:
        return self._closed or len(self._unused) < _AHEAD or sum(self._unused) < _CHARACTERS

    def _work(self) -> None:
        try:
            with closing(self._workers.read_each(self._wanted, small=self._small)) as results:  # type: ignore[type-var]
                for path, result in results:
                    with self._change:
                        self._unused.append(_count_characters(result))
                        self._deliver(ReadResult(path, result))
                        self._change.wait_for(self._has_room)
                    if self._closed:
                        return
            self._deliver(ReadEnd())
        except BaseException as error:  # raised anew where it can be answered
            self._deliver(ReadEnd(error))


def _count_characters(result: SplitFile | Unreadable) -> int:
    return sum(len(page.text) for page in result.pages) if isinstance(result, SplitFile) else 0
