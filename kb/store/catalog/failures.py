"""Files that could not be read, so that a broken file is not opened again before it changes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.store.catalog import Transaction
from kb.store.catalog.schema import failures


@dataclass(frozen=True)
class Failure:
    """Why a file is not in the space; it holds for these bytes (`digest`) and for this version of the loaders."""

    root: str
    path: str
    digest: str
    reason: str
    loader: str


def all_of(tx: Transaction, space: int) -> list[Failure]:
    rows = tx.execute(select(failures).where(failures.c.space == space).order_by(failures.c.path, failures.c.root))
    return [Failure(row.root, row.path, row.digest, row.reason, row.loader) for row in rows]


def reason(tx: Transaction, space: int, root: str, path: str, digest: str, loader: str | None) -> str | None:
    query = select(failures.c.reason).where(
        failures.c.space == space, failures.c.root == root, failures.c.path == path, failures.c.digest == digest
    )
    return tx.scalar(query if loader is None else query.where(failures.c.loader == loader))


def record(tx: Transaction, space: int, failure: Failure) -> None:
    forget(tx, space, failure.root, failure.path)
    tx.execute(upsert(failures).values(space=space, **asdict(failure)))


def forget(tx: Transaction, space: int, root: str, path: str) -> None:
    place = (failures.c.space == space, failures.c.root == root, failures.c.path == path)
    tx.execute(delete(failures).where(*place))
