"""A failure that nobody foresaw is told by its name: what it says may hold what is in the documents."""

from __future__ import annotations

import sqlite3

from test_processes import documents, kb


def test_a_failure_of_the_catalog_shows_no_statement_of_sql(tmp_path):
    home = tmp_path / "home"
    assert kb(home, "ingest", str(documents(tmp_path / "docs", 1))).returncode == 0
    with sqlite3.connect(home / "catalog.sqlite3") as catalog:
        catalog.execute("ALTER TABLE documents RENAME COLUMN path TO elsewhere")
    catalog.close()
    listed = kb(home, "docs", "list")
    assert (listed.returncode, listed.stderr) == (
        1,
        "error: Unexpected: OperationalError. KB_DEBUG=1 shows what it says, and where.\n",
    )
