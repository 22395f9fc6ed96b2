"""A failure that nobody foresaw is told by its name: what it says may hold what is in the documents."""

from __future__ import annotations

import sqlite3

from test_processes import kb


def test_a_failure_of_the_catalog_shows_no_statement_of_sql(one_note):
    home = one_note
    with sqlite3.connect(home / "catalog.sqlite3") as catalog:
        catalog.execute("ALTER TABLE documents RENAME COLUMN path TO elsewhere")
    catalog.close()
    listed = kb(home, "docs", "list")
    assert (listed.returncode, listed.stderr) == (
        1,
        "error: Unexpected: OperationalError. KB_DEBUG=1 shows what it says, and where.\n",
    )
