"""What the commands ask for, wherever it runs: here, or in the server that owns the home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from api.schemas import AnswerJSON, CheckJSON, DocumentJSON, HitJSON, KeptJSON, PageJSON, ReceiptJSON, SpaceReceiptJSON
from api.serialize import Event
from kb.errors import EngineBroken
from kb.types import Message, Mode


class Backend(Protocol):
    """One space of one home. What takes time is a generator of events; closing it stops the work."""

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
        """`sources`, then `thinking` and `token`, at last `answer`; with `explain`, `prompt` before them.

        `waiting` comes before all, where others asked before; `before` says how many.
        """

    def search(self, question: str, *, k: int | None = None, mode: Mode = "hybrid") -> list[HitJSON]: ...

    def ingest(self, paths: Sequence[Path], *, prune: bool | None = None, dry_run: bool = False) -> Iterator[Event]:
        """`progress` and `file` events, at last `summary`; `waiting` before, where another run comes first.

        Before `summary` a `remark` may come, with `message` and `hint`: nothing failed, but something could be better.
        """

    def documents(self) -> list[DocumentJSON]: ...

    def document(self, id: str) -> DocumentJSON: ...

    def page(self, id: str, number: int) -> PageJSON: ...

    def remove(self, id: str) -> ReceiptJSON: ...

    def kept_answers(self, *, rated: bool = False) -> list[KeptJSON]:
        """Oldest first."""

    def rate(self, id: str, rating: int, correction: str | None = None) -> KeptJSON:
        """`rating` is 1 (bad) to 5 (good)."""

    def spaces(self) -> list[str]: ...

    def create_space(self, name: str) -> None: ...

    def remove_space(self, name: str) -> SpaceReceiptJSON: ...

    def back_up(self, file: Path, *, force: bool = False) -> int:
        """Bytes written."""

    def reindex(self) -> None:
        """Of all spaces."""

    def checks(self, *, thorough: bool = False) -> list[CheckJSON]:
        """Whether store and engines answer; with `thorough`, whether the home holds what it should."""


def answer_of(events: Iterator[Event]) -> AnswerJSON:
    """Runs an answer to its end."""
    for event in events:
        if event.name == "answer":
            return event.data  # type: ignore[return-value]
    raise EngineBroken("The answer ended before it was complete.", "Ask again.")
