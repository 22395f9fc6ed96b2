"""Passages to vectors in a thread of its own, in batches of like length gathered across documents."""

from __future__ import annotations

import contextvars
import queue
import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.engines.protocols import Embedded, Embedder, Passage

_IN_HAND = 2  # batches: one being embedded and one ready, so that the engine never waits for us


@dataclass(frozen=True)
class VectorBatch:
    """One batch: the vectors by the digests of their texts, or why there are none."""

    embedded: Mapping[str, Embedded]
    error: BaseException | None = None


class EmbeddingQueue:
    """Gathers passages by digest and hands each batch's vectors to `deliver`, which is called from another thread."""

    def __init__(self, embedder: Embedder, deliver: Callable[[VectorBatch], None]) -> None:
        self._embedder = embedder
        self._deliver = deliver
        self._passages: dict[str, Passage] = {}  # in the order they came
        self._by_length: list[tuple[int, str]] = []  # the same: lengths and digests, in order
        self._batches: queue.SimpleQueue[dict[str, Passage] | None] = queue.SimpleQueue()
        self._in_hand = 0
        # What cancels the caller's wait for an engine cancels this thread's too.
        run = contextvars.copy_context().run
        self._thread = threading.Thread(target=run, args=(self._work,), name="kb-embedding", daemon=True)
        self._thread.start()

    @property
    def backlog(self) -> int:
        """Passages that no batch has taken yet."""
        return len(self._passages)

    def add(self, passages: Mapping[str, Passage]) -> None:
        for digest, passage in passages.items():
            if digest not in self._passages:
                self._passages[digest] = passage
                insort(self._by_length, (len(passage.text), digest))

    def confirm(self) -> None:
        """To be said of each batch once it has arrived."""
        self._in_hand -= 1

    def start(self, *, partial: bool = False) -> None:
        """Starts batches while there is room: full ones; of any size with `partial`, or while the engine idles."""
        size = self._embedder.batch_size
        while self._in_hand < _IN_HAND and len(self._passages) >= (1 if partial or not self._in_hand else size):
            self._in_hand += 1
            self._batches.put(self._batch(size))

    def close(self) -> None:
        """Starts nothing more. A batch under way is not waited for."""
        self._passages.clear()
        self._by_length.clear()
        self._batches.put(None)

    def _batch(self, size: int) -> dict[str, Passage]:
        """The longest-waiting passage with those nearest to it in length: padding to the longest costs time."""
        digest, oldest = next(iter(self._passages.items()))
        length, lengths = len(oldest.text), self._by_length
        first = bisect_left(lengths, (length, digest))
        last = first + 1
        while last - first < min(size, len(lengths)):
            if last == len(lengths) or (first and length - lengths[first - 1][0] <= lengths[last][0] - length):
                first -= 1
            else:
                last += 1
        batch = {digest: self._passages.pop(digest) for _, digest in lengths[first:last]}
        del lengths[first:last]
        return batch

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            try:
                embedded = self._embedder.embed_passages(list(batch.values()))
                self._deliver(VectorBatch(dict(zip(batch, embedded, strict=True))))
            except BaseException as error:  # raised anew where it can be answered
                self._deliver(VectorBatch({}, error))
