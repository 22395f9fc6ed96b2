"""Passages to vectors in a thread of its own, in batches of like length gathered across documents."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy

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
        self._passages.update(passages)

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
        self._batches.put(None)

    def _batch(self, size: int) -> dict[str, Passage]:
        """The longest-waiting passage with those nearest to it in length: padding to the longest costs time."""
        digests = list(self._passages)
        lengths = numpy.array([len(passage.text) for passage in self._passages.values()])
        near = numpy.argsort(abs(lengths - lengths[0]), kind="stable")[:size]
        return {digest: self._passages.pop(digest) for digest in map(digests.__getitem__, near.tolist())}

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            try:
                embedded = self._embedder.embed_passages(list(batch.values()))
                self._deliver(VectorBatch(dict(zip(batch, embedded, strict=True))))
            except BaseException as error:  # raised anew where it can be answered
                self._deliver(VectorBatch({}, error))
