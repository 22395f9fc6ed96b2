"""The commands on a home that this process owns."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from api import serialize
from api.http.uploads import uploads_folder
from api.schemas import CheckJSON, DocumentJSON, HitJSON, KeptJSON, PageJSON, ReceiptJSON, SpaceReceiptJSON
from api.serialize import Event
from ingest.scan.paths import locate_file
from kb.errors import DiskFull, UsageError
from kb.types import AskOptions, Document, Message, Mode

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


class LocalBackend:
    """A Backend on an opened knowledge base; many may share one, each for its space."""

    def __init__(self, knowledge: KnowledgeBase, space: str) -> None:
        self.knowledge = knowledge
        self.space = space

    def close(self) -> None:
        self.knowledge.close()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        k: int | None = None,
        role: str | None = None,
        temperature: float | None = None,
        explain: bool = False,
    ) -> Iterator[Event]:
        options = AskOptions(tuple(history), k, role, temperature=temperature, explain=explain)
        events = self.knowledge.ask(question, options, self.space)
        with closing(events):
            for event in events:
                yield serialize.answer_event(event)

    def search(self, question: str, *, k: int | None = None, mode: Mode = "hybrid") -> list[HitJSON]:
        found = self.knowledge.search(question, k=k or self.knowledge.settings.k, mode=mode, space=self.space)
        return serialize.hits(found)

    def ingest(self, paths: Sequence[Path], *, prune: bool | None = None, dry_run: bool = False) -> Iterator[Event]:
        from ingest.events import Summary
        from ingest.pipeline import ingest
        from ingest.workers.pool import Workers
        from kb.doctor.checks import check_language

        settings = self.knowledge.settings
        store = self.knowledge.store(self.space, create=True)
        embedder = self.knowledge.embedder(store)
        memory = settings.file_memory * 2**20
        with Workers(settings.workers, time_limit=settings.file_timeout, memory_limit=memory) as workers:
            events = ingest(paths, store, embedder, prune=prune, dry_run=dry_run, workers=workers)
            with closing(events):
                for event in events:
                    new = isinstance(event, Summary) and event.embedded
                    if new and (warning := check_language(store, embedder)):
                        yield Event("remark", {"message": warning.message, "hint": warning.remedy})
                    yield serialize.ingest_event(event)

    def documents(self) -> list[DocumentJSON]:
        return [serialize.document(document) for document in self.knowledge.documents(self.space)]

    def document(self, id: str) -> DocumentJSON:
        return serialize.document(self.knowledge.document(id, self.space))

    def page(self, id: str, number: int) -> PageJSON:
        return serialize.page(id, self.knowledge.page(id, number, self.space))

    def remove(self, id: str) -> ReceiptJSON:
        """An uploaded file is deleted too: only we put it there. Any other file stays where its owner has it."""
        document = self.knowledge.document(id, self.space)
        receipt = self.knowledge.remove(id, self.space)
        if not receipt.complete:
            with suppress(DiskFull):  # it is out of reach of every search; the rest is for when there is room
                receipt = replace(receipt, complete=self.knowledge.store(self.space).tidy())
        file = locate_file(document.root, document.path)
        if not file.exists():
            return serialize.receipt(receipt, "missing", "")
        if not self._uploaded(document):
            return serialize.receipt(
                receipt, "kept", f"{file} is still there and comes back with the next ingest of its folder."
            )
        file.unlink(missing_ok=True)
        return serialize.receipt(receipt, "deleted", "")

    def kept_answers(self, *, rated: bool = False) -> list[KeptJSON]:
        return [serialize.kept_answer(answer) for answer in self.knowledge.answers(self.space, rated=rated)]

    def rate(self, id: str, rating: int, correction: str | None = None) -> KeptJSON:
        return serialize.kept_answer(self.knowledge.rate(id, rating, correction, self.space))

    def spaces(self) -> list[str]:
        return self.knowledge.spaces()

    def create_space(self, name: str) -> None:
        if name in self.knowledge.spaces():
            raise UsageError(f"There is a space {name!r} already.", "See them with: kb space list")
        self.knowledge.store(name, create=True)

    def remove_space(self, name: str) -> SpaceReceiptJSON:
        """Its uploaded files go first: only we put them there. Cut off, the same command goes on."""
        self.knowledge.store(name)
        folder = uploads_folder(self.knowledge.home.path, name)
        if folder.exists():
            shutil.rmtree(folder)
        return cast(SpaceReceiptJSON, asdict(self.knowledge.home.remove(name)))

    def back_up(self, file: Path, *, force: bool = False) -> int:
        from kb.store.backup import back_up

        return back_up(self.knowledge.home, file, force)

    def reindex(self) -> None:
        for name in self.knowledge.spaces():
            self.knowledge.store(name).reindex()

    def checks(self, *, thorough: bool = False) -> list[CheckJSON]:
        from kb.doctor.checks import check_base

        return serialize.checks(check_base(self.knowledge, thorough=thorough))

    def _uploaded(self, document: Document) -> bool:
        folder = uploads_folder(self.knowledge.home.path, self.space)
        return Path(document.root).resolve() == folder.resolve()
