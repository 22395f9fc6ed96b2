"""Vectors in the catalog, by embedder and by the digest of what was embedded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy
from sqlalchemy import ColumnElement, ScalarSelect, delete, exists, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.catalog import Transaction
from kb.catalog.chunks import batches
from kb.catalog.schema import chunks, documents, spaces, vectors
from kb.engine import Vectors


def known(tx: Transaction, space: int, digests: Collection[str]) -> set[str]:
    """Those that the space's embedder has embedded before, in whatever space."""
    found: set[str] = set()
    for some in batches(list(digests)):
        query = select(vectors.c.digest).where(vectors.c.embedder == _embedder(space), vectors.c.digest.in_(some))
        found |= set(tx.scalars(query))
    return found


def remember(tx: Transaction, space: int, by_digest: Mapping[str, Vectors]) -> None:
    embedder = tx.execute(select(spaces.c.embedder).where(spaces.c.id == space)).scalar_one()
    rows = [
        {"embedder": embedder, "digest": digest, "vector": numpy.asarray(vector, "<f4").tobytes()}
        for digest, vector in by_digest.items()
    ]
    if rows:
        tx.execute(upsert(vectors).on_conflict_do_nothing(), rows)


def load(tx: Transaction, space: int, digests: Sequence[str]) -> dict[str, Vectors]:
    """The vectors that are known, each of shape (dimensions,)."""
    found: dict[str, Vectors] = {}
    for some in batches(digests):
        query = select(vectors.c.digest, vectors.c.vector)
        rows = tx.execute(query.where(vectors.c.embedder == _embedder(space), vectors.c.digest.in_(some)))
        found |= {row.digest: numpy.frombuffer(row.vector, "<f4") for row in rows}
    return found


def first(tx: Transaction, space: int, count: int) -> Vectors:
    """The first by digest, so an even draw; shape (at most count, dimensions)."""
    query = select(vectors.c.vector).where(vectors.c.embedder == _embedder(space)).order_by(vectors.c.digest)
    rows = tx.scalars(query.limit(count)).all()
    return numpy.stack([numpy.frombuffer(row, "<f4") for row in rows]) if rows else numpy.empty((0, 0), numpy.float32)


def forget(tx: Transaction, digests: Collection[str]) -> int:
    """Deletes those of these that no chunk refers to; returns how many there were."""
    return sum(_delete_unused(tx, some) for some in batches(list(digests)))


def forget_unused(tx: Transaction, but: Collection[str]) -> int:
    """Deletes all that no chunk refers to, except `but`; returns how many there were."""
    unused = tx.scalars(select(vectors.c.digest).where(_unused())).all()
    return forget(tx, set(unused) - set(but))


def _delete_unused(tx: Transaction, digests: Sequence[str]) -> int:
    return tx.execute(delete(vectors).where(vectors.c.digest.in_(digests), _unused())).rowcount


def _embedder(space: int) -> ScalarSelect[Any]:
    return select(spaces.c.embedder).where(spaces.c.id == space).scalar_subquery()


def _unused() -> ColumnElement[bool]:
    return ~exists().where(
        chunks.c.digest == vectors.c.digest,
        documents.c.id == chunks.c.document,
        spaces.c.id == documents.c.space,
        spaces.c.embedder == vectors.c.embedder,
    )
