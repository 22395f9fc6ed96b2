"""What was learned of a space about when its documents answer a question, for the embedder that it has."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.store.catalog import Transaction
from kb.store.catalog.schema import spaces, thresholds
from kb.types import Threshold


def of(tx: Transaction, space: int) -> Threshold | None:
    query = (
        select(thresholds.c.meaning, thresholds.c.words)
        .join(spaces, (spaces.c.id == thresholds.c.space) & (spaces.c.embedder == thresholds.c.embedder))
        .where(thresholds.c.space == space)
    )
    row = tx.execute(query).first()
    return Threshold(*row) if row else None


def record(tx: Transaction, space: int, learned: Threshold) -> None:
    embedder = tx.execute(select(spaces.c.embedder).where(spaces.c.id == space)).scalar_one()
    values = {"meaning": learned.meaning, "words": learned.words}
    row = upsert(thresholds).values(space=space, embedder=embedder, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["space", "embedder"], set_=values))
