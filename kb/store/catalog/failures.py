"""Files that could not be read, so that a broken file is not opened again before it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, select
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


def record(tx: Transaction, space: int, failure: Failure) -> None:
    forget(tx, space, [(failure.root, failure.path)])
    tx.execute(upsert(failures).values(space=space, **asdict(failure)))


def forget(tx: Transaction, space: int, places: Sequence[tuple[str, str]]) -> None:
    """Those of the files at these roots and paths."""
    if places:
        place = (failures.c.root == bindparam("at_root"), failures.c.path == bindparam("at_path"))
        rows = [{"at_root": root, "at_path": path} for root, path in places]
        tx.execute(delete(failures).where(failures.c.space == space, *place), rows)
