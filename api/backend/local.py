"""The commands on a home that this process owns."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from api.backend.protocol import NO_OPTIONS
from api.backend.upload_run import delete_unread
from api.backend.uploads import uploads_folder
from api.values import IngestEvent, Remark, Removal
from ingest.events import Summary
from ingest.scan.paths import locate_file
from kb.errors import DiskFull, UsageError
from kb.principal import OWNER, Principal, Right
from kb.store.backup import back_up
from kb.types import AskOptions, Document, Event, Hit, Mode, Page

if TYPE_CHECKING:
    from api.backend.skipped_uploads import SkippedUpload
    from kb.doctor.check import Check
    from kb.engines.protocols import ChatModel, Embedder
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import Settings
    from kb.store.catalog.failures import Failure
    from kb.store.kept_answers import Kept
    from kb.store.receipts import SpaceReceipt

P = ParamSpec("P")
R = TypeVar("R")


def through_gate(method: Callable[Concatenate[LocalBackend, P], R]) -> Callable[Concatenate[LocalBackend, P], R]:
    """The same, for one who reads: not while a restored home takes the place of this one."""

    @wraps(method)
    def enter(self: LocalBackend, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self._knowledge.gate.enter():
            return method(self, *args, **kwargs)

    return enter


class LocalBackend:
    """A ServedBackend on an opened knowledge base; many may share one, each for its principal.

    Whoever has it reaches the principal's space and no other: the name of the space is given out only for a right.
    """

    def __init__(self, knowledge: KnowledgeBase, principal: Principal = OWNER) -> None:
        self._knowledge = knowledge
        self.principal = principal

    def close(self) -> None:
        self._knowledge.close()

    def ask(self, question: str, options: AskOptions = NO_OPTIONS) -> Iterator[Event]:
        return self._ask(question, options, self._space_to("read"))

    @through_gate
    def search(self, question: str, *, k: int | None = None, mode: Mode = "hybrid", scope: str = "") -> list[Hit]:
        space = self._space_to("read")
        return self._knowledge.search(question, k=k or self.settings.k, mode=mode, space=space, scope=scope)

    def ingest(
        self, paths: Sequence[Path], *, prune: bool | None = None, dry_run: bool = False, verify: bool = False
    ) -> Iterator[IngestEvent]:
        return self._ingest(self._space_to("write"), paths, prune, dry_run, verify)

    @through_gate
    def documents(self) -> list[Document]:
        return self._knowledge.documents(self._space_to("read"))

    @through_gate
    def document(self, id: str) -> Document:
        return self._knowledge.document(id, self._space_to("read"))

    @through_gate
    def page(self, id: str, number: int) -> Page:
        return self._knowledge.page(id, number, self._space_to("read"))

    def remove(self, id: str) -> Removal:
        """An uploaded file is deleted too: only we put it there. Any other file stays where its owner has it."""
        from api.backend.document_files import erase_file

        space = self._space_to("write")
        document = self._knowledge.document(id, space)
        receipt = self._knowledge.remove(id, space)
        if not receipt.complete:
            with suppress(DiskFull):  # it is out of reach of every search; the rest is for when there is room
                receipt = replace(receipt, complete=self._knowledge.store(space).tidy())
        home = self._knowledge.home.path
        return Removal(receipt, *erase_file(document, home, uploads_folder(home, space), self._knowledge.store(space)))

    @through_gate
    def kept_answers(self, *, rated: bool = False) -> list[Kept]:
        return self._knowledge.answers(self._space_to("read"), rated=rated)

    @through_gate
    def rate(self, id: str, rating: int, correction: str | None = None) -> Kept:
        return self._knowledge.rate(id, rating, correction, self._space_to("write"))

    @through_gate
    def spaces(self) -> list[str]:
        self.principal.require("read")
        return self.principal.visible(self._knowledge.spaces())

    @through_gate
    def create_space(self, name: str) -> None:
        self.principal.require("admin")
        if name in self._knowledge.spaces():
            raise UsageError(f"There is a space {name!r} already.", "See them with: kb space list")
        self._knowledge.store(name, create=True)

    def remove_space(self, name: str) -> SpaceReceipt:
        """Its uploaded files go first: only we put them there. Cut off, the same command goes on."""
        self.principal.require("admin")
        self._knowledge.store(name)
        folder = uploads_folder(self._knowledge.home.path, name)
        if folder.exists():
            shutil.rmtree(folder)
        return self._knowledge.home.remove(name)

    def back_up(self, file: Path, *, force: bool = False) -> int:
        self.principal.require("admin")
        return back_up(self._knowledge.home, file, force)

    def restore(self, file: Path, *, force: bool = False) -> None:
        self.principal.require("admin")
        if not force:
            raise UsageError(
                f"{self._knowledge.home.path} holds a knowledge base already.",
                "Say --force to replace it, or name another --home DIR.",
            )
        self._knowledge.restore(file)

    def reindex(self, embed: str | None = None) -> int:
        self.principal.require("admin")
        names = [self.principal.space] if embed else self._knowledge.spaces()
        return sum(self._knowledge.reindex(name, embed) for name in names)

    @through_gate
    def checks(self, *, thorough: bool = False) -> list[Check]:
        from kb.doctor.checks import check_base

        self.principal.require("admin" if thorough else "read")
        return list(check_base(self._knowledge, self.principal, thorough=thorough))

    @property
    def settings(self) -> Settings:
        return self._knowledge.settings

    @property
    def chat(self) -> ChatModel | None:
        self.principal.require("read")
        return self._knowledge.chat

    @property
    @through_gate
    def embedder(self) -> Embedder:
        return self._knowledge.embedder(self._knowledge.store(self._space_to("read")))

    @property
    @through_gate
    def dimensions(self) -> int:
        bound = self._knowledge.store(self._space_to("read")).embedder
        return bound[2] if bound else 0

    @through_gate
    def pages(self, id: str) -> list[Page]:
        return self._knowledge.store(self._space_to("read")).pages(id)

    @through_gate
    def failures(self) -> list[Failure]:
        return self._knowledge.store(self._space_to("read")).failures()

    @through_gate
    def is_uploaded(self, failure: Failure) -> bool:
        """Whether it is a file of its own that came over HTTP: only we put it there."""
        folder = uploads_folder(self._knowledge.home.path, self._space_to("read"))
        return Path(failure.root).resolve() == folder.resolve() and locate_file(failure.root, failure.path).is_file()

    @through_gate
    def skipped_uploads(self) -> list[SkippedUpload]:
        from api.backend.skipped_uploads import list_skipped  # with all that knows which files are read

        space = self._space_to("read")
        return list_skipped(uploads_folder(self._knowledge.home.path, space), self._knowledge.store(space))

    def discard(self, path: str) -> None:
        """Deletes an uploaded file that was not read, and forgets it. Raises UsageError where there is none."""
        store = self._knowledge.store(self._space_to("write"))
        store.refuse_if_read_only()
        folder = uploads_folder(self._knowledge.home.path, self.principal.space)
        failed = next((one for one in store.failures() if one.path == path and self.is_uploaded(one)), None)
        if failed is None and all(one.path != path for one in self.skipped_uploads()):
            raise UsageError(
                f"No uploaded file {path!r} is among those that could not be read.",
                "Delete or mend a file of your own where it lies, and ingest its folder again.",
            )
        locate_file(str(folder), path).unlink(missing_ok=True)
        if failed:
            store.forget_failure(failed.root, failed.path)

    @through_gate
    def delete_unread(self, files: Mapping[str, int]) -> None:
        store = self._knowledge.store(self._space_to("write"))
        delete_unread(uploads_folder(self._knowledge.home.path, self.principal.space), files, store)

    @through_gate
    def open_uploads(self, *, create: bool = False) -> Path:
        space = self._space_to("write")
        self._knowledge.store(space, create=create).refuse_if_read_only()
        return uploads_folder(self._knowledge.home.path, space)

    def _space_to(self, right: Right) -> str:
        """The principal's space, for what needs that right. Raises Forbidden."""
        self.principal.require(right)
        return self.principal.space

    def _ask(self, question: str, options: AskOptions, space: str) -> Iterator[Event]:
        with self._knowledge.gate.enter(), closing(self._knowledge.ask(question, options, space)) as events:
            yield from events

    def _ingest(
        self, space: str, paths: Sequence[Path], prune: bool | None, dry_run: bool, verify: bool
    ) -> Iterator[IngestEvent]:
        from ingest.pipeline import ingest
        from ingest.workers.pool import Workers
        from kb.doctor.checks import check_language

        store = self._knowledge.store(space, create=not dry_run)
        embedder = self._knowledge.embedder(store)
        settings = self.settings
        memory = settings.file_memory * 2**20
        with Workers(settings.workers, time_limit=settings.file_timeout, memory_limit=memory) as workers:
            events = ingest(paths, store, embedder, prune=prune, dry_run=dry_run, verify=verify, workers=workers)
            with closing(events):
                for event in events:
                    new = isinstance(event, Summary) and event.embedded
                    if new and (warning := check_language(store, embedder)):
                        yield Remark(warning.message, warning.remedy)
                    yield event
