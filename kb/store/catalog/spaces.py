"""The spaces of a home, and what is recorded about each as a whole."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.errors import UsageError
from kb.store.catalog import Transaction
from kb.store.catalog.driver import DriverStatement, select_rows
from kb.store.catalog.schema import answers, chunks, decode_text, documents, embedders, failures, pages, spaces, vectors

LONGEST_NAME = 64  # characters


class SpaceEmbedder(NamedTuple):
    """What a space is embedded with."""

    name: str
    fingerprint: str
    dimensions: int


class Edition(NamedTuple):
    """Changes with every visible change of a space, and with what it is embedded with."""

    generation: int
    embedder: int | None


class State(NamedTuple):
    """How a space's index files stand to the catalog."""

    vectors: int  # which folder is the current one
    words: int
    dirty: bool  # they may differ from the catalog
    leftovers: bool  # they may hold bytes of what was removed


def names(tx: Transaction) -> list[str]:
    return list(tx.scalars(select(spaces.c.name).order_by(spaces.c.name)))


def ids(tx: Transaction) -> list[int]:
    return list(tx.scalars(select(spaces.c.id)))


def find(tx: Transaction, name: str) -> int | None:
    return tx.scalar(select(spaces.c.id).where(spaces.c.name == name))


def create(tx: Transaction, name: str) -> None:
    tx.execute(
        upsert(spaces)
        .values(name=name, generation=0, vectors=0, words=0, dirty=False, leftovers=False)
        .on_conflict_do_nothing(index_elements=["name"])
    )


def get_embedder(tx: Transaction, space: int, of: str = "embedder") -> SpaceEmbedder | None:
    """The space's own, or of its `next_embedder`."""
    rows = select_rows(tx, _BOUND[of], space)
    return next((SpaceEmbedder(decode_text(name), decode_text(mark), width) for name, mark, width in rows), None)


def bind(tx: Transaction, space: int, embedder: SpaceEmbedder) -> None:
    tx.execute(update(spaces).where(spaces.c.id == space).values(embedder=_id_of(tx, embedder)))


def set_next_embedder(tx: Transaction, space: int, embedder: SpaceEmbedder) -> None:
    """What the space is being embedded with anew."""
    tx.execute(update(spaces).where(spaces.c.id == space).values(next_embedder=_id_of(tx, embedder)))


def adopt_next_embedder(tx: Transaction, space: int) -> None:
    """It is what the space is embedded with from now on; the vectors of the one before are gone."""
    tx.execute(update(spaces).where(spaces.c.id == space).values(embedder=spaces.c.next_embedder, next_embedder=None))
    current = select(spaces.c.embedder).where(spaces.c.id == space).scalar_subquery()
    tx.execute(delete(vectors).where(vectors.c.space == space, vectors.c.embedder != current))


def _id_of(tx: Transaction, embedder: SpaceEmbedder) -> int | None:
    known = tx.scalar(select(embedders.c.id).where(embedders.c.fingerprint == embedder.fingerprint))
    if known is None:
        [known] = tx.execute(insert(embedders).values(**embedder._asdict())).inserted_primary_key or [None]
    return None if known is None else int(known)


def state(tx: Transaction, space: int) -> State:
    columns = (spaces.c.vectors, spaces.c.words, spaces.c.dirty, spaces.c.leftovers)
    return State(*tx.execute(select(*columns).where(spaces.c.id == space)).one())


def set_state(tx: Transaction, space: int, **changes: int | bool) -> None:
    tx.execute(update(spaces).where(spaces.c.id == space).values(**changes))


def generation(tx: Transaction, space: int) -> int:
    return int(tx.execute(select(spaces.c.generation).where(spaces.c.id == space)).scalar_one())


def get_edition(tx: Transaction, space: int) -> Edition:
    [row] = select_rows(tx, EDITION, space)
    return Edition(*row)


def advance(tx: Transaction, space: int) -> None:
    """Says that something visible changed."""
    tx.execute(update(spaces).where(spaces.c.id == space).values(generation=spaces.c.generation + 1))


def list_unclean(tx: Transaction) -> list[str]:
    """The spaces whose last owner did not close them."""
    return list(tx.scalars(select(spaces.c.name).where(spaces.c.dirty)))


def erase(tx: Transaction, space: int) -> tuple[int, int, int, int, int]:
    """Deletes the space and all that is in it; how many documents, pages, chunks, vectors and answers there were."""
    within = select(documents.c.id).where(documents.c.space == space)
    counts = (
        _count(tx, documents, documents.c.space == space),
        _count(tx, pages, pages.c.document.in_(within)),
        _count(tx, chunks, chunks.c.document.in_(within)),
        _count(tx, vectors, vectors.c.space == space),
        _count(tx, answers, answers.c.space == space),
    )
    for table in (documents, vectors, answers, failures):
        tx.execute(delete(table).where(table.c.space == space))
    tx.execute(delete(spaces).where(spaces.c.id == space))
    return counts


def _count(tx: Transaction, table: Table, which: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _select_bound(of: str) -> DriverStatement:
    columns = (embedders.c.name, embedders.c.fingerprint, embedders.c.dimensions)
    query = select(*columns).join(spaces, spaces.c[of] == embedders.c.id)
    return DriverStatement(query.where(spaces.c.id == bindparam("space")))


# What each question and each document asks for is put together once: to do that takes longer than to ask.
EDITION = DriverStatement(select(spaces.c.generation, spaces.c.embedder).where(spaces.c.id == bindparam("space")))
_BOUND = {of: _select_bound(of) for of in ("embedder", "next_embedder")}


def check_name(name: str) -> str:
    """As it is kept. Raises UsageError for one that cannot be that of a folder."""
    name = unicodedata.normalize("NFC", name)
    printable = name.strip() == name and name.isprintable()
    somewhere = "/" in name or "\\" in name or name in (".", "..")  # a name becomes that of a folder
    if not name or len(name) > LONGEST_NAME or not printable or somewhere:
        raise UsageError(
            f"{name!r} cannot be the name of a space.",
            f"Use 1 to {LONGEST_NAME} characters, without slashes and control characters; `.` and `..` are none.",
        )
    return name
