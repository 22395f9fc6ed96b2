"""Answers that were kept, what they were made from, and how people rated them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from kb.store.catalog import Transaction
from kb.store.catalog.chunks import batches
from kb.store.catalog.schema import answer_sources, answers
from kb.types import Page


@dataclass(frozen=True)
class ShownPassage:
    """A passage as the model was shown it: its place in the tuple is its number, from 1."""

    document: str
    path: str
    page: int | None
    heading: tuple[str, ...]
    context: str  # the header rows of the table that it continues
    text: str


@dataclass(frozen=True)
class Kept:
    """A question, what was shown, what was said, and what people thought of it: `rating` is 1 (bad) to 5 (good)."""

    id: str
    asked_at: str  # RFC 3339, UTC
    question: str
    standalone: str  # the question as searched
    passages: tuple[ShownPassage, ...]
    answer: str
    refused: bool
    citations: tuple[dict[str, Any], ...]  # as in the answer's JSON
    model: str
    role: str
    rating: int | None = None
    correction: str | None = None  # what would have been right
    rated_at: str | None = None


def keep(tx: Transaction, space: int, kept: Kept) -> None:
    row = asdict(kept) | {
        "space": space,
        "passages": _dump_passages(kept.passages),
        "citations": json.dumps(kept.citations),
    }
    tx.execute(insert(answers), [row])
    documents = {passage.document for passage in kept.passages}
    tx.execute(insert(answer_sources), [{"answer": kept.id, "document": id} for id in sorted(documents)])


def all_of(tx: Transaction, space: int, rated: bool = False) -> list[Kept]:
    """Oldest first."""
    query = select(answers).where(answers.c.space == space).order_by(answers.c.asked_at, answers.c.id)
    return [_read_row(row) for row in tx.execute(query.where(answers.c.rating.is_not(None)) if rated else query)]


def one(tx: Transaction, space: int, id: str) -> Kept | None:
    row = tx.execute(select(answers).where(answers.c.space == space, answers.c.id == id)).first()
    return _read_row(row) if row else None


def rate(tx: Transaction, id: str, rating: int, correction: str | None, at: str) -> None:
    tx.execute(update(answers).where(answers.c.id == id).values(rating=rating, correction=correction, rated_at=at))


def forget(tx: Transaction, document_ids: Collection[str]) -> int:
    """Erases what was answered from these documents; how many answers that were."""
    quoting = select(answer_sources.c.answer).where(answer_sources.c.document.in_(document_ids))
    return int(tx.execute(delete(answers).where(answers.c.id.in_(quoting))).rowcount)


def forget_unfounded(tx: Transaction, by_document: Mapping[str, Collection[Page]]) -> int:
    """Erases answers made from a passage of a document that none of its pages holds now; how many those were."""
    gone: set[str] = set()
    for ids in batches(list(by_document)):
        made = select(answers, answer_sources.c.document).join(answer_sources, answer_sources.c.answer == answers.c.id)
        for row in tx.execute(made.where(answer_sources.c.document.in_(ids))):
            kept = _read_row(row)
            if not is_founded(kept.passages, row.document, by_document[row.document]):
                gone.add(kept.id)
    for some in batches(sorted(gone)):
        tx.execute(delete(answers).where(answers.c.id.in_(some)))
    return len(gone)


def is_founded(passages: Collection[ShownPassage], document_id: str, pages: Collection[Page]) -> bool:
    """Whether these pages of a document hold all the passages that are of it."""
    texts = {passage.text for passage in passages if passage.document == document_id}
    return all(any(text in page.text for page in pages) for text in texts)


def _read_row(row: Row[Any]) -> Kept:
    values = {name: value for name, value in row._mapping.items() if name not in ("space", "document")}
    passages = tuple(ShownPassage(**{**p, "heading": tuple(p["heading"])}) for p in json.loads(values["passages"]))
    return Kept(**{**values, "passages": passages, "citations": tuple(json.loads(values["citations"]))})


def _dump_passages(passages: Collection[ShownPassage]) -> str:
    return json.dumps([asdict(passage) for passage in passages], ensure_ascii=False)
