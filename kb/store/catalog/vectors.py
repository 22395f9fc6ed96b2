"""Vectors in the catalog, by space, embedder and the digest of what was embedded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, exists, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.engines.protocols import Vectors
from kb.engines.windows import Windows
from kb.store.catalog import Transaction
from kb.store.catalog.chunks import batches, list_values, listed
from kb.store.catalog.driver import DriverStatement, insert_rows, select_first_column, select_rows
from kb.store.catalog.schema import chunks, documents, embedders, spaces, vectors
from kb.store.windows import NO_WINDOWS, pack_windows, unpack_windows

Role = Literal["embedder", "next_embedder"]  # a space's own, or the one that it is being embedded with anew
ROLES: tuple[Role, Role] = ("embedder", "next_embedder")


def find_known(
    tx: Transaction, space: int, digests: Collection[str], of: Role = "embedder", *, windows: bool = False
) -> set[str]:
    """Those that the space's embedder has embedded for it before; with `windows`, those whose windows it has kept."""
    return set(select_first_column(tx, _KNOWN[of, windows], space, space, list_values(digests))) if digests else set()


def check_shapes(several: Iterable[Vectors], dimensions: int) -> None:
    """Raises ValueError for one that is not of shape (dimensions,)."""
    for vector in several:
        if vector.shape != (dimensions,):
            raise ValueError(f"a vector of shape {vector.shape} in a space of {dimensions} dimensions")


def remember(
    tx: Transaction,
    space: int,
    by_digest: Mapping[str, Vectors],
    windows: Mapping[str, Windows] = NO_WINDOWS,
    of: Role = "embedder",
) -> None:
    """With the windows of those texts that have some. A vector that is known already stays as it is."""
    [embedder] = select_first_column(tx, _BOUND[of], space)
    rows = [
        (
            space,
            embedder,
            digest,
            numpy.asarray(vector, "<f4").tobytes(),
            pack_windows(windows[digest]) if digest in windows else None,
        )
        for digest, vector in by_digest.items()
    ]
    insert_rows(tx, _REMEMBER, rows)


def load(tx: Transaction, space: int, digests: Sequence[str], of: Role = "embedder") -> dict[str, Vectors]:
    """The vectors that are known, each of shape (dimensions,)."""
    rows = select_rows(tx, _LOADED[of], space, space, list_values(digests))
    return {digest: numpy.frombuffer(vector, "<f4") for digest, vector in rows}


def load_windows(tx: Transaction, space: int, digests: Sequence[str]) -> dict[str, Windows]:
    """Those that are known, in characters of the chunks' own text."""
    bound = select(embedders.c.dimensions).join(spaces, spaces.c.embedder == embedders.c.id)
    dimensions = tx.scalar(bound.where(spaces.c.id == space)) or 0
    rows = tx.execute(_WINDOWS, {"space": space, "digests": list_values(digests)})
    return {row.digest: unpack_windows(row.windows, dimensions) for row in rows}


def first(tx: Transaction, space: int, count: int) -> Vectors:
    """The first by digest, so an even draw; shape (at most count, dimensions)."""
    query = select(vectors.c.vector).where(*_of(space)).order_by(vectors.c.digest)
    rows = tx.scalars(query.limit(count)).all()
    return numpy.stack([numpy.frombuffer(row, "<f4") for row in rows]) if rows else numpy.empty((0, 0), numpy.float32)


def first_of_languages(tx: Transaction, space: int, count: int) -> dict[str, Vectors]:
    """By the language of the chunks' documents, where that is told: at most count of each, drawn in the same way."""
    language = func.json_extract(documents.c.properties, "$.language")
    at = (vectors.c.digest == chunks.c.digest) & (documents.c.id == chunks.c.document)
    found = {}
    for each in tx.scalars(select(language).distinct().where(documents.c.space == space)).all():
        query = select(vectors.c.vector).distinct().where(*_of(space), documents.c.space == space, language == each, at)
        rows = tx.scalars(query.order_by(vectors.c.digest).limit(count)).all() if each else []
        if rows:
            found[each] = numpy.stack([numpy.frombuffer(row, "<f4") for row in rows])
    return found


def forget(tx: Transaction, space: int, digests: Collection[str]) -> int:
    """Deletes those of these that no chunk of the space refers to; returns how many there were."""
    return sum(_delete_unused(tx, space, some) for some in batches(list(digests)))


def forget_unused(tx: Transaction, space: int, but: Collection[str]) -> int:
    """Deletes all of the space that none of its chunks refers to, except `but`; returns how many there were."""
    unused = tx.scalars(select(vectors.c.digest).where(vectors.c.space == space, _unused())).all()
    return forget(tx, space, set(unused) - set(but))


def _delete_unused(tx: Transaction, space: int, digests: Sequence[str]) -> int:
    unused = delete(vectors).where(vectors.c.space == space, vectors.c.digest.in_(digests), _unused())
    return tx.execute(unused).rowcount


def _select_among(of: Role, *columns: Any) -> Select[Any]:
    return select(*columns).where(*_of(bindparam("space"), of), vectors.c.digest.in_(listed("digests")))


def _select_known(of: Role, *, windows: bool) -> Select[Any]:
    """By space, space and digests."""
    query = _select_among(of, vectors.c.digest)
    return query.where(vectors.c.windows.is_not(None)) if windows else query


def _of(space: int | BindParameter[Any], of: Role = "embedder") -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    embedder = select(spaces.c[of]).where(spaces.c.id == space).scalar_subquery()
    return vectors.c.space == space, vectors.c.embedder == embedder


def _upsert() -> DriverStatement:
    told = upsert(vectors)
    return DriverStatement(told.on_conflict_do_update(set_={"windows": told.excluded.windows}))


# Put together once: to do that takes longer than to ask.
_REMEMBER = _upsert()
_BOUND = {of: DriverStatement(select(spaces.c[of]).where(spaces.c.id == bindparam("space"))) for of in ROLES}
_LOADED = {of: DriverStatement(_select_among(of, vectors.c.digest, vectors.c.vector)) for of in ROLES}
_WINDOWS = _select_among("embedder", vectors.c.digest, vectors.c.windows).where(vectors.c.windows.is_not(None))
_KNOWN = {
    (of, windows): DriverStatement(_select_known(of, windows=windows)) for of in ROLES for windows in (False, True)
}


def _unused() -> ColumnElement[bool]:
    return ~exists().where(
        chunks.c.digest == vectors.c.digest,
        documents.c.id == chunks.c.document,
        documents.c.space == vectors.c.space,
        spaces.c.id == documents.c.space,
        or_(spaces.c.embedder == vectors.c.embedder, spaces.c.next_embedder == vectors.c.embedder),
    )
