"""`kb doctor` looks into the home: catalog, pages, both indexes, and the rights on its files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from shelving import shelve
from typer.testing import CliRunner

from api.cli import app
from kb.doctor.integrity import check_integrity, check_rights
from kb.store.home import Home


@pytest.fixture
def folder(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "rent.txt", "the rent is 9,600 euros\nit is due on the third")
    return tmp_path / "home"


def in_catalog(folder, script: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        connection.executescript(script)


def found(folder) -> dict[str, tuple[str, str]]:
    with Home.open(folder) as home:
        return {check.name: (check.status, check.message + " → " + check.remedy) for check in check_integrity(home)}


def test_a_home_in_order_is_all_green(folder):
    assert {status for status, _ in found(folder).values()} == {"ok"}
    assert check_rights(folder).status == "ok"


def test_a_flipped_letter_in_a_page_is_found_and_named(folder):
    in_catalog(folder, "UPDATE pages SET text = CAST(replace(text, '9,600', '9,900') AS BLOB)")
    status, said = found(folder)["pages"]
    assert status == "broken"
    assert said.startswith("1 pages are not as they were taken in: rent.txt (page 1, ") and "kb restore FILE" in said


def test_a_row_that_belongs_to_nothing_is_found(folder):
    in_catalog(folder, "PRAGMA foreign_keys = OFF; DELETE FROM spaces WHERE name <> 'default'; DELETE FROM embedders;")
    status, said = found(folder)["catalog"]
    assert status == "broken" and "belongs to no row of embedders" in said


def test_an_index_that_was_lost_is_built_again_and_that_is_said_once(folder):
    shutil.rmtree(folder / "words")
    assert found(folder)["indexes"][0] == "warning"
    assert found(folder)["indexes"] == ("ok", "default: 2 chunks in each → ")


def test_rights_that_are_too_wide_or_not_this_user_s_are_named_with_what_to_type(folder):
    folder.chmod(0o755)
    assert (check_rights(folder).status, check_rights(folder).remedy) == ("warning", f"chmod 700 {folder}")
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder / "catalog.sqlite3", 1234, 1234)
        assert check_rights(folder).message == f"These belong to another user: {folder / 'catalog.sqlite3'}."


def test_doctor_shows_all_of_it(folder):
    result = CliRunner().invoke(app, ["--home", str(folder), "--chat", "builtin", "doctor", "--json"])
    names = [check["name"] for check in json.loads(result.stdout)["checks"]]
    assert names[:3] == ["python", "home", "disk"]
    assert {"rights", "catalog", "pages", "indexes", "store"} <= set(names)
