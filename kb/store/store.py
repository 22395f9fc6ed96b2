"""One space: documents kept in the catalog and in both indexes as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from threading import RLock

from kb.engines.protocols import Vectors
from kb.engines.windows import Windows
from kb.errors import DiskFull, EmbedderChanged
from kb.store.catalog import Catalog, answers, chunks, documents, failures, spaces, vectors
from kb.store.catalog.failures import Failure
from kb.store.catalog.spaces import SpaceEmbedder
from kb.store.index import IndexTypes
from kb.store.indexes import Indexes
from kb.store.kept_answers import KeptAnswers
from kb.store.next_embedder import NextEmbedder
from kb.store.pending_vectors import PendingVectors
from kb.store.reader import Reader
from kb.store.receipts import Receipt, SpaceReceipt
from kb.store.reserve import Reserve
from kb.store.steps import AtStep, carry_on
from kb.store.surroundings import KeptSurroundings
from kb.store.versions import Version, find_difference, make_version, write_versions
from kb.store.windows import NO_WINDOWS
from kb.types import Chunk, Document, Page

ERASED_AT_ONCE = 10_000  # chunks in a space: to rid its files of what was deleted takes about a second


class Store(Reader):
    """Read by many threads and written by one at a time; `Home.space` makes it.

    What `replace` was given shows at `flush`, all of it at once.
    """

    def __init__(
        self,
        name: str,
        space: int,
        catalog: Catalog,
        folder: Path,
        reserve: Reserve,
        types: IndexTypes,
        at_step: AtStep = carry_on,
    ) -> None:
        super().__init__(name, space, catalog, Indexes(catalog, space, folder, reserve, types, at_step))
        self._at_step = at_step
        self._reserve = reserve
        self.answers = KeptAnswers(catalog, space)
        self._writing = RLock()
        self.next_embedder = NextEmbedder(catalog, space, self._writing)
        self.surroundings = KeptSurroundings(catalog, space, self._writing)
        self._staged: dict[str, Version] = {}
        self._pending_vectors = PendingVectors()

    def bind(self, name: str, fingerprint: str, dimensions: int) -> None:
        """Records what the space is embedded with, the first time. Raises EmbedderChanged for another one later."""
        if (bound := self.embedder) is None:
            with self._catalog.begin_write() as tx:
                spaces.bind(tx, self._space, SpaceEmbedder(name, fingerprint, dimensions))
        elif bound.fingerprint != fingerprint:
            raise EmbedderChanged(
                f"The space {self.name!r} was embedded with {bound.name}, not with {name} as it is now.",
                f"Set KB_EMBED={bound.name}, or fill another space: kb --space NAME --embed {name} ingest FOLDER",
            )

    def new_ids(self, places: Iterable[documents.Place]) -> dict[documents.Place, str]:
        """The id of the document at each place, or the one that a document there will have: 32 hex characters."""
        with self._catalog.begin_read() as tx:
            return documents.ids_at(tx, self._space, self.name, places)

    def known_vectors(self, digests: Collection[str]) -> set[str]:
        """Those of these digests of `Chunk.index_text` that need not be embedded."""
        with self._writing, self._catalog.begin_read() as tx:
            known = vectors.find_known(tx, self._space, digests)
            self._pending_vectors.expect(known)
        return known

    def remember(self, by_digest: Mapping[str, Vectors], windows: Mapping[str, Windows] = NO_WINDOWS) -> None:
        """Keeps vectors, each of shape (dimensions,): never asked for again, but those of a second before a power cut.

        `windows` of any of these texts are in characters of `Chunk.text`.
        """
        with self._writing:
            with self._catalog.begin_write(often=True) as tx:
                if (bound := spaces.get_embedder(tx, self._space)) is None:
                    raise ValueError("bind the space to an embedder first")
                vectors.check_shapes(by_digest.values(), bound.dimensions)
                vectors.remember(tx, self._space, by_digest, windows)
            self._pending_vectors.add(by_digest)

    def replace(self, document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
        """Takes a new document, or a new version of one, to be shown at `flush`; its chunks' vectors must be known.

        A chunk's id stands for its document and its `indexed` text and nothing else: one that stays the same from
        version to version is not indexed again.
        """
        with self._writing:
            self._staged[document.id] = make_version(document, pages, chunks)

    def flush(self) -> None:
        """Shows what was staged, all or nothing: where it raises, or the process dies, the old versions stay.

        What could not be flushed stays staged. Raises DiskFull.
        """
        with self._writing:
            if not (versions := list(self._staged.values())):
                return
            with self._catalog.begin_read() as tx:
                fresh, stale = find_difference(tx, self._space, versions, self._pending_vectors.digests)
            self._indexes.begin_change()
            self._at_step("before the indexes")
            self._indexes.add(fresh, self._pending_vectors.at_hand)
            self._at_step("before the catalog")
            with self._catalog.begin_write() as tx:
                write_versions(tx, self._space, versions, leftovers=bool(stale))
            self._at_step("after the catalog")
            self._staged.clear()
            self._pending_vectors.drop(chunk.digest for version in versions for chunk in version.chunks)
            self._indexes.delete(stale)
            self._indexes.end_change()
            self._at_step("after the indexes")

    def move(self, document_id: str, root: str, path: str) -> None:
        """The same document in another place; nothing is indexed. Raises UnknownDocument."""
        with self._writing:
            self.flush()
            with self._catalog.begin_write() as tx:
                documents.move(tx, self._find_document(tx, document_id).id, root, path)
                failures.forget(tx, self._space, [(root, path)])
                spaces.advance(tx, self._space)

    def touch(self, times: Mapping[str, tuple[int, int]]) -> None:
        """Sets `modified_ns` and `changed_ns` of documents whose files are as they were, at other times."""
        if times:
            with self._writing, self._catalog.begin_write() as tx:
                documents.touch(tx, times)

    def remove(self, document_id: str, *, erase: bool = True) -> Receipt:
        """Erases a document from the catalog, its vectors and both indexes. Raises UnknownDocument.

        With `erase` False its last bytes stay in files until `tidy`: for many removals in a row.
        """
        with self._writing:
            return self._reserve.spend(lambda: self._remove(document_id, erase))

    def _remove(self, document_id: str, erase: bool) -> Receipt:
        self.flush()
        self._indexes.begin_change()
        with self._catalog.begin_write() as tx:
            document = self._find_document(tx, document_id)
            gone = chunks.digests_of_documents(tx, [document_id])
            documents.erase(tx, document_id)
            unkept = answers.forget(tx, [document_id])
            forgotten = vectors.forget(tx, self._space, set(gone.values()) - self._pending_vectors.digests)
            spaces.set_state(tx, self._space, leftovers=True)
            spaces.advance(tx, self._space)
        self._at_step("after the catalog")
        complete = self._try_to_erase(sorted(gone), erase and self.size() <= ERASED_AT_ONCE)
        n = len(gone)
        return Receipt(document.id, document.path, document.pages, n, forgotten, n, n, complete, unkept)

    def tidy(self) -> bool:
        """Forgets vectors that no chunk refers to, and erases from all files what was removed or replaced before.

        True when nothing of it is left. Where something is to be erased, it takes about as long as reading and writing
        the home's files once.
        """
        with self._writing:
            self.flush()
            with self._catalog.begin_write() as tx:
                if vectors.forget_unused(tx, self._space, but=self._pending_vectors.digests):
                    spaces.set_state(tx, self._space, leftovers=True)
                leftovers = spaces.state(tx, self._space).leftovers
            return not leftovers or self._try_to_erase_leftovers()

    def fail(self, root: str, path: str, digest: str, reason: str, loader: str) -> None:
        """Records why the file there, with these bytes, could not be read by this version of the loaders."""
        with self._catalog.begin_write() as tx:
            failures.record(tx, self._space, Failure(root, path, digest, reason, loader))

    def forget_failure(self, root: str, path: str) -> None:
        """The file there is gone, or is no concern any more."""
        with self._catalog.begin_write() as tx:
            failures.forget(tx, self._space, [(root, path)])

    def refuse_if_read_only(self) -> None:
        """Raises HomeReadOnly."""
        self._catalog.refuse_if_read_only()

    def reindex(self) -> None:
        """Builds both indexes anew from the catalog; no engine is asked. Cut off, the old ones stay."""
        with self._writing:
            self.flush()
            self._indexes.rebuild()

    def adopt_embedder(self) -> None:
        """The space is searched with the embedder to come from now on: it must have a vector of each chunk."""
        with self._writing:
            self.flush()
            self._indexes.adopt_embedder(self.next_embedder.read_dimensions())
            self._pending_vectors.clear()
            if self.size() <= ERASED_AT_ONCE:
                self.tidy()

    def erase(self) -> SpaceReceipt:
        """Erases the space with all that is in it, and closes this store."""
        with self._writing:
            self._staged.clear()
            with self._catalog.begin_write() as tx:
                counts = spaces.erase(tx, self._space)
            self._at_step("after the catalog")
            self._indexes.discard()
        return SpaceReceipt(self.name, *counts, complete=False)

    def index_counts(self) -> tuple[int, int, int, list[str]]:
        """Chunks in the catalog, among the vectors, among the words; and which index was mended since it was opened."""
        with self._writing:
            return self.size(), *self._indexes.chunk_counts(), sorted(self._indexes.mended)

    def recover(self) -> None:
        """After an unclean end of the last owner: makes both indexes hold what the catalog holds."""
        self._indexes.recover()

    def close(self) -> None:
        """What is still staged is dropped."""
        with self._writing:
            self._staged.clear()
            self._indexes.close()

    def _try_to_erase(self, ids: Sequence[str], wholly: bool) -> bool:
        """To remove documents must be possible on a full disk: what is left there is erased when there is room."""
        try:
            self._reserve.spend(lambda: self._indexes.delete(ids))
            self._indexes.end_change()
            return wholly and self._try_to_erase_leftovers()
        except DiskFull:
            return False

    def _try_to_erase_leftovers(self) -> bool:
        self._indexes.begin_change()
        self._indexes.wipe()
        self._indexes.end_change()
        self._at_step("before the catalog is wiped")
        if wiped := self._catalog.wipe():
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, leftovers=False)
        return wiped
