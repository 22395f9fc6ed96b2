"""Documents on their way in: embedded where their texts are new, and shown in groups."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ingest.changes import Change
from ingest.embedding import EmbeddingQueue, VectorBatch
from ingest.events import Outcome, Status
from ingest.workers.splitting import SplitFile
from kb.engines.passages import make_passages
from kb.engines.protocols import Embedded, Embedder
from kb.store.store import Store
from kb.types import Chunk, Document, Page

_GROUP_SECONDS = 2.0  # between flushes: each costs about as much as embedding a few chunks
_GROUP_CHUNKS = 4000


@dataclass
class _Pending:
    """A document some of whose texts have no vector yet."""

    document: Document
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    outcome: Outcome
    missing: set[str] = field(default_factory=set)


class Committer:
    """Takes passages with `put`, vectors with `receive`; `flush` gives the outcomes of documents that can be searched.

    Vectors are kept as they arrive: what was embedded once is never embedded again, even if the process dies; after a
    power cut, what was embedded in the second before it is.
    """

    def __init__(self, store: Store, embedder: Embedder, deliver: Callable[[VectorBatch], None]) -> None:
        self._store = store
        self._embedder = embedder
        self._queue = EmbeddingQueue(embedder, deliver)
        self._waiting: defaultdict[str, list[_Pending]] = defaultdict(list)  # by the digest they wait for
        self._outcomes: list[Outcome] = []
        self._chunks = 0
        self._flushed_at = time.monotonic()
        self.found = 0  # chunks
        self.done = 0  # of them, those with vectors
        bound = store.embedder
        if bound:
            store.bind(embedder.name, embedder.fingerprint, bound.dimensions)
        self._is_bound = bound is not None
        self._ids: dict[tuple[str, str], str] = {}  # of documents to come, by root and path

    @property
    def is_idle(self) -> bool:
        """Nothing is waiting for vectors."""
        return not self._waiting

    @property
    def is_full(self) -> bool:
        """There is enough to embed for some time."""
        return self._queue.backlog >= 8 * self._embedder.batch_size

    def expect(self, changes: Iterable[Change]) -> None:
        """These files come next: what their documents are called is asked for all at once."""
        files = (change.file for change in changes if change.before is None)
        self._ids = self._store.new_ids((file.root, file.path) for file in files)

    def name_document(self, change: Change) -> str:
        """The id of what becomes of a file that is expected."""
        return change.before.id if change.before else self._ids[change.file.root, change.file.path]

    def find_known(self, several: Iterable[SplitFile]) -> Set[str]:
        """The digests of those of their passages that have vectors; of several files it takes little longer than of
        one."""
        return self._store.known_vectors({chunk.digest for split in several for chunk in split.passages})

    def put(self, change: Change, split: SplitFile, known: Set[str]) -> None:
        """Takes a document's text, of which these passages are `known`; one that lacks no vector is written at once."""
        pending = self._make_pending(change, split)
        pending.missing = {chunk.digest for chunk in pending.chunks} - known
        new = make_passages(
            pending.pages,
            change.file.path,
            pending.chunks,
            pending.missing - self._waiting.keys(),
            windows=self._embedder.windows,
        )
        pending.outcome = replace(pending.outcome, embedded=len(new))
        self.found += len(pending.chunks)
        for digest in pending.missing:
            self._waiting[digest].append(pending)
        self._queue.add(new)
        if not pending.missing:
            self._write(pending)

    def start(self, *, all_read: bool) -> None:
        """Lets the engine go on; as long as more is coming, with full batches where it can."""
        self._queue.start(partial=all_read)

    def receive(self, batch: VectorBatch) -> None:
        """Keeps a batch's vectors and writes the documents they complete. Raises what the engine raised."""
        self._queue.confirm()
        if batch.error:
            raise batch.error
        self._remember(batch.embedded)
        for digest in batch.embedded:
            for pending in self._waiting.pop(digest, []):
                pending.missing.discard(digest)
                if not pending.missing:
                    self._write(pending)

    def flush(self, *, now: bool = False) -> Iterator[Outcome]:
        """Once enough is written, or with `now` at once: makes it visible, and says what became of it."""
        late = time.monotonic() - self._flushed_at > _GROUP_SECONDS or self._chunks > _GROUP_CHUNKS
        if self._outcomes and (now or late):
            self._store.flush()
            outcomes, self._outcomes, self._chunks = self._outcomes, [], 0
            self._flushed_at = time.monotonic()
            yield from outcomes

    def close(self) -> None:
        self._queue.close()

    def _remember(self, embedded: Mapping[str, Embedded]) -> None:
        if embedded and not self._is_bound:
            [dimensions] = next(iter(embedded.values())).vector.shape
            self._store.bind(self._embedder.name, self._embedder.fingerprint, dimensions)
            self._is_bound = True
        windows = {digest: each.windows for digest, each in embedded.items() if each.windows}
        self._store.remember({digest: each.vector for digest, each in embedded.items()}, windows)

    def _write(self, pending: _Pending) -> None:
        self._store.replace(pending.document, pending.pages, pending.chunks)
        self._outcomes.append(pending.outcome)
        self._chunks += len(pending.chunks)
        self.done += len(pending.chunks)

    def _make_pending(self, change: Change, split: SplitFile) -> _Pending:
        file, before = change.file, change.before
        id = self.name_document(change)
        split = split.as_document(id, file.path)
        document = Document(
            id=id,
            root=file.root,
            path=file.path,
            digest=change.digest,
            size=file.size,
            modified_ns=change.modified_ns,
            title=split.title,
            media_type=split.media_type,
            pages=len(split.pages),
            chunks=len(split.passages),
            updated_at=datetime.now(UTC).isoformat(timespec="seconds"),
            problems=split.problems,
            changed_ns=file.changed_ns,
            properties=split.properties,
        )
        status: Status = "updated" if before else "added"
        outcome = Outcome(file.path, status, "; ".join(split.problems), len(split.pages), len(split.passages))
        return _Pending(document, split.pages, split.passages, outcome)
