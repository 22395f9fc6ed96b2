"""Answers that are kept to be rated: only with `keep_answers`, and no longer than the texts that they quote."""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict
from datetime import UTC, datetime

from kb.errors import DiskFull, UnknownAnswer, UsageError
from kb.store.catalog import Catalog, answers, documents
from kb.store.catalog.answers import Kept, ShownPassage
from kb.types import Answer, Hit

__all__ = ["Kept", "KeptAnswers", "ShownPassage", "rating_of"]

UP, DOWN = 5, 1

log = logging.getLogger(__name__)


class KeptAnswers:
    """Those of one space."""

    def __init__(self, catalog: Catalog, space: int) -> None:
        self._catalog = catalog
        self._space = space

    def keep(self, answer: Answer, role: str = "") -> str | None:
        """Keeps an answer; returns its id. One that was not made from passages is not kept: None.

        Nor is one for which the disk has no room, which a warning says: who asked has the answer all the same.
        """
        shown = {hit.chunk.document for hit in answer.sources}
        if not shown:
            return None
        kept = Kept(
            id=secrets.token_hex(8),
            asked_at=_now(),
            question=answer.question,
            standalone=answer.standalone or answer.question,
            passages=tuple(_passage(hit) for hit in answer.sources),
            answer=answer.text,
            refused=answer.refused,
            citations=tuple(asdict(citation) for citation in answer.citations),
            model=answer.model,
            role=role,
        )
        try:
            with self._catalog.begin_write() as tx:
                # A document may have been removed or edited while its answer was written: nothing of it may stay.
                if not all(answers.is_founded(kept.passages, id, documents.pages_of(tx, id)) for id in shown):
                    return None
                answers.keep(tx, self._space, kept)
        except DiskFull as full:
            log.warning("This answer is not kept. %s", full.message)
            return None
        return kept.id

    def all(self, rated: bool = False) -> list[Kept]:
        """Oldest first; with `rated` only those that have a rating."""
        with self._catalog.begin_read() as tx:
            return answers.all_of(tx, self._space, rated)

    def rate(self, id: str, rating: int, correction: str | None = None) -> Kept:
        """Gives an answer 1 (bad) to 5 (good), and what would have been right. Raises UnknownAnswer, UsageError."""
        if not DOWN <= rating <= UP:
            raise UsageError(f"{rating} is no rating.", "Give up, down, or a number from 1 to 5.")
        with self._catalog.begin_write() as tx:
            if answers.one(tx, self._space, id) is None:
                raise UnknownAnswer(f"There is no kept answer {id!r}.", "See them with: kb answers")
            answers.rate(tx, id, rating, (correction or "").strip() or None, _now())
            kept = answers.one(tx, self._space, id)
        assert kept is not None
        return kept


def rating_of(text: str) -> int:
    """`up` is 5, `down` is 1, a number is itself. Raises UsageError."""
    named = {"up": UP, "down": DOWN} | {str(number): number for number in range(DOWN, UP + 1)}
    if text.strip().lower() not in named:
        raise UsageError(f"{text!r} is no rating.", "Give up, down, or a number from 1 to 5.")
    return named[text.strip().lower()]


def _passage(hit: Hit) -> ShownPassage:
    chunk = hit.chunk
    return ShownPassage(chunk.document, hit.path, chunk.page, chunk.heading, chunk.context, chunk.text)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
