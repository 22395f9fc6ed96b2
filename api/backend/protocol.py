"""What every door asks for, wherever it runs: here, or in the server that owns the home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from api.values import IngestEvent, Removal
from kb.errors import AnswerCutShort
from kb.types import Answer, AskOptions, Document, Event, Hit, Mode, Page

if TYPE_CHECKING:
    from api.backend.skipped_uploads import SkippedUpload
    from kb.doctor.check import Check
    from kb.engines.protocols import ChatModel, Embedder
    from kb.principal import Principal
    from kb.settings import Settings
    from kb.store.catalog.failures import Failure
    from kb.store.kept_answers import Kept
    from kb.store.receipts import SpaceReceipt

NO_OPTIONS = AskOptions()


class Backend(Protocol):
    """One space of one home, for one principal. What takes time is a generator of events; closing it stops the work.

    Raises Forbidden where the principal may not do that.
    """

    def ask(self, question: str, options: AskOptions = NO_OPTIONS) -> Iterator[Event]:
        """Sources, then Thinking and Token, at last Answer; Waiting before all, where others asked before."""

    def search(self, question: str, *, k: int | None = None, mode: Mode = "hybrid", scope: str = "") -> list[Hit]: ...

    def ingest(
        self, paths: Sequence[Path], *, prune: bool | None = None, dry_run: bool = False, verify: bool = False
    ) -> Iterator[IngestEvent]:
        """Progress and Outcome, at last Summary; Queued before, where another run comes first; a Remark may come."""

    def documents(self) -> list[Document]: ...

    def document(self, id: str) -> Document: ...

    def page(self, id: str, number: int) -> Page: ...

    def remove(self, id: str) -> Removal: ...

    def kept_answers(self, *, rated: bool = False) -> list[Kept]:
        """Oldest first."""

    def rate(self, id: str, rating: int, correction: str | None = None) -> Kept:
        """`rating` is 1 (bad) to 5 (good)."""

    def spaces(self) -> list[str]:
        """Those that the principal may enter."""

    def create_space(self, name: str) -> None: ...

    def remove_space(self, name: str) -> SpaceReceipt: ...

    def back_up(self, file: Path, *, force: bool = False) -> int:
        """Bytes written."""

    def reindex(self, embed: str | None = None) -> int:
        """Of all spaces; with `embed`, of this one by another engine. How many passages were embedded."""

    def checks(self, *, thorough: bool = False) -> list[Check]:
        """Whether store and engines answer; with `thorough`, whether the home holds what it should."""


class ServedBackend(Backend, Protocol):
    """What a server's doors ask besides, since the home is open in their process."""

    @property
    def principal(self) -> Principal: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def chat(self) -> ChatModel | None:
        """The model itself, for what no document answers."""

    @property
    def embedder(self) -> Embedder:
        """What the space is searched with."""

    @property
    def dimensions(self) -> int:
        """Of its vectors; 0 before there are any."""

    def pages(self, id: str) -> list[Page]:
        """All of a document, in order."""

    def failures(self) -> list[Failure]:
        """Files that could not be read, by path."""

    def is_uploaded(self, failure: Failure) -> bool:
        """Whether it is a file of its own that came over HTTP."""

    def skipped_uploads(self) -> list[SkippedUpload]:
        """Files that came over HTTP and are passed over, by path."""

    def discard(self, path: str) -> None:
        """Deletes an uploaded file that could not be read, or was skipped. Raises UsageError where there is none."""

    def delete_unread(self, files: Mapping[str, int]) -> None:
        """Deletes those of the uploaded files, inodes by name, of which there is neither a document nor a failure."""

    def restore(self, file: Path, *, force: bool = False) -> None:
        """Makes the home what a backup holds; readers see the old one or the new one, whole."""

    def open_uploads(self, *, create: bool = False) -> Path:
        """The folder that uploaded files are kept in. Raises HomeReadOnly; UnknownSpace unless it may `create`."""


def read_answer(events: Iterator[Event]) -> Answer:
    """Runs an answer to its end."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise AnswerCutShort()
