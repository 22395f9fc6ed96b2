"""Which commits of the catalog wait for the disk."""

from __future__ import annotations

from contextlib import closing

from kb.store.catalog import Catalog

NORMAL, FULL = 1, 2  # SQLite's numbers


def level(tx) -> int:
    return tx.exec_driver_sql("PRAGMA synchronous").scalar_one()


def test_what_is_written_often_waits_for_the_disk_at_most_once_a_second_and_all_else_each_time(tmp_path):
    with closing(Catalog(tmp_path / "catalog.sqlite3")) as catalog:
        levels = []
        for often in (False, True, True, False):
            with catalog.begin_write(often=often) as tx:
                levels.append(level(tx))
        assert levels == [FULL, NORMAL, NORMAL, FULL]


def test_the_first_of_what_is_written_often_waits_for_the_disk(tmp_path):
    with closing(Catalog(tmp_path / "catalog.sqlite3")) as catalog, catalog.begin_write(often=True) as tx:
        assert level(tx) == FULL
